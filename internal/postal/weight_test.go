package postal_test

import (
	"testing"

	"ecship/internal/postal"
	"ecship/internal/problem"
)

func TestParseGrams(t *testing.T) {
	for in, want := range map[string]postal.Grams{
		"500": 500, "500g": 500, "500 G": 500, "0.5kg": 500, "1.25 kg": 1250, "2KG": 2000, "20.5": 21, "20.0": 20,
		"1.0001kg": 1001, "0.0001kg": 1, "500克": 500, "1.5公斤": 1500, "0.2千克": 200,
	} {
		if got, err := postal.ParseGrams(in); err != nil || got != want {
			t.Errorf("%q is %d, %v; want %d", in, got, err, want)
		}
	}
	for in, key := range map[string]string{
		"": "weight.missing", "0": "weight.zero", "0.0kg": "weight.zero", "-5": "weight.form", "heavy": "weight.form",
		"1,5 kg": "weight.form", "1e3": "weight.form", "5 lb": "weight.form", "99999999999": "weight.form", "５００": "weight.form",
	} {
		if got, err := postal.ParseGrams(in); err == nil || problem.Of(err).Key != key {
			t.Errorf("%q is %d, %v; want %s", in, got, err, key)
		}
	}
}

func FuzzParseGrams(f *testing.F) {
	f.Add("1.25 kg")
	f.Fuzz(func(t *testing.T, s string) {
		if g, err := postal.ParseGrams(s); err == nil && (g <= 0 || g > 1_000_000_001_000) {
			t.Fatal(s, g)
		}
	})
}
