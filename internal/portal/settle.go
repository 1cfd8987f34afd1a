package portal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ecship/internal/account"
	"ecship/internal/job"
	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// settleJob asks about one payment, and charges it or lets it go when it is
// time. Its argument is "customer/payment".
const settleJob = "payment.settle"

// gatewayTime is how long an answer of a gateway is waited for.
const gatewayTime = 10 * time.Second

func (p *Portal) settleNamed(ctx context.Context, name string) error {
	customer, id, ok := strings.Cut(name, "/")
	if !ok {
		return job.Hopeless(fmt.Errorf("settle: %q names no payment", name))
	}
	return p.settle(ctx, customer, id)
}

// PaymentNotice takes a notification of a gateway. It is believed only as a
// reason to ask: nothing that it says moves a payment.
func (p *Portal) PaymentNotice(ctx context.Context, code string, header map[string][]string, body []byte) error {
	m := p.Methods.Find(code, false)
	if m == nil {
		m = p.Methods.Find(code, true)
	}
	if m == nil {
		return notFound()
	}
	refs, err := m.Notice(header, body, p.Clock())
	if err != nil {
		return &problem.Problem{Kind: problem.Invalid, Key: "payment.notice", Err: err}
	}
	for _, ref := range refs {
		var pay payment.Payment
		err := p.read(ctx, account.Nobody, func(tx *store.Tx) (err error) {
			pay, err = tx.PaymentByRef(ref)
			return err
		})
		if problem.Is(err, problem.NotFound) {
			continue // another system's, or one that was never committed here
		}
		if err != nil {
			return err
		}
		if err := p.settle(ctx, pay.Customer, pay.ID); err != nil {
			return err
		}
	}
	return nil
}

// settle takes a payment as far as it can go now: it decides what the gateway
// is to be asked or told, records that, calls outside any transaction, and
// records the answer. Where no answer comes it says so in the payment, and a
// job asks again.
func (p *Portal) settle(ctx context.Context, customer, id string) error {
	who, err := p.payerOf(ctx, customer)
	if err != nil {
		return err
	}
	// Each round but the last moves the payment on: authorise, charge, capture.
	for range 4 {
		pay, err := p.advance(ctx, who, id)
		if err != nil {
			return err
		}
		m := p.Methods.Find(pay.Method, who.Mode == account.Test)
		if m == nil {
			return fmt.Errorf("payment %s: there is no method %q", id, pay.Method)
		}
		words := ""
		if who.Mode == account.Test && pay.State == payment.Started {
			if words, err = p.magicWords(ctx, who, pay); err != nil {
				return err
			}
		}
		p.at("before call")
		report, err := p.call(ctx, m, pay, p.Clock().Add(who.Clock), words)
		p.at("after call")
		if err != nil {
			p.Log.Warn("a gateway did not answer", "payment", id, "method", pay.Method, "state", pay.State, "error", err)
			return p.unanswered(ctx, who, id)
		}
		more, err := p.learn(ctx, who, m, id, report)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// payerOf acts as the machine for a customer, with its mode and clock.
func (p *Portal) payerOf(ctx context.Context, customer string) (who account.Actor, err error) {
	return who, p.read(ctx, account.Nobody, func(tx *store.Tx) error {
		c, err := tx.Customer(customer)
		who = account.Actor{Customer: c.ID, Mode: c.Mode, Clock: c.Clock}
		return err
	})
}

// advance records what is about to be done: an authorised payment whose time
// has come is to be charged, one of which nothing is left is let go.
func (p *Portal) advance(ctx context.Context, who account.Actor, id string) (pay payment.Payment, err error) {
	err = p.writeMoney(ctx, who, func(tx *store.Tx) error {
		if pay, err = tx.Payment(who.Customer, id); err != nil {
			return err
		}
		switch {
		case pay.State == payment.Authorised && pay.Kept == 0:
			return p.letGo(tx, who, &pay, "")
		case pay.State == payment.Authorised && !tx.Now.Before(pay.CaptureAt):
			if err := p.stepPayment(tx, who, &pay, payment.Charge, ""); err != nil {
				return err
			}
			return p.askLater(tx, pay)
		}
		return nil
	})
	return pay, err
}

// call is the one place where a gateway is spoken to about a payment. What is
// under way is told again: the same words do nothing twice. What the payer
// reads ends in the magic words of a test customer's items.
func (p *Portal) call(ctx context.Context, m payment.Method, pay payment.Payment, now time.Time, magic string) (payment.Report, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), gatewayTime)
	defer cancel()
	switch {
	case pay.State == payment.Started && !unfinished(pay, now):
		return m.Start(ctx, payment.Order{Ref: pay.Ref, Amount: pay.Amount, Memo: p.Letterhead.Product + magic,
			Return: p.Letterhead.URL + "/payments/" + pay.ID + "/back", Until: pay.CreatedAt.Add(policy.PaymentOpen)})
	case pay.State == payment.Capturing:
		return m.Capture(ctx, pay.Ref, pay.Kept)
	case pay.State == payment.Voiding:
		return m.Void(ctx, pay.Ref)
	}
	return m.Ask(ctx, pay.Ref)
}

