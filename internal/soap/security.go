package soap

import (
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"

	"ecship/internal/portal"
	"ecship/internal/problem"
)

// token is a WS-Security UsernameToken with a password digest.
type token struct {
	username, digest, nonce, created string
}

// freshness is how far Created may be from our clock: clients in use write local
// time as if it were UTC, by a clock of twelve hours (docs/adr/0011-soap-keys.md).
const freshness = 24 * time.Hour

// readToken takes the token out of a Security header.
func readToken(security *node) (t token, err error) {
	if security == nil {
		return t, denied("soap.token")
	}
	n, err := security.only("UsernameToken")
	if err != nil || n == nil {
		return t, denied("soap.token")
	}
	for _, f := range []struct {
		name string
		to   *string
	}{{"Username", &t.username}, {"Password", &t.digest}, {"Nonce", &t.nonce}, {"Created", &t.created}} {
		c, err := n.only(f.name)
		if err != nil || c == nil {
			return t, denied("soap.token")
		}
		if *f.to, err = c.value(); err != nil {
			return t, denied("soap.token")
		}
	}
	return t, nil
}

// denied is a fault about who is calling.
func denied(key string) error {
	return fault{code: failedAuthentication, why: problem.New(problem.Unauthorised, key, "")}
}

// fresh is nil where the token was made within a day of now.
func (t token) fresh(now time.Time) error {
	at, err := time.Parse(time.RFC3339, t.created)
	if err != nil || now.Sub(at).Abs() > freshness {
		return denied("soap.created")
	}
	return nil
}

// named is the token as the portal takes it. The digest is base64(SHA-1(nonce +
// created + key)), as UsernameToken Profile 1.0 has it; SHA-1 is no choice of
// ours. A password in clear is never compared.
func (t token) named() portal.UsernameToken {
	nonce, bad := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(t.nonce), ""))
	return portal.UsernameToken{Username: t.username, Proves: func(secret string) bool {
		sum := sha1.Sum([]byte(string(nonce) + t.created + secret))
		want := base64.StdEncoding.EncodeToString(sum[:])
		return subtle.ConstantTimeCompare([]byte(want), []byte(t.digest)) == 1 && bad == nil
	}}
}
