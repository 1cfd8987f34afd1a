package portal

import (
	"context"
	"slices"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/notify"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// Binding lets an integrator's programs act for a member.
type Binding = store.Binding

// IntegratorOf says whether a customer's programs may ask to act for others.
type IntegratorOf struct {
	Email string
	On    bool
}

// SetIntegrator makes the customer of an address an integrator, or none any
// more: then nothing is acted for anybody from the next request on. Only
// commands of the server offer it; by names who ran them.
func (p *Portal) SetIntegrator(ctx context.Context, by string, in IntegratorOf) error {
	who, err := p.MemberActor(ctx, in.Email, account.Live)
	if err != nil {
		return err
	}
	return p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		if err := tx.SetIntegrator(who.Customer, in.On); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: by, Act: "integrator.set", Object: who.Customer, Customer: who.Customer, Detail: map[string]any{"on": in.On}})
	})
}

// grantable are what a member can let an integrator do; managing is never one.
var grantable = []account.Act{account.See, account.Prepare, account.Pay}

// Asking asks the owner of an address whether one may act for him.
type Asking struct {
	Email  string
	Scopes []account.Act
	Lang   i18n.Lang // of the mail
}

// AskToAct mails a link with which a member can let the actor's programs act for
// him. It does the same whether or not the address has an account: whoever reads
// the mail finds out (M-A7).
func (p *Portal) AskToAct(ctx context.Context, who account.Actor, in Asking) (b Binding, err error) {
	if err := who.Sender(account.Manage); err != nil {
		return b, err
	}
	var l problem.List
	in.Email = account.CleanEmail(in.Email)
	l.Take("", account.CheckEmail(in.Email))
	var scopes []string
	for _, s := range in.Scopes {
		if !slices.Contains(grantable, s) {
			l.Add("integrator.scope", "scopes")
		}
		if !slices.Contains(scopes, string(s)) {
			scopes = append(scopes, string(s))
		}
	}
	if len(scopes) == 0 {
		l.Add("integrator.scope", "scopes")
	}
	if err := l.Err(); err != nil {
		return b, err
	}
	return b, p.write(ctx, who, func(tx *store.Tx) error {
		is, err := tx.IsIntegrator(who.Customer)
		if err != nil {
			return err
		}
		if !is {
			return problem.New(problem.Forbidden, "integrator.none", "")
		}
		mailed, err := tx.Attempt("integrator:"+who.Customer, 24*time.Hour)
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
		token := newToken()
		b = Binding{ID: tx.NewID("bnd"), Integrator: who.Customer, Email: in.Email, Scopes: scopes, CreatedAt: tx.Now, ExpiresAt: invitedUntil(tx)}
		if err := tx.InsertBinding(b, token); err != nil {
			return err
		}
		if err := p.mail(tx, in.Email, notify.Asked, in.Lang, "/integrators/confirm?token="+token, "customer", c.Name, "within", policy.InvitationDays); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "integrator.ask", Object: b.ID, Customer: who.Customer, Detail: map[string]any{"scopes": scopes}})
	})
}

// BindingAsked shows a member what a mail's link asks of him. It is dead for
// anybody but the owner of the address that was asked.
func (p *Portal) BindingAsked(ctx context.Context, who account.Actor, token string) (b Binding, err error) {
	if err := who.Sender(account.Manage); err != nil {
		return b, err
	}
	return b, p.read(ctx, who, func(tx *store.Tx) error {
		b, err = asked(tx, who, token)
		return err
	})
}

func asked(tx *store.Tx, who account.Actor, token string) (Binding, error) {
	dead := problem.New(problem.Conflict, "account.link.dead", "")
	b, err := tx.BindingByToken(token)
	if problem.Is(err, problem.NotFound) {
		return b, dead
	}
	if err != nil {
		return b, err
	}
	u, err := tx.User(who.User)
	if err == nil && (u.Email != b.Email || b.Integrator == who.Customer || who.Mode != account.Live) {
		return Binding{}, dead
	}
	return b, err
}

