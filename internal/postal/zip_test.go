package postal_test

import (
	"testing"

	"ecship/internal/postal"
	"ecship/internal/problem"
)

// zips are those of the embedded tables, with some of the test's own instead.
func zips(t *testing.T, own ...postal.Table) *postal.Zips {
	t.Helper()
	z, err := postal.NewZips(func(kind string) (postal.Table, bool) {
		for _, t := range append(own, postal.EmbeddedTables()...) {
			if t.Kind == kind {
				return t, true
			}
		}
		return postal.Table{}, false
	})
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// M-C8: a ZIP code in another state than the address says warns, and so does
// one that lies nowhere.
func TestZipState(t *testing.T) {
	z := zips(t)
	for _, c := range []struct{ place, zip, state, want string }{
		{"US", "10001", "NY", ""}, {"US", "10001", "new york", ""}, {"US", "10001", "N.Y.", ""}, {"US", "10001-1234", "NY", ""}, {"US", "10001", "", ""},
		{"US", "10001", "CA", "address.zip_state"}, {"US", "90210", "NY", "address.zip_state"}, {"US", "10001", "Gotham", "address.zip_state"},
		{"US", "06390", "NY", ""}, {"US", "06390", "CT", ""}, {"US", "96799", "AS", ""}, {"US", "09012", "AE", ""}, {"US", "00501", "NY", ""},
		{"US", "00001", "NY", "address.zip_unknown"}, {"US", "42801", "KY", "address.zip_unknown"}, {"US-UA", "10001", "CA", "address.zip_state"},
		{"US", "1001", "CA", ""}, // another rule's affair
		{"GB", "10001", "CA", ""},
	} {
		p := z.Warn(postal.Address{Place: c.place, Postcode: c.zip, State: c.state})
		if got := key(p); got != c.want {
			t.Errorf("%s %s %s: %q, want %q", c.place, c.zip, c.state, got, c.want)
		}
	}
	if p := z.Warn(postal.Address{Place: "US", Postcode: "10001", State: "CA"}); p.Field != "state" || p.Suggestion != "NY" {
		t.Error(p, p.Suggestion)
	}
}

// M-C8: the longest prefix names the office; other services have none.
func TestExchange(t *testing.T) {
	z := zips(t)
	for zip, want := range map[string]string{"10001": "1-JFK", "00501": "1-JFK", "29999": "1-JFK", "30000": "5-MIA", "60601": "4-ORD", "79999": "4-ORD", "85001": "2-LAX", "94101": "3-SFO"} {
		if got := z.Exchange("AEX", postal.Address{Place: "US", Postcode: zip}); got.Indicator != want || (got.Group == "JFK") != (want == "1-JFK") {
			t.Errorf("%s goes to %+v, want %s", zip, got, want)
		}
	}
	for _, a := range []postal.Address{{Place: "GB", Postcode: "10001"}, {Place: "US"}} {
		if got := z.Exchange("AEX", a); got != (postal.Exchange{}) {
			t.Error(a, got)
		}
	}
	if got := z.Exchange("ARM", postal.Address{Place: "US", Postcode: "10001"}); got != (postal.Exchange{}) {
		t.Error(got)
	}
	if n := len(z.Offices("AEX")); n != 5 {
		t.Error(n, "offices")
	}
	own := postal.Table{Kind: "exchange_office", Columns: []string{"service", "place", "prefix", "office", "indicator", "group"}, Rows: [][]string{
		{"AEX", "US", "4", "ORD", "4-ORD", "others"}, {"AEX", "US", "40", "JFK", "1-JFK", "JFK"}, {"AEX", "US", "401", "ORD", "4-ORD", "others"}}}
	for zip, want := range map[string]string{"41000": "ORD", "40000": "JFK", "40100": "ORD", "50000": ""} {
		if got := zips(t, own).Exchange("AEX", postal.Address{Place: "US", Postcode: zip}).Office; got != want {
			t.Errorf("%s goes to %q, want %q", zip, got, want)
		}
	}
}

func key(p interface{ Error() string }) string {
	if q, ok := p.(*problem.Problem); ok && q != nil {
		return q.Key
	}
	return ""
}
