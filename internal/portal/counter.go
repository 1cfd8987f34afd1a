package portal

import (
	"context"
	"strconv"

	"ecship/internal/account"
	"ecship/internal/job"
	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/tariff"
	"ecship/internal/tracking"
)

// CounterItem is a scanned item as the clerk sees it.
type CounterItem struct {
	Item
	// Due is what is to be paid for the weight asked about, at the rate in
	// force now (M-B2).
	Due tariff.Quote
	// Grams is the weight that Due is for: the sender's, until another is keyed
	// in.
	Weighed postal.Grams
	// Prepaid is what an online payment has paid for the item, in cents;
	// Payment is which.
	Prepaid money.Amount
	Payment payment.Payment
	// Mixed is the office abroad of what this clerk took before from the same
	// sender today, where that is to be kept apart from this item (M-C8).
	Mixed postal.Exchange
}

// ToPay is what is left to be paid at the counter.
func (c CounterItem) ToPay() money.Amount { return max(0, c.Due.Total-c.Prepaid) }

// Overpaid is what was prepaid beyond the price: it goes back (M-D4).
func (c CounterItem) Overpaid() money.Amount { return max(0, c.Prepaid-c.Due.Total) }

// Scanned is what a clerk scans and reads off the scale. Grams is 0 before the
// item was weighed.
type Scanned struct {
	Number string
	Grams  postal.Grams
}

// LookUpAtCounter shows a scanned item, and what it costs at the weight on the
// scale (M-E1). An item that can't be accepted is refused in words of its own.
func (p *Portal) LookUpAtCounter(ctx context.Context, who account.Actor, in Scanned) (c CounterItem, err error) {
	if err := p.atTheCounter(who); err != nil {
		return c, err
	}
	return c, p.read(ctx, who, func(tx *store.Tx) error {
		if c, err = p.atCounter(tx, who, in); err == nil {
			c.Mixed, err = mixed(tx, who, c.Item)
		}
		return err
	})
}

// mixed is the office abroad of the last item of the same sender that the clerk
// took today, where it is of another group than this one's (M-C8).
func mixed(tx *store.Tx, who account.Actor, it Item) (none postal.Exchange, err error) {
	if it.Exchange == none {
		return none, nil
	}
	before, err := tx.AcceptedBefore(who.Office, who.User, it.Customer, policy.DayOf(tx.Now))
	for _, id := range before {
		s, err := tx.Shipment(it.Customer, id)
		if err != nil {
			return none, err
		}
		switch s.Exchange.Group {
		case "":
			continue
		case it.Exchange.Group:
			return none, nil
		}
		return s.Exchange, nil
	}
	return none, err
}

// atTheCounter is nil for a clerk of an office that takes items: mobile
// offices do not (M-E1).
func (p *Portal) atTheCounter(who account.Actor) error {
	if err := who.OnDuty(account.Clerk); err != nil {
		return err
	}
	o, ok := p.Catalogue().On(p.today(who)).Office(who.Office)
	if !ok {
		return problem.New(problem.Forbidden, "counter.no_office", "", "office", who.Office)
	}
	if !o.Accepts && !o.Bulk {
		return problem.New(problem.Forbidden, "counter.office_closed", "", "office", o.Name)
	}
	return nil
}

// atCounter finds the item of a scanned number and prices it, or refuses it. A
// tester's counter knows his own items alone.
func (p *Portal) atCounter(tx *store.Tx, who account.Actor, in Scanned) (c CounterItem, err error) {
	number, err := postal.ParseNumber(in.Number)
	if err != nil {
		return c, err
	}
	find := tx.ShipmentByNumber
	if who.Mode == account.Test {
		find = func(n postal.Number) (shipment.Shipment, error) { return tx.OwnNumber(who.Customer, n) }
	}
	s, err := find(number)
	if problem.Is(err, problem.NotFound) {
		key := "counter.unknown"
		if number[11:] != "HK" {
			key = "counter.foreign"
		}
		return c, problem.New(problem.NotFound, key, "number", "number", number.Grouped())
	}
	if err != nil {
		return c, err
	}
	if err := refusal(s, tx, who.Mode == account.Test); err != nil {
		return c, err
	}
	c = CounterItem{Item: p.view(s, tx), Weighed: s.Grams}
	if in.Grams > 0 {
		c.Weighed = in.Grams
	}
	r := routeOf(s)
	r.Grams = c.Weighed
	if err := prepaid(tx, &c); err != nil {
		return c, err
	}
	if c.Due, err = p.Catalogue().Price(s.Service, r.request(), policy.DayOf(tx.Now)); err == nil && c.Due.Unpriced {
		err = problem.New(problem.Conflict, "counter.no_rate", "number", "service", c.Due.Service.Name)
	}
	return c, err
}

