package portal

import (
	"ecship/internal/account"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// Payments over the counter (M-D1): written down when the payer chooses so,
// settled by the clerk who takes the money, item by item, and withdrawn where an
// item is paid otherwise, cancelled or expired. No money moves before.

// PayBy is the last day on which all that is left to be paid over the counter can
// be handed in: when the first of its labels expires.
func (v Payment) PayBy() (day policy.Day) {
	for _, it := range v.Items {
		if it.Live && it.State == shipment.Issued && (day == 0 || it.ExpiresOn < day) {
			day = it.ExpiresOn
		}
	}
	return day
}

// postpone writes a payment down that waits for the till.
func (p *Portal) postpone(tx *store.Tx, who account.Actor, v *Payment) error {
	pay := &v.Payment
	e := store.MoneyEvent{Seq: 1, Event: string(payment.Defer), From: string(pay.State), At: tx.Now, Actor: actorName(who)}
	to, err := pay.State.Next(payment.Defer)
	if err != nil {
		return err
	}
	e.To, pay.State = string(to), to
	v.Events = []store.MoneyEvent{e}
	if err := tx.InsertPayment(pay, v.rows()); err != nil {
		return err
	}
	if err := tx.AppendPaymentEvent(pay.Customer, pay.ID, e); err != nil {
		return err
	}
	if err := tellPayment(tx, *pay); err != nil {
		return err
	}
	return tx.Audit(store.AuditRow{Actor: e.Actor, Act: "payment.defer", Object: pay.ID, Customer: pay.Customer,
		Detail: map[string]any{"cents": pay.Amount, "method": pay.Method, "items": len(v.Items)}})
}

// withdraw takes items out of the payments that wait for the till.
func (p *Portal) withdraw(tx *store.Tx, who account.Actor, items []string) error {
	for _, id := range items {
		pay, err := tx.LivePayment(who.Customer, id)
		if err == nil && pay.State == payment.Deferred {
			err = p.release(tx, who, &pay, id)
		}
		if ignoreMissing(err) != nil {
			return err
		}
	}
	return nil
}

// collect settles an item of a deferred payment with what the clerk took for
// it, which the scale may have made another amount than was promised. The
// entry in the ledger is the posting's.
func (p *Portal) collect(tx *store.Tx, who account.Actor, pay *payment.Payment, item string, due money.Amount) error {
	items, err := tx.PaymentItems(pay.Customer, pay.ID)
	if err != nil {
		return err
	}
	for _, it := range items {
		if it.Shipment != item || !it.Live {
			continue
		}
		if err := tx.AmendItem(pay.Customer, pay.ID, item, due); err != nil {
			return err
		}
		pay.Amount, pay.Kept = pay.Amount+due-it.Amount, pay.Kept+due-it.Amount
		pay.Authorised, pay.Captured, pay.CapturedAt = pay.Authorised+due, pay.Captured+due, tx.Now
		if pay.Due() > 0 {
			return p.stepPayment(tx, who, pay, payment.Collect, "")
		}
		return p.endDeferred(tx, who, pay)
	}
	return problem.New(problem.Conflict, "store.changed", "")
}

// endDeferred takes a deferred payment on that has lost an item: to its end,
// where nothing is left to be paid.
func (p *Portal) endDeferred(tx *store.Tx, who account.Actor, pay *payment.Payment) error {
	switch {
	case pay.Due() > 0:
		pay.UpdatedAt = tx.Now
		return tx.StepPayment(pay)
	case pay.Captured > 0:
		return p.stepPayment(tx, who, pay, payment.Capture, "")
	}
	return p.stepPayment(tx, who, pay, payment.Withdraw, "")
}