// unfinished tells whether a payer did not finish in time. The gateway is asked
// before the payment is let go: he may have, and nobody told us.
func unfinished(pay payment.Payment, now time.Time) bool {
	return (pay.State == payment.Started || pay.State == payment.Open) && now.After(pay.CreatedAt.Add(policy.PaymentOpen))
}

// unanswered notes that the outcome is not known, and asks again later.
func (p *Portal) unanswered(ctx context.Context, who account.Actor, id string) error {
	return p.writeMoney(ctx, who, func(tx *store.Tx) error {
		pay, err := tx.Payment(who.Customer, id)
		if err != nil {
			return err
		}
		pay.AskedAt = tx.Now
		if pay.UnansweredSince.IsZero() {
			pay.UnansweredSince = tx.Now
		}
		if err := tx.StepPayment(&pay); err != nil {
			return err
		}
		return p.askAgainAbout(tx, pay)
	})
}

// askAgainAbout asks again soon whatever the state: an authorised payment too,
// since something was to be learnt about it.
func (p *Portal) askAgainAbout(tx *store.Tx, pay payment.Payment) error {
	since := pay.UnansweredSince
	return tx.Enqueue(job.Job{Kind: settleJob, Args: pay.Customer + "/" + pay.ID, RunAt: tx.OurTime(tx.Now.Add(payment.AskAgain(tx.Now.Sub(since)))),
		Unique: settleJob + ":" + pay.ID + ":again", Most: policy.SettleTries})
}

// learn records what a gateway reports. It tells whether something more can be
// done at once.
func (p *Portal) learn(ctx context.Context, who account.Actor, m payment.Method, id string, r payment.Report) (more bool, err error) {
	err = p.writeMoney(ctx, who, func(tx *store.Tx) error {
		pay, err := tx.Payment(who.Customer, id)
		if err != nil {
			return err
		}
		before := pay.State
		pay.AskedAt, pay.UnansweredSince = tx.Now, time.Time{}
		if err := p.believe(tx, who, m, &pay, r); err != nil {
			return err
		}
		if unfinished(pay, tx.Now) {
			err = p.letGo(tx, who, &pay, "")
		} else if pay.State == before {
			err = tx.StepPayment(&pay)
		}
		if err != nil {
			return err
		}
		if err := p.learnRefunds(tx, who, m, pay, r); err != nil {
			return err
		}
		due := pay.State == payment.Authorised && (!tx.Now.Before(pay.CaptureAt) || pay.Kept == 0)
		more = due || pay.State != before && (pay.State == payment.Voiding || pay.State == payment.Capturing)
		if pay.State.Pending() || pay.State == payment.Authorised {
			return p.askLater(tx, pay)
		}
		return nil
	})
	return more, err
}

// believe takes a payment along the edge that a report asks for, if there is
// one. A report that is older than what we know asks for none.
func (p *Portal) believe(tx *store.Tx, who account.Actor, m payment.Method, pay *payment.Payment, r payment.Report) error {
	if r.Captured > pay.Amount || r.Authorised > pay.Amount || r.Captured < 0 {
		return problem.Because(problem.Internal, "payment.report", fmt.Errorf("payment %s over %d: the gateway reports %+v", pay.ID, pay.Amount, r))
	}
	switch r.State {
	case payment.Open:
		if pay.State == payment.Started {
			pay.Checkout = r.Checkout
			return p.stepPayment(tx, who, pay, payment.Begin, "")
		}
	case payment.Authorised:
		return p.authorised(tx, who, pay, r)
	case payment.Captured:
		if pay.State.Can(payment.Capture) {
			return p.captured(tx, who, m, pay, r)
		}
	case payment.Voided, payment.Expired, payment.Lapsed, payment.Declined:
		return p.cameToNothing(tx, who, pay, r.State)
	}
	return nil
}