// prepaid finds what was paid for an item online.
func prepaid(tx *store.Tx, c *CounterItem) error {
	pay, err := tx.LivePayment(c.Customer, c.ID)
	if problem.Is(err, problem.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	c.Payment = pay
	if !pay.State.Paid() {
		return nil
	}
	items, err := tx.PaymentItems(pay.Customer, pay.ID)
	for _, it := range items {
		if it.Shipment == c.ID && it.Live {
			c.Prepaid = it.Amount - it.Claimed
		}
	}
	return err
}

// refusal is nil for an item that can be accepted now, at a real counter or at
// a tester's.
func refusal(s shipment.Shipment, tx *store.Tx, test bool) error {
	refuse := func(key string, args ...any) error {
		return problem.New(problem.Conflict, key, "number", append([]any{"number", s.Number.Grouped()}, args...)...)
	}
	switch s.StateAt(tx.Now) {
	case shipment.Issued:
		if s.Test != test {
			return refuse("counter.test")
		}
		return nil
	case shipment.Expired:
		return refuse("counter.expired", "day", s.ExpiresOn)
	case shipment.Cancelled:
		return refuse("counter.cancelled", "day", policy.DayOf(s.UpdatedAt))
	case shipment.Posted:
		return refuse("counter.posted", "day", policy.DayOf(s.PostedAt), "time", s.PostedAt.In(policy.Zone).Format("15:04"))
	}
	return refuse("state.illegal", "state", s.State)
}

// Acceptance is what the clerk does: the weight on the scale and the cash
// handed over, in cents.
type Acceptance struct {
	Number string
	Grams  postal.Grams
	Cash   money.Amount
	// Quoted is the total that the clerk saw; where the price has changed since,
	// nothing is accepted. 0 takes whatever it is.
	Quoted money.Amount
}

// Accepted is an item taken over the counter.
type Accepted struct {
	Item
	Row store.AcceptanceRow
}

// AcceptAtCounter posts a weighed item against cash: the weight is amended, the
// price recalculated at the rate in force now, the cash entered in the ledger,
// and the item posted, all at once or not at all (M-E1, M-E2, M-D5). Of what
// was prepaid only the difference is collected; what was prepaid too much opens
// its refund by itself (M-D4).
func (p *Portal) AcceptAtCounter(ctx context.Context, who account.Actor, in Acceptance) (a Accepted, err error) {
	if err := p.atTheCounter(who); err != nil {
		return a, err
	}
	return p.accept(ctx, who, in)
}

// accept is AcceptAtCounter for who stands behind a counter: a clerk, or a
// tester who plays one.
func (p *Portal) accept(ctx context.Context, who account.Actor, in Acceptance) (a Accepted, err error) {
	if in.Grams <= 0 {
		return a, problem.New(problem.Invalid, "weight.missing", "weight")
	}
	return a, p.writeMoney(ctx, who, func(tx *store.Tx) error {
		c, err := p.atCounter(tx, who, Scanned{in.Number, in.Grams})
		if err != nil {
			return err
		}
		due := c.ToPay()
		if in.Quoted != 0 && in.Quoted != c.Due.Total {
			return problem.New(problem.Conflict, "counter.price_changed", "cash", "due", c.Due.Total.HKD())
		}
		if in.Cash < due {
			return problem.New(problem.Invalid, "counter.cash_short", "cash", "due", due.HKD())
		}
		s := c.Shipment
		s.PostedAt = tx.Now
		if err := p.step(tx, who, &s, shipment.Post, weightNote(s.Grams, in.Grams)); err != nil {
			return err
		}
		posted, err := p.posting(tx, who, s.Customer)
		if err != nil {
			return err
		}
		row := store.AcceptanceRow{Posting: posted, Customer: s.Customer, Shipment: s.ID, Number: s.Number, Office: who.Office, Clerk: who.User, At: tx.Now,
			Estimated: s.Grams, Grams: in.Grams, Charged: c.Due.Estimate(), Prepaid: c.Prepaid, Payment: paidBy(c), Cash: in.Cash, Change: in.Cash - due}
		if charged := row.Charged.Total; charged != s.Estimate.Total {
			if err := tx.ChargeShipment(s.Customer, s.ID, charged); err != nil {
				return err
			}
		}
		if err := tx.InsertAcceptance(row); err != nil {
			return err
		}
		posting := tracking.Event{Number: s.Number, Code: tracking.Posting, At: tx.Now, Place: postal.Home}
		if err := tx.NoteTracking(posting); err != nil {
			return err
		}
		if err := tellTracking(tx, s.Customer, posting); err != nil {
			return err
		}
		if err := tx.Append(cashEntry(row, s.Service)); err != nil {
			return err
		}
		if err := p.settlePosted(tx, who, c, row); err != nil {
			return err
		}
		a = Accepted{Item: p.view(s, tx), Row: row}
		if err := tx.Enqueue(job.Job{Kind: postedJob, Args: s.Customer + "/" + s.ID}); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "counter.accept", Object: s.ID, Customer: s.Customer,
			Detail: map[string]any{"office": who.Office, "grams_before": s.Grams, "grams": in.Grams, "cents": due, "prepaid": c.Prepaid}})
	})
}

