package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/store"
	"ecship/internal/store/storetest"
	"ecship/internal/tracking"
)

// M-I4, M-G2: the same event twice is one, another number's are apart, and what
// came long ago is forgotten.
func TestTracking(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		at := time.Date(2026, time.November, 20, 2, 0, 0, 0, time.UTC)
		left := tracking.Event{Number: "RA473124829HK", Code: "EMC", At: at, Place: "HK", Office: "HKHKGA"}
		there := tracking.Event{Number: "RA473124829HK", Code: "EMI", At: at.Add(time.Hour), Place: "JP"}
		must(t, db, func(tx *store.Tx) error {
			for i, e := range []tracking.Event{there, left, there} {
				fresh, err := tx.InsertTracking(e)
				if err != nil || fresh != (i < 2) {
					t.Error(i, fresh, err)
				}
			}
			if err := tx.NoteTracking(left); err != nil {
				return err
			}
			got, err := tx.Tracking(left.Number)
			if diff := cmp.Diff([]tracking.Event{left, there}, got); diff != "" || err != nil {
				t.Error(err, diff)
			}
			if got, err := tx.Tracking("RA123456785HK"); len(got) > 0 || err != nil {
				t.Error(got, err)
			}
			if owner, err := tx.NumberOwner(left.Number); owner != "" || err != nil {
				t.Error(owner, err)
			}
			for _, x := range []struct {
				before time.Time
				n      int64
			}{{tx.Now, 0}, {tx.Now.Add(time.Second), 2}} {
				if n, err := tx.PurgeTracking(x.before); n != x.n || err != nil {
					t.Error(x.before, n, err)
				}
			}
			return nil
		})
	})
}
