// Package courier posts webhooks to the addresses of strangers. It calls nobody
// inside: it looks at the very address that is dialled, follows nobody who
// wants it elsewhere, asks no proxy, and bounds the time and what it reads
// (S-10).
package courier

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"ecship/internal/webhook"
)

// Bounds of a call.
const (
	wholeTime   = 10 * time.Second // from the look-up of the name to the end of the answer
	dialTime    = 5 * time.Second
	answerMost  = 64 << 10 // bytes read, so that the connection can be used again
	excerptMost = 500      // bytes kept
	headerMost  = 16 << 10
	idleTime    = 90 * time.Second
	idleEach    = 32 // connections kept to one endpoint
)

// Config is what a courier needs.
type Config struct {
	// Here lets it call this machine, as the demo does, and nobody else inside.
	Here bool
	// Resolver looks names up; nil is the system's.
	Resolver *net.Resolver
	// Roots are whom certificates are believed from; nil is the system's list.
	Roots *x509.CertPool
	// Time bounds a call; 0 is 10 seconds.
	Time time.Duration
	// Clock tells how long a call took.
	Clock func() time.Time
	// Agent is what it calls itself: "ecship".
	Agent string
}

// Courier posts messages. It may be used by many at once.
type Courier struct {
	Config
	client *http.Client
}

// New makes a courier.
func New(c Config) *Courier {
	if c.Time == 0 {
		c.Time = wholeTime
	}
	d := &net.Dialer{Timeout: dialTime, Resolver: c.Resolver, Control: c.control}
	t := &http.Transport{
		DialContext:            d.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.Roots},
		TLSHandshakeTimeout:    dialTime,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: headerMost,
		MaxIdleConnsPerHost:    idleEach,
		IdleConnTimeout:        idleTime,
	}
	return &Courier{c, &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// errForbidden is an address that is not called.
var errForbidden = errors.New("courier: nothing is sent to this address")

// control looks at an address between its look-up and the connection: a name
// that has another address by now is no way in.
func (c Config) control(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return errForbidden
	}
	if webhook.Public(to.Addr()) || c.Here && to.Addr().IsLoopback() {
		return nil
	}
	return errForbidden
}

// Deliver posts a message and tells what came of it. Nothing goes out unsigned.
func (c *Courier) Deliver(ctx context.Context, m webhook.Call) (a webhook.Answer) {
	began := c.Clock()
	defer func() { a.Took = c.Clock().Sub(began) }()
	ctx, cancel := context.WithTimeout(ctx, c.Time)
	defer cancel()
	// The address was looked at when it was given; the rules may be stricter now.
	if _, err := webhook.ParseURL(m.URL, c.Here); err != nil {
		return failed(webhook.Forbidden, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil {
		return failed(webhook.Forbidden, err)
	}
	signed, err := webhook.Sign(m.ID, m.At, m.Body, m.Secrets...)
	if err != nil {
		return failed(webhook.Forbidden, err)
	}
	for name, value := range signed {
		req.Header.Set(name, value)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", c.Agent+" webhook")
	res, err := c.client.Do(req)
	if err != nil {
		return failed(reason(err), nil)
	}
	defer res.Body.Close() //nolint:errcheck // what matters was read
	return judged(res)
}

// judged reads an answer.
func judged(res *http.Response) webhook.Answer {
	body, err := io.ReadAll(io.LimitReader(res.Body, answerMost))
	a := webhook.Answer{Code: res.StatusCode, Excerpt: excerpt(body)}
	switch {
	case err != nil:
		a.Reason = reason(err)
		if a.Reason == webhook.Unreachable {
			a.Reason = webhook.Cut
		}
	case a.Code >= 300 && a.Code < 400:
		a.Reason = webhook.Redirect
	case a.Code < 200 || a.Code > 299:
		a.Reason = webhook.Status
	}
	return a
}

func failed(r webhook.Reason, err error) webhook.Answer {
	a := webhook.Answer{Reason: r}
	if err != nil {
		a.Excerpt = excerpt(fmt.Append(nil, err))
	}
	return a
}

// excerpt is the beginning of an answer as text.
func excerpt(b []byte) string {
	if len(b) > excerptMost {
		b = b[:excerptMost]
	}
	return strings.ToValidUTF8(string(b), "")
}

// reason says in one word what went wrong before an answer came.
func reason(err error) webhook.Reason {
	var (
		name    *net.DNSError
		cert    *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		alert   tls.AlertError
		timeout interface{ Timeout() bool }
	)
	switch {
	case errors.Is(err, errForbidden):
		return webhook.Forbidden
	case errors.As(err, &cert), errors.As(err, &record), errors.As(err, &alert):
		return webhook.BadTLS
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return webhook.Timeout
	case errors.As(err, &name):
		return webhook.NoName
	}
	return webhook.Unreachable
}
