// Package counter is paying when the item is handed in (M-D1). Nothing is
// promised and nothing moves before; the clerk takes the money.
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

// Start has nothing to begin.
func (Method) Start(context.Context, payment.Order) (payment.Report, error) {
	return payment.Report{State: payment.Open}, nil
}

// Ask knows no more.
func (Method) Ask(context.Context, string) (payment.Report, error) {
	return payment.Report{State: payment.Started}, nil
}

// Capture is the clerk's, not ours.
func (Method) Capture(context.Context, string, money.Amount) (payment.Report, error) {
	return payment.Report{State: payment.Open}, nil
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
