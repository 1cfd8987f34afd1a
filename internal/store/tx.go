package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"ecship/internal/problem"
)

// Tx is one transaction. It must not be kept beyond its callback, nor used by
// two goroutines at once.
type Tx struct {
	// Now is the transaction's one timestamp, in whole microseconds UTC.
	Now time.Time

	q        querier
	offset   time.Duration
	db       *DB
	enqueued bool
	seen     []string
}

// Seen lists the ids of the customers' objects that the transaction has read so
// far, for whoever watches how much somebody reads (I-1).
func (tx *Tx) Seen() []string { return tx.seen }

// saw notes an object that was read.
func (tx *Tx) saw(id string) { tx.seen = append(tx.seen, id) }

// querier runs statements. Contexts are the callers' business and end before a
// callback begins or after it has ended: a statement is never cut off half-way
// on SQLite, where other writers share its commit.
type querier interface {
	// exec tells how many rows a statement touched.
	exec(query string, args []any) (int64, error)
	query(query string, args []any) (rows, error)
	// later runs a statement of which nobody needs the outcome at once: now, or
	// before the next other one. What its check finds is given by later, or by
	// whatever comes after it, flush and the commit included.
	later(query string, args []any, c check) error
	// flush runs what waits.
	flush() error
}

// rows are what a query found; Close tells what went wrong.
type rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// check judges how many rows a statement touched, or its failure.
type check func(n int64, err error) error

// plainly is content with any number of rows.
func plainly(_ int64, err error) error { return err }

// orElse makes a problem of a statement whose guard let no row through.
func orElse(p *problem.Problem) check {
	return func(n int64, err error) error {
		if err == nil && n == 0 {
			return p
		}
		return err
	}
}

// Tx runs fn in a transaction and commits it where fn returns nil; else, or if
// fn panics, nothing of it remains. An error means that nothing was saved.
//
// offset is how far the acting customer's clock is ahead of ours: 0 but for a
// test customer (M-I3). fn must be short, without effects outside the
// transaction, and may be run again: so it loads within what it changes, and
// sets what it captures anew. It must not begin another transaction.
func (db *DB) Tx(ctx context.Context, offset time.Duration, fn func(*Tx) error) error {
	enqueued := false
	err := db.write(ctx, func(q querier) error {
		tx := db.tx(q, offset)
		err := fn(tx)
		enqueued = tx.enqueued
		return err
	})
	if err == nil && enqueued {
		db.wake()
	}
	return err
}

// Read runs fn on one snapshot of the database, beside the writers. Anything
// that it writes is refused.
func (db *DB) Read(ctx context.Context, offset time.Duration, fn func(*Tx) error) error {
	return db.read(ctx, func(q querier) error { return fn(db.tx(q, offset)) })
}

// Look runs fn like Read, for a single query: one statement sees one state of
// the database without a transaction around it, which would cost as much again.
func (db *DB) Look(ctx context.Context, offset time.Duration, fn func(*Tx) error) error {
	return db.look(ctx, func(q querier) error { return fn(db.tx(q, offset)) })
}

func (db *DB) tx(q querier, offset time.Duration) *Tx {
	return &Tx{Now: db.clock().Add(offset).UTC().Truncate(time.Microsecond), q: q, offset: offset, db: db}
}

// exec runs a statement and tells how many rows it touched.
func (tx *Tx) exec(query string, args ...any) (int64, error) {
	tx.db.statements.Add(1)
	return tx.q.exec(asked(query), args)
}

// later runs a statement of which nobody needs the outcome before the next one,
// or the end: on PostgreSQL they share a round trip.
func (tx *Tx) later(c check, query string, args ...any) error {
	tx.db.statements.Add(1)
	return tx.q.later(asked(query), args, c)
}

// Flush gives the first failure of what was written so far. Without it the
// next question or the commit gives it: only who wants to answer it has to ask.
func (tx *Tx) Flush() error { return tx.q.flush() }

// one scans the single row of a query, or gives sql.ErrNoRows.
func (tx *Tx) one(query string, args []any, dest ...any) error {
	tx.db.statements.Add(1)
	rows, err := tx.q.query(query, args)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // what matters is in rows.Err
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err // which is not to be taken for an absent row
		}
		return sql.ErrNoRows
	}
	if err := rows.Scan(dest...); err != nil {
		return err
	}
	return rows.Close()
}

// each calls fn for every row of a query.
func (tx *Tx) each(query string, args []any, fn func(scan func(...any) error) error) error {
	tx.db.statements.Add(1)
	rows, err := tx.q.query(query, args)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // what matters is in rows.Err
	for rows.Next() {
		if err := fn(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// strings gives the single text column of a query.
func (tx *Tx) strings(query string, args ...any) (all []string, err error) {
	err = tx.each(query, args, func(scan func(...any) error) error {
		var s string
		err := scan(&s)
		all = append(all, s)
		return err
	})
	return all, err
}

// found turns a missing row into the NotFound problem that every absent or
// foreign object gives (M-A7).
func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return problem.New(problem.NotFound, "error.not_found", "")
	}
	return err
}

// touched turns an update of no row into that problem.
func touched(n int64, err error) error {
	if err == nil && n == 0 {
		return problem.New(problem.NotFound, "error.not_found", "")
	}
	return err
}

// micros is how a time is kept; the zero Time is NULL.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// instant scans what micros kept.
type instant struct{ to *time.Time }

// Scan is called by database/sql.
func (i instant) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*i.to = time.Time{}
	case int64:
		*i.to = time.UnixMicro(v).UTC()
	default:
		return errors.New("store: a time that is not a BIGINT")
	}
	return nil
}

// microspan scans a duration kept as microseconds.
type microspan time.Duration

// Scan is called by database/sql.
func (m *microspan) Scan(v any) error {
	us, ok := v.(int64)
	if !ok {
		return errors.New("store: a duration that is not a BIGINT")
	}
	*m = microspan(time.Duration(us) * time.Microsecond)
	return nil
}

// clean makes a text that PostgreSQL takes: valid UTF-8 without NUL.
func clean(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
