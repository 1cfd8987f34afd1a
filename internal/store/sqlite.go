package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"strings"
	"sync"

	_ "modernc.org/sqlite" // the driver "sqlite": no cgo, binds $n by number
)

// sqlite is one file in WAL mode: one connection writes, a pool of others
// reads. Deferred transactions on many connections lose writes to busy errors.
type sqliteDB struct {
	pool    *sql.DB
	writer  *committer
	readers chan *conn
	once    sync.Once
	closed  chan struct{}
}

// conn is one connection with its prepared statements.
type conn struct {
	c     *sql.Conn
	stmts map[string]*sql.Stmt
}

// sqliteURL is the data source name of a file. FULL flushes the log at each
// commit: what is acknowledged survives a power cut.
func sqliteURL(path string) string {
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	v := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"temp_store(MEMORY)", "cache_size(-16384)", "wal_autocheckpoint(8192)",
	}, "_txlock": {"immediate"}}
	return "file:" + escaped + "?" + v.Encode()
}

func openSQLite(ctx context.Context, c Config) (*sqliteDB, error) {
	// Nobody else on the machine may read it; SQLite gives its log the same
	// mode.
	f, err := os.OpenFile(c.Database, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	pool, err := sql.Open("sqlite", sqliteURL(c.Database))
	if err != nil {
		return nil, err
	}
	s := &sqliteDB{pool: pool, readers: make(chan *conn, c.Readers), closed: make(chan struct{})}
	w, err := s.connect(ctx)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	s.writer = &committer{conn: w}
	for range c.Readers {
		s.readers <- nil // opened when first wanted
	}
	return s, nil
}

func (s *sqliteDB) connect(ctx context.Context) (*conn, error) {
	c, err := s.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{c: c, stmts: map[string]*sql.Stmt{}}, nil
}

func (s *sqliteDB) dialect() dialect { return sqlite }

func (s *sqliteDB) write(ctx context.Context, fn func(querier) error) error {
	return s.writer.write(ctx, fn)
}

func (s *sqliteDB) read(ctx context.Context, fn func(querier) error) error {
	return s.reading(ctx, func(c *conn) error {
		if err := c.run(`BEGIN`); err != nil {
			return err
		}
		defer c.run(`ROLLBACK`) //nolint:errcheck // nothing to keep
		return fn(c)
	})
}

func (s *sqliteDB) look(ctx context.Context, fn func(querier) error) error {
	return s.reading(ctx, func(c *conn) error { return fn(c) })
}

// reading runs fn on one of the readers.
func (s *sqliteDB) reading(ctx context.Context, fn func(*conn) error) error {
	var c *conn
	select {
	case <-s.closed:
		return errClosed
	default:
	}
	select {
	case c = <-s.readers:
	case <-s.closed:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { s.readers <- c }()
	if c == nil {
		var err error
		if c, err = s.connect(ctx); err == nil {
			err = c.run(`PRAGMA query_only = 1`)
		}
		if err != nil {
			return err
		}
	}
	return fn(c)
}

// close waits for the writers and readers under way. Later ones are refused,
// and so is a second close.
func (s *sqliteDB) close() error {
	again := true
	s.once.Do(func() { again = false; close(s.closed) })
	if again {
		return errClosed
	}
	errs := []error{s.writer.close()}
	for range cap(s.readers) {
		if c := <-s.readers; c != nil {
			errs = append(errs, c.close())
		}
	}
	return errors.Join(append(errs, s.pool.Close())...)
}

// Statements get no context that can end: modernc would start a goroutine for
// each, and an interrupted write ends the transaction of the whole group.

func (c *conn) prepared(query string) (*sql.Stmt, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	s, err := c.c.PrepareContext(context.Background(), query)
	if err == nil {
		c.stmts[query] = s
	}
	return s, err
}

func (c *conn) run(query string) error {
	_, err := c.exec(query, nil)
	return err
}

func (c *conn) exec(query string, args []any) (int64, error) {
	s, err := c.prepared(query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// later has no reason to wait: there is no way to go.
func (c *conn) later(query string, args []any, done check) error { return done(c.exec(query, args)) }

func (c *conn) flush() error { return nil }

func (c *conn) query(query string, args []any) (rows, error) {
	s, err := c.prepared(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(context.Background(), args...)
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.c.Close())...)
}
