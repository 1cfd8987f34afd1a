package tariff

import (
	"encoding/json"
	"slices"
	"strings"

	"ecship/internal/money"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// offer is what a service has for a place: its schedules, and where else in the
// same country it has others.
type offer struct {
	book      *Book
	schedules []priced // smallest format first; empty where there is no rate
	elsewhere []zone
	sizes     *sizes // allowed for any of the schedules; nil where none is stated
	// refusal is why the service does not go there whatever the item is; nil
	// where it does.
	refusal *problem.Problem
	advice  money.Amount
	// least and most bound the cover on offer; 0 is none.
	least, most money.Amount
}

// priced is a schedule with the remarks that go with its prices.
type priced struct {
	*Schedule
	sizes *sizes
	// sized are the remarks on a price for a known size, unsized those where
	// none was given.
	sized, unsized remarks
}

// remarks are keys of messages, and their JSON by language.
type remarks struct {
	keys []string
	json [][]byte
}

// sizes are the formats that hold somewhere, and their JSON.
type sizes struct {
	formats []*postal.Format
	json    []byte
}

// zone is another place of the country with schedules of its own.
type zone struct {
	place     *postal.Place
	schedules []priced
}

// markPacket stands on a letter-post price without a size.
const markPacket = "quote.mark_as_packet"

// offer finds a service's offers for every place, from its book in force; b is
// nil where it has none.
func (e *Edition) offer(s *postal.Service, b *Book) ([]offer, error) {
	places := e.Places.All()
	offers := make([]offer, len(places))
	own := map[string][]priced{}
	if b != nil {
		var err error
		if own, err = e.index(s, b); err != nil {
			return nil, err
		}
	}
	for i := range places {
		p, o := &places[i], &offers[i]
		o.book, o.sizes = b, e.bind(s.SizeRule, postal.NoFormat, p)
		o.least, o.most = e.rules.bounds(s.Code, p)
		if p.Advice(s.Advice) {
			o.advice = e.rules.advice
		}
		if (s.Scope == postal.Local) == (p.Code == postal.Home) {
			e.price(o, s, p, own)
		}
		o.refusal = e.reach(s, o, p)
	}
	return offers, nil
}

// price finds the schedules of a place, and those of its country's other zones.
func (e *Edition) price(o *offer, s *postal.Service, p *postal.Place, own map[string][]priced) {
	if o.book != nil && o.book.ByZone {
		o.schedules = e.sized(own[p.LetterZone(s.Zone)], s, p)
		return
	}
	o.schedules = e.sized(own[p.Code], s, p)
	if o.schedules == nil {
		o.schedules = e.sized(own[postal.Country(p.Code)], s, p)
	}
	for _, q := range e.Places.Country(p.Code) {
		if q != p && own[q.Code] != nil {
			o.elsewhere = append(o.elsewhere, zone{q, e.sized(own[q.Code], s, q)})
		}
	}
}

// reach is why a service does not go to a place at all, or nil.
func (e *Edition) reach(s *postal.Service, o *offer, p *postal.Place) *problem.Problem {
	switch listed := e.rules.listed[s.Code]; {
	case s.Scope == postal.Local && p.Code != postal.Home:
		return refuse("quote.local_only", "place")
	case s.Scope == postal.Overseas && p.Code == postal.Home:
		return refuse("quote.overseas_only", "place")
	case listed != nil && !listed[p.Code] && !listed[postal.Country(p.Code)]:
		return refuse("quote.not_served", "place", "place", p.Name)
	case o.book == nil && !s.Counter:
		return refuse("quote.no_book", "date")
	case len(o.schedules) == 0 && !s.Counter:
		return refuse("quote.no_rate", "place", "place", p.Name)
	}
	return nil
}

// index sorts a book's schedules by place or zone, and checks that the places
// are known.
func (e *Edition) index(s *postal.Service, b *Book) (map[string][]priced, error) {
	errs := &problem.List{}
	own, said := map[string][]priced{}, remarked{}
	for i := range b.Schedules {
		sch := &b.Schedules[i]
		if _, ok := e.Places.Find(sch.Place); !ok && !b.ByZone {
			errs.Add("table.unknown_place", b.Name(), "line", i+1, "column", "place", "value", sch.Place)
		}
		if s.Formats != (sch.Format != "") {
			errs.Add("table.value", b.Name(), "line", i+1, "column", "format", "value", sch.Format)
		}
		marks := []string{}
		for _, m := range []string{b.Mark, sch.Mark} {
			if m != "" {
				marks = append(marks, m)
			}
		}
		own[sch.Place] = append(own[sch.Place], priced{Schedule: sch, sized: said.of(marks), unsized: said.of(append(slices.Clone(marks), markPacket))})
	}
	for _, all := range own {
		slices.SortStableFunc(all, func(a, b priced) int { return formatOrder(a.Format) - formatOrder(b.Format) })
	}
	return own, errs.Err()
}

// remarked keeps remarks by their keys, because most schedules share theirs.
type remarked map[string]remarks

func (m remarked) of(keys []string) remarks {
	name := strings.Join(keys, " ")
	r, ok := m[name]
	if !ok {
		r = remarks{keys, remarksIn(keys)}
		m[name] = r
	}
	return r
}

// sized gives schedules the sizes that their formats allow at a place.
func (e *Edition) sized(all []priced, s *postal.Service, p *postal.Place) []priced {
	if all == nil {
		return nil
	}
	all = slices.Clone(all)
	for i := range all {
		code := all[i].Format
		if code == "" {
			code = postal.NoFormat
		}
		all[i].sizes = e.bind(s.SizeRule, code, p)
	}
	return all
}

// bind finds the format rows of a rule that hold at a place: those that name
// it, else those that name none.
func (e *Edition) bind(rule, format string, p *postal.Place) *sizes {
	if rule == "" {
		return nil
	}
	var here, general []*postal.Format
	for i := range e.formats {
		f := &e.formats[i]
		switch {
		case f.Rule != rule || f.Code != format:
		case slices.Contains(f.Places, p.Code) || slices.Contains(f.Places, postal.Country(p.Code)):
			here = append(here, f)
		case len(f.Places) == 0:
			general = append(general, f)
		}
	}
	if here == nil {
		here = general
	}
	if here == nil {
		return nil
	}
	if e.bound == nil {
		e.bound = map[*postal.Format]*sizes{}
	}
	known := e.bound[here[0]]
	if known == nil {
		known = &sizes{formats: here}
		known.json, _ = json.Marshal(here) // plain numbers and texts: it can't fail
		e.bound[here[0]] = known
	}
	return known
}

// fit tells how a size stands to any of some formats; a size that nobody gave
// or that no format limits fits.
func fit(allowed *sizes, size postal.Size) postal.Fit {
	if !size.Known() || allowed == nil {
		return postal.Fits
	}
	worst := postal.TooLarge
	for _, f := range allowed.formats {
		switch f.Fit(size) {
		case postal.Fits:
			return postal.Fits
		case postal.TooSmall:
			worst = postal.TooSmall
		}
	}
	return worst
}
