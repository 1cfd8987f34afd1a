package pdf_test

import (
	"io"
	"testing"

	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/label/pdf"
)

// BenchmarkSingle is P-2's work for the profiler; bench/labels measures it
// beside its peer.
func BenchmarkSingle(b *testing.B) {
	items := make([]label.Item, 500)
	for i := range items {
		items[i] = labeltest.Item(labeltest.Registered, i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := pdf.Labels(io.Discard, items[i%500]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBatch is P-1's work.
func BenchmarkBatch(b *testing.B) {
	items := make([]label.Item, 500)
	for i := range items {
		items[i] = labeltest.Item(labeltest.Registered, i)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := pdf.Labels(io.Discard, items...); err != nil {
			b.Fatal(err)
		}
	}
}
