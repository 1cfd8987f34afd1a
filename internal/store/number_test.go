package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

func giveRange(t *testing.T, db *store.DB, r store.NumberRange) {
	t.Helper()
	must(t, db, func(tx *store.Tx) error { return tx.InsertNumberRange(r) })
}

// 16 writers of two processes, one of which stops on the way and starts
// again, never get the same number.
func TestNumbersOnce(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		const writers, each = 16, 250
		var dbs [3]*store.DB
		for i := range dbs {
			dbs[i] = storetest.Open(t, database, time.Now)
		}
		giveRange(t, dbs[0], store.NumberRange{Service: "ARM", Mode: account.Live, Indicator: "RA", Country: "HK", First: 100, Last: 99_999_999})
		var mu sync.Mutex
		seen := map[postal.Number]int{}
		var wg sync.WaitGroup
		gate := make(chan struct{})
		for w := range writers {
			wg.Go(func() {
				<-gate
				for i := range each {
					db := dbs[w%2]
					if w%2 == 1 && i > each/2 {
						db = dbs[2] // the second process, started again
					}
					n, err := db.NextNumber(ctx, "ARM", account.Live)
					if err != nil {
						t.Error(err)
						return
					}
					if _, err := postal.ParseNumber(string(n)); err != nil || n.Indicator() != "RA" {
						t.Error(n, err)
					}
					mu.Lock()
					seen[n]++
					mu.Unlock()
				}
			})
		}
		close(gate)
		wg.Wait()
		for n, times := range seen {
			if times > 1 {
				t.Error(n, "was given out", times, "times")
			}
		}
		if len(seen) != writers*each {
			t.Error(len(seen), "numbers, want", writers*each)
		}
		// Issued and void numbers together are what the blocks took.
		must(t, dbs[0], func(tx *store.Tx) error {
			blocks, err := store.Strings(tx, `SELECT first, last FROM number_blocks`)
			r, err2 := tx.NumberRanges()
			taken, next := 0, 0
			for _, b := range blocks {
				var first, last int
				if _, err := fmt.Sscan(b, &first, &last); err != nil {
					return err
				}
				taken, next = taken+last+1-first, max(next, last+1)
			}
			if err2 != nil || r[0].Next != next || taken != next-100 || taken < writers*each {
				t.Error(len(blocks), "blocks of", taken, "serials to", next, "but next is", r[0].Next, err2)
			}
			return err
		})
	})
}

// A service goes on to its next range, then says that it has no numbers left;
// live and test have their own (M-I3); no serial stands in two ranges.
func TestNumberRanges(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		next := func(service string, m account.Mode) string {
			n, err := db.NextNumber(ctx, service, m)
			if err != nil {
				if p := problem.Of(err); p.Key != "number.exhausted" || p.Kind != problem.Unavailable {
					t.Error(err)
				}
				return "none"
			}
			return string(n)
		}
		r := store.NumberRange{Service: "ARM", Mode: account.Live, Indicator: "RA", Country: "HK", First: 7, Last: 8}
		giveRange(t, db, r)
		giveRange(t, db, store.NumberRange{Service: "ARM", Mode: account.Live, Indicator: "RB", Country: "HK", First: 99_999_999, Last: 99_999_999})
		for first, last := range map[int]int{7: 7, 8: 20, 0: 7, 1: 100, 6: 9} {
			clash := r
			clash.First, clash.Last, clash.Mode = first, last, account.Test
			err := db.Tx(ctx, 0, func(tx *store.Tx) error { return tx.InsertNumberRange(clash) })
			if !problem.Is(err, problem.Conflict) {
				t.Error(first, last, err)
			}
		}
		giveRange(t, db, store.NumberRange{Service: "ARM", Mode: account.Test, Indicator: "RA", Country: "HK", First: 9, Last: 9})
		got := []string{next("ARM", account.Live), next("ARM", account.Live)}
		got = append(got, next("ARM", account.Test), next("ARM", account.Test), next("ARM", account.Live), next("ARM", account.Live), next("EMS", account.Live))
		want := []string{"RA000000076HK", "RA000000080HK", "RA000000093HK", "none", "RB999999993HK", "none", "none"}
		for i := range want {
			if got[i][:min(10, len(got[i]))] != want[i][:min(10, len(want[i]))] {
				t.Errorf("number %d is %s, want %s", i, got[i], want[i])
			}
		}
		giveRange(t, db, store.NumberRange{Service: "ARM", Mode: account.Live, Indicator: "RC", Country: "HK", First: 0, Last: 0})
		if n := next("ARM", account.Live); n != string(postal.MakeNumber("RC", 0, "HK")) {
			t.Error("a new range is not used:", n)
		}
	})
}
