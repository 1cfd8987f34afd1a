package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

func put(tx *store.Tx, name string) error {
	_, err := store.Exec(tx, `INSERT INTO settings (name, value) VALUES ($1, $2)`, name, []byte{1})
	return err
}

// names are the settings that tests have put.
func names(t *testing.T, db *store.DB) map[string]bool {
	all := map[string]bool{}
	if err := db.Read(ctx, 0, func(tx *store.Tx) error {
		rows, err := store.Strings(tx, `SELECT name FROM settings WHERE name <> 'secret_check'`)
		for _, r := range rows {
			all[r] = true
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// together makes n transactions share one commit: the first is held in its
// callback until the others wait.
func together(t *testing.T, db *store.DB, n int, fn func(i int, tx *store.Tx) error) []error {
	t.Helper()
	errs := make([]error, n)
	var wg sync.WaitGroup
	inside, gate := make(chan struct{}), make(chan struct{})
	for i := range n {
		var once sync.Once
		wg.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					errs[i] = fmt.Errorf("panic: %v", r)
				}
			}()
			errs[i] = db.Tx(ctx, 0, func(tx *store.Tx) error {
				once.Do(func() {
					if i == 0 {
						close(inside)
						<-gate
					}
				})
				return fn(i, tx)
			})
		})
		if i == 0 {
			<-inside
		}
	}
	for store.Waiting(db) < n-1 {
		time.Sleep(time.Millisecond)
	}
	close(gate)
	wg.Wait()
	return errs
}

// Writers that wait together share one commit; one that fails or panics fails
// alone, first, last or in the middle.
func TestGroupFailsAlone(t *testing.T) {
	const n = 12
	for _, bad := range [][]int{{}, {0}, {5}, {n - 1}, {0, 1, 2}, {3, 4, 9, 11}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}} {
		for _, how := range []string{"error", "panic"} {
			db := storetest.Open(t, storetest.SQLite(t), time.Now)
			fails := map[int]bool{}
			for _, i := range bad {
				fails[i] = true
			}
			broken := errors.New("broken")
			errs := together(t, db, n, func(i int, tx *store.Tx) error {
				if err := put(tx, fmt.Sprint(i)); err != nil {
					return err
				}
				if !fails[i] {
					return nil
				}
				if how == "panic" {
					panic("broken")
				}
				return broken
			})
			saved := names(t, db)
			for i, err := range errs {
				if (err != nil) != fails[i] || saved[fmt.Sprint(i)] == fails[i] || (fails[i] && how == "error" && !errors.Is(err, broken)) {
					t.Errorf("%v by %s: writer %d got %v, saved %v", bad, how, i, err, saved[fmt.Sprint(i)])
				}
			}
			if len(bad) == 0 && store.LastGroup(db) != n {
				t.Errorf("%d writers shared the last commit, want %d", store.LastGroup(db), n)
			}
		}
	}
}

// A goroutine that a failing test ends inside its callback hands the baton on.
func TestGroupGoexit(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), time.Now)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = db.Tx(ctx, 0, func(tx *store.Tx) error {
			if err := put(tx, "gone"); err != nil {
				t.Error(err)
			}
			runtime.Goexit()
			return nil
		})
	}()
	<-done
	must(t, db, func(tx *store.Tx) error { return put(tx, "here") })
	if got := names(t, db); got["gone"] || !got["here"] {
		t.Error(got)
	}
}

// Where the database itself undoes the shared transaction, as on a full disk,
// its innocent writers run again and lose nothing.
func TestGroupLost(t *testing.T) {
	const n = 9
	for bad := range n {
		db := storetest.Open(t, storetest.SQLite(t), time.Now)
		tries := 0
		errs := together(t, db, n, func(i int, tx *store.Tx) error {
			if err := put(tx, fmt.Sprint(i)); err != nil {
				return err
			}
			if i == bad {
				if tries++; tries == 1 {
					_, err := store.Exec(tx, `ROLLBACK`)
					return errors.Join(err, errors.New("disk full"))
				}
			}
			return nil
		})
		saved := names(t, db)
		for i, err := range errs {
			if (err == nil) != saved[fmt.Sprint(i)] || (i != bad && err != nil) {
				t.Errorf("%d bad: writer %d got %v, saved %v", bad, i, err, saved[fmt.Sprint(i)])
			}
		}
	}
}

