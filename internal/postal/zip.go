package postal

import (
	"regexp"
	"slices"
	"strings"

	"ecship/internal/problem"
)

// Zips are what the ZIP codes of the United States tell: the state that their
// first three digits lie in, and the office that takes the item there (M-C8).
type Zips struct {
	states  map[string][]string // by three digits
	names   map[string]string   // states by their folded names and letters
	offices []exchange
}

// Exchange is the office abroad where an item enters its country. The zero
// Exchange is none.
type Exchange struct {
	Office    string `json:"office"`    // "JFK"
	Indicator string `json:"indicator"` // what the label says: "1-JFK"
	// Group is what the sender keeps apart: the offices of one group may go
	// together.
	Group string `json:"group"`
}

// exchange is a row of the table: for a service's items to a place whose
// postcodes begin so.
type exchange struct {
	service, place, prefix string
	Exchange
}

// ZipKinds lists the kinds of table that NewZips takes.
var ZipKinds = []string{"zip_prefix", "zip_state", "exchange_office"}

// NewZips reads the tables in force on a day. Without one, nothing of its kind
// is known.
func NewZips(table func(kind string) (Table, bool)) (*Zips, error) {
	errs := &problem.List{}
	z := &Zips{states: map[string][]string{}, names: map[string]string{}}
	read := func(kind string, need []string, f func(Row)) {
		if t, ok := table(kind); ok {
			own := &problem.List{}
			t.Each(need, []string{"source"}, own, f)
			errs.Take(kind+" "+t.Effective.String(), own.Err())
		}
	}
	read("zip_prefix", []string{"prefix", "states"}, func(r Row) {
		if p := r.Text("prefix"); len(p) != 3 || !digits(p) || z.states[p] != nil {
			r.Bad("table.value", "prefix")
		}
		z.states[r.Text("prefix")] = strings.Fields(r.Needed("states"))
	})
	read("zip_state", []string{"state", "name"}, func(r Row) {
		z.names[fold(r.Needed("state"))], z.names[fold(r.Needed("name"))] = r.Text("state"), r.Text("state")
	})
	read("exchange_office", []string{"service", "place", "prefix", "office", "indicator", "group"}, func(r Row) {
		x := exchange{r.Needed("service"), r.Needed("place"), r.Text("prefix"), Exchange{r.Needed("office"), r.Needed("indicator"), r.Needed("group")}}
		if slices.ContainsFunc(z.offices, func(o exchange) bool {
			return o.service == x.service && o.place == x.place && o.prefix == x.prefix
		}) {
			r.Bad("table.twice", "prefix")
		}
		z.offices = append(z.offices, x)
	})
	return z, errs.Err()
}

var zipForm = regexp.MustCompile(`^[0-9]{5}(-?[0-9]{4})?$`)

// Warn tells of a ZIP code that lies in another state than the address says, or
// nowhere. It is a warning: the table may be older than the code (M-C8).
func (z *Zips) Warn(a Address) *problem.Problem {
	if a.Country() != "US" || !zipForm.MatchString(a.Postcode) || len(z.states) == 0 {
		return nil
	}
	states, known := z.states[a.Postcode[:3]]
	if !known {
		return problem.New(problem.Invalid, "address.zip_unknown", "postcode", "zip", a.Postcode)
	}
	typed := z.names[fold(a.State)]
	if a.State == "" || slices.Contains(states, typed) {
		return nil
	}
	return problem.New(problem.Invalid, "address.zip_state", "state", "zip", a.Postcode, "state", strings.Join(states, ", ")).Suggest(states[0])
}

// Exchange is the office that takes an item of a service with a postcode: of
// the rows that fit, the one with the longest prefix. It is zero where the
// operator names none.
func (z *Zips) Exchange(service string, a Address) (best Exchange) {
	longest := -1
	for _, x := range z.offices {
		if x.service == service && (x.place == a.Place || x.place == a.Country()) && strings.HasPrefix(a.Postcode, x.prefix) && len(x.prefix) > longest {
			best, longest = x.Exchange, len(x.prefix)
		}
	}
	return best
}

// Offices lists the offices of a service, each once, in the table's order.
func (z *Zips) Offices(service string) (all []Exchange) {
	for _, x := range z.offices {
		if x.service == service && !slices.Contains(all, x.Exchange) {
			all = append(all, x.Exchange)
		}
	}
	return all
}
