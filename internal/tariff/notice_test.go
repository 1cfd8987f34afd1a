package tariff_test

import (
	"testing"

	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/tariff"
)

// M-C8: a suspended service takes no item between its first and its last day,
// and the comparison tells why; a restriction only tells.
func TestNotice(t *testing.T) {
	day := func(s string) policy.Day {
		d, err := policy.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	row := func(service, place, state, from, until string) []string {
		return []string{service, place, state, from, until, "A strike.", "罷工。", "罢工。"}
	}
	c, err := tariff.Embedded().With(postal.Table{Kind: "notice", Effective: day("2026-11-01"), Columns: []string{"service", "place", "state", "from", "until", "en", "zh-Hant", "zh-Hans"},
		Rows: [][]string{row("APL", "US", "suspended", "2026-11-10", "2026-11-20"), row("*", "FR", "restricted", "2026-11-10", "")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		service, place, on string
		refused            bool
		notices            int
	}{
		{"APL", "US", "2026-11-09", false, 0}, {"APL", "US", "2026-11-10", true, 1}, {"APL", "US", "2026-11-20", true, 1}, {"APL", "US", "2026-11-21", false, 0},
		{"APL", "US-UA", "2026-11-15", true, 1}, {"ARM", "US", "2026-11-15", false, 0}, {"APL", "JP", "2026-11-15", false, 0},
		{"APL", "FR", "2026-11-15", false, 1}, {"ARM", "FR", "2030-01-01", false, 1}, {"ARM", "FR", "2026-11-09", false, 0},
	} {
		q, err := c.Price(test.service, tariff.Request{Place: test.place, Grams: 500}, day(test.on))
		refused := err != nil && problem.Of(err).Key == "quote.suspended" && problem.Of(err).Field == "place"
		if refused != test.refused || err != nil && !refused || err == nil && len(q.Notices) != test.notices {
			t.Errorf("%+v: %v, %d notices", test, err, len(q.Notices))
		}
	}
	all, err := c.Compare(tariff.Request{Place: "US", Grams: 500}, day("2026-11-15"))
	if err != nil || len(all.Notices) != 1 {
		t.Fatal(all.Notices, err)
	}
	for _, q := range all.Quotes {
		if q.Service.Code == "APL" && (q.Refusal == nil || q.Total != 0) || q.Service.Code == "ARM" && q.Refusal != nil {
			t.Errorf("%s: %v %v", q.Service.Code, q.Refusal, q.Total)
		}
	}
	if _, err := tariff.Embedded().With(postal.Table{Kind: "notice", Effective: day("2026-11-01"), Columns: []string{"service", "place", "state", "from", "until", "en", "zh-Hant", "zh-Hans"},
		Rows: [][]string{row("*", "QQ", "closed", "soon", "")}}); err == nil {
		t.Error("a bad table is taken")
	}
}
