package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/account"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

func TestAPIKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, foreign := newCustomer(t, db), newCustomer(t, db)
		must(t, db, func(tx *store.Tx) error {
			k := store.APIKey{ID: tx.NewID("key"), Customer: c.ID, Name: "Shop", Prefix: "ecs_live_ab", Scopes: []string{"quote", "ship"}, Mode: account.Live, CreatedAt: tx.Now}
			if err := tx.InsertAPIKey(k, "ecs_live_abcdef"); err != nil {
				return err
			}
			want := store.KeyHolder{ID: k.ID, Customer: c.ID, Mode: k.Mode, Scopes: k.Scopes, State: store.Active}
			if got, err := tx.HolderOf("ecs_live_abcdef"); !cmp.Equal(got, want) || err != nil {
				t.Errorf("%+v, %v", got, err)
			}
			if all, err := tx.APIKeys(c.ID); len(all) != 1 || !cmp.Equal(all[0], k) || err != nil {
				t.Errorf("%+v, %v", all, err)
			}
			day := policy.Date(2026, 11, 23)
			for _, d := range []policy.Day{day, day - 1} {
				if err := tx.TouchAPIKey(c.ID, k.ID, d); err != nil {
					t.Error(err)
				}
			}
			if err := tx.RevokeAPIKey(foreign.ID, k.ID); !problem.Is(err, problem.NotFound) {
				t.Error("another customer revoked it:", err)
			}
			if err := tx.RevokeAPIKey(c.ID, k.ID); err != nil {
				return err
			}
			for _, sent := range []string{"ecs_live_abcdef", "ecs_live_abcdeg", ""} {
				if _, err := tx.HolderOf(sent); !problem.Is(err, problem.NotFound) {
					t.Error(sent, err)
				}
			}
			all, err := tx.APIKeys(c.ID)
			if len(all) != 1 || all[0].LastUsed != day || !all[0].RevokedAt.Equal(tx.Now) {
				t.Errorf("%+v", all)
			}
			if all, err := tx.APIKeys(foreign.ID); len(all) != 0 || err != nil {
				t.Error(all, err)
			}
			return err
		})
	})
}

// I-1, S-14: whoever asks after a key was revoked, or its maker blocked, by this
// process or another, is not let in by what a reader remembers.
func TestKeyEndsAtOnce(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		here, there := storetest.Open(t, database, time.Now), storetest.Open(t, database, time.Now)
		c, maker := newCustomer(t, here), newUser(t, here, "maker@example.com")
		secret := ""
		finds := func() (n int) {
			for _, db := range []*store.DB{here, there, here, there} {
				err := db.Look(ctx, 0, func(tx *store.Tx) error {
					h, err := tx.HolderOf(secret)
					if err == nil && h.Customer == c.ID {
						n++
					}
					return err
				})
				if err != nil && !problem.Is(err, problem.NotFound) {
					t.Error(err)
				}
			}
			return n
		}
		for i, end := range []func(tx *store.Tx, key string) error{
			func(tx *store.Tx, key string) error { return tx.RevokeAPIKey(c.ID, key) },
			func(tx *store.Tx, _ string) error { return tx.SetUserState(maker.ID, store.Blocked) },
		} {
			for _, by := range []*store.DB{here, there} {
				var key string
				must(t, here, func(tx *store.Tx) error {
					key = tx.NewID("key")
					secret = "ecs_live_" + key
					return tx.InsertAPIKey(store.APIKey{ID: key, Customer: c.ID, Name: "Shop", Scopes: []string{"ship"}, Mode: account.Live, MadeBy: maker.ID, CreatedAt: tx.Now}, secret)
				})
				if n := finds(); n != 4 {
					t.Errorf("%d: %d of 4 found the key", i, n)
				}
				must(t, by, func(tx *store.Tx) error { return end(tx, key) })
				if n := finds(); n != 0 {
					t.Errorf("%d: %d of 4 were let in after the end", i, n)
				}
				must(t, here, func(tx *store.Tx) error {
					if err := tx.RevokeAPIKey(c.ID, key); err != nil && !problem.Is(err, problem.NotFound) {
						return err
					}
					return tx.SetUserState(maker.ID, store.Active)
				})
			}
		}
	})
}

