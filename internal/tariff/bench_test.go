package tariff_test

import (
	"encoding/json"
	"testing"

	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/tariff"
)

func BenchmarkCompare(b *testing.B) {
	c, r, on := tariff.Embedded(), tariff.Request{Place: "US", Grams: 500}, policy.Date(2026, 11, 23)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Compare(r, on); err != nil {
			b.Fatal(err)
		}
	}
}

// The whole comparison as a client gets it.
func BenchmarkAnswer(b *testing.B) {
	c, r, on := tariff.Embedded(), tariff.Request{Place: "US", Grams: 500}, policy.Date(2026, 11, 23)
	b.ReportAllocs()
	for b.Loop() {
		all, _ := c.Compare(r, on)
		body, err := json.Marshal(all.In(i18n.En))
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(body)))
	}
}

func BenchmarkCompile(b *testing.B) {
	tables := tariff.EmbeddedTables()
	for b.Loop() {
		if _, err := tariff.Compile(tables...); err != nil {
			b.Fatal(err)
		}
	}
}
