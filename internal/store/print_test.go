package store_test

import (
	"testing"

	"ecship/internal/label"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// U-14: how a user prints is remembered, the last choice alone, and is nobody
// else's.
func TestPrintChoice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		mei, tom := newUser(t, db, "mei@example.com"), newUser(t, db, "tom@example.com")
		must(t, db, func(tx *store.Tx) error {
			if _, err := tx.PrintChoice(mei.ID); !problem.Is(err, problem.NotFound) {
				t.Error("a choice that nobody made:", err)
			}
			for _, c := range []store.PrintChoice{
				{Print: label.Print{Stock: "102x152", DPI: 300, Bare: true}, Format: "zpl"},
				{Print: label.Print{Stock: "a4", Start: 3, NudgeX: 1.25, NudgeY: -0.3}, Format: "pdf"},
			} {
				if err := tx.PutPrintChoice(mei.ID, c); err != nil {
					return err
				}
				if got, err := tx.PrintChoice(mei.ID); err != nil || got != c {
					t.Errorf("got %+v, %v; want %+v", got, err, c)
				}
			}
			if _, err := tx.PrintChoice(tom.ID); !problem.Is(err, problem.NotFound) {
				t.Error("somebody else's choice:", err)
			}
			return nil
		})
	})
}
