package label

import (
	"strconv"
	"strings"

	"ecship/internal/customs"
	"ecship/internal/label/face"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// Missing are the characters of a text that no label can show, each once; empty
// where all can be printed. Emoji are such, and scripts that the fonts lack.
func Missing(s string) string { return face.Missing(clean(s)) }

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
	for field, text := range texts(it) {
		if missing := Missing(text); missing != "" {
			list.Add("label.character", field, "characters", strings.Join(strings.Split(missing, ""), " "))
		}
	}
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

// texts gives every text of the item that its label shows, with its field.
func texts(it *Item) func(yield func(string, string) bool) {
	return func(yield func(string, string) bool) {
		s := &it.Shipment
		ok := addressTexts("sender", s.Sender, yield) && addressTexts("recipient", s.Recipient, yield) &&
			yield("reference", s.Reference) &&
			yield("customs.explanation", s.Customs.Explanation) && yield("customs.comments", s.Customs.Comments) &&
			yield("customs.sender_reference", s.Customs.SenderRef) && yield("customs.importer_reference", s.Customs.ImporterRef) &&
			yield("customs.licence_number", s.Customs.Licence) && yield("customs.certificate_number", s.Customs.Certificate) &&
			yield("customs.invoice_number", s.Customs.Invoice)
		for i, l := range s.Customs.Lines {
			field := "customs.lines." + strconv.Itoa(i)
			ok = ok && yield(field+".description", l.Description) && yield(field+".native", l.Native)
		}
	}
}

func addressTexts(prefix string, a postal.Address, yield func(string, string) bool) bool {
	return yield(prefix+".name", a.Name) && yield(prefix+".company", a.Company) && yield(prefix+".street", strings.Join(a.Street, " ")) &&
		yield(prefix+".city", a.City) && yield(prefix+".state", a.State) && yield(prefix+".postcode", a.Postcode) && yield(prefix+".phone", a.Phone) &&
		yield(prefix+".native.name", a.Native.Name) && yield(prefix+".native.company", a.Native.Company) &&
		yield(prefix+".native.street", strings.Join(a.Native.Street, " "))
}

// nowhere is a Canvas that draws nothing; what matters is whether it would fit.
type nowhere struct{}

func (nowhere) Text(_, _ float64, _ Style, _ string) {}
func (nowhere) Line(_, _, _, _, _ float64)           {}
func (nowhere) Frame(_, _, _, _, _ float64)          {}
func (nowhere) Fill(_, _, _, _, _ float64)           {}
func (nowhere) Barcode(Barcode)                      {}
func (nowhere) Matrix(Matrix)                        {}
