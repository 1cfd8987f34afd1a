package portal_test

import (
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
	"ecship/internal/trial"
)

// asTester speaks for the test customer of whoever speaks, by its clock of now.
func asTester(r *Runner, name string) *Runner {
	r.Helper()
	who, err := r.Portal.MemberActor(r.Context(), name+"@example.org", account.Test)
	if err != nil {
		r.Fatal(err)
	}
	return r.AsActor(who)
}

// magical is an issued item of the tester's whose reference holds a word.
func magical(r *Runner, word string) portal.Item {
	r.Helper()
	d, ref := teaToNewYork(), "Order 7 "+word
	d.Reference = &ref
	return Must(r, r.Portal.CreateShipment, portal.NewShipment{Draft: d, Issue: true}).Item
}

// M-I3: a tester's clock goes on and never back, charges cards past 20:00 and
// ends labels past 90 days before it answers; nobody else's time moves.
func TestTrialClock(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		live := r.As("mei").Who
		Refused(r, r.Portal.MoveClock, portal.ClockMove{By: time.Hour}, "trial.live_key")
		its := approve(r, pay(r, issued(r)))
		asTester(r, "mei")
		v, kept := approve(r, pay(r, issued(r))), issued(r)
		for _, none := range []portal.ClockMove{{}, {By: 1, Past: portal.PastCharge}, {Past: "tea"}, {To: r.Now(), Past: portal.PastExpiry}} {
			Refused(r, r.Portal.MoveClock, none, "trial.clock_how")
		}
		now := Must(r, r.Portal.MoveClock, portal.ClockMove{Past: portal.PastCharge})
		if got := now.In(policy.Zone).Format("2006-01-02 15:04:05"); got != "2026-11-23 20:00:01" {
			t.Error(got)
		}
		if got := Must(r, r.Portal.Payment, v.ID); got.State != payment.Captured {
			t.Error("not charged past 20:00:", got.State)
		}
		asTester(r, "mei")
		for _, back := range []portal.ClockMove{{By: -time.Second}, {To: now.Add(-time.Microsecond)}, {To: r.Now()}} {
			Refused(r, r.Portal.MoveClock, back, "trial.clock_back at to")
		}
		Refused(r, r.Portal.MoveClock, portal.ClockMove{By: policy.TrialClockMost}, "trial.clock_far at to")
		Must(r, r.Portal.MoveClock, portal.ClockMove{Past: portal.PastExpiry})
		asTester(r, "mei")
		if it := Must(r, r.Portal.Shipment, kept.ID); it.State != shipment.Expired {
			t.Error("not expired past 90 days:", it.State)
		}
		r.Work()
		r.AsActor(live)
		if got := Must(r, r.Portal.Payment, its.ID); got.State != payment.Authorised || r.Who.Clock != 0 {
			t.Error("a live payment was charged by a tester's clock:", got.State)
		}
	})
}

