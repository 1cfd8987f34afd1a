// Package store keeps the portal's data and finds it again. It is the only
// package that speaks SQL; it decides nothing. Every query is a method of Tx,
// so that a use case says where its transaction begins and ends, and every
// query for a customer's object takes the customer who owns it.
//
// One SQL text serves SQLite and PostgreSQL: $n for arguments, times as BIGINT
// microseconds since 1970 UTC, amounts as BIGINT cents. What differs between
// the two stands in dialect.go, with its reason.
package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Config is what Open needs.
type Config struct {
	// Database is "postgres://…", or the path of a SQLite file, made if it is
	// not there.
	Database string
	// Clock tells the time; each transaction reads it once.
	Clock func() time.Time
	// Secret is the key material of the encrypted columns, 32 bytes or more.
	// A database opens only with the secret that it was made with.
	Secret []byte
	// Node names this process in what it takes or leases; empty will do for one.
	Node string
	// Readers is how many reads may run at once; 0 is 8.
	Readers int
}

// DB is an open database, migrated to the head. It is safe for concurrent use.
type DB struct {
	engine
	clock   func() time.Time
	vault   *vault
	signer  *signer
	node    string
	numbers numbers
	ids     atomic.Uint32 // given out by NewID
	// statements counts what was asked of the database, for metrics and for
	// the test that two requests cost the same (I-2).
	statements atomic.Int64

	// woken is closed, and replaced, when a committed transaction has enqueued
	// a job.
	mu    sync.Mutex
	woken chan struct{}
}

// engine runs transactions on one kind of database.
type engine interface {
	// write runs fn in a transaction that is committed where it returns nil.
	// It may run it more than once.
	write(ctx context.Context, fn func(querier) error) error
	// read runs fn on a snapshot; writing is refused.
	read(ctx context.Context, fn func(querier) error) error
	// look runs fn, which asks one statement, without a transaction.
	look(ctx context.Context, fn func(querier) error) error
	migrate(ctx context.Context) error
	dialect() dialect
	close() error
}

// leastSecret is the size of an AES-256 key.
const leastSecret = 32

// Open opens the database, makes or migrates its tables, and checks that the
// secret is the one it was made with.
func Open(ctx context.Context, c Config) (*DB, error) {
	if c.Clock == nil {
		return nil, errors.New("store: no clock")
	}
	v, err := newVault(c.Secret)
	if err != nil {
		return nil, err
	}
	sign, err := newSigner(c.Secret)
	if err != nil {
		return nil, err
	}
	if c.Readers == 0 {
		c.Readers = 8
	}
	db := &DB{clock: c.Clock, vault: v, signer: sign, node: c.Node, woken: make(chan struct{})}
	if isPostgres(c.Database) {
		db.engine, err = openPostgres(ctx, c)
	} else {
		db.engine, err = openSQLite(c)
	}
	if err != nil {
		return nil, fmt.Errorf("store: opening the database: %w", err)
	}
	if err = db.migrate(ctx); err == nil {
		err = db.checkSecret(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("store: %w", errors.Join(err, db.close()))
	}
	return db, nil
}

// Close closes the database. Transactions under way end first on SQLite.
func (db *DB) Close() error { return db.close() }

// Ping tells whether the database answers, for the readiness probe.
func (db *DB) Ping(ctx context.Context) error {
	return db.Read(ctx, 0, func(tx *Tx) error {
		var one int
		return tx.one(`SELECT 1`, nil, &one)
	})
}

// Postgres tells which database it is, for the log.
func (db *DB) Postgres() bool { return db.dialect() == postgres }

// Statements is how many statements the portal has run since it started.
func (db *DB) Statements() int64 { return db.statements.Load() }

// wake tells waiting workers that there are new jobs.
func (db *DB) wake() {
	db.mu.Lock()
	defer db.mu.Unlock()
	close(db.woken)
	db.woken = make(chan struct{})
}

// wakes is closed at the next wake.
func (db *DB) wakes() <-chan struct{} {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.woken
}
