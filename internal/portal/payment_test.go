package portal_test

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/ledger"
	"ecship/internal/notify"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// teaCents is what teaToNewYork costs.
const teaCents = 45700

// each tells a story on either database.
func each(t *testing.T, story func(t *testing.T, r *Runner)) {
	t.Helper()
	storetest.EachURL(t, func(t *testing.T, database string) { story(t, On(t, database)) })
}

// issued is an item of mei's with its label.
func issued(r *Runner) portal.Item {
	r.Helper()
	return Must(r, r.Portal.IssueShipment, Must(r, r.Portal.CreateDraft, teaToNewYork()).ID)
}

// pay starts a card payment for items.
func pay(r *Runner, items ...portal.Item) portal.Payment {
	r.Helper()
	in := portal.NewPayment{Method: "sandbox"}
	for _, it := range items {
		in.Items = append(in.Items, it.ID)
	}
	v := Must(r, r.Portal.StartPayment, in)
	if v.State != payment.Open || v.Checkout == "" {
		r.Fatalf("%+v", v.Payment)
	}
	return v
}

// approve is the payer on the gateway's page, and its notification arriving.
func approve(r *Runner, v portal.Payment) portal.Payment {
	r.Helper()
	if err := r.Gateway.Pay(v.Ref); err != nil {
		r.Fatal(err)
	}
	deliver(r)
	return Must(r, r.Portal.Payment, v.ID)
}

// deliver takes the gateway's notifications to the portal.
func deliver(r *Runner) {
	r.Helper()
	for _, n := range r.Gateway.Notices() {
		if err := r.Portal.PaymentNotice(r.Context(), "sandbox", n.Header, n.Body); err != nil {
			r.Fatal(err)
		}
	}
}

// evening is 20:00 on the day that stories begin.
var evening = policy.DayOf(Start).At(policy.CaptureHour)

// until moves the clock and does what is due then.
func until(r *Runner, at time.Time) {
	r.Helper()
	r.Until(at)
	r.Work()
	deliver(r)
}

func wantState(r *Runner, id string, want payment.State, money payment.Money) portal.Payment {
	r.Helper()
	v := Must(r, r.Portal.Payment, id)
	if v.State != want || v.Money() != money {
		r.Fatalf("%s, %s; want %s, %s", v.State, v.Money(), want, money)
	}
	return v
}

// M-D1, M-D2: two items in one payment, authorised at once, charged at 20:00
// and not before, and taken over the counter without paying again.
func TestPay(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		a, b := issued(r), issued(r)
		Refused(r, r.Portal.StartPayment, portal.NewPayment{Items: []string{a.ID}, Method: "barter"}, "payment.method at method")
		Refused(r, r.Portal.StartPayment, portal.NewPayment{Method: "sandbox"}, "payment.nothing at items")
		Refused(r, r.Portal.StartPayment, portal.NewPayment{Items: []string{a.ID}, Method: "sandbox", Quoted: 45600}, "payment.changed at quoted")
		v := pay(r, a, b)
		if v.Amount != 2*teaCents || len(v.Items) != 2 || v.Money() != payment.Nothing {
			t.Fatalf("%+v", v.Payment)
		}
		Refused(r, r.Portal.StartPayment, portal.NewPayment{Items: []string{a.ID}, Method: "sandbox"}, "payment.under_way at items")
		v = approve(r, v)
		if v.State != payment.Authorised || !v.CaptureAt.Equal(evening) || v.Money() != payment.Held {
			t.Fatalf("%+v", v.Payment)
		}
		Refused(r, r.Portal.StartPayment, portal.NewPayment{Items: []string{a.ID}, Method: "sandbox"}, "payment.paid_already at items")
		balance(t, r, ledger.Held.Of("sandbox"), 2*teaCents)

		r.AsClerk("GPO")
		seen := Must(r, r.Portal.LookUpAtCounter, portal.Scanned{Number: string(a.Number)})
		if seen.Prepaid != teaCents || seen.ToPay() != 0 {
			t.Error(seen.Prepaid, seen.ToPay())
		}
		got := Must(r, r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(a.Number), Grams: 1500})
		if got.Row.Prepaid != teaCents || got.Row.Due() != 0 || got.State != shipment.Posted {
			t.Errorf("%+v", got.Row)
		}
		balance(t, r, ledger.Revenue.Of("APL"), -teaCents)
		balance(t, r, ledger.Prepaid.Of(v.ID), -teaCents)

		r.As("mei")
		until(r, evening.Add(-time.Microsecond))
		wantState(r, v.ID, payment.Authorised, payment.Held)
		until(r, evening)
		wantState(r, v.ID, payment.Captured, payment.Charged)
		balance(t, r, ledger.Held.Of("sandbox"), 0)
		balance(t, r, ledger.Clearing.Of("sandbox"), 2*teaCents)
		r.Work()
		mails := r.Mails.To("mei@example.org")
		if last := mails[len(mails)-1]; !strings.Contains(last.Subject, "HK$914.00") || !strings.Contains(last.Body, a.Number.Grouped()) {
			t.Error(last.Subject, last.Body)
		}
	})
}

