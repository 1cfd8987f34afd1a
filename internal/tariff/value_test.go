package tariff_test

import (
	"testing"
	"time"

	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/tariff"
)

// M-B1: where a value is told, each service says what insuring it would cost,
// within its cover, and the total stays what it was.
func TestValuePremium(t *testing.T) {
	on := policy.Date(2026, time.November, 23)
	for _, c := range []struct {
		service        string
		value, insured money.Amount
		want           money.Amount
	}{
		{"EMS", 200_000, 0, 3_000},
		{"EMS", 250_000, 0, 3_000},
		{"EMS", 250_001, 0, 4_800},
		{"EMS", 5_000_000, 0, 24_000},
		{"EMS", 5_000_001, 0, 0}, // more than is ever covered
		{"EMS", 150_000, 0, 0},   // the ordinary terms cover as much
		{"EMS", 200_000, 200_000, 0},
		{"EMS", 0, 0, 0},
		{"AEX", 500_000, 0, 1_100},
		{"AEX", 500_001, 0, 0},
		{"ARM", 200_000, 0, 0}, // registered mail has none (M-C9)
	} {
		r := tariff.Request{Place: "JP", Grams: 500, Value: c.value, Insured: c.insured}
		q, err := tariff.Embedded().Price(c.service, r, on)
		if err != nil {
			t.Fatal(c.service, err)
		}
		if q.ValuePremium != c.want {
			t.Errorf("%s: insuring %s costs %s, want %s", c.service, c.value, q.ValuePremium, c.want)
		}
		if q.Total != q.Postage+q.AddOns+q.Premium {
			t.Errorf("%s: the offer is in the total", c.service)
		}
	}
}
