package store

import (
	"time"

	"ecship/internal/money"
	"ecship/internal/problem"
)

// DepositAccount is money that a permit holder keeps with the operator, with
// or without credit (M-D1).
type DepositAccount struct {
	Number   string // "PM12345"
	Customer string
	Name     string
	Balance  money.Amount // in cents; below 0 is credit used
	// CreditLimit is how far below 0 the balance may go.
	CreditLimit money.Amount
	State       Standing
	CreatedAt   time.Time
}

// Available is what can be drawn.
func (d DepositAccount) Available() money.Amount { return d.Balance + d.CreditLimit }

// InsertDepositAccount opens an account with nothing in it. It is a Conflict
// where the number is taken.
func (tx *Tx) InsertDepositAccount(d DepositAccount) error {
	n, err := tx.exec(`INSERT INTO deposit_accounts (number, customer, name, balance, credit_limit, state, created_at) VALUES ($1, $2, $3, 0, $4, 'active', $5)
		ON CONFLICT (number) DO NOTHING`, d.Number, d.Customer, clean(d.Name), int64(d.CreditLimit), micros(tx.Now))
	if err == nil && n == 0 {
		return problem.New(problem.Conflict, "deposit.exists", "number", "number", d.Number)
	}
	return err
}

// DrawDeposit takes money from a customer's account. It is a Conflict where
// that would pass the credit limit: the guard is in the statement, so that it
// holds against any number of others at once (invariant 8).
func (tx *Tx) DrawDeposit(customer, number string, amount money.Amount) error {
	return tx.later(orElse(problem.New(problem.Conflict, "deposit.short", "source", "number", number)),
		`UPDATE deposit_accounts SET balance = balance - $1 WHERE number = $2 AND customer = $3 AND state = 'active' AND balance - $1 >= -credit_limit`,
		int64(amount), number, customer)
}

// PayDeposit puts money into an account.
func (tx *Tx) PayDeposit(number string, amount money.Amount) error {
	return tx.later(touched, `UPDATE deposit_accounts SET balance = balance + $1 WHERE number = $2`, int64(amount), number)
}

// DepositAccount finds a customer's account.
func (tx *Tx) DepositAccount(customer, number string) (d DepositAccount, err error) {
	all, err := tx.deposits(`WHERE customer = $1 AND number = $2`, customer, number)
	if err == nil && len(all) == 0 {
		err = problem.New(problem.NotFound, "error.not_found", "")
	}
	if err != nil {
		return d, err
	}
	return all[0], nil
}

// DepositAccounts lists a customer's accounts.
func (tx *Tx) DepositAccounts(customer string) ([]DepositAccount, error) {
	return tx.deposits(`WHERE customer = $1 ORDER BY number`, customer)
}

func (tx *Tx) deposits(tail string, args ...any) (all []DepositAccount, err error) {
	err = tx.each(`SELECT number, customer, name, balance, credit_limit, state, created_at FROM deposit_accounts `+tail, args,
		func(scan func(...any) error) error {
			var d DepositAccount
			err := scan(&d.Number, &d.Customer, &d.Name, &d.Balance, &d.CreditLimit, &d.State, instant{&d.CreatedAt})
			all = append(all, d)
			return err
		})
	return all, err
}
