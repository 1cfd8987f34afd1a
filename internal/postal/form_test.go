package postal_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ecship/internal/postal"
	"ecship/internal/problem"
)

// M-C7: what stands below the street is in the country's order.
func TestTownFollowsTheCountry(t *testing.T) {
	for place, want := range map[string]string{
		"US": "Berlin, ST 12345", "US-UA": "Berlin, ST 12345", "DE": "12345 Berlin | ST", "GB": "Berlin | ST | 12345", "CA": "Berlin ST 12345", "AU": "Berlin ST 12345",
		"BR": "Berlin - ST | 12345", "JP": "Berlin, ST | 12345", "IT": "12345 Berlin ST", "IN": "Berlin 12345 | ST", "RO": "12345 ST Berlin",
		"HK": "Berlin | ST 12345", "AE": "Berlin | ST | 12345", "KE": "Berlin ST 12345",
	} {
		p, ok := directory().Find(place)
		if !ok {
			t.Fatal(place)
		}
		if got := strings.Join(p.Form.Town(postal.Address{City: "Berlin", State: "ST", Postcode: "12345"}), " | "); got != want {
			t.Errorf("%s: %q, want %q", place, got, want)
		}
	}
	us, _ := directory().Find("US")
	for want, a := range map[string]postal.Address{"Berlin 12345": {City: "Berlin", Postcode: "12345"}, "ST": {State: "ST"}, "": {}} {
		if got := strings.Join(us.Form.Town(a), " | "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := (*postal.AddressForm)(nil).Town(postal.Address{City: "Berlin", Postcode: "12345"}); !slices.Equal(got, []string{"Berlin 12345"}) {
		t.Error(got)
	}
}

// Whatever was given stands in the address, once, in every country.
func TestTownDropsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := directory().All()
		p := all[rapid.IntRange(0, len(all)-1).Draw(t, "place")]
		word := rapid.StringMatching(`[A-Z]{0,3}`)
		a := postal.Address{City: word.Draw(t, "city"), State: word.Draw(t, "state"), Postcode: word.Draw(t, "postcode")}
		strip := func(s string) string {
			letters := []rune(strings.Map(func(r rune) rune {
				if r >= 'A' && r <= 'Z' {
					return r
				}
				return -1
			}, s))
			slices.Sort(letters)
			return string(letters)
		}
		lines := p.Form.Town(a)
		if got, want := strip(strings.Join(lines, "")), strip(a.City+a.State+a.Postcode); got != want {
			t.Fatalf("%s writes %+v as %q", p.Code, a, lines)
		}
		for _, line := range lines {
			if line == "" || strings.Trim(line, " ,-") != line || strings.Contains(line, "  ") {
				t.Fatalf("%s writes %+v as %q", p.Code, a, lines)
			}
		}
	})
}

// A state is needed where mail is not delivered without one; a postcode of an odd
// form is refused where one is needed, and warned of elsewhere.
func TestFormsAsk(t *testing.T) {
	address := func(place, state, postcode string) postal.Address {
		return postal.Address{Name: "A", Street: []string{"1 Street"}, City: "Town", State: state, Postcode: postcode, Place: place}
	}
	for _, c := range []struct {
		a             postal.Address
		refused, told string
	}{
		{address("US", "", ""), "address.state_missing at state", "address.postcode_advised at postcode"},
		{address("US", "", "62701"), "", "address.state_missing at state"},
		{address("US", "IL", "62701"), "", ""},
		{address("CA", "", "K1A 0B1"), "", "address.state_missing at state"},
		{address("AU", "", "20"), "address.state_missing at state; address.postcode_form at postcode", "address.state_missing at state"},
		{address("DE", "", "10115"), "", ""},
		{address("DE", "", "1011"), "address.postcode_form at postcode", ""},
		{address("AL", "", "12"), "", "address.postcode_odd at postcode"},
		{address("AL", "", "1001"), "", ""},
		{address("AE", "", "12345"), "", ""}, // no form is known
	} {
		for _, p := range append(problem.Of(cmp.Or(directory().CheckRecipient(c.a, postal.Service{}), error(problem.New(problem.Invalid, "", "")))).All(), directory().Warn(c.a)...) {
			if p.Suggestion != "" { // an example is for the eye; forms take a suggestion over
				t.Errorf("%+v: %q is suggested", c.a, p.Suggestion)
			}
		}
		if got := at(directory().CheckRecipient(c.a, postal.Service{})); got != c.refused {
			t.Errorf("%+v: %q, want %q", c.a, got, c.refused)
		}
		strict := at(directory().CheckState(c.a))
		if want := map[bool]string{true: "address.state_missing at state"}[c.refused == "" && c.a.State == "" && strings.HasPrefix(c.told, "address.state_missing")]; strict != want {
			t.Errorf("%+v, whose sender was asked: %q, want %q", c.a, strict, want)
		}
		told := ""
		for _, p := range directory().Warn(c.a) {
			told += p.Key + " at " + p.Field
		}
		if told != c.told {
			t.Errorf("%+v: told %q, want %q", c.a, told, c.told)
		}
	}
}

func at(err error) string {
	if err == nil {
		return ""
	}
	var all []string
	for _, p := range problem.Of(err).All() {
		all = append(all, p.Key+" at "+p.Field)
	}
	return strings.Join(all, "; ")
}

// A table that can't be meant is refused.
func TestAddressFormTable(t *testing.T) {
	form := embedded("address_form")
	for want, row := range map[string][]string{
		"table.value":         {"ZW", "city town", "state", "no", "postcode", ""},
		"table.twice":         {"US", "city", "state", "no", "postcode", ""},
		"table.unknown_place": {"QQ", "city", "state", "no", "postcode", ""},
	} {
		bad := form
		bad.Rows = append(slices.Clone(form.Rows), append(row, ""))
		if _, err := postal.NewDirectory(embedded("place"), embedded("postcode"), bad); !strings.Contains(at(err), want) {
			t.Errorf("%v: %v, want %s", row, err, want)
		}
	}
	twice := form
	twice.Rows = append(slices.Clone(form.Rows), []string{"ZW", "city / city", "state", "no", "postcode", "", ""}, []string{"ZM", "city", "state", "yes", "postcode", "", ""})
	if _, err := postal.NewDirectory(embedded("place"), embedded("postcode"), twice); strings.Count(at(err), "table.value at order") != 2 {
		t.Error(err)
	}
}
