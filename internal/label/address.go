package label

import (
	"strings"

	"ecship/internal/i18n"
	"ecship/internal/postal"
)

var (
	fromTerm = term{"label.from", "Expéditeur"}
	toTerm   = term{"label.to", "Destinataire"}
)

func senderArt(p *pen, b box, _ Art) {
	p.heading(b.x, b.y+2.2, b.w, 5.5, fromTerm)
	p.Line(b.x, b.y+3, b.right(), b.y+3, hairline)
}

func recipientArt(p *pen, b box, _ Art) {
	p.Frame(b.x, b.y, b.w, b.h, frame)
	p.Fill(b.x, b.y, b.w, 4.2, 0)
	p.fit(b.x+2, b.y+3, b.w-4, Style{Size: 7, Bold: true, Grey: 1}, 5, "", p.words(toTerm))
}

func senderFill(p *pen, b box, it *Item) {
	place := i18n.Text{En: "Hong Kong"} // a return address is in Hong Kong (M-C7)
	address(p, box{b.x, b.y + 3.6, b.w, b.h - 3.6}, roomy(b, 30, 7.5, 8.5), "sender", it.Shipment.Sender, place, nil)
}

func recipientFill(p *pen, b box, it *Item) {
	address(p, box{b.x + 2, b.y + 5, b.w - 4, b.h - 6}, roomy(b, 30, 10, 12), "recipient", it.Shipment.Recipient, it.Place, it.Form)
}

// roomy is the larger size in a box that is at least h high.
func roomy(b box, h, size, larger float64) float64 {
	if b.h >= h {
		return larger
	}
	return size
}

// leastAddress is the size in points that addresses may shrink to.
const leastAddress = 3.5

// address draws the Latin address on the left, which is what machines and
// foreign sorters read, and its Chinese twin on the right. Without a twin the
// place's Chinese name stands beside the English one, for those who sort here.
// Town, state and postcode stand as form has them.
func address(p *pen, b box, size float64, field string, a postal.Address, place i18n.Text, form *postal.AddressForm) {
	native := nativeLines(field, a.Native, place.In(p.zh))
	left, country := b, strings.ToUpper(place.En)
	if zh := place.In(p.zh); len(native) == 0 && zh != place.En {
		country = joined(country, zh)
	}
	if len(native) > 0 {
		left.w = b.w * 0.62
		p.block(box{left.right() + 2, b.y, b.w - left.w - 2, b.h}, size, leastAddress, native)
	}
	p.block(left, size, leastAddress, latinLines(field, a, country, form))
}

func latinLines(field string, a postal.Address, country string, form *postal.AddressForm) []paragraph {
	lines := make([]paragraph, 0, 11)
	lines = append(lines, paragraph{field: field + ".name", text: a.Name, bold: true})
	if a.Company != "" {
		lines = append(lines, paragraph{field: field + ".company", text: a.Company})
	}
	for _, s := range a.Street {
		lines = append(lines, paragraph{field: field + ".street", text: s})
	}
	for _, town := range form.Town(a) {
		lines = append(lines, paragraph{field: field + ".city", text: town})
	}
	lines = append(lines, paragraph{field: field + ".place", text: country, bold: true})
	if a.Phone != "" {
		lines = append(lines, paragraph{field: field + ".phone", text: "Tel " + a.Phone, scale: 0.85})
	}
	return lines
}

// nativeLines is empty where no address in the native script was given; the
// place's name stands there only with one.
func nativeLines(field string, n postal.NativeAddress, place string) []paragraph {
	if n.Name == "" && n.Company == "" && len(n.Street) == 0 {
		return nil
	}
	lines := []paragraph{{field: field + ".native.name", text: n.Name, bold: true}}
	if n.Company != "" {
		lines = append(lines, paragraph{field: field + ".native.company", text: n.Company})
	}
	for _, s := range n.Street {
		lines = append(lines, paragraph{field: field + ".native.street", text: s})
	}
	if place != "" && strings.TrimFunc(place, func(r rune) bool { return r < 0x80 }) != "" {
		lines = append(lines, paragraph{text: place})
	}
	return lines
}

// joined puts the parts that are there side by side.
func joined(parts ...string) string {
	s := ""
	for _, p := range parts {
		switch {
		case p == "":
		case s == "":
			s = p
		default:
			s += " " + p
		}
	}
	return s
}
