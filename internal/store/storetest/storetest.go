// Package storetest gives tests a real database: SQLite in a temporary file,
// and PostgreSQL where ECSHIP_TEST_POSTGRES names a throwaway cluster
// (scripts/postgres.sh starts one). With ECSHIP_CHECK=1, as in CI, a missing
// cluster fails the test instead of skipping half of it.
package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // makes and drops the schemas

	"ecship/internal/store"
)

// Secret is the key material of the tests' databases.
var Secret = bytes.Repeat([]byte("test"), 8)

// Each runs a test on either database, empty and migrated.
func Each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachURL(t, func(t *testing.T, database string) { fn(t, Open(t, database, time.Now)) })
}

// EachURL runs a test with the name of an empty database of either kind, for
// tests that open it themselves or more than once.
func EachURL(t *testing.T, fn func(t *testing.T, database string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
}

// Open opens a database for the length of a test.
func Open(t testing.TB, database string, clock func() time.Time) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), store.Config{Database: database, Clock: clock, Secret: Secret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// SQLite is the path of a file that does not yet exist.
func SQLite(t testing.TB) string { return filepath.Join(t.TempDir(), "ecship.db") }

// Postgres is the URL of a schema of its own, dropped after the test. It skips
// the test, or fails it in CI, where there is no cluster.
func Postgres(t testing.TB) string {
	t.Helper()
	cluster := os.Getenv("ECSHIP_TEST_POSTGRES")
	if cluster == "" {
		if os.Getenv("ECSHIP_CHECK") == "1" {
			t.Fatal("ECSHIP_TEST_POSTGRES is not set: PostgreSQL must not be skipped here")
		}
		t.Skip("ECSHIP_TEST_POSTGRES is not set")
	}
	schema := "t_" + strings.ToLower(rand.Text())
	run(t, cluster, `CREATE SCHEMA `+schema)
	t.Cleanup(func() { run(t, cluster, `DROP SCHEMA `+schema+` CASCADE`) })
	u, err := url.Parse(cluster)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

func run(t testing.TB, cluster, stmt string) {
	t.Helper()
	db, err := sql.Open("pgx", cluster)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // a connection for one statement
	if _, err := db.Exec(stmt); err != nil {
		t.Fatal(err)
	}
}

// Break runs statements on a database behind the store's back, for tests of
// what looks for damage.
func Break(t testing.TB, database string, stmts ...string) {
	t.Helper()
	driver, source := "sqlite", database+"?_pragma=busy_timeout(10000)" // a server may be at it
	if strings.HasPrefix(database, "postgres") {
		driver, source = "pgx", database
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // a connection for a few statements
	for _, stmt := range stmts {
		if _, err := db.Exec(stmt); err != nil {
			t.Fatal(stmt, err)
		}
	}
}

// Count asks a database for a number behind the store's back.
func Count(t testing.TB, database, query string) (n int) {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(database, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // nothing was written
	if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(query, err)
	}
	return n
}
