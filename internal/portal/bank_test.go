package portal_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/ledger"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/shipment"
)

// approvedRefund is a card payment, charged and cancelled, whose refund an
// officer has approved.
func approvedRefund(r *Runner) (portal.Payment, portal.Refund) {
	r.Helper()
	r.As("mei")
	r.Until((policy.DayOf(r.Now()) + 1).Start().Add(10 * time.Hour))
	a := issued(r)
	v := approve(r, pay(r, a))
	until(r, policy.DayOf(r.Now()).At(policy.CaptureHour))
	Must(r, r.Portal.CancelShipment, a.ID)
	rfd := Must(r, r.Portal.RequestRefund, portal.NewRefund{Item: a.ID})
	r.AsActor(officer("ho"))
	rfd = Must(r, r.Portal.DecideRefund, portal.Verdict{Refund: rfd.ID, Approve: true})
	r.Work()
	return v, rfd
}

// answers reads the bank's file as an operation.
func answers(r *Runner) Op[string, int] {
	return func(ctx context.Context, who account.Actor, s string) (int, error) {
		return r.Portal.ReadRefundAnswers(ctx, who, []byte(s))
	}
}

// M-D4: a method without a refund call: the instruction goes out in a file, and
// the bank's answer is read back, once, all of it or nothing.
func TestBankFile(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.Gateway.ByFile = true
		v, one := approvedRefund(r)
		_, two := approvedRefund(r)
		file, err := r.Portal.RefundInstructions(t.Context(), r.Who)
		want := "key,payment,method,amount,currency\n" + one.ID + "," + v.ID + ",sandbox,457.00,HKD\n"
		if err != nil || !strings.HasPrefix(string(file), want) || !strings.Contains(string(file), two.ID) {
			t.Fatalf("%v\n%s", err, file)
		}
		good := "key,status,note\n" + one.ID + ",credited,\n"
		for _, bad := range []string{good + "rfd_unknown,credited\n", good + two.ID + ",lost\n", good + two.ID, "\"", good + two.ID + ",failed,a,b\n"} {
			Refused(r, answers(r), bad, "refund.answer at answer")
		}
		if x := Must(r, r.Portal.RefundAtOffice, one.ID); x.State != payment.Instructed {
			t.Fatal("half a file was read:", x.State)
		}
		if n := Must(r, answers(r), good+two.ID+",failed,account closed\n"); n != 2 {
			t.Error(n, "lines")
		}
		if n := Must(r, answers(r), good); n != 0 {
			t.Error("read twice:", n)
		}
		if x := Must(r, r.Portal.RefundAtOffice, two.ID); x.State != payment.Failed || x.Events[len(x.Events)-1].Note != "account closed" {
			t.Errorf("%+v", x)
		}
		balance(t, r, ledger.Payable.Of(one.ID), 0)
		// Instructed again, under a key of its own.
		Must(r, r.Portal.RetryRefund, two.ID)
		r.Work()
		again := Must(r, r.Portal.RefundAtOffice, two.ID)
		if again.State != payment.Instructed || again.Key == two.Key {
			t.Fatalf("%+v", again.Refund)
		}
		Must(r, answers(r), again.Key+",credited\n")
		if x := Must(r, r.Portal.RefundAtOffice, two.ID); x.State != payment.Credited {
			t.Error(x.State)
		}
		r.As("mei")
		Refused(r, answers(r), good, "error.forbidden")
	})
}

// An authorisation that lapses charges nothing: what was posted on it is owed,
// and what was not is free again.
func TestLapsed(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		mei := r.Who
		a, b := issued(r), issued(r)
		v := approve(r, pay(r, a, b))
		r.AsClerk("GPO")
		Must(r, r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(a.Number), Grams: 900})
		if err := r.Gateway.Lapse(v.Ref); err != nil {
			t.Fatal(err)
		}
		r.Gateway.Notices() // nobody hears of it
		until(r, evening)
		r.AsActor(mei)
		v = wantState(r, v.ID, payment.Lapsed, payment.Nothing)
		balance(t, r, ledger.Held.Of("sandbox"), 0)
		balance(t, r, ledger.Prepaid.Of(v.ID), 0)
		over := v.Refunds[0].Amount
		balance(t, r, ledger.Credit.Of(mei.Customer), int64(teaCents-over))
		if v.Refunds[0].State != payment.Rejected {
			t.Error("a refund of what was never charged:", v.Refunds[0].State)
		}
		approve(r, pay(r, b))
		examine(r)
	})
}

// What the gateway charged although it was let go is offered back by itself.
func TestChargedUnwanted(t *testing.T) {
	r := New(t).As("mei")
	a := issued(r)
	v := approve(r, pay(r, a))
	if _, err := r.Gateway.Capture(t.Context(), v.Ref, v.Amount); err != nil { // nobody asked it to
		t.Fatal(err)
	}
	it := Must(r, r.Portal.CancelShipment, a.ID)
	r.Work()
	v = wantState(r, v.ID, payment.Captured, payment.Charged)
	if it.State != shipment.Cancelled || len(v.Refunds) != 1 || v.Refunds[0].Reason != payment.Unwanted || v.Refunds[0].Amount != teaCents {
		t.Fatalf("%s %+v", it.State, v.Refunds)
	}
	examine(r)
}

// A report that can't be right moves nothing.
func TestAbsurdReport(t *testing.T) {
	r := New(t).As("mei")
	v := pay(r, issued(r))
	r.Portal.Methods.Live[0] = absurd{r.Portal.Methods.Live[0]}
	if got := Must(r, r.Portal.RefreshPayment, v.ID); got.State != payment.Open || got.Captured != 0 {
		t.Errorf("%+v", got.Payment)
	}
}

// absurd reports more than was ever asked for.
type absurd struct{ payment.Method }

func (absurd) Ask(context.Context, string) (payment.Report, error) {
	return payment.Report{State: payment.Captured, Captured: 1 << 40}, nil
}
