package portal

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"ecship/internal/account"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// SOAPKey is the key by which a customer's older programs come in. Its zero
// value is none: it is off until its owner turns it on.
type SOAPKey struct {
	store.SOAPKey
	// Secret is shown once, when the key is turned on.
	Secret string
}

// soapNameMost is how long the user name of a SOAP key is at most: older
// clients keep 20 characters.
const soapNameMost = 20

// TurnOnSOAP makes the customer a new key for the old web services and ends the
// one before. User name and key are random.
func (p *Portal) TurnOnSOAP(ctx context.Context, who account.Actor, _ struct{}) (k SOAPKey, err error) {
	if err := who.Sender(account.Manage); err != nil {
		return k, err
	}
	if err := p.proven(ctx, who, SOAP); err != nil {
		return k, err
	}
	username, secret := "ec"+strings.ToLower(rand.Text())[:12], rand.Text()
	return k, p.write(ctx, who, func(tx *store.Tx) error {
		k = SOAPKey{Secret: secret, SOAPKey: store.SOAPKey{ID: tx.NewID("key"), Customer: who.Customer, Username: username, Mode: who.Mode, CreatedAt: tx.Now, MadeBy: who.Person()}}
		if err := tx.InsertSOAPKey(k.SOAPKey, secret); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "soap_key.create", Object: k.ID, Customer: who.Customer})
	})
}

// TurnOffSOAP ends the customer's key at once. Done twice, it is still off.
func (p *Portal) TurnOffSOAP(ctx context.Context, who account.Actor, _ struct{}) (k SOAPKey, err error) {
	if err := who.Sender(account.Manage); err != nil {
		return k, err
	}
	return k, p.write(ctx, who, func(tx *store.Tx) error {
		was, err := tx.RevokeSOAPKey(who.Customer)
		if err != nil || !was {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "soap_key.revoke", Object: who.Customer, Customer: who.Customer})
	})
}

// SOAPKeyOf shows the customer's key without its secret.
func (p *Portal) SOAPKeyOf(ctx context.Context, who account.Actor, _ struct{}) (k SOAPKey, err error) {
	if err := who.Sender(account.Manage); err != nil {
		return k, err
	}
	return k, p.read(ctx, who, func(tx *store.Tx) error {
		k.SOAPKey, err = tx.SOAPKeyOf(who.Customer)
		if problem.Is(err, problem.NotFound) {
			return nil
		}
		return err
	})
}

// UsernameToken is how an older program says who it is.
type UsernameToken struct {
	Username string
	// Proves tells whether its digest was made with a secret. The secret
	// itself never leaves the portal otherwise.
	Proves func(secret string) bool
}

// ActorByToken is who a program of the old web services stands for. A user name
// that is unknown, turned off or blocked and a wrong digest give one answer.
func (p *Portal) ActorByToken(ctx context.Context, _ account.Actor, in UsernameToken) (who account.Actor, err error) {
	refused := problem.New(problem.Unauthorised, "soap.token", "")
	if in.Username == "" || len(in.Username) > soapNameMost {
		return account.Nobody, refused
	}
	var k store.SOAPKey
	err = p.DB.Look(ctx, 0, func(tx *store.Tx) (err error) {
		var secret string
		var c store.Customer
		var halted time.Time
		k, secret, c, halted, err = tx.SOAPKey(in.Username)
		if err != nil {
			return err
		}
		if c.State != store.Active || !in.Proves(secret) {
			return refused
		}
		who = account.Actor{Key: k.ID, Customer: k.Customer, Role: account.Payer, Mode: k.Mode, Clock: c.Clock, Maker: k.MadeBy, Halted: tx.Now.Before(halted)}
		return nil
	})
	if problem.Is(err, problem.NotFound) {
		in.Proves("nobody's") // as long as for one that there is
		return account.Nobody, refused
	}
	if today := p.today(account.Nobody); err == nil && k.LastUsed < today {
		err = p.write(ctx, account.Nobody, func(tx *store.Tx) error { return tx.TouchSOAPKey(k.Customer, k.ID, today) })
	}
	return who, err
}