// Where the commit itself fails, nobody is told that his work was saved.
func TestGroupCommitFails(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), time.Now)
	errs := together(t, db, 5, func(i int, tx *store.Tx) error {
		if i == 2 { // a foreign key that is looked at only by COMMIT
			if _, err := store.Exec(tx, `PRAGMA defer_foreign_keys = 1`); err != nil {
				return err
			}
			_, err := store.Exec(tx, `INSERT INTO resets (token_hash, user_id, created_at, expires_at) VALUES ('a', 'usr_none', 1, 1)`)
			return err
		}
		return put(tx, fmt.Sprint(i))
	})
	for i, err := range errs {
		if err == nil {
			t.Error("writer", i, "was told that it was saved")
		}
	}
	if got := names(t, db); len(got) != 0 {
		t.Error("saved", got)
	}
	must(t, db, func(tx *store.Tx) error { return put(tx, "next") })
}

// A context that ends while its writer waits ends that wait: the callback is
// never run. One that ends later changes nothing.
func TestGroupCancel(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), time.Now)
	gate, inside, done := make(chan struct{}), make(chan struct{}), make(chan error, 2)
	short, cancel := context.WithCancel(ctx)
	go func() {
		done <- db.Tx(short, 0, func(tx *store.Tx) error {
			close(inside)
			<-gate
			return put(tx, "first")
		})
	}()
	<-inside
	waiting := make(chan error)
	go func() {
		waiting <- db.Tx(short, 0, func(tx *store.Tx) error { return put(tx, "waiting") })
	}()
	for store.Waiting(db) < 1 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	if err := <-waiting; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	close(gate)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := db.Tx(short, 0, func(tx *store.Tx) error { return put(tx, "late") }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if got := names(t, db); len(got) != 1 || !got["first"] {
		t.Error(got)
	}
}

// What was acknowledged is in the files: a copy taken at any moment, as a
// killed process leaves them, opens with all of it.
func TestGroupDurable(t *testing.T) {
	path := storetest.SQLite(t)
	db := storetest.Open(t, path, time.Now)
	var mu sync.Mutex
	acknowledged := map[string]bool{}
	const writers, each = 16, 40
	var wg sync.WaitGroup
	gate, half := make(chan struct{}), make(chan struct{})
	for w := range writers {
		wg.Go(func() {
			<-gate
			for i := range each {
				name := fmt.Sprint(w, ".", i)
				if err := db.Tx(ctx, 0, func(tx *store.Tx) error { return put(tx, name) }); err != nil {
					t.Error(err)
				}
				mu.Lock()
				acknowledged[name] = true
				if len(acknowledged) == writers*each/2 {
					close(half)
				}
				mu.Unlock()
			}
		})
	}
	close(gate)
	<-half
	// No copy of two files under writing is of one moment, so writers stop.
	var copied string
	known := map[string]bool{}
	must(t, db, func(*store.Tx) error {
		mu.Lock()
		for name := range acknowledged {
			known[name] = true
		}
		mu.Unlock()
		copied = filepath.Join(t.TempDir(), "copy.db")
		copyFile(t, path, copied)
		copyFile(t, path+"-wal", copied+"-wal")
		return nil
	})
	wg.Wait()
	got := names(t, storetest.Open(t, copied, time.Now))
	for name := range known {
		if !got[name] {
			t.Error("lost", name)
		}
	}
	if len(known) < writers*each/2 || len(names(t, db)) != writers*each {
		t.Error(len(known), "acknowledged,", len(names(t, db)), "saved")
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close() //nolint:errcheck // read only
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(out, in); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

// on a full disk writers are told so, nothing acknowledged is lost, and
// once there is room again they go on without a restart.
func TestDiskFull(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), time.Now)
	limit := func(pages string) {
		must(t, db, func(tx *store.Tx) error {
			_, err := store.Exec(tx, `PRAGMA max_page_count = `+pages)
			return err
		})
	}
	var mu sync.Mutex
	acknowledged, refused := map[string]bool{}, 0
	burst := func(name string) {
		var wg sync.WaitGroup
		for w := range 16 {
			wg.Go(func() {
				for i := range 10 {
					key := fmt.Sprint(name, w, ".", i)
					err := db.Tx(ctx, 0, func(tx *store.Tx) error {
						_, err := store.Exec(tx, `INSERT INTO settings (name, value) VALUES ($1, $2)`, key, make([]byte, 20_000))
						return err
					})
					mu.Lock()
					if err == nil {
						acknowledged[key] = true
					} else {
						refused++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
	}
	limit("500") // of 4 KiB: room for about 80 of the 160
	burst("a")
	if refused == 0 || len(acknowledged) == 0 {
		t.Fatal(refused, "refused,", len(acknowledged), "acknowledged: the disk was not filled")
	}
	was := refused
	limit("100000")
	burst("b")
	if refused != was {
		t.Error(refused-was, "refused with room enough")
	}
	got := names(t, db)
	for key := range acknowledged {
		if !got[key] {
			t.Error("lost", key)
		}
	}
	if len(got) != len(acknowledged) {
		t.Error(len(got), "saved,", len(acknowledged), "acknowledged")
	}
}
