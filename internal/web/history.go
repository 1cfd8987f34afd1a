package web

import (
	"net/url"
	"slices"

	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// history lists the customer's items (M-G1). All that is searched for stands in
// the address.
func (s *site) history(v *visit) error {
	in := v.search()
	in.After = v.get("after")
	l, err := s.Portal.Shipments(v.ctx(), v.who, in)
	if err != nil {
		return err
	}
	var of portal.Batch
	if in.Batch != "" {
		if of, err = s.Portal.Batch(v.ctx(), v.who, in.Batch); err != nil {
			return err
		}
	}
	return v.show(historyPage(v, l, of))
}

// filters are the names of what narrows the list, as they stand in the address.
var filters = []string{"q", "state", "batch", "service", "place", "from", "to"}

// folded are those that stand behind the search box.
var folded = filters[3:]

// search reads the filters. What can't be read filters nothing, and is told.
func (v *visit) search() portal.Search {
	in := portal.Search{Text: v.get("q"), Service: v.get("service"), Batch: v.get("batch")}
	if state := shipment.State(v.get("state")); slices.Contains(historyStates, state) {
		in.State = state
	}
	if v.get("place") != "" {
		v.choosePlace()
		if p, ok := v.edition().Places.Find(v.get("place")); ok && v.at("place") == nil {
			in.Place = p.Code
			v.typed.Set("place", p.Name.In(v.lang))
		}
	}
	in.From, in.To = v.day("from"), v.day("to")
	return in
}

// day is a typed date, or 0.
func (v *visit) day(name string) policy.Day {
	text := v.get(name)
	if text == "" {
		return 0
	}
	d, err := policy.ParseDay(text)
	if err != nil {
		v.problems = append(v.problems, problem.New(problem.Invalid, "history.day", name))
	}
	return d
}

// historyStates are the tiles over the list, in the order of an item's life.
var historyStates = []shipment.State{shipment.Draft, shipment.Issued, shipment.Posted, shipment.Cancelled, shipment.Expired}

// narrowed tells whether anything but a state narrows the list.
func (v *visit) narrowed() bool {
	return slices.ContainsFunc(filters, func(k string) bool { return k != "state" && v.get(k) != "" })
}

// moreFilters tells whether the filters behind the search box are in use.
func (v *visit) moreFilters() bool {
	return slices.ContainsFunc(folded, func(k string) bool { return v.get(k) != "" })
}

// filtered is the query of the list as it is, with some values set anew; ""
// leaves one out.
func (v *visit) filtered(set ...string) url.Values {
	q := url.Values{}
	for _, k := range filters {
		if s := v.get(k); s != "" {
			q.Set(k, s)
		}
	}
	for i := 0; i+1 < len(set); i += 2 {
		if q.Del(set[i]); set[i+1] != "" {
			q.Set(set[i], set[i+1])
		}
	}
	return q
}

// historyLink is the list in a state, with the search kept.
func (v *visit) historyLink(state shipment.State) string {
	return withQuery("/items", v.filtered("state", string(state)))
}

// nextPage is the list after a cursor.
func (v *visit) nextPage(after string) string { return withQuery("/items", v.filtered("after", after)) }

// everyService lists the services of which there can be items.
func (v *visit) everyService() []option {
	all := []option{{"", v.T("history.any")}}
	services := v.edition().Services()
	for i := range services {
		if services[i].Prepared {
			all = append(all, option{services[i].Code, services[i].Name.In(v.lang)})
		}
	}
	return all
}

func total(l portal.Listing) (n int) {
	for _, s := range historyStates {
		n += l.Counts[s]
	}
	return n
}

// nothingYet tells an account without items from a search without hits.
func (v *visit) nothingYet(l portal.Listing) bool { return total(l) == 0 && !v.narrowed() }

// nameOf is how a screen reader tells a row's controls from another row's.
func nameOf(r portal.Row) string {
	if r.Number != "" {
		return r.Number.Grouped()
	}
	return r.RecipientName
}
