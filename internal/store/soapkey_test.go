package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/account"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// M-I2: a customer has one key of the old services at a time, sealed; once it is
// off, or replaced, its secret is gone.
func TestSOAPKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, foreign := newCustomer(t, db), newCustomer(t, db)
		must(t, db, func(tx *store.Tx) error {
			k := store.SOAPKey{ID: tx.NewID("key"), Customer: c.ID, Username: "econe", Mode: account.Live, CreatedAt: tx.Now}
			if err := tx.InsertSOAPKey(k, "first"); err != nil {
				return err
			}
			if got, secret, owner, _, err := tx.SOAPKey("econe"); !cmp.Equal(got, k) || secret != "first" || owner.ID != c.ID || err != nil {
				t.Errorf("%+v, %q, %v", got, secret, err)
			}
			next := k
			next.ID, next.Username = tx.NewID("key"), "ectwo"
			if err := tx.InsertSOAPKey(next, "second"); err != nil {
				return err
			}
			if _, _, _, _, err := tx.SOAPKey("econe"); !problem.Is(err, problem.NotFound) {
				t.Error("a key that was replaced still works:", err)
			}
			day := policy.Date(2026, 11, 23)
			for _, d := range []policy.Day{day, day - 1} {
				if err := tx.TouchSOAPKey(c.ID, next.ID, d); err != nil {
					t.Error(err)
				}
			}
			if got, err := tx.SOAPKeyOf(c.ID); got.Username != "ectwo" || got.LastUsed != day || err != nil {
				t.Errorf("%+v, %v", got, err)
			}
			if _, err := tx.SOAPKeyOf(foreign.ID); !problem.Is(err, problem.NotFound) {
				t.Error("another customer sees it:", err)
			}
			if was, err := tx.RevokeSOAPKey(foreign.ID); was || err != nil {
				t.Error("another customer turned it off:", err)
			}
			for _, want := range []bool{true, false} {
				if was, err := tx.RevokeSOAPKey(c.ID); was != want || err != nil {
					t.Error(was, err)
				}
			}
			if _, _, _, _, err := tx.SOAPKey("ectwo"); !problem.Is(err, problem.NotFound) {
				t.Error(err)
			}
			return nil
		})
	})
}
