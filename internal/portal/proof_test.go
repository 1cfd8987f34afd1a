package portal_test

import (
	"context"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"ecship/internal/payment"
	"ecship/internal/payment/sandbox"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store/storetest"
	"ecship/internal/verify"
)

// examine has the independent checker look at the database and hold it against
// the gateway's own ledger.
func examine(r *Runner) {
	r.Helper()
	moved, err := r.Gateway.Statement(r.Context(), time.Time{}, r.Now().AddDate(100, 0, 0))
	if err != nil {
		r.Fatal(err)
	}
	found, err := verify.Run(r.Context(), verify.Input{Database: r.Database, Now: r.Now(), Gateways: said(verify.Stated(moved))})
	if err != nil {
		r.Fatal(err)
	}
	for _, f := range found {
		r.Error(f)
	}
}

// spare is the time that a long proof may take (make long), 0 in CI.
func spare() time.Duration {
	d, err := time.ParseDuration(os.Getenv("ECSHIP_LONG"))
	if err != nil {
		return 0
	}
	return d
}

// long tells whether there is time for the long sizes.
func long() bool { return spare() > 0 }

// said is the sandbox's statement, as the checker asks for it.
func said(s verify.Statement) func(context.Context) (map[string]verify.Statement, error) {
	return func(context.Context) (map[string]verify.Statement, error) {
		return map[string]verify.Statement{"sandbox": s}, nil
	}
}

// crash is what a failpoint throws.
type crash struct{ at string }

// survives does something that may crash, and tells whether it did.
func survives(do func()) (crashed bool) {
	defer func() {
		if x := recover(); x != nil {
			if _, ok := x.(crash); !ok {
				panic(x)
			}
			crashed = true
		}
	}()
	do()
	return false
}

// life takes an item through its whole money: paid, charged, cancelled,
// refunded, unless the payer's bank declines. Whoever meets a crash does again
// what a person would: looks, and goes on from there.
func life(r *Runner, declines bool) (item portal.Item, paid portal.Payment) {
	r.Helper()
	r.As("mei")
	day := policy.DayOf(r.Now()) + 1
	r.Until(day.Start().Add(10 * time.Hour))
	item = issued(r)
	find := func() bool {
		v, err := r.Portal.PaymentOf(r.Context(), r.Who, item.ID)
		paid = v
		return err == nil && v.State.Live()
	}
	for range 20 {
		if find() {
			break
		}
		survives(func() {
			_, err := r.Portal.StartPayment(r.Context(), r.Who, portal.NewPayment{Items: []string{item.ID}, Method: "sandbox"})
			if err != nil && !problem.Is(err, problem.Conflict) {
				r.Fatal(err)
			}
		})
	}
	for range 20 { // the page opens, however often it has to be asked for
		if find(); paid.State != payment.Started {
			break
		}
		survives(func() { r.Portal.RefreshPayment(r.Context(), r.Who, paid.ID) }) //nolint:errcheck // looked at above
	}
	answer := r.Gateway.Pay
	if declines {
		answer = r.Gateway.Decline
	}
	if err := answer(paid.Ref); err != nil {
		r.Fatalf("%s: %v", paid.State, err)
	}
	r.Gateway.Notices()                                                       // lost, all of them
	survives(func() { r.Portal.RefreshPayment(r.Context(), r.Who, paid.ID) }) //nolint:errcheck // looked at below
	pass := func(d time.Duration, n int) {
		for range n {
			r.Later(d)
			survives(r.Work)
		}
	}
	pass(5*time.Minute, 4)
	if declines {
		v, err := r.Portal.Payment(r.Context(), r.Who, paid.ID)
		if err != nil {
			r.Fatal(err)
		}
		return item, v
	}
	r.Until(day.At(policy.CaptureHour))
	pass(5*time.Minute, 8)
	for range 20 {
		if Must(r, r.Portal.Shipment, item.ID).State == shipment.Cancelled {
			break
		}
		survives(func() { Must(r, r.Portal.CancelShipment, item.ID) })
	}
	if find(); paid.State != payment.Captured {
		return item, paid
	}
	for range 20 {
		if len(paid.Refunds) > 0 {
			break
		}
		survives(func() { Must(r, r.Portal.RequestRefund, portal.NewRefund{Item: item.ID}) })
		find()
	}
	ho := officer("ho")
	for range 20 {
		if find(); paid.Refunds[0].State != payment.Submitted && paid.Refunds[0].State != payment.Vetting {
			break
		}
		survives(func() {
			if _, err := r.Portal.DecideRefund(r.Context(), ho, portal.Verdict{Refund: paid.Refunds[0].ID, Approve: true}); err != nil {
				r.Fatal(err)
			}
		})
	}
	pass(10*time.Minute, 10)
	find()
	return item, paid
}

