package label_test

import (
	"strconv"
	"strings"
	"testing"

	"ecship/internal/customs"
	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/postal"
)

// fullForm are as many boxes as a form may have, with long names.
func fullForm(t *testing.T) *customs.Reasons {
	t.Helper()
	rows := []string{"kind,category", "effective,2027-01-01", "category,name_en,name_zh-Hant,name_zh-Hans,name_fr,trade,papers,gift,explain,words"}
	for i := range customs.MostReasons {
		n := strconv.Itoa(i)
		rows = append(rows, "sale"[:i%4]+n+",E-commerce goods "+n+",電子商貿貨品"+n+",电子商务货品"+n+",Marchandises e-commerce "+n+",yes,no,no,no,")
	}
	table, err := postal.ReadTable(strings.NewReader(strings.Join(rows, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	r, err := customs.NewRules(func(kind string) (postal.Table, bool) { return table, kind == "category" }, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.Reasons()
}

// M-C10: a form has the boxes of the category table of its day, up to the most
// that there may be, and they keep their places.
func TestFormsHaveTheTablesBoxes(t *testing.T) {
	reasons, seen := fullForm(t), map[string]bool{}
	for _, c := range labeltest.Matrix() {
		l, ok := c.Item.Layout()
		if !ok || c.Item.Shipment.Form == "" && c.Item.Service.Form == "" || seen[l.Name] {
			continue
		}
		seen[l.Name] = true
		c.Item.Reasons = reasons
		for _, sheet := range l.Sheets(&c.Item) {
			if sheet.Part > 1 {
				continue
			}
			var s surveyor
			label.Draw(&s, l, sheet, &c.Item)
			for _, fault := range s.faults(sheet) {
				t.Errorf("%s: %s", l.Name, fault)
			}
			told := 0
			for _, r := range s.texts {
				if strings.HasPrefix(r.what, "E-commerce goods ") {
					told++
				}
			}
			if told != 0 && told != customs.MostReasons {
				t.Errorf("%s has %d boxes", l.Name, told)
			}
		}
	}
	if len(seen) < 5 {
		t.Error("only these layouts have a form:", seen)
	}
}
