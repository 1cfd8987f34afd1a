package postal

import (
	"regexp"
	"strconv"
	"strings"

	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// Grams is a weight in whole grams.
type Grams int

// In is the weight as people write it: "500 g", "1.25 kg".
func (g Grams) In(l i18n.Lang) string { return l.Weight(int(g)) }

var weightForm = regexp.MustCompile(`^([0-9]{1,9})(?:\.([0-9]{1,9}))?\s*(g|kg|克|公斤|千克)?$`)

// ParseGrams reads "500", "500g", "0.5 kg" or "1.25公斤". A bare number is in
// grams. Parts of a gram count as a whole one, because postage is charged on
// the weight begun. Zero, signs and anything else are an error at weight.
func ParseGrams(s string) (Grams, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" {
		return 0, problem.New(problem.Invalid, "weight.missing", "weight")
	}
	m := weightForm.FindStringSubmatch(s)
	if m == nil {
		return 0, problem.New(problem.Invalid, "weight.form", "weight")
	}
	whole, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, problem.New(problem.Invalid, "weight.form", "weight")
	}
	frac := m[2]
	if m[3] != "" && m[3] != "g" && m[3] != "克" { // kilograms
		for len(frac) < 3 {
			frac += "0"
		}
		thousandths, err := strconv.Atoi(frac[:3])
		if err != nil {
			return 0, problem.New(problem.Invalid, "weight.form", "weight")
		}
		whole, frac = whole*1000+thousandths, frac[3:]
	}
	if strings.Trim(frac, "0") != "" {
		whole++
	}
	if whole == 0 {
		return 0, problem.New(problem.Invalid, "weight.zero", "weight")
	}
	return Grams(whole), nil
}

// Size is the outside of an item in whole millimetres; the zero Size is
// unknown. For a roll, Breadth and Height are its diameter.
type Size struct {
	Length  int `json:"length_mm"`
	Breadth int `json:"breadth_mm"`
	Height  int `json:"height_mm"`
}

// Known tells whether all three measures are there.
func (s Size) Known() bool { return s.Length > 0 && s.Breadth > 0 && s.Height > 0 }
