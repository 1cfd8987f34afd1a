package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// P-9: whatever contains a word has all of the word's pieces, in any script: a
// signature never hides what is there.
func TestPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := store.Fold(rapid.StringOf(rapid.SampledFrom([]rune("ab3.-0 陳大é\n한"))).Draw(t, "text"))
		runes := []rune(text)
		i := rapid.IntRange(0, len(runes)).Draw(t, "from")
		j := rapid.IntRange(i, len(runes)).Draw(t, "to")
		all := store.Pieces(text)
		for _, w := range store.Words(string(runes[i:j])) {
			for _, p := range store.Pieces(w.Text) {
				if len(p) > 15 {
					t.Fatalf("%q is too long a piece", p)
				}
				if !slices.Contains(all, p) {
					t.Fatalf("%q is in %q, but its piece %q is not", w.Text, text, p)
				}
			}
		}
	})
}

// P-9, M-G1: blocks change nothing of what is found and counted, whatever
// happens to their items afterwards.
func TestBlocks(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		now := time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC)
		db := storetest.Open(t, database, func() time.Time { return now })
		c := newCustomer(t, db)
		n := 2*store.BlockRows + 64 // a multiple of a day's 24
		var all []shipment.Shipment
		for len(all) < n {
			now = now.Add(24 * time.Hour)
			must(t, db, func(tx *store.Tx) error {
				for range 24 {
					s, i := draft(tx, c.ID), len(all)
					s.Reference, s.Recipient.Street = fmt.Sprintf("PO %05d", i), []string{fmt.Sprintf("%d Unter den Linden", 70000+i)}
					if i%3 == 0 {
						issue(tx, &s, postal.Number(fmt.Sprintf("RA%09dHK", i)))
					}
					if err := tx.InsertShipment(&s); err != nil {
						return err
					}
					all = append(all, s)
				}
				return nil
			})
		}
		index := func() (made int) {
			for more := true; more; {
				must(t, db, func(tx *store.Tx) (err error) {
					more, err = tx.IndexShipments(c.ID)
					return err
				})
				if more {
					made++
				}
			}
			return made
		}
		look := func() (got string) {
			must(t, db, func(tx *store.Tx) error {
				for _, f := range []store.ShipmentFilter{
					{}, {State: shipment.Draft}, {State: shipment.Issued}, {State: shipment.Expired}, {State: shipment.Cancelled}, {Service: "APL"}, {Place: "FR"},
					{Words: store.Words("00300")}, {Words: store.Words("70017 linden")}, {Words: store.Words("po 陳記")}, {Words: store.Words("nobody")}, {Words: store.Words("changed")},
					{Words: []store.Word{{Text: "france", Codes: []string{"FR"}}}}, {Number: "RA000000300HK"}, {From: policy.DayOf(now) - 10, State: shipment.Draft},
				} {
					rows, err := tx.Shipments(c.ID, f, "", n)
					paged, after := 0, ""
					for more := err == nil; more; more = after != "" {
						found, err := tx.SearchShipments(c.ID, f, after, 40)
						if err != nil {
							return err
						}
						after, paged = found.Next, paged+len(found.Rows)
					}
					if paged != len(rows) || err != nil {
						t.Errorf("%+v: %d by pages, %d at once, %v", f, paged, len(rows), err)
					}
					for _, r := range rows {
						got += r.ID[20:] + string(r.StateAt(tx.Now)) + " "
					}
					got += fmt.Sprintf("%d\n", len(rows))
				}
				for _, from := range []policy.Day{0, policy.DayOf(now) - 8, policy.DayOf(now) - 20, policy.DayOf(now) + 1} {
					counts, err := tx.CountByState(c.ID, from)
					if err != nil {
						return err
					}
					got += fmt.Sprint(counts.By, "\n")
				}
				return nil
			})
			return got
		}
		same := func(when string, blocks int) {
			t.Helper()
			must(t, db, func(tx *store.Tx) error { // as if there never were any blocks
				_, err := store.Exec(tx, `DELETE FROM shipment_signatures`)
				if err == nil {
					_, err = store.Exec(tx, `DELETE FROM shipment_blocks`)
				}
				return err
			})
			want := look()
			if made := index(); made != blocks {
				t.Errorf("%s: %d blocks, want %d", when, made, blocks)
			}
			if diff := cmp.Diff(want, look()); diff != "" {
				t.Errorf("%s: blocks change what is found:\n%s", when, diff)
			}
		}
		same("at first", 2)
		must(t, db, func(tx *store.Tx) error { return tx.ChargeShipment(c.ID, all[20].ID, 98765_43) })
		must(t, db, func(tx *store.Tx) error {
			rows, err := tx.Shipments(c.ID, store.ShipmentFilter{Words: store.Words("98765.43")}, "", 5)
			if len(rows) != 1 || rows[0].ID != all[20].ID {
				t.Errorf("by what was charged: %+v", rows)
			}
			return err
		})
		before := look()
		must(t, db, func(tx *store.Tx) error {
			for _, i := range []int{3, 300} {
				all[i].State = shipment.Cancelled
				if err := tx.StepShipment(&all[i]); err != nil {
					return err
				}
			}
			purged, changed := all[10], all[301]
			changed.Reference, changed.Service, changed.Recipient.Place = "changed", "APL", "FR"
			if err := tx.UpdateShipment(&changed); err != nil {
				return err
			}
			return tx.PurgeShipment(&purged, shipment.Draft)
		})
		now = now.Add(75 * 24 * time.Hour) // some labels expire, and no job has said so
		after := look()
		if before == after || !strings.Contains(after, "cancelled:2") || strings.Contains(after, "expired:0") || !strings.Contains(after, "expired:") {
			t.Error("the counts did not follow:", after[len(after)-300:])
		}
		if made := index(); made != 2 {
			t.Error("signatures made again:", made)
		}
		if diff := cmp.Diff(after, look()); diff != "" {
			t.Error(diff)
		}
		same("afterwards", 2)
		if diff := cmp.Diff(after, look()); diff != "" {
			t.Error("the kept counts were not the true ones", diff)
		}
	})
}
