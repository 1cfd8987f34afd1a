package portal

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"ecship/internal/account"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/webhook"
)

// What doors show of deliveries as they are kept.
type (
	Delivery     = store.Delivery
	Try          = store.Try
	WebhookState = store.WebhookState
)

// The states of an endpoint.
const (
	HookActive = store.HookActive
	HookPaused = store.HookPaused
)

// Webhook is an endpoint as its owner sees it: its secret is in it only where it
// was just made.
type Webhook struct {
	store.Webhook
	Again bool // the same request made it before
}

// shown is an endpoint without its secrets.
func shown(w store.Webhook) Webhook {
	w.Secret, w.Old = "", ""
	return Webhook{Webhook: w}
}

// onWebhooks is nil for who may say where events go.
func onWebhooks(who account.Actor) error { return who.Sender(account.Manage) }

// NewWebhook is an endpoint to be told of events.
type NewWebhook struct {
	URL   string
	Types []string // types, and families as "payment.*"
	Once  Once
}

// checked is an address and types that will do, or what is wrong with both.
func (p *Portal) checked(address string, types []string) (string, []string, error) {
	var l problem.List
	address, err := webhook.ParseURL(address, p.HooksHere)
	l.Take("", err)
	types, err = webhook.ParseTypes(types)
	l.Take("", err)
	return address, types, l.Err()
}

// CreateWebhook has an endpoint told of events from now on. Its secret is shown
// this once.
func (p *Portal) CreateWebhook(ctx context.Context, who account.Actor, in NewWebhook) (w Webhook, err error) {
	if err := onWebhooks(who); err != nil {
		return w, err
	}
	in.URL, in.Types, err = p.checked(in.URL, in.Types)
	if err != nil {
		return w, err
	}
	do := func(answer func(*store.Tx, string) error) error {
		return p.write(ctx, who, func(tx *store.Tx) error {
			all, err := tx.Webhooks(who.Customer)
			if err != nil {
				return err
			}
			if len(all) >= policy.WebhooksMost {
				return problem.New(problem.Conflict, "webhook.too_many", "url", "most", policy.WebhooksMost)
			}
			w = Webhook{Webhook: store.Webhook{ID: tx.NewID("whk"), Customer: who.Customer, URL: in.URL, Types: in.Types, State: HookActive,
				Secret: newSecret(), CreatedAt: tx.Now, MadeBy: who.Person()}}
			if err := tx.InsertWebhook(w.Webhook); err != nil {
				return err
			}
			if err := auditHook(tx, who, "webhook.create", w.ID); err != nil {
				return err
			}
			return answer(tx, w.ID)
		})
	}
	again := func(id string) (err error) {
		w, err = p.Webhook(ctx, who, id)
		w.Again = true
		return err
	}
	return w, p.once(ctx, who, createdWebhook, in.Once, do, again)
}

func newSecret() webhook.Secret {
	b := make([]byte, webhook.SecretBytes)
	rand.Read(b) //nolint:errcheck // never fails
	return webhook.NewSecret(b)
}

func auditHook(tx *store.Tx, who account.Actor, act, id string) error {
	return tx.Audit(store.AuditRow{Actor: actorName(who), Act: act, Object: id, Customer: who.Customer})
}

// Webhooks lists the customer's endpoints.
func (p *Portal) Webhooks(ctx context.Context, who account.Actor, _ struct{}) (all []Webhook, err error) {
	if err := onWebhooks(who); err != nil {
		return nil, err
	}
	return all, p.read(ctx, who, func(tx *store.Tx) error {
		rows, err := tx.Webhooks(who.Customer)
		all = nil
		for _, w := range rows {
			all = append(all, shown(w))
		}
		return err
	})
}

// Webhook shows one endpoint.
func (p *Portal) Webhook(ctx context.Context, who account.Actor, id string) (w Webhook, err error) {
	if err := onWebhooks(who); err != nil {
		return w, err
	}
	return w, p.read(ctx, who, func(tx *store.Tx) error {
		row, err := tx.Webhook(who.Customer, id)
		w = shown(row)
		return err
	})
}