// M-D2: a payment made at or after 20:00 is charged at once.
func TestPayInTheEvening(t *testing.T) {
	r := New(t).As("mei")
	r.Until(evening)
	v := approve(r, pay(r, issued(r)))
	if v.State != payment.Captured || v.Captured != teaCents {
		t.Errorf("%+v", v.Payment)
	}
}

// M-D3: before the charge cancelling costs nothing: of two items one is let go
// and the other charged; the last one takes the payment with it.
func TestCancelBeforeCharge(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		a, b, c := issued(r), issued(r), issued(r)
		two, one := approve(r, pay(r, a, b)), approve(r, pay(r, c))
		r.Until(evening.Add(-time.Second))
		Must(r, r.Portal.CancelShipment, a.ID)
		Must(r, r.Portal.CancelShipment, c.ID)
		wantState(r, one.ID, payment.Voided, payment.Nothing)
		if v := wantState(r, two.ID, payment.Authorised, payment.Held); v.Kept != teaCents {
			t.Error(v.Kept)
		}
		Refused(r, r.Portal.RequestRefund, portal.NewRefund{Item: a.ID}, "refund.not_paid at item")
		until(r, evening)
		if v := wantState(r, two.ID, payment.Captured, payment.Charged); v.Captured != teaCents {
			t.Error(v.Captured)
		}
		captured, refunded := r.Gateway.Totals()
		if captured != teaCents || refunded != 0 {
			t.Error(captured, refunded)
		}
		balance(t, r, ledger.Held.Of("sandbox"), 0)
		balance(t, r, ledger.Clearing.Of("sandbox"), teaCents)
		balance(t, r, ledger.Prepaid.Of(one.ID), 0)
	})
}

func officer(name string) account.Actor {
	return account.Actor{User: "usr_" + name, Staff: account.Officer, Mode: account.Live}
}

// M-D3, M-D4: after the charge a refund is applied for, vetted, and paid by the
// gateway; nothing of it twice, and a mail at each step.
func TestRefund(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		a := issued(r)
		Refused(r, r.Portal.RequestRefund, portal.NewRefund{Item: a.ID}, "refund.cancel_first at item")
		v := approve(r, pay(r, a))
		until(r, evening)
		Must(r, r.Portal.CancelShipment, a.ID)
		before := len(r.Mails.To("mei@example.org"))
		rfd := Must(r, r.Portal.RequestRefund, portal.NewRefund{Item: a.ID, Evidence: "wrong address"})
		if rfd.Amount != teaCents || rfd.From.String() != "2027-01-23" || rfd.To.String() != "2027-03-23" || rfd.State != payment.Submitted {
			t.Fatalf("%+v", rfd)
		}
		Refused(r, r.Portal.RequestRefund, portal.NewRefund{Item: a.ID}, "refund.exists at item")
		Refused(r, r.Portal.DecideRefund, portal.Verdict{Refund: rfd.ID, Approve: true}, "error.forbidden")
		r.As("mallory")
		Refused(r, r.Portal.Refund, rfd.ID, "error.not_found")
		Refused(r, r.Portal.Payment, v.ID, "error.not_found")
		Refused(r, r.Portal.RequestRefund, portal.NewRefund{Item: a.ID}, "error.not_found")
		Refused(r, r.Portal.StartPayment, portal.NewPayment{Items: []string{a.ID}, Method: "sandbox"}, "error.not_found")

		r.AsActor(officer("ho"))
		if q := Must(r, r.Portal.RefundQueue, ""); len(q) != 1 || q[0].ID != rfd.ID || q[0].Evidence != "wrong address" {
			t.Fatalf("%+v", q)
		}
		Refused(r, r.Portal.DecideRefund, portal.Verdict{Refund: rfd.ID}, "refund.say_why at words")
		Must(r, r.Portal.TakeRefund, rfd.ID)
		Must(r, r.Portal.DecideRefund, portal.Verdict{Refund: rfd.ID, Approve: true})
		Refused(r, r.Portal.DecideRefund, portal.Verdict{Refund: rfd.ID, Approve: true}, "refund.illegal")
		balance(t, r, ledger.Payable.Of(rfd.ID), -teaCents)
		r.Work()
		r.As("mei")
		got := Must(r, r.Portal.Refund, rfd.ID)
		if got.State != payment.Credited {
			t.Fatalf("%+v", got.Refund)
		}
		if v := Must(r, r.Portal.Payment, v.ID); v.Refunded != teaCents {
			t.Error(v.Refunded)
		}
		balance(t, r, ledger.Payable.Of(rfd.ID), 0)
		balance(t, r, ledger.Prepaid.Of(v.ID), 0)
		balance(t, r, ledger.Clearing.Of("sandbox"), 0)
		r.Work()
		if n := len(r.Mails.To("mei@example.org")) - before; n != 5 {
			t.Errorf("%d mails: submitted, vetting, approved, instructed, credited", n)
		}
	})
}

