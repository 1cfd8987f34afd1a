package label

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"ecship/internal/customs"
	"ecship/internal/label/face"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// Missing are the characters of a text that no label can show, each once; empty
// where all can be printed. Emoji are such, and scripts that the fonts lack.
func Missing(s string) string {
	if ascii(s) {
		return "" // every face has all of it
	}
	return face.Missing(clean(s))
}

// ascii tells whether a text is of printable ASCII alone, as most are.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// Check refuses an item whose label could not say all that it must: a character
// that no font has, a text that is too long even when made small, or more kinds
// of goods than a declaration may list. The problem names every field at fault.
// Only the sender's own reference may be cut short on a label.
func Check(it *Item) error {
	var list problem.List
	l, ok := it.Layout()
	if !ok {
		list.Add("label.layout", "service")
		return list.Err()
	}
	s := &it.Shipment
	list.Take("sender", CheckAddress(s.Sender))
	list.Take("recipient", CheckAddress(s.Recipient))
	list.Take("", CheckText("reference", s.Reference))
	list.Take("customs", CheckContents(s.Customs))
	told := map[string]bool{}
	p := pen{Canvas: nowhere{}, zh: chinese(it.Lang), tooLong: func(field string) {
		if !told[field] {
			told[field] = true
			list.Add("label.too_long", field)
		}
	}}
	if len(it.Shipment.Customs.Lines) > customs.MostLines {
		list.Add("label.too_many_lines", "customs.lines", "most", strconv.Itoa(customs.MostLines))
		return list.Err()
	}
	for _, s := range l.Sheets(it) {
		if s.Part > 1 {
			l.continued(&p, s, it)
		} else if s.Like == s.Index {
			l.fill(&p, s.Index, it)
		}
	}
	return list.Err()
}

// CheckText refuses a text with characters that no font has. The problem names
// them, and where the first of them stands, counted in characters from 1.
func CheckText(field, s string) error {
	var l problem.List
	checkText(&l, field, s)
	return l.Err()
}

func checkText(l *problem.List, field, s string) {
	missing := Missing(s)
	if missing == "" {
		return
	}
	first := utf8.RuneCountInString(s) + 1 // a character that was taken out before drawing
	if i := strings.IndexAny(s, missing); i >= 0 {
		first = utf8.RuneCountInString(s[:i]) + 1
	}
	l.Add("label.character_at", field, "characters", strings.Join(strings.Split(missing, ""), " "), "position", first)
}

// CheckAddress is CheckText for all that a label shows of an address.
func CheckAddress(a postal.Address) error {
	var l problem.List
	for _, f := range [][2]string{{"name", a.Name}, {"company", a.Company}, {"city", a.City}, {"state", a.State}, {"postcode", a.Postcode}, {"phone", a.Phone},
		{"native.name", a.Native.Name}, {"native.company", a.Native.Company}} {
		checkText(&l, f[0], f[1])
	}
	for i, s := range a.Street {
		checkText(&l, "street."+strconv.Itoa(i), s)
	}
	for i, s := range a.Native.Street {
		checkText(&l, "native.street."+strconv.Itoa(i), s)
	}
	return l.Err()
}

// CheckContents is CheckText for all that a form shows of a declaration.
func CheckContents(d customs.Declaration) error {
	var l problem.List
	for _, f := range [][2]string{{"explanation", d.Explanation}, {"comments", d.Comments}, {"sender_reference", d.SenderRef}, {"importer_reference", d.ImporterRef},
		{"licence_number", d.Licence}, {"certificate_number", d.Certificate}, {"invoice_number", d.Invoice}} {
		checkText(&l, f[0], f[1])
	}
	for i, line := range d.Lines {
		at := "lines." + strconv.Itoa(i) + "."
		checkText(&l, at+"description", line.Description)
		checkText(&l, at+"native", line.Native)
	}
	return l.Err()
}

// nowhere is a Canvas that draws nothing; what matters is whether it would fit.
type nowhere struct{}

func (nowhere) Text(_, _ float64, _ Style, _ string) {}
func (nowhere) Line(_, _, _, _, _ float64)           {}
func (nowhere) Frame(_, _, _, _, _ float64)          {}
func (nowhere) Fill(_, _, _, _, _ float64)           {}
func (nowhere) Barcode(Barcode)                      {}
func (nowhere) Matrix(Matrix)                        {}
