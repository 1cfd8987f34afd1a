package portal

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ecship/internal/account"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// NewKey is an API key with its secret, which is shown this once.
type NewKey struct {
	store.APIKey
	Secret string
}

// KeyOf is a key to make.
type KeyOf struct {
	Name string
	// Scopes are the acts that it may do; none are those of every program: to
	// see, to prepare and to pay. Only who may do an act himself gives it away.
	Scopes []account.Act
}

// CreateKey makes a key for all that programs usually do.
func (p *Portal) CreateKey(ctx context.Context, who account.Actor, name string) (NewKey, error) {
	return p.MakeKey(ctx, who, KeyOf{Name: name})
}

// scopesOf are the scopes of a key to make as they are kept, in their order.
func scopesOf(who account.Actor, acts []account.Act) (scopes []string, err error) {
	for i, a := range acts {
		if !slices.Contains(account.Acts, a) || who.Sender(a) != nil {
			return nil, problem.New(problem.Invalid, "key.scope", "scopes."+strconv.Itoa(i), "scope", string(a))
		}
	}
	for _, a := range account.Acts {
		if slices.Contains(acts, a) {
			scopes = append(scopes, string(a))
		}
	}
	return scopes, nil
}

// MakeKey makes an API key of the actor's customer, "ecs_live_…" or
// "ecs_test_…" (M-I1). Only its hash is kept.
func (p *Portal) MakeKey(ctx context.Context, who account.Actor, in KeyOf) (k NewKey, err error) {
	if err := who.Sender(account.Manage); err != nil {
		return k, err
	}
	name := postal.CleanText(in.Name)
	if name == "" {
		return k, problem.New(problem.Invalid, "key.name.missing", "name")
	}
	var l problem.List
	if l.Take("name", postal.CheckPrintable(name)); utf8.RuneCountInString(name) > maxName {
		l.Add("text.too_long", "name", "most", maxName)
	}
	scopes, err := scopesOf(who, in.Scopes)
	l.Take("", err)
	if err := l.Err(); err != nil {
		return k, err
	}
	if err := p.proven(ctx, who, REST); err != nil {
		return k, err
	}
	secret := "ecs_" + string(who.Mode) + "_" + rand.Text() + rand.Text()[:6]
	return k, p.write(ctx, who, func(tx *store.Tx) error {
		k = NewKey{Secret: secret, APIKey: store.APIKey{ID: tx.NewID("key"), Customer: who.Customer, Name: name, Prefix: secret[:13], Scopes: scopes, Mode: who.Mode, CreatedAt: tx.Now, MadeBy: who.Person()}}
		if err := tx.InsertAPIKey(k.APIKey, secret); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "key.create", Object: k.ID, Customer: who.Customer, Detail: map[string]any{"name": name, "scopes": scopes}})
	})
}

// Keys lists the customer's API keys, newest first.
func (p *Portal) Keys(ctx context.Context, who account.Actor) (keys []store.APIKey, err error) {
	if err := who.Sender(account.Manage); err != nil {
		return nil, err
	}
	return keys, p.read(ctx, who, func(tx *store.Tx) error {
		keys, err = tx.APIKeys(who.Customer)
		return err
	})
}

// RevokeKey ends a key at once.
func (p *Portal) RevokeKey(ctx context.Context, who account.Actor, id string) error {
	if err := who.Sender(account.Manage); err != nil {
		return err
	}
	return p.write(ctx, who, func(tx *store.Tx) error {
		if err := tx.RevokeAPIKey(who.Customer, id); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "key.revoke", Object: id, Customer: who.Customer})
	})
}

// roleOf is what a key's scopes are taken from.
func roleOf(scopes []string) account.Role {
	if slices.Contains(scopes, string(account.Manage)) {
		return account.Owner
	}
	return account.Payer
}

// ActorByKey is who an API key stands for. Unknown and revoked keys give one
// answer.
func (p *Portal) ActorByKey(ctx context.Context, _ account.Actor, secret string) (who account.Actor, err error) {
	refused := problem.New(problem.Unauthorised, "key.unknown", "")
	if !strings.HasPrefix(secret, "ecs_live_") && !strings.HasPrefix(secret, "ecs_test_") || len(secret) > 64 {
		return who, refused
	}
	var k store.KeyHolder
	err = p.DB.Look(ctx, 0, func(tx *store.Tx) (err error) {
		k, err = tx.HolderOf(secret)
		if err == nil && k.State != store.Active {
			return refused
		}
		who = account.Actor{Key: k.ID, Customer: k.Customer, Role: roleOf(k.Scopes), Mode: k.Mode, Scopes: k.Scopes, Clock: k.Clock,
			Maker: k.MadeBy, Halted: tx.Now.Before(k.Halted)}
		return err
	})
	if problem.Is(err, problem.NotFound) {
		return account.Nobody, refused
	}
	if today := p.today(account.Nobody); err == nil && k.LastUsed < today {
		err = p.write(ctx, account.Nobody, func(tx *store.Tx) error { return tx.TouchAPIKey(k.Customer, k.ID, today) })
	}
	return who, err
}