// M-D4: a rejection says why, and another application may follow.
func TestRejectedRefund(t *testing.T) {
	r := New(t).As("mei")
	a := issued(r)
	approve(r, pay(r, a))
	until(r, evening)
	Must(r, r.Portal.CancelShipment, a.ID)
	rfd := Must(r, r.Portal.RequestRefund, portal.NewRefund{Item: a.ID})
	r.AsActor(officer("ho"))
	Must(r, r.Portal.DecideRefund, portal.Verdict{Refund: rfd.ID, Words: "no evidence"})
	r.Work()
	mails := r.Mails.To("mei@example.org")
	if last := mails[len(mails)-1]; !strings.Contains(last.Body, "no evidence") {
		t.Error(last.Body)
	}
	r.As("mei")
	if again := Must(r, r.Portal.RequestRefund, portal.NewRefund{Item: a.ID, Evidence: "here it is"}); again.ID == rfd.ID {
		t.Error("the same application")
	}
}

// M-D4, S-20: above HK$500 two officers decide, and they are two.
func TestFourEyes(t *testing.T) {
	r := New(t).As("mei")
	d := teaToNewYork()
	d.Route.Grams = 2400
	d.Contents.Lines[0].Net = 2000
	a := Must(r, r.Portal.IssueShipment, Must(r, r.Portal.CreateDraft, d).ID)
	v := approve(r, pay(r, a))
	if v.Amount <= policy.FourEyesCents {
		t.Fatal(v.Amount)
	}
	until(r, evening)
	Must(r, r.Portal.CancelShipment, a.ID)
	rfd := Must(r, r.Portal.RequestRefund, portal.NewRefund{Item: a.ID})
	yes := portal.Verdict{Refund: rfd.ID, Approve: true}
	r.AsActor(officer("ho"))
	if got := Must(r, r.Portal.DecideRefund, yes); got.State != payment.Vetting || got.Endorsed != "usr_ho" {
		t.Fatalf("%+v", got.Refund)
	}
	Refused(r, r.Portal.DecideRefund, yes, "refund.four_eyes")
	r.AsActor(officer("lam"))
	if got := Must(r, r.Portal.DecideRefund, yes); got.State != payment.Approved {
		t.Fatalf("%+v", got.Refund)
	}
}

