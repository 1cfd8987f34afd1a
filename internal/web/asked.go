package web

import (
	"net/url"
	"strconv"
	"strings"

	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/problem"
)

// What a destination asks for of the contents, beyond what every declaration
// says (M-C10).

// askedFields are the questions about a line of contents that only some
// destinations or goods ask.
var askedFields = []string{"product_id", "maker_id", "barcode", "battery.kind", "battery.packing", "battery.unit", "battery.count", "battery.power"}

// moreFields are the questions about all contents that few answer.
var moreFields = []string{"contents.sender_reference", "contents.importer_reference", "contents.licence_number", "contents.certificate_number",
	"contents.invoice_number", "contents.comments"}

const referencePrefix = "contents.references."

func batteryFields(i int) (all []string) {
	for _, f := range askedFields {
		if strings.HasPrefix(f, "battery.") {
			all = append(all, lineField(i, f))
		}
	}
	return all
}

// anyTyped tells whether one of some fields was filled in.
func (v *visit) anyTyped(names ...string) bool {
	for _, n := range names {
		if v.get(n) != "" {
			return true
		}
	}
	return false
}

// anyWrong tells whether one of some fields has a problem.
func (v *visit) anyWrong(names ...string) bool {
	for _, n := range names {
		if v.at(n) != nil {
			return true
		}
	}
	return false
}

// referencesFrom reads the numbers that were asked for.
func referencesFrom(typed url.Values) map[string]string {
	all := map[string]string{}
	for name := range typed {
		if ref, ok := strings.CutPrefix(name, referencePrefix); ok && len(all) < 20 {
			all[ref] = typed.Get(name)
		}
	}
	return all
}

// askedFrom reads what was asked of one line.
func askedFrom(typed url.Values, i int, line *customs.Line, l *problem.List) {
	line.Product, line.Maker, line.Barcode = typed.Get(lineField(i, "product_id")), typed.Get(lineField(i, "maker_id")), typed.Get(lineField(i, "barcode"))
	b := customs.Battery{Kind: typed.Get(lineField(i, "battery.kind"))}
	if b.Kind == customs.Ion || b.Kind == customs.Metal {
		b.Packing, b.Unit = typed.Get(lineField(i, "battery.packing")), typed.Get(lineField(i, "battery.unit"))
		b.Count = wholeFrom(typed, lineField(i, "battery.count"), l)
		if text := strings.TrimSpace(typed.Get(lineField(i, "battery.power"))); text != "" {
			a, err := money.Parse(text) // hundredths
			b.Power = int(a) * 10
			if err != nil {
				l.Add("web.battery.power_form", lineField(i, "battery.power"))
			}
		}
	}
	line.Battery = b
}

func fillReferences(t url.Values, d customs.Declaration) {
	t.Set("contents.licence_number", d.Licence)
	t.Set("contents.certificate_number", d.Certificate)
	t.Set("contents.invoice_number", d.Invoice)
	for name, s := range d.References {
		t.Set(referencePrefix+name, s)
	}
}

func fillAsked(t url.Values, i int, line customs.Line) {
	b := line.Battery
	for name, s := range map[string]string{"product_id": line.Product, "maker_id": line.Maker, "barcode": line.Barcode,
		"battery.kind": b.Kind, "battery.packing": b.Packing, "battery.unit": b.Unit} {
		t.Set(lineField(i, name), s)
	}
	if b.Count > 0 {
		t.Set(lineField(i, "battery.count"), strconv.Itoa(b.Count))
	}
	if b.Power > 0 {
		t.Set(lineField(i, "battery.power"), strconv.FormatFloat(float64(b.Power)/1000, 'f', -1, 64))
	}
}

func (v *visit) batteryKinds() []option {
	return []option{{"", v.T("web.battery.choose")}, {customs.NoBattery, v.T("web.battery.none")}, {customs.Ion, v.T("web.battery.ion")}, {customs.Metal, v.T("web.battery.metal")}}
}

func (v *visit) batteryPackings() []option {
	return []option{{"", v.T("web.battery.choose")}, {customs.Installed, v.T("web.battery.installed")}, {customs.Packed, v.T("web.battery.packed")}, {customs.Loose, v.T("web.battery.loose")}}
}

func (v *visit) batteryUnits() []option {
	return []option{{"", v.T("web.battery.choose")}, {customs.Cell, v.T("web.battery.cell")}, {customs.Pack, v.T("web.battery.pack")}}
}
