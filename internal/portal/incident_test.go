package portal_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/problem"
)

// TestIncident_EmailEnumeration is I-2 and M-A7 in the portal: whatever is done
// with an address, known and unknown ones get the same answer and cost the same
// counted work before it: password hashes, statements, jobs. And however many
// are tried, none is confirmed. The doors have a test of the same name for
// their bytes, statuses and headers.
func TestIncident_EmailEnumeration(t *testing.T) {
	r := New(t).As("mei")
	p, ctx := r.Portal, context.Background()
	acts := map[string]func(email string) error{
		"register": func(email string) error {
			return p.Register(ctx, account.Nobody, portal.Registration{Email: email, Password: Password, Name: "Somebody", Lang: i18n.En})
		},
		"resend": func(email string) error {
			return p.ResendActivation(ctx, account.Nobody, portal.EmailOnly{Email: email, Lang: i18n.En})
		},
		"forgot": func(email string) error {
			return p.ForgotPassword(ctx, account.Nobody, portal.EmailOnly{Email: email, Lang: i18n.En})
		},
		"sign in": func(email string) error {
			_, err := p.SignIn(ctx, account.Nobody, portal.Credentials{Email: email, Password: "not the password"})
			return err
		},
	}
	for name, act := range acts {
		t.Run(name, func(t *testing.T) {
			known, unknown := work(r, func() error { return act("mei@example.org") }), work(r, func() error { return act("stranger@example.org") })
			if known != unknown {
				t.Errorf("known: %s\nunknown: %s", known, unknown)
			}
		})
	}
	r.Work()
	// Each of the three mailed acts sends one mail to either.
	if k, u := len(r.Mails.To("mei@example.org"))-1, len(r.Mails.To("stranger@example.org")); k != 3 || u != 3 {
		t.Errorf("%d mails to the known address, %d to the unknown one", k, u)
	}
	guesses := 200 // 10,000 in make long
	for i := range guesses {
		email := fmt.Sprintf("guess%d@example.org", i)
		for _, name := range []string{"resend", "forgot"} {
			if err := acts[name](email); err != nil {
				t.Fatal("a guess was told apart:", err)
			}
		}
	}
}

// work is what an act answered and what it cost.
func work(r *Runner, act func() error) string {
	statements, hashes := r.Portal.DB.Statements(), r.Portal.PasswordWork()
	err := act()
	var p *problem.Problem
	answer := fmt.Sprint(err)
	if errors.As(err, &p) {
		answer = fmt.Sprint(p.Kind, p.Key, p.Field, p.Args, p.Suggestion)
	}
	return fmt.Sprintf("%s after %d statements and %d hashes", answer, r.Portal.DB.Statements()-statements, r.Portal.PasswordWork()-hashes)
}
