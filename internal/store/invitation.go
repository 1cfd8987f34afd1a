package store

import (
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// Invitation asks somebody to act for a customer (M-A4). The e-mail address is
// sealed, and of the link only a hash is kept.
type Invitation struct {
	ID        string // inv_…
	Customer  string
	Email     string
	Role      account.Role
	Lang      i18n.Lang // of the mail
	MadeBy    string    // usr_…
	CreatedAt time.Time
	ExpiresAt time.Time
}

type invitationPrivate struct {
	Email string `json:"email"`
}

const invitationColumns = `id, customer, private, role, lang, made_by, created_at, expires_at`

// InsertInvitation adds an invitation with its link. It is a Conflict where the
// customer has invited the address already.
func (tx *Tx) InsertInvitation(i Invitation, token string) error {
	private, err := tx.db.vault.sealJSON(at("invitations", "private", i.ID), invitationPrivate{i.Email})
	if err != nil {
		return err
	}
	n, err := tx.exec(`INSERT INTO invitations (customer, id, email_index, private, token_hash, role, lang, made_by, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (customer, email_index) DO NOTHING`,
		i.Customer, i.ID, tx.db.vault.email(i.Email), private, tx.db.vault.hash("invitation", token), string(i.Role), string(i.Lang), i.MadeBy,
		micros(i.CreatedAt), micros(i.ExpiresAt))
	if err == nil && n == 0 {
		return problem.New(problem.Conflict, "team.invited", "email")
	}
	return err
}

// RenewInvitation gives an invitation a new link; the older one is dead.
func (tx *Tx) RenewInvitation(customer, id, token string, expires time.Time) error {
	return touched(tx.exec(`UPDATE invitations SET token_hash = $1, expires_at = $2 WHERE customer = $3 AND id = $4`,
		tx.db.vault.hash("invitation", token), micros(expires), customer, id))
}

// Invitation finds an invitation of a customer.
func (tx *Tx) Invitation(customer, id string) (Invitation, error) {
	return tx.invitation(`SELECT `+invitationColumns+` FROM invitations WHERE customer = $1 AND id = $2`, customer, id)
}

// InvitationByToken finds the invitation of a link that is still good.
func (tx *Tx) InvitationByToken(token string) (Invitation, error) {
	return tx.invitation(`SELECT `+invitationColumns+` FROM invitations WHERE token_hash = $1 AND expires_at > $2`,
		tx.db.vault.hash("invitation", token), micros(tx.Now))
}

// UseInvitation uses a link up and gives its invitation: of two who try, one
// succeeds.
func (tx *Tx) UseInvitation(token string) (Invitation, error) {
	return tx.invitation(`DELETE FROM invitations WHERE token_hash = $1 AND expires_at > $2 RETURNING `+invitationColumns,
		tx.db.vault.hash("invitation", token), micros(tx.Now))
}

func (tx *Tx) invitation(query string, args ...any) (Invitation, error) {
	i, err := tx.invitationScan(func(dest ...any) error { return tx.one(query, args, dest...) })
	if err != nil {
		return Invitation{}, found(err)
	}
	return i, nil
}

func (tx *Tx) invitationScan(scan func(...any) error) (i Invitation, err error) {
	var private []byte
	if err := scan(&i.ID, &i.Customer, &private, &i.Role, &i.Lang, &i.MadeBy, instant{&i.CreatedAt}, instant{&i.ExpiresAt}); err != nil {
		return i, err
	}
	var p invitationPrivate
	err = tx.db.vault.openJSON(at("invitations", "private", i.ID), private, &p)
	i.Email = p.Email
	return i, err
}

// Invitations lists a customer's invitations that are still good, newest first.
func (tx *Tx) Invitations(customer string) (all []Invitation, err error) {
	err = tx.each(`SELECT `+invitationColumns+` FROM invitations WHERE customer = $1 AND expires_at > $2 ORDER BY id DESC`, []any{customer, micros(tx.Now)},
		func(scan func(...any) error) error {
			i, err := tx.invitationScan(scan)
			all = append(all, i)
			return err
		})
	return all, err
}

// DeleteInvitation withdraws an invitation of a customer.
func (tx *Tx) DeleteInvitation(customer, id string) error {
	return touched(tx.exec(`DELETE FROM invitations WHERE customer = $1 AND id = $2`, customer, id))
}

// DeleteInvitationsBy withdraws what a member invited for a customer.
func (tx *Tx) DeleteInvitationsBy(customer, user string) error {
	_, err := tx.exec(`DELETE FROM invitations WHERE customer = $1 AND made_by = $2`, customer, user)
	return err
}

// PurgeInvitations removes those whose link works no more.
func (tx *Tx) PurgeInvitations() (int64, error) {
	return tx.exec(`DELETE FROM invitations WHERE expires_at <= $1`, micros(tx.Now))
}
