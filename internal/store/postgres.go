package store

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx": it prepares and keeps statements by itself
)

// postgresDB gives each operation a transaction of its own: the server groups
// the flushes, and savepoints in a shared one would hold each other's locks.
type postgresDB struct{ pool *sql.DB }

// postgresConns bounds the connections of one node.
const postgresConns = 32

// retryMost is how often a transaction that the server chose as a victim is
// run again.
const retryMost = 8

func openPostgres(c Config) (*postgresDB, error) {
	pool, err := sql.Open("pgx", c.Database)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(postgresConns)
	pool.SetMaxIdleConns(postgresConns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return &postgresDB{pool}, nil
}

func (p *postgresDB) dialect() dialect { return postgres }
func (p *postgresDB) close() error     { return p.pool.Close() }

// write runs at READ COMMITTED: guards stand in the statements (conditional
// UPDATE, UNIQUE, CHECK), never in the isolation level alone. Should the
// connection break during the commit itself, the error leaves open whether it
// was saved.
func (p *postgresDB) write(ctx context.Context, fn func(querier) error) error {
	for try := 0; ; try++ {
		err := p.once(ctx, nil, fn)
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
	return p.once(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, fn)
}

func (p *postgresDB) look(ctx context.Context, fn func(querier) error) error {
	return fn(pgTx{ctx, p.pool})
}

func (p *postgresDB) once(ctx context.Context, o *sql.TxOptions, fn func(querier) error) error {
	tx, err := p.pool.BeginTx(ctx, o)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // no-op after the commit
	if err := fn(pgTx{ctx, tx}); err != nil {
		return err
	}
	return tx.Commit()
}

// victim tells whether the server undid a transaction for the sake of another:
// serialization_failure, deadlock_detected.
func victim(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

// pgTx binds a transaction, or the pool for a single statement, to the context
// of its caller.
type pgTx struct {
	ctx context.Context
	tx  interface {
		ExecContext(context.Context, string, ...any) (sql.Result, error)
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	}
}

func (t pgTx) exec(query string, args []any) (sql.Result, error) {
	return t.tx.ExecContext(t.ctx, query, texts(args)...)
}

func (t pgTx) query(query string, args []any) (*sql.Rows, error) {
	return t.tx.QueryContext(t.ctx, query, texts(args)...)
}

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
