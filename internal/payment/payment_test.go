package payment_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/problem"
)

// Every pair of state and event is either an edge of the table or a Conflict.
func TestNext(t *testing.T) {
	edges := 0
	for _, s := range payment.States {
		for _, e := range payment.Events {
			to, err := s.Next(e)
			if err == nil {
				edges++
			} else if to != s || !problem.Is(err, problem.Conflict) {
				t.Errorf("%s on %s: %s, %v", s, e, to, err)
			}
		}
	}
	if edges != len(payment.Transitions) {
		t.Errorf("%d edges of %d", edges, len(payment.Transitions))
	}
	edges = 0
	for _, s := range payment.RefundStates {
		for _, e := range payment.RefundEvents {
			if _, err := s.Next(e); err == nil {
				edges++
			}
		}
	}
	if edges != len(payment.RefundTransitions) {
		t.Errorf("%d edges of %d for refunds", edges, len(payment.RefundTransitions))
	}
}

// Invariant 2: no way through the states passes both a charge and a void of
// ours, and from void no way leads to a charge of ours.
func TestNeverBoth(t *testing.T) {
	var walk func(s payment.State, charged, voided bool, depth int)
	walk = func(s payment.State, charged, voided bool, depth int) {
		if charged && voided {
			t.Fatalf("both at %s", s)
		}
		if depth == 0 {
			return
		}
		for _, tr := range payment.Transitions {
			if tr.From == s {
				walk(tr.To, charged || tr.On == payment.Charge, voided || tr.On == payment.Void, depth-1)
			}
		}
	}
	walk(payment.Started, false, false, 8)
	for _, s := range []payment.State{payment.Captured, payment.Voided, payment.Lapsed} {
		for _, e := range payment.Events {
			if s.Can(e) {
				t.Errorf("%s is an end, but %s leaves it", s, e)
			}
		}
	}
}

// I-3: nothing says that no money moved while that is not known.
func TestMoney(t *testing.T) {
	for s, want := range map[payment.State][2]payment.Money{
		payment.Started:    {payment.Nothing, payment.Unknown},
		payment.Open:       {payment.Nothing, payment.Unknown},
		payment.Authorised: {payment.Held, payment.Held},
		payment.Capturing:  {payment.Unknown, payment.Unknown},
		payment.Captured:   {payment.Charged, payment.Charged},
		payment.Voiding:    {payment.Unknown, payment.Unknown},
		payment.Voided:     {payment.Nothing, payment.Nothing},
		payment.Declined:   {payment.Nothing, payment.Nothing},
		payment.Expired:    {payment.Nothing, payment.Nothing},
		payment.Lapsed:     {payment.Nothing, payment.Nothing},
		payment.Deferred:   {payment.Nothing, payment.Nothing},
		payment.Withdrawn:  {payment.Nothing, payment.Nothing},
	} {
		if got := [2]payment.Money{s.Money(false), s.Money(true)}; got != want {
			t.Errorf("%s: %v, want %v", s, got, want)
		}
	}
}

// What a clerk has taken of a payment is charged, and the rest is due to him.
func TestDue(t *testing.T) {
	for _, c := range []struct {
		state          payment.State
		kept, captured money.Amount
		want           payment.Money
		due            money.Amount
	}{
		{payment.Deferred, 900, 0, payment.Nothing, 900},
		{payment.Deferred, 900, 1, payment.Charged, 899},
		{payment.Captured, 900, 900, payment.Charged, 0},
		{payment.Authorised, 900, 0, payment.Held, 0},
		{payment.Withdrawn, 0, 0, payment.Nothing, 0},
	} {
		p := payment.Payment{State: c.state, Kept: c.kept, Captured: c.captured}
		if p.Money() != c.want || p.Due() != c.due {
			t.Errorf("%+v: %s, %d due", c, p.Money(), p.Due())
		}
	}
}

// M-D2, R-13: the table of the clock around 20:00, in any zone the server is in.
func TestCaptureAt(t *testing.T) {
	for _, zone := range []string{"UTC", "America/New_York", "Australia/Lord_Howe"} {
		z, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for in, want := range map[string]string{
			"2026-11-23T19:59:59.999+08:00": "2026-11-23T20:00:00+08:00",
			"2026-11-23T20:00:00.000+08:00": "2026-11-23T20:00:00+08:00",
			"2026-11-23T20:00:00.001+08:00": "2026-11-23T20:00:00.001+08:00",
			"2026-11-23T23:59:59.999+08:00": "2026-11-23T23:59:59.999+08:00",
			"2026-11-24T00:00:00.000+08:00": "2026-11-24T20:00:00+08:00",
			"2028-02-29T00:00:00.000+08:00": "2028-02-29T20:00:00+08:00",
		} {
			at, err := time.Parse(time.RFC3339, in)
			if err != nil {
				t.Fatal(err)
			}
			if got := payment.CaptureAt(at.In(z)).In(policy.Zone).Format(time.RFC3339Nano); got != want {
				t.Errorf("%s in %s is charged at %s, want %s", in, zone, got, want)
			}
			p := payment.Payment{State: payment.Authorised, CaptureAt: payment.CaptureAt(at)}
			if free := p.FreeToCancel(at); free != (at.Before(p.CaptureAt)) {
				t.Error(in, free)
			}
		}
	}
}

