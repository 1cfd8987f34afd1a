package payment

import (
	"context"
	"time"

	"ecship/internal/ledger"
	"ecship/internal/money"
)

// Shape is what kind of way to pay a Method is.
type Shape string

// The shapes.
const (
	Hosted  Shape = "hosted"  // a page of the gateway's: authorised, then captured
	Account Shape = "account" // an account that the operator keeps: moved at once, in our own books
	Counter Shape = "counter" // later, when the item is handed in
)

// Order is what a gateway is asked to take.
type Order struct {
	Ref    string // ours: the same ref is the same payment, however often it is sent
	Amount money.Amount
	Memo   string // what the payer reads at the gateway
	Lang   string // as HTML names it
	Return string // where the gateway sends the payer afterwards
	// Until is when the gateway's page stops taking the payment.
	Until time.Time
}

// RefundOrder asks a gateway to give money back.
type RefundOrder struct {
	Ref    string // of the payment
	Key    string // ours, of this refund: the same key is the same refund
	Amount money.Amount
}

// RefundStanding is what a gateway says of a refund.
type RefundStanding string

// The standings.
const (
	RefundPending RefundStanding = "pending"
	RefundDone    RefundStanding = "done"
	RefundFailed  RefundStanding = "failed"
)

// Report is all that a gateway knows of one payment at one moment. It is the
// only thing that moves a payment on: notifications only say that it is worth
// asking for one, so that their order, their number and their sender cannot
// matter.
type Report struct {
	// State is Started where the gateway has never heard of the ref, else one
	// of Open, Authorised, Captured, Voided, Declined, Expired, Lapsed, Deferred.
	State        State
	Checkout     string // the page for the payer, while Open
	Authorised   money.Amount
	AuthorisedAt time.Time
	Captured     money.Amount
	Refunds      map[string]RefundStanding // by key
}

// Movement is a line of a gateway's statement.
type Movement struct {
	Ref    string
	Key    string       // of a refund; empty for a capture
	Amount money.Amount // captured is positive, refunded negative
	At     time.Time
}

// Method is a way to pay. An adapter of package payment/<code> is one; the
// suite in paymenttest says what it must do.
//
// Every call may be repeated, and does nothing the second time. An error always
// means that the outcome is not known: what is known, a refusal too, is in the
// Report. Calls end when ctx does.
type Method interface {
	Code() string // "sandbox", "deposit": the name of the package
	Shape() Shape
	// Money is the ledger account that the money comes from. source is the
	// payer's account for the shape Account, the office for Counter, else empty.
	Money(source string) ledger.Account
	// Origin is where the payer's page is, "https://pay.example": pages whose
	// form leads there must say so (CSP). It is empty for other shapes.
	Origin() string

	// Start makes a page for the payer, or finds the one that was made.
	Start(ctx context.Context, o Order) (Report, error)
	// Ask tells what the gateway knows.
	Ask(ctx context.Context, ref string) (Report, error)
	// Capture charges up to what was authorised, and lets the rest go.
	Capture(ctx context.Context, ref string, amount money.Amount) (Report, error)
	// Void lets an uncaptured payment go: nothing will ever be charged under
	// the ref, whether or not the gateway has heard of it before.
	Void(ctx context.Context, ref string) (Report, error)
	// Refund gives captured money back. A method without such a call answers
	// ErrByInstruction.
	Refund(ctx context.Context, o RefundOrder) (Report, error)
	// Notice checks a notification's signature at a moment and says which refs
	// it is about. It is an error where it is not the gateway's, or too old.
	Notice(header map[string][]string, body []byte, now time.Time) (refs []string, err error)
	// Statement lists what moved from an instant until before another.
	Statement(ctx context.Context, from, to time.Time) ([]Movement, error)
}

// byInstruction is the type of ErrByInstruction.
type byInstruction struct{}

func (byInstruction) Error() string { return "payment: this way to pay has no refund call" }

// ErrByInstruction says that a refund goes out in an instruction file and comes
// back in its answer.
var ErrByInstruction error = byInstruction{}

// Methods are the ways to pay that an operator has: for customers, and for
// those who try the portal out. No method is in both.
type Methods struct{ Live, Test []Method }

// For lists those of a test customer, or of a real one.
func (m Methods) For(test bool) []Method {
	if test {
		return m.Test
	}
	return m.Live
}

// Find is the method of a code, or nil. A code means the same to a real and to
// a test customer only where both lists have it.
func (m Methods) Find(code string, test bool) Method {
	for _, x := range m.For(test) {
		if x.Code() == code {
			return x
		}
	}
	return nil
}