// a crash at each commit and at each word to the gateway, crossed with
// each way in which the gateway can answer. Whatever happens, in the end the
// item is charged once and given back once, or the payment is declined and
// nothing was charged, and the books agree with the gateway's.
func TestCrashAtEachStep(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.Gateway.Slowness = 5 * time.Millisecond
		points := 0
		r.Portal.Failpoint = func(string) { points++ }
		life(r, false)
		if points < 20 {
			t.Fatalf("only %d failpoints", points)
		}
		step := 5
		if testing.Short() {
			step = 11
		}
		if long() {
			step = 1
		}
		seen, runs := map[string]int{}, 0
		for _, outcome := range sandbox.Troubles {
			for k := 1 + runs%step; k <= points+4; k += step {
				runs++
				n := 0
				r.Portal.Failpoint = func(name string) {
					if n++; n == k {
						seen[name]++
						panic(crash{name})
					}
				}
				crashedLife(r, outcome, k)
			}
		}
		if err := r.Portal.Sweep(t.Context()); err != nil { // the lives take months
			t.Fatal(err)
		}
		examine(r)
		for _, name := range []string{"before commit", "after commit", "before call", "after call"} {
			if seen[name] == 0 {
				t.Errorf("no crash %s: %v", name, seen)
			}
		}
		t.Logf("R-02: %d runs of %d outcomes, crashes %v", runs, len(sandbox.Troubles), seen)
	})
}

// crashedLife lives a life in which the gateway answers in one way, with the
// crash that is set, and judges how it ended.
func crashedLife(r *Runner, outcome sandbox.Trouble, k int) {
	r.Helper()
	r.Gateway.Heal()
	for _, op := range []string{"start", "capture", "refund"} {
		r.Gateway.Cause(op, "", outcome, 1)
	}
	declines := outcome == sandbox.Declines
	item, v := life(r, declines)
	r.Portal.Failpoint = nil
	if declines {
		if v.State != payment.Declined || v.Captured != 0 || v.Money() != payment.Nothing {
			r.Fatalf("%q, crash %d: %s %+v", outcome, k, item.ID, v.Payment)
		}
		return
	}
	if v.State != payment.Captured || v.Captured != teaCents || v.Refunded != teaCents || len(v.Refunds) != 1 || v.Refunds[0].State != payment.Credited {
		r.Fatalf("%q, crash %d: %s %s: %+v %+v", outcome, k, item.ID, v.State, v.Payment, v.Refunds)
	}
}

// together runs what it is given at the same moment.
func together(all ...func()) {
	var wg sync.WaitGroup
	gate := make(chan struct{})
	for _, do := range all {
		wg.Go(func() { <-gate; do() })
	}
	close(gate)
	wg.Wait()
}

func times(n int, do func()) (all []func()) {
	for range n {
		all = append(all, do)
	}
	return all
}

// 8 at once pay for the same item, apply for the same refund,
// decide it, and instruct it; each happens once.
func TestMoneyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		mei := r.Who
		var mu sync.Mutex
		rounds := 6
		for range rounds {
			r.Until((policy.DayOf(r.Now()) + 1).Start().Add(10 * time.Hour))
			a := issued(r)
			done := map[string]int{}
			count := func(what string, err error) {
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					done[what]++
				} else if !problem.Is(err, problem.Conflict) {
					t.Error(what, err)
				}
			}
			together(times(8, func() {
				_, err := r.Portal.StartPayment(context.Background(), mei, portal.NewPayment{Items: []string{a.ID}, Method: "sandbox"})
				count("pay", err)
			})...)
			v := Must(r, r.Portal.PaymentOf, a.ID)
			approve(r, v)
			cut := policy.DayOf(r.Now()).At(policy.CaptureHour)
			r.Until(cut)
			together(times(8, func() { r.Portal.RefreshPayment(context.Background(), mei, v.ID) })...) //nolint:errcheck // looked at below
			r.Work()
			Must(r, r.Portal.CancelShipment, a.ID)
			together(times(8, func() {
				_, err := r.Portal.RequestRefund(context.Background(), mei, portal.NewRefund{Item: a.ID})
				count("apply", err)
			})...)
			v = Must(r, r.Portal.Payment, v.ID)
			together(times(8, func() {
				_, err := r.Portal.DecideRefund(context.Background(), officer("ho"), portal.Verdict{Refund: v.Refunds[0].ID, Approve: true})
				count("decide", err)
			})...)
			together(times(4, func() { r.Portal.Worker().Drain(context.Background()) })...) //nolint:errcheck // looked at below
			if v = Must(r, r.Portal.Payment, v.ID); done["pay"] != 1 || done["apply"] != 1 || done["decide"] != 1 || v.Captured != teaCents || v.Refunded != teaCents {
				t.Fatalf("%v %+v", done, v.Payment)
			}
		}
		if captured, refunded := r.Gateway.Totals(); captured != teaCents*6 || refunded != captured {
			t.Error(captured, refunded)
		}
		examine(r)
	})
}

