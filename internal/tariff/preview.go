package tariff

import (
	"slices"
	"strings"

	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
)

// Preview is what a new table would change, for a person to look over before
// it counts (M-B3).
type Preview struct {
	// Prices are the differences of a rate table against what is in force on
	// the day before it.
	Prices []Difference
	// Added and Removed are the rows that differ, of any other kind of table.
	Added, Removed [][]string
}

// Difference is a range of weights, over From up to and with To, whose price
// changes. The prices are those at To; nil is none.
type Difference struct {
	Place, Format, Option string
	From, To              postal.Grams
	Old, New              *money.Amount
}

// Preview compares a table with what is in force on the day before its own. A
// table that can't be used, because of a hole, an unknown place or the like, is
// the error that Compile gives.
func (c *Catalogue) Preview(t postal.Table) (Preview, error) {
	next, err := c.With(t)
	if err != nil {
		return Preview{}, err
	}
	var p Preview
	if !strings.HasPrefix(t.Kind, ratePrefix) {
		old, _ := c.tables.at(t.Kind, t.Effective-1)
		p.Added, p.Removed = without(t.Rows, old.Rows), without(old.Rows, t.Rows)
		return p, nil
	}
	b, err := ParseBook(t)
	if err != nil {
		return Preview{}, err
	}
	now := next.On(t.Effective)
	old := c.book(b.Service, t.Effective-1)
	for _, e := range now.services {
		if e.RateCode == b.Service {
			p.Prices = differences(now.Places, e.Zone, old, b)
			return p, nil
		}
	}
	p.Prices = differences(now.Places, "", old, b)
	return p, nil
}

// without gives the rows of a that b lacks.
func without(a, b [][]string) (rows [][]string) {
	has := map[string]bool{}
	for _, r := range b {
		has[strings.Join(r, "\x00")] = true
	}
	for _, r := range a {
		if !has[strings.Join(r, "\x00")] {
			rows = append(rows, r)
		}
	}
	return rows
}

// book is a service's rates in force on a day, or nil.
func (c *Catalogue) book(service string, on policy.Day) *Book {
	var found *Book
	for _, b := range c.books {
		if b.Service == service && b.Effective <= on {
			found = b
		}
	}
	return found
}

type variantKey struct{ format, option string }

// differences compares two books place by place, because one may go by zone
// and the other by place.
func differences(places *postal.Directory, zone string, old, next *Book) (all []Difference) {
	for i := range places.All() {
		p := &places.All()[i]
		was, will := old.at(p, zone), next.at(p, zone)
		keys := map[variantKey]bool{}
		for k := range was {
			keys[k] = true
		}
		for k := range will {
			keys[k] = true
		}
		sorted := make([]variantKey, 0, len(keys))
		for k := range keys {
			sorted = append(sorted, k)
		}
		slices.SortFunc(sorted, func(a, b variantKey) int {
			return strings.Compare(a.option+a.format, b.option+b.format)
		})
		for _, k := range sorted {
			for _, d := range steps(was[k], will[k]) {
				d.Place, d.Format, d.Option = p.Code, k.format, k.option
				all = append(all, d)
			}
		}
	}
	return all
}

// at gives a book's schedules for a place; nil is an empty book.
func (b *Book) at(p *postal.Place, zone string) map[variantKey]*Schedule {
	if b == nil {
		return nil
	}
	code := p.Code
	if b.ByZone {
		if code = p.LetterZone(zone); code == "" {
			return nil
		}
	}
	found := map[variantKey]*Schedule{}
	for i := range b.Schedules {
		if s := &b.Schedules[i]; s.Place == code {
			found[variantKey{s.Format, s.Option}] = s
		}
	}
	return found
}

// steps compares two schedules, either of which may be nil, over the ranges
// that their steps cut together.
func steps(old, next *Schedule) (all []Difference) {
	var ends []postal.Grams
	for _, s := range []*Schedule{old, next} {
		if s != nil {
			ends = append(ends, s.Most())
			for _, st := range s.Steps {
				ends = append(ends, min(st.To, s.Most()))
			}
		}
	}
	slices.Sort(ends)
	from := postal.Grams(0)
	for _, to := range slices.Compact(ends) {
		if a, b := priceAt(old, to), priceAt(next, to); !same(a, b) || !same(priceAt(old, from+1), priceAt(next, from+1)) {
			all = append(all, Difference{From: from, To: to, Old: a, New: b})
		}
		from = to
	}
	return all
}

func priceAt(s *Schedule, g postal.Grams) *money.Amount {
	if s == nil {
		return nil
	}
	if a, ok := s.Price(g); ok {
		return &a
	}
	return nil
}

func same(a, b *money.Amount) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