// M-I3, M-E2, M-D4: the counter that testers play follows the clerks' rules: the
// scale decides, the difference is paid there or goes back by itself.
func TestTrialCounter(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		live := r.As("mei").Who
		its := issued(r)
		Refused(r, r.Portal.AcceptAtTrial, portal.Counter{Number: string(its.Number)}, "trial.live_key")
		asTester(r, "mei")
		Refused(r, r.Portal.AcceptAtTrial, portal.Counter{Number: string(its.Number)}, "counter.unknown")
		Refused(r, r.Portal.RefuseAtTrial, portal.Refusal{Number: string(its.Number)}, "counter.unknown")

		plain, heavy, light := magical(r, ""), magical(r, "MAGIC-HEAVIER"), magical(r, "magic-lighter")
		approve(r, pay(r, light))
		Must(r, r.Portal.MoveClock, portal.ClockMove{Past: portal.PastCharge})
		asTester(r, "mei")
		if it := Must(r, r.Portal.RefuseAtTrial, portal.Refusal{Number: string(plain.Number), Words: "torn"}); it.State != shipment.Issued {
			t.Error(it.State)
		}
		a := Must(r, r.Portal.AcceptAtTrial, portal.Counter{Number: string(plain.Number)})
		if a.State != shipment.Posted || a.Row.Grams != plain.Grams || a.Row.Change != 0 || a.Row.Cash != teaCents || a.Row.Office != trial.Office {
			t.Errorf("%+v", a.Row)
		}
		Refused(r, r.Portal.AcceptAtTrial, portal.Counter{Number: string(plain.Number)}, "counter.posted")
		if a = Must(r, r.Portal.AcceptAtTrial, portal.Counter{Number: string(heavy.Number)}); a.Row.Grams != heavy.Grams*3/2 || a.Row.Cash <= teaCents {
			t.Errorf("%+v", a.Row)
		}
		if a = Must(r, r.Portal.AcceptAtTrial, portal.Counter{Number: string(light.Number)}); a.Row.Grams != light.Grams/2 || a.Row.Overpaid() <= 0 {
			t.Errorf("%+v", a.Row)
		}
		r.Work()
		if v := Must(r, r.Portal.Payment, a.Row.Payment); len(v.Refunds) != 1 || v.Refunds[0].State != payment.Credited {
			t.Errorf("no officer is waited for: %+v", v.Refunds)
		}
		if a = Must(r, r.Portal.AcceptAtTrial, portal.Counter{Number: string(magical(r, "").Number), Grams: 2000}); a.Row.Grams != 2000 {
			t.Errorf("%+v", a.Row)
		}
		Refused(r, r.Portal.AcceptAtTrial, portal.Counter{Number: string(magical(r, "MAGIC-REFUSED").Number)}, "trial.refused at number")
		late := magical(r, "MAGIC-EXPIRED")
		if late.State != shipment.Expired {
			t.Error(late.State)
		}
		Refused(r, r.Portal.AcceptAtTrial, portal.Counter{Number: string(late.Number)}, "counter.expired")

		r.AsClerk("GPO")
		for _, it := range []portal.Item{magical(asTester(r, "mei"), ""), late} {
			r.AsClerk("GPO")
			if it.State == shipment.Issued {
				Refused(r, r.Portal.LookUpAtCounter, portal.Scanned{Number: string(it.Number)}, "counter.test")
			}
		}
		r.AsActor(live)
		if it := Must(r, r.Portal.Shipment, its.ID); it.State != shipment.Issued {
			t.Error("a tester's counter took a live item")
		}
	})
}

// M-I3: magic words have the card declined, a charge lost before or after it is
// done, and the first request refused.
func TestMagicWords(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		asTester(r, "mei")
		v := pay(r, magical(r, "MAGIC-DECLINE"))
		if err := r.Gateway.Pay(v.Ref); err != nil {
			t.Fatal(err)
		}
		if got := Must(r, r.Portal.RefreshPayment, v.ID); got.State != payment.Declined {
			t.Error(got.State)
		}
		before, after := approve(r, pay(r, magical(r, "MAGIC-TIMEOUT"))), approve(r, pay(r, magical(r, "MAGIC-CHARGED")))
		Must(r, r.Portal.MoveClock, portal.ClockMove{Past: portal.PastCharge})
		asTester(r, "mei")
		for _, v := range []portal.Payment{before, after} {
			if got := Must(r, r.Portal.Payment, v.ID); got.State != payment.Capturing || got.Money() != payment.Unknown {
				t.Error(got.State, got.Money())
			}
		}
		if captured, _ := r.Gateway.Totals(); captured != teaCents {
			t.Error("charged:", captured)
		}
		for _, v := range []portal.Payment{before, after} {
			if got := Must(r, r.Portal.RefreshPayment, v.ID); got.State != payment.Captured {
				t.Error(got.State)
			}
		}
		if captured, _ := r.Gateway.Totals(); captured != 2*teaCents {
			t.Error("charged twice, or never:", captured)
		}
		d, ref := teaToNewYork(), "MAGIC-LIMITED 1"
		d.Reference = &ref
		in := portal.NewShipment{Draft: d, Issue: true, Once: portal.Once{Key: "k", Hash: []byte{1}}}
		Refused(r, r.Portal.CreateShipment, in, "api.limited")
		one := Must(r, r.Portal.CreateShipment, in)
		if again := Must(r, r.Portal.CreateShipment, in); !again.Again || again.ID != one.ID {
			t.Errorf("%+v", again)
		}
		r.As("mei") // words are only words to a live customer
		Must(r, r.Portal.CreateShipment, in)
		v = approve(r, pay(r, magical(r, "MAGIC-DECLINE")))
		if v.State != payment.Authorised {
			t.Error("a live card was declined by magic")
		}
	})
}