// changeHook loads an endpoint of the actor's, changes it and saves it.
func (p *Portal) changeHook(ctx context.Context, who account.Actor, id, act string, change func(tx *store.Tx, w *store.Webhook) error) (out Webhook, err error) {
	if err := onWebhooks(who); err != nil {
		return out, err
	}
	return out, p.write(ctx, who, func(tx *store.Tx) error {
		w, err := tx.Webhook(who.Customer, id)
		if err != nil {
			return err
		}
		if err := change(tx, &w); err != nil {
			return err
		}
		if err := tx.UpdateWebhook(w); err != nil {
			return err
		}
		out = shown(w)
		return auditHook(tx, who, act, id)
	})
}

// WebhookChange is what an endpoint is to be from now on. What waits for it goes
// to the new address.
type WebhookChange struct {
	ID, URL string
	Types   []string
}

// ChangeWebhook saves an endpoint's address and types.
func (p *Portal) ChangeWebhook(ctx context.Context, who account.Actor, in WebhookChange) (w Webhook, err error) {
	if err := onWebhooks(who); err != nil { // before anything is said of the rest
		return w, err
	}
	in.URL, in.Types, err = p.checked(in.URL, in.Types)
	if err != nil {
		return w, err
	}
	return p.changeHook(ctx, who, in.ID, "webhook.change", func(_ *store.Tx, w *store.Webhook) error {
		w.URL, w.Types = in.URL, in.Types
		return nil
	})
}

// PauseWebhook stops sending to an endpoint. What happens meanwhile waits, however
// long it takes.
func (p *Portal) PauseWebhook(ctx context.Context, who account.Actor, id string) (Webhook, error) {
	return p.changeHook(ctx, who, id, "webhook.pause", func(_ *store.Tx, w *store.Webhook) error {
		w.State = HookPaused
		return nil
	})
}

// ResumeWebhook sends what has waited, and goes on.
func (p *Portal) ResumeWebhook(ctx context.Context, who account.Actor, id string) (Webhook, error) {
	return p.changeHook(ctx, who, id, "webhook.resume", func(tx *store.Tx, w *store.Webhook) error {
		w.State = HookActive
		return tx.ResumeWebhook(w.Customer, w.ID)
	})
}

// RotateWebhook gives an endpoint a new secret. The one before signs beside it for
// a day, so that the receiver can change over without losing a message; a third
// there is never.
func (p *Portal) RotateWebhook(ctx context.Context, who account.Actor, id string) (Webhook, error) {
	fresh := newSecret()
	w, err := p.changeHook(ctx, who, id, "webhook.rotate", func(tx *store.Tx, w *store.Webhook) error {
		w.Old, w.OldUntil, w.Secret = w.Secret, tx.OurTime(tx.Now).Add(policy.WebhookRotation*time.Hour), fresh
		return nil
	})
	if err == nil {
		w.Secret = fresh
	}
	return w, err
}

// DropOldSecret ends the secret before the present one at once.
func (p *Portal) DropOldSecret(ctx context.Context, who account.Actor, id string) (Webhook, error) {
	return p.changeHook(ctx, who, id, "webhook.drop_secret", func(_ *store.Tx, w *store.Webhook) error {
		w.Old, w.OldUntil = "", time.Time{}
		return nil
	})
}

// RemoveWebhook ends an endpoint for good. What still waited for it is not sent.
func (p *Portal) RemoveWebhook(ctx context.Context, who account.Actor, id string) (struct{}, error) {
	if err := onWebhooks(who); err != nil {
		return struct{}{}, err
	}
	return struct{}{}, p.write(ctx, who, func(tx *store.Tx) error {
		if err := tx.RemoveWebhook(who.Customer, id); err != nil {
			return err
		}
		return auditHook(tx, who, "webhook.remove", id)
	})
}

// TestWebhook sends an endpoint an event of the type "test", and names it.
func (p *Portal) TestWebhook(ctx context.Context, who account.Actor, id string) (event string, err error) {
	if err := onWebhooks(who); err != nil {
		return "", err
	}
	return event, p.write(ctx, who, func(tx *store.Tx) error {
		if _, err := tx.Webhook(who.Customer, id); err != nil {
			return err
		}
		event, err = tx.TellOne(who.Customer, id)
		return err
	})
}

