package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// postgresDB gives each operation a transaction of its own: the server groups
// the flushes, and savepoints in a shared one would hold each other's locks.
// The pool's connections prepare and keep statements by themselves.
type postgresDB struct{ pool *pgxpool.Pool }

// postgresConns bounds the connections of one node.
const postgresConns = 32

// retryMost is how often a transaction that the server chose as a victim is
// run again.
const retryMost = 8

func openPostgres(ctx context.Context, c Config) (*postgresDB, error) {
	conf, err := pgxpool.ParseConfig(c.Database)
	if err != nil {
		return nil, err
	}
	conf.MaxConns, conf.MaxConnIdleTime = postgresConns, 5*time.Minute
	pool, err := pgxpool.NewWithConfig(ctx, conf)
	return &postgresDB{pool}, err
}

func (p *postgresDB) dialect() dialect { return postgres }
func (p *postgresDB) close() error     { p.pool.Close(); return nil }

// write runs at READ COMMITTED: guards stand in the statements (conditional
// UPDATE, UNIQUE, CHECK), never in the isolation level alone. Should the
// connection break during the commit itself, the error leaves open whether it
// was saved.
func (p *postgresDB) write(ctx context.Context, fn func(querier) error) error {
	for try := 0; ; try++ {
		err := p.once(ctx, `begin`, fn)
		if !victim(err) || try == retryMost {
			return err
		}
		pause := time.Duration(1<<try) * time.Millisecond
		select {
		case <-time.After(pause/2 + rand.N(pause)):
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		}
	}
}

func (p *postgresDB) read(ctx context.Context, fn func(querier) error) error {
	return p.once(ctx, `begin isolation level repeatable read read only`, fn)
}

func (p *postgresDB) look(ctx context.Context, fn func(querier) error) error {
	return p.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error { return fn(&pgTx{ctx: ctx, conn: c.Conn()}) })
}

// once runs fn in a transaction, whose beginning travels with its first
// statement.
func (p *postgresDB) once(ctx context.Context, begin string, fn func(querier) error) error {
	c, err := p.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	t := &pgTx{ctx: ctx, conn: c.Conn()}
	defer t.rollback()
	if err := t.later(begin, nil, plainly); err != nil {
		return err
	}
	if err := fn(t); err != nil {
		return err
	}
	return t.commit()
}

// victim tells whether the server undid a transaction for the sake of another:
// serialization_failure, deadlock_detected.
func victim(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

// pgTx binds a connection to the context of its caller. Statements that may
// wait travel with the next one that can't: a round trip costs more than most
// statements do.
type pgTx struct {
	ctx     context.Context
	conn    *pgx.Conn
	waiting pgx.Batch
	checks  []check // of what waits
}

func (t *pgTx) later(query string, args []any, c check) error {
	t.waiting.Queue(query, texts(args)...)
	t.checks = append(t.checks, c)
	return nil
}

// flush sends what waits, and gives the first failure of it.
func (t *pgTx) flush() error {
	if len(t.checks) == 0 {
		return nil
	}
	r, err := t.send()
	if err != nil {
		return err
	}
	return r.Close()
}

// send sends all that is queued, and checks what waited; the results of one
// statement more may be left to read.
func (t *pgTx) send() (pgx.BatchResults, error) {
	batch, checks := t.waiting, t.checks
	t.waiting, t.checks = pgx.Batch{}, nil
	r := t.conn.SendBatch(t.ctx, &batch)
	for _, c := range checks {
		tag, err := r.Exec()
		if err := c(tag.RowsAffected(), err); err != nil {
			_ = r.Close() // the same again
			return nil, err
		}
	}
	return r, nil
}

func (t *pgTx) exec(query string, args []any) (int64, error) {
	t.waiting.Queue(query, texts(args)...)
	r, err := t.send()
	if err != nil {
		return 0, err
	}
	tag, err := r.Exec()
	if end := r.Close(); err == nil {
		err = end
	}
	return tag.RowsAffected(), err
}

func (t *pgTx) query(query string, args []any) (rows, error) {
	t.waiting.Queue(query, texts(args)...)
	r, err := t.send()
	if err != nil {
		return nil, err
	}
	found, err := r.Query()
	if err != nil {
		_ = r.Close() // the same again
		return nil, err
	}
	return &pgRows{found, r}, nil
}

// pgRows are the rows of the last statement of a batch.
type pgRows struct {
	pgx.Rows
	batch pgx.BatchResults
}

// Close ends the batch too, after which the connection is free again.
func (r *pgRows) Close() error {
	r.Rows.Close()
	err := r.batch.Close()
	if failed := r.Err(); failed != nil {
		return failed
	}
	return err
}

// commit sends what waits and makes all of it last. What never asked the
// database anything has nothing to commit.
func (t *pgTx) commit() error {
	if err := t.flush(); err != nil {
		return err
	}
	tag, err := t.conn.Exec(t.ctx, `commit`)
	if err == nil && tag.String() == "ROLLBACK" {
		return pgx.ErrTxCommitRollback
	}
	return err
}

// rollback undoes what was begun and not committed, also where the caller has
// gone or panics.
func (t *pgTx) rollback() {
	if t.conn.IsClosed() || t.conn.PgConn().TxStatus() == 'I' {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), rollbackTime)
	defer cancel()
	_, _ = t.conn.Exec(ctx, `rollback`) // the pool drops a connection that is not idle
}

// rollbackTime is how long a rollback may take.
const rollbackTime = 5 * time.Second

// texts makes arguments that PostgreSQL takes. It knows neither NUL nor bytes
// that are no UTF-8: an id with one would fail there, and is simply not found by
// SQLite.
func texts(args []any) []any {
	for i, a := range args {
		if s, ok := a.(string); ok && (!utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0) {
			args[i] = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
		}
	}
	return args
}
