package web

import (
	"net/http"
	"slices"

	"ecship/internal/account"
	"ecship/internal/portal"
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
		in := portal.KeyOf{Name: v.get("name")}
		for _, scope := range v.typed["scopes"] {
			in.Scopes = append(in.Scopes, account.Act(scope))
		}
		k, err := s.Portal.MakeKey(v.ctx(), v.who, in)
		if err != nil {
			if err := v.wrong(err); err != nil {
				return err
			}
		} else {
			v.sessions.Put(v.ctx(), madeKey, k.Secret)
			return v.goTo("/keys")
		}
	}
	return s.showKeys(v)
}

func (s *site) showKeys(v *visit) error {
	secret := ""
	if v.r.Method == http.MethodGet {
		secret = v.sessions.PopString(v.ctx(), madeKey)
	}
	all, err := s.keysOf(v, v.who)
	if err != nil {
		return err
	}
	older, err := s.older(v, v.who)
	if err != nil {
		return err
	}
	return v.show(keysPage(v, all, secret, older))
}

// keysOf lists the API keys of an actor's customer, as pages show them.
func (s *site) keysOf(v *visit, who account.Actor) (all []apiKey, err error) {
	rows, err := s.Portal.Keys(v.ctx(), who)
	for _, r := range rows {
		k := apiKey{id: r.ID, name: r.Name, prefix: r.Prefix, created: v.lang.Moment(r.CreatedAt), test: r.Mode == account.Test}
		if !r.RevokedAt.IsZero() {
			k.revoked = v.lang.Moment(r.RevokedAt)
		}
		all = append(all, k)
	}
	return all, err
}

// olderKey is how the key of older programs stands, for its part of the page.
type olderKey struct {
	portal.SOAPKey
	on, used string // moments; "" for off, and for never
	address  string // of the web services
}

// madeSOAP keeps the secret of a new key of older programs for the one page that
// shows it.
const madeSOAP = "made_soap_key"

// older is that of an actor's customer.
func (s *site) older(v *visit, who account.Actor) (k olderKey, err error) {
	if k.SOAPKey, err = s.Portal.SOAPKeyOf(v.ctx(), who, struct{}{}); err != nil || k.ID == "" {
		return k, err
	}
	k.on = v.lang.Moment(k.CreatedAt)
	if k.LastUsed != 0 {
		k.used = v.lang.Day(k.LastUsed)
	}
	environment := "/API"
	if k.Mode == account.Test {
		environment = "/API-trial"
	}
	k.address = s.PublicURL + environment + "/services"
	if v.r.Method == http.MethodGet {
		k.Secret = v.sessions.PopString(v.ctx(), madeSOAP)
	}
	return k, nil
}

// turnOnSOAP makes a key for older programs; it replaces the one before (M-I2).
func (s *site) turnOnSOAP(v *visit) error {
	k, err := s.Portal.TurnOnSOAP(v.ctx(), v.who, struct{}{})
	if err != nil {
		if err := v.wrong(err); err != nil {
			return err
		}
		return s.showKeys(v)
	}
	v.sessions.Put(v.ctx(), madeSOAP, k.Secret)
	return v.goTo("/keys")
}

func (s *site) turnOffSOAP(v *visit) error {
	if _, err := s.Portal.TurnOffSOAP(v.ctx(), v.who, struct{}{}); err != nil {
		return err
	}
	return v.goTo("/keys?note=soap_off")
}

// scopeTicked tells whether a new key is to have a scope: what was ticked before,
// else what programs usually need.
func scopeTicked(v *visit, act account.Act) bool {
	if v.sent() {
		return slices.Contains(v.typed["scopes"], string(act))
	}
	return act != account.Manage
}

func (s *site) revokeKey(v *visit) error {
	if err := s.Portal.RevokeKey(v.ctx(), v.who, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.goTo("/keys?note=revoked")
}
