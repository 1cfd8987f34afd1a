package store_test

import (
	"sync"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// M-A4: members are listed with their roles, and a customer keeps an owner.
func TestTeam(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, other := newCustomer(t, db), newCustomer(t, db)
		a, b := newUser(t, db, "a@example.com"), newUser(t, db, "b@example.com")
		must(t, db, func(tx *store.Tx) error {
			if err := tx.InsertMembership(a.ID, c.ID, account.Owner); err != nil {
				return err
			}
			if unused, err := tx.Unused(c.ID); !unused || err != nil {
				t.Error("a customer with nothing is used", err)
			}
			return tx.InsertMembership(b.ID, c.ID, account.Viewer)
		})
		must(t, db, func(tx *store.Tx) error {
			all, err := tx.Members(c.ID)
			if len(all) != 2 || all[0].User != a || all[0].Role != account.Owner || all[1].ID != b.ID || all[1].Since.IsZero() {
				t.Errorf("%+v", all)
			}
			if unused, err := tx.Unused(c.ID); unused || err != nil {
				t.Error("two members, and unused", err)
			}
			if _, foreign := tx.Member(other.ID, a.ID); !problem.Is(foreign, problem.NotFound) {
				t.Error("a member of another customer:", foreign)
			}
			return err
		})
		change := func(fn func(*store.Tx) error) error { return db.Tx(ctx, 0, fn) }
		remove := func(user string) error {
			return change(func(tx *store.Tx) error { return tx.DeleteMembership(c.ID, user) })
		}
		role := func(user string, r account.Role) error {
			return change(func(tx *store.Tx) error { return tx.SetRole(c.ID, user, r) })
		}
		for what, err := range map[string]error{"removed": remove(a.ID), "demoted": role(a.ID, account.Payer)} {
			if !problem.Is(err, problem.Conflict) {
				t.Errorf("the last owner was %s: %v", what, err)
			}
		}
		for what, err := range map[string]error{"removed": remove("usr_nobody"), "promoted": role("usr_nobody", account.Owner)} {
			if !problem.Is(err, problem.NotFound) {
				t.Errorf("nobody was %s: %v", what, err)
			}
		}
		if err := role(a.ID, account.Owner); err != nil {
			t.Error("the last owner stays one:", err)
		}
		if err := role(b.ID, account.Owner); err != nil {
			t.Fatal(err)
		}
		// A blocked owner is none.
		must(t, db, func(tx *store.Tx) error { return tx.SetUserState(b.ID, store.Blocked) })
		if err := remove(a.ID); !problem.Is(err, problem.Conflict) {
			t.Error("only a blocked owner was left:", err)
		}
		must(t, db, func(tx *store.Tx) error { return tx.SetUserState(b.ID, store.Active) })
		if err := remove(a.ID); err != nil {
			t.Error(err)
		}
	})
}

// M-A4: two owners who remove each other at the same moment leave one.
func TestOwnersRemoveEachOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for range 8 {
			c, a, b := newCustomer(t, db), newUser(t, db, t.Name()+time.Now().String()+"a@example.com"), newUser(t, db, t.Name()+time.Now().String()+"b@example.com")
			must(t, db, func(tx *store.Tx) error {
				if err := tx.InsertMembership(a.ID, c.ID, account.Owner); err != nil {
					return err
				}
				return tx.InsertMembership(b.ID, c.ID, account.Owner)
			})
			var wait sync.WaitGroup
			errs := make([]error, 2)
			for i, u := range []store.User{a, b} {
				wait.Go(func() {
					errs[i] = db.Tx(ctx, 0, func(tx *store.Tx) error { return tx.DeleteMembership(c.ID, u.ID) })
				})
			}
			wait.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Fatal("not one of the two:", errs)
			}
		}
	})
}

// M-A4: a link works once and for its days, and only the newest; an address is
// invited once by a customer.
func TestInvitation(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
		db := storetest.Open(t, database, func() time.Time { return now })
		c, other, u := newCustomer(t, db), newCustomer(t, db), newUser(t, db, "a@example.com")
		const week = 7 * 24 * time.Hour
		invite := func(customer, email, token string) (i store.Invitation, err error) {
			err = db.Tx(ctx, 0, func(tx *store.Tx) error {
				i = store.Invitation{ID: tx.NewID("inv"), Customer: customer, Email: email, Role: account.Payer, Lang: i18n.Hant, MadeBy: u.ID, CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(week)}
				return tx.InsertInvitation(i, token)
			})
			return i, err
		}
		find := func(token string) (got store.Invitation) {
			must(t, db, func(tx *store.Tx) (err error) {
				if got, err = tx.InvitationByToken(token); problem.Is(err, problem.NotFound) {
					err = nil
				}
				return err
			})
			return got
		}
		i, err := invite(c.ID, "b@example.com", "one")
		if err != nil || find("one") != i || find("no").ID != "" {
			t.Fatalf("%+v: %v", i, err)
		}
		if _, err := invite(c.ID, "B@example.com", "two"); problem.Of(err).Key != "team.invited" {
			t.Error("invited twice:", err)
		}
		if _, err := invite(other.ID, "b@example.com", "three"); err != nil {
			t.Error("another customer may invite him too:", err)
		}
		must(t, db, func(tx *store.Tx) error {
			if err := tx.RenewInvitation(other.ID, i.ID, "x", tx.Now); !problem.Is(err, problem.NotFound) {
				t.Error("another customer's was renewed:", err)
			}
			if err := tx.DeleteInvitation(other.ID, i.ID); !problem.Is(err, problem.NotFound) {
				t.Error("another customer's was withdrawn:", err)
			}
			return tx.RenewInvitation(c.ID, i.ID, "four", tx.Now.Add(week))
		})
		now = now.Add(week - time.Microsecond)
		if find("one").ID != "" || find("four").ID != i.ID {
			t.Error("only the newest link works, to its last moment")
		}
		use := func(token string) error {
			return db.Tx(ctx, 0, func(tx *store.Tx) error { _, err := tx.UseInvitation(token); return err })
		}
		if err := use("four"); err != nil {
			t.Error(err)
		}
		if err := use("four"); !problem.Is(err, problem.NotFound) {
			t.Error("used twice:", err)
		}
		now = now.Add(time.Microsecond)
		if err := use("three"); !problem.Is(err, problem.NotFound) {
			t.Error("used too late:", err)
		}
		must(t, db, func(tx *store.Tx) error {
			n, err := tx.PurgeInvitations()
			if all, _ := tx.Invitations(other.ID); n != 1 || len(all) != 0 {
				t.Error("purged", n, all)
			}
			return err
		})
	})
}
