package portal

import (
	"context"
	"errors"
	"slices"

	"ecship/internal/account"
	"ecship/internal/job"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// NewPayment says what to pay for, and how.
type NewPayment struct {
	Items  []string // shp_…
	Method string   // a code of Methods
	Source string   // the deposit account that pays, for methods that have accounts
	// Quoted is the total that the payer saw, in cents; where the price has
	// changed since, he is asked again. 0 takes whatever it is.
	Quoted money.Amount
	// Dry looks at everything, the account's balance too, and pays nothing: the
	// answer is the payment that would have been, without an id.
	Dry  bool
	Once Once
}

// errDry undoes what was only tried.
var errDry = errors.New("portal: only tried")

// PaidItem is an item of a payment.
type PaidItem struct {
	Item
	store.PaymentItem
}

// What doors show of a payment as it is kept.
type (
	MoneyEvent     = store.MoneyEvent
	RefundRow      = store.Refund
	DepositAccount = store.DepositAccount
)

// Payment is a payment as its payer sees it.
type Payment struct {
	payment.Payment
	Shape   payment.Shape
	Items   []PaidItem
	Events  []store.MoneyEvent
	Refunds []store.Refund
	// Again tells that the same request was made before.
	Again bool
}

// PaymentMethods are the ways to pay that the actor's customer has.
func (p *Portal) PaymentMethods(who account.Actor) []payment.Method {
	return p.Methods.For(who.Mode == account.Test)
}

// StartPayment writes the intent down with the ref that the gateway will see,
// commits it, and only then asks the gateway for a page; what it answers is
// recorded afterwards (M-D1, M-D5). Where no answer comes the payment stands as
// started, and is asked about until it is known.
func (p *Portal) StartPayment(ctx context.Context, who account.Actor, in NewPayment) (v Payment, err error) {
	if err := who.Sender(account.Pay); err != nil {
		return v, err
	}
	m := p.Methods.Find(in.Method, who.Mode == account.Test)
	if m == nil {
		return v, problem.New(problem.Invalid, "payment.method", "method")
	}
	var id string
	do := func(answer func(*store.Tx, string) error) error {
		begin := func(instead bool) error {
			return p.writeMoney(ctx, who, func(tx *store.Tx) (err error) {
				if v, err = p.intend(tx, who, m, in, instead); err != nil {
					return err
				}
				if in.Dry {
					return errDry
				}
				id = v.ID
				return answer(tx, id)
			})
		}
		err := begin(false)
		if m.Shape() != payment.Counter && problem.Is(err, problem.Conflict) && problem.Of(err).Key == "payment.deferred" {
			err = begin(true) // he pays now what he had left for the counter
		}
		if err == nil && m.Shape() == payment.Hosted {
			// The intent stands. Whether the gateway answers now is not the
			// caller's problem: the payment says so itself.
			_ = p.settle(ctx, who.Customer, id)
		}
		return err
	}
	if in.Dry {
		if err = do(nil); !errors.Is(err, errDry) {
			return Payment{}, err
		}
		v.ID = ""
		return v, nil
	}
	again := func(old string) error {
		id, v = old, Payment{Again: true} // and not what was undone
		return nil
	}
	if err := p.once(ctx, who, startedPayment, in.Once, do, again); err != nil {
		return Payment{}, err
	}
	if v.State == payment.Captured || v.State == payment.Deferred {
		return v, nil // in our own books: nothing can have happened since
	}
	repeated := v.Again
	v, err = p.Payment(ctx, who, id)
	v.Again = repeated
	return v, err
}

// intend writes a payment down; one from an account is paid with that, one over
// the counter waits for the clerk. Where it is instead of one over the counter,
// that loses its items: once the items themselves are held, as everywhere.
func (p *Portal) intend(tx *store.Tx, who account.Actor, m payment.Method, in NewPayment, instead bool) (v Payment, err error) {
	v.Shape = m.Shape()
	if v.Items, v.Amount, err = p.payable(tx, who, in.Items); err != nil {
		return v, err
	}
	if in.Quoted != 0 && in.Quoted != v.Amount {
		return v, problem.New(problem.Conflict, "payment.changed", "quoted", "total", v.Amount.HKD())
	}
	if instead {
		if err := p.withdraw(tx, who, in.Items); err != nil {
			return v, err
		}
	}
	id := tx.NewID("pay")
	v.Payment = payment.Payment{ID: id, Customer: who.Customer, Ref: id, Method: m.Code(), State: payment.Started, Amount: v.Amount, Kept: v.Amount,
		Payer: actorName(who), CreatedAt: tx.Now, UpdatedAt: tx.Now}
	switch v.Shape {
	case payment.Account:
		err = p.payFromAccount(tx, who, m, &v, in.Source)
	case payment.Counter:
		err = p.postpone(tx, who, &v)
	default:
		err = p.promise(tx, who, v)
	}
	if err == nil {
		err = tx.Flush()
	}
	return v, p.underWay(tx, who, v.Items, err)
}

// promise writes down a payment that a gateway is to be asked for.
func (p *Portal) promise(tx *store.Tx, who account.Actor, v Payment) error {
	if err := tx.InsertPayment(&v.Payment, v.rows()); err != nil {
		return err
	}
	if err := tx.Audit(store.AuditRow{Actor: actorName(who), Act: "payment.start", Object: v.ID, Customer: who.Customer,
		Detail: map[string]any{"cents": v.Amount, "method": v.Method, "items": len(v.Items)}}); err != nil {
		return err
	}
	return p.askLater(tx, v.Payment)
}

// rows are the items as the payment keeps them.
func (v Payment) rows() []store.PaymentItem {
	all := make([]store.PaymentItem, len(v.Items))
	for i, it := range v.Items {
		all[i] = it.PaymentItem
	}
	return all
}

// underWay tells which payment an item is in already.
func (p *Portal) underWay(tx *store.Tx, who account.Actor, items []PaidItem, err error) error {
	if !problem.Is(err, problem.Conflict) || problem.Of(err).Key != "payment.under_way" {
		return err
	}
	for _, it := range items {
		if pay, e := tx.LivePayment(who.Customer, it.ID); e == nil && pay.ID != "" {
			key := "payment.under_way"
			switch {
			case pay.State.Paid():
				key = "payment.paid_already"
			case pay.State == payment.Deferred:
				key = "payment.deferred"
			}
			return problem.New(problem.Conflict, key, "items", "payment", pay.ID)
		}
	}
	return err
}

// payable prices what is to be paid for, at the rate in force now (M-B2), and
// holds each item still until the transaction ends: whoever cancels or posts it
// meanwhile starts again.
func (p *Portal) payable(tx *store.Tx, who account.Actor, ids []string) (items []PaidItem, total money.Amount, err error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	if len(ids) == 0 {
		return nil, 0, problem.New(problem.Invalid, "payment.nothing", "items")
	}
	if len(ids) > policy.PaymentItems {
		return nil, 0, problem.New(problem.Invalid, "payment.too_many", "items", "most", policy.PaymentItems)
	}
	for _, id := range ids {
		s, err := mine(tx, who, id)
		if err != nil {
			return nil, 0, err
		}
		if state := s.StateAt(tx.Now); state != shipment.Issued {
			return nil, 0, problem.New(problem.Conflict, "payment.not_payable", "items", "number", s.Number.Grouped(), "state", state)
		}
		q, err := p.Catalogue().Price(s.Service, routeOf(s).request(), policy.DayOf(tx.Now))
		if err != nil {
			return nil, 0, err
		}
		if q.Unpriced || q.Total <= 0 {
			return nil, 0, problem.New(problem.Conflict, "payment.unpriced", "items", "number", s.Number.Grouped())
		}
		if err := tx.StepShipment(&s); err != nil {
			return nil, 0, err
		}
		items = append(items, PaidItem{p.view(s, tx), store.PaymentItem{Shipment: id, Amount: q.Total, Live: true}})
		total += q.Total
	}
	return items, total, nil
}

// Payable is what a pay page shows: the price of each item now. Live items are
// left for the counter, and can be paid for now all the same.
func (p *Portal) Payable(ctx context.Context, who account.Actor, ids []string) (v Payment, err error) {
	if err := who.Sender(account.Pay); err != nil {
		return v, err
	}
	err = p.read(ctx, who, func(tx *store.Tx) error {
		for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
			s, err := mine(tx, who, id)
			if err != nil {
				return err
			}
			if s.StateAt(tx.Now) != shipment.Issued {
				continue
			}
			pay, err := tx.LivePayment(who.Customer, id)
			deferred := err == nil && pay.State == payment.Deferred
			if err == nil && !deferred {
				continue // paid, or about to be
			}
			q, err := p.Catalogue().Price(s.Service, routeOf(s).request(), policy.DayOf(tx.Now))
			if err != nil || q.Unpriced || q.Total <= 0 {
				continue // priced at the counter
			}
			v.Items = append(v.Items, PaidItem{p.view(s, tx), store.PaymentItem{Shipment: id, Amount: q.Total, Live: deferred}})
			v.Amount += q.Total
		}
		return nil
	})
	return v, err
}

