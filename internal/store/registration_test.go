package store_test

import (
	"testing"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// M-A1: a link works until 30 days after its mail, a newer mail supersedes it,
// and what was never activated goes.
func TestRegistration(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
		db := storetest.Open(t, database, func() time.Time { return now })
		const month = 30 * 24 * time.Hour
		register := func(email string) (r store.Registration) {
			must(t, db, func(tx *store.Tx) error {
				r = store.Registration{ID: tx.NewID("reg"), Email: email, Name: "Chan", PasswordHash: "hash", Lang: i18n.Hans, CreatedAt: tx.Now, ExpiresAt: tx.Now.Add(month)}
				return tx.InsertRegistration(r)
			})
			return r
		}
		mail := func(r store.Registration, token string) {
			must(t, db, func(tx *store.Tx) error { return tx.MailRegistration(r, token, tx.Now.Add(month)) })
		}
		good := func(token string) (ok bool) {
			must(t, db, func(tx *store.Tx) error {
				r, err := tx.RegistrationByToken(token)
				ok = err == nil
				if ok && (r.Email != "chan@example.com" || r.Name != "Chan" || r.PasswordHash != "hash" || r.Lang != i18n.Hans) {
					t.Errorf("%+v", r)
				}
				if !ok && !problem.Is(err, problem.NotFound) {
					return err
				}
				return nil
			})
			return ok
		}
		a := register("chan@example.com")
		if good("one") || good("") {
			t.Error("a link that nobody mailed works")
		}
		mail(a, "one")
		now = now.Add(month - 1000)
		if !good("one") {
			t.Error("it must work to the last moment")
		}
		now = now.Add(1000)
		if good("one") {
			t.Error("it works beyond 30 days")
		}
		mail(a, "two")
		if good("one") || !good("two") {
			t.Error("a newer mail supersedes the older")
		}
		now = now.Add(time.Hour)
		b := register("chan@example.com")
		if !good("two") {
			t.Error("registering again mails nothing yet")
		}
		mail(b, "three")
		if good("two") || !good("three") {
			t.Error("a newer mail to the same address supersedes the older")
		}
		other := register("other@example.com")
		must(t, db, func(tx *store.Tx) error {
			if got, err := tx.RegistrationByEmail("CHAN@example.com"); err != nil || got.ID != b.ID {
				t.Error("the newest of an address:", got, err)
			}
			return tx.DeleteRegistrations("Chan@Example.com")
		})
		if good("three") {
			t.Error("it works again after activation")
		}
		now = now.Add(month)
		must(t, db, func(tx *store.Tx) error {
			n, err := tx.PurgeRegistrations()
			if _, gone := tx.Registration(other.ID); n != 1 || !problem.Is(gone, problem.NotFound) {
				t.Error("purged", n, gone)
			}
			return err
		})
	})
}

// M-A2: a reset link works once, for its time, and only the newest.
func TestReset(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
		db := storetest.Open(t, database, func() time.Time { return now })
		u := newUser(t, db, "a@example.com")
		insert := func(token string) {
			must(t, db, func(tx *store.Tx) error { return tx.InsertReset(token, u.ID, tx.Now.Add(2*time.Hour)) })
		}
		use := func(token string) bool {
			got := ""
			err := db.Tx(ctx, 0, func(tx *store.Tx) (err error) {
				got, err = tx.UseReset(token)
				return err
			})
			return err == nil && got == u.ID
		}
		insert("one")
		insert("two")
		if use("one") || use("no") || !use("two") || use("two") {
			t.Error("only the newest works, and once")
		}
		insert("three")
		now = now.Add(2 * time.Hour)
		if use("three") {
			t.Error("it works too long")
		}
		must(t, db, func(tx *store.Tx) error {
			if n, err := tx.PurgeResets(); n != 3 || err != nil {
				t.Error("purged", n, err)
			}
			return nil
		})
	})
}

// S-06: tokens are hashes, an ended session is not found, and a user's sessions
// end together (I-1).
func TestSessions(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
		db := storetest.Open(t, database, func() time.Time { return now })
		s := db.Sessions(func(data []byte) string { return string(data[:3]) })
		find := func(token string) string {
			data, ok, err := s.FindCtx(ctx, token)
			if err != nil || ok != (data != nil) {
				t.Error(token, ok, err)
			}
			return string(data)
		}
		for token, data := range map[string]string{"t1": "usr one", "t2": "usr two", "t3": "oth three"} {
			if err := s.CommitCtx(ctx, token, []byte(data), now.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.CommitCtx(ctx, "t1", []byte("usr more"), now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if find("t1") != "usr more" || find("t2") != "usr two" || find("t4") != "" {
			t.Error("not as committed")
		}
		now = now.Add(59 * time.Minute)
		// The same data a little later is not written, much later it is.
		if err := s.CommitCtx(ctx, "t2", []byte("usr two"), now.Add(2*time.Minute)); err != nil {
			t.Fatal(err)
		}
		if err := s.CommitCtx(ctx, "t3", []byte("oth three"), now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		now = now.Add(time.Minute)
		if find("t2") != "" || find("t3") != "oth three" {
			t.Error("sessions end when they should not, or not when they should")
		}
		must(t, db, func(tx *store.Tx) error {
			if n, err := tx.PurgeSessions(); n != 2 || err != nil {
				t.Error("purged", n, err)
			}
			return tx.DeleteSessions("oth")
		})
		if find("t3") != "" {
			t.Error("a user's sessions did not end")
		}
		if err := s.DeleteCtx(ctx, "t9"); err != nil {
			t.Error(err)
		}
	})
}
