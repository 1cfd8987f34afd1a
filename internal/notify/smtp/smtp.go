// Package smtp sends mails through a relay.
package smtp

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"ecship/internal/notify"

	"github.com/wneessen/go-mail"
)

// Channel sends through one relay. It opens a connection for each message:
// mails are few, and a job sends each of them.
type Channel struct {
	from   string
	host   string
	option []mail.Option
}

// New reads a relay's address, "smtp://user:password@host:587?from=Name <a@b>",
// or "smtps://…" for TLS from the first byte. smtp:// insists on STARTTLS unless
// the relay is this machine; from is required.
func New(address string) (*Channel, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("smtp: the relay's address can't be read")
	}
	c := &Channel{from: u.Query().Get("from"), host: u.Hostname()}
	if c.from == "" || c.host == "" {
		return nil, fmt.Errorf("smtp: the relay's address needs a host and ?from=")
	}
	c.option = append(c.option, mail.WithTimeout(20*time.Second))
	switch u.Scheme {
	case "smtps":
		c.option = append(c.option, mail.WithSSL())
	case "smtp":
		policy := mail.TLSMandatory
		if c.host == "localhost" || c.host == "127.0.0.1" || c.host == "::1" {
			policy = mail.TLSOpportunistic
		}
		c.option = append(c.option, mail.WithTLSPolicy(policy))
	default:
		return nil, fmt.Errorf("smtp: the relay's address starts with smtp:// or smtps://, not %q", u.Scheme)
	}
	if p := u.Port(); p != "" {
		n, err := strconv.Atoi(p)
		if err != nil {
			return nil, fmt.Errorf("smtp: %q is no port", p)
		}
		c.option = append(c.option, mail.WithPort(n))
	}
	if u.User != nil {
		password, _ := u.User.Password()
		c.option = append(c.option, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	return c, nil
}

// Send hands a message to the relay.
func (c *Channel) Send(ctx context.Context, m notify.Message) error {
	msg := mail.NewMsg()
	if err := msg.From(c.from); err != nil {
		return fmt.Errorf("smtp: from: %w", err)
	}
	if err := msg.To(m.To); err != nil {
		return fmt.Errorf("smtp: the recipient's address was refused: %w", err)
	}
	msg.Subject(m.Subject)
	msg.SetMessageIDWithValue(m.ID + "@" + c.host)
	msg.SetGenHeader(mail.HeaderContentLang, m.Lang)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Stop != "" {
		msg.SetGenHeader("List-Unsubscribe", "<"+m.Stop+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	msg.SetBodyString(mail.TypeTextPlain, m.Body)
	client, err := mail.NewClient(c.host, c.option...)
	if err != nil {
		return fmt.Errorf("smtp: %w", err)
	}
	return client.DialAndSendWithContext(ctx, msg)
}
