package portal_test

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// later leaves items to be paid at the counter.
func later(r *Runner, items ...portal.Item) portal.Payment {
	r.Helper()
	in := portal.NewPayment{Method: "counter"}
	for _, it := range items {
		in.Items = append(in.Items, it.ID)
	}
	v := Must(r, r.Portal.StartPayment, in)
	if v.State != payment.Deferred || v.Money() != payment.Nothing || v.Captured != 0 || v.PayBy() != items[0].ExpiresOn {
		r.Fatalf("%+v", v)
	}
	return v
}

// accept is a clerk taking an item of mei's against cash.
func accept(r *Runner, it portal.Item, grams postal.Grams) portal.Accepted {
	r.Helper()
	defer r.As("mei")
	r.AsClerk("GPO")
	return Must(r, r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(it.Number), Grams: grams, Cash: 5000_00})
}

// M-D1: what is left for the counter is a payment that nothing moves before the
// clerk takes the money, item by item, at the price of the scale: one entry each,
// into the till of the office.
func TestPayAtCounter(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		a, b := issued(r), issued(r)
		v := later(r, a, b)
		if read := Must(r, r.Portal.Payment, v.ID); !reflect.DeepEqual(read, v) || read.Due() != 2*teaCents {
			t.Errorf("%+v\n%+v", read, v)
		}
		Refused(r, r.Portal.StartPayment, portal.NewPayment{Items: []string{b.ID}, Method: "counter"}, "payment.deferred at items")
		Refused(r, r.Portal.RequestRefund, portal.NewRefund{Item: a.ID}, "refund.cancel_first at item")
		Refused(r, r.Portal.AbandonPayment, v.ID, "payment.illegal")
		Refused(r, r.Portal.PaymentReceipt, portal.Paper{ID: v.ID}, "payment.illegal")

		got := accept(r, a, 1501) // heavier than was promised
		if got.Row.Payment != v.ID || got.Row.Prepaid != 0 || got.Row.Due() != teaCents+6500 {
			t.Errorf("%+v", got.Row)
		}
		v = wantState(r, v.ID, payment.Deferred, payment.Charged)
		if v.Captured != teaCents+6500 || v.Due() != teaCents || v.Amount != 2*teaCents+6500 {
			t.Errorf("%+v", v.Payment)
		}
		examine(r)
		accept(r, b, 1500)
		v = wantState(r, v.ID, payment.Captured, payment.Charged)
		if v.Captured != 2*teaCents+6500 || v.Due() != 0 || !v.CapturedAt.Equal(r.Now()) {
			t.Errorf("%+v", v.Payment)
		}
		balance(t, r, ledger.Till.Of("GPO"), 2*teaCents+6500)
		balance(t, r, ledger.Revenue.Of("APL"), -2*teaCents-6500)
		Refused(r, r.Portal.StartPayment, portal.NewPayment{Items: []string{b.ID}, Method: "sandbox"}, "payment.not_payable at items")
		Refused(r, r.Portal.RequestRefund, portal.NewRefund{Item: a.ID}, "refund.posted at item")
		Refused(r, r.Portal.PaymentReceipt, portal.Paper{ID: v.ID}, "payment.at_counter")
		examine(r)
	})
}

// M-D1, M-D3: an item that is paid otherwise, cancelled or expired is not to be
// paid at the counter any more; the payment ends with its last one.
func TestNotPaidAtCounter(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		a, b, c, d := issued(r), issued(r), issued(r), issued(r)
		v := later(r, a, b, c)
		if all := Must(r, func(ctx context.Context, who account.Actor, _ string) (portal.Payment, error) {
			return r.Portal.Unpaid(ctx, who)
		}, ""); len(all.Items) != 4 || len(slices.DeleteFunc(all.Items, func(it portal.PaidItem) bool { return !it.Live })) != 3 {
			t.Errorf("%d can be paid for now", len(all.Items))
		}
		card := approve(r, pay(r, a, d)) // both what was left for the counter and what was not
		if v = wantState(r, v.ID, payment.Deferred, payment.Nothing); v.Kept != 2*teaCents {
			t.Errorf("%+v", v.Payment)
		}
		Must(r, r.Portal.CancelShipment, b.ID)
		if v = wantState(r, v.ID, payment.Deferred, payment.Nothing); v.Kept != teaCents {
			t.Errorf("%+v", v.Payment)
		}
		until(r, evening)
		wantState(r, card.ID, payment.Captured, payment.Charged)
		r.Until(c.ExpiresOn.End())
		if err := r.Portal.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		v = wantState(r, v.ID, payment.Withdrawn, payment.Nothing)
		if it := Must(r, r.Portal.Shipment, c.ID); it.State != shipment.Expired || v.Kept != 0 || v.PayBy() != 0 {
			t.Errorf("%s, %+v", it.State, v.Payment)
		}
		balance(t, r, ledger.Till.Of("GPO"), 0)
		examine(r)
	})
}

// Of two items one is posted and the other cancelled: the payment is what was
// posted.
func TestPaidAtCounterInPart(t *testing.T) {
	r := New(t).As("mei")
	a, b := issued(r), issued(r)
	v := later(r, a, b)
	accept(r, a, 1500)
	Must(r, r.Portal.CancelShipment, b.ID)
	if v = wantState(r, v.ID, payment.Captured, payment.Charged); v.Captured != teaCents {
		t.Errorf("%+v", v.Payment)
	}
	examine(r)
}

// whoever pays by card what he had left for the counter, in eight tabs at
// once, while the clerk takes it, pays once.
func TestRaceCounterCard(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		mei := r.As("mei").Who
		clerk := r.AsClerk("GPO").Who
		r.As("mei")
		for range 4 {
			a := issued(r)
			v := later(r, a)
			gate := make(chan struct{})
			errs := make(chan error)
			for n := range 8 {
				go func() {
					<-gate
					var err error
					if n == 3 {
						_, err = r.Portal.AcceptAtCounter(t.Context(), clerk, portal.Acceptance{Number: string(a.Number), Grams: 1500, Cash: 5000_00})
					} else {
						_, err = r.Portal.StartPayment(t.Context(), mei, portal.NewPayment{Items: []string{a.ID}, Method: "sandbox"})
					}
					errs <- err
				}()
			}
			close(gate)
			for range 8 {
				if err := <-errs; err != nil && problem.Of(err).Kind == problem.Internal {
					t.Error(err)
				}
			}
			until(r, r.Now().Add(time.Hour))
			var paid money.Amount
			if x := Must(r, r.Portal.Payment, v.ID); x.State != payment.Captured && x.State != payment.Withdrawn {
				t.Errorf("left %s", x.State)
			} else {
				paid = x.Captured
			}
			if last := Must(r, r.Portal.PaymentOf, a.ID); last.ID != v.ID && last.State.Paid() {
				paid += last.Kept
			}
			if it := Must(r, r.Portal.Shipment, a.ID); it.State != shipment.Posted || paid > teaCents {
				t.Errorf("%s, paid %d", it.State, paid)
			}
		}
		examine(r)
	})
}
