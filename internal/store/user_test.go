package store_test

import (
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

func newUser(t testing.TB, db *store.DB, email string) (u store.User) {
	must(t, db, func(tx *store.Tx) error {
		u = store.User{ID: tx.NewID("usr"), Email: email, Name: "Chan Siu Ming 陳小明", PasswordHash: "$argon2id$…", Lang: i18n.Hant,
			Staff: account.Clerk, Office: "GPO", State: store.Active, CreatedAt: tx.Now}
		return tx.InsertUser(u)
	})
	return u
}

func TestUser(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		u := newUser(t, db, "Chan@Example.com")
		must(t, db, func(tx *store.Tx) error {
			got, err := tx.User(u.ID)
			if err != nil || got != u {
				t.Errorf("got %+v, %v; want %+v", got, err, u)
			}
			if got, err := tx.UserByEmail(" chan@example.COM "); err != nil || got != u {
				t.Errorf("by e-mail: %+v, %v", got, err)
			}
			if _, err := tx.UserByEmail("chan@example.co"); !problem.Is(err, problem.NotFound) {
				t.Error(err)
			}
			again := u
			again.ID, again.Email = tx.NewID("usr"), "CHAN@example.com"
			if err := tx.InsertUser(again); !problem.Is(err, problem.Conflict) {
				t.Error("a second user of the address:", err)
			}
			for _, err := range []error{tx.SetPassword(u.ID, "new"), tx.SetUserState(u.ID, store.Blocked)} {
				if err != nil {
					t.Error(err)
				}
			}
			got, err = tx.User(u.ID)
			if got.PasswordHash != "new" || got.State != store.Blocked {
				t.Errorf("%+v", got)
			}
			if err := tx.SetPassword("usr_nobody", "new"); !problem.Is(err, problem.NotFound) {
				t.Error(err)
			}
			return err
		})
	})
}

// M-A4: a user acts for customers by memberships; M-I3: only a test customer's
// clock moves.
func TestMembership(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		live, u := newCustomer(t, db), newUser(t, db, "a@example.com")
		must(t, db, func(tx *store.Tx) error {
			trial := store.Customer{ID: tx.NewID("cus"), Mode: account.Test, Clock: time.Hour, Name: "Trial", State: store.Active, CreatedAt: tx.Now}
			if err := tx.InsertCustomer(trial); err != nil {
				return err
			}
			if err := tx.InsertMembership(u.ID, live.ID, account.Owner); err != nil {
				return err
			}
			if err := tx.InsertMembership(u.ID, live.ID, account.Viewer); !problem.Is(err, problem.Conflict) {
				t.Error("twice a member:", err)
			}
			if err := tx.InsertMembership(u.ID, trial.ID, account.Preparer); err != nil {
				return err
			}
			if err := tx.SetClock(trial.ID, 48*time.Hour); err != nil {
				t.Error(err)
			}
			if err := tx.SetClock(trial.ID, 47*time.Hour); !problem.Is(err, problem.NotFound) {
				t.Error("a clock went back:", err)
			}
			if err := tx.SetClock(live.ID, time.Hour); !problem.Is(err, problem.NotFound) {
				t.Error("a live clock moved:", err)
			}
			all, err := tx.Memberships(u.ID)
			if len(all) != 2 || all[0].Customer.ID+string(all[0].Role) != live.ID+"owner" || all[1].Customer.Clock != 48*time.Hour || all[1].Role != account.Preparer {
				t.Errorf("%+v", all)
			}
			return err
		})
	})
}
