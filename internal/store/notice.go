package store

import (
	"crypto/hmac"
	"encoding/base64"
	"strings"
	"time"

	"ecship/internal/policy"
	"ecship/internal/problem"
)

// StopNotice notes that a user does not want the mails of a kind; AllowNotice
// takes it back.
func (tx *Tx) StopNotice(user, kind string) error {
	_, err := tx.exec(`INSERT INTO notice_stops (user_id, kind, at) VALUES ($1, $2, $3) ON CONFLICT (user_id, kind) DO NOTHING`, user, kind, micros(tx.Now))
	return err
}

// AllowNotice notes that a user wants the mails of a kind again.
func (tx *Tx) AllowNotice(user, kind string) error {
	_, err := tx.exec(`DELETE FROM notice_stops WHERE user_id = $1 AND kind = $2`, user, kind)
	return err
}

// StoppedNotices are the kinds that a user does not want.
func (tx *Tx) StoppedNotices(user string) (kinds map[string]bool, err error) {
	kinds = map[string]bool{}
	return kinds, tx.each(`SELECT kind FROM notice_stops WHERE user_id = $1`, []any{user}, func(scan func(...any) error) error {
		var kind string
		err := scan(&kind)
		kinds[kind] = true
		return err
	})
}

// NoticeToken is what stops the mails of a kind for a user without signing in:
// nobody else can make it, and it does nothing else.
func (tx *Tx) NoticeToken(user, kind string) string {
	return user + "." + kind + "." + base64.RawURLEncoding.EncodeToString(tx.db.vault.hash("notice", user+"\x00"+kind)[:16])
}

// ReadNoticeToken says whose mails of which kind a token stops; NotFound where
// we did not make it.
func (tx *Tx) ReadNoticeToken(token string) (user, kind string, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || !hmac.Equal([]byte(tx.NoticeToken(parts[0], parts[1])), []byte(token)) {
		return "", "", problem.New(problem.NotFound, "error.not_found", "")
	}
	return parts[0], parts[1], nil
}

// NoticeOnce notes that a notice goes out, and tells whether it is the first
// time.
func (tx *Tx) NoticeOnce(name string) (bool, error) {
	n, err := tx.exec(`INSERT INTO notices_sent (name, at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, name, micros(tx.Now))
	return n == 1, err
}

// PurgeNotices forgets which notices went out before an instant.
func (tx *Tx) PurgeNotices(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM notices_sent WHERE at < $1`, micros(before))
}

// Expiring is how many labels of a customer expire after a day.
type Expiring struct {
	Customer string
	Day      policy.Day
	Labels   int
}

// ExpiringLabels lists the real customers whose labels expire after one of
// some days, and who have not been told.
func (tx *Tx) ExpiringLabels(from, to policy.Day, limit int) (all []Expiring, err error) {
	err = tx.each(`SELECT s.customer, s.expires_on, COUNT(*) FROM shipments s JOIN customers c ON c.id = s.customer
		WHERE s.state = 'issued' AND s.expires_on BETWEEN $1 AND $2 AND c.mode = 'live'
			AND NOT EXISTS (SELECT 1 FROM notices_sent n WHERE n.name = 'expiring:' || s.customer || ':' || s.expires_on)
		GROUP BY s.customer, s.expires_on ORDER BY s.expires_on, s.customer LIMIT $3`, []any{int64(from), int64(to), limit},
		func(scan func(...any) error) error {
			var e Expiring
			err := scan(&e.Customer, &e.Day, &e.Labels)
			all = append(all, e)
			return err
		})
	return all, err
}

// UntoldAccounts lists the deposit accounts from before an instant whose
// holders have not been told of a month's statement.
func (tx *Tx) UntoldAccounts(month policy.Month, before time.Time, limit int) ([]DepositAccount, error) {
	return tx.deposits(`d WHERE created_at < $1 AND NOT EXISTS (SELECT 1 FROM notices_sent n WHERE n.name = 'statement:' || d.number || ':' || $2)
		ORDER BY number LIMIT $3`, micros(before), month.String(), limit)
}
