package store_test

import (
	"strings"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/job"
	"ecship/internal/ledger"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
	"ecship/internal/tracking"
)

// Invariant 13 and M-A7: no e-mail address, phone number, street, tax
// reference, token, key or link stands in clear in any column of any table.
func TestNothingInClear(t *testing.T) {
	secrets := []string{
		"chan@example.com", "zoe@example.org", "29212222", "12025550123", "Nathan Road", "彌敦道", "Pennsylvania", "IM3720000000", "EORI999",
		"reg@example.com", "asked@example.com", "inv-token", "binding-token", "mail@example.com", "secret-link", "act-token", "reset-token", "session-token", "session-data", "ecs_live_secret", "soap-secret", "hook-path", "hook-secret", "hook-answer", "answer-body",
		"guess@example.com", "12125550100", "34th", "draft-street", "ZHJhZnQtc3RyZWV0",
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, u := newCustomer(t, db), newUser(t, db, "chan@example.com")
		giveRange(t, db, store.NumberRange{Service: "ARM", Mode: account.Live, Indicator: "RA", Country: "HK", First: 1, Last: 99})
		number, err := db.NextNumber(ctx, "ARM", account.Live)
		if err != nil {
			t.Fatal(err)
		}
		must(t, db, func(tx *store.Tx) error {
			s := draft(tx, c.ID)
			issue(tx, &s, number)
			r := store.Registration{ID: tx.NewID("reg"), Email: "reg@example.com", Name: "Chan", Lang: i18n.En, CreatedAt: tx.Now, ExpiresAt: tx.Now, Draft: []byte("draft-street")}
			k := store.APIKey{ID: tx.NewID("key"), Customer: c.ID, Prefix: "ecs_live", Mode: account.Live, CreatedAt: tx.Now}
			for _, fn := range []func() error{
				func() error { return tx.InsertMembership(u.ID, c.ID, account.Owner) },
				func() error { return tx.PutPrintChoice(u.ID, store.PrintChoice{Format: "pdf"}) },
				func() error { return tx.InsertDayClose(store.DayClose{Officer: u.ID}) },
				func() error { return tx.InsertShipment(&s) },
				func() error { return store.MakeBlock(tx, c.ID, s.ID) },
				func() error { return tx.AppendEvents(c.ID, s.ID, store.ShipmentEvent{Event: "create", At: tx.Now}) },
				func() error { _, err := accept(tx, c.ID, "RA000000991HK"); return err },
				func() error { return moneyRows(tx, c.ID, s.ID) },
				func() error { _, _, err := batchRows(tx, c.ID); return err },
				func() error { return bookRows(tx, c.ID) },
				func() error { return tx.InsertRegistration(r) },
				func() error { return tx.MailRegistration(r, "act-token", tx.Now) },
				func() error { return tx.InsertReset("reset-token", u.ID, tx.Now) },
				func() error {
					return tx.InsertInvitation(store.Invitation{ID: tx.NewID("inv"), Customer: c.ID, Email: "asked@example.com", MadeBy: u.ID, CreatedAt: tx.Now, ExpiresAt: tx.Now}, "inv-token")
				},
				func() error {
					return tx.InsertMail(store.Mail{ID: tx.NewID("mai"), Kind: "activation", Lang: i18n.En, To: "mail@example.com", Text: "secret-link"})
				},
				func() error { return tx.InsertAPIKey(k, "ecs_live_secret") },
				func() error {
					return tx.InsertAnswer(store.IdempotencyKey{Customer: c.ID, Mode: account.Live, Operation: "o", Key: "k"}, store.Answer{RequestHash: []byte{1}, Body: []byte("answer-body")})
				},
				func() error { _, err := tx.Attempt("sign-in:guess@example.com", time.Hour); return err },
				func() error {
					return tx.InsertSOAPKey(store.SOAPKey{ID: tx.NewID("key"), Customer: c.ID, Username: "chan", Mode: account.Live, CreatedAt: tx.Now, MadeBy: u.ID}, "soap-secret")
				},
				func() error {
					return tx.InsertRequests([]store.Request{{Customer: c.ID, Key: k.ID, At: tx.Now, ID: "req_1", Method: "GET", Path: "/", Status: 200}})
				},
				func() error { return tx.SetIntegrator(c.ID, true) },
				func() error {
					return tx.InsertBinding(store.Binding{ID: tx.NewID("bnd"), Integrator: c.ID, Email: "asked@example.com", Scopes: []string{"see"}, CreatedAt: tx.Now, ExpiresAt: tx.Now}, "binding-token")
				},
				func() error { return tx.InsertStep(c.ID, "rest", "quote") },
				func() error { return tx.StopNotice(u.ID, "posted") },
				func() error { _, err := tx.NoticeOnce("posted:" + s.ID); return err },
				func() error { return tx.NoteTracking(tracking.Event{Number: number, Code: "EMA", At: tx.Now}) },
				func() error { return hookRows(tx, c.ID) },
				func() error { return tx.Append(ledger.Move("r", "cash", till, revenue, 1)) },
				func() error { return tx.Audit(store.AuditRow{Act: "A"}) },
				func() error { return tx.InsertDayClose(store.DayClose{Day: 1}) },
				func() error { return tx.Enqueue(job.Job{Kind: "mail"}) },
				func() error { _, err := tx.InsertTable(store.ReferenceTable{Kind: "office"}); return err },
			} {
				if err := fn(); err != nil {
					return err
				}
			}
			return nil
		})
		if err := db.Sessions(func([]byte) string { return "" }).Commit("session-token", []byte("session-data"), time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		tables := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose%'`
		if db.Postgres() {
			tables = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_name NOT LIKE 'goose%'`
		}
		must(t, db, func(tx *store.Tx) error {
			names, err := store.Strings(tx, tables)
			if len(names) < 20 {
				t.Error("only", names)
			}
			for _, table := range names {
				rows, err := store.Strings(tx, `SELECT * FROM `+table)
				if err != nil || len(rows) == 0 {
					t.Errorf("%s has no row to look at: add one to this test (%v)", table, err)
				}
				for _, row := range rows {
					for _, secret := range secrets {
						if strings.Contains(strings.ToLower(row), strings.ToLower(secret)) {
							t.Errorf("%s shows %s", table, secret)
						}
					}
				}
			}
			return err
		})
	})
}

// A sealed value copied to another row does not open there, nor does one that
// was changed by a bit.
func TestSealedInPlace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		a, b := newUser(t, db, "a@example.com"), newUser(t, db, "b@example.com")
		must(t, db, func(tx *store.Tx) error {
			_, err := store.Exec(tx, `UPDATE users SET private = (SELECT private FROM users WHERE id = $1) WHERE id = $2`, a.ID, b.ID)
			return err
		})
		open := func(id string) (err error) {
			return db.Read(ctx, 0, func(tx *store.Tx) error { _, err := tx.User(id); return err })
		}
		if err := open(a.ID); err != nil {
			t.Error(err)
		}
		if err := open(b.ID); err == nil {
			t.Error("one user's address opened as another's")
		}
		for _, forged := range [][]byte{{}, {1}, {9, 1, 2, 3}, append([]byte{1}, make([]byte, 60)...)} {
			must(t, db, func(tx *store.Tx) error {
				_, err := store.Exec(tx, `UPDATE users SET private = $1 WHERE id = $2`, forged, a.ID)
				return err
			})
			if err := open(a.ID); err == nil {
				t.Errorf("%x opened", forged)
			}
		}
	})
}
