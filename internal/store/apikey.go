package store

import (
	"strings"
	"time"

	"ecship/internal/account"
	"ecship/internal/policy"
)

// APIKey is a customer's key for the API. The key itself is shown once and kept
// as a hash.
type APIKey struct {
	ID        string // key_…
	Customer  string
	Name      string
	Prefix    string // its first characters, to tell keys apart
	Scopes    []string
	Mode      account.Mode
	CreatedAt time.Time
	MadeBy    string     // usr_…: his block is the key's
	LastUsed  policy.Day // 0 for never
	RevokedAt time.Time
}

const keyColumns = `id, customer, name, prefix, scopes, mode, created_at, made_by, last_used_on, revoked_at`

func (k *APIKey) scanWith(scan func(...any) error) error {
	var scopes string
	var used int64
	err := scan(&k.ID, &k.Customer, &k.Name, &k.Prefix, &scopes, &k.Mode, instant{&k.CreatedAt}, &k.MadeBy, &used, instant{&k.RevokedAt})
	k.Scopes, k.LastUsed = strings.Fields(scopes), policy.Day(used)
	return err
}

// InsertAPIKey adds a key; key is what the caller will send.
func (tx *Tx) InsertAPIKey(k APIKey, key string) error {
	_, err := tx.exec(`INSERT INTO api_keys (customer, id, name, prefix, hash, scopes, mode, created_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		k.Customer, k.ID, clean(k.Name), k.Prefix, tx.db.vault.hash("api key", key), strings.Join(k.Scopes, " "), string(k.Mode), micros(k.CreatedAt), k.MadeBy)
	return err
}

// KeyHolder is who a key stands for: what every request by a program asks, and
// no more.
type KeyHolder struct {
	ID, Customer string
	Mode         account.Mode
	Scopes       []string
	MadeBy       string
	LastUsed     policy.Day
	Clock        time.Duration // of the customer
	State        Standing      // of the customer
	Halted       time.Time     // until when who made it is halted
}

// HolderOf finds who a key stands for. A revoked one is not found, nor is one
// whose maker is blocked (I-1).
func (tx *Tx) HolderOf(key string) (h KeyHolder, err error) {
	hash := tx.db.vault.hash("api key", key)
	c, remembers := tx.q.(*conn)
	if remembers = remembers && c.reads; remembers {
		if h, ok := c.holder(hash); ok {
			return h, nil
		}
	}
	var scopes string
	var used int64
	err = tx.one(`SELECT k.id, k.customer, k.mode, k.scopes, k.made_by, k.last_used_on, c.clock, c.state, u.halted_until
		FROM api_keys k JOIN customers c ON c.id = k.customer LEFT JOIN users u ON u.id = k.made_by
		WHERE k.hash = $1 AND k.revoked_at IS NULL AND (u.state IS NULL OR u.state = 'active')`, []any{hash},
		&h.ID, &h.Customer, &h.Mode, &scopes, &h.MadeBy, &used, (*microspan)(&h.Clock), &h.State, instant{&h.Halted})
	h.Scopes, h.LastUsed = strings.Fields(scopes), policy.Day(used)
	if remembers && err == nil {
		c.holders[string(hash)] = h
	}
	return h, found(err)
}

// APIKeys lists a customer's keys, newest first.
func (tx *Tx) APIKeys(customer string) (all []APIKey, err error) {
	err = tx.each(`SELECT `+keyColumns+` FROM api_keys WHERE customer = $1 ORDER BY id DESC`, []any{customer}, func(scan func(...any) error) error {
		var k APIKey
		err := k.scanWith(scan)
		all = append(all, k)
		return err
	})
	return all, err
}

// RevokeAPIKey ends a customer's key for good.
func (tx *Tx) RevokeAPIKey(customer, id string) error {
	return touched(tx.exec(`UPDATE api_keys SET revoked_at = $1 WHERE customer = $2 AND id = $3 AND revoked_at IS NULL`, micros(tx.Now), customer, id))
}

// TouchAPIKey notes the day of a key's last use; once a day is enough.
func (tx *Tx) TouchAPIKey(customer, id string, day policy.Day) error {
	_, err := tx.exec(`UPDATE api_keys SET last_used_on = $1 WHERE customer = $2 AND id = $3 AND last_used_on < $1`, int64(day), customer, id)
	return err
}