// on every day of a leap year, free to cancel until the instant before
// 20:00 and not at it.
func TestYear(t *testing.T) {
	right := 0
	for d := policy.Date(2028, time.January, 1); d <= policy.Date(2028, time.December, 31); d++ {
		cut := d.At(20)
		p := payment.Payment{State: payment.Authorised, CaptureAt: payment.CaptureAt(d.Start().Add(time.Minute))}
		if p.CaptureAt.Equal(cut) && p.FreeToCancel(cut.Add(-time.Microsecond)) && !p.FreeToCancel(cut) && cut.UTC().Hour() == 12 {
			right++
		}
	}
	if right != 366 {
		t.Errorf("%d of 366", right)
	}
}

// M-D4: the dates promised, at the ends of months too; and the limit of four
// eyes.
func TestRefundPolicy(t *testing.T) {
	for in, want := range map[string][2]string{
		"2026-11-23": {"2027-01-23", "2027-03-23"}, "2026-12-31": {"2027-02-28", "2027-04-30"}, "2027-10-31": {"2027-12-31", "2028-02-29"},
	} {
		d, err := policy.ParseDay(in)
		if err != nil {
			t.Fatal(err)
		}
		if from, to := payment.Promised(d); from.String() != want[0] || to.String() != want[1] {
			t.Errorf("%s: %s to %s", in, from, to)
		}
	}
	if payment.FourEyes(499_99) || payment.FourEyes(500_00) || !payment.FourEyes(500_01) {
		t.Error("four eyes look at what is above HK$500.00")
	}
}

// Invariant 3: asked often enough to know within 15 minutes.
func TestAskAgain(t *testing.T) {
	var waited time.Duration
	n := 0
	for ; waited < policy.UnknownMost; n++ {
		waited += payment.AskAgain(waited)
	}
	if n < 10 || n > 30 || payment.AskAgain(24*time.Hour) != 2*time.Minute || payment.AskAgain(0) != 5*time.Second ||
		payment.AskAgain(time.Minute) != 30*time.Second || payment.AskAgain(4*time.Minute) != 2*time.Minute {
		t.Error(n, "questions in", waited)
	}
}

// fake is a way to pay that only has a name.
type fake struct {
	payment.Method
	code string
}

func (f fake) Code() string { return f.code }

// Customers find theirs, and whoever tries the portal out finds his (M-D1).
func TestFind(t *testing.T) {
	m := payment.Methods{Live: []payment.Method{fake{code: "a"}, fake{code: "b"}}, Test: []payment.Method{fake{code: "c"}}}
	for _, c := range []struct {
		code string
		test bool
		want payment.Method
	}{{"a", false, fake{code: "a"}}, {"b", false, fake{code: "b"}}, {"c", false, nil}, {"c", true, fake{code: "c"}}, {"a", true, nil}, {"x", true, nil}} {
		if got := m.Find(c.code, c.test); got != c.want {
			t.Errorf("%s, %v: %v", c.code, c.test, got)
		}
	}
}

// Which states wait for the gateway, count as paid, and keep an item from being
// paid for again (M-D5).
func TestStands(t *testing.T) {
	for s, want := range map[payment.State]string{
		payment.Started: "pending live", payment.Open: "pending live", payment.Authorised: "paid live", payment.Capturing: "pending paid live",
		payment.Captured: "paid live", payment.Voiding: "pending", payment.Voided: "", payment.Declined: "", payment.Expired: "", payment.Lapsed: "",
	} {
		var is []string
		for name, yes := range map[string]bool{"pending": s.Pending(), "paid": s.Paid(), "live": s.Live()} {
			if yes {
				is = append(is, name)
			}
		}
		words := strings.Fields(want)
		slices.Sort(is)
		slices.Sort(words)
		if !slices.Equal(is, words) {
			t.Errorf("%s is %v, want %v", s, is, words)
		}
	}
}

// M-D3: what costs nothing to cancel, state by state.
func TestFreeToCancel(t *testing.T) {
	cut := policy.Date(2026, time.November, 23).At(20)
	for _, s := range payment.States {
		p := payment.Payment{State: s, CaptureAt: cut}
		before, at := p.FreeToCancel(cut.Add(-1)), p.FreeToCancel(cut)
		waits := s == payment.Started || s == payment.Open || s == payment.Deferred
		if before != (waits || s == payment.Authorised) || at != waits {
			t.Errorf("%s: %v before 20:00, %v at it", s, before, at)
		}
	}
}

// I-3: since when an outcome is unknown, and by when it will be known.
func TestKnownBy(t *testing.T) {
	touched := time.Date(2026, time.November, 23, 4, 0, 0, 0, time.UTC)
	p := payment.Payment{State: payment.Open, UpdatedAt: touched}
	if p.Money() != payment.Nothing || !p.UnknownSince().Equal(touched) || !p.KnownBy().Equal(touched.Add(15*time.Minute)) {
		t.Error(p.UnknownSince(), p.KnownBy())
	}
	p.UnansweredSince = touched.Add(time.Minute)
	if !p.UnknownSince().Equal(p.UnansweredSince) || !p.KnownBy().Equal(touched.Add(16*time.Minute)) || p.Money() != payment.Unknown {
		t.Error(p.UnknownSince(), p.KnownBy())
	}
}
