package web

import (
	"net/http"
)

// apiKey is a key as its page lists it.
type apiKey struct {
	id, name, prefix, created, revoked string
	test                               bool
}

// madeKey keeps a new key's secret in the session, sealed, for the one page that
// shows it: a reload then makes no second key.
const madeKey = "made_key"

// keys lists the API keys and makes new ones. A new key's secret is shown once,
// on the page after; it is never stored in clear (M-I1).
func (s *site) keys(v *visit) error {
	if v.sent() {
		k, err := s.Portal.CreateKey(v.ctx(), v.who, v.get("name"))
		if err != nil {
			if err := v.wrong(err); err != nil {
				return err
			}
		} else {
			v.sessions.Put(v.ctx(), madeKey, k.Secret)
			return v.goTo("/keys")
		}
	}
	secret := ""
	if v.r.Method == http.MethodGet {
		secret = v.sessions.PopString(v.ctx(), madeKey)
	}
	rows, err := s.Portal.Keys(v.ctx(), v.who)
	if err != nil {
		return err
	}
	var all []apiKey
	for _, r := range rows {
		k := apiKey{id: r.ID, name: r.Name, prefix: r.Prefix, created: v.lang.Moment(r.CreatedAt), test: r.Mode == "test"}
		if !r.RevokedAt.IsZero() {
			k.revoked = v.lang.Moment(r.RevokedAt)
		}
		all = append(all, k)
	}
	return v.show(keysPage(v, all, secret))
}

func (s *site) revokeKey(v *visit) error {
	if err := s.Portal.RevokeKey(v.ctx(), v.who, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.goTo("/keys?note=revoked")
}
