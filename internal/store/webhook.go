package store

import (
	"fmt"
	"strings"
	"time"

	"ecship/internal/webhook"
)

// WebhookState is whether an endpoint is sent anything.
type WebhookState string

// The states of an endpoint. What happens while it is paused waits for it.
const (
	HookActive  WebhookState = "active"
	HookPaused  WebhookState = "paused"
	HookRemoved WebhookState = "removed"
)

// Webhook is a customer's endpoint: where a program of his is told what
// happens. Address and secrets are sealed.
type Webhook struct {
	ID        string // whk_…
	Customer  string
	URL       string
	Types     []string // types, and families as "payment.*"
	State     WebhookState
	Secret    webhook.Secret
	Old       webhook.Secret // the one before, which signs too until OldUntil
	OldUntil  time.Time
	CreatedAt time.Time
	MadeBy    string
	Waiting   int // deliveries that are to be sent; only Webhooks counts them
	Dead      int
}

// Secrets are those that sign at an instant of our clock, the present one first.
func (w Webhook) Secrets(at time.Time) []webhook.Secret {
	if w.Old != "" && at.Before(w.OldUntil) {
		return []webhook.Secret{w.Secret, w.Old}
	}
	return []webhook.Secret{w.Secret}
}

type webhookPrivate struct {
	URL      string         `json:"url"`
	Secret   webhook.Secret `json:"secret"`
	Old      webhook.Secret `json:"old,omitempty"`
	OldUntil time.Time      `json:"old_until,omitzero"`
}

func webhookPlace(w Webhook) place { return at("webhooks", "private", w.Customer+"/"+w.ID) }

func (tx *Tx) sealWebhook(w Webhook) ([]byte, error) {
	return tx.db.vault.sealJSON(webhookPlace(w), webhookPrivate{w.URL, w.Secret, w.Old, w.OldUntil})
}

// InsertWebhook adds an endpoint. It is told of what happens from here on.
func (tx *Tx) InsertWebhook(w Webhook) error {
	private, err := tx.sealWebhook(w)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO webhooks (customer, id, state, types, private, created_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		w.Customer, w.ID, string(w.State), listed(w.Types), private, micros(w.CreatedAt), w.MadeBy)
	return err
}

// listed is a list of types as its column keeps it: " a b ".
func listed(types []string) string { return " " + strings.Join(types, " ") + " " }

// UpdateWebhook saves an endpoint that is not removed.
func (tx *Tx) UpdateWebhook(w Webhook) error {
	private, err := tx.sealWebhook(w)
	if err != nil {
		return err
	}
	return touched(tx.exec(`UPDATE webhooks SET state = $1, types = $2, private = $3 WHERE customer = $4 AND id = $5 AND state <> 'removed'`,
		string(w.State), listed(w.Types), private, w.Customer, w.ID))
}

// RemoveWebhook ends an endpoint and wipes what was secret of it. What waited for
// it is dead.
func (tx *Tx) RemoveWebhook(customer, id string) error {
	if err := touched(tx.exec(`UPDATE webhooks SET state = 'removed', private = $1 WHERE customer = $2 AND id = $3 AND state <> 'removed'`, []byte{}, customer, id)); err != nil {
		return err
	}
	return tx.later(plainly, `UPDATE outbox SET state = 'dead', next_at = NULL, reason = $1 WHERE customer = $2 AND endpoint = $3 AND state = 'waiting'`,
		string(webhook.Removed), customer, id)
}

// ResumeWebhook has all that waits for an endpoint sent from now on, each with
// its whole time before it.
func (tx *Tx) ResumeWebhook(customer, id string) error {
	_, err := tx.exec(`UPDATE outbox SET next_at = $1, until = $2 WHERE customer = $3 AND endpoint = $4 AND state = 'waiting'`,
		micros(tx.ours()), micros(webhook.Until(tx.ours())), customer, id)
	return err
}

const webhookColumns = `w.customer, w.id, w.state, w.types, w.private, w.created_at, w.made_by`

// Webhook finds a customer's endpoint; a removed one is not found.
func (tx *Tx) Webhook(customer, id string) (w Webhook, err error) {
	all, err := tx.webhooks(`SELECT `+webhookColumns+`, 0, 0 FROM webhooks w WHERE w.customer = $1 AND w.id = $2 AND w.state <> 'removed'`, customer, id)
	if err == nil && len(all) == 0 {
		return w, touched(0, nil)
	}
	if err != nil {
		return w, err
	}
	return all[0], nil
}

// Webhooks lists a customer's endpoints, oldest first, and counts what waits for
// each and what was given up.
func (tx *Tx) Webhooks(customer string) ([]Webhook, error) {
	return tx.webhooks(`SELECT `+webhookColumns+`, COALESCE(o.waiting, 0), COALESCE(o.dead, 0) FROM webhooks w LEFT JOIN (
			SELECT endpoint, SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END) AS waiting, SUM(CASE WHEN state = 'dead' THEN 1 ELSE 0 END) AS dead
			FROM outbox WHERE customer = $1 AND endpoint > '' GROUP BY endpoint) AS o ON o.endpoint = w.id
		WHERE w.customer = $1 AND w.state <> 'removed' ORDER BY w.id`, customer)
}

