package store

import (
	"context"
	"database/sql"
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
	case *sql.Rows:
		names, err := r.Columns()
		if err != nil {
			return nil, err
		}
		columns = len(names)
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

// HistoryQuery and CountQuery are what the lists ask.
func HistoryQuery(customer string, f ShipmentFilter, after string, limit int) (string, []any) {
	return historyQuery(customer, f, after, limit)
}

// CountQuery counts a customer's items.
const CountQuery = countQuery