// cancelling and charging meet at 20:00 to the instant, and exactly one
// wins: either nothing is charged, or all of it is and can be refunded.
func TestAtTheCutOff(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		mei := r.Who
		won := map[payment.State]int{}
		for range 12 {
			r.Until((policy.DayOf(r.Now()) + 1).Start().Add(10 * time.Hour))
			a := issued(r)
			v := approve(r, pay(r, a))
			cut := policy.DayOf(r.Now()).At(policy.CaptureHour)
			r.Until(cut.Add(-time.Microsecond))
			together(
				func() {
					r.Until(cut)
					r.Portal.RefreshPayment(context.Background(), mei, v.ID)
					r.Portal.Worker().Drain(context.Background())
				}, //nolint:errcheck // looked at below
				func() {
					if _, err := r.Portal.CancelShipment(context.Background(), mei, a.ID); err != nil {
						t.Error(err)
					}
				})
			r.Later(time.Minute)
			r.Work()
			v = Must(r, r.Portal.Payment, v.ID)
			won[v.State]++
			_, err := r.Portal.RequestRefund(r.Context(), mei, portal.NewRefund{Item: a.ID})
			if (v.State == payment.Captured) != (err == nil) || v.State != payment.Captured && v.State != payment.Voided {
				t.Fatalf("%s, and a refund gives %v", v.State, err)
			}
		}
		examine(r)
		t.Logf("won: %v", won)
	})
}

// the clock around 20:00, whichever zone the server believes in.
func TestCancelClock(t *testing.T) {
	here := time.Local
	defer func() { time.Local = here }()
	for _, zone := range []string{"UTC", "America/New_York", "Australia/Lord_Howe"} {
		z, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		time.Local = z
		for name, c := range map[string]struct {
			at   time.Duration // from 20:00
			want payment.State
		}{"19:59:59.999": {-time.Millisecond, payment.Voided}, "20:00:00.000": {0, payment.Captured}, "20:00:00.001": {time.Millisecond, payment.Captured}} {
			r := New(t).As("mei")
			a := issued(r)
			v := approve(r, pay(r, a))
			r.Until(evening.Add(c.at).Local())
			Must(r, r.Portal.CancelShipment, a.ID)
			r.Later(time.Minute)
			r.Work()
			if v = Must(r, r.Portal.Payment, v.ID); v.State != c.want {
				t.Errorf("%s in %s: %s", name, zone, v.State)
			}
		}
	}
}

