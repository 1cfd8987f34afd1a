// Package sandbox is a card gateway to try the portal with: it keeps what was
// paid in a durable journal of its own, has a page for the payer, signs its
// notifications, and fails in every way that gateways fail, when asked to.
package sandbox

import (
	"context"
	"errors"
	"sync"
	"time"

	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/payment"
)

// Config is what a gateway needs.
type Config struct {
	// Journal is the file of what was paid; empty keeps it in memory alone.
	Journal string
	// URL is where Pages is reached, without a slash at the end.
	URL string
	// Secret signs notifications.
	Secret []byte
	Clock  func() time.Time
	// ByFile has refunds go out in a file instead of by a call, as some gateways
	// want it.
	ByFile bool
	// Slowness is how long a slow answer takes; 0 is SlowTime.
	Slowness time.Duration
	// Notify takes a notification to the portal; nil leaves them in Notices.
	Notify func(header map[string][]string, body []byte)
}

// Gateway is the sandbox; it is a payment.Method. Its methods may be called at
// once from anywhere.
type Gateway struct {
	Config
	mu       sync.Mutex
	payments map[string]*entry
	moved    []payment.Movement
	journal  *journal
	troubles []trouble
	notices  []Notice
}

// entry is a payment as the gateway keeps it.
type entry struct {
	order   payment.Order
	report  payment.Report
	refunds map[string]money.Amount
	lost    bool // a magic word has had its charge
}

// New opens a gateway, with what its journal says.
func New(c Config) (*Gateway, error) {
	g := &Gateway{Config: c, payments: map[string]*entry{}}
	var err error
	g.journal, err = openJournal(c.Journal, g.apply)
	return g, err
}

// Close closes the journal.
func (g *Gateway) Close() error { return g.journal.close() }

// Code is the method's name.
func (*Gateway) Code() string { return "sandbox" }

// Shape tells that the payer comes to a page of ours.
func (*Gateway) Shape() payment.Shape { return payment.Hosted }

// Money is what the gateway owes the operator.
func (*Gateway) Money(string) ledger.Account { return ledger.Clearing.Of("sandbox") }

// Origin is where Pages is.
func (g *Gateway) Origin() string { return origin(g.URL) }

// Start makes the payer's page.
func (g *Gateway) Start(ctx context.Context, o payment.Order) (payment.Report, error) {
	return g.do(ctx, "start", o.Ref, o.Amount, func(e *entry) []act {
		if e != nil {
			return nil
		}
		return []act{{Op: opStart, Ref: o.Ref, Amount: o.Amount, Order: &o}}
	})
}

// Ask tells what is known of a payment.
func (g *Gateway) Ask(ctx context.Context, ref string) (payment.Report, error) {
	return g.do(ctx, "ask", ref, 0, func(*entry) []act { return nil })
}

// Capture charges a payment.
func (g *Gateway) Capture(ctx context.Context, ref string, amount money.Amount) (payment.Report, error) {
	return g.do(ctx, "capture", ref, amount, func(e *entry) []act {
		if e == nil || e.report.State != payment.Authorised || amount > e.report.Authorised || amount <= 0 {
			return nil
		}
		return []act{{Op: opCapture, Ref: ref, Amount: amount}}
	})
}

// Void lets a payment go.
func (g *Gateway) Void(ctx context.Context, ref string) (payment.Report, error) {
	return g.do(ctx, "void", ref, 0, func(e *entry) []act {
		if e != nil && (e.report.State == payment.Captured || e.report.State == payment.Voided) {
			return nil
		}
		return []act{{Op: opVoid, Ref: ref}}
	})
}

// Refund gives money back: never more than was captured, and once for a key.
func (g *Gateway) Refund(ctx context.Context, o payment.RefundOrder) (payment.Report, error) {
	if g.ByFile {
		return payment.Report{}, payment.ErrByInstruction
	}
	return g.do(ctx, "refund", o.Ref, o.Amount, func(e *entry) []act {
		if e == nil || e.report.Refunds[o.Key] != "" {
			return nil
		}
		sum := o.Amount
		for key, a := range e.refunds {
			if e.report.Refunds[key] != payment.RefundFailed {
				sum += a
			}
		}
		op := opRefund
		if sum > e.report.Captured || o.Amount <= 0 {
			op = opRefuse
		}
		return []act{{Op: op, Ref: o.Ref, Key: o.Key, Amount: o.Amount}}
	})
}