// ConfirmBinding lets the integrator act for the actor's customer from now on.
func (p *Portal) ConfirmBinding(ctx context.Context, who account.Actor, token string) (b Binding, err error) {
	if err := who.Sender(account.Manage); err != nil {
		return b, err
	}
	return b, p.write(ctx, who, func(tx *store.Tx) error {
		if b, err = asked(tx, who, token); err != nil {
			return err
		}
		if old, err := tx.BindingOf(b.Integrator, who.Customer); err == nil { // asked for anew: the later one counts
			if err := tx.EndBinding(who.Customer, old.ID); err != nil {
				return err
			}
		} else if !problem.Is(err, problem.NotFound) {
			return err
		}
		if err := tx.ConfirmBinding(b.ID, who.Customer); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "integrator.confirm", Object: b.ID, Customer: who.Customer,
			Detail: map[string]any{"integrator": b.Integrator, "scopes": b.Scopes}})
	})
}

// Bindings are who acts for the actor's customer, and for whom it acts.
type Bindings struct {
	// Integrator tells that the customer's programs may ask to act for others.
	Integrator bool
	// ForUs are integrators that act for the customer, ByUs those that it acts
	// for, or asked to.
	ForUs, ByUs []Binding
}

// Bindings lists both sides.
func (p *Portal) Bindings(ctx context.Context, who account.Actor, _ struct{}) (out Bindings, err error) {
	if err := who.Sender(account.Manage); err != nil {
		return out, err
	}
	return out, p.read(ctx, who, func(tx *store.Tx) error {
		out = Bindings{}
		if out.Integrator, err = tx.IsIntegrator(who.Customer); err != nil {
			return err
		}
		all, err := tx.Bindings(who.Customer)
		for _, b := range all {
			if b.Member == who.Customer {
				out.ForUs = append(out.ForUs, b)
			} else {
				out.ByUs = append(out.ByUs, b)
			}
		}
		return err
	})
}

// EndBinding ends one at once, whichever side the actor is.
func (p *Portal) EndBinding(ctx context.Context, who account.Actor, id string) (struct{}, error) {
	if err := who.Sender(account.Manage); err != nil {
		return struct{}{}, err
	}
	return struct{}{}, p.write(ctx, who, func(tx *store.Tx) error {
		if err := tx.EndBinding(who.Customer, id); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "integrator.end", Object: id, Customer: who.Customer})
	})
}

// ActForNamed is ActFor where the member is named as the old web services name
// one: by his own user name there, or by his account's id.
func (p *Portal) ActForNamed(ctx context.Context, who account.Actor, name string) (account.Actor, error) {
	member := name
	err := p.DB.Look(ctx, 0, func(tx *store.Tx) error {
		k, _, _, _, err := tx.SOAPKey(name)
		if err == nil {
			member = k.Customer
		}
		return err
	})
	if err != nil && !problem.Is(err, problem.NotFound) {
		return account.Nobody, err
	}
	return p.ActFor(ctx, who, member)
}

// ActFor is the actor acting for another customer, within what both its key and
// that member's binding allow. A customer that never heard of him is as absent
// as one that never was (M-A7). The audit log names both.
func (p *Portal) ActFor(ctx context.Context, who account.Actor, customer string) (account.Actor, error) {
	if !who.SignedIn() {
		return account.Nobody, problem.New(problem.Unauthorised, "error.unauthorised", "")
	}
	if customer == who.Customer {
		return who, nil
	}
	var b Binding
	err := p.DB.Look(ctx, 0, func(tx *store.Tx) (err error) {
		b, err = tx.BindingOf(who.Customer, customer)
		return err
	})
	if problem.Is(err, problem.NotFound) || err == nil && (who.Mode != account.Live || who.Key == "" || !b.Open()) {
		return account.Nobody, problem.New(problem.NotFound, "integrator.unbound", "Ecship-Account")
	}
	if err != nil {
		return account.Nobody, err
	}
	acting := who
	acting.Integrator, acting.Customer, acting.Role, acting.Clock = who.Customer, b.Member, account.Payer, 0
	acting.Scopes = nil
	for _, s := range b.Scopes {
		if who.Sender(account.Act(s)) == nil {
			acting.Scopes = append(acting.Scopes, s)
		}
	}
	if len(acting.Scopes) == 0 { // no scopes would be all
		return account.Nobody, problem.New(problem.Forbidden, "error.forbidden", "")
	}
	return acting, nil
}
