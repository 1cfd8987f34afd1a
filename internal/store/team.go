package store

import (
	"time"

	"ecship/internal/account"
	"ecship/internal/problem"
)

// Member is a user as the team of a customer sees him (M-A4).
type Member struct {
	User
	Role  account.Role
	Since time.Time
}

const memberQuery = ` FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.customer = $1`

// Members lists a customer's team, the longest member first.
func (tx *Tx) Members(customer string) (all []Member, err error) {
	query := `SELECT ` + qualified("u", userColumns) + `, m.role, m.created_at` + memberQuery + ` ORDER BY m.created_at, m.user_id`
	err = tx.each(query, []any{customer}, func(scan func(...any) error) error {
		m, err := tx.memberScan(scan)
		all = append(all, m)
		return err
	})
	return all, err
}

// Member finds a member of a customer's team.
func (tx *Tx) Member(customer, user string) (Member, error) {
	query := `SELECT ` + qualified("u", userColumns) + `, m.role, m.created_at` + memberQuery + ` AND m.user_id = $2`
	m, err := tx.memberScan(func(dest ...any) error { return tx.one(query, []any{customer, user}, dest...) })
	if err != nil {
		return Member{}, found(err)
	}
	return m, nil
}

func (tx *Tx) memberScan(scan func(...any) error) (m Member, err error) {
	m.User, err = tx.userScan(func(dest ...any) error { return scan(append(dest, &m.Role, instant{&m.Since})...) })
	return m, err
}

// SetRole changes what a member may do. It is a Conflict for a customer's last
// owner.
func (tx *Tx) SetRole(customer, user string, role account.Role) error {
	return tx.unlessLast(customer, user, `UPDATE memberships SET role = $3`, ` OR $3 = 'owner'`, string(role))
}

// DeleteMembership ends what a user may do for a customer. It is a Conflict for
// a customer's last owner.
func (tx *Tx) DeleteMembership(customer, user string) error {
	return tx.unlessLast(customer, user, `DELETE FROM memberships`, ``)
}

// unlessLast changes a membership but that of the last owner who may come in.
// The team is changed by one at a time: two owners who remove each other at
// once must not both succeed.
func (tx *Tx) unlessLast(customer, user, change, or string, args ...any) error {
	if _, err := tx.exec(`UPDATE customers SET state = state WHERE id = $1`, customer); err != nil {
		return err
	}
	n, err := tx.exec(change+` WHERE customer = $1 AND user_id = $2 AND (role <> 'owner'`+or+` OR EXISTS (
		SELECT 1 FROM memberships o JOIN users u ON u.id = o.user_id
		WHERE o.customer = $1 AND o.user_id <> $2 AND o.role = 'owner' AND u.state = 'active'))`, append([]any{customer, user}, args...)...)
	if err != nil || n > 0 {
		return err
	}
	if _, err := tx.Member(customer, user); err != nil {
		return err
	}
	return problem.New(problem.Conflict, "team.last_owner", "role")
}

// LeaveAll ends every membership of a user. Only those of customers that nobody
// else acts for, and that have nothing, may be ended so: see Unused.
func (tx *Tx) LeaveAll(user string) error {
	_, err := tx.exec(`DELETE FROM memberships WHERE user_id = $1`, user)
	return err
}

// Unused tells whether a customer has nothing and one member at most.
func (tx *Tx) Unused(customer string) (bool, error) {
	var members int
	if err := tx.one(`SELECT COUNT(*) FROM memberships WHERE customer = $1`, []any{customer}, &members); err != nil || members > 1 {
		return false, err
	}
	for _, table := range []string{"shipments", "payments", "refunds", "api_keys", "soap_keys", "webhooks", "addresses", "templates", "batches", "deposit_accounts", "invitations"} {
		var some int
		if err := tx.one(`SELECT COUNT(*) FROM `+table+` WHERE customer = $1`, []any{customer}, &some); err != nil || some > 0 {
			return false, err
		}
	}
	var bound int
	err := tx.one(`SELECT COUNT(*) FROM bindings WHERE integrator = $1 OR member = $1`, []any{customer}, &bound)
	return bound == 0, err
}

// PassKeys makes another user answer for the keys and endpoints that a user made
// for a customer: his block, and his read budget, are then theirs (I-1).
func (tx *Tx) PassKeys(customer, from, to string) error {
	for _, table := range []string{"api_keys", "soap_keys", "webhooks"} {
		if _, err := tx.exec(`UPDATE `+table+` SET made_by = $1 WHERE customer = $2 AND made_by = $3`, to, customer, from); err != nil {
			return err
		}
	}
	return nil
}
