package portal

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"time"
	"unicode/utf8"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/job"
	"ecship/internal/notify"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// The methods of this file never tell whether an e-mail address has an account
// (M-A7). What an unknown address and a known one do to the database is the
// same until the answer has left: a job finds out which it is, and the mail
// that it writes is the only difference.

// Registration is what somebody who wants an account fills in.
type Registration struct {
	Email    string
	Password string
	Name     string // of the person or the firm
	Lang     i18n.Lang
	// Draft is an item prepared before signing up; it becomes the account's
	// first one.
	Draft *Draft
}

const maxName = 60

// Register takes a registration and has a mail sent to its address (M-A1).
func (p *Portal) Register(ctx context.Context, who account.Actor, in Registration) error {
	var l problem.List
	in.Email, in.Name = account.CleanEmail(in.Email), postal.CleanText(in.Name)
	l.Take("", account.CheckEmail(in.Email))
	l.Take("", account.CheckPassword(in.Password, in.Email))
	checkName(&l, in.Name)
	if err := l.Err(); err != nil {
		return err
	}
	draft, err := json.Marshal(in.Draft)
	if err != nil {
		return err
	}
	hash, err := p.passwords.hash(ctx, in.Password)
	if err != nil {
		return err
	}
	return p.write(ctx, who, func(tx *store.Tx) error {
		r := store.Registration{ID: tx.NewID("reg"), Email: in.Email, Name: in.Name, PasswordHash: hash, Lang: in.Lang, Draft: draft,
			CreatedAt: tx.Now, ExpiresAt: (policy.DayOf(tx.Now) + policy.ActivationDays).End()}
		if err := tx.InsertRegistration(r); err != nil {
			return err
		}
		return tx.Enqueue(job.Job{Kind: registerJob, Args: r.ID})
	})
}

// checkName notes what is wrong with the name of a person or a firm.
func checkName(l *problem.List, name string) {
	switch {
	case name == "":
		l.Add("account.name.missing", "name")
	case utf8.RuneCountInString(name) > maxName:
		l.Add("text.too_long", "name", "most", maxName)
	default:
		l.Take("name", postal.CheckPrintable(name))
	}
}

// EmailOnly is a request that names nothing but an address.
type EmailOnly struct {
	Email string
	Lang  i18n.Lang
}

// ResendActivation has the activation mail sent again; the older link dies
// (M-A1).
func (p *Portal) ResendActivation(ctx context.Context, who account.Actor, in EmailOnly) error {
	return p.requestMail(ctx, who, resendJob, in)
}

// ForgotPassword has a mail with a link to a new password sent (M-A2).
func (p *Portal) ForgotPassword(ctx context.Context, who account.Actor, in EmailOnly) error {
	return p.requestMail(ctx, who, forgotJob, in)
}

// requestMail puts a mail without words into the outbox; the job that it asks
// for finds out which mail it has to be.
func (p *Portal) requestMail(ctx context.Context, who account.Actor, kind string, in EmailOnly) error {
	in.Email = account.CleanEmail(in.Email)
	if err := account.CheckEmail(in.Email); err != nil {
		return err
	}
	return p.write(ctx, who, func(tx *store.Tx) error {
		asked := store.Mail{ID: tx.NewID("mai"), Kind: kind, Lang: in.Lang, To: in.Email}
		if err := tx.InsertMail(asked); err != nil {
			return err
		}
		return tx.Enqueue(job.Job{Kind: kind, Args: asked.ID})
	})
}

// Activate opens the account of an activation link (M-A1). The link works
// once.
func (p *Portal) Activate(ctx context.Context, _ account.Actor, token string) (who account.Actor, err error) {
	err = p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		r, err := tx.RegistrationByToken(token)
		if problem.Is(err, problem.NotFound) {
			return problem.New(problem.Conflict, "account.link.dead", "")
		}
		if err != nil {
			return err
		}
		u := store.User{ID: tx.NewID("usr"), Email: r.Email, Name: r.Name, PasswordHash: r.PasswordHash, Lang: r.Lang, State: store.Active, CreatedAt: tx.Now}
		if err := tx.InsertUser(u); err != nil {
			return err
		}
		live, err := p.openCustomers(tx, u)
		if err != nil {
			return err
		}
		who = account.Actor{User: u.ID, Customer: live, Role: account.Owner, Mode: account.Live}
		if err := tx.DeleteRegistrations(r.Email); err != nil {
			return err
		}
		return p.adoptDraft(tx, who, r)
	})
	return who, err
}

