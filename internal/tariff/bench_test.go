package tariff_test

import (
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
	var body []byte
	b.ReportAllocs()
	for b.Loop() {
		all, err := c.Compare(r, on)
		if err != nil {
			b.Fatal(err)
		}
		body = all.AppendJSON(body[:0], i18n.En)
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
