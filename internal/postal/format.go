package postal

import (
	"cmp"
	"slices"
	"strings"

	"ecship/internal/problem"
)

// Format is one row of the "format" table: the sizes that a rule allows. All
// measures are whole millimetres, 0 where the operator states none.
type Format struct {
	Rule  string `json:"-"`     // a Service's SizeRule
	Code  string `json:"-"`     // "S", "L", "P" of letter post; "-" elsewhere
	Shape string `json:"shape"` // "flat", "box", or "roll"
	// Places are those it is for; empty is everywhere else.
	Places []string `json:"-"`
	// The greatest length, breadth and thickness.
	Length    int `json:"length_mm,omitempty"`
	Breadth   int `json:"breadth_mm,omitempty"`
	Thickness int `json:"thickness_mm,omitempty"`
	// Longest is the greatest longest side. Sum is the greatest sum: of all
	// sides; of a roll, the length and two diameters; with Girth, the length
	// and twice the two shorter sides.
	Longest int  `json:"longest_mm,omitempty"`
	Sum     int  `json:"sum_mm,omitempty"`
	Girth   bool `json:"sum_is_length_and_girth,omitempty"`
	// The least measures.
	LeastLength  int `json:"least_length_mm,omitempty"`
	LeastBreadth int `json:"least_breadth_mm,omitempty"`
	LeastSum     int `json:"least_sum_mm,omitempty"`
	LeastLongest int `json:"least_longest_mm,omitempty"`
}

// The codes of letter-post formats.
const (
	SmallLetter = "S"
	LargeLetter = "L"
	Packet      = "P"
	NoFormat    = "-"
)

// ParseFormats reads a "format" table.
func ParseFormats(t Table) ([]Format, error) {
	errs := &problem.List{}
	var all []Format
	need := []string{"rule", "format", "shape", "places", "length_mm", "breadth_mm", "thickness_mm", "longest_mm", "sum", "sum_mm", "least_length_mm", "least_breadth_mm", "least_sum_mm", "least_longest_mm"}
	t.Each(need, []string{"note", "source"}, errs, func(r Row) {
		f := Format{
			Rule: r.Needed("rule"), Code: r.OneOf("format", SmallLetter, LargeLetter, Packet, NoFormat), Shape: r.OneOf("shape", "flat", "box", "roll"),
			Places: strings.Fields(r.Text("places")), Length: r.Int("length_mm"), Breadth: r.Int("breadth_mm"), Thickness: r.Int("thickness_mm"),
			Longest: r.Int("longest_mm"), Sum: r.Int("sum_mm"), Girth: r.OneOf("sum", "", "sides", "girth", "diameters") == "girth",
			LeastLength: r.Int("least_length_mm"), LeastBreadth: r.Int("least_breadth_mm"), LeastSum: r.Int("least_sum_mm"), LeastLongest: r.Int("least_longest_mm"),
		}
		all = append(all, f)
	})
	return all, errs.Err()
}

// Fit is how a size stands to a format.
type Fit int

// The fits. A size that is too large for one format and too small for another
// counts by the greatest that comes near.
const (
	Fits Fit = iota
	TooSmall
	TooLarge
)

// Fit tells whether an item fits. Its sides may be given in any order. An item
// with two equal sides may be a roll, whose sum is the length and two diameters;
// the girth of a parcel is twice the sum of its two shorter sides.
func (f Format) Fit(s Size) Fit {
	side := [3]int{s.Length, s.Breadth, s.Height}
	slices.SortFunc(side[:], func(a, b int) int { return cmp.Compare(b, a) })
	if f.Shape == "roll" && side[0] != side[1] && side[1] != side[2] {
		return TooLarge
	}
	sum := side[0] + side[1] + side[2]
	if f.Girth {
		sum += side[1] + side[2]
	}
	over := func(measure, limit int) bool { return limit > 0 && measure > limit }
	if over(side[0], f.Length) || over(side[1], f.Breadth) || over(side[2], f.Thickness) || over(side[0], f.Longest) || over(sum, f.Sum) {
		return TooLarge
	}
	if side[0] < f.LeastLength || side[1] < f.LeastBreadth || sum < f.LeastSum || side[0] < f.LeastLongest {
		return TooSmall
	}
	return Fits
}