// DeliveryPage names a page of an endpoint's deliveries.
type DeliveryPage struct {
	Webhook string
	State   webhook.State // "" for all
	After   string        // evt_…: the last of the page before
	Most    int           // 0 for as many as a page has
}

// DeliveryList is a page of deliveries, newest first; Next is the cursor of the
// one after.
type DeliveryList struct {
	Rows []Delivery
	Next string
}

// Deliveries lists what an endpoint was told, or is to be.
func (p *Portal) Deliveries(ctx context.Context, who account.Actor, in DeliveryPage) (l DeliveryList, err error) {
	if err := onWebhooks(who); err != nil {
		return l, err
	}
	most := in.Most
	if most <= 0 || most > policy.ListRows {
		most = policy.PageRows
	}
	return l, p.read(ctx, who, func(tx *store.Tx) error {
		if _, err := tx.Webhook(who.Customer, in.Webhook); err != nil {
			return err
		}
		rows, err := tx.Deliveries(who.Customer, in.Webhook, in.State, in.After, most+1)
		l = DeliveryList{Rows: rows}
		if len(rows) > most {
			l.Rows = rows[:most]
			l.Next = l.Rows[most-1].Event
		}
		return err
	})
}

// DeliveryOf names one delivery.
type DeliveryOf struct{ Webhook, Event string }

// Told is a delivery with every try of it, oldest first.
type Told struct {
	Delivery
	All []Try
}

// Delivery shows one delivery: what was sent, and what the endpoint said.
func (p *Portal) Delivery(ctx context.Context, who account.Actor, in DeliveryOf) (d Told, err error) {
	if err := onWebhooks(who); err != nil {
		return d, err
	}
	return d, p.read(ctx, who, func(tx *store.Tx) error {
		if _, err := tx.Webhook(who.Customer, in.Webhook); err != nil {
			return err
		}
		if d.Delivery, err = tx.Delivery(who.Customer, in.Webhook, in.Event); err != nil {
			return err
		}
		d.All, err = tx.Tries(d.Delivery)
		return err
	})
}

// EventPage is where a reader of events goes on.
type EventPage struct {
	After string // evt_…: the last that he has; "" for the oldest that is kept
	Most  int    // 0 for as many as there may be
}

// Happened lists what happened since, oldest first: what endpoints are told, for
// programs that ask instead. Every member may see it.
func (p *Portal) Happened(ctx context.Context, who account.Actor, in EventPage) (all []Delivery, err error) {
	if err := who.Sender(account.See); err != nil {
		return nil, err
	}
	if in.Most <= 0 || in.Most > policy.ListRows {
		in.Most = policy.ListRows
	}
	return all, p.read(ctx, who, func(tx *store.Tx) error {
		all, err = tx.EventsAfter(who.Customer, in.After, in.Most)
		return err
	})
}

// ReplayOf names what is to be sent again: some events, or where none is named
// all that were given up.
type ReplayOf struct {
	Webhook string
	Events  []string
}

// Replay sends deliveries again, whatever became of them, and tells how many.
func (p *Portal) Replay(ctx context.Context, who account.Actor, in ReplayOf) (n int64, err error) {
	if err := onWebhooks(who); err != nil {
		return 0, err
	}
	if len(in.Events) > policy.ListRows {
		return 0, problem.New(problem.Invalid, "webhook.replay_most", "events", "most", policy.ListRows)
	}
	events := slices.Compact(slices.Sorted(slices.Values(in.Events))) // one named twice goes once
	return n, p.write(ctx, who, func(tx *store.Tx) error {
		if _, err := tx.Webhook(who.Customer, in.Webhook); err != nil {
			return err
		}
		if n, err = tx.Replay(who.Customer, in.Webhook, events...); err != nil {
			return err
		}
		if n < int64(len(events)) {
			return notFound()
		}
		return auditHook(tx, who, "webhook.replay", in.Webhook)
	})
}
