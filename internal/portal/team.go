package portal

import (
	"context"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/notify"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// A person acts for one customer at a time: so nobody pays from the wrong purse,
// and no page has to say whose it is. Who joins a team leaves behind a customer
// of his own in which nothing ever was; who is removed from one gets an empty
// one of his own, and keeps his account. Live and test customers go together:
// a member has the same role for both.

// Team is who acts for a customer, and who was asked to (M-A4).
type Team struct {
	Members     []store.Member     // the longest first
	Invitations []store.Invitation // still good, newest first
}

// Team lists the members and invitations of the actor's customer.
func (p *Portal) Team(ctx context.Context, who account.Actor, _ struct{}) (t Team, err error) {
	if err := who.Sender(account.Manage); err != nil {
		return t, err
	}
	return t, p.read(ctx, who, func(tx *store.Tx) error {
		if t.Members, err = tx.Members(who.Customer); err != nil {
			return err
		}
		t.Invitations, err = tx.Invitations(who.Customer)
		return err
	})
}

// Member is one of the team, with the API keys in his name that work.
type Member struct {
	store.Member
	Keys []store.APIKey
}

// Member shows a member of the actor's team.
func (p *Portal) Member(ctx context.Context, who account.Actor, id string) (m Member, err error) {
	if err := who.Sender(account.Manage); err != nil {
		return m, err
	}
	return m, p.read(ctx, who, func(tx *store.Tx) error {
		m = Member{}
		if m.Member, err = tx.Member(who.Customer, id); err != nil {
			return err
		}
		keys, err := tx.APIKeys(who.Customer)
		for _, k := range keys {
			if k.MadeBy == id && k.RevokedAt.IsZero() {
				m.Keys = append(m.Keys, k)
			}
		}
		return err
	})
}

// Invite asks somebody to join a team.
type Invite struct {
	Email string
	Role  account.Role
	Lang  i18n.Lang // of the mail
}

// Invite mails a link with which the owner of an address can join the actor's
// customer. It does the same whether or not the address has an account: only
// its owner is told, by the page behind the link (M-A7).
func (p *Portal) Invite(ctx context.Context, who account.Actor, in Invite) (i store.Invitation, err error) {
	if err := who.Sender(account.Manage); err != nil {
		return i, err
	}
	var l problem.List
	in.Email = account.CleanEmail(in.Email)
	l.Take("", account.CheckEmail(in.Email))
	if _, ok := account.ParseRole(string(in.Role)); !ok {
		l.Add("team.role.missing", "role")
	}
	if err := l.Err(); err != nil {
		return i, err
	}
	return i, p.write(ctx, who, func(tx *store.Tx) error {
		if err := seatFor(tx, who, in.Email); err != nil {
			return err
		}
		token := newToken()
		i = store.Invitation{ID: tx.NewID("inv"), Customer: who.Customer, Email: in.Email, Role: in.Role, Lang: in.Lang, MadeBy: who.User,
			CreatedAt: tx.Now, ExpiresAt: invitedUntil(tx)}
		if err := tx.InsertInvitation(i, token); err != nil {
			return err
		}
		return p.mailInvitation(tx, who, i, token, "team.invite")
	})
}

// seatFor tells whether a team may ask one more. What it says of an address
// stands on the team's own page.
func seatFor(tx *store.Tx, who account.Actor, email string) error {
	if _, err := tx.PurgeInvitations(); err != nil { // an old one does not stand in the way
		return err
	}
	members, err := tx.Members(who.Customer)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Email == email {
			return problem.New(problem.Conflict, "team.member_already", "email")
		}
	}
	open, err := tx.Invitations(who.Customer)
	if err == nil && len(members)+len(open) >= policy.TeamMost {
		err = problem.New(problem.Conflict, "team.full", "email", "most", policy.TeamMost)
	}
	return err
}

// invitedUntil is when an invitation that is mailed now ends.
func invitedUntil(tx *store.Tx) time.Time {
	return (policy.DayOf(tx.Now) + policy.InvitationDays).End()
}

// mailInvitation mails an invitation's link, as often as a day allows: a
// stranger's address must not be flooded through us.
func (p *Portal) mailInvitation(tx *store.Tx, who account.Actor, i store.Invitation, token, act string) error {
	mailed, err := tx.Attempt("invite:"+who.Customer, 24*time.Hour)
	if err != nil {
		return err
	}
	if mailed > policy.InvitationsDay {
		return problem.New(problem.Limited, "team.too_often", "email", "most", policy.InvitationsDay)
	}
	c, err := tx.Customer(who.Customer)
	if err != nil {
		return err
	}
	err = p.mail(tx, i.Email, notify.Invited, i.Lang, "/invitation?token="+token,
		"customer", c.Name, "role", i.Role.In(i.Lang), "within", policy.InvitationDays)
	if err != nil {
		return err
	}
	return tx.Audit(store.AuditRow{Actor: actorName(who), Act: act, Object: i.ID, Customer: who.Customer, Detail: map[string]any{"role": i.Role}})
}

