package web

import (
	"slices"

	"ecship/internal/postal"
)

// town is what a page asks below the street, as the country writes it (M-C7).
type town struct {
	form         *postal.AddressForm
	needed, city bool // whether there has to be a postcode, and a town
	home         bool // it is in Hong Kong, which has districts
	example      string
}

// townOf is what an address in a place says for a service.
func townOf(p postal.Place, s postal.Service) town {
	t := town{form: p.Form, home: p.Code == postal.Home}
	if code := p.Postcode; code != nil && !t.home {
		t.needed = code.Needed == "yes" || slices.Contains(s.Postcodes, p.Code) || slices.Contains(s.Postcodes, postal.Country(p.Code))
		t.city, t.example = code.City, code.Example
	}
	return t
}

// homeTown is that of a return address.
func (v *visit) homeTown() town { return townOf(v.place(postal.Home), postal.Service{}) }

// fields are those to be asked, in their order. What the country does not use is
// asked only where something stands in it, so that it can be mended.
func (t town) fields(v *visit, prefix string) (shown, hidden []string) {
	shown = t.form.Order()
	for _, f := range []string{"city", "state", "postcode"} {
		switch name := prefix + "." + f; {
		case slices.Contains(shown, f):
		case v.get(name) != "" || v.at(name) != nil:
			shown = append(slices.Clip(shown), f)
		default:
			hidden = append(hidden, f)
		}
	}
	return shown, hidden
}

// field is the question about one of them.
func (t town) field(prefix, name string) field {
	f := field{Name: prefix + "." + name, Optional: true}
	switch name {
	case "city":
		f.Label, f.Optional = "web.address.city", !t.city
	case "state":
		f.Label, f.Optional = stateLabel(t.form), !t.form.NeedsState()
	case "postcode":
		f.Label, f.Optional, f.Class = "web.address.postcode", !t.needed, "narrow"
		if t.form.Zips() {
			f.Label = "web.address.zip"
		}
		if t.example != "" {
			f.Hint, f.HintArgs = "web.address.postcode_like", []any{"example", t.example}
		}
	}
	return f
}

// stateLabel is what a country calls its states.
func stateLabel(f *postal.AddressForm) string {
	switch f.StateName() {
	case "state":
		return "web.address.a_state"
	case "province":
		return "web.address.a_province"
	case "prefecture":
		return "web.address.a_prefecture"
	case "county":
		return "web.address.a_county"
	case "emirate":
		return "web.address.an_emirate"
	}
	return "web.address.state"
}
