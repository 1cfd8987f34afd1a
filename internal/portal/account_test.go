package portal_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/job"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

func register(t *testing.T, r *Runner, email string) {
	t.Helper()
	if err := r.Portal.Register(t.Context(), account.Nobody, portal.Registration{Email: email, Password: Password, Name: "Mei", Lang: i18n.Hant}); err != nil {
		t.Fatal(err)
	}
	r.Work()
}

// M-A1: an account can do nothing until its link is used; the link works once,
// for 30 days from its mail, and a newer one supersedes it.
func TestActivation(t *testing.T) {
	r := New(t)
	register(t, r, "Mei@Example.org")
	Refused(r, r.Portal.SignIn, portal.Credentials{Email: "mei@example.org", Password: Password}, "account.credentials.wrong")
	first := r.Token("mei@example.org")
	if m := r.Mails.To("mei@example.org")[0]; m.Subject != "ecship 帳戶啟動通知" || !strings.Contains(m.Body, "30 天") {
		t.Error(m)
	}

	r.Later(29 * 24 * time.Hour)
	if err := r.Portal.ResendActivation(t.Context(), account.Nobody, portal.EmailOnly{Email: "mei@example.org", Lang: i18n.Hant}); err != nil {
		t.Fatal(err)
	}
	r.Work()
	second := r.Token("mei@example.org")
	Refused(r, r.Portal.Activate, first, "account.link.dead")
	Refused(r, r.Portal.Activate, "", "account.link.dead")

	end := (policy.DayOf(r.Now()) + policy.ActivationDays).End()
	r.Until(end.Add(-time.Second))
	if err := r.Portal.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	who := Must(r, r.Portal.Activate, second)
	if who.Customer == "" || who.Role != account.Owner {
		t.Error(who)
	}
	Refused(r, r.Portal.Activate, second, "account.link.dead")
	if got := Must(r, r.Portal.SignIn, portal.Credentials{Email: " MEI@example.org", Password: Password}); got.User != who.User || got.Customer != who.Customer {
		t.Error(got, who)
	}
	Refused(r, r.Portal.SignIn, portal.Credentials{Email: "mei@example.org", Password: Password + "x"}, "account.credentials.wrong")
}

// M-A1: at the end of the 30th day the link is dead and the registration gone.
func TestActivationTooLate(t *testing.T) {
	r := New(t)
	register(t, r, "mei@example.org")
	token := r.Token("mei@example.org")
	r.Until((policy.DayOf(r.Now()) + policy.ActivationDays).End())
	Refused(r, r.Portal.Activate, token, "account.link.dead")
	if err := r.Portal.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	register(t, r, "mei@example.org")
	Must(r, r.Portal.Activate, r.Token("mei@example.org"))
}

// A draft made before signing up is the account's first item (U-03).
func TestDraftSurvivesSigningUp(t *testing.T) {
	r := New(t)
	d := teaToNewYork()
	d.Sender = nil
	if err := r.Portal.Register(t.Context(), account.Nobody, portal.Registration{Email: "mei@example.org", Password: Password, Name: "Mei", Lang: i18n.En, Draft: &d}); err != nil {
		t.Fatal(err)
	}
	r.Work()
	r.AsActor(Must(r, r.Portal.Activate, r.Token("mei@example.org")))
	l := Must(r, r.Portal.Shipments, portal.Search{})
	if len(l.Rows) != 1 || l.Rows[0].State != shipment.Draft {
		t.Fatalf("%+v", l)
	}
	it := Must(r, r.Portal.Shipment, l.Rows[0].ID)
	if it.Recipient.Name != "Ann O'Neil" || len(it.Missing) != 1 || it.Missing[0] != portal.SenderStep {
		t.Errorf("%+v missing %v", it.Recipient, it.Missing)
	}
}