// ResendInvitation mails a new link; the older one dies.
func (p *Portal) ResendInvitation(ctx context.Context, who account.Actor, id string) error {
	if err := who.Sender(account.Manage); err != nil {
		return err
	}
	return p.write(ctx, who, func(tx *store.Tx) error {
		i, err := tx.Invitation(who.Customer, id)
		if err != nil {
			return err
		}
		token := newToken()
		if err := tx.RenewInvitation(who.Customer, id, token, invitedUntil(tx)); err != nil {
			return err
		}
		return p.mailInvitation(tx, who, i, token, "team.resend")
	})
}

// WithdrawInvitation ends an invitation that was not answered.
func (p *Portal) WithdrawInvitation(ctx context.Context, who account.Actor, id string) error {
	if err := who.Sender(account.Manage); err != nil {
		return err
	}
	return p.write(ctx, who, func(tx *store.Tx) error {
		if err := tx.DeleteInvitation(who.Customer, id); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "team.withdraw", Object: id, Customer: who.Customer})
	})
}

// RoleOf is what a member may do from now on.
type RoleOf struct {
	User string // usr_…
	Role account.Role
}

// SetRole changes what a member may do, from his next request on. A customer
// keeps an owner.
func (p *Portal) SetRole(ctx context.Context, who account.Actor, in RoleOf) error {
	if err := who.Sender(account.Manage); err != nil {
		return err
	}
	if _, ok := account.ParseRole(string(in.Role)); !ok {
		return problem.New(problem.Invalid, "team.role.missing", "role")
	}
	return p.write(ctx, who, func(tx *store.Tx) error {
		m, err := tx.Member(who.Customer, in.User)
		if err != nil || m.Role == in.Role {
			return err
		}
		err = eachTwin(tx, who, func(customer string) error {
			if err := tx.SetRole(customer, m.ID, in.Role); err != nil || account.May[in.Role][account.Manage] {
				return err
			}
			return disown(tx, customer, m.ID, who.User)
		})
		if err != nil {
			return err
		}
		c, err := tx.Customer(who.Customer)
		if err != nil {
			return err
		}
		if err := p.mail(tx, m.Email, notify.NewRole, m.Lang, "/items", "customer", c.Name, "role", in.Role.In(m.Lang)); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "team.role", Object: m.ID, Customer: who.Customer, Detail: map[string]any{"from": m.Role, "to": in.Role}})
	})
}

// RemoveMember ends what a member may do for the customer, and his sessions, at
// once. What he made stays the customer's, its API keys too: whoever removes him
// answers for them from here on. A customer keeps an owner.
func (p *Portal) RemoveMember(ctx context.Context, who account.Actor, id string) error {
	if err := who.Sender(account.Manage); err != nil {
		return err
	}
	return p.write(ctx, who, func(tx *store.Tx) error {
		m, err := tx.Member(who.Customer, id)
		if err != nil {
			return err
		}
		err = eachTwin(tx, who, func(customer string) error {
			if err := tx.DeleteMembership(customer, id); err != nil {
				return err
			}
			return disown(tx, customer, id, who.User)
		})
		if err != nil {
			return err
		}
		if err := tx.DeleteSessions(id); err != nil {
			return err
		}
		if _, err := p.openCustomers(tx, m.User); err != nil {
			return err
		}
		c, err := tx.Customer(who.Customer)
		if err != nil {
			return err
		}
		if err := p.mail(tx, m.Email, notify.Removed, m.Lang, "", "customer", c.Name); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "team.remove", Object: id, Customer: who.Customer, Detail: map[string]any{"role": m.Role}})
	})
}

// disown takes what acts in the name of somebody who may manage a customer no
// more: his invitations are withdrawn, and his keys and endpoints are the actor's.
func disown(tx *store.Tx, customer, user, heir string) error {
	if err := tx.DeleteInvitationsBy(customer, user); err != nil {
		return err
	}
	if user == heir { // he leaves by himself
		var err error
		if heir, err = tx.OwnerOf(customer); err != nil {
			return err
		}
	}
	return tx.PassKeys(customer, user, heir)
}

// eachTwin does something to the actor's customer and to its test customer.
func eachTwin(tx *store.Tx, who account.Actor, do func(customer string) error) error {
	all, err := tx.Memberships(who.User)
	if err != nil {
		return err
	}
	for _, m := range all {
		err := do(m.Customer.ID)
		if err != nil && (m.Customer.ID == who.Customer || !problem.Is(err, problem.NotFound)) {
			return err
		}
	}
	return nil
}
