package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite", for the migrations
)

// sqlite is one file in WAL mode: one connection writes, a pool of others
// reads. Deferred transactions on many connections lose writes to busy errors.
type sqliteDB struct {
	path   string
	pool   *sql.DB // for the migrations alone
	writer *committer
	slots  chan struct{} // one is taken by each read under way
	once   sync.Once
	closed chan struct{}

	mu   sync.Mutex
	idle []*conn // readers; the last one used comes first, while its pages are at hand
}

// pragmas are those of every connection. FULL flushes the log at each commit:
// what is acknowledged survives a power cut.
var pragmas = []string{"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "temp_store(MEMORY)", "cache_size(-16384)", "wal_autocheckpoint(8192)"}

// busyTime is how long a connection waits for another process.
const busyTime = 10 * time.Second

// sqliteURL is the data source name of a file for database/sql.
func sqliteURL(path string) string {
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	v := url.Values{"_pragma": append([]string{fmt.Sprintf("busy_timeout(%d)", busyTime.Milliseconds())}, pragmas...), "_txlock": {"immediate"}}
	return "file:" + escaped + "?" + v.Encode()
}

func openSQLite(c Config) (*sqliteDB, error) {
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
	s := &sqliteDB{path: c.Database, pool: pool, slots: make(chan struct{}, c.Readers), closed: make(chan struct{})}
	w, err := connect(s.path)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	s.writer = &committer{conn: w}
	return s, nil
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
	select {
	case <-s.closed:
		return errClosed
	default:
	}
	select {
	case s.slots <- struct{}{}:
	case <-s.closed:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.slots }()
	c, err := s.reader()
	if err != nil {
		return err
	}
	defer func() {
		s.mu.Lock()
		s.idle = append(s.idle, c)
		s.mu.Unlock()
	}()
	return fn(c)
}

// reader takes an idle reader, or opens one more.
func (s *sqliteDB) reader() (*conn, error) {
	s.mu.Lock()
	if n := len(s.idle); n > 0 {
		c := s.idle[n-1]
		s.idle = s.idle[:n-1]
		s.mu.Unlock()
		return c, nil
	}
	s.mu.Unlock()
	c, err := connect(s.path)
	if err != nil {
		return nil, err
	}
	c.reads = true
	return c, c.run(`PRAGMA query_only = 1`)
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
	for range cap(s.slots) {
		s.slots <- struct{}{}
	}
	for _, c := range s.idle {
		errs = append(errs, c.close())
	}
	return errors.Join(append(errs, s.pool.Close())...)
}