// adoptDraft makes the item that was prepared before signing up the account's
// own. What no longer stands, such as a place without a rate, is left out:
// nothing of it may keep an account from opening.
func (p *Portal) adoptDraft(tx *store.Tx, who account.Actor, r store.Registration) error {
	var d *Draft
	if err := json.Unmarshal(r.Draft, &d); err != nil || d == nil {
		return err
	}
	s := newShipment(tx, who)
	_ = p.apply(&s, *d, policy.DayOf(tx.Now)) // takes over each group that is right
	return tx.InsertShipment(&s)
}

// Credentials are what somebody signs in with.
type Credentials struct {
	Email    string
	Password string
}

// SignIn tells who has these credentials (M-A2). Unknown addresses and wrong
// passwords give one answer, after the same work.
func (p *Portal) SignIn(ctx context.Context, _ account.Actor, in Credentials) (who account.Actor, err error) {
	in.Email = account.CleanEmail(in.Email)
	wrong := problem.New(problem.Invalid, "account.credentials.wrong", "email")
	if in.Email == "" || in.Password == "" || len(in.Email) > 254 || utf8.RuneCountInString(in.Password) > policy.PasswordMost {
		return who, wrong
	}
	var u store.User
	bucket := "sign-in:" + in.Email
	err = p.write(ctx, who, func(tx *store.Tx) error {
		tries, err := tx.Attempt(bucket, time.Hour)
		if err != nil {
			return err
		}
		if tries > policy.PasswordTriesAHour {
			return problem.New(problem.Limited, "account.tries", "email")
		}
		if u, err = tx.UserByEmail(in.Email); problem.Is(err, problem.NotFound) {
			err = nil
		}
		return err
	})
	if err != nil {
		return who, err
	}
	ok, err := p.passwords.check(ctx, in.Password, u.PasswordHash)
	if err != nil {
		return who, err
	}
	if !ok || u.State != store.Active {
		return who, wrong
	}
	// Only wrong passwords count (M-A7).
	if err := p.write(ctx, who, func(tx *store.Tx) error { return tx.ForgetAttempts(bucket) }); err != nil {
		return who, err
	}
	return p.Actor(ctx, u.ID)
}

// Actor is who a signed-in user is, right now: a block works at the next
// request (I-1).
func (p *Portal) Actor(ctx context.Context, user string) (who account.Actor, err error) {
	return who, p.read(ctx, account.Nobody, func(tx *store.Tx) error {
		u, err := tx.User(user)
		if err != nil {
			return err
		}
		who, err = actAs(tx, u, account.Live)
		return err
	})
}

// NewPassword is a password chosen with a link from a mail.
type NewPassword struct {
	Token    string
	Password string
}

// ResetPassword changes the password, ends every session of the user, and tells
// the owner of the address.
func (p *Portal) ResetPassword(ctx context.Context, _ account.Actor, in NewPassword) error {
	if err := account.CheckPassword(in.Password, ""); err != nil {
		return err
	}
	hash, err := p.passwords.hash(ctx, in.Password)
	if err != nil {
		return err
	}
	return p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		id, err := tx.UseReset(in.Token)
		if problem.Is(err, problem.NotFound) {
			return problem.New(problem.Conflict, "account.link.dead", "")
		}
		if err != nil {
			return err
		}
		u, err := tx.User(id)
		if err != nil {
			return err
		}
		if err := account.CheckPassword(in.Password, u.Email); err != nil {
			return err
		}
		if err := tx.SetPassword(u.ID, hash); err != nil {
			return err
		}
		if err := tx.DeleteSessions(u.ID); err != nil {
			return err
		}
		return p.mail(tx, u.Email, notify.Changed, u.Lang, "/sign-in")
	})
}

// newToken is 256 bits that can stand in a link.
func newToken() string {
	b := make([]byte, 32)
	rand.Read(b) //nolint:errcheck // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// Sessions keeps the pages' sessions. userOf reads the signed-in user from a
// session's data.
func (p *Portal) Sessions(userOf func(data []byte) string) *store.Sessions {
	return p.DB.Sessions(userOf)
}