// posting is the posting that an item of a customer belongs to: that of the item
// which the clerk took last, where it was the same sender's and not long ago, or
// a new one (M-E4).
func (p *Portal) posting(tx *store.Tx, who account.Actor, customer string) (string, error) {
	last, err := tx.LastAcceptance(who.Office, who.User, policy.DayOf(tx.Now))
	if err == nil && last.Customer == customer && tx.Now.Sub(last.At) <= policy.PostingGap {
		return last.Posting, nil
	}
	return tx.NewID("pst"), ignoreMissing(err)
}

// weightNote says what the scale changed.
func weightNote(before, after postal.Grams) string {
	if before == after {
		return ""
	}
	return strconv.Itoa(int(before)) + " g → " + strconv.Itoa(int(after)) + " g"
}

// paidBy is the payment behind what was prepaid, or that the clerk settles.
func paidBy(c CounterItem) string {
	if c.Prepaid == 0 && c.Payment.State != payment.Deferred {
		return ""
	}
	return c.Payment.ID
}

// settlePosted does what posting means for an item's payment: one that waited
// for the till is settled by it; one that is not through yet loses the item,
// which was paid for at the counter; one that paid too much gives back.
func (p *Portal) settlePosted(tx *store.Tx, who account.Actor, c CounterItem, x store.AcceptanceRow) error {
	if c.Payment.ID == "" {
		return nil
	}
	payer := account.Actor{User: who.User, Customer: c.Customer, Mode: who.Mode, Clock: who.Clock}
	if c.Payment.State == payment.Deferred {
		return p.collect(tx, payer, &c.Payment, c.ID, x.Due())
	}
	if c.Prepaid == 0 && (c.Payment.State == payment.Started || c.Payment.State == payment.Open) {
		return p.release(tx, payer, &c.Payment, c.ID)
	}
	if x.Overpaid() == 0 {
		return nil
	}
	_, err := p.openRefund(tx, payer, c.Payment, c.ID, payment.Overpaid, x.Overpaid(), weightNote(x.Estimated, x.Grams))
	return err
}

// cashEntry is a posting's money: out of the sender's hand into the till, or
// out of what he prepaid, and earned as postage and premium (M-D5). Its
// reference makes it unique.
func cashEntry(x store.AcceptanceRow, service string) ledger.Entry {
	e := ledger.Entry{Ref: "posting:" + x.Shipment, Kind: "posting", At: x.At, Object: x.Shipment}
	e.Lines = ledger.Lines(ledger.Till.Of(x.Office), x.Due(), ledger.Prepaid.Of(x.Payment), x.Charged.Total-x.Due(),
		ledger.Revenue.Of(service), -(x.Charged.Total - x.Charged.Premium))
	if x.Charged.Premium != 0 {
		e.Lines = append(e.Lines, ledger.Line{Account: ledger.Premium.Of(service), Amount: -x.Charged.Premium})
	}
	return e
}
