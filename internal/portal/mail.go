package portal

import (
	"context"
	"encoding/json"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/job"
	"ecship/internal/notify"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// The jobs that end in a mail.
const (
	registerJob = "account.register"
	resendJob   = "account.resend"
	forgotJob   = "account.forgot"
	mailJob     = "mail.send"
)

// mail writes one mail and has it sent, in the transaction that asks for it.
func (p *Portal) mail(tx *store.Tx, to string, kind notify.Kind, lang i18n.Lang, path string, facts ...any) error {
	return p.mailAs(tx, tx.NewID("mai"), to, kind, lang, path, facts...)
}

// mailAs is mail with an id of the caller's.
func (p *Portal) mailAs(tx *store.Tx, id, to string, kind notify.Kind, lang i18n.Lang, path string, facts ...any) error {
	m := store.Mail{ID: id, Kind: string(kind), To: to, Lang: lang}
	m.Subject, m.Text = p.Letterhead.Write(kind, lang, path, facts...)
	if err := tx.InsertMail(m); err != nil {
		return err
	}
	return tx.Enqueue(job.Job{Kind: mailJob, Args: m.ID})
}

// answerRegistration sends the activation mail, or tells the owner of a known
// address that he has an account (M-A7).
func (p *Portal) answerRegistration(ctx context.Context, id string) error {
	return p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		r, err := tx.Registration(id)
		if problem.Is(err, problem.NotFound) {
			return nil // activated, or purged, since
		}
		if err != nil {
			return err
		}
		known, err := p.known(tx, r.Email)
		if err != nil {
			return err
		}
		if known {
			if err := tx.DeleteRegistrations(r.Email); err != nil {
				return err
			}
			return p.mail(tx, r.Email, notify.Known, r.Lang, "/sign-in")
		}
		return p.mailActivation(tx, r)
	})
}

// mailActivation sends a new link for a registration; only the newest link of an
// address works, for 30 days from its mail (M-A1).
func (p *Portal) mailActivation(tx *store.Tx, r store.Registration) error {
	token := newToken()
	if err := tx.MailRegistration(r, token, (policy.DayOf(tx.Now) + policy.ActivationDays).End()); err != nil {
		return err
	}
	return p.mail(tx, r.Email, notify.Activation, r.Lang, "/activate?token="+token)
}

func (p *Portal) known(tx *store.Tx, email string) (bool, error) {
	_, err := tx.UserByEmail(email)
	if problem.Is(err, problem.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// answering turns a mail that was asked for into the one that answers it, and
// forgets the asking.
func (p *Portal) answering(answer func(tx *store.Tx, asked store.Mail) error) func(context.Context, string) error {
	return func(ctx context.Context, id string) error {
		return p.write(ctx, account.Nobody, func(tx *store.Tx) error {
			asked, err := tx.Mail(id)
			if err != nil || asked.State != store.MailQueued {
				return err
			}
			if err := answer(tx, asked); err != nil {
				return err
			}
			return tx.EndMail(id, store.MailSent, false)
		})
	}
}

// answerResend sends the activation mail again.
func (p *Portal) answerResend(tx *store.Tx, asked store.Mail) error {
	r, err := tx.RegistrationByEmail(asked.To)
	if err == nil && tx.Now.Before(r.ExpiresAt) {
		return p.mailActivation(tx, r)
	}
	if err != nil && !problem.Is(err, problem.NotFound) {
		return err
	}
	known, err := p.known(tx, asked.To)
	if err != nil {
		return err
	}
	if known {
		return p.mail(tx, asked.To, notify.Known, asked.Lang, "/sign-in")
	}
	return p.mail(tx, asked.To, notify.NoAccount, asked.Lang, "/register")
}

// answerForgot sends a link to a new password, or tells that there is no
// account.
func (p *Portal) answerForgot(tx *store.Tx, asked store.Mail) error {
	u, err := tx.UserByEmail(asked.To)
	if problem.Is(err, problem.NotFound) {
		return p.mail(tx, asked.To, notify.NoAccount, asked.Lang, "/register")
	}
	if err != nil {
		return err
	}
	token := newToken()
	if err := tx.InsertReset(token, u.ID, tx.Now.Add(policy.ResetHours*time.Hour)); err != nil {
		return err
	}
	return p.mail(tx, asked.To, notify.Reset, asked.Lang, "/reset?token="+token)
}

// sendMail takes one mail to its channel. The message goes out between two
// transactions; where the second one fails, the channel sees its id again.
func (p *Portal) sendMail(ctx context.Context, id string) error {
	var m store.Mail
	err := p.read(ctx, account.Nobody, func(tx *store.Tx) (err error) {
		m, err = tx.Mail(id)
		return err
	})
	if err != nil || m.State == store.MailSent {
		return err
	}
	if err := p.Channel.Send(ctx, notify.Message{ID: m.ID, To: m.To, Subject: m.Subject, Body: m.Text, Lang: m.Lang.HTML(), Stop: m.Stop}); err != nil {
		return err
	}
	return p.write(ctx, account.Nobody, func(tx *store.Tx) error { return tx.EndMail(id, store.MailSent, p.KeepMails) })
}

// givenUp marks the mail of a dead job, which keeps its text: whoever finds the
// dead letter can have it tried again.
func (p *Portal) givenUp(tx *store.Tx, kind string, args json.RawMessage) error {
	var id string
	if kind != mailJob || json.Unmarshal(args, &id) != nil {
		return nil
	}
	if err := tx.EndMail(id, store.MailDead, true); err != nil && !problem.Is(err, problem.NotFound) {
		return err
	}
	return nil
}

// outboxMost is how many mails the demo's page shows.
const outboxMost = 50

// Outbox lists the newest mails with their text, for the demo's page. It finds
// nothing where mails are not kept.
func (p *Portal) Outbox(ctx context.Context) (mails []store.Mail, err error) {
	if !p.KeepMails {
		return nil, notFound()
	}
	return mails, p.read(ctx, account.Nobody, func(tx *store.Tx) error {
		all, err := tx.Mails(2 * outboxMost)
		for _, m := range all {
			if m.Subject != "" && len(mails) < outboxMost {
				mails = append(mails, m)
			}
		}
		return err
	})
}