// Unpaid lists the items that can be paid for now.
func (p *Portal) Unpaid(ctx context.Context, who account.Actor) (v Payment, err error) {
	if err := who.Sender(account.Pay); err != nil {
		return v, err
	}
	var ids []string
	err = p.read(ctx, who, func(tx *store.Tx) error {
		rows, err := tx.Shipments(who.Customer, store.ShipmentFilter{State: shipment.Issued}, "", policy.PaymentItems)
		ids = nil
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		return err
	})
	if err != nil {
		return v, err
	}
	return p.Payable(ctx, who, ids)
}

// Payment shows one payment with its history and its refunds.
func (p *Portal) Payment(ctx context.Context, who account.Actor, id string) (v Payment, err error) {
	if err := who.Sender(account.See); err != nil {
		return v, err
	}
	return v, p.read(ctx, who, func(tx *store.Tx) error {
		pay, err := tx.Payment(who.Customer, id)
		if err != nil {
			return err
		}
		v, err = p.viewPayment(tx, pay)
		return err
	})
}

// viewPayment is a payment with what belongs to it.
func (p *Portal) viewPayment(tx *store.Tx, pay payment.Payment) (v Payment, err error) {
	v.Payment = pay
	for _, m := range slices.Concat(p.Methods.Live, p.Methods.Test) {
		if m.Code() == pay.Method {
			v.Shape = m.Shape()
		}
	}
	items, err := tx.PaymentItems(pay.Customer, pay.ID)
	if err != nil {
		return v, err
	}
	for _, it := range items {
		s, err := tx.Shipment(pay.Customer, it.Shipment)
		if err != nil {
			return v, err
		}
		v.Items = append(v.Items, PaidItem{p.view(s, tx), it})
	}
	if v.Events, err = tx.PaymentEvents(pay.Customer, pay.ID); err != nil {
		return v, err
	}
	v.Refunds, err = tx.RefundsOf(pay.Customer, pay.ID)
	return v, err
}