// M-D4, M-E2: at the counter only the difference to what was prepaid is paid;
// what was prepaid too much opens its refund by itself.
func TestPrepaidAtCounter(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		heavy, light := issued(r), issued(r)
		v := approve(r, pay(r, heavy, light))
		r.AsClerk("GPO")
		accept := portal.Acceptance{Number: string(heavy.Number), Grams: 1501, Cash: 6499}
		Refused(r, r.Portal.AcceptAtCounter, accept, "counter.cash_short at cash")
		accept.Cash = 7000
		got := Must(r, r.Portal.AcceptAtCounter, accept)
		if got.Row.Due() != 6500 || got.Row.Change != 500 || got.Row.Prepaid != teaCents {
			t.Errorf("%+v", got.Row)
		}
		got = Must(r, r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(light.Number), Grams: 900})
		over := got.Row.Overpaid()
		if over <= 0 || got.Row.Due() != 0 {
			t.Fatalf("%+v", got.Row)
		}
		balance(t, r, ledger.Till.Of("GPO"), 6500)
		r.As("mei")
		v = Must(r, r.Portal.Payment, v.ID)
		if len(v.Refunds) != 1 || v.Refunds[0].Reason != payment.Overpaid || v.Refunds[0].Amount != over {
			t.Fatalf("%+v", v.Refunds)
		}
		Refused(r, r.Portal.RequestRefund, portal.NewRefund{Item: light.ID}, "refund.posted at item")
		yes := portal.Verdict{Refund: v.Refunds[0].ID, Approve: true}
		r.AsActor(officer("ho"))
		Refused(r, r.Portal.DecideRefund, yes, "refund.not_charged")
		until(r, evening)
		Must(r, r.Portal.DecideRefund, yes)
		r.Work()
		r.As("mei")
		if got := Must(r, r.Portal.Refund, yes.Refund); got.State != payment.Credited {
			t.Error(got.State)
		}
		balance(t, r, ledger.Prepaid.Of(v.ID), 0)
		balance(t, r, ledger.Clearing.Of("sandbox"), int64(2*teaCents-over))
	})
}

// Whoever pays cash for an item whose card payment is still open pays once: the
// card is not charged for it.
func TestPaidAtCounterMeanwhile(t *testing.T) {
	r := New(t).As("mei")
	a := issued(r)
	v := pay(r, a)
	r.AsClerk("GPO")
	got := Must(r, r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(a.Number), Grams: 1500, Cash: teaCents})
	if got.Row.Due() != teaCents {
		t.Errorf("%+v", got.Row)
	}
	if err := r.Gateway.Pay(v.Ref); err != nil {
		t.Fatal(err)
	}
	deliver(r)
	until(r, evening.Add(time.Hour))
	r.As("mei")
	wantState(r, v.ID, payment.Voided, payment.Nothing)
	if captured, _ := r.Gateway.Totals(); captured != 0 {
		t.Error(captured)
	}
}

// I-3: the gateway charges and its answer is lost; the payer tries again in
// another tab and by API. Nothing is charged twice, nothing says failed, and
// once the gateway can be asked all is known.
func TestIncident_TimeoutThatCaptured(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		a := issued(r)
		v := approve(r, pay(r, a))
		r.Gateway.Cause("capture", "", "lost_after", 1)
		r.Gateway.Cause("", "", "lost_before", 3)
		until(r, evening)
		v = wantState(r, v.ID, payment.Capturing, payment.Unknown)
		if v.UnansweredSince.IsZero() || v.KnownBy().Sub(r.Now()) > policy.UnknownMost {
			t.Error(v.UnansweredSince, v.KnownBy())
		}
		again := portal.NewPayment{Items: []string{a.ID}, Method: "sandbox"}
		Refused(r, r.Portal.StartPayment, again, "payment.paid_already at items")
		again.Once = portal.Once{Key: "another-tab", Hash: []byte("x")}
		Refused(r, r.Portal.StartPayment, again, "payment.paid_already at items")
		for range 8 { // the job asks again until it is known
			r.Later(90 * time.Second)
			r.Work()
		}
		v = wantState(r, v.ID, payment.Captured, payment.Charged)
		if captured, _ := r.Gateway.Totals(); captured != teaCents || v.Captured != teaCents {
			t.Error(captured, v.Captured)
		}
		if it := Must(r, r.Portal.Shipment, a.ID); it.Number == "" || it.State != shipment.Issued {
			t.Error("charged without a label", it.State)
		}
	})
}

