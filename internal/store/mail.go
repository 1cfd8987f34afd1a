package store

import (
	"time"

	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// MailState is where a mail of the outbox is.
type MailState string

// The states of a mail.
const (
	MailQueued MailState = "queued"
	MailSent   MailState = "sent"
	MailDead   MailState = "dead" // given up
)

// Mail is a mail of the outbox. Address, subject and body are sealed, and wiped
// once it is sent: they hold links that open accounts.
type Mail struct {
	ID        string // mai_…
	Kind      string // "activation", "reset" …
	Lang      i18n.Lang
	State     MailState
	CreatedAt time.Time
	SentAt    time.Time

	To      string
	Subject string
	Text    string
	HTML    string
	Stop    string // the address that stops mails of its kind
}

type mailPrivate struct {
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
	HTML    string `json:"html,omitempty"`
	Stop    string `json:"stop,omitempty"`
}

const mailColumns = `id, kind, lang, state, private, created_at, sent_at`

// InsertMail puts a mail into the outbox; the caller enqueues the job that
// sends it.
func (tx *Tx) InsertMail(m Mail) error {
	private, err := tx.db.vault.sealJSON(at("mails", "private", m.ID), mailPrivate{m.To, m.Subject, m.Text, m.HTML, m.Stop})
	if err != nil {
		return err
	}
	return tx.later(plainly, `INSERT INTO mails (id, kind, lang, state, private, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		m.ID, m.Kind, string(m.Lang), string(MailQueued), private, micros(tx.Now))
}

// Mail finds a mail.
func (tx *Tx) Mail(id string) (m Mail, err error) {
	err = tx.mails(`WHERE id = $1`, []any{id}, func(found Mail) { m = found })
	if err == nil && m.ID == "" {
		err = problem.New(problem.NotFound, "error.not_found", "")
	}
	return m, err
}

// Mails lists the newest mails, for the demo's outbox page.
func (tx *Tx) Mails(limit int) (all []Mail, err error) {
	err = tx.mails(`ORDER BY id DESC LIMIT $1`, []any{limit}, func(m Mail) { all = append(all, m) })
	return all, err
}

func (tx *Tx) mails(tail string, args []any, fn func(Mail)) error {
	return tx.each(`SELECT `+mailColumns+` FROM mails `+tail, args, func(scan func(...any) error) error {
		var m Mail
		var private []byte
		if err := scan(&m.ID, &m.Kind, &m.Lang, &m.State, &private, instant{&m.CreatedAt}, instant{&m.SentAt}); err != nil {
			return err
		}
		if private != nil {
			var p mailPrivate
			if err := tx.db.vault.openJSON(at("mails", "private", m.ID), private, &p); err != nil {
				return err
			}
			m.To, m.Subject, m.Text, m.HTML, m.Stop = p.To, p.Subject, p.Text, p.HTML, p.Stop
		}
		fn(m)
		return nil
	})
}

// EndMail notes that a mail was sent, or given up, and wipes what it said unless
// keep is set, as in the demo. One that was given up may yet be sent.
func (tx *Tx) EndMail(id string, s MailState, keep bool) error {
	return touched(tx.exec(`UPDATE mails SET state = $1, sent_at = $2, private = CASE WHEN $3 THEN private END WHERE id = $4 AND state <> 'sent'`,
		string(s), micros(tx.Now), keep, id))
}

// PurgeMails removes mails written before an instant.
func (tx *Tx) PurgeMails(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM mails WHERE created_at < $1`, micros(before))
}