// PaymentOf shows the payment that an item is, or was last, in.
func (p *Portal) PaymentOf(ctx context.Context, who account.Actor, shipmentID string) (v Payment, err error) {
	if err := who.Sender(account.See); err != nil {
		return v, err
	}
	none := false
	err = p.read(ctx, who, func(tx *store.Tx) error {
		if _, err := mine(tx, who, shipmentID); err != nil {
			return err
		}
		pay, err := tx.LastPayment(who.Customer, shipmentID)
		if none = problem.Is(err, problem.NotFound); none {
			return nil // his own item, unpaid: nothing that his read budget counts
		}
		if err != nil {
			return err
		}
		v, err = p.viewPayment(tx, pay)
		return err
	})
	if err == nil && none {
		err = notFound()
	}
	return v, err
}

// PaymentPage names a page of a customer's payments.
type PaymentPage struct{ After string }

// PaymentList is a page of payments; Next is the cursor of the one after.
type PaymentList struct {
	Rows []payment.Payment
	Next string
}

// Payments lists a customer's payments, newest first.
func (p *Portal) Payments(ctx context.Context, who account.Actor, in PaymentPage) (l PaymentList, err error) {
	if err := who.Sender(account.See); err != nil {
		return l, err
	}
	return l, p.read(ctx, who, func(tx *store.Tx) error {
		rows, err := tx.Payments(who.Customer, in.After, policy.PageRows+1)
		l = PaymentList{Rows: rows}
		if len(rows) > policy.PageRows {
			l.Rows = rows[:policy.PageRows]
			l.Next = l.Rows[policy.PageRows-1].ID
		}
		return err
	})
}