// authorised books what the gateway holds for us, and sets the time of the
// charge (M-D2). An approval of what we had given up is let go.
func (p *Portal) authorised(tx *store.Tx, who account.Actor, pay *payment.Payment, r payment.Report) error {
	if pay.State == payment.Declined || pay.State == payment.Expired {
		return p.stepPayment(tx, who, pay, payment.Void, "")
	}
	if !pay.State.Can(payment.Authorise) {
		return nil
	}
	at := r.AuthorisedAt.Add(who.Clock)
	if r.AuthorisedAt.IsZero() || at.After(tx.Now) {
		at = tx.Now
	}
	pay.Authorised, pay.CaptureAt, pay.Checkout = r.Authorised, payment.CaptureAt(at), ""
	pay.Kept = min(pay.Kept, r.Authorised)
	if err := p.stepPayment(tx, who, pay, payment.Authorise, ""); err != nil {
		return err
	}
	if pay.Kept == 0 {
		return nil
	}
	return tx.Append(ledger.Move("authorise:"+pay.ID, "authorise", ledger.Held.Of(pay.Method), ledger.Prepaid.Of(pay.ID), pay.Kept).About(pay.ID))
}

// captured books the charge. What was charged against our wish is offered back
// by itself.
func (p *Portal) captured(tx *store.Tx, who account.Actor, m payment.Method, pay *payment.Payment, r payment.Report) error {
	held := money.Amount(0)
	if pay.State == payment.Authorised || pay.State == payment.Capturing {
		held = pay.Kept
	}
	pay.Authorised, pay.Captured, pay.CapturedAt, pay.Checkout = max(pay.Authorised, r.Authorised, r.Captured), r.Captured, tx.Now, ""
	if err := p.stepPayment(tx, who, pay, payment.Capture, ""); err != nil {
		return err
	}
	e := ledger.Entry{Ref: "capture:" + pay.ID, Kind: "capture", Object: pay.ID,
		Lines: ledger.Lines(m.Money(pay.Source), pay.Captured, ledger.Held.Of(pay.Method), -held, ledger.Prepaid.Of(pay.ID), held-pay.Captured)}
	if err := tx.Append(e); err != nil {
		return err
	}
	if err := tx.Enqueue(receipt(*pay)); err != nil {
		return err
	}
	if err := p.giveBackUnwanted(tx, who, *pay); err != nil {
		return err
	}
	return p.decideTrial(tx, who, *pay)
}

// cameToNothing ends a payment that will never be charged.
func (p *Portal) cameToNothing(tx *store.Tx, who account.Actor, pay *payment.Payment, s payment.State) error {
	var e payment.Event
	switch pay.State {
	case payment.Voiding:
		e = payment.Release
	case payment.Authorised, payment.Capturing:
		e = payment.Lapse
	case payment.Started, payment.Open:
		e = payment.Expire
		if s == payment.Declined {
			e = payment.Decline
		}
	default:
		return nil
	}
	booked := e == payment.Lapse
	pay.Checkout = ""
	if err := p.stepPayment(tx, who, pay, e, ""); err != nil {
		return err
	}
	if booked {
		if err := p.lapsed(tx, *pay); err != nil {
			return err
		}
		if err := p.dropRefunds(tx, who, *pay); err != nil {
			return err
		}
	}
	return tx.ReleaseItems(pay.Customer, pay.ID)
}

// lapsed takes a promise out of the books. What of it was posted already is
// owed by the customer.
func (p *Portal) lapsed(tx *store.Tx, pay payment.Payment) error {
	items, err := tx.PaymentItems(pay.Customer, pay.ID)
	if err != nil {
		return err
	}
	var owed money.Amount
	for _, it := range items {
		s, err := tx.Shipment(pay.Customer, it.Shipment)
		if err != nil {
			return err
		}
		if it.Live && s.State == shipment.Posted {
			owed += it.Amount - it.Claimed
		}
	}
	if pay.Kept == 0 {
		return nil
	}
	return tx.Append(ledger.Entry{Ref: "lapse:" + pay.ID, Kind: "lapse", Object: pay.ID,
		Lines: ledger.Lines(ledger.Prepaid.Of(pay.ID), pay.Kept-owed, ledger.Credit.Of(pay.Customer), owed, ledger.Held.Of(pay.Method), -pay.Kept)})
}

// letGo records that a payment is to be let go, and takes what it promised out
// of the books. Its items are free once the gateway has.
func (p *Portal) letGo(tx *store.Tx, who account.Actor, pay *payment.Payment, note string) error {
	booked := pay.State == payment.Authorised && pay.Kept > 0
	if err := p.stepPayment(tx, who, pay, payment.Void, note); err != nil {
		return err
	}
	if booked {
		if err := tx.Append(ledger.Move("void:"+pay.ID, "void", ledger.Prepaid.Of(pay.ID), ledger.Held.Of(pay.Method), pay.Kept).About(pay.ID)); err != nil {
			return err
		}
	}
	return p.askLater(tx, *pay)
}

