package label_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"ecship/internal/label"
	"ecship/internal/label/datamatrix"
	"ecship/internal/label/labeltest"
)

// M-C4, M-C5: whatever service, destination, number of kinds and script, a label
// says all that it must, in its boxes, and its codes can be scanned: X is whole
// dots of a 203 dpi printer and the quiet zones are white, measured from what
// was drawn.
func TestMatrixFits(t *testing.T) {
	cases := labeltest.Matrix()
	if n := len(cases); n < 400 {
		t.Fatal(n, "cases: services or destinations are missing")
	}
	for _, c := range cases {
		if err := label.Check(&c.Item); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		l, ok := c.Item.Layout()
		if !ok {
			t.Fatal(c.Name, "has no layout")
		}
		for _, sheet := range l.Sheets(&c.Item) {
			var s surveyor
			label.Draw(&s, l, sheet, &c.Item)
			for _, fault := range s.faults(sheet) {
				t.Errorf("%s, sheet %d of %s: %s", c.Name, sheet.Part, l.Name, fault)
			}
		}
	}
}

// M-C1: the matrix has what it promises: every service that
// labels are made for, abroad to four destinations.
func TestMatrixServices(t *testing.T) {
	to := map[string]map[string]bool{}
	for _, c := range labeltest.Matrix() {
		service, rest, _ := strings.Cut(c.Name, " to ")
		place, _, _ := strings.Cut(rest, ",")
		if to[service] == nil {
			to[service] = map[string]bool{}
		}
		to[service][place] = true
	}
	for service, places := range map[string]int{"EMS": 4, "AEX": 3, "ARM": 4, "SRM": 3, "APL": 4, "SPL": 3, "LCP": 1, "LRM": 1, "LPL": 1, "LEG": 1} {
		if len(to[service]) != places {
			t.Errorf("%s goes to %v, want %d of the destinations", service, to[service], places)
		}
	}
}

// faults are what is wrong with a sheet as it was drawn.
func (s *surveyor) faults(sheet label.Sheet) (all []string) {
	all = s.crowded(sheet)
	add := func(r rect, what string) { all = append(all, r.what+" "+what) }
	var zones []rect
	whole := func(mm float64) bool { return math.Abs(mm/label.Dot-math.Round(mm/label.Dot)) < 1e-9 }
	for _, b := range s.codes {
		quiet := label.Quiet * b.Module
		zone := rect{b.X - quiet, b.Y, b.X + b.Width() + quiet, b.Y + b.Height, "the bars"}
		if !whole(b.Module) || !whole(b.X) || b.Module < label.LeastModule || b.Height < label.LeastBarHeight || zone.x0 < 0 || zone.x1 > sheet.Width {
			add(zone, "are not as S10 wants them")
		}
		zones = append(zones, zone)
	}
	for _, m := range s.squares {
		quiet := datamatrix.Quiet * m.Module
		zone := rect{m.X - quiet, m.Y - quiet, m.X + m.Width() + quiet, m.Y + m.Width() + quiet, "the square code"}
		if !whole(m.Module) || !whole(m.X) || !whole(m.Y) {
			add(zone, "lies between dots")
		}
		zones = append(zones, zone)
	}
	for i, zone := range zones {
		for _, r := range append(append([]rect{}, s.texts...), append(s.lines, zones[:i]...)...) {
			if r.meets(zone) {
				add(zone, "must be alone, there is "+r.what)
			}
		}
	}
	if want := min(1, 2-sheet.Part); want > 0 && (len(s.codes) != 1 || len(s.squares) != 1) {
		add(rect{what: "the sheet"}, "lacks a code")
	}
	return all
}

// crowded are the texts that leave the page, lie on each other or cross a line.
func (s *surveyor) crowded(sheet label.Sheet) (all []string) {
	for i, a := range s.texts {
		if a.x0 < 1 || a.y0 < 1 || a.x1 > sheet.Width-1 || a.y1 > sheet.Height-1 {
			all = append(all, fmt.Sprintf("%q leaves the page: %+v", a.what, a))
		}
		for _, b := range s.texts[:i] {
			if a.meets(b) {
				all = append(all, fmt.Sprintf("%q and %q overlap: %+v %+v", a.what, b.what, a, b))
			}
		}
		for _, b := range s.lines {
			if b.what == "line" && a.meets(b) {
				all = append(all, fmt.Sprintf("%q crosses a line: %+v %+v", a.what, a, b))
			}
		}
	}
	return all
}