// AbandonPayment gives up a payment that the payer has not finished. The
// gateway is told to let go; the items are free once it has (M-D5).
func (p *Portal) AbandonPayment(ctx context.Context, who account.Actor, id string) (v Payment, err error) {
	if err := who.Sender(account.Pay); err != nil {
		return v, err
	}
	err = p.writeMoney(ctx, who, func(tx *store.Tx) error {
		pay, err := tx.Payment(who.Customer, id)
		if err != nil {
			return err
		}
		if pay.State != payment.Started && pay.State != payment.Open {
			_, err := payment.Captured.Next(payment.Void) // the problem that says where it is
			q := *problem.Of(err)
			q.Args = []any{"state", pay.State}
			return &q
		}
		return p.letGo(tx, who, &pay, "")
	})
	if err != nil {
		return v, err
	}
	_ = p.settle(ctx, who.Customer, id)
	return p.Payment(ctx, who, id)
}

// RefreshPayment asks the gateway, if there is something to ask, and shows the
// payment: for the payer coming back from its page.
func (p *Portal) RefreshPayment(ctx context.Context, who account.Actor, id string) (Payment, error) {
	v, err := p.Payment(ctx, who, id)
	if err != nil || !v.State.Pending() {
		return v, err
	}
	_ = p.settle(ctx, who.Customer, id)
	return p.Payment(ctx, who, id)
}

// moneyTries is how often a change of money is tried against others of the
// same moment.
const moneyTries = 8

// writeMoney is write, begun anew where somebody else changed the same payment,
// refund or item at the same moment.
func (p *Portal) writeMoney(ctx context.Context, who account.Actor, fn func(*store.Tx) error) (err error) {
	for range moneyTries {
		err = p.write(ctx, who, func(tx *store.Tx) error {
			if err := fn(tx); err != nil {
				return err
			}
			p.at("before commit")
			return nil
		})
		if err == nil {
			p.at("after commit")
		}
		if !problem.Is(err, problem.Conflict) || problem.Of(err).Key != "store.changed" {
			return err
		}
	}
	return err
}

// askLater has a pending payment asked about, or an authorised one charged, in
// time.
func (p *Portal) askLater(tx *store.Tx, pay payment.Payment) error {
	since := pay.UpdatedAt
	if !pay.UnansweredSince.IsZero() {
		since = pay.UnansweredSince
	}
	at := tx.Now.Add(payment.AskAgain(tx.Now.Sub(since)))
	if pay.State == payment.Authorised {
		at = pay.CaptureAt
	}
	return tx.Enqueue(job.Job{Kind: settleJob, Args: pay.Customer + "/" + pay.ID, RunAt: tx.OurTime(at), Unique: settleJob + ":" + pay.ID + ":" + string(pay.State), Most: policy.SettleTries})
}
