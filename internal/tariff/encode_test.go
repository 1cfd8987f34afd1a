package tariff_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/postal"
	"ecship/internal/tariff"
)

// What AppendJSON writes is what encoding In's answer gives.
func TestAppendJSON(t *testing.T) {
	for _, r := range []tariff.Request{
		{Place: "US", Grams: 500},
		{Place: "HK", Grams: 21000},
		{Place: "CN", Grams: 500, Insured: 200000},
		{Place: "JP", Grams: 40, AdviceOfReceipt: true, Size: postal.Size{Length: 200, Breadth: 100, Height: 3}},
		{Place: "CI", Grams: 1500, Value: money.Amount(5)},
		{Place: "AX", Grams: 500},
	} {
		c := compare(t, r)
		for _, l := range i18n.Langs {
			quick := c.AppendJSON(nil, l)
			slow, err := json.Marshal(c.In(l))
			if err != nil {
				t.Fatal(err)
			}
			var a, b any
			if err := json.Unmarshal(quick, &a); err != nil {
				t.Fatalf("%s: %v", quick, err)
			}
			if err := json.Unmarshal(slow, &b); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(a, b) {
				t.Fatalf("%+v in %s:\n%s\n%s", r, l, quick, slow)
			}
		}
	}
}
