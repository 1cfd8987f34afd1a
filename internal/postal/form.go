package postal

import (
	"regexp"
	"slices"
	"strings"

	"ecship/internal/problem"
)

// AddressForm is how a country writes addresses: what stands below the street,
// and in which order.
// A nil one is the plain form, of a place without a row in the table.
type AddressForm struct {
	fields      []string
	lines       [][]part
	state       string
	stateNeeded bool
	zip         bool
	regions     []string
}

// part is a field of a line, and what stands before it if something does.
type part struct{ before, field string }

// stateNames are what states are called; each has its message keys.
var stateNames = []string{"state", "province", "prefecture", "county", "region", "emirate", "district"}

// plainForm stands for nil.
var plainForm = &AddressForm{fields: []string{"city", "state", "postcode"}, state: "region", lines: [][]part{{{" ", "city"}, {" ", "state"}, {" ", "postcode"}}}}

// order reads how the lines below the street are written: "city, state
// postcode", with / for a new line. False is an order that names something
// else, or a field twice.
func (f *AddressForm) order(s string) bool {
	for line := range strings.SplitSeq(s, "/") {
		var parts []part
		before := " "
		for _, word := range strings.Fields(line) {
			if word == "-" {
				before = " - "
				continue
			}
			field, comma := strings.CutSuffix(word, ",")
			if field != "city" && field != "state" && field != "postcode" || slices.Contains(f.fields, field) {
				return false
			}
			f.fields, parts = append(f.fields, field), append(parts, part{before, field})
			before = " "
			if comma {
				before = ", "
			}
		}
		f.lines = append(f.lines, parts)
	}
	return len(f.fields) > 0
}

// Order lists "city", "state" and "postcode" as they are written; what the
// country does not use is not among them.
func (f *AddressForm) Order() []string { return f.or().fields }

// StateName is what its state is called: "state", "province", "county" …
func (f *AddressForm) StateName() string { return f.or().state }

// NeedsState tells that no item is delivered without a state.
func (f *AddressForm) NeedsState() bool { return f.or().stateNeeded }

// Regions lists the states as addresses write them, "NY"; empty where they are
// not known.
func (f *AddressForm) Regions() []string { return f.or().regions }

// Zips tells that its postcodes are called ZIP codes.
func (f *AddressForm) Zips() bool { return f.or().zip }

// or is the plain form where there is none.
func (f *AddressForm) or() *AddressForm {
	if f == nil {
		return plainForm
	}
	return f
}

// Town is what stands below the street, a line each. What the country does not
// use and was given all the same follows: nothing is dropped.
func (f *AddressForm) Town(a Address) (all []string) {
	value := map[string]string{"city": a.City, "state": a.State, "postcode": a.Postcode}
	f = f.or()
	for _, parts := range f.lines {
		line := ""
		for _, p := range parts {
			line = follow(line, p.before, value[p.field])
			delete(value, p.field)
		}
		if line != "" {
			all = append(all, line)
		}
	}
	if rest := follow(follow(value["city"], " ", value["state"]), " ", value["postcode"]); rest != "" {
		all = append(all, rest)
	}
	return all
}

func follow(line, between, s string) string {
	if line == "" || s == "" {
		return line + s
	}
	return line + between + s
}

// forms reads an "address_form" table; a Table without rows leaves every place
// the plain form.
func (d *Directory) forms(t Table, errs *problem.List) {
	if t.Kind == "" {
		return
	}
	byPlace := map[string]*AddressForm{}
	t.Each([]string{"places", "order", "state", "state_needed", "postcode", "regions"}, []string{"source"}, errs, func(r Row) {
		f := &AddressForm{state: r.OneOf("state", stateNames...), stateNeeded: r.Yes("state_needed"), zip: r.OneOf("postcode", "postcode", "zip") == "zip",
			regions: strings.Fields(r.Text("regions"))}
		if !f.order(r.Needed("order")) || f.stateNeeded && !slices.Contains(f.fields, "state") {
			r.Bad("table.value", "order")
		}
		for _, p := range strings.Fields(r.Needed("places")) {
			if _, ok := d.byCode[p]; !ok && p != "*" {
				r.Bad("table.unknown_place", "places")
			}
			if byPlace[p] != nil {
				r.Bad("table.twice", "places")
			}
			byPlace[p] = f
		}
	})
	for i := range d.places {
		for _, code := range []string{d.places[i].Code, Country(d.places[i].Code), "*"} {
			if f := byPlace[code]; f != nil {
				d.places[i].Form = f
				break
			}
		}
	}
}

// stateMissing is a problem where the country's form wants a state and has none.
func (p *Place) stateMissing(a Address) *problem.Problem {
	f := p.Form.or()
	if !f.stateNeeded || a.State != "" {
		return nil
	}
	return problem.New(problem.Invalid, "address.state_missing", "state", "place", p.Name)
}

// checkForm finds what the country's form misses in an address. A postcode tells
// the state: old programs have no field for it. Then it is only warned of, and
// refused by CheckState.
func (p *Place) checkForm(a Address, errs *problem.List) {
	if q := p.stateMissing(a); q != nil && (a.Postcode == "" || p.oddPostcode(a.Postcode)) {
		errs.Take("", q)
	}
}

// CheckState refuses what CheckRecipient takes for its postcode's sake: an
// address without the state that its country's form asks for. It is for those
// who were asked.
func (d *Directory) CheckState(a Address) error {
	if p, ok := d.Find(a.Place); ok && a.Postcode != "" && !p.oddPostcode(a.Postcode) {
		if q := p.stateMissing(a); q != nil {
			return q
		}
	}
	return nil
}

// oddPostcode tells whether a postcode is not written as its place writes them.
func (p *Place) oddPostcode(s string) bool {
	return s != "" && p.Postcode != nil && p.Postcode.Form.String() != emptyForm && !p.Postcode.Form.MatchString(s)
}

// emptyForm is the expression of places whose postcodes have no known form.
const emptyForm = "^(?:)$"

// postcodeForm compiles a cell of the postcode table.
func postcodeForm(s string) (*regexp.Regexp, error) { return regexp.Compile("^(?:" + s + ")$") }
