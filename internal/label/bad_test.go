package label_test

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"unicode"

	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/money"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// nasty are texts that break what trusts them (R-27, S-14).
var nasty = map[string]string{
	"ten thousand characters": strings.Repeat("Harmony 和諧 ", 1000),
	"one endless word":        strings.Repeat("W", 10_000),
	"brackets":                `) Tj (\ << /S /JavaScript >> endstream endobj`,
	"printer commands":        "^XZ~JA^FDx_5E",
	"NUL and escapes":         "A\x00B\x1b[31m\x7f\u0085C",
	"turned round":            "\u202egnp.exe\u202c\u2066x\u2069\u200f",
	"a flood of marks":        "Z" + strings.Repeat("\u0301\u0323", 2000),
	"not UTF-8":               "A\xff\xfe\xc0\xafB\xed\xa0\x80",
	"beyond the planes":       "\U0010ffff\ue000\ufffe",
	"joined":                  "👨\u200d👩\u200d👧",
	"white alone":             " \t\r\n\u3000\u2028 ",
}

// S-14, R-27: whatever is typed into every field at once, the drawing stays on
// the page and in its boxes, without a control character, and the check either
// takes the item or names fields.
func TestNasty(t *testing.T) {
	for what, text := range nasty {
		for _, l := range label.Layouts() {
			it := labeltest.Of(l, 2)
			everywhere(&it, text)
			drawnWhole(t, l.Name+", "+what, l, &it)
			if err := label.Check(&it); err != nil {
				if p := problem.Of(err); p.Kind != problem.Invalid || p.Field == "" {
					t.Errorf("%s, %s: %v", l.Name, what, err)
				}
			}
		}
	}
}

// everywhere writes a text into every field of an item.
func everywhere(it *label.Item, text string) {
	s := &it.Shipment
	for _, a := range []*postal.Address{&s.Sender, &s.Recipient} {
		*a = postal.Address{
			Name: text, Company: text, Street: []string{text, text, text}, City: text, State: text, Postcode: text, Phone: text, Place: a.Place,
			Native: postal.NativeAddress{Name: text, Company: text, Street: []string{text, text, text}},
		}
	}
	c := &s.Customs
	for _, f := range []*string{&s.Reference, &c.Explanation, &c.Comments, &c.SenderRef, &c.ImporterRef, &c.Licence, &c.Certificate, &c.Invoice, &c.Currency, &it.Indicator} {
		*f = text
	}
	for i := range c.Lines {
		line := &c.Lines[i]
		line.Description, line.Native, line.HS, line.Origin = text, text, text, text
	}
}

// drawnWhole draws every sheet and looks for what left its place.
func drawnWhole(t *testing.T, what string, l label.Layout, it *label.Item) {
	t.Helper()
	for _, sheet := range l.Sheets(it) {
		var s surveyor
		label.Draw(&s, l, sheet, it)
		for _, fault := range s.crowded(sheet) {
			t.Errorf("%s, sheet %d: %.300s", what, sheet.Part, fault)
		}
		var b bytes.Buffer
		label.Draw(&label.Recorder{W: &b}, l, sheet, it)
		if i := strings.IndexFunc(b.String(), func(r rune) bool { return r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) }); i >= 0 {
			t.Errorf("%s: %q was drawn", what, b.String()[i:min(i+20, b.Len())])
		}
	}
}

// Weights and values that no item has, and sums that overflow, are figures
// still; a hundred kinds of goods are refused, and drawn without harm.
func TestFigures(t *testing.T) {
	for what, change := range map[string]func(it *label.Item){
		"negative": func(it *label.Item) {
			it.Shipment.Grams, it.Shipment.Estimate.Total, it.Shipment.Insured = -1250, -1, -500
			it.Shipment.Customs.Lines[0].Net, it.Shipment.Customs.Lines[0].Value, it.Shipment.Customs.Lines[0].Quantity = -7, -1, -3
		},
		"least":    func(it *label.Item) { figures(it, math.MinInt) },
		"greatest": func(it *label.Item) { figures(it, math.MaxInt) },
		"hundred": func(it *label.Item) {
			for len(it.Shipment.Customs.Lines) < 100 {
				it.Shipment.Customs.Lines = append(it.Shipment.Customs.Lines, it.Shipment.Customs.Lines[0])
			}
			if p := problem.Of(label.Check(it)); p == nil || p.Key != "label.too_many_lines" || p.Field != "customs.lines" {
				t.Errorf("a hundred kinds: %v", p)
			}
		},
	} {
		for _, l := range label.Layouts() {
			it := labeltest.Of(l, 2)
			change(&it)
			drawnWhole(t, l.Name+", "+what, l, &it)
			if what != "negative" {
				continue
			}
			if drawn := draw(t, &it); !strings.Contains(drawn, "| -1.250 kg\n") && !strings.Contains(drawn, " -1.250 kg") {
				t.Errorf("%s does not say -1.250 kg", l.Name)
			}
		}
	}
}

func figures(it *label.Item, n int) {
	it.Shipment.Grams, it.Shipment.Estimate.Total, it.Shipment.Insured = postal.Grams(n), money.Amount(n), money.Amount(n)
	for i := range it.Shipment.Customs.Lines {
		line := &it.Shipment.Customs.Lines[i]
		line.Net, line.Value, line.Quantity = postal.Grams(n), money.Amount(n), n
	}
}
