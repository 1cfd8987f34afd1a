// Package verify examines a live database for what must always hold of the
// money in it. It shares no code with store and portal and asks in SQL of its
// own, so that a fault of theirs is not believed twice; it changes nothing.
package verify

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"

	"ecship/internal/ledger"
	"ecship/internal/payment"
)

// Finding is a row in which an invariant does not hold.
type Finding struct {
	Invariant int // its number in docs/promises.md
	Object    string
	What      string
}

// String is a line of the report.
func (f Finding) String() string {
	return fmt.Sprintf("invariant %d: %s: %s", f.Invariant, f.Object, f.What)
}

// Statement is what a gateway says that it captured and gave back, by ref and
// by ref and key, in cents.
type Statement struct {
	Captured map[string]int64
	Refunded map[string]int64 // by key
}

// Stated is a gateway's statement of all that it ever moved, as Run compares it.
func Stated(moved []payment.Movement) Statement {
	s := Statement{Captured: map[string]int64{}, Refunded: map[string]int64{}}
	for _, m := range moved {
		if m.Key == "" {
			s.Captured[m.Ref] += int64(m.Amount)
		} else {
			s.Refunded[m.Key] -= int64(m.Amount)
		}
	}
	return s
}

// Input is what is examined.
type Input struct {
	// Database is "postgres://…" or the path of a SQLite file.
	Database string
	Now      time.Time
	// Gateways gives the statements to hold the books against, by method; nil
	// compares none. It is asked once the snapshot stands: what the gateways
	// know by then and we did not is still under way with us, or it is wrong.
	Gateways func(context.Context) (map[string]Statement, error)
}

// checker examines one snapshot.
type checker struct {
	Input
	ctx context.Context
	tx  *sql.Tx
	all []Finding
	err error
}

