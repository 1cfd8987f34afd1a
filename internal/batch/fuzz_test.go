package batch

import (
	"strings"
	"testing"
	"unicode/utf8"

	"ecship/internal/i18n"
	"ecship/internal/tariff"
)

// no heading panics, and what is recognised is a field, once.
func FuzzRecognise(f *testing.F) {
	f.Add("Name\tEmail\tLineitem quantity\tShipping Name")
	f.Add("收件人姓名\t重量(公斤)\t物品2海關編碼\t申報價值（USD）")
	f.Add("Address 1&2 (Shipping)\t#\t\titem 99 hs")
	f.Fuzz(func(t *testing.T, line string) {
		headings := strings.Split(line, "\t")
		m, _ := Recognise(headings)
		seen := map[Field]bool{}
		for _, field := range m {
			if field != "" && (!field.Known() || seen[field.Plain()]) {
				t.Fatalf("%q is %v", headings, m)
			}
			seen[field.Plain()] = true
		}
	})
}

// no cell panics, whatever column it stands in; each fault is of a cell
// and has its sentence, and numbers are within what items have.
func FuzzRead(f *testing.F) {
	e := tariff.Embedded().On(testDay)
	var m Mapping
	for _, field := range Fields() {
		m = append(m, field.OfGoods(1))
	}
	for _, s := range []string{"1,5 kg", "HK$12.50", "8.5E+09", "20x15x5", "=1+1", "US", "2116", "'75008", "6205.2", "2026-05-01", "是", "#REF!", "-", "$", "x"} {
		f.Add(s, s)
	}
	rd := NewReader(m, Other, e.Places, e.Services(), e.Customs.Reasons().All())
	f.Fuzz(func(t *testing.T, a, b string) {
		cells := make([]string, len(m))
		for i := range cells {
			cells[i] = a
			if i%2 == 1 {
				cells[i] = b
			}
		}
		r, faults := rd.Read(cells)
		for _, fault := range faults {
			if fault.Column < 0 || fault.Column >= len(cells) || fault.Cell != cells[fault.Column] || !i18n.Has(fault.Problem.Key) {
				t.Fatalf("%+v", fault)
			}
			if text := i18n.En.T(fault.Problem.Key, fault.Problem.Args...); utf8.RuneCountInString(text) > 400 || strings.Contains(text, "{") && !strings.Contains(a+b, "{") {
				t.Fatal(text)
			}
		}
		if r.Grams < 0 || r.Size.Length < 0 || r.Insured < 0 || len(r.Contents.Lines) > 1 || len(r.Contents.Lines) == 1 && r.Contents.Lines[0].Value < 0 {
			t.Fatalf("%+v", r)
		}
	})
}
