package portal

import (
	"context"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// Standing is how the address of an invitation stands: what its owner has to do
// to join.
type Standing string

// The standings.
const (
	Stranger  Standing = "stranger"  // there is no account: he chooses a name and a password
	Free      Standing = "free"      // his account has nothing in it, and joins as it is
	Elsewhere Standing = "elsewhere" // his account acts for another customer, and can't join
)

// Invitation is what whoever holds its link is shown.
type Invitation struct {
	Customer string // its name
	Email    string
	Role     account.Role
	Standing Standing
}

// Invitation shows what a link invites to. Looking, as mail scanners do, uses
// nothing up; only the owner of the address has the link, so it may say whether
// there is an account (M-A7).
func (p *Portal) Invitation(ctx context.Context, _ account.Actor, token string) (in Invitation, err error) {
	return in, p.read(ctx, account.Nobody, func(tx *store.Tx) error {
		i, err := tx.InvitationByToken(token)
		if problem.Is(err, problem.NotFound) {
			return problem.New(problem.Conflict, "account.link.dead", "")
		}
		if err != nil {
			return err
		}
		c, err := tx.Customer(i.Customer)
		if err != nil {
			return err
		}
		in = Invitation{Customer: c.Name, Email: i.Email, Role: i.Role}
		_, in.Standing, err = standing(tx, i.Email)
		return err
	})
}

// standing finds the user of an address, and whether he could join a team.
func standing(tx *store.Tx, email string) (u store.User, s Standing, err error) {
	u, err = tx.UserByEmail(email)
	if problem.Is(err, problem.NotFound) {
		return u, Stranger, nil
	}
	if err != nil || u.Staff != "" || u.State != store.Active {
		return u, Elsewhere, err
	}
	all, err := tx.Memberships(u.ID)
	if err != nil {
		return u, "", err
	}
	for _, m := range all {
		if unused, err := tx.Unused(m.Customer.ID); err != nil || !unused {
			return u, Elsewhere, err
		}
	}
	return u, Free, nil
}

// Joining answers an invitation. Name and password are a stranger's.
type Joining struct {
	Token    string
	Name     string
	Password string
	Lang     i18n.Lang
}

// Join makes the owner of an invited address a member of the team (M-A4). The
// link works once. It signs nobody in.
func (p *Portal) Join(ctx context.Context, _ account.Actor, in Joining) (Invitation, error) {
	asked, err := p.Invitation(ctx, account.Nobody, in.Token)
	if err != nil {
		return asked, err
	}
	hash := ""
	if asked.Standing == Stranger {
		var l problem.List
		in.Name = postal.CleanText(in.Name)
		checkName(&l, in.Name)
		l.Take("", account.CheckPassword(in.Password, asked.Email))
		if err := l.Err(); err != nil {
			return asked, err
		}
		if hash, err = p.passwords.hash(ctx, in.Password); err != nil {
			return asked, err
		}
	}
	return asked, p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		i, err := tx.UseInvitation(in.Token)
		if problem.Is(err, problem.NotFound) {
			return problem.New(problem.Conflict, "account.link.dead", "")
		}
		if err != nil {
			return err
		}
		user, err := p.joiner(tx, i, in, hash)
		if err != nil {
			return err
		}
		return joinTeam(tx, user, i)
	})
}

// joiner is the user of an invited address, without a customer: a new one, or
// one who left behind his own.
func (p *Portal) joiner(tx *store.Tx, i store.Invitation, in Joining, hash string) (user string, err error) {
	u, s, err := standing(tx, i.Email)
	if err != nil {
		return "", err
	}
	switch {
	case s == Elsewhere:
		return "", problem.New(problem.Conflict, "team.elsewhere", "")
	case s == Free:
		if err := tx.LeaveAll(u.ID); err != nil {
			return "", err
		}
		return u.ID, tx.DeleteSessions(u.ID) // they were for the other customer
	case hash == "": // the account went since the page was shown
		return "", problem.New(problem.Conflict, "account.link.dead", "")
	}
	u = store.User{ID: tx.NewID("usr"), Email: i.Email, Name: in.Name, PasswordHash: hash, Lang: in.Lang, State: store.Active, CreatedAt: tx.Now}
	if err := tx.InsertUser(u); err != nil {
		return "", err
	}
	return u.ID, tx.DeleteRegistrations(i.Email)
}

// joinTeam gives a user the role of an invitation, for the customer and for its
// test customer, which is the other one of its owner.
func joinTeam(tx *store.Tx, user string, i store.Invitation) error {
	owner, err := tx.OwnerOf(i.Customer)
	if err != nil {
		return err
	}
	twins, err := tx.Memberships(owner)
	if err != nil {
		return err
	}
	for _, m := range twins {
		if err := tx.InsertMembership(user, m.Customer.ID, i.Role); err != nil {
			return err
		}
	}
	return tx.Audit(store.AuditRow{Actor: user, Act: "team.join", Object: user, Customer: i.Customer, Detail: map[string]any{"invitation": i.ID, "role": i.Role}})
}