// Statement lists what moved, by the journal where there is one: another
// process may have written it since we read it.
func (g *Gateway) Statement(_ context.Context, from, to time.Time) (all []payment.Movement, err error) {
	if g.Journal != "" {
		now, err := New(Config{Journal: g.Journal})
		if err != nil {
			return nil, err
		}
		defer now.Close() //nolint:errcheck // it was only read
		g = now
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, m := range g.moved {
		if !m.At.Before(from) && m.At.Before(to) {
			all = append(all, m)
		}
	}
	return all, nil
}

// do answers one call, well or badly: decide says what is to be done about the
// payment as it stands, nil meaning nothing.
func (g *Gateway) do(ctx context.Context, op, ref string, amount money.Amount, decide func(*entry) []act) (payment.Report, error) {
	if err := ctx.Err(); err != nil {
		return payment.Report{}, err
	}
	t := g.trouble(op, ref, amount)
	slow := SlowTime
	if g.Slowness > 0 {
		slow = g.Slowness
	}
	if err := t.before(ctx, slow); err != nil {
		return payment.Report{}, err
	}
	g.mu.Lock()
	r, err := g.answer(ref, decide)
	g.mu.Unlock()
	if err == nil && t == Twice {
		g.notify(ref)
	}
	return r, errors.Join(err, t.after())
}

// answer applies what is to be done and reports. It needs the lock.
func (g *Gateway) answer(ref string, decide func(*entry) []act) (payment.Report, error) {
	g.expire(ref)
	for _, a := range decide(g.payments[ref]) {
		if err := g.record(a); err != nil {
			return payment.Report{}, err
		}
	}
	return g.report(ref), nil
}

// report is a copy of what is known. It needs the lock.
func (g *Gateway) report(ref string) payment.Report {
	e := g.payments[ref]
	if e == nil {
		return payment.Report{State: payment.Started}
	}
	r := e.report
	r.Refunds = map[string]payment.RefundStanding{}
	for k, s := range e.report.Refunds {
		r.Refunds[k] = s
	}
	return r
}

// expire closes a page whose time is over. It needs the lock.
func (g *Gateway) expire(ref string) {
	e := g.payments[ref]
	if e != nil && e.report.State == payment.Open && !g.Clock().Before(e.order.Until) {
		g.record(act{Op: opExpire, Ref: ref}) //nolint:errcheck // it will be expired at the next look too
	}
}

// record makes an act durable, then true. It needs the lock.
func (g *Gateway) record(a act) error {
	a.At = g.Clock().UTC()
	if err := g.journal.append(a); err != nil {
		return err
	}
	g.apply(a)
	return nil
}

// apply is what an act does to what is known. It decides nothing: the journal
// is read back through it.
func (g *Gateway) apply(a act) {
	e := g.payments[a.Ref]
	if e == nil {
		e = &entry{report: payment.Report{State: payment.Started, Refunds: map[string]payment.RefundStanding{}}, refunds: map[string]money.Amount{}}
		g.payments[a.Ref] = e
	}
	r := &e.report
	switch a.Op {
	case opStart:
		e.order = *a.Order
		r.State, r.Checkout = payment.Open, g.URL+"/pay/"+a.Ref
	case opPay:
		r.State, r.Authorised, r.AuthorisedAt = payment.Authorised, e.order.Amount, a.At
	case opDecline:
		r.State = payment.Declined
	case opExpire:
		r.State = payment.Expired
	case opCapture:
		r.State, r.Captured = payment.Captured, a.Amount
		g.moved = append(g.moved, payment.Movement{Ref: a.Ref, Amount: a.Amount, At: a.At})
	case opVoid:
		r.State = payment.Voided
	case opLapse:
		r.State = payment.Lapsed
	case opRefund:
		r.Refunds[a.Key], e.refunds[a.Key] = payment.RefundDone, a.Amount
		g.moved = append(g.moved, payment.Movement{Ref: a.Ref, Key: a.Key, Amount: -a.Amount, At: a.At})
	case opRefuse:
		r.Refunds[a.Key], e.refunds[a.Key] = payment.RefundFailed, a.Amount
	}
}
