package web

import (
	"net/url"
)

// apiKey is a key as its page lists it.
type apiKey struct {
	id, name, prefix, created, revoked string
	test                               bool
}

// keys lists the API keys and makes new ones. A new key's secret is on the page
// that answers, once; it is never stored in clear (M-I1).
func (s *site) keys(v *visit) error {
	secret := ""
	if v.sent() {
		k, err := s.Portal.CreateKey(v.ctx(), v.who, v.get("name"))
		if err != nil {
			if err := v.wrong(err); err != nil {
				return err
			}
		} else {
			secret = k.Secret
			v.typed = url.Values{}
		}
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
