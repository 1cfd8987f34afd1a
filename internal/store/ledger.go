package store

import (
	"time"

	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/problem"
)

// Append enters a balanced entry in the books for good (M-D5). Its time is the
// entry's, or tx.Now where that is zero. A second entry of a ref is a Conflict.
func (tx *Tx) Append(e ledger.Entry) error {
	if err := e.Check(); err != nil {
		return err
	}
	if e.At.IsZero() {
		e.At = tx.Now
	}
	e.ID = tx.NewID("led")
	err := tx.later(orElse(problem.New(problem.Conflict, "ledger.duplicate", "", "ref", e.Ref)), `INSERT INTO ledger_entries (id, ref, kind, at, object, memo) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (ref) DO NOTHING`,
		e.ID, e.Ref, e.Kind, micros(e.At), e.Object, clean(e.Memo))
	if err != nil {
		return err
	}
	for i := range e.Lines {
		if i%linesAtOnce == 0 {
			if err := tx.appendLines(e, i, min(i+linesAtOnce, len(e.Lines))); err != nil {
				return err
			}
		}
	}
	return nil
}

// linesAtOnce is how many lines one statement writes at most: nearly every
// entry has fewer.
const linesAtOnce = 8

// appendLines writes some of an entry's lines in one statement.
func (tx *Tx) appendLines(e ledger.Entry, from, to int) error {
	q := newQuery(`INSERT INTO ledger_lines (entry, n, account, cents) VALUES `, e.ID)
	for i, l := range e.Lines[from:to] {
		if i > 0 {
			q.text.WriteString(", ")
		}
		q.text.WriteString("($1, ")
		q.arg(from + i + 1)
		q.text.WriteString(", ")
		q.arg(string(l.Account))
		q.text.WriteString(", ")
		q.arg(int64(l.Amount))
		q.text.WriteString(")")
	}
	return tx.later(plainly, q.text.String(), q.args...)
}

// Balance is the sum of an account's lines in cents: positive where it was
// debited more than credited.
func (tx *Tx) Balance(a ledger.Account) (sum money.Amount, err error) {
	// PostgreSQL sums BIGINT to NUMERIC.
	err = tx.one(`SELECT CAST(COALESCE(SUM(cents), 0) AS BIGINT) FROM ledger_lines WHERE account = $1`, []any{string(a)}, &sum)
	return sum, err
}

// EntryByRef finds an entry with its lines.
func (tx *Tx) EntryByRef(ref string) (e ledger.Entry, err error) {
	err = tx.one(`SELECT id, ref, kind, at, object, memo FROM ledger_entries WHERE ref = $1`, []any{ref},
		&e.ID, &e.Ref, &e.Kind, instant{&e.At}, &e.Object, &e.Memo)
	if err != nil {
		return e, found(err)
	}
	err = tx.each(`SELECT account, cents FROM ledger_lines WHERE entry = $1 ORDER BY n`, []any{e.ID}, func(scan func(...any) error) error {
		var l ledger.Line
		err := scan(&l.Account, &l.Amount)
		e.Lines = append(e.Lines, l)
		return err
	})
	return e, err
}

// AccountEntry is an entry as one account sees it.
type AccountEntry struct {
	ID, Kind, Object, Memo string
	At                     time.Time
	Amount                 money.Amount // of the account's lines: a debit is positive
}

// AccountEntries lists what moved on an account from an instant until before
// another, oldest first.
func (tx *Tx) AccountEntries(a ledger.Account, from, to time.Time) (all []AccountEntry, err error) {
	err = tx.each(`SELECT e.id, e.kind, e.object, e.memo, e.at, l.cents FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry
		WHERE l.account = $1 AND e.at >= $2 AND e.at < $3 ORDER BY e.at, e.id, l.n`, []any{string(a), micros(from), micros(to)},
		func(scan func(...any) error) error {
			var e AccountEntry
			err := scan(&e.ID, &e.Kind, &e.Object, &e.Memo, instant{&e.At}, &e.Amount)
			all = append(all, e)
			return err
		})
	return all, err
}

// BalanceAt is the sum of an account's lines of before an instant, as Balance
// is of all.
func (tx *Tx) BalanceAt(a ledger.Account, at time.Time) (sum money.Amount, err error) {
	err = tx.one(`SELECT CAST(COALESCE(SUM(l.cents), 0) AS BIGINT) FROM ledger_lines l JOIN ledger_entries e ON e.id = l.entry WHERE l.account = $1 AND e.at < $2`,
		[]any{string(a), micros(at)}, &sum)
	return sum, err
}
