package portal

import (
	"context"
	"io"
	"strconv"
	"strings"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/sheet"
	"ecship/internal/store"
)

// Statement is a month of a deposit account (M-D1), read from the ledger and
// from nothing else. Amounts are in cents; Closing is Opening with all lines.
type Statement struct {
	Account          store.DepositAccount
	Month            policy.Month
	Opening, Closing money.Amount
	In, Out          money.Amount // the sums of what came in and went out, both positive
	Lines            []StatementLine
	// Over tells that the month has ended: nothing is added to it any more.
	Over bool
}

// StatementLine is an item that was paid for or given back, or money that was
// paid in.
type StatementLine struct {
	At      time.Time
	Kind    string        // of the ledger entry: "deposit", "capture", "credit"
	Number  postal.Number // of the item; empty for money paid in
	Object  string        // the payment or refund
	Amount  money.Amount  // what came in is positive, what went out negative
	Balance money.Amount  // after it
}

// Says is what happened, for people.
func (l StatementLine) Says(lang i18n.Lang) string { return lang.T("statement.kind." + l.Kind) }

// StatementKinds are the entries that touch a deposit account.
var StatementKinds = []string{"deposit", "capture", "credit"}

// StatementOf names an account of the actor's customer, a month, and the
// language of the paper.
type StatementOf struct {
	Account string
	Month   policy.Month
	Lang    i18n.Lang
}

// Statement is one month of a deposit account, from the month in which it was
// opened to the current one.
func (p *Portal) Statement(ctx context.Context, who account.Actor, in StatementOf) (s Statement, err error) {
	if err := who.Sender(account.Pay); err != nil {
		return s, err
	}
	return s, p.read(ctx, who, func(tx *store.Tx) error {
		d, err := tx.DepositAccount(who.Customer, in.Account)
		if err != nil {
			return err
		}
		if in.Month < policy.MonthOf(policy.DayOf(d.CreatedAt)) || in.Month > policy.MonthOf(policy.DayOf(tx.Now)) {
			return problem.New(problem.Invalid, "statement.month", "month")
		}
		s, err = statement(tx, d, in.Month)
		return err
	})
}

func statement(tx *store.Tx, d store.DepositAccount, month policy.Month) (s Statement, err error) {
	from, to := month.First().Start(), month.Last().End()
	s = Statement{Account: d, Month: month, Over: !tx.Now.Before(to)}
	book := ledger.Deposit.Of(d.Number)
	before, err := tx.BalanceAt(book, from)
	if err != nil {
		return s, err
	}
	entries, err := tx.AccountEntries(book, from, to)
	if err != nil {
		return s, err
	}
	// A deposit is the operator's debt: the ledger has it as a credit.
	s.Opening, s.Closing = -before, -before
	for _, e := range entries {
		s.add(e)
	}
	return s, nil
}

// add adds an entry: a line for each item that its memo names where they make
// up its amount, else one line.
func (s *Statement) add(e store.AccountEntry) {
	sign := money.Amount(1)
	if e.Amount > 0 {
		sign = -1
	}
	items, sum := readMemo(e.Memo), money.Amount(0)
	for _, it := range items {
		sum += it.Amount
	}
	if len(items) == 0 || sign*sum != -e.Amount {
		items = []store.PaidNumber{{Amount: sign * -e.Amount}}
	}
	for _, it := range items {
		moved := sign * it.Amount
		s.Closing += moved
		s.In += max(0, moved)
		s.Out += max(0, -moved)
		s.Lines = append(s.Lines, StatementLine{At: e.At, Kind: e.Kind, Number: it.Number, Object: e.Object, Amount: moved, Balance: s.Closing})
	}
}

// numbers are the items of a payment that pays for all of them.
func (v Payment) numbers() []store.PaidNumber {
	all := make([]store.PaidNumber, len(v.Items))
	for i, it := range v.Items {
		all[i] = store.PaidNumber{Shipment: it.PaymentItem.Shipment, Number: it.Number, Amount: it.PaymentItem.Amount}
	}
	return all
}

