package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/i18n"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// A mail that has gone keeps nothing of its text, unless the demo wants it.
func TestMail(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		must(t, db, func(tx *store.Tx) error {
			m := store.Mail{ID: tx.NewID("mai"), Kind: "activation", Lang: i18n.Hant, State: store.MailQueued, CreatedAt: tx.Now,
				To: "a@example.com", Subject: "啟動", Text: "https://…/activate?t=1", HTML: "<p>"}
			kept := m
			kept.ID = tx.NewID("mai")
			for _, m := range []store.Mail{m, kept} {
				if err := tx.InsertMail(m); err != nil {
					return err
				}
			}
			if got, err := tx.Mail(m.ID); !cmp.Equal(got, m) || err != nil {
				t.Errorf("%+v, %v", got, err)
			}
			if err := tx.EndMail(m.ID, store.MailSent, false); err != nil {
				return err
			}
			if err := tx.EndMail(m.ID, store.MailDead, false); !problem.Is(err, problem.NotFound) {
				t.Error("a sent mail ended again:", err)
			}
			if err := tx.EndMail(kept.ID, store.MailSent, true); err != nil {
				return err
			}
			all, err := tx.Mails(10)
			kept.State, kept.SentAt = store.MailSent, tx.Now
			wiped := store.Mail{ID: m.ID, Kind: m.Kind, Lang: m.Lang, State: store.MailSent, CreatedAt: tx.Now, SentAt: tx.Now}
			if diff := cmp.Diff([]store.Mail{kept, wiped}, all); diff != "" {
				t.Error(diff)
			}
			if _, err := tx.Mail("mai_none"); !problem.Is(err, problem.NotFound) {
				t.Error(err)
			}
			return err
		})
	})
}
