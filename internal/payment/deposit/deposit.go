// Package deposit is paying from a deposit account that the operator keeps for
// a permit holder (M-D1). The money moves in the portal's own books, in one
// transaction with the payment, so nothing is asked outside.
package deposit

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
func (Method) Code() string { return "deposit" }

// Shape tells that the portal moves the money itself.
func (Method) Shape() payment.Shape { return payment.Account }

// Money is the payer's deposit.
func (Method) Money(source string) ledger.Account { return ledger.Deposit.Of(source) }

// Origin is empty: the payer is sent nowhere.
func (Method) Origin() string { return "" }

// Start reports what the books say at once.
func (Method) Start(_ context.Context, o payment.Order) (payment.Report, error) {
	return payment.Report{State: payment.Captured, Authorised: o.Amount, Captured: o.Amount}, nil
}

// Ask has nobody to ask: the books know.
func (Method) Ask(context.Context, string) (payment.Report, error) {
	return payment.Report{State: payment.Started}, nil
}

// Capture has nothing left to do.
func (Method) Capture(_ context.Context, _ string, amount money.Amount) (payment.Report, error) {
	return payment.Report{State: payment.Captured, Authorised: amount, Captured: amount}, nil
}

// Void comes too late: the money moved with the payment, and goes back as a
// refund.
func (Method) Void(context.Context, string) (payment.Report, error) {
	return payment.Report{State: payment.Captured}, nil
}

// Refund is an entry in the portal's own books.
func (Method) Refund(_ context.Context, o payment.RefundOrder) (payment.Report, error) {
	return payment.Report{State: payment.Captured, Refunds: map[string]payment.RefundStanding{o.Key: payment.RefundDone}}, nil
}

// Notice refuses everything: nobody outside can tell us anything.
func (Method) Notice(map[string][]string, []byte, time.Time) ([]string, error) {
	return nil, errors.New("deposit: there are no notifications")
}

// Statement is empty: there is no other party to compare with.
func (Method) Statement(context.Context, time.Time, time.Time) ([]payment.Movement, error) {
	return nil, nil
}