// M-A2: a reset works once, for two hours; it ends the sessions and says so.
func TestReset(t *testing.T) {
	r := New(t).As("mei")
	email := "mei@example.org"
	ask := func() string {
		t.Helper()
		if err := r.Portal.ForgotPassword(t.Context(), account.Nobody, portal.EmailOnly{Email: email, Lang: i18n.En}); err != nil {
			t.Fatal(err)
		}
		r.Work()
		return r.Token(email)
	}
	reset := func(token, password string) error {
		return r.Portal.ResetPassword(t.Context(), account.Nobody, portal.NewPassword{Token: token, Password: password})
	}
	old, late := ask(), ask()
	if err := reset(old, "a new password"); problem.Of(err).Key != "account.link.dead" {
		t.Error("the older link works:", err)
	}
	if err := reset(late, "mei-mei-mei"); problem.Of(err).Key != "account.password.weak" {
		t.Error("a password of the address:", err)
	}
	if err := reset(late, "short"); problem.Of(err).Key != "account.password.short" {
		t.Error(err)
	}
	r.Later(policy.ResetHours * time.Hour)
	if err := reset(late, "a new password"); problem.Of(err).Key != "account.link.dead" {
		t.Error("the link works after two hours:", err)
	}
	token := ask()
	sessions := r.Portal.Sessions(func([]byte) string { return r.Who.User })
	if err := sessions.CommitCtx(t.Context(), "a session", []byte("x"), r.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := reset(token, "a new password"); err != nil {
		t.Fatal(err)
	}
	if err := reset(token, "a newer password"); problem.Of(err).Key != "account.link.dead" {
		t.Error("the link works twice:", err)
	}
	if _, ok, err := sessions.FindCtx(t.Context(), "a session"); ok || err != nil {
		t.Error("a session outlived the password:", err)
	}
	r.Work()
	mails := r.Mails.To(email)
	if got := mails[len(mails)-1].Subject; got != i18n.En.T("mail.changed.subject") {
		t.Error(got)
	}
	Must(r, r.Portal.SignIn, portal.Credentials{Email: email, Password: "a new password"})
}

// I-1, a first part: a block works at the next request, for people and keys.
func TestBlock(t *testing.T) {
	r := New(t).As("mei")
	key := Must(r, r.Portal.CreateKey, "shop")
	Must(r, r.Portal.ActorByKey, key.Secret)
	if err := r.Portal.DB.Tx(t.Context(), 0, func(tx *store.Tx) error {
		if err := tx.SetCustomerState(r.Who.Customer, store.Blocked); err != nil {
			return err
		}
		return tx.SetUserState(r.Who.User, store.Blocked)
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Portal.Actor(t.Context(), r.Who.User); !problem.Is(err, problem.Unauthorised) {
		t.Error("a blocked user acts:", err)
	}
	Refused(r, r.Portal.ActorByKey, key.Secret, "key.unknown")
	Refused(r, r.Portal.SignIn, portal.Credentials{Email: "mei@example.org", Password: Password}, "account.credentials.wrong")
}

// M-I1: a key is shown once, works until it is revoked, and is its customer's.
func TestKeys(t *testing.T) {
	r := New(t).As("mei")
	key := Must(r, r.Portal.CreateKey, "  my shop ")
	if !strings.HasPrefix(key.Secret, "ecs_live_") || key.Name != "my shop" {
		t.Error(key)
	}
	who := Must(r, r.Portal.ActorByKey, key.Secret)
	if who.Customer != r.Who.Customer || who.Key != key.ID || who.User != "" || who.Mode != account.Live {
		t.Error(who)
	}
	for _, bad := range []string{"", "ecs_live_", key.Secret + "x", strings.Replace(key.Secret, "live", "test", 1), strings.Repeat("ecs_live_", 20)} {
		Refused(r, r.Portal.ActorByKey, bad, "key.unknown")
	}
	mei := r.Who
	r.As("mallory")
	if err := r.Portal.RevokeKey(t.Context(), r.Who, key.ID); !problem.Is(err, problem.NotFound) {
		t.Error("somebody else's key was revoked:", err)
	}
	r.AsActor(who)
	if err := r.Portal.RevokeKey(t.Context(), r.Who, key.ID); !problem.Is(err, problem.Forbidden) {
		t.Error("a key must not manage keys:", err)
	}
	if err := r.Portal.RevokeKey(t.Context(), mei, key.ID); err != nil {
		t.Fatal(err)
	}
	Refused(r, r.Portal.ActorByKey, key.Secret, "key.unknown")
}

// Wrong passwords are counted for an address, known or not (M-A7).
func TestTries(t *testing.T) {
	r := New(t).As("mei")
	for _, email := range []string{"mei@example.org", "nobody@example.org"} {
		for range policy.PasswordTriesAHour {
			Refused(r, r.Portal.SignIn, portal.Credentials{Email: email, Password: "wrong password"}, "account.credentials.wrong")
		}
		Refused(r, r.Portal.SignIn, portal.Credentials{Email: email, Password: Password}, "account.tries")
	}
	r.Later(time.Hour)
	for range policy.PasswordTriesAHour + 1 { // the right one does not count
		Must(r, r.Portal.SignIn, portal.Credentials{Email: "mei@example.org", Password: Password})
	}
}

// Invariant 7: a mail that can't be sent is marked so, and is sent once it can
// be.
func TestMailGivenUp(t *testing.T) {
	r := New(t)
	r.Mails.Fail = job.Hopeless(errors.New("no relay"))
	if err := r.Portal.Register(t.Context(), account.Nobody, portal.Registration{Email: "mei@example.org", Password: Password, Name: "Mei", Lang: i18n.En}); err != nil {
		t.Fatal(err)
	}
	r.Work()
	mail := func() store.Mail { return outbox(r)[0] }
	if m := mail(); m.State != store.MailDead || !strings.Contains(m.Text, "token=") {
		t.Errorf("%+v", m)
	}
	r.Mails.Fail = nil
	if err := r.Portal.DB.Tx(t.Context(), 0, func(tx *store.Tx) error {
		dead, err := tx.DeadJobs(1)
		if err != nil {
			return err
		}
		return tx.RetryJob(dead[0].ID)
	}); err != nil {
		t.Fatal(err)
	}
	r.Work()
	if m := mail(); m.State != store.MailSent || len(r.Mails.To("mei@example.org")) != 1 {
		t.Errorf("%+v", m)
	}
	r.Until((policy.DayOf(Start) + policy.ActivationDays).End())
	if err := r.Portal.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all := outbox(r); len(all) != 0 {
		t.Error("an old mail is kept:", len(all))
	}
}

func outbox(r *Runner) []store.Mail {
	r.Helper()
	all, err := r.Portal.Outbox(r.Context())
	if err != nil {
		r.Fatal(err)
	}
	return all
}