// Invariant 9: of many requests with one key at once, one takes effect; each
// customer, mode and operation has its own keys.
func TestAnswerOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		key := store.IdempotencyKey{Customer: "cus_1", Mode: account.Live, Operation: "createShipment", Key: "k1"}
		var done atomic.Int64
		var wg sync.WaitGroup
		gate := make(chan struct{})
		for range 8 {
			wg.Go(func() {
				<-gate
				err := db.Tx(ctx, 0, func(tx *store.Tx) error {
					if err := tx.InsertAnswer(key, store.Answer{RequestHash: []byte{1}, Status: 201, Body: []byte(`{"id":1}`)}); err != nil {
						return err
					}
					return tx.Audit(store.AuditRow{Act: "effect"})
				})
				switch {
				case err == nil:
					done.Add(1)
				case !problem.Is(err, problem.Conflict):
					t.Error(err)
				}
			})
		}
		close(gate)
		wg.Wait()
		must(t, db, func(tx *store.Tx) error {
			effects, err := tx.AuditRows("", 10)
			if len(effects) != 1 || done.Load() != 1 {
				t.Error(len(effects), "effects,", done.Load(), "told so")
			}
			got, err2 := tx.Answer(key)
			if diff := cmp.Diff(store.Answer{RequestHash: []byte{1}, Status: 201, Body: []byte(`{"id":1}`)}, got); diff != "" || err2 != nil {
				t.Error(err2, diff)
			}
			for _, change := range []func(*store.IdempotencyKey){
				func(k *store.IdempotencyKey) { k.Customer = "cus_2" }, func(k *store.IdempotencyKey) { k.Mode = account.Test },
				func(k *store.IdempotencyKey) { k.Operation = "issue" }, func(k *store.IdempotencyKey) { k.Key = "k2" },
			} {
				other := key
				change(&other)
				if _, err := tx.Answer(other); !problem.Is(err, problem.NotFound) {
					t.Error(other, err)
				}
			}
			if n, err := tx.PurgeAnswers(tx.Now.Add(time.Second)); n != 1 || err != nil {
				t.Error("purged", n, err)
			}
			return err
		})
	})
}

// S-16: tries are counted by bucket and window, over all nodes.
func TestAttempt(t *testing.T) {
	eachClock(t, func(t *testing.T, db *store.DB, c *clock) {
		try := func(bucket string) (n int) {
			must(t, db, func(tx *store.Tx) (err error) { n, err = tx.Attempt(bucket, time.Hour); return err })
			return n
		}
		got := []int{try("a"), try("a"), try("b")}
		c.add(time.Hour - time.Microsecond)
		got = append(got, try("a"))
		c.add(time.Microsecond)
		got = append(got, try("a"), try("a"))
		must(t, db, func(tx *store.Tx) error { return tx.ForgetAttempts("a") })
		got = append(got, try("a"))
		if diff := cmp.Diff([]int{1, 2, 1, 3, 1, 2, 1}, got); diff != "" {
			t.Error(diff)
		}
		must(t, db, func(tx *store.Tx) error {
			if n, err := tx.PurgeAttempts(tx.Now); n != 1 || err != nil {
				t.Error("purged", n, err)
			}
			return nil
		})
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() { try("c") })
		}
		wg.Wait()
		if n := try("c"); n != 41 {
			t.Error(n, "tries were counted of 41")
		}
	})
}

// A later version of a day's table replaces the earlier; nodes see that there
// is something new.
func TestReferenceTable(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		must(t, db, func(tx *store.Tx) error {
			before, _ := tx.TablesVersion()
			day := policy.Date(2026, 12, 1)
			for _, row := range []store.ReferenceTable{
				{Kind: "office", Effective: day, CSV: "a\n"}, {Kind: "office", Effective: day, CSV: "b\n", LoadedBy: "usr_1", ApprovedBy: "usr_2"},
				{Kind: "office", Effective: day - 30, CSV: "c\n"}, {Kind: "contact", Effective: day, CSV: "d\n"},
			} {
				if _, err := tx.InsertTable(row); err != nil {
					return err
				}
			}
			all, err := tx.Tables("office")
			want := []store.ReferenceTable{
				{Kind: "office", Effective: day - 30, Version: 1, CSV: "c\n", LoadedAt: tx.Now},
				{Kind: "office", Effective: day, Version: 2, CSV: "b\n", LoadedBy: "usr_1", ApprovedBy: "usr_2", LoadedAt: tx.Now},
			}
			if diff := cmp.Diff(want, all); diff != "" {
				t.Error(diff)
			}
			if after, err := tx.TablesVersion(); after == before || err != nil {
				t.Error("nobody would see it", after, err)
			}
			return err
		})
	})
}
