package tariff_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/tariff"
)

var today = policy.Date(2026, 11, 23)

func compare(t *testing.T, r tariff.Request) tariff.Comparison {
	t.Helper()
	c, err := tariff.Embedded().Compare(r, today)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// M-B1: every shown service stands in the answer, those that can take the item
// first and cheapest first, the others each with the reason.
func TestCompare(t *testing.T) {
	for _, place := range []string{"US", "HK", "CN-PC", "AX", "XM", "Japan", "美國", "澳门"} {
		c := compare(t, tariff.Request{Place: place, Grams: 500})
		seen, last, refused := map[string]bool{}, money.Amount(0), false
		for _, q := range c.Quotes {
			seen[q.Service.Code] = true
			switch {
			case q.Refusal != nil:
				refused = true
				if q.Total != 0 || !i18n.Has(q.Refusal.Key) || q.Refusal.Field == "" {
					t.Errorf("%s: %s: refused with %+v", place, q.Service.Code, q)
				}
			case refused:
				t.Errorf("%s: %s stands behind a refusal", place, q.Service.Code)
			case q.Unpriced:
				if q.Service.Code != "LEG" {
					t.Errorf("%s: %s has no price", place, q.Service.Code)
				}
			case q.Total < last || q.Total <= 0 || q.Book == nil || q.Book.Effective > today:
				t.Errorf("%s: %+v", place, q)
			default:
				last = q.Total
			}
		}
		for _, s := range tariff.Embedded().On(today).Services() {
			if s.Shown != seen[s.Code] {
				t.Errorf("%s: %s shown: %v", place, s.Code, seen[s.Code])
			}
		}
	}
}

func quote(t *testing.T, c tariff.Comparison, service string) tariff.Quote {
	t.Helper()
	i := slices.IndexFunc(c.Quotes, func(q tariff.Quote) bool { return q.Service.Code == service })
	if i < 0 {
		t.Fatal("no quote of", service)
	}
	return c.Quotes[i]
}

// M-B1: what a price is to be read with.
func TestMarks(t *testing.T) {
	for _, c := range []struct {
		service, place, mark string
		size                 postal.Size
	}{
		{"APL", "DE", "quote.mark_dearer", postal.Size{}},
		{"APL", "FR", "", postal.Size{}},
		{"AEX", "US", "quote.mark_last_known", postal.Size{}},
		{"ARM", "US", "quote.mark_as_packet", postal.Size{}},
		{"ARM", "US", "", postal.Size{Length: 200, Breadth: 200, Height: 100}},
	} {
		q := quote(t, compare(t, tariff.Request{Place: c.place, Grams: 500, Size: c.size}), c.service)
		if got := strings.Join(q.Marks, " "); got != c.mark || q.Refusal != nil {
			t.Errorf("%+v: marks %q, %v", c, got, q.Refusal)
		}
	}
}

// M-B1: where another zone's price differs the answer says so and offers it.
func TestElsewhere(t *testing.T) {
	for _, c := range []struct {
		service, place string
		grams          postal.Grams
		want           string
	}{
		{"EMS", "CN", 500, "CN-PC 171.00"},
		{"EMS", "CN-PC", 500, "CN 160.00"},
		{"ARM", "US-UA", 500, ""},
		{"APL", "FR", 500, ""},
	} {
		var got []string
		for _, z := range quote(t, compare(t, tariff.Request{Place: c.place, Grams: c.grams}), c.service).Elsewhere {
			got = append(got, z.Place.Code+" "+z.Postage.String())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// M-C9, M-B1: insurance and advice of receipt, at their edges.
func TestAddOns(t *testing.T) {
	type row struct {
		service, place  string
		insured         money.Amount
		advice          bool
		premium, addOns money.Amount
		refused         string
	}
	for _, c := range []row{
		{"AEX", "US", 1, false, 1100, 0, ""},
		{"AEX", "US", 500000, false, 1100, 0, ""},
		{"AEX", "US", 500001, false, 0, 0, "quote.cover_most"},
		{"AEX", "BR", 100, false, 0, 0, "quote.no_cover"},
		{"AEX", "IL", 100, false, 0, 0, "quote.not_served"},
		{"AEX", "LB", 100, false, 0, 0, "quote.no_cover"},
		{"AEX", "RU", 100, false, 0, 0, "quote.not_served"},
		{"AEX", "ZA", 100, false, 0, 0, "quote.no_cover"},
		{"AEX", "TR", 100, false, 0, 0, "quote.no_cover"},
		{"AEX", "VN", 100, false, 0, 0, "quote.no_cover"},
		{"AEX", "BR", 0, false, 0, 0, ""},
		{"ARM", "US", 100, false, 0, 0, "quote.no_cover"},
		{"SRM", "US", 100, false, 0, 0, "quote.no_cover"},
		{"APL", "JP", 100, false, 0, 0, "quote.no_cover"}, // no place takes insured parcels yet
		{"EMS", "US", 150000, false, 0, 0, "quote.cover_least"},
		{"EMS", "US", 150001, false, 3000, 0, ""},
		{"EMS", "US", 250000, false, 3000, 0, ""},
		{"EMS", "US", 250001, false, 4800, 0, ""},
		{"EMS", "US", 5000000, false, 24000, 0, ""},
		{"EMS", "US", 5000001, false, 0, 0, "quote.cover_most"},
		{"ARM", "JP", 0, true, 0, 1100, ""},
		{"ARM", "US", 0, true, 0, 0, "quote.no_advice"},
		{"APL", "JP", 0, true, 0, 1100, ""},
		{"EMS", "JP", 0, true, 0, 0, "quote.no_advice"},
		{"LRM", "HK", 0, true, 0, 1100, ""},
	} {
		q := quote(t, compare(t, tariff.Request{Place: c.place, Grams: 500, Insured: c.insured, AdviceOfReceipt: c.advice}), c.service)
		key := ""
		if q.Refusal != nil {
			key = q.Refusal.Key
		}
		if key != c.refused || q.Premium != c.premium || q.AddOns != c.addOns || q.Total != q.Postage+c.premium+c.addOns {
			t.Errorf("%+v: %s, premium %v, add-ons %v, total %v", c, key, q.Premium, q.AddOns, q.Total)
		}
	}
}

// Insured parcels are priced as soon as the operator enters a place.
func TestInsuredParcel(t *testing.T) {
	cover, _ := tariff.Embedded().Table("cover", today)
	cover.Effective, cover.Rows = today, append(slices.Clone(cover.Rows), []string{"APL", "JP", "10000.00", ""})
	c, err := tariff.Embedded().With(cover)
	if err != nil {
		t.Fatal(err)
	}
	for insured, premium := range map[money.Amount]money.Amount{1: 250, 50000: 250, 50001: 500, 1000000: 5000} {
		q, err := c.Price("APL", tariff.Request{Place: "JP", Grams: 500, Insured: insured}, today)
		if err != nil || q.Premium != premium {
			t.Errorf("%v: %v, %v", insured, q.Premium, err)
		}
	}
	if _, err := c.Price("APL", tariff.Request{Place: "JP", Grams: 500, Insured: 1000001}, today); problem.Of(err).Key != "quote.cover_most" {
		t.Error(err)
	}
}

// EC-Get has no rate until the operator enters one; then it is priced like any.
func TestCounterPriced(t *testing.T) {
	q, err := tariff.Embedded().Price("LEG", tariff.Request{Place: "HK", Grams: 500}, today)
	if err != nil || !q.Estimate().Unpriced || q.Estimate().Total != 0 {
		t.Fatal(q, err)
	}
	rates, err := postal.ReadTable(strings.NewReader("kind,rate/LEG\neffective,2026-11-24\nplace,1000,5000\nHK,18.00,25.50\n"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := tariff.Embedded().With(rates)
	if err != nil {
		t.Fatal(err)
	}
	if q, err := c.Price("LEG", tariff.Request{Place: "HK", Grams: 500}, today); err != nil || !q.Unpriced {
		t.Error("the rate counts too early", err)
	}
	q, err = c.Price("LEG", tariff.Request{Place: "HK", Grams: 1001}, today+1)
	if e := q.Estimate(); err != nil || e.Unpriced || e.Total != 2550 || e.Book != "LEG 2026-11-24" {
		t.Error(q, err)
	}
}

// Bad input is refused at its field, with a suggestion where there is one.
func TestBadRequest(t *testing.T) {
	for _, c := range []struct {
		r          tariff.Request
		key, field string
		suggestion string
	}{
		{tariff.Request{Grams: 1}, "place.missing", "place", ""},
		{tariff.Request{Place: "Atlantis", Grams: 1}, "place.unknown", "place", ""},
		{tariff.Request{Place: "Autsralia", Grams: 1}, "place.unclear", "place", "Australia"},
		{tariff.Request{Place: "Unit", Grams: 1}, "place.unclear", "place", "United Arab Emirates"},
		{tariff.Request{Place: strings.Repeat("x", 10000), Grams: 1}, "place.unknown", "place", ""},
		{tariff.Request{Place: "US"}, "weight.zero", "weight", ""},
		{tariff.Request{Place: "US", Grams: -5}, "weight.zero", "weight", ""},
		{tariff.Request{Place: "US", Grams: 100001}, "weight.over", "weight", ""},
		{tariff.Request{Place: "US", Grams: 1 << 62}, "weight.over", "weight", ""},
		{tariff.Request{Place: "US", Grams: 1, Size: postal.Size{Length: 1}}, "size.form", "size", ""},
		{tariff.Request{Place: "US", Grams: 1, Size: postal.Size{Length: -1, Breadth: 1, Height: 1}}, "size.form", "size", ""},
		{tariff.Request{Place: "US", Grams: 1, Size: postal.Size{Length: 10001, Breadth: 1, Height: 1}}, "size.form", "size", ""},
		{tariff.Request{Place: "US", Grams: 1, Insured: -1}, "value.form", "insured", ""},
		{tariff.Request{Place: "US", Grams: 1, Value: money.Max + 1}, "value.form", "value", ""},
	} {
		_, err := tariff.Embedded().Compare(c.r, today)
		if err == nil {
			t.Errorf("%+.60v: taken", c.r)
			continue
		}
		if p := problem.Of(err); p.Kind != problem.Invalid || p.Key != c.key || p.Field != c.field || p.Suggestion != c.suggestion {
			t.Errorf("%.60v: %v, suggestion %q", c.r.Place, err, p.Suggestion)
		}
	}
	_, err := tariff.Embedded().Compare(tariff.Request{}, today)
	if p := problem.Of(err); len(p.All()) != 2 {
		t.Error("not every mistake is told at once:", err)
	}
}

// falls are the published schedules in which a heavier item is cheaper: the
// first gram above 500 of two e-Express destinations.
var falls = map[string]bool{"AEX CH": true, "AEX PL": true}

// M-B2: whatever is asked, a price does not fall with the weight, and the item
// comes out at the same cents whether asked alone or side by side.
func TestPriceProperties(t *testing.T) {
	c := tariff.Embedded()
	places, services := c.On(today).Places.All(), c.On(today).Services()
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(places).Draw(t, "place").Code
		s := rapid.SampledFrom(services).Draw(t, "service").Code
		day := today - policy.Day(rapid.IntRange(0, 2500).Draw(t, "days ago"))
		r := tariff.Request{Place: p, Grams: postal.Grams(rapid.IntRange(1, 42000).Draw(t, "grams"))}
		light, err := c.Price(s, r, day)
		r.Grams += postal.Grams(rapid.IntRange(0, 3000).Draw(t, "more"))
		heavy, err2 := c.Price(s, r, day)
		if err != nil && err2 == nil {
			t.Fatalf("%s %s takes %d g but not less: %v", s, p, r.Grams, err)
		}
		if err2 == nil && heavy.Postage < light.Postage && !falls[s+" "+postal.Country(p)] {
			t.Fatalf("%s %s: %v, then %v", s, p, light.Postage, heavy.Postage)
		}
		all, err := c.Compare(r, day)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range all.Quotes {
			if q.Service.Code == s && ((q.Refusal == nil) != (err2 == nil) || q.Total != heavy.Total) {
				t.Fatalf("%s %s: %v side by side, %v alone", s, p, q.Total, heavy.Total)
			}
		}
	})
}

// Invariant 14: the embedded books read back as they are, hold every published
// service, and have a price for each weight up to their limit and none beyond.
func TestBooks(t *testing.T) {
	books := map[string]int{}
	for _, b := range tariff.Embedded().Books() {
		books[b.Service]++
		var text bytes.Buffer
		if err := b.Table().Write(&text); err != nil {
			t.Fatal(err)
		}
		again, err := postal.ReadTable(&text)
		if err != nil {
			t.Fatal(b.Name(), err)
		}
		if same, err := tariff.ParseBook(again); err != nil || !equal(b, same) {
			t.Errorf("%s does not read back: %v", b.Name(), err)
		}
		for i := range b.Schedules {
			s := &b.Schedules[i]
			from := postal.Grams(0)
			for _, st := range s.Steps {
				if st.From != from || st.To <= st.From {
					t.Errorf("%s %s: step %+v behind %d", b.Name(), s.Place, st, from)
				}
				from = st.To
			}
			if _, ok := s.Price(s.Most()); !ok {
				t.Errorf("%s %s: no price at its limit", b.Name(), s.Place)
			}
			if _, ok := s.Price(s.Most() + 1); ok {
				t.Errorf("%s %s: a price beyond its limit", b.Name(), s.Place)
			}
		}
	}
	want := map[string]int{"LOC_ORD": 2, "LOC_REG": 2, "LOC_PAR": 2, "LCP_STD": 2, "AIR_ORD": 2, "SUR_ORD": 2, "AIR_REG": 1, "SUR_REG": 1,
		"AIR_PAR": 1, "SUR_PAR": 1, "SPT_STD": 1, "EXP": 1, "SMP": 1, "LBM": 2, "LPS": 1}
	for service, n := range want {
		if books[service] != n {
			t.Errorf("%d books of %s, want %d", books[service], service, n)
		}
	}
	if len(books) != len(want) {
		t.Error(books)
	}
}

func equal(a, b *tariff.Book) bool {
	return a.Name() == b.Name() && a.ByZone == b.ByZone && a.Source == b.Source && a.Note == b.Note && a.Mark == b.Mark &&
		slices.EqualFunc(a.Schedules, b.Schedules, func(x, y tariff.Schedule) bool {
			xs, ys := x.Steps, y.Steps
			x.Steps, y.Steps = nil, nil
			return slices.Equal(xs, ys) && x.Place == y.Place && x.Format == y.Format && x.Option == y.Option && x.Limit == y.Limit && x.Mark == y.Mark
		})
}