// Run examines a database and lists what it finds.
func Run(ctx context.Context, in Input) ([]Finding, error) {
	driver, source := "sqlite", "file:"+strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(in.Database)+"?"+url.Values{"_pragma": {"busy_timeout(10000)", "query_only(1)"}}.Encode()
	if strings.HasPrefix(in.Database, "postgres://") || strings.HasPrefix(in.Database, "postgresql://") {
		driver, source = "pgx", in.Database
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	defer db.Close() //nolint:errcheck // nothing was written
	o := &sql.TxOptions{}
	if driver == "pgx" {
		o = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	tx, err := db.BeginTx(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	c := &checker{Input: in, ctx: ctx, tx: tx}
	for _, check := range []func(){c.ledger, c.guards, c.payments, c.statements, c.histories, c.deposits, c.once, c.outbox, c.retention} {
		check()
	}
	if c.err != nil {
		return nil, fmt.Errorf("verify: %w", c.err)
	}
	return c.all, nil
}

func (c *checker) found(invariant int, object, what string, args ...any) {
	c.all = append(c.all, Finding{invariant, object, fmt.Sprintf(what, args...)})
}

// rows asks a query of one text column and n numbers.
func (c *checker) rows(query string, n int, fn func(name string, v []int64)) {
	if c.err != nil {
		return
	}
	rows, err := c.tx.QueryContext(c.ctx, query)
	if err != nil {
		c.err = fmt.Errorf("%s: %w", query, err)
		return
	}
	defer rows.Close() //nolint:errcheck // rows.Err says it
	for rows.Next() {
		var name string
		v := make([]int64, n)
		dest := []any{&name}
		for i := range v {
			dest = append(dest, &v[i])
		}
		if c.err = rows.Scan(dest...); c.err != nil {
			return
		}
		fn(name, v)
	}
	c.err = rows.Err()
}

// ledger is invariant 1: each entry sums to 0, and so does the whole; each line
// is on an account of a known class.
func (c *checker) ledger() {
	c.rows(`SELECT e.id, CAST(COALESCE(SUM(l.cents), 0) AS BIGINT), COUNT(l.n) FROM ledger_entries e LEFT JOIN ledger_lines l ON l.entry = e.id
		GROUP BY e.id HAVING COALESCE(SUM(l.cents), 0) <> 0 OR COUNT(l.n) < 2`, 2, func(id string, v []int64) {
		c.found(1, id, "an entry of %d lines sums to %d", v[1], v[0])
	})
	c.rows(`SELECT account, COUNT(*) FROM ledger_lines GROUP BY account`, 1, func(account string, v []int64) {
		if !slices.Contains(ledger.Classes, ledger.Account(account).Class()) {
			c.found(1, account, "no account, and has %d lines", v[0])
		}
	})
	c.rows(`SELECT 'ledger', CAST(COALESCE(SUM(cents), 0) AS BIGINT) FROM ledger_lines`, 1, func(_ string, v []int64) {
		if v[0] != 0 {
			c.found(1, "ledger", "it sums to %d", v[0])
		}
	})
}

// guarded are the tables that the database must not let anybody change.
var guarded = []string{"ledger_entries", "ledger_lines", "shipment_events", "payment_events", "refund_events", "audit", "acceptances"}

// guards is invariant 1: the rows of the books can't be changed.
func (c *checker) guards() {
	query, want := `SELECT tbl_name, COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append only%' GROUP BY tbl_name`, int64(2)
	if strings.HasPrefix(c.Database, "postgres") {
		query, want = `SELECT event_object_table, COUNT(*) FROM information_schema.triggers WHERE trigger_schema = current_schema() AND trigger_name LIKE '%append_only' GROUP BY event_object_table`, 2
	}
	has := map[string]int64{}
	c.rows(query, 1, func(table string, v []int64) { has[table] = v[0] })
	for _, t := range guarded {
		if c.err == nil && has[t] < want {
			c.found(1, t, "its rows may be changed: the trigger is gone")
		}
	}
}

// payments is invariant 2, with the ledger as the witness.
func (c *checker) payments() {
	c.rows(`SELECT id, amount, kept, authorised, captured, refunded FROM payments`, 5, func(id string, v []int64) {
		amount, kept, authorised, captured, refunded := v[0], v[1], v[2], v[3], v[4]
		if captured > authorised || authorised > amount || kept > amount || refunded > captured {
			c.found(2, id, "of %d, %d is authorised, %d captured, %d refunded", amount, authorised, captured, refunded)
		}
	})
	c.rows(`SELECT p.id, p.captured, CAST(SUM(r.amount) AS BIGINT) FROM payments p JOIN refunds r ON r.customer = p.customer AND r.payment = p.id
		WHERE r.state IN ('approved', 'instructed', 'credited', 'failed') GROUP BY p.customer, p.id, p.captured HAVING SUM(r.amount) > p.captured`, 2, func(id string, v []int64) {
		c.found(2, id, "%d captured, and %d refunded or about to be", v[0], v[1])
	})
	c.rows(`SELECT p.id, p.refunded, CAST(COALESCE(SUM(r.amount), 0) AS BIGINT) FROM payments p LEFT JOIN refunds r ON r.customer = p.customer AND r.payment = p.id
		AND r.state = 'credited' GROUP BY p.customer, p.id, p.refunded HAVING COALESCE(SUM(r.amount), 0) <> p.refunded`, 2, func(id string, v []int64) {
		c.found(2, id, "%d is marked as refunded, the refunds are %d", v[0], v[1])
	})
	c.rows(`SELECT payment, COUNT(DISTINCT to_state) FROM payment_events WHERE to_state IN ('voided', 'captured') GROUP BY customer, payment
		HAVING COUNT(DISTINCT to_state) > 1`, 1, func(id string, _ []int64) {
		c.found(2, id, "both voided and captured")
	})
	c.rows(`SELECT shipment, COUNT(*) FROM payment_items WHERE live GROUP BY customer, shipment HAVING COUNT(*) > 1`, 1, func(id string, v []int64) {
		c.found(2, id, "in %d live payments", v[0])
	})
	// What a gateway or an account paid is one entry of the payment; what the
	// counters took, one of each item's posting, into a till.
	differs := func(id string, v []int64) {
		if v[0] != v[1] {
			c.found(2, id, "%d captured, the ledger says %d", v[0], v[1])
		}
	}
	c.rows(`SELECT p.id, p.captured, CAST(COALESCE((SELECT SUM(l.cents) FROM ledger_entries e JOIN ledger_lines l ON l.entry = e.id
		WHERE e.ref = 'capture:' || p.id AND l.cents > 0 AND l.account NOT LIKE 'prepaid:%'), 0) AS BIGINT) FROM payments p WHERE p.method <> 'counter'`, 2, differs)
	c.rows(`SELECT p.id, p.captured, CAST(COALESCE((SELECT SUM(l.cents) FROM payment_items i JOIN ledger_entries e ON e.ref = 'posting:' || i.shipment
		JOIN ledger_lines l ON l.entry = e.id WHERE i.customer = p.customer AND i.payment = p.id AND i.live AND l.account LIKE 'till:%'), 0) AS BIGINT)
		FROM payments p WHERE p.method = 'counter'`, 2, differs)
	c.rows(`SELECT i.payment, i.claimed, CAST(COALESCE((SELECT SUM(r.amount) FROM refunds r WHERE r.customer = i.customer AND r.payment = i.payment AND r.shipment = i.shipment
		AND r.state <> 'rejected'), 0) AS BIGINT) FROM payment_items i`, 2, func(id string, v []int64) {
		if v[0] != v[1] {
			c.found(2, id, "%d of an item is under refund, the applications are %d", v[0], v[1])
		}
	})
}

// unknownMost is how old an unknown outcome may be while the gateway answers.
const unknownMost = 15 * time.Minute

// statements is invariant 3: our books and the gateways' agree, and nothing
// that they would tell us is unknown for long.
func (c *checker) statements() {
	if c.Gateways == nil || c.err != nil {
		return
	}
	gateways, err := c.Gateways(c.ctx)
	if err != nil {
		c.err = err
		return
	}
	underWay := map[string]bool{}
	note := func(name string, _ []int64) { underWay[name] = true }
	c.rows(`SELECT ref, version FROM payments WHERE state IN ('started', 'open', 'authorised', 'capturing', 'voiding')`, 1, note)
	c.rows(`SELECT gateway_key, version FROM refunds WHERE state IN ('approved', 'instructed')`, 1, note)
	for method, s := range gateways {
		ours := map[string]int64{}
		c.rows(`SELECT ref, captured FROM payments WHERE captured > 0 AND method = '`+strings.ReplaceAll(method, "'", "")+`'`, 1, func(ref string, v []int64) { ours[ref] = v[0] })
		back := map[string]int64{}
		c.rows(`SELECT r.gateway_key, r.amount FROM refunds r JOIN payments p ON p.customer = r.customer AND p.id = r.payment
			WHERE r.state = 'credited' AND NOT r.by_file AND p.method = '`+strings.ReplaceAll(method, "'", "")+`'`, 1, func(key string, v []int64) { back[key] = v[0] })
		c.agree(ours, s.Captured, underWay, "captured")
		c.agree(back, s.Refunded, underWay, "refunded")
	}
	before := c.Now.Add(-unknownMost).UnixMicro()
	c.rows(fmt.Sprintf(`SELECT id, updated_at FROM payments WHERE (state IN ('capturing', 'voiding') OR unanswered_since IS NOT NULL) AND updated_at < %d
		AND COALESCE(unanswered_since, updated_at) < %d AND customer NOT IN (SELECT id FROM customers WHERE mode = 'test')`, before, before), 1, func(id string, v []int64) {
		c.found(3, id, "unknown since %s", time.UnixMicro(v[0]).UTC().Format(time.RFC3339))
	})
}

func (c *checker) agree(ours, theirs map[string]int64, underWay map[string]bool, what string) {
	if c.err != nil {
		return
	}
	for ref, a := range ours {
		if theirs[ref] != a {
			c.found(3, ref, "we have %d %s, the gateway %d", a, what, theirs[ref])
		}
	}
	for ref, a := range theirs {
		if _, ok := ours[ref]; !ok && a != 0 && !underWay[ref] {
			c.found(3, ref, "the gateway has %d %s, we nothing", a, what)
		}
	}
}

// histories is invariant 6 for payments and refunds: each state is the last of
// its log, each step an edge of its table.
func (c *checker) histories() {
	edges := map[string]bool{}
	for _, t := range payment.Transitions {
		edges["payment "+string(t.From)+" "+string(t.On)+" "+string(t.To)] = true
	}
	for _, t := range payment.RefundTransitions {
		edges["refund "+string(t.From)+" "+string(t.On)+" "+string(t.To)] = true
	}
	edges["refund  submit submitted"] = true
	for _, m := range []struct{ name, begins string }{{"payment", "started"}, {"refund", ""}} {
		state := map[string]string{}
		c.rows(`SELECT `+m.name+` || ' ' || from_state || ' ' || event || ' ' || to_state, seq FROM `+m.name+`_events ORDER BY customer, `+m.name+`, seq`, 1, func(row string, _ []int64) {
			id, step, _ := strings.Cut(row, " ")
			from, rest, _ := strings.Cut(step, " ")
			was, ok := state[id]
			if !ok {
				was = m.begins
			}
			if !edges[m.name+" "+step] || from != was {
				c.found(6, id, "the step %q is none from %q", step, was)
			}
			_, state[id], _ = strings.Cut(rest, " ")
		})
		c.rows(`SELECT id || ' ' || state, version FROM `+m.name+`s`, 1, func(row string, _ []int64) {
			id, is, _ := strings.Cut(row, " ")
			was, ok := state[id]
			if !ok {
				was = m.begins
			}
			// What an account of ours paid is charged as it is written down.
			if was != is {
				c.found(6, id, "it is %s, its history ends at %q", is, was)
			}
		})
	}
}

// deposits is invariant 8: balances equal their ledger sums and keep the credit
// limit.
func (c *checker) deposits() {
	c.rows(`SELECT number, balance, credit_limit, CAST(COALESCE((SELECT -SUM(cents) FROM ledger_lines WHERE account = 'deposit:' || number), 0) AS BIGINT) FROM deposit_accounts`, 3,
		func(number string, v []int64) {
			if v[0] < -v[1] {
				c.found(8, number, "%d is below the credit limit of %d", v[0], v[1])
			}
			if v[0] != v[2] {
				c.found(8, number, "the balance is %d, the ledger says %d", v[0], v[2])
			}
		})
}

// once is invariant 9: one effect for each idempotency key and each posting.
func (c *checker) once() {
	c.rows(`SELECT customer || ' ' || operation || ' ' || idem_key, COUNT(*) FROM idempotency GROUP BY customer, mode, operation, idem_key HAVING COUNT(*) > 1`, 1, func(key string, v []int64) {
		c.found(9, key, "%d effects", v[0])
	})
	c.rows(`SELECT ref, COUNT(*) FROM ledger_entries GROUP BY ref HAVING COUNT(*) > 1`, 1, func(ref string, v []int64) {
		c.found(9, ref, "%d entries", v[0])
	})
}
