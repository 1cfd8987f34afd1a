package store

import (
	"time"

	"ecship/internal/webhook"
)

// Delivery is an event on its way to an endpoint; with no endpoint, the event
// itself.
type Delivery struct {
	Customer, Endpoint string
	Event              string // evt_…
	Type               webhook.Type
	Object             string
	At                 time.Time // when it happened, by the customer's clock
	Body               string
	State              webhook.State
	Tries              int
	NextAt, Until      time.Time // by our clock
	Code               int       // of the last answer; 0 where none came
	Reason             webhook.Reason
}

const deliveryColumns = `customer, endpoint, event, type, object, at, body, state, tries, next_at, until, code, reason`

func (tx *Tx) deliveries(query string, args ...any) (all []Delivery, err error) {
	err = tx.each(query, args, func(scan func(...any) error) error {
		var d Delivery
		err := scan(&d.Customer, &d.Endpoint, &d.Event, &d.Type, &d.Object, instant{&d.At}, &d.Body, &d.State, &d.Tries,
			instant{&d.NextAt}, instant{&d.Until}, &d.Code, &d.Reason)
		all = append(all, d)
		return err
	})
	return all, err
}

// TakeDeliveries leases up to n deliveries of an endpoint that are due, for as
// long as a try may take: a node that dies lets them go when that is over. The
// number of tries is the fencing token of EndDelivery.
func (tx *Tx) TakeDeliveries(customer, endpoint string, n int, lease time.Duration) ([]Delivery, error) {
	return tx.deliveries(`WITH due AS MATERIALIZED (SELECT event AS id FROM outbox
			WHERE endpoint = $2 AND state = 'waiting' AND next_at <= $3 ORDER BY next_at, event LIMIT $4`+tx.db.dialect().skipLocked()+`)
		UPDATE outbox SET tries = tries + 1, next_at = $5 FROM due WHERE customer = $1 AND endpoint = $2 AND event = due.id
		RETURNING `+deliveryColumns, customer, endpoint, micros(tx.ours()), n, micros(tx.ours().Add(lease)))
}

type tryPrivate struct {
	Excerpt string `json:"excerpt,omitempty"`
}

func tryPlace(d Delivery) place {
	return at("webhook_tries", "private", d.Customer+"/"+d.Endpoint+"/"+d.Event)
}

// EndDelivery notes what came of a try that TakeDeliveries leased, and what
// follows. Where somebody else has taken the delivery since, or it was replayed
// or removed, only the try is noted.
func (tx *Tx) EndDelivery(d Delivery, a webhook.Answer, state webhook.State, next time.Time) error {
	private, err := tx.db.vault.sealJSON(tryPlace(d), tryPrivate{clean(a.Excerpt)})
	if err != nil {
		return err
	}
	if err := tx.later(plainly, `INSERT INTO webhook_tries (customer, endpoint, event, n, at, took, code, reason, private) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (customer, endpoint, event, n) DO NOTHING`,
		d.Customer, d.Endpoint, d.Event, d.Tries, micros(tx.ours()), a.Took.Microseconds(), a.Code, string(a.Reason), private); err != nil {
		return err
	}
	return tx.later(plainly, `UPDATE outbox SET state = $1, next_at = $2, code = $3, reason = $4
		WHERE customer = $5 AND endpoint = $6 AND event = $7 AND tries = $8 AND state = 'waiting'`,
		string(state), micros(next), a.Code, string(a.Reason), d.Customer, d.Endpoint, d.Event, d.Tries)
}

// ExpireDeliveries gives up whatever else of an endpoint has had its time, for
// the reason for which the last try failed: an endpoint that is down for days
// is not asked for each.
func (tx *Tx) ExpireDeliveries(customer, endpoint string, a webhook.Answer) error {
	return tx.later(plainly, `UPDATE outbox SET state = 'dead', next_at = NULL, code = $1, reason = $2
		WHERE customer = $3 AND endpoint = $4 AND state = 'waiting' AND until <= $5`, a.Code, string(a.Reason), customer, endpoint, micros(tx.ours()))
}

