// Package account says who is who: customers, their users and what each may do.
// A customer and a user are two things joined by a membership with a role
// (M-A4). It keeps no passwords and asks no database.
package account

import (
	"slices"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// Mode tells a real customer from a tester's (M-I3).
type Mode string

// The modes. A test customer is a tenant of its own, with its own clock.
const (
	Live Mode = "live"
	Test Mode = "test"
)

// Role is what a member may do for a customer.
type Role string

// The roles of members.
const (
	Owner    Role = "owner"
	Preparer Role = "preparer"
	Payer    Role = "payer"
	Viewer   Role = "viewer"
)

// ParseRole is the role of a name.
func ParseRole(s string) (Role, bool) { return Role(s), slices.Contains(Roles, Role(s)) }

// In is a role's name in a language.
func (r Role) In(l i18n.Lang) string { return l.T("role." + string(r)) }

// Staff is what a user may do for the operator; empty for senders.
type Staff string

// The duties of staff.
const (
	Clerk   Staff = "clerk"
	Officer Staff = "officer"
	Admin   Staff = "admin"
)

// Actor is who asks: a person signed in, an API key, or nobody. The doors make
// it, the portal trusts it.
type Actor struct {
	User     string // usr_…; empty for a key, or nobody
	Key      string // key_…; empty for a person
	Customer string // cus_…: whose things are meant; empty for staff and nobody
	Role     Role
	Mode     Mode
	Staff    Staff
	Office   string // the office where a clerk sits
	// Scopes are the acts that a key is bound to, within its role; none are all
	// of it.
	Scopes []string
	// Maker is who made the key; empty for a person.
	Maker string
	// Integrator is the customer whose key acts for Customer; empty where a key
	// acts for its own.
	Integrator string
	// Halted tells that he asked for too much and gets nothing for now (I-1).
	Halted bool
	// Clock is how far the customer's clock is ahead of ours; only a test
	// customer's is not 0.
	Clock time.Duration
	// Request is the id of the request, for logs and problems.
	Request string
}

// Nobody is an actor who has not signed in.
var Nobody = Actor{}

// Person is the user behind the actor: himself, or who made the key; empty for
// nobody.
func (a Actor) Person() string {
	if a.User != "" {
		return a.User
	}
	return a.Maker
}

// ErrHalted is what a halted actor is told, whatever he asks for.
func ErrHalted() error { return problem.New(problem.Limited, "account.halted", "") }

// SignedIn tells whether somebody stands behind the actor.
func (a Actor) SignedIn() bool { return a.User != "" || a.Key != "" }

// Act is something that a member can do; May says who may.
type Act string

// The acts of members.
const (
	See     Act = "see"     // look at items, labels, history
	Prepare Act = "prepare" // draft, issue, cancel
	Pay     Act = "pay"
	Manage  Act = "manage" // keys, members, settings
)

// In says what an act is in a language.
func (a Act) In(l i18n.Lang) string { return l.T("act." + string(a)) }

// Roles and Acts are all there are, in the order in which tables show them.
var (
	Roles = []Role{Owner, Payer, Preparer, Viewer}
	Acts  = []Act{See, Prepare, Pay, Manage}
)

// May is the one table of roles and acts: the doors and the portal ask it, the
// pages show it (M-A4).
var May = map[Role]map[Act]bool{
	Owner:    {See: true, Prepare: true, Pay: true, Manage: true},
	Preparer: {See: true, Prepare: true},
	Payer:    {See: true, Prepare: true, Pay: true},
	Viewer:   {See: true},
}

// Sender is nil where the actor may do act for a customer; else it is an
// Unauthorised or a Forbidden problem.
func (a Actor) Sender(act Act) error {
	if !a.SignedIn() {
		return problem.New(problem.Unauthorised, "error.unauthorised", "")
	}
	if a.Halted {
		return ErrHalted()
	}
	if a.Customer == "" || !May[a.Role][act] || len(a.Scopes) > 0 && !slices.Contains(a.Scopes, string(act)) {
		return problem.New(problem.Forbidden, "error.forbidden", "")
	}
	return nil
}

// OnDuty is nil where the actor is staff of one of these duties.
func (a Actor) OnDuty(duties ...Staff) error {
	if !a.SignedIn() {
		return problem.New(problem.Unauthorised, "error.unauthorised", "")
	}
	for _, d := range duties {
		if a.Staff == d {
			return nil
		}
	}
	return problem.New(problem.Forbidden, "error.forbidden", "")
}
