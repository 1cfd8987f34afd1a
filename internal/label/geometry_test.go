package label_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ecship/internal/label"
	"ecship/internal/label/datamatrix"
	"ecship/internal/label/face"
	"ecship/internal/label/labeltest"
	"ecship/internal/postal"
)

// M-C5: the sizes that were promised.
func TestSizes(t *testing.T) {
	for name, want := range map[string][][2]float64{
		"registered/1":  {{188, 81}},
		"parcel/1":      {{188, 135}, {188, 135}, {188, 137}},
		"speedpost/1":   {{184, 129}, {184, 129}, {184, 129}},
		"eexpress/1":    {{189, 135}},
		"eexpress-us/1": {{101, 101}, {101, 101}},
		"local/1":       {{148, 105}},
	} {
		l, ok := label.Find(name)
		if !ok || len(l.Plies) != len(want) {
			t.Fatalf("%s has %d plies, want %d", name, len(l.Plies), len(want))
		}
		for i, p := range l.Plies {
			if p.Width != want[i][0] || p.Height != want[i][1] {
				t.Errorf("ply %d of %s is %v x %v mm", i+1, name, p.Width, p.Height)
			}
			if len(l.Plies) > 1 && p.Copy == "" {
				t.Errorf("ply %d of %s does not say whose copy it is", i+1, name)
			}
		}
	}
}

// rect is where something was drawn, and what.
type rect struct {
	x0, y0, x1, y1 float64
	what           string
}

func (a rect) meets(b rect) bool {
	const slack = 0.02
	return a.x0 < b.x1-slack && b.x0 < a.x1-slack && a.y0 < b.y1-slack && b.y0 < a.y1-slack
}

// surveyor is a Canvas that keeps the places of texts, lines and bars.
type surveyor struct {
	texts, lines []rect
	codes        []label.Barcode
	squares      []label.Matrix
}

func (s *surveyor) Text(x, y float64, st label.Style, text string) {
	if st.Turn != 0 {
		return // SPECIMEN lies below everything
	}
	em := st.Size * 25.4 / 72
	w := float64(face.Width(text, st.Bold)) * em / 1000
	s.texts = append(s.texts, rect{x, y - 0.72*em, x + w, y + 0.05*em, text})
}

func (s *surveyor) Line(x1, y1, x2, y2, w float64) {
	s.lines = append(s.lines, rect{min(x1, x2) - w/2, min(y1, y2) - w/2, max(x1, x2) + w/2, max(y1, y2) + w/2, "line"})
}

func (s *surveyor) Frame(x, y, w, h, width float64) {
	s.Line(x, y, x+w, y, width)
	s.Line(x, y+h, x+w, y+h, width)
	s.Line(x, y, x, y+h, width)
	s.Line(x+w, y, x+w, y+h, width)
}

func (s *surveyor) Fill(x, y, w, h, grey float64) {
	if grey != 1 {
		s.lines = append(s.lines, rect{x, y, x + w, y + h, "fill"})
	}
}

func (s *surveyor) Barcode(b label.Barcode) { s.codes = append(s.codes, b) }

func (s *surveyor) Matrix(m label.Matrix) { s.squares = append(s.squares, m) }

// UPU S10, section 8: the bars are whole printer dots, high enough, and have
// their quiet zones to themselves, on every layout.
func TestBarcode(t *testing.T) {
	for _, l := range label.Layouts() {
		it := labeltest.Of(l, 3)
		it.Shipment.Test = true
		for i, size := range l.Plies {
			var s surveyor
			label.Draw(&s, l, label.Sheet{Ply: size, Index: i, Part: 1, Parts: 1}, &it)
			if len(s.codes) != 1 {
				t.Fatalf("%s has %d barcodes", l.Name, len(s.codes))
			}
			b := s.codes[0]
			if b.Number != it.Shipment.Number {
				t.Errorf("%s: the bars are those of %s", l.Name, b.Number)
			}
			dots := b.Module / label.Dot
			if dots != math.Trunc(dots) || b.Module < label.LeastModule || b.Module > 0.51 {
				t.Errorf("%s: X is %v mm", l.Name, b.Module)
			}
			if size.Width > 110 && (b.Module != label.Module || b.Height < label.BarHeight) {
				t.Errorf("%s: X is %v and the height %v mm though there is room", l.Name, b.Module, b.Height)
			}
			if b.Height < label.LeastBarHeight || b.Height < 0.15*b.Width() {
				t.Errorf("%s: the bars are %v mm high", l.Name, b.Height)
			}
			if on := b.X / label.Dot; math.Abs(on-math.Round(on)) > 1e-9 {
				t.Errorf("%s: the bars begin at %v mm, between two dots", l.Name, b.X)
			}
			quiet := label.Quiet * b.Module
			zone := rect{b.X - quiet, b.Y, b.X + b.Width() + quiet, b.Y + b.Height, ""}
			if zone.x0 < 0 || zone.x1 > size.Width {
				t.Errorf("%s: the quiet zone leaves the page", l.Name)
			}
			for _, r := range append(s.texts, s.lines...) {
				if r.meets(zone) {
					t.Errorf("%s: %q stands in the quiet zone", l.Name, r.what)
				}
			}
		}
	}
}

