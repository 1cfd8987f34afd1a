package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

var ctx = context.Background()

// must runs a transaction that has to succeed.
func must(t testing.TB, db *store.DB, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Tx(ctx, 0, fn); err != nil {
		t.Fatal(err)
	}
}

func newCustomer(t testing.TB, db *store.DB) (c store.Customer) {
	must(t, db, func(tx *store.Tx) error {
		c = store.Customer{ID: tx.NewID("cus"), Mode: account.Live, Name: "Chan & Co", State: store.Active, CreatedAt: tx.Now}
		return tx.InsertCustomer(c)
	})
	return c
}

// A database opens again, keeps what it was given, and opens with no other
// secret.
func TestReopen(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		config := store.Config{Database: database, Clock: time.Now, Secret: storetest.Secret}
		db, err := store.Open(ctx, config)
		if err != nil {
			t.Fatal(err)
		}
		c := newCustomer(t, db)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if err := db.Tx(ctx, 0, func(*store.Tx) error { return nil }); err == nil {
			t.Error("a closed database took a transaction")
		}
		other := config
		other.Secret = make([]byte, 32)
		if _, err := store.Open(ctx, other); !errors.Is(err, store.ErrSecret) {
			t.Error("another secret gave", err)
		}
		other.Secret = make([]byte, 31)
		if _, err := store.Open(ctx, other); err == nil {
			t.Error("a short secret was taken")
		}
		db = storetest.Open(t, database, time.Now)
		must(t, db, func(tx *store.Tx) error {
			got, err := tx.Customer(c.ID)
			if got != c {
				t.Errorf("got %+v, want %+v", got, c)
			}
			return err
		})
	})
}

// nodes that start together on a new database migrate it once.
func TestOpenTogether(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		var wg sync.WaitGroup
		gate := make(chan struct{})
		for range 4 {
			wg.Go(func() {
				<-gate
				db, err := store.Open(ctx, store.Config{Database: database, Clock: time.Now, Secret: storetest.Secret})
				if err == nil {
					err = errors.Join(db.Ping(ctx), db.Close())
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		close(gate)
		wg.Wait()
	})
}

// A SQLite file is its owner's alone, and no odd path is read as an option.
func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?mode=memory&x=1#%41.db")
	db := storetest.Open(t, path, time.Now)
	newCustomer(t, db)
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
			t.Error(info, err)
		}
	}
}

// Read sees one snapshot and writes nothing.
func TestRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCustomer(t, db)
		err := db.Read(ctx, 0, func(tx *store.Tx) error {
			if _, err := tx.Customer(c.ID); err != nil {
				t.Error(err)
			}
			if err := db.Tx(ctx, 0, func(w *store.Tx) error { return w.SetCustomerState(c.ID, store.Blocked) }); err != nil {
				t.Error("a writer must not wait for a reader:", err)
			}
			if got, _ := tx.Customer(c.ID); got.State != store.Active {
				t.Error("the snapshot moved")
			}
			return tx.SetCustomerState(c.ID, store.Blocked)
		})
		if err == nil {
			t.Error("a reader wrote")
		}
		err = db.Read(ctx, 0, func(tx *store.Tx) error {
			for _, id := range []string{"cus_nobody", c.ID + "\x00", "\x00", "\xff\xfe"} { // of which PostgreSQL knows only the first to be a text
				if _, err := tx.Customer(id); !problem.Is(err, problem.NotFound) {
					t.Errorf("%q: %v", id, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// tx.Now is one instant, in microseconds, of the acting customer's clock (M-I3).
func TestNow(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 123456789, time.UTC)
	db := storetest.Open(t, storetest.SQLite(t), func() time.Time { return at })
	for _, offset := range []time.Duration{0, 36 * time.Hour, -time.Minute} {
		if err := db.Tx(ctx, offset, func(tx *store.Tx) error {
			if want := at.Add(offset).Truncate(time.Microsecond); !tx.Now.Equal(want) {
				t.Errorf("it is %s, want %s", tx.Now, want)
			}
			if got := store.IDTime(tx.NewID("shp")); !got.Equal(tx.Now.Truncate(time.Millisecond)) {
				t.Error("an id of", got)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// sent is what became of a write that may wait.
func sent(tx *store.Tx, err error) error {
	if err != nil {
		return err
	}
	return tx.Flush()
}
