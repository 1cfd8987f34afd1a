package portal_test

import (
	"fmt"
	"testing"
	"time"

	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/postal"
	"ecship/internal/shipment"
)

// house is what the books of the stories without a gateway must come to.
type house struct {
	*Runner
	deposit, till, earned money.Amount
}

const houseAccount = "PM30001"

// insist does a thing until it is seen to be done, whatever crashes meanwhile.
func (h *house) insist(done func() bool, do func() error) {
	h.Helper()
	for range 5 {
		if done() {
			return
		}
		survives(func() {
			if err := do(); err != nil {
				h.Fatal(err)
			}
		})
	}
	if !done() {
		h.Fatal("it is not done, however often it is tried")
	}
}

// pay has items paid for in a way that needs no gateway.
func (h *house) pay(method, source string, items ...portal.Item) (v portal.Payment) {
	h.Helper()
	in := portal.NewPayment{Method: method, Source: source}
	for _, it := range items {
		in.Items = append(in.Items, it.ID)
	}
	h.insist(func() (done bool) {
		var err error
		v, err = h.Portal.PaymentOf(h.Context(), h.Who, items[0].ID)
		return err == nil && v.Method == method && (v.State.Live() || v.State == payment.Deferred)
	}, func() error {
		_, err := h.Portal.StartPayment(h.Context(), h.Who, in)
		return err
	})
	return v
}

func (h *house) cancel(it portal.Item) {
	h.Helper()
	h.insist(func() bool { return Must(h.Runner, h.Portal.Shipment, it.ID).State == shipment.Cancelled }, func() error {
		_, err := h.Portal.CancelShipment(h.Context(), h.Who, it.ID)
		return err
	})
}

// accept has a clerk take an item.
func (h *house) accept(it portal.Item, grams postal.Grams) {
	h.Helper()
	h.insist(func() bool { return Must(h.Runner, h.Portal.Shipment, it.ID).State == shipment.Posted }, func() error {
		defer h.As("mei") // however it ends
		h.AsClerk("GPO")
		_, err := h.Portal.AcceptAtCounter(h.Context(), h.Who, portal.Acceptance{Number: string(it.Number), Grams: grams, Cash: 5000_00})
		return err
	})
}

// giveBack has the only refund of a payment approved, and its jobs done.
func (h *house) giveBack(pay string) (v portal.Payment) {
	h.Helper()
	look := func() portal.RefundRow {
		if v = Must(h.Runner, h.Portal.Payment, pay); len(v.Refunds) != 1 {
			h.Fatalf("%d refunds", len(v.Refunds))
		}
		return v.Refunds[0]
	}
	h.insist(func() bool { s := look().State; return s != payment.Submitted && s != payment.Vetting }, func() error {
		_, err := h.Portal.DecideRefund(h.Context(), officer("ho"), portal.Verdict{Refund: v.Refunds[0].ID, Approve: true})
		return err
	})
	for range 6 {
		h.Later(10 * time.Minute)
		survives(h.Work)
	}
	if s := look().State; s != payment.Credited {
		h.Fatalf("the refund is %s", s)
	}
	return v
}

// houseStories are the ways of money that no gateway takes part in.
var houseStories = map[string]func(h *house){
	"deposit, cancelled and given back": func(h *house) {
		a := issued(h.Runner)
		v := h.pay("deposit", houseAccount, a)
		h.cancel(a)
		h.insist(func() bool { v = Must(h.Runner, h.Portal.Payment, v.ID); return len(v.Refunds) > 0 }, func() error {
			_, err := h.Portal.RequestRefund(h.Context(), h.Who, portal.NewRefund{Item: a.ID})
			return err
		})
		if v = h.giveBack(v.ID); v.Captured != teaCents || v.Refunded != teaCents {
			h.Fatalf("%+v", v.Payment)
		}
	},
	"deposit, posted lighter": func(h *house) {
		a := issued(h.Runner)
		v := h.pay("deposit", houseAccount, a)
		h.accept(a, 900)
		v = h.giveBack(v.ID)
		if v.Captured != teaCents || v.Refunded <= 0 || v.Refunded != v.Refunds[0].Amount {
			h.Fatalf("%+v", v.Payment)
		}
		h.deposit -= teaCents - v.Refunded
		h.earned += teaCents - v.Refunded
	},
	"counter, one of two posted heavier": func(h *house) {
		a, b := issued(h.Runner), issued(h.Runner)
		v := h.pay("counter", "", a, b)
		h.cancel(b)
		h.accept(a, 1501)
		if v = Must(h.Runner, h.Portal.Payment, v.ID); v.State != payment.Captured || v.Captured != teaCents+6500 || v.Due() != 0 || len(v.Refunds) != 0 {
			h.Fatalf("%+v", v.Payment)
		}
		h.till += teaCents + 6500
		h.earned += teaCents + 6500
	},
	"left for the counter, paid from the deposit": func(h *house) {
		a := issued(h.Runner)
		left := h.pay("counter", "", a)
		v := h.pay("deposit", houseAccount, a)
		h.accept(a, 1500)
		if left = Must(h.Runner, h.Portal.Payment, left.ID); left.State != payment.Withdrawn || left.Captured != 0 {
			h.Fatalf("%+v", left.Payment)
		}
		if v = Must(h.Runner, h.Portal.Payment, v.ID); v.Captured != teaCents || v.Refunded != 0 || len(v.Refunds) != 0 {
			h.Fatalf("%+v", v.Payment)
		}
		h.deposit -= teaCents
		h.earned += teaCents
	},
}

// a crash before and after each commit of the ways of money without a
// gateway: from a deposit account, over the counter, and back. Each ends as
// without the crash, with every cent taken once.
func TestCrashWithoutGateway(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		h := &house{Runner: r, deposit: 100_000_00}
		if err := r.Portal.OpenDepositAccount(t.Context(), portal.NewDepositAccount{Number: houseAccount, Customer: r.Who.Customer, Deposit: h.deposit}); err != nil {
			t.Fatal(err)
		}
		seen, runs, last := map[string]int{}, 0, ""
		t.Cleanup(func() {
			if t.Failed() {
				t.Log("the last story was", last)
			}
		})
		for name, story := range houseStories {
			points := 1 << 30
			for k := 0; k <= points; k++ { // the first passes every point, to count them
				r.Until((policy.DayOf(r.Now()) + 1).Start().Add(10 * time.Hour))
				last = fmt.Sprintf("%s, crash %d", name, k)
				n := 0
				r.Portal.Failpoint = func(at string) {
					if n++; n == k {
						seen[at]++
						panic(crash{at})
					}
				}
				story(h)
				r.Portal.Failpoint = nil
				if runs++; k == 0 {
					if points = n; points < 6 {
						t.Fatalf("only %d points", points)
					}
				} else if n < k {
					t.Fatal("no crash")
				}
			}
		}
		if err := r.Portal.Sweep(t.Context()); err != nil { // the stories take months
			t.Fatal(err)
		}
		balance(t, r, ledger.Deposit.Of(houseAccount), -int64(h.deposit))
		balance(t, r, ledger.Till.Of("GPO"), int64(h.till))
		balance(t, r, ledger.Revenue.Of("APL"), -int64(h.earned))
		examine(r)
		if seen["before commit"] < 10 || seen["after commit"] < 10 {
			t.Errorf("crashes: %v", seen)
		}
		t.Logf("R-02: %d runs of %d ways without a gateway, crashes %v", runs, len(houseStories), seen)
	})
}