// release takes an item out of a payment before its charge, and the payment
// with it where nothing is left to charge for.
func (p *Portal) release(tx *store.Tx, who account.Actor, pay *payment.Payment, shipmentID string) error {
	items, err := tx.PaymentItems(pay.Customer, pay.ID)
	if err != nil {
		return err
	}
	for _, it := range items {
		if it.Shipment != shipmentID || !it.Live {
			continue
		}
		if err := tx.ReleaseItem(pay.Customer, pay.ID, shipmentID); err != nil {
			return err
		}
		if pay.State == payment.Deferred {
			pay.Kept -= it.Amount
			return p.endDeferred(tx, who, pay)
		}
		if pay.Kept == it.Amount {
			return p.letGo(tx, who, pay, "")
		}
		pay.Kept -= it.Amount
		pay.UpdatedAt = tx.Now
		if err := tx.StepPayment(pay); err != nil || pay.State != payment.Authorised {
			return err
		}
		return tx.Append(ledger.Move("release:"+pay.ID+":"+shipmentID, "release", ledger.Prepaid.Of(pay.ID), ledger.Held.Of(pay.Method), it.Amount).About(pay.ID))
	}
	return nil
}

// stepPayment takes a payment along one edge, saves it and writes the event.
func (p *Portal) stepPayment(tx *store.Tx, who account.Actor, pay *payment.Payment, e payment.Event, note string) error {
	from := pay.State
	to, err := from.Next(e)
	if err != nil {
		return err
	}
	pay.State, pay.UpdatedAt = to, tx.Now
	if err := tx.StepPayment(pay); err != nil {
		return err
	}
	if err := tx.AppendPaymentEvent(pay.Customer, pay.ID, store.MoneyEvent{Event: string(e), From: string(from), To: string(to), Actor: actorName(who), Note: note}); err != nil {
		return err
	}
	if err := tellPayment(tx, *pay); err != nil {
		return err
	}
	if to == payment.Captured {
		paid, err := tx.PaidNumbers(pay.Customer, pay.ID)
		if err != nil {
			return err
		}
		if err := tellPaid(tx, *pay, paid); err != nil {
			return err
		}
	}
	return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "payment." + string(e), Object: pay.ID, Customer: pay.Customer,
		Detail: map[string]any{"from": from, "to": to, "kept": pay.Kept, "captured": pay.Captured}})
}

// payFromAccount pays from a deposit account: the payment, the books and the
// balance in one transaction, and never beyond the credit limit (invariant 8).
// The balance comes last, since whoever else pays from the account waits from
// there until the commit; and nothing is read back that is known (P-6).
func (p *Portal) payFromAccount(tx *store.Tx, who account.Actor, m payment.Method, v *Payment, source string) error {
	pay := &v.Payment
	e := store.MoneyEvent{Seq: 1, Event: string(payment.Capture), From: string(pay.State), At: tx.Now, Actor: actorName(who)}
	to, err := pay.State.Next(payment.Capture)
	if err != nil {
		return err
	}
	e.To = string(to)
	pay.State, pay.Source, pay.Authorised, pay.Captured, pay.CapturedAt = to, source, pay.Amount, pay.Amount, tx.Now
	v.Events = []store.MoneyEvent{e}
	for _, write := range []func() error{
		func() error { return tx.InsertPayment(pay, v.rows()) },
		func() error { return tx.AppendPaymentEvent(pay.Customer, pay.ID, e) },
		func() error { return tellPayment(tx, *pay) },
		func() error { return tellPaid(tx, *pay, v.numbers()) },
		func() error {
			return tx.Audit(store.AuditRow{Actor: e.Actor, Act: "payment.capture", Object: pay.ID, Customer: pay.Customer,
				Detail: map[string]any{"method": pay.Method, "source": source, "items": len(v.Items), "from": e.From, "to": to, "kept": pay.Kept, "captured": pay.Captured}})
		},
		func() error {
			entry := ledger.Move("capture:"+pay.ID, "capture", m.Money(source), ledger.Prepaid.Of(pay.ID), pay.Captured).About(pay.ID)
			entry.Memo = memo(v.numbers()) // its statement names the items
			return tx.Append(entry)
		},
		func() error { return tx.Enqueue(receipt(*pay)) },
		func() error { return tx.DrawDeposit(pay.Customer, source, pay.Amount) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}
