package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// vault encrypts the columns that hold e-mail, phone, street lines, tax
// references and secrets, one JSON blob a row, with AES-256-GCM. The place of
// a blob (table, column, row) is authenticated with it: copied to another row
// it does not open.
type vault struct {
	aead  cipher.AEAD
	index []byte // key of the equality indexes
}

// keyVersion is a blob's first byte; a later key will have another.
const keyVersion = 1

func newVault(secret []byte) (*vault, error) {
	if len(secret) < leastSecret {
		return nil, fmt.Errorf("store: the secret has %d bytes, %d are needed", len(secret), leastSecret)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "ecship columns 1", 32)
	if err != nil {
		return nil, err
	}
	index, err := hkdf.Key(sha256.New, secret, nil, "ecship index 1", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &vault{aead, index}, err
}

// place is what a blob is bound to: "table.column:row".
type place string

func at(table, column, row string) place { return place(table + "." + column + ":" + row) }

// seal encrypts: version, nonce, ciphertext with tag.
func (v *vault) seal(p place, plain []byte) []byte {
	n := v.aead.NonceSize()
	b := make([]byte, 1+n, 1+n+len(plain)+v.aead.Overhead())
	b[0] = keyVersion
	rand.Read(b[1:]) //nolint:errcheck // never fails
	return v.aead.Seal(b, b[1:], plain, []byte(p))
}

// open decrypts what seal made for the same place.
func (v *vault) open(p place, b []byte) ([]byte, error) {
	n := v.aead.NonceSize()
	if len(b) < 1+n || b[0] != keyVersion {
		return nil, fmt.Errorf("store: %s holds no sealed value", p)
	}
	plain, err := v.aead.Open(nil, b[1:1+n], b[1+n:], []byte(p))
	if err != nil {
		return nil, fmt.Errorf("store: %s does not open: another secret, or it was tampered with", p)
	}
	return plain, nil
}

// sealJSON and openJSON do so for a value.
func (v *vault) sealJSON(p place, value any) ([]byte, error) {
	b, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return v.seal(p, b), nil
}

func (v *vault) openJSON(p place, b []byte, value any) error {
	plain, err := v.open(p, b)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, value)
}

// hash is a keyed hash for equality: without the key nobody can try addresses
// against it. what keeps the hashes of different columns apart.
func (v *vault) hash(what, s string) []byte {
	m := hmac.New(sha256.New, v.index)
	m.Write([]byte(what + "\x00" + s))
	return m.Sum(nil)
}

// email is the index of an e-mail address; case and outer spaces do not count.
func (v *vault) email(s string) []byte {
	return v.hash("email", strings.ToLower(strings.TrimSpace(s)))
}

// ErrSecret says that the database was made with another secret.
var ErrSecret = errors.New("the secret is not the one that this database was made with")

// checkSecret keeps a sealed word in a new database and opens it ever after.
func (db *DB) checkSecret(ctx context.Context) error {
	const name = "secret_check"
	where := at("settings", "value", name)
	var b []byte
	find := func(tx *Tx) error {
		return tx.one(`SELECT value FROM settings WHERE name = $1`, []any{name}, &b)
	}
	err := db.Read(ctx, 0, find)
	if errors.Is(err, sql.ErrNoRows) {
		err = db.Tx(ctx, 0, func(tx *Tx) error {
			if _, err := tx.exec(`INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`,
				name, db.vault.seal(where, []byte(name))); err != nil {
				return err
			}
			return find(tx)
		})
	}
	if err != nil {
		return err
	}
	if _, err := db.vault.open(where, b); err != nil {
		return ErrSecret
	}
	return nil
}