// DueWebhooks lists the endpoints of everybody for which something is due.
// Nothing is sent for who is blocked (I-1); it waits.
func (tx *Tx) DueWebhooks() ([]Webhook, error) {
	return tx.webhooks(`SELECT `+webhookColumns+`, 0, 0 FROM webhooks w JOIN customers c ON c.id = w.customer LEFT JOIN users u ON u.id = w.made_by
		WHERE w.state = 'active' AND c.state = 'active' AND (u.state IS NULL OR u.state = 'active')
		AND EXISTS (SELECT 1 FROM outbox o WHERE o.endpoint = w.id AND o.state = 'waiting' AND o.next_at <= $1) ORDER BY w.id`, micros(tx.ours()))
}

func (tx *Tx) webhooks(query string, args ...any) (all []Webhook, err error) {
	err = tx.each(query, args, func(scan func(...any) error) error {
		var w Webhook
		var types string
		var private []byte
		if err := scan(&w.Customer, &w.ID, &w.State, &types, &private, instant{&w.CreatedAt}, &w.MadeBy, &w.Waiting, &w.Dead); err != nil {
			return err
		}
		var p webhookPrivate
		if err := tx.db.vault.openJSON(webhookPlace(w), private, &p); err != nil {
			return err
		}
		w.Types, w.URL, w.Secret, w.Old, w.OldUntil = strings.Fields(types), p.URL, p.Secret, p.Old, p.OldUntil
		all = append(all, w)
		return nil
	})
	return all, err
}

// eventID is an id of our own clock, whoever's clock the event is told by: what
// jobs do for a test customer stands in one order with what he does.
func (tx *Tx) eventID() string { return newID("evt", tx.ours(), tx.db.ids.Add(1)) }

// Tell puts an event into the outbox: for the record, and for every endpoint of
// its customer that wants it. It is told exactly if the transaction commits.
func (tx *Tx) Tell(customer string, t webhook.Type, d webhook.Data) error {
	e := webhook.Event{ID: tx.eventID(), Type: t, At: tx.Now, Data: d}
	body, err := e.Body()
	if err != nil {
		return err
	}
	now := tx.ours()
	return tx.later(plainly, `INSERT INTO outbox (customer, event, type, object, at, body, endpoint, state, next_at, until)
		SELECT $1, $2, $3, $4, CAST($5 AS BIGINT), $6, '', 'kept', NULL, NULL
		UNION ALL SELECT $1, $2, $3, $4, CAST($5 AS BIGINT), $6, id, 'waiting', CAST($7 AS BIGINT), CAST($8 AS BIGINT)
			FROM webhooks WHERE customer = $1 AND state <> 'removed' AND (types LIKE $9 OR types LIKE $10)`,
		customer, e.ID, string(t), d.Object(), micros(tx.Now), string(body), micros(now), micros(webhook.Until(now)),
		"% "+string(t)+" %", "% "+t.Family()+".* %")
}

// TellOne puts a test event into the outbox, for one endpoint whatever it wants,
// and gives its id.
func (tx *Tx) TellOne(customer, endpoint string) (string, error) {
	e := webhook.Event{ID: tx.eventID(), Type: webhook.Test, At: tx.Now}
	body, err := e.Body()
	if err != nil {
		return "", err
	}
	now := tx.ours()
	for _, row := range []struct {
		to, state   string
		next, until any
	}{{"", "kept", nil, nil}, {endpoint, string(webhook.Waiting), micros(now), micros(webhook.Until(now))}} {
		if _, err := tx.exec(`INSERT INTO outbox (customer, event, type, object, at, body, endpoint, state, next_at, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			customer, e.ID, string(e.Type), "", micros(tx.Now), string(body), row.to, row.state, row.next, row.until); err != nil {
			return "", err
		}
	}
	return e.ID, nil
}

// PurgeEvents forgets what happened before an instant and waits for nobody, with
// its tries. Deliveries of an endpoint that was removed go with the rest.
func (tx *Tx) PurgeEvents(before time.Time) (int64, error) {
	n, err := tx.exec(`DELETE FROM outbox WHERE at < $1 AND state <> 'waiting'
		AND NOT EXISTS (SELECT 1 FROM outbox w WHERE w.customer = outbox.customer AND w.event = outbox.event AND w.state = 'waiting')`, micros(before))
	if err != nil {
		return n, fmt.Errorf("purging events: %w", err)
	}
	_, err = tx.exec(`DELETE FROM webhook_tries WHERE event < $1 AND NOT EXISTS (SELECT 1 FROM outbox o
		WHERE o.customer = webhook_tries.customer AND o.endpoint = webhook_tries.endpoint AND o.event = webhook_tries.event)`, firstID("evt", before))
	return n, err
}
