package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// accept issues an item and takes it over the counter.
func accept(tx *store.Tx, customer string, n postal.Number) (store.AcceptanceRow, error) {
	s := draft(tx, customer)
	issue(tx, &s, n)
	if err := tx.InsertShipment(&s); err != nil {
		return store.AcceptanceRow{}, err
	}
	a := store.AcceptanceRow{Posting: "pst_1", Customer: customer, Shipment: s.ID, Number: n, Office: "GPO", Clerk: "usr_1", At: tx.Now,
		Estimated: 250, Grams: 260, Charged: shipment.Estimate{Postage: 3300, Total: 3300, Book: "2026-01-01"}, Cash: 4000, Change: 700}
	return a, tx.InsertAcceptance(a)
}

// M-E1: an item is accepted once, and found by its owner or by its number; the
// till of a day adds up, and cash less change is what was charged.
func TestAcceptance(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, foreign := newCustomer(t, db), newCustomer(t, db)
		must(t, db, func(tx *store.Tx) error {
			a, err := accept(tx, c.ID, "RA000000014HK")
			if err != nil {
				return err
			}
			if err := sent(tx, tx.InsertAcceptance(a)); !problem.Is(err, problem.Conflict) {
				t.Error("accepted twice:", err)
			}
			got, err := tx.Acceptance(c.ID, a.Shipment)
			if diff := cmp.Diff(a, got); diff != "" || err != nil {
				t.Error(err, diff)
			}
			got, err = tx.AcceptanceAt(a.Number)
			if diff := cmp.Diff(a, got); diff != "" || err != nil {
				t.Error(err, diff)
			}
			if _, err := tx.Acceptance(foreign.ID, a.Shipment); !problem.Is(err, problem.NotFound) {
				t.Error("another customer sees it:", err)
			}
			if _, err := accept(tx, foreign.ID, "RA000000028HK"); err != nil {
				return err
			}
			today := policy.DayOf(tx.Now)
			for day, want := range map[policy.Day][2]int{today: {2, 6600}, today - 1: {0, 0}} {
				if items, cents, err := tx.TillDay("GPO", day); items != want[0] || int(cents) != want[1] || err != nil {
					t.Error("the till has", items, cents, err)
				}
			}
			return nil
		})
		if err := db.Tx(ctx, 0, func(tx *store.Tx) error {
			a, err := accept(tx, c.ID, "RA000000031HK")
			if err != nil {
				return err
			}
			_, err = store.Exec(tx, `INSERT INTO acceptances SELECT customer, 'shp_x', posting, 'x', office, clerk, at, day, estimated, grams, charged, total, cash, 0
				FROM acceptances WHERE shipment = $1`, a.Shipment)
			return err
		}); err == nil {
			t.Error("the change does not add up, and nobody minds")
		}
	})
}