// Deliveries lists what a customer's endpoint was, or is to be, told, newest
// first: in one state, or in any where state is "", below a cursor.
func (tx *Tx) Deliveries(customer, endpoint string, state webhook.State, before string, limit int) ([]Delivery, error) {
	return tx.deliveries(`SELECT `+deliveryColumns+` FROM outbox WHERE customer = $1 AND endpoint = $2 AND (state = $3 OR $3 = '')
		AND (event < $4 OR $4 = '') ORDER BY event DESC LIMIT $5`, customer, endpoint, string(state), before, limit)
}

// Delivery finds one of them.
func (tx *Tx) Delivery(customer, endpoint, event string) (d Delivery, err error) {
	all, err := tx.deliveries(`SELECT `+deliveryColumns+` FROM outbox WHERE customer = $1 AND endpoint = $2 AND event = $3`, customer, endpoint, event)
	if err == nil && len(all) == 0 {
		return d, touched(0, nil)
	}
	if err != nil {
		return d, err
	}
	return all[0], nil
}

// Replay has deliveries of an endpoint sent again, now: those named, or all dead
// ones where none is. It tells how many.
func (tx *Tx) Replay(customer, endpoint string, events ...string) (n int64, err error) {
	again := func(where string, args ...any) (int64, error) {
		return tx.exec(`UPDATE outbox SET state = 'waiting', next_at = $1, until = $2 WHERE customer = $3 AND endpoint = $4 AND `+where,
			append([]any{micros(tx.ours()), micros(webhook.Until(tx.ours())), customer, endpoint}, args...)...)
	}
	if len(events) == 0 {
		return again(`state = 'dead'`)
	}
	for _, e := range events {
		some, err := again(`event = $5`, e)
		if err != nil {
			return n, err
		}
		n += some
	}
	return n, nil
}

// Try is one try of a delivery.
type Try struct {
	N  int
	At time.Time // by our clock
	webhook.Answer
}

// Tries lists the tries of a customer's delivery, oldest first.
func (tx *Tx) Tries(d Delivery) (all []Try, err error) {
	err = tx.each(`SELECT n, at, took, code, reason, private FROM webhook_tries WHERE customer = $1 AND endpoint = $2 AND event = $3 ORDER BY n`,
		[]any{d.Customer, d.Endpoint, d.Event}, func(scan func(...any) error) error {
			var t Try
			var took int64
			var private []byte
			if err := scan(&t.N, instant{&t.At}, &took, &t.Code, &t.Reason, &private); err != nil {
				return err
			}
			var p tryPrivate
			err := tx.db.vault.openJSON(tryPlace(d), private, &p)
			t.Took, t.Excerpt = time.Duration(took)*time.Microsecond, p.Excerpt
			all = append(all, t)
			return err
		})
	return all, err
}

// settleTime is how long after it was begun a transaction of another connection
// may commit: a reader that goes on behind an id must not pass one by that is
// still to come. SQLite has one writer at a time, in the order of ids.
func (d dialect) settleTime() time.Duration {
	if d == postgres {
		return 3 * time.Second
	}
	return 0
}

// EventsAfter lists a customer's events behind one of them, oldest first. On
// PostgreSQL the newest are given a few seconds late, so that none is missed.
func (tx *Tx) EventsAfter(customer, after string, limit int) ([]Delivery, error) {
	ripe := firstID("evt", tx.ours().Add(-tx.db.dialect().settleTime()+time.Millisecond))
	return tx.deliveries(`SELECT `+deliveryColumns+` FROM outbox WHERE customer = $1 AND endpoint = '' AND event > $2 AND event < $3 ORDER BY event LIMIT $4`,
		customer, after, ripe, limit)
}
