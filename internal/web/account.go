package web

import (
	"net/http"
	"net/url"
	"strings"

	"ecship/internal/account"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// register takes a registration. What the page says afterwards is the same for
// every address (M-A7).
func (s *site) register(v *visit) error {
	if !v.sent() {
		return v.show(registerPage(v))
	}
	err := s.Portal.Register(v.ctx(), v.who, portal.Registration{
		Email: v.get("email"), Password: v.get("password"), Name: v.get("name"), Lang: v.lang, Draft: v.keptDraft(),
	})
	if err != nil {
		if err := v.wrong(err); err != nil {
			return err
		}
		return v.show(registerPage(v))
	}
	return v.goTo("/register/sent")
}

// keptDraft is the item that the visitor began before registering; it goes
// with the registration and becomes the account's first one (U-03).
func (v *visit) keptDraft() *portal.Draft {
	k, ok := v.sessions.Get(v.ctx(), keptKey).(kept)
	if !ok || !strings.HasPrefix(k.Path, newItemPath) {
		return nil
	}
	route, errs := routeFrom(k.Typed)
	if len(errs) > 0 {
		return nil
	}
	return &portal.Draft{Route: &route}
}

func (s *site) mailSent(v *visit) error { return v.show(mailSentPage(v)) }

// emailOnly serves the forms that ask for nothing but an address.
func (s *site) emailOnly(f emailForm, ask func(*visit, portal.EmailOnly) error) func(*visit) error {
	return func(v *visit) error {
		if !v.sent() {
			return v.show(emailPage(v, f))
		}
		if err := ask(v, portal.EmailOnly{Email: v.get("email"), Lang: v.lang}); err != nil {
			if err := v.wrong(err); err != nil {
				return err
			}
			return v.show(emailPage(v, f))
		}
		return v.goTo(f.path + "/sent")
	}
}

// emailForm is what such a form says: message keys.
type emailForm struct{ path, title, lead, submit string }

var (
	resendForm    = emailForm{"/resend", "web.resend.title", "web.resend.lead", "web.resend.submit"}
	forgottenForm = emailForm{"/forgotten", "web.forgotten.title", "web.forgotten.lead", "web.forgotten.submit"}
)

func (s *site) resend(v *visit, in portal.EmailOnly) error {
	return s.Portal.ResendActivation(v.ctx(), v.who, in)
}

func (s *site) forgotten(v *visit, in portal.EmailOnly) error {
	return s.Portal.ForgotPassword(v.ctx(), v.who, in)
}

// activate opens an account when its button is pressed: looking at the link, as
// mail scanners do, uses nothing up. It signs nobody in, since who holds the
// link need not be who chose the password.
func (s *site) activate(v *visit) error {
	if !v.sent() {
		return v.show(activatePage(v))
	}
	if _, err := s.Portal.Activate(v.ctx(), v.who, v.get("token")); err != nil {
		if problem.Is(err, problem.Conflict) {
			return v.show(deadLinkPage(v, "web.dead.activation", "/resend", "web.resend.submit"))
		}
		return err
	}
	return v.goTo("/sign-in?note=activated")
}

// reset takes a new password with the link from a mail.
func (s *site) reset(v *visit) error {
	if !v.sent() {
		return v.show(resetPage(v))
	}
	err := s.Portal.ResetPassword(v.ctx(), v.who, portal.NewPassword{Token: v.get("token"), Password: v.get("password")})
	if problem.Is(err, problem.Conflict) {
		return v.show(deadLinkPage(v, "web.dead.reset", "/forgotten", "web.forgotten.submit"))
	}
	if err != nil {
		if err := v.wrong(err); err != nil {
			return err
		}
		return v.show(resetPage(v))
	}
	return v.goTo("/sign-in?note=reset")
}

// signInNotes are what the sign-in page says when another page led to it.
var signInNotes = map[string]string{
	"activated": "web.sign_in.activated", "reset": "web.sign_in.reset", "out": "web.sign_in.out",
	"joined": "team.joined",
}

func (s *site) signIn(v *visit) error {
	if !v.sent() {
		if v.who.SignedIn() {
			return v.goTo(v.home())
		}
		return v.show(signInPage(v))
	}
	who, err := s.Portal.SignIn(v.ctx(), v.who, portal.Credentials{Email: v.get("email"), Password: v.get("password")})
	if err != nil {
		if err := v.wrong(err); err != nil {
			return err
		}
		return v.show(signInPage(v))
	}
	// A new id at sign-in: who planted the old one gains nothing (S-06).
	if err := v.sessions.RenewToken(v.ctx()); err != nil {
		return err
	}
	v.sessions.Put(v.ctx(), userKey, who.User)
	v.who = who
	return v.goTo(v.home())
}

// home is where a visitor who has just signed in wants to be.
func (v *visit) home() string {
	if next := v.get(nextKey); localPath(next) {
		return next
	}
	switch v.who.Staff {
	case "":
	case account.Officer:
		return "/office/refunds"
	case account.Admin:
		return "/office/jobs"
	default:
		return "/counter/"
	}
	return "/items"
}

// localPath tells whether a path is one of our own: a link must not be able to
// send a visitor elsewhere after signing in.
func localPath(p string) bool {
	u, err := url.Parse(p)
	return err == nil && strings.HasPrefix(p, "/") && !strings.HasPrefix(p, "//") && !strings.ContainsAny(p, "\\\r\n\t") &&
		u.Host == "" && u.Scheme == ""
}

func (s *site) signOut(v *visit) error {
	if err := v.sessions.Destroy(v.ctx()); err != nil {
		return err
	}
	return v.goTo("/sign-in?note=out")
}

// actor is who stands behind the request's session, right now: a block works at
// once (I-1).
func (s *site) actor(r *http.Request) account.Actor {
	user := s.sessions.GetString(r.Context(), userKey)
	if user == "" {
		return account.Nobody
	}
	who, err := s.Portal.Actor(r.Context(), user)
	if err != nil {
		if !problem.Is(err, problem.NotFound) {
			s.Log.Error("session's user", "error", err)
		}
		return account.Nobody
	}
	return who
}