// M-I3, S-01: nothing of a test customer is in the operator's books, queues or
// data, none of its items has a live number, and its tracking is its own.
func TestTrialIsApart(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		live := r.As("mei").Who
		asTester(r, "mei")
		paid := issued(r)
		v := approve(r, pay(r, paid))
		Must(r, r.Portal.MoveClock, portal.ClockMove{Past: portal.PastCharge})
		asTester(r, "mei")
		tester := r.Who
		Must(r, r.Portal.CancelShipment, paid.ID)
		refund := Must(r, r.Portal.RequestRefund, portal.NewRefund{Item: paid.ID})
		if refund.State != payment.Approved {
			t.Error("a test refund waits for", refund.State)
		}
		r.Work()
		if got := Must(r, r.Portal.Payment, v.ID); got.Refunded != teaCents {
			t.Errorf("%+v", got.Payment)
		}
		posted := Must(r, r.Portal.AcceptAtTrial, portal.Counter{Number: string(issued(r).Number)})
		r.Work()
		for _, n := range []portal.Item{paid, posted.Item} {
			if !trial.Number(n.Number) || !n.Test {
				t.Error(n.Number)
			}
		}
		for _, m := range r.Mails.To("mei@example.org") {
			if m.To != "mei@example.org" {
				t.Error("a mail to", m.To)
			}
		}
		if own := Must(r, r.Portal.Track, portal.Lookup{Number: string(posted.Number), From: "a"}); len(own.Events) == 0 {
			t.Error("a tester can't follow his own item")
		}
		for _, who := range []account.Actor{live, account.Nobody} {
			r.AsActor(who)
			if got := Must(r, r.Portal.Track, portal.Lookup{Number: string(posted.Number), From: "b"}); len(got.Events) != 0 {
				t.Error("others follow a specimen")
			}
		}
		r.AsActor(live)
		for _, id := range []string{paid.ID, posted.ID} {
			Refused(r, r.Portal.Shipment, id, "error.not_found")
		}
		Refused(r, r.Portal.Payment, v.ID, "error.not_found")
		its := issued(r)
		if trial.Number(its.Number) {
			t.Error("a live item has a test number", its.Number)
		}
		r.AsActor(tester)
		Refused(r, r.Portal.Shipment, its.ID, "error.not_found")
		Refused(r, r.Portal.CancelShipment, its.ID, "error.not_found")
		Refused(r, r.Portal.StartPayment, portal.NewPayment{Method: "sandbox", Items: []string{its.ID}}, "error.not_found")
		Refused(r, r.Portal.RequestRefund, portal.NewRefund{Item: its.ID}, "error.not_found")

		r.AsActor(officer("ho"))
		for day := policy.DayOf(r.Now()); day < policy.DayOf(r.Now())+2; day++ {
			b := Must(r, r.Portal.DayBook, day)
			if len(b.Tills) != 0 || len(b.Unknown) != 0 {
				t.Errorf("%+v", b)
			}
			for _, x := range b.Accounts {
				if x.Account.Class() != ledger.Revenue || x.Debits != 0 || x.Credits != 0 {
					t.Errorf("the books of %s have %+v", day, x)
				}
			}
		}
		if q := Must(r, r.Portal.RefundQueue, payment.RefundState("")); len(q) != 0 {
			t.Errorf("%+v", q)
		}
	})
}

// M-I3: no range gives a live item a test number, nor a test item a live one.
func TestTrialRange(t *testing.T) {
	r := New(t)
	for _, in := range []portal.NewRange{
		{Service: "APL", Mode: account.Live, First: 98_999_999, Last: trial.FirstSerial},
		{Service: "APL", Mode: account.Live, First: trial.FirstSerial, Last: trial.FirstSerial, Replace: true},
		{Service: "APL", Mode: account.Test, First: 98_999_999, Last: trial.FirstSerial},
		{Service: "APL", Mode: account.Test, First: 1, Last: 2},
	} {
		if err := r.Portal.AddRange(t.Context(), "test", in); err == nil || !strings.Contains(err.Error(), "number.range_trial") {
			t.Errorf("%+v: %v", in, err)
		}
	}
}

// What a tester may do here, he may for his own test customer alone; a live key
// never becomes a tester.
func TestTester(t *testing.T) {
	r := New(t).As("mei")
	who := Must(r, r.Portal.Tester, struct{}{})
	if who.Mode != account.Test || who.Customer == r.Who.Customer || who.User != r.Who.User || who.Role != account.Owner {
		t.Errorf("%+v", who)
	}
	k := Must(r, r.Portal.CreateKey, "live")
	key, err := r.Portal.ActorByKey(t.Context(), account.Nobody, k.Secret)
	if err != nil {
		t.Fatal(err)
	}
	r.AsActor(key)
	Refused(r, r.Portal.Tester, struct{}{}, "trial.live_key")
	r.AsActor(account.Nobody)
	Refused(r, r.Portal.Tester, struct{}{}, "error.unauthorised")
}
