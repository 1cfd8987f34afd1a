package store

import (
	"strings"
	"time"

	"ecship/internal/problem"
)

// Binding lets the programs of an integrator act for a member's customer, once
// the member confirmed it (M-I2). The address that was asked is sealed, and of
// the link only a hash is kept.
type Binding struct {
	ID          string // bnd_…
	Integrator  string // cus_…: whose programs act
	Member      string // cus_…: for whom; empty until it was confirmed
	Email       string // the address that was asked
	Scopes      []string
	CreatedAt   time.Time
	ExpiresAt   time.Time // of the link
	ConfirmedAt time.Time
	EndedAt     time.Time
	// IntegratorName and MemberName are those of the customers.
	IntegratorName, MemberName string
}

// Open tells whether somebody may act by the binding.
func (b Binding) Open() bool { return !b.ConfirmedAt.IsZero() && b.EndedAt.IsZero() }

type bindingPrivate struct {
	Email string `json:"email"`
}

// SetIntegrator makes a customer an integrator, or none any more.
func (tx *Tx) SetIntegrator(customer string, on bool) error {
	query := `DELETE FROM integrators WHERE customer = $1`
	args := []any{customer}
	if on {
		query, args = `INSERT INTO integrators (customer, at) VALUES ($1, $2) ON CONFLICT (customer) DO NOTHING`, append(args, micros(tx.Now))
	}
	_, err := tx.exec(query, args...)
	return err
}

// IsIntegrator tells whether a customer is one.
func (tx *Tx) IsIntegrator(customer string) (is bool, err error) {
	var n int
	err = tx.one(`SELECT COUNT(*) FROM integrators WHERE customer = $1`, []any{customer}, &n)
	return n > 0, err
}

// InsertBinding keeps what an integrator asks for, with the link for the answer.
func (tx *Tx) InsertBinding(b Binding, token string) error {
	private, err := tx.db.vault.sealJSON(at("bindings", "private", b.ID), bindingPrivate{b.Email})
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO bindings (id, integrator, private, token_hash, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		b.ID, b.Integrator, private, tx.db.vault.hash("binding", token), strings.Join(b.Scopes, " "), micros(b.CreatedAt), micros(b.ExpiresAt))
	return err
}

const bindingColumns = `b.id, b.integrator, b.member, b.private, b.scopes, b.created_at, b.expires_at, b.confirmed_at, b.ended_at, i.name, COALESCE(m.name, '')
	FROM bindings b JOIN customers i ON i.id = b.integrator LEFT JOIN customers m ON m.id = b.member`

func (tx *Tx) bindings(query string, args ...any) (all []Binding, err error) {
	err = tx.each(`SELECT `+bindingColumns+query, args, func(scan func(...any) error) error {
		var b Binding
		var private []byte
		var scopes string
		if err := scan(&b.ID, &b.Integrator, &b.Member, &private, &scopes, instant{&b.CreatedAt}, instant{&b.ExpiresAt}, instant{&b.ConfirmedAt}, instant{&b.EndedAt},
			&b.IntegratorName, &b.MemberName); err != nil {
			return err
		}
		var p bindingPrivate
		err := tx.db.vault.openJSON(at("bindings", "private", b.ID), private, &p)
		b.Scopes, b.Email = strings.Fields(scopes), p.Email
		all = append(all, b)
		return err
	})
	return all, err
}

// BindingByToken finds what a link that is still good asks for.
func (tx *Tx) BindingByToken(token string) (Binding, error) {
	all, err := tx.bindings(` WHERE b.token_hash = $1 AND b.expires_at > $2 AND b.ended_at IS NULL`, tx.db.vault.hash("binding", token), micros(tx.Now))
	if err == nil && len(all) == 0 {
		err = problem.New(problem.NotFound, "error.not_found", "")
	}
	if err != nil {
		return Binding{}, err
	}
	return all[0], nil
}

// ConfirmBinding lets the integrator act for a member, by a link that works
// once. It is a Conflict where he may already.
func (tx *Tx) ConfirmBinding(id, member string) error {
	return touched(tx.exec(`UPDATE bindings SET member = $1, confirmed_at = $2, token_hash = NULL WHERE id = $3 AND member = '' AND ended_at IS NULL`,
		member, micros(tx.Now), id))
}

// BindingOf finds the open binding of an integrator to a member. Nobody acts for
// a customer that is blocked, and nobody who is an integrator no more.
func (tx *Tx) BindingOf(integrator, member string) (Binding, error) {
	all, err := tx.bindings(` WHERE b.integrator = $1 AND b.member = $2 AND b.ended_at IS NULL AND m.state = 'active' AND m.mode = 'live'
		AND EXISTS (SELECT 1 FROM integrators x WHERE x.customer = b.integrator)`, integrator, member)
	if err == nil && len(all) == 0 {
		err = problem.New(problem.NotFound, "error.not_found", "")
	}
	if err != nil {
		return Binding{}, err
	}
	return all[0], nil
}

// Bindings lists those of a customer that are not over, as integrator and as
// member, newest first.
func (tx *Tx) Bindings(customer string) ([]Binding, error) {
	return tx.bindings(` WHERE (b.integrator = $1 OR b.member = $1) AND b.ended_at IS NULL AND (b.member <> '' OR b.expires_at > $2) ORDER BY b.id DESC`,
		customer, micros(tx.Now))
}

// EndBinding ends one at once, for either side.
func (tx *Tx) EndBinding(customer, id string) error {
	return touched(tx.exec(`UPDATE bindings SET ended_at = $1, token_hash = NULL WHERE id = $2 AND (integrator = $3 OR member = $3) AND ended_at IS NULL`,
		micros(tx.Now), id, customer))
}
