package store

import (
	"time"

	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/policy"
)

// AccountTotal is what an account was debited and credited with for some time,
// both positive, in cents.
type AccountTotal struct {
	// Account is one account, or the class alone for those that are kept for
	// each customer, payment or refund.
	Account         ledger.Account
	Debits, Credits money.Amount
}

// ofTests are the payments, refunds and postings of test customers: they stand
// in the books too, and are no money.
const ofTests = `SELECT p.id FROM payments p JOIN customers c ON c.id = p.customer WHERE c.mode = 'test'
	UNION ALL SELECT r.id FROM refunds r JOIN customers c ON c.id = r.customer WHERE c.mode = 'test'
	UNION ALL SELECT a.shipment FROM acceptances a JOIN customers c ON c.id = a.customer WHERE c.mode = 'test'`

// AccountTotals sums the ledger from an instant until before another, by
// account, without the entries of test customers.
func (tx *Tx) AccountTotals(from, to time.Time) (all []AccountTotal, err error) {
	err = tx.each(`SELECT name, CAST(SUM(CASE WHEN cents > 0 THEN cents ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN cents < 0 THEN -cents ELSE 0 END) AS BIGINT) FROM (
			SELECT CASE WHEN l.account LIKE 'deposit:%' THEN 'deposit' WHEN l.account LIKE 'prepaid:%' THEN 'prepaid' WHEN l.account LIKE 'payable:%' THEN 'payable'
				WHEN l.account LIKE 'credit:%' THEN 'credit' WHEN l.account LIKE 'points:%' THEN 'points' ELSE l.account END AS name, l.cents
			FROM ledger_entries e JOIN ledger_lines l ON l.entry = e.id
			WHERE e.at >= $1 AND e.at < $2 AND e.object NOT IN (`+ofTests+`)) AS named
		GROUP BY name ORDER BY name`, []any{micros(from), micros(to)},
		func(scan func(...any) error) error {
			var t AccountTotal
			err := scan(&t.Account, &t.Debits, &t.Credits)
			all = append(all, t)
			return err
		})
	return all, err
}

// UnknownPayments lists customers' payments whose outcome is not known, the
// longest unknown first: those that we told the gateway something about, and
// those about which it gave no answer.
func (tx *Tx) UnknownPayments(limit int) ([]payment.Payment, error) {
	return tx.payments(`SELECT `+paymentColumns+` FROM payments p JOIN customers c ON c.id = p.customer
		WHERE c.mode = 'live' AND p.state IN ('started', 'open', 'authorised', 'capturing', 'voiding')
			AND (p.state IN ('capturing', 'voiding') OR p.unanswered_since IS NOT NULL)
		ORDER BY COALESCE(p.unanswered_since, p.updated_at), p.id LIMIT $1`, limit)
}

// DayClose is one close of a day.
type DayClose struct {
	Day          policy.Day
	At           time.Time
	Officer      string // usr_…
	Ours, Theirs money.Amount
	Differences  int
}

// InsertDayClose notes that a day was closed.
func (tx *Tx) InsertDayClose(c DayClose) error {
	_, err := tx.exec(`INSERT INTO day_closes (day, n, at, officer, ours, theirs, differences)
		SELECT $1, COALESCE(MAX(n), 0) + 1, $2, $3, $4, $5, $6 FROM day_closes WHERE day = $1`,
		int64(c.Day), micros(tx.Now), c.Officer, int64(c.Ours), int64(c.Theirs), c.Differences)
	return err
}

// DayCloses lists the closes of a day, oldest first.
func (tx *Tx) DayCloses(day policy.Day) (all []DayClose, err error) {
	err = tx.each(`SELECT day, at, officer, ours, theirs, differences FROM day_closes WHERE day = $1 ORDER BY n`, []any{int64(day)},
		func(scan func(...any) error) error {
			var c DayClose
			err := scan(&c.Day, instant{&c.At}, &c.Officer, &c.Ours, &c.Theirs, &c.Differences)
			all = append(all, c)
			return err
		})
	return all, err
}
