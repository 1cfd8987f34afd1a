package rest

import (
	"net/http"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// PaymentMethods are the ways to pay that a key has.
type PaymentMethods struct {
	Methods  []PaymentMethod `json:"methods"`
	Accounts []Deposit       `json:"accounts" doc:"deposit accounts, to be named as source"`
}

// PaymentMethod is a way to pay.
type PaymentMethod struct {
	Method string        `json:"method" doc:"give it as method" example:"deposit"`
	Name   string        `json:"name"`
	Shape  payment.Shape `json:"shape" doc:"hosted: the payer goes to checkout_url; account: paid at once from a deposit account; counter: nothing to do here, it is paid when the item is handed in"`
}

// Deposit is a deposit account.
type Deposit struct {
	Number    string       `json:"number" example:"PM10001"`
	Name      string       `json:"name"`
	State     string       `json:"state" doc:"active or suspended"`
	Balance   money.Amount `json:"balance_cents" doc:"below 0 is credit used"`
	Credit    money.Amount `json:"credit_limit_cents"`
	Available money.Amount `json:"available_cents"`
}

func listMethods(c *call, _ nothing) (int, PaymentMethods, error) {
	accounts, err := c.Portal.DepositAccounts(c.r.Context(), c.who)
	out := PaymentMethods{Methods: []PaymentMethod{}, Accounts: []Deposit{}}
	for _, m := range c.Portal.PaymentMethods(c.who) {
		out.Methods = append(out.Methods, PaymentMethod{m.Code(), c.lang.T("method." + m.Code()), m.Shape()})
	}
	for _, d := range accounts {
		out.Accounts = append(out.Accounts, depositOf(d))
	}
	return http.StatusOK, out, err
}

func depositOf(d portal.DepositAccount) Deposit {
	return Deposit{d.Number, d.Name, string(d.State), d.Balance, d.CreditLimit, d.Available()}
}

// Statement is a month of a deposit account.
type Statement struct {
	Account Deposit         `json:"account"`
	Month   string          `json:"month" example:"2026-11"`
	Over    bool            `json:"over" doc:"the month has ended: nothing is added to it any more"`
	Opening money.Amount    `json:"opening_cents"`
	Closing money.Amount    `json:"closing_cents"`
	In      money.Amount    `json:"in_cents"`
	Out     money.Amount    `json:"out_cents"`
	Lines   []StatementLine `json:"lines"`
}

// StatementLine is money that came in or went out.
type StatementLine struct {
	At      time.Time     `json:"at"`
	Kind    string        `json:"kind" doc:"deposit, capture or credit"`
	Says    string        `json:"says" doc:"in the language of Accept-Language"`
	Number  postal.Number `json:"number,omitempty" doc:"of the item"`
	Object  string        `json:"object,omitempty" doc:"id of the payment or refund"`
	Amount  money.Amount  `json:"amount_cents" doc:"what went out is below 0"`
	Balance money.Amount  `json:"balance_cents"`
}

func getStatement(c *call, _ nothing) (int, Statement, error) {
	in, err := c.statementOf()
	if err != nil {
		return 0, Statement{}, err
	}
	s, err := c.Portal.Statement(c.r.Context(), c.who, in)
	if err != nil {
		return 0, Statement{}, err
	}
	out := Statement{Account: depositOf(s.Account), Month: s.Month.String(), Over: s.Over, Opening: s.Opening, Closing: s.Closing, In: s.In, Out: s.Out, Lines: []StatementLine{}}
	for _, l := range s.Lines {
		out.Lines = append(out.Lines, StatementLine{l.At.UTC(), l.Kind, l.Says(c.lang), l.Number, l.Object, l.Amount, l.Balance})
	}
	return http.StatusOK, out, nil
}

func getStatementPaper(c *call) error {
	in, err := c.statementOf()
	if err != nil {
		return err
	}
	return c.paper(c.Portal.StatementPaper(c.r.Context(), c.who, in))
}

func getStatementFile(c *call) error {
	in, err := c.statementOf()
	if err != nil {
		return err
	}
	return c.table(c.Portal.StatementFile(c.r.Context(), c.who, in))
}

// statementOf reads the path. A month that can't be read is one that no account
// has.
func (c *call) statementOf() (in portal.StatementOf, err error) {
	in = portal.StatementOf{Account: c.r.PathValue("number"), Lang: c.lang}
	if in.Month, err = policy.ParseMonth(c.r.PathValue("month")); err != nil {
		err = problem.New(problem.Invalid, "statement.month", "month")
	}
	return in, err
}

// Spending is what the items of the past six months cost.
type Spending struct {
	Items    int          `json:"items"`
	Total    money.Amount `json:"total_cents"`
	Months   []Spent      `json:"months" doc:"the oldest first"`
	Places   []Spent      `json:"places" doc:"the most first"`
	Services []Spent      `json:"services" doc:"the most first"`
}

// Spent is a part of it.
type Spent struct {
	Code  string       `json:"code" doc:"of the place or service; of a month its first day" example:"US"`
	Name  string       `json:"name,omitempty"`
	Items int          `json:"items"`
	Total money.Amount `json:"total_cents"`
}

func getSpending(c *call, _ nothing) (int, Spending, error) {
	s, err := c.Portal.Spending(c.r.Context(), c.who, struct{}{})
	out := Spending{Items: s.Items, Total: s.Total, Months: spent(s.Months, c.lang), Places: spent(s.Places, c.lang), Services: spent(s.Services, c.lang)}
	return http.StatusOK, out, err
}

func spent(all []portal.Share, l i18n.Lang) []Spent {
	out := []Spent{}
	for _, x := range all {
		one := Spent{x.Code, x.Name.In(l), x.Items, x.Total}
		if x.Code == "" {
			one.Code = x.Month.String()
		}
		out = append(out, one)
	}
	return out
}
