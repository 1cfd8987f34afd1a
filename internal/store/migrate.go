package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// appendOnlyTables are guarded by triggers (M-D5, invariants 1 and 11).
var appendOnlyTables = []string{"ledger_entries", "ledger_lines", "shipment_events", "audit", "acceptances"}

// paymentGuarded are those of the migration that brought payments.
var paymentGuarded = []string{"payment_events", "refund_events"}

// guardTables makes the database refuse to change rows of tables.
func guardTables(ctx context.Context, tx *sql.Tx, ours dialect, tables []string) error {
	for _, table := range tables {
		for _, stmt := range ours.appendOnly(table) {
			if _, err := tx.ExecContext(ctx, stmt); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *sqliteDB) migrate(ctx context.Context) (err error) {
	// Two processes may open a new file at once: the later one finds the
	// tables half-way, and done a moment later.
	for range 20 {
		if err = migrate(ctx, goose.DialectSQLite3, s.pool, sqlite); err == nil {
			return nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return err
}

func (p *postgresDB) migrate(ctx context.Context) error {
	// Nodes that start together take turns by a row, which also works behind a
	// connection pooler.
	locker, err := lock.NewPostgresTableLocker(lock.WithTableLockTimeout(250*time.Millisecond, 240))
	if err != nil {
		return err
	}
	pool := stdlib.OpenDBFromPool(p.pool)
	defer pool.Close() //nolint:errcheck // the pool behind it stays open
	return migrate(ctx, goose.DialectPostgres, pool, postgres, goose.WithLocker(locker))
}

// migrate brings the database to the head. Migrations go forward only.
func migrate(ctx context.Context, d goose.Dialect, pool *sql.DB, ours dialect, opts ...goose.ProviderOption) error {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return err
	}
	guard := goose.NewGoMigration(2, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		for _, table := range keyedTables {
			if err := ours.byKey(ctx, tx, table); err != nil {
				return err
			}
		}
		return guardTables(ctx, tx, ours, appendOnlyTables)
	}}, nil)
	payments := goose.NewGoMigration(4, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		return guardTables(ctx, tx, ours, paymentGuarded)
	}}, nil)
	opts = append(opts, goose.WithGoMigrations(guard, payments), goose.WithDisableGlobalRegistry(true))
	p, err := goose.NewProvider(d, pool, files, opts...)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return nil
}
