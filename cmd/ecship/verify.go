package main

import (
	"context"
	"fmt"
	"time"

	"ecship/internal/account"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/portal"
	"ecship/internal/problem"
	"ecship/internal/verify"
)

// accountCommand opens a deposit account for a customer.
type accountCommand struct {
	Number  string `arg:"" placeholder:"PM12345" help:"${number}"`
	Email   string `arg:"" placeholder:"EMAIL" help:"${email}"`
	Deposit string `default:"0" placeholder:"DOLLARS" help:"${deposit}"`
	Credit  string `default:"0" placeholder:"DOLLARS" help:"${credit}"`
}

// Run opens the account (M-D1).
func (c accountCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	deposit, err := money.Parse(c.Deposit)
	if err != nil {
		return problem.New(problem.Invalid, "deposit.amount", "deposit")
	}
	credit, err := money.Parse(c.Credit)
	if err != nil {
		return problem.New(problem.Invalid, "deposit.amount", "credit")
	}
	return with(ctx, t, s, func(p *portal.Portal) error {
		who, err := p.MemberActor(ctx, c.Email, account.Live)
		if err != nil {
			return err
		}
		if err := p.OpenDepositAccount(ctx, portal.NewDepositAccount{Number: c.Number, Customer: who.Customer, Name: c.Email, Deposit: deposit, CreditLimit: credit}); err != nil {
			return err
		}
		return t.say("cli.account.done", "number", c.Number, "email", c.Email)
	})
}

type verifyCommand struct{}

// Run proves what must always hold of the money, on a live database (M-J3). It
// fails where anything is found.
func (verifyCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	return with(ctx, t, s, func(p *portal.Portal) error {
		gateways := func(ctx context.Context) (map[string]verify.Statement, error) { return statements(ctx, p, t.Now()) }
		found, err := verify.Run(ctx, verify.Input{Database: s.Store(), Now: t.Now(), Gateways: gateways})
		if err != nil {
			return err
		}
		for _, f := range found {
			fmt.Fprintln(t.Out, f) //nolint:errcheck // nobody reads it
		}
		if len(found) > 0 {
			return problem.New(problem.Internal, "cli.verify.found", "", "n", len(found))
		}
		return t.say("cli.verify.sound")
	})
}

// statements asks every gateway for all that it ever moved.
func statements(ctx context.Context, p *portal.Portal, now time.Time) (map[string]verify.Statement, error) {
	all := map[string]verify.Statement{}
	for _, m := range append(p.Methods.Test, p.Methods.Live...) {
		if _, done := all[m.Code()]; done || m.Shape() != payment.Hosted {
			continue
		}
		moved, err := m.Statement(ctx, time.Unix(0, 0), now.AddDate(1, 0, 0))
		if err != nil {
			return nil, problem.Because(problem.Unavailable, "payment.no_statement", err)
		}
		all[m.Code()] = verify.Stated(moved)
	}
	return all, nil
}
