package rest

import (
	"net/http"
	"time"

	"ecship/internal/account"
	"ecship/internal/policy"
	"ecship/internal/portal"
)

// NewKey is a key to make.
type NewKey struct {
	Name   string        `json:"name" doc:"what it is for" example:"Shop"`
	Scopes []account.Act `json:"scopes,omitempty" doc:"what it may do: see, prepare, pay, manage; see, prepare and pay where it is left out. A key gives away only what it may do itself"`
}

// Key is an API key, without what is secret of it.
type Key struct {
	ID        string       `json:"id" example:"key_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	Name      string       `json:"name"`
	Prefix    string       `json:"prefix" doc:"what it begins with, to know it by" example:"ecs_test_ABCD"`
	Scopes    []string     `json:"scopes"`
	Mode      account.Mode `json:"mode" doc:"live or test"`
	CreatedAt time.Time    `json:"created_at"`
	UsedOn    *policy.Day  `json:"used_on,omitempty" doc:"the last day on which it was used"`
	RevokedAt *time.Time   `json:"revoked_at,omitempty"`
	Secret    string       `json:"secret,omitempty" doc:"the key itself: only in the answer that made it, and never again"`
}

// KeyList are all keys, newest first.
type KeyList struct {
	Keys []Key `json:"keys"`
}

func listKeys(c *call, _ nothing) (int, KeyList, error) {
	all, err := c.Portal.Keys(c.r.Context(), c.who)
	out := KeyList{Keys: []Key{}}
	for _, k := range all {
		out.Keys = append(out.Keys, keyOf(portal.NewKey{APIKey: k}))
	}
	return http.StatusOK, out, err
}

func createKey(c *call, in NewKey) (int, Key, error) {
	k, err := c.Portal.MakeKey(c.r.Context(), c.who, portal.KeyOf{Name: in.Name, Scopes: in.Scopes})
	if err != nil {
		return 0, Key{}, err
	}
	return http.StatusCreated, keyOf(k), nil
}

func revokeKey(c *call) error { return c.Portal.RevokeKey(c.r.Context(), c.who, c.r.PathValue("id")) }

func keyOf(k portal.NewKey) Key {
	out := Key{ID: k.ID, Name: k.Name, Prefix: k.Prefix, Scopes: k.Scopes, Mode: k.Mode, CreatedAt: k.CreatedAt.UTC(), RevokedAt: moment(k.RevokedAt), Secret: k.Secret}
	if len(out.Scopes) == 0 {
		out.Scopes = []string{string(account.See), string(account.Prepare), string(account.Pay)}
	}
	if k.LastUsed != 0 {
		out.UsedOn = &k.LastUsed
	}
	return out
}