// memo is what a ledger entry keeps of its items, so that statements do not
// need the items, which go before the books do: "RA473124829HK:5700 …".
func memo(lines []store.PaidNumber) string {
	parts := make([]string, len(lines))
	for i, l := range lines {
		parts[i] = string(l.Number) + ":" + strconv.FormatInt(int64(l.Amount), 10)
	}
	return strings.Join(parts, " ")
}

// readMemo reads what memo wrote; nil for anything else.
func readMemo(text string) (lines []store.PaidNumber) {
	for _, part := range strings.Fields(text) {
		number, cents, ok := strings.Cut(part, ":")
		n, err := strconv.ParseInt(cents, 10, 64)
		if !ok || err != nil || n <= 0 {
			return nil
		}
		lines = append(lines, store.PaidNumber{Number: postal.Number(number), Amount: money.Amount(n)})
	}
	return lines
}

// StatementPaper is a statement as the paper that people file.
func (p *Portal) StatementPaper(ctx context.Context, who account.Actor, in StatementOf) (out Printout, err error) {
	s, err := p.Statement(ctx, who, in)
	if err != nil {
		return out, err
	}
	t := in.Lang.T
	paper := label.Paper{Operator: p.Operator, Title: t("statement.title"), Lang: in.Lang, Test: who.Mode == account.Test, Footer: t("statement.footer"),
		Facts: []label.Entry{
			{Name: t("statement.account"), Value: s.Account.Number}, {Name: t("statement.holder"), Value: s.Account.Name},
			{Name: t("statement.period"), Value: t("statement.from_to", "from", s.Month.First(), "to", s.Month.Last())},
			{Name: t("statement.opening"), Value: s.Opening.HKD()}, {Name: t("statement.in"), Value: s.In.HKD()},
			{Name: t("statement.out"), Value: s.Out.HKD()}, {Name: t("statement.closing"), Value: s.Closing.HKD()}}}
	if !s.Over {
		paper.Facts = append(paper.Facts, label.Entry{Name: t("statement.state"), Value: t("statement.not_over")})
	}
	b := label.Block{Heads: []label.Head{{Name: t("statement.date"), Share: 0.2}, {Name: t("statement.what"), Share: 0.22}, {Name: t("statement.number"), Share: 0.24},
		{Name: t("statement.amount"), Share: 0.17, Right: true}, {Name: t("statement.balance"), Share: 0.17, Right: true}}}
	for _, l := range s.Lines {
		b.Rows = append(b.Rows, []string{in.Lang.Day(policy.DayOf(l.At)), l.Says(in.Lang), l.Number.Grouped(), l.Amount.HKD(), l.Balance.HKD()})
	}
	if len(b.Rows) == 0 {
		b = label.Block{Text: []string{t("statement.none")}}
	} else {
		b.Total = []string{"", t("statement.closing"), "", "", s.Closing.HKD()}
	}
	paper.Blocks = []label.Block{b}
	return Printout{Name: "statement-" + s.Account.Number + "-" + s.Month.String(), Write: func(w io.Writer) error { return p.Printer.Paper(w, paper) }}, nil
}

// StatementFile is a statement for a spreadsheet; its columns are the same in
// every language. Amounts are in dollars.
func (p *Portal) StatementFile(ctx context.Context, who account.Actor, in StatementOf) (out Printout, err error) {
	s, err := p.Statement(ctx, who, in)
	if err != nil {
		return out, err
	}
	number := s.Account.Number
	rows := [][]string{{"account", "date", "kind", "item_number", "reference", "amount_hkd", "balance_hkd"},
		{number, s.Month.First().String(), "opening", "", "", "", s.Opening.String()}}
	for _, l := range s.Lines {
		rows = append(rows, []string{number, l.At.In(policy.Zone).Format("2006-01-02 15:04"), l.Kind, string(l.Number), l.Object, l.Amount.String(), l.Balance.String()})
	}
	rows = append(rows, []string{number, s.Month.Last().String(), "closing", "", "", "", s.Closing.String()})
	return Printout{Name: "statement-" + number + "-" + s.Month.String() + ".csv", Write: func(w io.Writer) error { return sheet.WriteCSV(w, rows) }}, nil
}
