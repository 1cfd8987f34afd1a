package main

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the same driver as ours
)

// tpcb is TPC-B on SQLite: an account, its teller and its branch are moved, and
// a line of history is written. Like ours it flushes each commit.
type tpcb struct {
	*sql.DB
	mu       sync.Mutex // SQLite has one writer at a time
	branches int
}

const (
	tpcbAccounts = 100_000
	tpcbTellers  = 10 // of each branch
)

func openTPCB(file string, branches int) (*tpcb, error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	const rows = ` WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i, 0 FROM n`
	for _, stmt := range []struct {
		text string
		rows int
	}{
		{`CREATE TABLE accounts (aid BIGINT PRIMARY KEY, abalance BIGINT NOT NULL, filler TEXT NOT NULL DEFAULT 'filler of a row')`, 0},
		{`CREATE TABLE tellers (tid BIGINT PRIMARY KEY, tbalance BIGINT NOT NULL)`, 0},
		{`CREATE TABLE branches (bid BIGINT PRIMARY KEY, bbalance BIGINT NOT NULL)`, 0},
		{`CREATE TABLE history (tid BIGINT, bid BIGINT, aid BIGINT, delta BIGINT, mtime BIGINT)`, 0},
		{`INSERT INTO accounts (aid, abalance)` + rows, tpcbAccounts},
		{`INSERT INTO tellers` + rows, tpcbTellers * branches},
		{`INSERT INTO branches` + rows, branches},
	} {
		if _, err := db.Exec(stmt.text, stmt.rows); err != nil {
			return nil, fmt.Errorf("%s: %w", stmt.text, err)
		}
	}
	return &tpcb{DB: db, branches: branches}, nil
}

func (b *tpcb) perSecond(span time.Duration, clients int) (float64, error) {
	return perSecond(span, clients, b.transfer)
}

// transfer is one transaction of TPC-B.
func (b *tpcb) transfer() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	tx, err := b.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // no-op after the commit
	aid, tid, bid, delta := rand.IntN(tpcbAccounts)+1, rand.IntN(tpcbTellers*b.branches)+1, rand.IntN(b.branches)+1, rand.IntN(10000)-5000
	if _, err := tx.Exec(`UPDATE accounts SET abalance = abalance + $1 WHERE aid = $2`, delta, aid); err != nil {
		return err
	}
	var balance int64
	if err := tx.QueryRow(`SELECT abalance FROM accounts WHERE aid = $1`, aid).Scan(&balance); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE tellers SET tbalance = tbalance + $1 WHERE tid = $2`, delta, tid); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE branches SET bbalance = bbalance + $1 WHERE bid = $2`, delta, bid); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO history VALUES ($1, $2, $3, $4, $5)`, tid, bid, aid, delta, time.Now().UnixMicro()); err != nil {
		return err
	}
	return tx.Commit()
}
