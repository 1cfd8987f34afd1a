package sandbox

import (
	"errors"

	"ecship/internal/money"
	"ecship/internal/payment"
)

// errClosed says that a page takes no payment any more.
var errClosed = errors.New("sandbox: this payment is closed")

// Pay is the payer approving a payment on the page; magic may have it declined.
func (g *Gateway) Pay(ref string) error {
	g.mu.Lock()
	asked := Fine
	if e := g.payments[ref]; e != nil {
		asked = magic(e.order, e.order.Amount)
	}
	g.mu.Unlock()
	if asked == Declines {
		return g.Decline(ref)
	}
	err := g.payer(act{Op: opPay, Ref: ref}, payment.Open)
	if err == nil && asked == Twice {
		g.notify(ref)
	}
	return err
}

// Decline is the card's bank saying no.
func (g *Gateway) Decline(ref string) error {
	return g.payer(act{Op: opDecline, Ref: ref}, payment.Open)
}

// Lapse ends an authorisation that was not captured in time.
func (g *Gateway) Lapse(ref string) error {
	return g.payer(act{Op: opLapse, Ref: ref}, payment.Authorised)
}

// payer does something to a payment in a state, and notifies the portal.
func (g *Gateway) payer(a act, in payment.State) error {
	g.mu.Lock()
	g.expire(a.Ref)
	e := g.payments[a.Ref]
	err := errClosed
	if e != nil && e.report.State == in {
		err = g.record(a)
	}
	g.mu.Unlock()
	if err == nil {
		g.notify(a.Ref)
	}
	return err
}

// Totals are what was captured and given back in all: the gateway's own count,
// for tests to hold ours against.
func (g *Gateway) Totals() (captured, refunded money.Amount) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, m := range g.moved {
		if m.Key == "" {
			captured += m.Amount
		} else {
			refunded -= m.Amount
		}
	}
	return captured, refunded
}

// Order is what a payment is for, and its state.
func (g *Gateway) Order(ref string) (payment.Order, payment.State, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.expire(ref)
	e := g.payments[ref]
	if e == nil {
		return payment.Order{}, payment.Started, false
	}
	return e.order, e.report.State, true
}
