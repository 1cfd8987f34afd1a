// Package counter is paying when the item is handed in (M-D1). The payment is
// kept as deferred and nothing moves before; the clerk takes the money into the
// till of the office, in the portal's own books, so nothing is asked outside.
package counter

import (
	"context"
	"errors"
	"time"

	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/payment"
)

// Method is the way to pay.
type Method struct{}

// Code is the method's name.
func (Method) Code() string { return "counter" }

// Shape tells that the money comes later.
func (Method) Shape() payment.Shape { return payment.Counter }

// Money is the till of the office.
func (Method) Money(office string) ledger.Account { return ledger.Till.Of(office) }

// Origin is empty: the payer is sent nowhere.
func (Method) Origin() string { return "" }

// Start reports that the payment waits for the till.
func (Method) Start(context.Context, payment.Order) (payment.Report, error) {
	return payment.Report{State: payment.Deferred}, nil
}

// Ask has nobody to ask: the books know.
func (Method) Ask(context.Context, string) (payment.Report, error) {
	return payment.Report{State: payment.Started}, nil
}

// Capture is the clerk taking the money.
func (Method) Capture(_ context.Context, _ string, amount money.Amount) (payment.Report, error) {
	return payment.Report{State: payment.Captured, Authorised: amount, Captured: amount}, nil
}

// Void lets go of what was never held.
func (Method) Void(context.Context, string) (payment.Report, error) {
	return payment.Report{State: payment.Voided}, nil
}

// Refund goes out in an instruction file: cash is not sent by a call.
func (Method) Refund(context.Context, payment.RefundOrder) (payment.Report, error) {
	return payment.Report{}, payment.ErrByInstruction
}

// Notice refuses everything: nobody outside can tell us anything.
func (Method) Notice(map[string][]string, []byte, time.Time) ([]string, error) {
	return nil, errors.New("counter: there are no notifications")
}

// Statement is empty: the till is compared at its own close.
func (Method) Statement(context.Context, time.Time, time.Time) ([]payment.Movement, error) {
	return nil, nil
}
