package portal

import (
	"context"
	"fmt"
	"strings"

	"ecship/internal/job"
	"ecship/internal/notify"
	"ecship/internal/payment"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// receiptJob mails the receipt of a payment. Its argument is "customer/payment".
const receiptJob = "payment.receipt"

// receipt has a payment's receipt mailed.
func receipt(pay payment.Payment) job.Job {
	return job.Job{Kind: receiptJob, Args: pay.Customer + "/" + pay.ID}
}

// receiptMail is the id of a payment's receipt: there is one of it.
func receiptMail(pay payment.Payment) string { return "mai_" + strings.TrimPrefix(pay.ID, "pay_") }

// mailReceipt writes the receipt of a payment, unless it is there: a job may
// come twice.
func (p *Portal) mailReceipt(ctx context.Context, name string) error {
	customer, id, ok := strings.Cut(name, "/")
	if !ok {
		return job.Hopeless(fmt.Errorf("receipt: %q names no payment", name))
	}
	who, err := p.payerOf(ctx, customer)
	if err != nil {
		return err
	}
	return p.write(ctx, who, func(tx *store.Tx) error {
		pay, err := tx.Payment(customer, id)
		if err != nil {
			return err
		}
		if _, err := tx.Mail(receiptMail(pay)); !problem.Is(err, problem.NotFound) {
			return err
		}
		items, err := tx.PaidNumbers(pay.Customer, pay.ID)
		if err != nil {
			return err
		}
		return p.mailPaid(tx, pay, items)
	})
}

// mailPaid is the receipt by mail.
func (p *Portal) mailPaid(tx *store.Tx, pay payment.Payment, items []store.PaidNumber) error {
	var lines []string
	for _, it := range items {
		lines = append(lines, it.Number.Grouped()+"  "+it.Amount.HKD())
	}
	return p.noticeTo(tx, receiptMail(pay), pay.Payer, pay.Customer, notify.Paid, "/payments/"+pay.ID, "amount", pay.Captured.HKD(), "items", strings.Join(lines, "\n"), "time", clockTime(pay.CapturedAt))
}
