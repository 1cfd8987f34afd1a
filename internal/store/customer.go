package store

import (
	"time"

	"ecship/internal/account"
	"ecship/internal/problem"
)

// Standing tells whether a customer or user may come in.
type Standing string

// The standings.
const (
	Active  Standing = "active"
	Blocked Standing = "blocked"
)

// Customer owns items, keys and accounts; users act for it.
type Customer struct {
	ID   string // cus_…
	Mode account.Mode
	// Clock is how far a test customer's clock is ahead of ours (M-I3).
	Clock     time.Duration
	Name      string
	State     Standing
	CreatedAt time.Time
}

// Membership joins a user to a customer (M-A4).
type Membership struct {
	Customer Customer
	Role     account.Role
}

const customerColumns = `c.id, c.mode, c.clock, c.name, c.state, c.created_at`

func (c *Customer) scan() []any {
	return []any{&c.ID, &c.Mode, (*microspan)(&c.Clock), &c.Name, &c.State, instant{&c.CreatedAt}}
}

// InsertCustomer adds a customer.
func (tx *Tx) InsertCustomer(c Customer) error {
	_, err := tx.exec(`INSERT INTO customers (id, mode, clock, name, state, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		c.ID, string(c.Mode), c.Clock.Microseconds(), clean(c.Name), string(c.State), micros(c.CreatedAt))
	return err
}

// Customer finds a customer.
func (tx *Tx) Customer(id string) (c Customer, err error) {
	err = tx.one(`SELECT `+customerColumns+` FROM customers c WHERE c.id = $1`, []any{id}, c.scan()...)
	return c, found(err)
}

// SetClock moves a test customer's clock on. It never goes back, and a live
// one's does not move.
func (tx *Tx) SetClock(customer string, ahead time.Duration) error {
	return touched(tx.exec(`UPDATE customers SET clock = $1 WHERE id = $2 AND mode = 'test' AND clock <= $1`, ahead.Microseconds(), customer))
}

// SetCustomerState blocks a customer or lets it in again.
func (tx *Tx) SetCustomerState(customer string, s Standing) error {
	return touched(tx.exec(`UPDATE customers SET state = $1 WHERE id = $2`, string(s), customer))
}

// InsertMembership lets a user act for a customer. It is a Conflict where the
// user already may.
func (tx *Tx) InsertMembership(user, customer string, role account.Role) error {
	n, err := tx.exec(`INSERT INTO memberships (user_id, customer, role, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (user_id, customer) DO NOTHING`, user, customer, string(role), micros(tx.Now))
	if err == nil && n == 0 {
		return problem.New(problem.Conflict, "store.membership_exists", "")
	}
	return err
}

// Memberships lists the customers that a user may act for, oldest first.
func (tx *Tx) Memberships(user string) (all []Membership, err error) {
	err = tx.each(`SELECT `+customerColumns+`, m.role FROM memberships m JOIN customers c ON c.id = m.customer
		WHERE m.user_id = $1 ORDER BY m.created_at, c.id`, []any{user}, func(scan func(...any) error) error {
		var m Membership
		err := scan(append(m.Customer.scan(), &m.Role)...)
		all = append(all, m)
		return err
	})
	return all, err
}

// OwnerOf is the user who has owned a customer the longest: who is written to
// where a program acted.
func (tx *Tx) OwnerOf(customer string) (user string, err error) {
	err = tx.one(`SELECT user_id FROM memberships WHERE customer = $1 AND role = 'owner' ORDER BY created_at, user_id LIMIT 1`, []any{customer}, &user)
	return user, found(err)
}
