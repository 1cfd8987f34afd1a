package tariff

import (
	"cmp"
	"slices"

	"ecship/internal/money"
	"ecship/internal/postal"
)

// Line is one step as published data gives it: in any order, perhaps twice,
// perhaps against another.
type Line struct {
	Place, Format, Option string
	Limit                 postal.Grams // 0 where the data states none
	Step                  Step
}

// Finding is something that a person should know of data that were read. Those
// that Refuse keep the book from being used.
type Finding struct {
	Service string // the rate code
	Key     string // its message, one of the "tariff.finding_…" keys
	Refuse  bool
	Place   string
	Format  string
	From    postal.Grams
	To      postal.Grams
}

// The keys of findings.
const (
	FoundTwice    = "tariff.finding_twice"    // the same step again: one is kept
	FoundConflict = "tariff.finding_conflict" // two schedules at once: the dearer is kept and marked
	FoundNoLimit  = "tariff.finding_no_limit" // no weight limit: the last step's end counts
	FoundOverlap  = "tariff.finding_overlap"
	FoundHole     = "tariff.finding_hole"
)

// Assemble makes schedules of lines and tells what was odd about them. Lines of
// one place, format and option belong together (M-B3).
func Assemble(lines []Line) ([]Schedule, []Finding) {
	type key struct{ place, format, option string }
	groups := map[key][]Line{}
	var order []key
	for _, l := range lines {
		k := key{l.Place, l.Format, l.Option}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], l)
	}
	slices.SortStableFunc(order, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.option, b.option), formatOrder(a.format)-formatOrder(b.format))
	})
	limited := slices.ContainsFunc(lines, func(l Line) bool { return l.Limit > 0 })
	var all []Schedule
	var found []Finding
	for _, k := range order {
		s, f := assemble(groups[k], limited)
		all, found = append(all, s), append(found, f...)
	}
	return all, found
}

// formatOrder ranks formats from small to large.
func formatOrder(f string) int {
	return slices.Index([]string{postal.SmallLetter, postal.LargeLetter, postal.Packet}, f)
}

func assemble(lines []Line, limited bool) (Schedule, []Finding) {
	s := Schedule{Place: lines[0].Place, Format: lines[0].Format, Option: lines[0].Option, Limit: lines[0].Limit}
	var found []Finding
	note := func(key string, refuse bool, from, to postal.Grams) {
		found = append(found, Finding{Key: key, Refuse: refuse, Place: s.Place, Format: s.Format, From: from, To: to})
	}
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Step.To, b.Step.To), cmp.Compare(a.Step.From, b.Step.From))
	})
	for _, l := range lines {
		st := l.Step
		if len(s.Steps) == 0 {
			if st.From != 0 {
				note(FoundHole, true, 0, st.From)
			}
			s.Steps = append(s.Steps, st)
			continue
		}
		last := &s.Steps[len(s.Steps)-1]
		switch {
		case st == *last:
			note(FoundTwice, false, st.From, st.To)
		case st.From == last.From && st.To == last.To:
			dearer, ok := dearer(*last, st)
			note(FoundConflict, !ok, st.From, st.To)
			*last, s.Mark = dearer, markDearer
		case st.From < last.To:
			note(FoundOverlap, true, st.From, last.To)
		case st.From > last.To:
			note(FoundHole, true, last.To, st.From)
		default:
			s.Steps = append(s.Steps, st)
		}
	}
	if s.Limit == 0 && limited {
		note(FoundNoLimit, false, 0, s.Steps[len(s.Steps)-1].To)
	}
	return s, found
}

// dearer picks the step that is dearer for every weight; false where neither is.
func dearer(a, b Step) (Step, bool) {
	if a.Each != b.Each {
		return a, false
	}
	if a.Amount > b.Amount || a.Amount == b.Amount && a.Additional > b.Additional {
		a, b = b, a
	}
	return b, a.Amount+more(a) <= b.Amount+more(b)
}

// more is what the step's far end costs above Amount.
func more(s Step) money.Amount { return s.price(s.To) - s.Amount }