// The square code of every layout but the first of several versions: modules of whole dots on
// whole dots, and a quiet zone to itself.
func TestMatrix(t *testing.T) {
	for _, l := range label.Layouts() {
		it := labeltest.Of(l, 3)
		for i, size := range l.Plies {
			var s surveyor
			label.Draw(&s, l, label.Sheet{Ply: size, Index: i, Part: 1, Parts: 1}, &it)
			if newest := labeltest.Newest(it); newest.Name != l.Name && strings.HasSuffix(l.Name, "/1") {
				if len(s.squares) != 0 {
					t.Errorf("%s has a square code now", l.Name)
				}
				continue
			}
			if len(s.squares) != 1 {
				t.Fatalf("%s has %d square codes", l.Name, len(s.squares))
			}
			m := s.squares[0]
			for _, v := range []float64{m.X, m.Y, m.Module} {
				if dots := v / label.Dot; math.Abs(dots-math.Round(dots)) > 1e-9 {
					t.Errorf("%s: %v mm is no whole number of dots", l.Name, v)
				}
			}
			quiet := datamatrix.Quiet * m.Module
			zone := rect{m.X - quiet, m.Y - quiet, m.X + m.Width() + quiet, m.Y + m.Width() + quiet, ""}
			b := s.codes[0]
			bars := rect{b.X - label.Quiet*b.Module, b.Y, b.X + b.Width() + label.Quiet*b.Module, b.Y + b.Height, "bars"}
			for _, r := range append(append(s.texts, s.lines...), bars) {
				if r.meets(zone) {
					t.Errorf("%s: %q stands in the square code's quiet zone", l.Name, r.what)
				}
			}
		}
	}
}

// The bars of any number are 156 modules: a bar first and last, none wider than
// Code 128 has them.
func TestBars(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := postal.MakeNumber(rapid.StringMatching(`[A-Z]{2}`).Draw(t, "indicator"), rapid.IntRange(0, 99999999).Draw(t, "serial"), "HK")
		bars, sum := label.Bars(n), 0
		for _, w := range bars {
			if w < 1 || w > 4 {
				t.Fatal("a bar of", w, "modules")
			}
			sum += int(w)
		}
		if sum != label.Modules || len(bars)%2 == 0 {
			t.Fatal(sum, "modules,", len(bars), "bars and spaces")
		}
	})
}

// Whatever is written, no text leaves the page, crosses another or a line
// (S-14).
func TestNothingOverlaps(t *testing.T) {
	alphabet := rapid.RuneFrom([]rune("aeiWM 大文嘉,.-'éŁ𨋢（"))
	// Left to itself the generator seldom writes more than a dozen characters.
	text := func(most int) *rapid.Generator[string] {
		return rapid.Custom(func(t *rapid.T) string {
			piece := rapid.StringOfN(alphabet, 1, 12, -1).Draw(t, "piece")
			n := rapid.SampledFrom([]int{0, 1, most / 2, most}).Draw(t, "characters")
			return string([]rune(strings.Repeat(piece, n))[:n])
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		l := rapid.SampledFrom(label.Layouts()).Draw(t, "layout")
		it := labeltest.Of(l, rapid.IntRange(0, 1000).Draw(t, "sample"))
		most := rapid.SampledFrom([]int{20, 80, 10000}).Draw(t, "length")
		for _, a := range []*postal.Address{&it.Shipment.Sender, &it.Shipment.Recipient} {
			a.Name, a.Company, a.City = text(most).Draw(t, "name"), text(most).Draw(t, "company"), text(most).Draw(t, "city")
			a.Street = []string{text(most).Draw(t, "street"), text(most).Draw(t, "street"), text(most).Draw(t, "street")}
			a.Native.Name, a.Native.Street = text(most).Draw(t, "native"), []string{text(most).Draw(t, "native street")}
		}
		it.Prepaid, it.Shipment.Test = rapid.Bool().Draw(t, "prepaid"), rapid.Bool().Draw(t, "test")
		it.Shipment.Estimate.Total = 999_999_999_99
		it.Shipment.Reference = text(most).Draw(t, "reference")
		c := &it.Shipment.Customs
		c.Comments, c.Licence, c.ImporterRef = text(most).Draw(t, "comments"), text(most).Draw(t, "licence"), text(most).Draw(t, "importer")
		for range rapid.IntRange(0, 20).Draw(t, "lines") {
			line := c.Lines[0]
			line.Description, line.Native = text(most).Draw(t, "description"), text(most).Draw(t, "native")
			line.Value = 999_999_999_99
			c.Lines = append(c.Lines, line)
		}
		sheet := rapid.SampledFrom(l.Sheets(&it)).Draw(t, "sheet")
		var s surveyor
		label.Draw(&s, l, sheet, &it)
		for _, fault := range s.crowded(sheet) {
			t.Fatalf("%s: %s", l.Name, fault)
		}
	})
}
