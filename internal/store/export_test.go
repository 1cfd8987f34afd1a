package store

import (
	"context"
	"fmt"
)

var ctx = context.Background()

// Exec runs any statement, for tests that break what the methods guard.
func Exec(tx *Tx, query string, args ...any) (int64, error) { return tx.exec(query, args...) }

// Strings gives every row of a query as text.
func Strings(tx *Tx, query string, args ...any) (all []string, err error) {
	rows, err := tx.q.query(query, args)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // what matters is in rows.Err
	columns := 0
	switch r := rows.(type) {
	case *sqliteRows:
		columns = r.ColumnCount()
	case *pgRows:
		columns = len(r.FieldDescriptions())
	}
	for rows.Next() {
		values := make([]any, columns)
		dest := make([]any, columns)
		for i := range values {
			dest[i] = &values[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				values[i] = string(b)
			}
		}
		all = append(all, fmt.Sprint(values...))
	}
	return all, rows.Err()
}

// AppendOnlyTables are those that the database itself guards.
var AppendOnlyTables = append(appendOnlyTables, paymentGuarded...)

// Lease is a claimed job.
type Lease = lease

// Claim leases a job and Finish ends it, without a worker.
func Claim(db *DB, w *Worker) ([]lease, error) { w.defaults(); return w.claim(ctx, w.Workers) }

// Finish ends a claimed job and tells whether the lease was still good.
func Finish(db *DB, l lease, result error) (ours bool, err error) {
	err = db.Tx(ctx, 0, func(tx *Tx) (err error) {
		ours, err = tx.finish(l, result)
		return err
	})
	return ours, err
}

// Waiting is how many writers of a SQLite database wait for the baton.
func Waiting(db *DB) int {
	c := db.engine.(*sqliteDB).writer
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.queue)
}

// LastGroup is how many writers shared the last commit.
func LastGroup(db *DB) (n int) {
	c := db.engine.(*sqliteDB).writer
	if err := c.take(ctx); err != nil {
		panic(err)
	}
	defer c.hand()
	return c.last
}

// IDUUID is the UUID of an id.
func IDUUID(id string) (u [16]byte, err error) {
	b, err := crockford.DecodeString(id[len(id)-26:])
	copy(u[:], b)
	return u, err
}

// HistoryQuery is what a list asks of a stretch of items, and the others what
// the counts ask.
func HistoryQuery(tx *Tx, customer string, f ShipmentFilter) (string, []any) {
	w := walk{tx: tx, customer: customer, f: f, limit: 25, budget: searchRowsMost}
	return w.query(stretch{"shp_0", "shp_9"})
}

// The queries of the counts.
const (
	CountQuery   = countQuery
	OverdueCount = overdueCount
)

// BlockRows is how many items a block stands for.
const BlockRows = blockRows

// Pieces lists the pieces of a text that a signature holds.
func Pieces(text string) (all []string) {
	pieces(text, func(p string) { all = append(all, p) })
	return all
}

// Fold is how texts are compared.
func Fold(s string) string { return fold(s) }

// MakeBlock makes a block of the items up to one.
func MakeBlock(tx *Tx, customer, last string) error { return tx.makeBlock(customer, "", last) }
