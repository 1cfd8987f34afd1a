package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"

	"ecship/internal/problem"
)

// Forms that move money carry a token of the session that they were shown to.
// Browsers that say where a request comes from are stopped before (S-07);
// this stops those that do not.

// tokenField is the name of the hidden field.
const tokenField = "token"

// formToken is a session's token, from its own secret.
func formToken(session string) string {
	sum := sha256.Sum256([]byte("form of money\x00" + session))
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}

// token is the one that the visitor's forms carry.
func (v *visit) token() string { return formToken(v.sessions.Token(v.ctx())) }

// money makes the handler of a form that moves money: what was sent without the
// session's token is not done, and is shown again to be sent once more.
func (s *site) money(serve func(*visit) error) func(*visit) error {
	return func(v *visit) error {
		if v.sent() && subtle.ConstantTimeCompare([]byte(v.get(tokenField)), []byte(v.token())) != 1 {
			return problem.New(problem.Forbidden, "web.error.token", "")
		}
		return serve(v)
	}
}
