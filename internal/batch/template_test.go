package batch

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"ecship/internal/i18n"
	"ecship/internal/sheet"
	"ecship/internal/tariff"
)

// U-09: what we hand out is recognised in whole when it comes back, and its
// examples are no item.
func TestTemplate(t *testing.T) {
	e := tariff.Embedded().On(testDay)
	for _, l := range i18n.Langs {
		for _, kind := range []string{sheet.CSV, sheet.Excel} {
			var b bytes.Buffer
			if err := Template(&b, kind, l, e.Services(), e.Customs.Reasons().All()); err != nil {
				t.Fatal(err)
			}
			r, err := sheet.Open("template", bytes.NewReader(b.Bytes()), int64(b.Len()))
			if err != nil {
				t.Fatal(err)
			}
			m, from := Recognise(r.Headings())
			for i, f := range m {
				m[i] = f.Plain()
			}
			if d := cmp.Diff(Mapping(templateFields()), m); d != "" || from != Own {
				t.Errorf("%s %s: %s\n%s", l, kind, from, d)
			}
			row, err := r.Next()
			r.Close() //nolint:errcheck // it was only read
			if err != nil {
				t.Fatal(err)
			}
			rows := NewReader(m, from, e.Places, e.Services(), e.Customs.Reasons().All())
			if rec, faults := rows.Read(row.Cells); !rec.Blank || len(faults) > 0 {
				t.Errorf("%s %s: the examples are read as %+v %v", l, kind, rec, faults)
			}
			// Filled in otherwise, they are an item without a fault.
			row.Cells[0] = "A-1"
			rec, faults := rows.Read(row.Cells)
			if rec.Blank || len(faults) > 0 || rec.Service != "ARM" || rec.Place != "US" || rec.Grams != 350 || rec.Size.Length != 200 || len(rec.Contents.Lines) != 1 || rec.Sender.Name != "" || rec.Sender.Company != "" || len(rec.Sender.Street) > 0 {
				t.Errorf("%s %s: %+v %v", l, kind, rec, faults)
			}
		}
	}
}

// The workbook's choices are understood again, and another program reads it.
func TestTemplateChoices(t *testing.T) {
	e := tariff.Embedded().On(testDay)
	for _, l := range i18n.Langs {
		for _, f := range templateFields() {
			for _, choice := range f.choices(l, e.Services(), e.Customs.Reasons().All()) {
				if _, faults := NewReader(Mapping{f}, Own, e.Places, e.Services(), e.Customs.Reasons().All()).Read([]string{choice}); len(faults) > 0 {
					t.Errorf("%s: %s does not take %q: %v", l, f, choice, faults[0].Problem)
				}
			}
		}
	}
	var b bytes.Buffer
	if err := Template(&b, sheet.Excel, i18n.Hant, e.Services(), e.Customs.Reasons().All()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"郵件", "說明"}, f.GetSheetList()); d != "" {
		t.Error(d)
	}
	helps, err := f.GetDataValidations("郵件")
	if err != nil || len(helps) < len(templateFields())-2*templateGoods {
		t.Errorf("%d columns have help: %v", len(helps), err)
	}
	notes, err := f.GetRows("說明")
	if err != nil || len(notes) < len(Noted()) {
		t.Errorf("%d notes: %v", len(notes), err)
	}
}
