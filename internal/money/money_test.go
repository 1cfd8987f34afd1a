package money_test

import (
	"math"
	"testing"

	"ecship/internal/money"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]money.Amount{
		"0": 0, "12": 1200, "12.5": 1250, "12.50": 1250, "0.05": 5, " 7 ": 700, "1,234.50": 123450, "1,234,567": 123456700,
		"10000000000": money.Max,
	} {
		if got, err := money.Parse(in); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", ".", "1.", ".5", "-1", "+1", "1.234", "1,23", "12,34.5", ",123", "1e3", "１２", "HK$1", "NaN", "10000000000.01", "99999999999999999999"} {
		if got, err := money.Parse(in); err == nil {
			t.Errorf("Parse(%q) = %d, want an error", in, got)
		}
	}
}

func TestString(t *testing.T) {
	for a, want := range map[money.Amount]string{0: "0.00", 5: "0.05", -5: "-0.05", 123450: "1234.50", math.MinInt64: "-92233720368547758.08"} {
		if a.String() != want {
			t.Errorf("%d is %q, want %q", int64(a), a.String(), want)
		}
	}
	if got := money.Amount(123456789).HKD(); got != "HK$1,234,567.89" {
		t.Error(got)
	}
	if got := money.Amount(-100).HKD(); got != "-HK$1.00" {
		t.Error(got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("12.50")
	f.Add("1,234.5")
	f.Fuzz(func(t *testing.T, s string) {
		a, err := money.Parse(s)
		if err != nil {
			return
		}
		if b, err := money.Parse(a.String()); err != nil || a != b || a < 0 || a > money.Max {
			t.Fatalf("%q is %d, but %q reads back as %d, %v", s, a, a.String(), b, err)
		}
	})
}
