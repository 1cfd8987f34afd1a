package customs_test

import (
	"fmt"
	"strings"
	"testing"

	"ecship/internal/customs"
	"ecship/internal/problem"
)

func good() customs.Declaration {
	return customs.Declaration{Category: customs.Gift, Currency: "HKD", Lines: []customs.Line{
		{Description: "men's cotton shirts", Native: "男裝棉恤衫", Quantity: 2, Net: 400, Value: 20000, HS: "610910", Origin: "CN"},
		{Description: "tea, black", Quantity: 1, Net: 100, Value: 5000},
	}}
}

// check holds a declaration against what is asked wherever an item of 500 g goes.
func check(t testing.TB, d customs.Declaration) error {
	return rules(t, "2016-04-18").Check(d, customs.Target{Gross: 500, Origin: func(code string) bool { return code == "CN" }})
}

// M-C10: weights and values add up, HS codes have the right form.
func TestCheck(t *testing.T) {
	if err := check(t, good()); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(good().Net(), good().Value()); got != "500 250.00" {
		t.Error(got)
	}
	for want, spoil := range map[string]func(*customs.Declaration){
		"customs.lines.none at lines.0.description":          func(d *customs.Declaration) { d.Lines = nil },
		"customs.lines.many at lines":                        func(d *customs.Declaration) { d.Lines = make([]customs.Line, 21) },
		"customs.net.over_gross at lines.0.net_weight_g":     func(d *customs.Declaration) { d.Lines[1].Net = 101 },
		"customs.category.missing at category":               func(d *customs.Declaration) { d.Category = "present" },
		"customs.explanation.missing at explanation":         func(d *customs.Declaration) { d.Category = customs.Other },
		"customs.currency.unknown at currency":               func(d *customs.Declaration) { d.Currency = "XXX" },
		"customs.description.missing at lines.0.description": func(d *customs.Declaration) { d.Lines[0].Description = "" },
		"text.too_long at lines.0.description":               func(d *customs.Declaration) { d.Lines[0].Description = strings.Repeat("é", 61) },
		"text.latin at lines.0.description":                  func(d *customs.Declaration) { d.Lines[0].Description = "恤衫" },
		"text.emoji at lines.0.native":                       func(d *customs.Declaration) { d.Lines[0].Native = "👕" },
		"customs.quantity.range at lines.1.quantity":         func(d *customs.Declaration) { d.Lines[1].Quantity = 0 },
		"customs.net.missing at lines.1.net_weight_g":        func(d *customs.Declaration) { d.Lines[1].Net = 0 },
		"customs.value.missing at lines.1.value_cents":       func(d *customs.Declaration) { d.Lines[1].Value = 0 },
		"customs.value.over at lines.1.value_cents":          func(d *customs.Declaration) { d.Lines[1].Value = customs.MostValue + 1 },
		"customs.hs.form at lines.0.hs_code":                 func(d *customs.Declaration) { d.Lines[0].HS = "61091" },
		"customs.origin.unknown at lines.0.origin":           func(d *customs.Declaration) { d.Lines[0].Origin = "ZZ" },
		"text.control at comments":                           func(d *customs.Declaration) { d.Comments = "a\u202eb" },
	} {
		d := good()
		spoil(&d)
		err := check(t, d)
		if err == nil {
			t.Errorf("want %s", want)
			continue
		}
		var got []string
		for _, p := range problem.Of(err).All() {
			got = append(got, p.Key+" at "+p.Field)
		}
		if !strings.Contains(strings.Join(got, "; ")+";", want+";") {
			t.Errorf("got %v, want %s", got, want)
		}
	}
	papers := good()
	papers.Category = customs.Documents
	papers.Lines[0].Value, papers.Lines[1].Value = 0, 0
	if err := check(t, papers); err != nil {
		t.Error("papers may be worth nothing:", err)
	}
}

func TestClean(t *testing.T) {
	d := customs.Declaration{Currency: " hkd ", Lines: []customs.Line{{}, {Description: " tea ", HS: "0902.30 ", Origin: "cn"}, {}}}.Clean()
	if len(d.Lines) != 1 || d.Lines[0] != (customs.Line{Description: "tea", HS: "090230", Origin: "CN"}) || d.Currency != "HKD" {
		t.Errorf("%+v", d)
	}
}