// The payer never came back: the page closes after half an hour, and the item
// can be paid for again.
func TestUnfinished(t *testing.T) {
	r := New(t).As("mei")
	a := issued(r)
	v := pay(r, a)
	for range 40 {
		r.Later(time.Minute)
		r.Work()
	}
	if v = Must(r, r.Portal.Payment, v.ID); v.State != payment.Voided && v.State != payment.Expired {
		t.Fatal(v.State)
	}
	v = pay(r, a)
	if v = Must(r, r.Portal.AbandonPayment, v.ID); v.State != payment.Voided {
		t.Fatal(v.State)
	}
	Refused(r, r.Portal.AbandonPayment, v.ID, "payment.illegal")
	v = pay(r, a)
	if err := r.Gateway.Decline(v.Ref); err != nil {
		t.Fatal(err)
	}
	deliver(r)
	wantState(r, v.ID, payment.Declined, payment.Nothing)
	approve(r, pay(r, a))
}

// M-D1, invariant 8: from a deposit account the money moves at once, up to the
// credit limit and never past it; a refund goes back there.
func TestDeposit(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		a, b := issued(r), issued(r)
		in := portal.NewPayment{Items: []string{a.ID}, Method: "deposit", Source: "PM20001"}
		Refused(r, r.Portal.StartPayment, in, "deposit.short at source")
		open := portal.NewDepositAccount{Number: "PM20001", Customer: r.Who.Customer, Name: "Mei", Deposit: 50000, CreditLimit: 1000}
		if err := r.Portal.OpenDepositAccount(t.Context(), open); err != nil {
			t.Fatal(err)
		}
		if err := r.Portal.OpenDepositAccount(t.Context(), open); err == nil {
			t.Error("opened twice")
		}
		r.As("mallory")
		Refused(r, r.Portal.StartPayment, portal.NewPayment{Items: []string{issued(r).ID}, Method: "deposit", Source: "PM20001"}, "deposit.short at source")
		r.As("mei")
		v := Must(r, r.Portal.StartPayment, in)
		if v.State != payment.Captured || v.Captured != teaCents {
			t.Fatalf("%+v", v.Payment)
		}
		// What is answered without being read back is what is there.
		if read := Must(r, r.Portal.Payment, v.ID); !reflect.DeepEqual(read, v) {
			t.Errorf("%+v\n%+v", read, v)
		}
		for range 2 { // a job may come twice, its receipt does not
			arg, _ := json.Marshal(v.Customer + "/" + v.ID) //nolint:errcheck // a string
			if err := r.Portal.Worker().Handlers["payment.receipt"](t.Context(), arg); err != nil {
				t.Error(err)
			}
		}
		r.Work()
		if n := len(slices.DeleteFunc(r.Mails.To("mei@example.org"), func(m notify.Message) bool { return !strings.Contains(m.Body, a.Number.Grouped()) })); n != 1 {
			t.Errorf("%d receipts", n)
		}
		in.Items = []string{b.ID}
		Refused(r, r.Portal.StartPayment, in, "deposit.short at source")
		balance(t, r, ledger.Deposit.Of("PM20001"), teaCents-50000)
		Must(r, r.Portal.CancelShipment, a.ID)
		rfd := Must(r, r.Portal.RequestRefund, portal.NewRefund{Item: a.ID})
		r.AsActor(officer("ho"))
		Must(r, r.Portal.DecideRefund, portal.Verdict{Refund: rfd.ID, Approve: true})
		r.Work()
		balance(t, r, ledger.Deposit.Of("PM20001"), -50000)
		r.As("mei")
		if all := Must(r, func(ctx context.Context, who account.Actor, _ string) ([]store.DepositAccount, error) {
			return r.Portal.DepositAccounts(ctx, who)
		}, ""); len(all) != 1 || all[0].Balance != 50000 || all[0].Available() != 51000 {
			t.Errorf("%+v", all)
		}
		Must(r, r.Portal.StartPayment, in)
	})
}

// The same request under the same key is one payment.
func TestPayOnce(t *testing.T) {
	r := New(t).As("mei")
	a := issued(r)
	in := portal.NewPayment{Items: []string{a.ID}, Method: "sandbox", Once: portal.Once{Key: "k", Hash: []byte("h")}}
	one, two := Must(r, r.Portal.StartPayment, in), Must(r, r.Portal.StartPayment, in)
	if one.ID != two.ID || !two.Again || one.Again {
		t.Error(one.ID, two.ID, two.Again)
	}
}
