package customs_test

import (
	"slices"
	"strings"
	"testing"

	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/postal"
)

// withReasons are rules with a category table of these rows.
func withReasons(rows ...string) (*customs.Rules, error) {
	file := "kind,category\neffective,2027-01-01\ncategory,name_en,name_zh-Hant,name_zh-Hans,name_fr,trade,papers,gift,explain,words\n" + strings.Join(rows, "\n")
	table, err := postal.ReadTable(strings.NewReader(file))
	if err != nil {
		return nil, err
	}
	return customs.NewRules(func(kind string) (postal.Table, bool) {
		if kind == "category" {
			return table, true
		}
		i := slices.IndexFunc(customs.EmbeddedTables(), func(t postal.Table) bool { return t.Kind == kind })
		return customs.EmbeddedTables()[i], true
	}, everywhere)
}

// M-C10: the categories are a table. What follows from one is its row's, and a
// category that the table has no more is refused.
func TestCategoriesAreData(t *testing.T) {
	r, err := withReasons("ecommerce,E-commerce goods,電子商貿貨品,电子商务货品,Marchandises e-commerce,yes,no,no,no,", "letters,Letters,書信,书信,Lettres,no,yes,no,yes,")
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Reasons().Name("ecommerce", i18n.Hant); got != "電子商貿貨品" {
		t.Error(got)
	}
	if got := r.Reasons().Name(customs.Gift, i18n.En); got != "gift" {
		t.Errorf("one that is gone is called %q", got)
	}
	to := customs.Target{Place: "GB", Origin: everywhere} // asks commercial goods for their HS code
	for _, c := range []struct {
		category customs.Category
		want     string
	}{
		{"ecommerce", "customs.hs.missing at lines.0.hs_code"},
		{"letters", "customs.explanation.missing at explanation"},
		{customs.Gift, "customs.category.missing at category"},
	} {
		d := shirts()
		d.Category, d.Lines[0].HS = c.category, ""
		if got := found(r.Check(d, to)); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %v, want %s", c.category, got, c.want)
		}
	}
}

// The form has room for eight boxes: a ninth row is refused, and one twice.
func TestCategoriesFitTheForm(t *testing.T) {
	var rows []string
	for _, name := range strings.Split("abcdefghi", "")[:customs.MostReasons] {
		rows = append(rows, name+",Name,名,名,Nom,no,no,no,no,")
	}
	if r, err := withReasons(rows...); err != nil || len(r.Reasons().All()) != customs.MostReasons {
		t.Fatal(err)
	}
	if _, err := withReasons(append(rows, "i,Name,名,名,Nom,no,no,no,no,")...); err == nil {
		t.Error("a ninth box was taken")
	}
	if _, err := withReasons(rows[0], rows[0]); err == nil {
		t.Error("a category stands twice")
	}
}

// What the program brings along without asking for a day is what is in force.
func TestStandardReasons(t *testing.T) {
	var got []string
	for _, k := range customs.Standard().All() {
		got = append(got, string(k.Category))
	}
	if want := []string{"gift", "documents", "sample", "sale", "returned", "other"}; !slices.Equal(got, want) {
		t.Error(got)
	}
	if !slices.EqualFunc(customs.Standard().All(), rules(t, "2026-11-23").Reasons().All(), func(a, b customs.Reason) bool { return a.Category == b.Category && a.Name == b.Name }) {
		t.Error("the standard reasons are not those in force")
	}
}
