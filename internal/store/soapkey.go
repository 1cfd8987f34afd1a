package store

import (
	"time"

	"ecship/internal/account"
	"ecship/internal/policy"
)

// SOAPKey is a customer's key for the old web services. Its secret is sealed:
// clients send a digest of it, which can't be checked against a hash.
type SOAPKey struct {
	ID        string // key_…
	Customer  string
	Username  string // what clients call integratorUsername
	Mode      account.Mode
	CreatedAt time.Time
	MadeBy    string     // usr_…: his block is the key's
	LastUsed  policy.Day // 0 for never
}

type soapKeyPrivate struct {
	Secret string `json:"secret"`
}

const soapKeyColumns = `id, customer, username, mode, created_at, made_by, last_used_on`

func (k *SOAPKey) scanWith(scan func(...any) error) error {
	var used int64
	err := scan(&k.ID, &k.Customer, &k.Username, &k.Mode, instant{&k.CreatedAt}, &k.MadeBy, &used)
	k.LastUsed = policy.Day(used)
	return err
}

// InsertSOAPKey turns the customer's key on. It replaces the one that was on.
func (tx *Tx) InsertSOAPKey(k SOAPKey, secret string) error {
	if _, err := tx.RevokeSOAPKey(k.Customer); err != nil {
		return err
	}
	private, err := tx.db.vault.sealJSON(soapKeyPlace(k.Username), soapKeyPrivate{secret})
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO soap_keys (customer, id, username, private, mode, created_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		k.Customer, k.ID, k.Username, private, string(k.Mode), micros(k.CreatedAt), k.MadeBy)
	return err
}

func soapKeyPlace(username string) place { return at("soap_keys", "private", username) }

// SOAPKey finds the key of a user name, its secret, whose it is, and until when
// who made it is halted. One that is turned off is not found, nor is one whose
// maker is blocked (I-1).
func (tx *Tx) SOAPKey(username string) (k SOAPKey, secret string, c Customer, halted time.Time, err error) {
	var private []byte
	err = k.scanWith(func(dest ...any) error {
		return tx.one(`SELECT `+qualified("k", soapKeyColumns)+`, k.private, `+customerColumns+`, u.halted_until FROM soap_keys k JOIN customers c ON c.id = k.customer
			LEFT JOIN users u ON u.id = k.made_by
			WHERE k.username = $1 AND k.revoked_at IS NULL AND (u.state IS NULL OR u.state = 'active')`,
			[]any{username}, append(append(append(dest, &private), c.scan()...), instant{&halted})...)
	})
	if err != nil {
		return k, "", c, halted, found(err)
	}
	var p soapKeyPrivate
	err = tx.db.vault.openJSON(soapKeyPlace(username), private, &p)
	return k, p.Secret, c, halted, err
}

// SOAPKeyOf finds the key that a customer has turned on.
func (tx *Tx) SOAPKeyOf(customer string) (k SOAPKey, err error) {
	err = k.scanWith(func(dest ...any) error {
		return tx.one(`SELECT `+soapKeyColumns+` FROM soap_keys WHERE customer = $1 AND revoked_at IS NULL`, []any{customer}, dest...)
	})
	return k, found(err)
}

// RevokeSOAPKey turns the customer's key off for good, and tells whether it was
// on. Its secret is wiped.
func (tx *Tx) RevokeSOAPKey(customer string) (was bool, err error) {
	n, err := tx.exec(`UPDATE soap_keys SET revoked_at = $1, private = $2 WHERE customer = $3 AND revoked_at IS NULL`, micros(tx.Now), []byte{}, customer)
	return n > 0, err
}

// TouchSOAPKey notes the day of a key's last use; once a day is enough.
func (tx *Tx) TouchSOAPKey(customer, id string, day policy.Day) error {
	_, err := tx.exec(`UPDATE soap_keys SET last_used_on = $1 WHERE customer = $2 AND id = $3 AND last_used_on < $1`, int64(day), customer, id)
	return err
}