// permute calls fn with each order of n things.
func permute(n int, fn func([]int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var rec func(k int)
	rec = func(k int) {
		if k == n {
			fn(slices.Clone(order))
			return
		}
		for i := k; i < n; i++ {
			order[k], order[i] = order[i], order[k]
			rec(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	rec(0)
}

// notifications in every order, twice, forged, too early and of somebody
// else's payment: the outcome is the same, since none of them is believed.
func TestNoticesInAnyOrder(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		n := 5
		if long() {
			n = 6
		}
		day, orders := policy.DayOf(r.Now()), 0
		other := pay(r, issued(r))
		permute(n, func(order []int) {
			orders++
			day++
			r.Until(day.Start().Add(10 * time.Hour))
			v := pay(r, issued(r))
			n1 := notice(v.Ref, r.Now())
			paid := false
			acts := []func(){
				func() { paid = r.Gateway.Pay(v.Ref) == nil; r.Gateway.Notices() },
				func() { r.Portal.PaymentNotice(r.Context(), "sandbox", n1.Header, n1.Body) },                        //nolint:errcheck // nothing may come of it
				func() { r.Portal.PaymentNotice(r.Context(), "sandbox", n1.Header, n1.Body) },                        //nolint:errcheck // a replay
				func() { r.Portal.PaymentNotice(r.Context(), "sandbox", n1.Header, []byte(`{"ref":"`+v.Ref+`x"}`)) }, //nolint:errcheck // a forgery
				func() {
					o := notice(other.Ref, r.Now())
					r.Portal.PaymentNotice(r.Context(), "sandbox", o.Header, o.Body)
				}, //nolint:errcheck // of another
				func() { r.Until(r.Now().Add(10 * time.Minute)); r.Work() },
			}
			for _, i := range order {
				acts[i]()
			}
			r.Until(day.At(policy.CaptureHour))
			r.Work()
			if v = Must(r, r.Portal.Payment, v.ID); !paid || v.State != payment.Captured || v.Captured != teaCents {
				t.Fatalf("%v: paid %v, %+v", order, paid, v.Payment)
			}
		})
		if err := r.Portal.Sweep(t.Context()); err != nil { // the story takes months
			t.Fatal(err)
		}
		examine(r)
		t.Logf("R-11: %d orders", orders)
	})
}

// notice is a genuine notification about a payment.
func notice(ref string, at time.Time) sandbox.Notice {
	g, err := sandbox.New(sandbox.Config{Secret: []byte("gateway"), Clock: func() time.Time { return at }})
	if err != nil {
		panic(err)
	}
	return g.Notification(ref)
}

// Each invariant fires where the data is broken behind the portal's back
// (M-J3; invariants 1, 2, 3, 6, 7, 8, 9).
func TestVerifyBites(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		r := On(t, database)
		r.As("mei")
		if err := r.Portal.OpenDepositAccount(t.Context(), portal.NewDepositAccount{Number: "PM1", Customer: r.Who.Customer, Deposit: 100}); err != nil {
			t.Fatal(err)
		}
		life(r, false)
		at := issued(r)
		later(r, at)
		accept(r, at, 1400)
		examine(r)
		s := verify.Statement{Captured: map[string]int64{"pay_unknown": 5}}
		before := map[verify.Finding]bool{} // each break is another finding
		for _, c := range []struct {
			invariant int
			stmts     []string
		}{
			{3, nil}, // the gateway has what we do not
			{8, []string{`UPDATE deposit_accounts SET balance = balance + 1`}},
			{6, []string{`UPDATE refunds SET state = 'failed'`}},
			{2, []string{`UPDATE payment_items SET claimed = claimed - 1 WHERE claimed > 0`}},
			{2, []string{`UPDATE payments SET refunded = refunded - 1 WHERE refunded > 0`}},
			{2, []string{`UPDATE payments SET captured = captured - 1, authorised = authorised - 1 WHERE method = 'counter'`}},
			{7, []string{`DELETE FROM outbox WHERE type = 'shipment.issued'`}},
			{7, []string{`INSERT INTO outbox (customer, event, endpoint, type, object, at, body, state) SELECT customer, event, 'whk_x', type, object, at, body, 'dead' FROM outbox WHERE type = 'shipment.paid'`}},
			{1, []string{`INSERT INTO ledger_entries (id, ref, kind, at) VALUES ('led_x', 'x', 'x', 0)`}},
			{1, []string{`INSERT INTO ledger_lines (entry, n, account, cents) VALUES ('led_x', 1, 'sock:x', 1), ('led_x', 2, 'till:GPO', -1)`}},
		} {
			storetest.Break(t, database, c.stmts...)
			found, err := verify.Run(t.Context(), verify.Input{Database: database, Now: r.Now(), Gateways: said(s)})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.ContainsFunc(found, func(f verify.Finding) bool { return f.Invariant == c.invariant && !before[f] }) {
				t.Errorf("%q: invariant %d does not fire: %v", c.stmts, c.invariant, found)
			}
			for _, f := range found {
				before[f] = true
			}
		}
		if database[0] == '/' {
			storetest.Break(t, database, `DROP TRIGGER ledger_lines_no_delete`)
		} else {
			storetest.Break(t, database, `DROP TRIGGER ledger_lines_append_only ON ledger_lines`)
		}
		found, err := verify.Run(t.Context(), verify.Input{Database: database, Now: r.Now()})
		if err != nil || !slices.ContainsFunc(found, func(f verify.Finding) bool { return f.Object == "ledger_lines" }) {
			t.Errorf("nobody missed the trigger: %v %v", found, err)
		}
	})
}
