package portal_test

import (
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/problem"
)

// M-C3: numbers come from the operator's ranges alone; none is given again, and
// when they are used up the refusal is clean.
func TestOperatorsRange(t *testing.T) {
	r := New(t).As("mei")
	first := Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: teaToNewYork(), Issue: true})
	if first.Number[2:10] != "10000000" {
		t.Fatal(first.Number)
	}
	add := func(in portal.NewRange) string {
		if err := r.Portal.AddRange(t.Context(), "test", in); err != nil {
			return problem.Of(err).Key
		}
		return ""
	}
	for _, c := range []struct {
		in   portal.NewRange
		want string
	}{
		{portal.NewRange{Service: "APL", First: 5, Last: 4}, "number.range_form"},
		{portal.NewRange{Service: "APL", First: -1, Last: 4}, "number.range_form"},
		{portal.NewRange{Service: "APL", First: 1, Last: 100_000_000}, "number.range_form"},
		{portal.NewRange{Service: "XYZ", First: 1, Last: 2}, "service.unknown"},
		{portal.NewRange{Service: "AIR_ORD", First: 1, Last: 2}, "service.unknown"},
		{portal.NewRange{Service: "APL", First: 20_000_000, Last: 20_000_001}, "number.range_overlaps"},                // our default is there
		{portal.NewRange{Service: "APL", First: 10_000_000, Last: 10_000_001, Replace: true}, "number.range_overlaps"}, // given already
		{portal.NewRange{Service: "apl", First: 20_000_000, Last: 20_000_002, Replace: true}, ""},
	} {
		if got := add(c.in); got != c.want {
			t.Errorf("%+v: %q, want %q", c.in, got, c.want)
		}
	}
	// What the process holds of the old block is still good; then the new range
	// follows, and then there is none.
	seen := map[string]bool{string(first.Number): true}
	own := 0
	for range 200 {
		it, err := r.Portal.CreateShipment(t.Context(), r.Who, portal.NewShipment{Draft: teaToNewYork(), Issue: true})
		if err != nil {
			if p := problem.Of(err); p.Key != "number.exhausted" || p.Kind != problem.Unavailable {
				t.Fatal(err)
			}
			break
		}
		if seen[string(it.Number)] {
			t.Fatal("given twice:", it.Number)
		}
		seen[string(it.Number)] = true
		if it.Number[2:10] >= "20000000" {
			own++
		}
	}
	if own != 3 {
		t.Errorf("%d numbers of the operator's range, want 3", own)
	}
	if l := Must(r, r.Portal.Shipments, portal.Search{}); l.Counts["issued"] != len(seen) {
		t.Error(l.Counts, len(seen))
	}
}

// M-C3, invariant 4: S10 forbids to give a number again within 24 months. Here no
// range is ever opened again over serials that were given: not at once, not
// on the last day of the 24 months, not after them; what was never given may be.
func TestGivenNumbersStayGiven(t *testing.T) {
	r := New(t).As("mei")
	given := Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: teaToNewYork(), Issue: true})
	officer := account.Actor{User: "usr_officer", Staff: account.Officer}
	give := func(first, last int, replace bool) error {
		return r.Portal.GiveRange(t.Context(), officer, portal.NewRange{Service: "APL", First: first, Last: last, Replace: replace})
	}
	if err := give(20_000_000, 20_000_999, true); err != nil {
		t.Fatal(err)
	}
	start := r.Now()
	for _, later := range []time.Time{start, start.AddDate(0, 24, -1), start.AddDate(0, 24, 0), start.AddDate(10, 0, 0)} {
		r.Until(later)
		for _, replace := range []bool{false, true} {
			if err := give(10_000_000, 10_000_000, replace); err == nil || problem.Of(err).Key != "number.range_overlaps" {
				t.Errorf("%s may be given again on %s: %v", given.Number, later.Format("2006-01-02"), err)
			}
		}
	}
	if err := give(10_001_000, 10_001_999, false); err != nil {
		t.Error("serials that nobody had:", err)
	}
	if err := r.Portal.GiveRange(t.Context(), r.Who, portal.NewRange{Service: "APL", First: 1, Last: 2}); !problem.Is(err, problem.Forbidden) {
		t.Error("a sender:", err)
	}
}

// The operator is told at 80, 90 and 95 % used; not at one number less.
func TestRangeAlarms(t *testing.T) {
	r := New(t)
	use := func() portal.RangeUse {
		all, err := r.Portal.RangeUses(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range all {
			if u.Service == "APL" && u.Mode == account.Live {
				return u
			}
		}
		t.Fatal("no APL")
		return portal.RangeUse{}
	}
	if u := use(); u.Alarm != 0 || u.Used != 0 || u.Total != 80_000_000 {
		t.Error(u)
	}
	// Numbers are taken in blocks of 64: 16 of 20 blocks are 80 %.
	if err := r.Portal.AddRange(t.Context(), "test", portal.NewRange{Service: "APL", First: 0, Last: 64*20 - 1, Replace: true}); err != nil {
		t.Fatal(err)
	}
	for blocks, want := range []int{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 80, 80, 90, 95, 95} {
		if u := use(); u.Alarm != want || u.Used != 64*blocks {
			t.Errorf("after %d blocks: %+v, want %d", blocks, u, want)
		}
		for use().Used == 64*blocks && blocks < 20 {
			if _, err := r.Portal.DB.NextNumber(t.Context(), "APL", account.Live); err != nil {
				t.Fatal(err)
			}
		}
	}
}
