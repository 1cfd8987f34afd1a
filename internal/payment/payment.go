// Package payment is how items are paid for and how money goes back: the
// states of a payment and of a refund, when a card is charged, and what a way
// to pay must be able to do (Method). It moves no money and asks no gateway.
package payment

import (
	"time"

	"ecship/internal/money"
	"ecship/internal/policy"
)

// Payment is one attempt to pay for one or many items.
type Payment struct {
	ID       string // pay_…
	Customer string
	// Ref is what the gateway knows it by: given before the gateway hears of
	// the payment, and never used again.
	Ref    string
	Method string // the Method's code
	// Source is the account that pays, for methods that have accounts.
	Source  string
	State   State
	Version int64
	// Amount is what was asked for; Kept is what of it is to be charged: less
	// once an item was cancelled before the charge. Both in cents. What the
	// counter's scale changes of a deferred payment is changed in both.
	Amount, Kept money.Amount
	// Authorised and Captured are what the gateway said, or what the clerks have
	// taken, in cents.
	Authorised, Captured money.Amount
	// Refunded is what has gone back.
	Refunded  money.Amount
	Checkout  string    // the page to send the payer to
	CaptureAt time.Time // when a card is to be charged (M-D2)
	// UnansweredSince is when the gateway last ceased to answer; zero while it
	// answers.
	UnansweredSince time.Time
	AskedAt         time.Time
	Payer           string // usr_… or key_…
	CreatedAt       time.Time
	UpdatedAt       time.Time
	CapturedAt      time.Time
}

// Money is what can be said of the payer's money.
func (p Payment) Money() Money {
	if p.State == Deferred && p.Captured > 0 {
		return Charged // of some items; Kept says of all
	}
	return p.State.Money(!p.UnansweredSince.IsZero())
}

// Due is what is still to be paid over the counter.
func (p Payment) Due() money.Amount {
	if p.State != Deferred {
		return 0
	}
	return p.Kept - p.Captured
}

// KnownBy is the latest moment by which an outcome that is not known now will
// be, while the gateway answers at all (invariant 3).
func (p Payment) KnownBy() time.Time { return p.UnknownSince().Add(policy.UnknownMost) }

// UnknownSince is since when an outcome that is not known has been so.
func (p Payment) UnknownSince() time.Time {
	if p.UnansweredSince.IsZero() {
		return p.UpdatedAt
	}
	return p.UnansweredSince
}

// CaptureAt is when a card payment authorised at a moment is charged: at 20:00
// Hong Kong time of the same day, or at once from 20:00 on (M-D2).
func CaptureAt(authorised time.Time) time.Time {
	if cut := policy.DayOf(authorised).At(policy.CaptureHour); authorised.Before(cut) {
		return cut
	}
	return authorised
}

// FreeToCancel tells whether an item of the payment can still be cancelled
// without a charge (M-D3). At 20:00 to the instant it no longer can.
func (p Payment) FreeToCancel(now time.Time) bool {
	switch p.State {
	case Started, Open, Deferred:
		return true
	case Authorised:
		return now.Before(p.CaptureAt)
	}
	return false
}

// AskAgain is how long to wait before the gateway is asked again about a
// payment that has waited so long already: soon at first, then every two
// minutes.
func AskAgain(waited time.Duration) time.Duration {
	return min(max(waited/2, 5*time.Second), 2*time.Minute)
}
