package portal

import (
	"context"
	"regexp"

	"ecship/internal/account"
	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// NewDepositAccount is a deposit account that the operator opens for a
// customer (M-D1).
type NewDepositAccount struct {
	Number      string // "PM12345"
	Customer    string // cus_…
	Name        string
	Deposit     money.Amount // what was paid in, at the office
	CreditLimit money.Amount
}

var depositNumber = regexp.MustCompile(`^[A-Z]{2}[0-9]{1,10}$`)

// bank is where deposits are paid in, until offices take them.
const bank = "bank"

// OpenDepositAccount opens an account. Whoever may run commands on the server
// may do it; no door offers it.
func (p *Portal) OpenDepositAccount(ctx context.Context, in NewDepositAccount) error {
	if !depositNumber.MatchString(in.Number) {
		return problem.New(problem.Invalid, "deposit.number", "number", "example", "PM12345")
	}
	if in.Deposit < 0 || in.CreditLimit < 0 || in.Deposit > money.Max || in.CreditLimit > money.Max {
		return problem.New(problem.Invalid, "deposit.amount", "deposit")
	}
	return p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		if _, err := tx.Customer(in.Customer); err != nil {
			return err
		}
		if err := tx.InsertDepositAccount(store.DepositAccount{Number: in.Number, Customer: in.Customer, Name: in.Name, CreditLimit: in.CreditLimit}); err != nil {
			return err
		}
		if err := tx.Audit(store.AuditRow{Actor: "system", Act: "deposit.open", Object: in.Number, Customer: in.Customer,
			Detail: map[string]any{"cents": in.Deposit, "credit_limit": in.CreditLimit}}); err != nil || in.Deposit == 0 {
			return err
		}
		if err := tx.PayDeposit(in.Number, in.Deposit); err != nil {
			return err
		}
		return tx.Append(ledger.Move("deposit:"+in.Number+":open", "deposit", ledger.Clearing.Of(bank), ledger.Deposit.Of(in.Number), in.Deposit).About(in.Number))
	})
}

// DepositAccounts lists the accounts of the actor's customer.
func (p *Portal) DepositAccounts(ctx context.Context, who account.Actor) (all []store.DepositAccount, err error) {
	if err := who.Sender(account.Pay); err != nil {
		return nil, err
	}
	return all, p.read(ctx, who, func(tx *store.Tx) error {
		all, err = tx.DepositAccounts(who.Customer)
		return err
	})
}
