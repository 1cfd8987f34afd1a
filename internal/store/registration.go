package store

import (
	"time"

	"ecship/internal/i18n"
)

// Registration is an account asked for and not yet activated (M-A1). There is
// neither user nor customer until it is.
type Registration struct {
	ID           string // reg_…
	Email        string
	Name         string
	PasswordHash string
	Lang         i18n.Lang
	// Draft is an item prepared before signing up, as JSON; it is sealed.
	Draft     []byte
	CreatedAt time.Time
	// MailedAt is when the last link went out; zero before the first.
	MailedAt time.Time
	// ExpiresAt is when the link stops to work and the row may be removed.
	ExpiresAt time.Time
}

type registrationPrivate struct {
	Email string `json:"email"`
	Name  string `json:"name"`
	Draft []byte `json:"draft,omitempty"`
}

const registrationColumns = `id, private, password_hash, lang, created_at, mailed_at, expires_at`

// InsertRegistration adds a registration. It runs the same statement whether or
// not the address is known (I-2).
func (tx *Tx) InsertRegistration(r Registration) error {
	private, err := tx.db.vault.sealJSON(at("registrations", "private", r.ID), registrationPrivate{r.Email, r.Name, r.Draft})
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO registrations (id, email_index, private, password_hash, lang, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.ID, tx.db.vault.email(r.Email), private, r.PasswordHash, string(r.Lang), micros(r.CreatedAt), micros(r.ExpiresAt))
	return err
}

// MailRegistration gives a registration a new link, good until expires. It
// supersedes every earlier link to the same address.
func (tx *Tx) MailRegistration(r Registration, token string, expires time.Time) error {
	if _, err := tx.exec(`UPDATE registrations SET token_hash = NULL WHERE email_index = $1`, tx.db.vault.email(r.Email)); err != nil {
		return err
	}
	return touched(tx.exec(`UPDATE registrations SET token_hash = $1, mailed_at = $2, expires_at = $3 WHERE id = $4`,
		tx.db.vault.hash("activation", token), micros(tx.Now), micros(expires), r.ID))
}

// Registration finds a registration.
func (tx *Tx) Registration(id string) (Registration, error) {
	return tx.registration(`SELECT `+registrationColumns+` FROM registrations WHERE id = $1`, id)
}

// RegistrationByToken finds the registration of a link that is still good.
func (tx *Tx) RegistrationByToken(token string) (Registration, error) {
	return tx.registration(`SELECT `+registrationColumns+` FROM registrations WHERE token_hash = $1 AND expires_at > $2`,
		tx.db.vault.hash("activation", token), micros(tx.Now))
}

// RegistrationByEmail finds the newest registration of an address.
func (tx *Tx) RegistrationByEmail(email string) (Registration, error) {
	return tx.registration(`SELECT `+registrationColumns+` FROM registrations WHERE email_index = $1 ORDER BY id DESC LIMIT 1`,
		tx.db.vault.email(email))
}

func (tx *Tx) registration(query string, args ...any) (r Registration, err error) {
	var private []byte
	err = tx.one(query, args, &r.ID, &private, &r.PasswordHash, &r.Lang, instant{&r.CreatedAt}, instant{&r.MailedAt}, instant{&r.ExpiresAt})
	if err != nil {
		return Registration{}, found(err)
	}
	var p registrationPrivate
	err = tx.db.vault.openJSON(at("registrations", "private", r.ID), private, &p)
	r.Email, r.Name, r.Draft = p.Email, p.Name, p.Draft
	return r, err
}

// DeleteRegistrations removes every registration of an address: it has an
// account now.
func (tx *Tx) DeleteRegistrations(email string) error {
	_, err := tx.exec(`DELETE FROM registrations WHERE email_index = $1`, tx.db.vault.email(email))
	return err
}

// PurgeRegistrations removes those that were never activated (M-A1) and tells
// how many.
func (tx *Tx) PurgeRegistrations() (int64, error) {
	return tx.exec(`DELETE FROM registrations WHERE expires_at <= $1`, micros(tx.Now))
}
