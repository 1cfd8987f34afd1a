package portal

import (
	"context"
	"errors"
	"fmt"

	"ecship/internal/account"
	"ecship/internal/job"
	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/notify"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// instructJob tells the bank of one approved refund. Its argument is its id.
const instructJob = "refund.instruct"

// Refund is an application as its applicant and the officers see it.
type Refund struct {
	store.Refund
	Item   Item
	Events []store.MoneyEvent
	// From and To are the first and last day promised (M-D4).
	From, To policy.Day
	// Again tells that the same request was made before.
	Again bool
}

// NewRefund asks for the money of an item back.
type NewRefund struct {
	Item     string // shp_…
	Evidence string // the applicant's words
	Once     Once
}

// maxEvidence is how long an applicant's or officer's words may be.
const maxEvidence = 1000

// RequestRefund opens an application for what was charged for a cancelled or
// expired item (M-D3, M-D4). Posted items are not refunded; before the charge
// nothing needs to be.
func (p *Portal) RequestRefund(ctx context.Context, who account.Actor, in NewRefund) (r Refund, err error) {
	if err := who.Sender(account.Pay); err != nil {
		return r, err
	}
	in.Evidence, err = words(in.Evidence, "evidence")
	if err != nil {
		return r, err
	}
	var id string
	do := func(answer func(*store.Tx, string) error) error {
		return p.writeMoney(ctx, who, func(tx *store.Tx) error {
			id, err = p.applyForRefund(tx, who, in)
			if err != nil {
				return err
			}
			return answer(tx, id)
		})
	}
	again := false
	if err := p.once(ctx, who, createdRefund, in.Once, do, func(old string) error { id, again = old, true; return nil }); err != nil {
		return r, err
	}
	r, err = p.Refund(ctx, who, id)
	r.Again = again
	return r, err
}

// words cleans what somebody wrote.
func words(s, field string) (string, error) {
	s = postal.CleanText(s)
	if len([]rune(s)) > maxEvidence {
		return "", problem.New(problem.Invalid, "text.too_long", field, "most", maxEvidence)
	}
	return s, nil
}

// applyForRefund checks that there is something to be given back, and for what
// reason.
func (p *Portal) applyForRefund(tx *store.Tx, who account.Actor, in NewRefund) (string, error) {
	s, err := mine(tx, who, in.Item)
	if err != nil {
		return "", err
	}
	reason := payment.Cancelled
	switch s.StateAt(tx.Now) {
	case shipment.Cancelled:
	case shipment.Expired:
		reason = payment.ExpiredItem
	case shipment.Posted:
		return "", problem.New(problem.Conflict, "refund.posted", "item")
	default:
		return "", problem.New(problem.Conflict, "refund.cancel_first", "item")
	}
	pay, err := tx.LivePayment(who.Customer, s.ID)
	if problem.Is(err, problem.NotFound) || err == nil && !pay.State.Paid() {
		return "", problem.New(problem.Conflict, "refund.not_paid", "item")
	}
	if err != nil {
		return "", err
	}
	items, err := tx.PaymentItems(pay.Customer, pay.ID)
	if err != nil {
		return "", err
	}
	for _, it := range items {
		if it.Shipment != s.ID {
			continue
		}
		if it.Claimed == it.Amount {
			return "", problem.New(problem.Conflict, "refund.exists", "item")
		}
		return p.openRefund(tx, who, pay, s.ID, reason, it.Amount-it.Claimed, in.Evidence)
	}
	return "", notFound()
}

// openRefund writes an application down and sets its money aside: the guards
// of the store see to it that nothing is claimed twice.
func (p *Portal) openRefund(tx *store.Tx, who account.Actor, pay payment.Payment, item string, reason payment.Reason, amount money.Amount, evidence string) (string, error) {
	r := store.Refund{ID: tx.NewID("rfd"), Customer: pay.Customer, Payment: pay.ID, Shipment: item, Reason: reason, Evidence: evidence, Amount: amount,
		State: payment.Submitted, SubmittedAt: tx.Now, UpdatedAt: tx.Now}
	r.Key = r.ID
	if err := tx.InsertRefund(&r); err != nil {
		return "", err
	}
	if err := tx.ClaimItem(pay.Customer, pay.ID, item, amount); err != nil {
		return "", err
	}
	if err := tx.AppendRefundEvent(r.Customer, r.ID, store.MoneyEvent{Event: string(payment.Submit), To: string(r.State), Actor: actorName(who), Note: evidence}); err != nil {
		return "", err
	}
	if err := tellRefund(tx, r); err != nil {
		return "", err
	}
	if err := tx.Audit(store.AuditRow{Actor: actorName(who), Act: "refund.submit", Object: r.ID, Customer: r.Customer,
		Detail: map[string]any{"payment": pay.ID, "cents": amount, "reason": reason}}); err != nil {
		return "", err
	}
	if err := p.mailRefund(tx, r); err != nil {
		return "", err
	}
	return r.ID, p.decideTrial(tx, who, pay)
}

// decideTrial approves what a test customer applies for, since no officer looks
// at it, as soon as it was charged (M-I3).
func (p *Portal) decideTrial(tx *store.Tx, who account.Actor, pay payment.Payment) error {
	if who.Mode != account.Test || pay.State != payment.Captured {
		return nil
	}
	all, err := tx.RefundsOf(pay.Customer, pay.ID)
	for _, r := range all {
		if r.State == payment.Submitted && err == nil {
			err = p.stepRefund(tx, account.Actor{User: "trial"}, &r, payment.Take, "")
		}
		for _, officer := range []string{"trial", "second trial"} { // four eyes
			if r.State == payment.Vetting && err == nil {
				err = p.approve(tx, account.Actor{User: officer}, &r, "")
			}
		}
	}
	return err
}

// giveBackUnwanted opens a refund for what was charged beyond the items that
// are still paid for.
func (p *Portal) giveBackUnwanted(tx *store.Tx, who account.Actor, pay payment.Payment) error {
	items, err := tx.PaymentItems(pay.Customer, pay.ID)
	if err != nil {
		return err
	}
	over := pay.Captured
	for _, it := range items {
		if it.Live {
			over -= it.Amount
		}
	}
	for _, it := range items {
		if back := min(over, it.Amount-it.Claimed); !it.Live && back > 0 {
			if _, err := p.openRefund(tx, who, pay, it.Shipment, payment.Unwanted, back, ""); err != nil {
				return err
			}
			over -= back
		}
	}
	return nil
}

// dropRefunds rejects the open refunds of a payment that was never charged.
func (p *Portal) dropRefunds(tx *store.Tx, who account.Actor, pay payment.Payment) error {
	all, err := tx.RefundsOf(pay.Customer, pay.ID)
	for _, r := range all {
		if err != nil || r.State != payment.Submitted && r.State != payment.Vetting {
			continue
		}
		if r.State == payment.Submitted {
			err = p.stepRefund(tx, who, &r, payment.Take, "")
		}
		if err == nil {
			err = p.reject(tx, who, &r)
		}
	}
	return err
}

// Refund shows one application to its applicant.
func (p *Portal) Refund(ctx context.Context, who account.Actor, id string) (r Refund, err error) {
	if err := who.Sender(account.See); err != nil {
		return r, err
	}
	return r, p.read(ctx, who, func(tx *store.Tx) error {
		row, err := tx.Refund(who.Customer, id)
		if err != nil {
			return err
		}
		r, err = p.viewRefund(tx, row)
		return err
	})
}

func (p *Portal) viewRefund(tx *store.Tx, row store.Refund) (r Refund, err error) {
	s, err := tx.Shipment(row.Customer, row.Shipment)
	if err != nil {
		return r, err
	}
	r = Refund{Refund: row, Item: p.view(s, tx)}
	r.From, r.To = payment.Promised(policy.DayOf(row.SubmittedAt))
	r.Events, err = tx.RefundEvents(row.Customer, row.ID)
	return r, err
}

// RefundQueue lists open applications for the officers, oldest first.
func (p *Portal) RefundQueue(ctx context.Context, who account.Actor, state payment.RefundState) (all []Refund, err error) {
	if err := who.OnDuty(account.Officer); err != nil {
		return nil, err
	}
	return all, p.read(ctx, who, func(tx *store.Tx) error {
		rows, err := tx.RefundQueue(state, queueMost)
		all = nil
		for _, row := range rows {
			r, err := p.viewRefund(tx, row)
			if err != nil {
				return err
			}
			all = append(all, r)
		}
		return err
	})
}

// queueMost is how many applications the officers' page shows.
const queueMost = 200

// RefundAtOffice shows one application to an officer.
func (p *Portal) RefundAtOffice(ctx context.Context, who account.Actor, id string) (r Refund, err error) {
	if err := who.OnDuty(account.Officer); err != nil {
		return r, err
	}
	return r, p.read(ctx, who, func(tx *store.Tx) error {
		row, err := tx.AnyRefund(id)
		if err != nil {
			return err
		}
		r, err = p.viewRefund(tx, row)
		return err
	})
}

// Verdict is what an officer decides about an application.
type Verdict struct {
	Refund  string
	Approve bool
	Words   string // the reason; a rejection needs one
}

// TakeRefund gives an application to the officer who begins to vet it.
func (p *Portal) TakeRefund(ctx context.Context, who account.Actor, id string) (Refund, error) {
	return p.officer(ctx, who, id, func(tx *store.Tx, r *store.Refund) error {
		r.Officer = who.User
		if r.State == payment.Vetting { // from a colleague, or as the second of four eyes
			r.UpdatedAt = tx.Now
			return tx.StepRefund(r)
		}
		return p.stepRefund(tx, who, r, payment.Take, "")
	})
}

// DecideRefund approves or rejects an application. Above the limit the first
// approval only endorses it, and another officer has to approve (four eyes).
func (p *Portal) DecideRefund(ctx context.Context, who account.Actor, in Verdict) (Refund, error) {
	said, err := words(in.Words, "words")
	if err != nil {
		return Refund{}, err
	}
	return p.officer(ctx, who, in.Refund, func(tx *store.Tx, r *store.Refund) error {
		if r.State == payment.Submitted {
			r.Officer = who.User
			if err := p.stepRefund(tx, who, r, payment.Take, ""); err != nil {
				return err
			}
		}
		if !in.Approve {
			if said == "" {
				return problem.New(problem.Invalid, "refund.say_why", "words")
			}
			r.Decision = said
			return p.reject(tx, who, r)
		}
		return p.approve(tx, who, r, said)
	})
}

func (p *Portal) approve(tx *store.Tx, who account.Actor, r *store.Refund, said string) error {
	if _, err := r.State.Next(payment.Approve); err != nil {
		return err
	}
	if r.Endorsed == who.User {
		return problem.New(problem.Conflict, "refund.four_eyes", "words")
	}
	pay, err := tx.Payment(r.Customer, r.Payment)
	if err != nil {
		return err
	}
	if pay.State != payment.Captured {
		return problem.New(problem.Conflict, "refund.not_charged", "words")
	}
	if said != "" {
		r.Decision = said
	}
	if payment.FourEyes(r.Amount) && r.Endorsed == "" {
		r.Endorsed, r.Officer = who.User, ""
		return p.stepRefund(tx, who, r, payment.Endorse, said)
	}
	r.Approved = who.User
	if err := p.stepRefund(tx, who, r, payment.Approve, said); err != nil {
		return err
	}
	if err := tx.Append(ledger.Move("refund:"+r.ID, "refund", ledger.Prepaid.Of(r.Payment), ledger.Payable.Of(r.ID), r.Amount).About(r.ID)); err != nil {
		return err
	}
	return tx.Enqueue(job.Job{Kind: instructJob, Args: r.ID, Unique: instructJob + ":" + r.ID})
}

func (p *Portal) reject(tx *store.Tx, who account.Actor, r *store.Refund) error {
	if err := p.stepRefund(tx, who, r, payment.Reject, r.Decision); err != nil {
		return err
	}
	return tx.UnclaimItem(r.Customer, r.Payment, r.Shipment, r.Amount)
}

// officer changes one application on an officer's behalf.
func (p *Portal) officer(ctx context.Context, who account.Actor, id string, fn func(*store.Tx, *store.Refund) error) (out Refund, err error) {
	if err := who.OnDuty(account.Officer); err != nil {
		return out, err
	}
	return out, p.writeMoney(ctx, who, func(tx *store.Tx) error {
		r, err := tx.AnyRefund(id)
		if err != nil {
			return err
		}
		if err := fn(tx, &r); err != nil {
			return err
		}
		out, err = p.viewRefund(tx, r)
		return err
	})
}

// RetryRefund instructs a refund again that the bank could not credit, once an
// officer has mended the cause.
func (p *Portal) RetryRefund(ctx context.Context, who account.Actor, id string) (Refund, error) {
	return p.officer(ctx, who, id, func(tx *store.Tx, r *store.Refund) error {
		if r.State != payment.Failed {
			_, err := r.State.Next(payment.Instruct)
			return errors.Join(err)
		}
		// A new key: what the bank refused under the old one stays refused.
		return tx.Enqueue(job.Job{Kind: instructJob, Args: r.ID, Unique: instructJob + ":" + r.ID})
	})
}

// instructRefund tells the bank of an approved refund: first that we are about
// to is written down, then the bank is told, then what it says is recorded. It
// may be told again under the same key, and pays once.
func (p *Portal) instructRefund(ctx context.Context, id string) error {
	var r store.Refund
	var pay payment.Payment
	err := p.read(ctx, account.Nobody, func(tx *store.Tx) (err error) {
		if r, err = tx.AnyRefund(id); err == nil {
			pay, err = tx.Payment(r.Customer, r.Payment)
		}
		return err
	})
	if err != nil {
		return err
	}
	who, err := p.payerOf(ctx, r.Customer)
	if err != nil {
		return err
	}
	m := p.Methods.Find(pay.Method, who.Mode == account.Test)
	if m == nil {
		return fmt.Errorf("refund %s: there is no method %q", id, pay.Method)
	}
	if err := p.intendRefund(ctx, who, m, &r); err != nil || r.State != payment.Instructed || r.ByFile {
		return err
	}
	calling, cancel := context.WithTimeout(ctx, gatewayTime)
	defer cancel()
	p.at("before call")
	report, err := m.Refund(calling, payment.RefundOrder{Ref: pay.Ref, Key: r.Key, Amount: r.Amount})
	p.at("after call")
	if errors.Is(err, payment.ErrByInstruction) {
		return p.writeMoney(ctx, who, func(tx *store.Tx) error {
			r, err := tx.AnyRefund(id)
			if err != nil || r.State != payment.Instructed {
				return err
			}
			r.ByFile, r.UpdatedAt = true, tx.Now
			return tx.StepRefund(&r)
		})
	}
	if err != nil {
		return err // not known: the job comes again with the same key
	}
	return p.writeMoney(ctx, who, func(tx *store.Tx) error {
		pay, err := tx.Payment(pay.Customer, pay.ID)
		if err == nil {
			err = p.learnRefunds(tx, who, m, pay, report)
		}
		return err
	})
}

// intendRefund writes down that the bank is about to be told. A deposit account
// is the portal's own, and is credited in the same transaction.
func (p *Portal) intendRefund(ctx context.Context, who account.Actor, m payment.Method, r *store.Refund) error {
	return p.writeMoney(ctx, who, func(tx *store.Tx) error {
		now, err := tx.AnyRefund(r.ID)
		if err != nil {
			return err
		}
		*r = now
		if r.State == payment.Failed {
			r.Key = tx.NewID("rfk")
			if err := tx.RekeyRefund(r); err != nil {
				return err
			}
		}
		if r.State == payment.Approved || r.State == payment.Failed {
			if err := p.stepRefund(tx, who, r, payment.Instruct, ""); err != nil {
				return err
			}
		}
		if r.State != payment.Instructed || m.Shape() != payment.Account {
			return nil
		}
		pay, err := tx.Payment(r.Customer, r.Payment)
		if err != nil {
			return err
		}
		if err := tx.PayDeposit(pay.Source, r.Amount); err != nil {
			return err
		}
		return p.creditRefund(tx, who, m, pay, r)
	})
}

// learnRefunds takes a payment's refunds to where a report says they are.
func (p *Portal) learnRefunds(tx *store.Tx, who account.Actor, m payment.Method, pay payment.Payment, report payment.Report) error {
	if len(report.Refunds) == 0 {
		return nil
	}
	all, err := tx.RefundsOf(pay.Customer, pay.ID)
	for _, r := range all {
		if err != nil || r.State != payment.Instructed {
			continue
		}
		switch report.Refunds[r.Key] {
		case payment.RefundDone:
			err = p.creditRefund(tx, who, m, pay, &r)
		case payment.RefundFailed:
			err = p.stepRefund(tx, who, &r, payment.Fail, "")
		}
	}
	return err
}

// creditRefund books money that has gone back, once.
func (p *Portal) creditRefund(tx *store.Tx, who account.Actor, m payment.Method, pay payment.Payment, r *store.Refund) error {
	r.CreditedAt = tx.Now
	if err := p.stepRefund(tx, who, r, payment.Credit, ""); err != nil {
		return err
	}
	if err := tx.CreditPayment(r.Customer, r.Payment, r.Amount); err != nil {
		return err
	}
	s, err := tx.Shipment(r.Customer, r.Shipment)
	if err != nil {
		return err
	}
	e := ledger.Move("credit:"+r.ID, "credit", ledger.Payable.Of(r.ID), m.Money(pay.Source), r.Amount).About(r.ID)
	e.Memo = memo([]store.PaidNumber{{Number: s.Number, Amount: r.Amount}})
	return tx.Append(e)
}

// stepRefund takes a refund along one edge, saves it, writes the event and
// tells the applicant.
func (p *Portal) stepRefund(tx *store.Tx, who account.Actor, r *store.Refund, e payment.RefundEvent, note string) error {
	from := r.State
	to, err := from.Next(e)
	if err != nil {
		return err
	}
	r.State, r.UpdatedAt = to, tx.Now
	if err := tx.StepRefund(r); err != nil {
		return err
	}
	if err := tx.AppendRefundEvent(r.Customer, r.ID, store.MoneyEvent{Event: string(e), From: string(from), To: string(to), Actor: actorName(who), Note: note}); err != nil {
		return err
	}
	if from != to {
		if err := tellRefund(tx, *r); err != nil {
			return err
		}
	}
	if err := tx.Audit(store.AuditRow{Actor: actorName(who), Act: "refund." + string(e), Object: r.ID, Customer: r.Customer,
		Detail: map[string]any{"from": from, "to": to, "cents": r.Amount, "words": note}}); err != nil {
		return err
	}
	if from == to {
		return nil // the second officer's affair, not the applicant's
	}
	return p.mailRefund(tx, *r)
}

// mailRefund tells the applicant where his refund is.
func (p *Portal) mailRefund(tx *store.Tx, r store.Refund) error {
	pay, err := tx.Payment(r.Customer, r.Payment)
	if err != nil {
		return err
	}
	s, err := tx.Shipment(r.Customer, r.Shipment)
	if err != nil {
		return err
	}
	from, to := payment.Promised(policy.DayOf(r.SubmittedAt))
	said := r.Decision
	if r.State != payment.Rejected || said == "" {
		said = "–"
	}
	return p.noticeTo(tx, tx.NewID("mai"), pay.Payer, pay.Customer, notify.Refunded, "/refunds/"+r.ID, "number", s.Number.Grouped(), "amount", r.Amount.HKD(), "state", r.State,
		"reason", r.Reason, "words", said, "from", from, "to", to)
}
