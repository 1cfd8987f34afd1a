package smtp_test

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"ecship/internal/notify"
	"ecship/internal/notify/smtp"

	gosmtp "github.com/emersion/go-smtp"
)

// relay is a mail server on loopback that keeps what it is given.
type relay struct {
	mu   sync.Mutex
	to   []string
	data []string
}

func (r *relay) NewSession(*gosmtp.Conn) (gosmtp.Session, error) { return r, nil }
func (r *relay) Mail(string, *gosmtp.MailOptions) error          { return nil }
func (r *relay) Reset()                                          {}
func (r *relay) Logout() error                                   { return nil }
func (r *relay) Rcpt(to string, _ *gosmtp.RcptOptions) error {
	if strings.HasPrefix(to, "refused@") {
		return &gosmtp.SMTPError{Code: 550, Message: "no such box"}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.to = append(r.to, to)
	return nil
}

func (r *relay) Data(b io.Reader) error {
	s, err := io.ReadAll(b)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.data = append(r.data, string(s))
	return err
}

func start(t *testing.T) (*relay, string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{}
	s := gosmtp.NewServer(r)
	s.Domain = "localhost"
	go s.Serve(l) //nolint:errcheck // ends with Close
	t.Cleanup(func() { s.Close() })
	return r, "smtp://" + l.Addr().String() + "?from=Portal+%3Cportal%40post.example%3E"
}

func TestSend(t *testing.T) {
	r, address := start(t)
	c, err := smtp.New(address)
	if err != nil {
		t.Fatal(err)
	}
	m := notify.Message{ID: "mai_1", To: "mei@example.org", Subject: "啟動帳戶\r\nBcc: x@example.org", Body: "你好 👋\n", Lang: "zh-Hant-HK"}
	if err := c.Send(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	if len(r.to) != 1 || r.to[0] != "mei@example.org" {
		t.Error("recipients", r.to)
	}
	head, _, _ := strings.Cut(r.data[0], "\r\n\r\n")
	if strings.Contains(head, "\nBcc:") || !strings.Contains(head, "Message-ID: <mai_1@") || !strings.Contains(head, "Auto-Submitted: auto-generated") {
		t.Error(head)
	}
	m.To = "refused@example.org"
	if err := c.Send(context.Background(), m); err == nil {
		t.Error("a refused recipient must be an error, so that it is seen")
	}
}

func TestNew(t *testing.T) {
	for _, bad := range []string{"", "smtp://host", "http://host?from=a@b", "smtp://?from=a@b", "smtp://h:x?from=a@b", "://"} {
		if _, err := smtp.New(bad); err == nil {
			t.Errorf("%q was taken", bad)
		} else if strings.Contains(err.Error(), "password") {
			t.Error("the error must not repeat the address")
		}
	}
}
