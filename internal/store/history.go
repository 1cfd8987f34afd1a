package store

import (
	"math"
	"time"

	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/shipment"
)

// ShipmentRow is a line of the history: what a list shows, nothing sealed.
type ShipmentRow struct {
	ID              string
	State           shipment.State // as kept; StateAt tells an expired one
	Service         string
	Place           string
	Number          postal.Number
	Reference       string
	SenderName      string
	RecipientName   string
	RecipientNative string
	Grams           postal.Grams
	Total           money.Amount // in cents: charged at the counter, or until then estimated
	CreatedAt       time.Time
	IssuedAt        time.Time
	PostedAt        time.Time
	ExpiresOn       policy.Day
}

// StateAt is the state at a moment (M-C3).
func (r ShipmentRow) StateAt(now time.Time) shipment.State {
	return shipment.Shipment{State: r.State, ExpiresOn: r.ExpiresOn}.StateAt(now)
}

// ShipmentFilter says which items of a customer; its zero value, all but the
// purged ones.
type ShipmentFilter struct {
	// Words must all be there, somewhere in what the label prints.
	Words []Word
	// Number is the one item with this number.
	Number postal.Number
	// State is the state at the transaction's time: a label whose last day is
	// over is expired.
	State   shipment.State
	Service string
	Place   string
	// Batch is the file that they came in.
	Batch string
	// From and To are days of creation in Hong Kong, both included; 0 is open.
	From, To policy.Day
}

// Found is what a search found.
type Found struct {
	Rows []ShipmentRow // newest first
	// Next is where to go on, "" at the end. It may come with fewer rows than
	// were asked for: a search for what is rare looks back only so far at once.
	Next string
}

// searchRowsMost bounds the items that one search opens.
const searchRowsMost = 2048

// SearchShipments lists a customer's items, newest first: at most limit of
// those older than the one with the id after, or from the newest where after is
// "".
func (tx *Tx) SearchShipments(customer string, f ShipmentFilter, after string, limit int) (Found, error) {
	return tx.search(customer, f, after, limit, searchRowsMost)
}

// Shipments is SearchShipments that looks back to the end.
func (tx *Tx) Shipments(customer string, f ShipmentFilter, after string, limit int) ([]ShipmentRow, error) {
	found, err := tx.search(customer, f, after, limit, math.MaxInt)
	return found.Rows, err
}

func (tx *Tx) search(customer string, f ShipmentFilter, after string, limit, most int) (Found, error) {
	w := walk{tx: tx, customer: customer, f: f, limit: limit, budget: most, low: "", high: endID}
	if after != "" {
		w.high = min(w.high, after)
	}
	if f.From != 0 {
		w.low = firstID("shp", f.From.Start())
	}
	if f.To != 0 {
		w.high = min(w.high, firstID("shp", f.To.End()))
	}
	if f.Batch != "" {
		if err := w.withinBatch(); err != nil {
			return w.found, err
		}
	}
	err := w.run()
	for _, r := range w.found.Rows {
		tx.saw(r.ID)
	}
	return w.found, err
}

// ShipmentKey names an item of any customer, for the nightly jobs.
type ShipmentKey struct{ Customer, ID string }

// Overdue lists issued items whose last day is before a day (M-C3).
func (tx *Tx) Overdue(day policy.Day, limit int) ([]ShipmentKey, error) {
	return tx.keys(`SELECT customer, id FROM shipments WHERE state = 'issued' AND expires_on < $1 ORDER BY expires_on LIMIT $2`, int64(day), limit)
}

// StaleDrafts lists drafts first saved before an instant (M-C2).
func (tx *Tx) StaleDrafts(before time.Time, limit int) ([]ShipmentKey, error) {
	return tx.keys(`SELECT customer, id FROM shipments WHERE state = 'draft' AND created_at < $1 ORDER BY created_at LIMIT $2`, micros(before), limit)
}

// OldItems lists items to which nothing has happened since before an instant.
// Those under refund, and those whose payment is not through, wait for its end
// (M-G2).
func (tx *Tx) OldItems(before time.Time, limit int) ([]ShipmentKey, error) {
	return tx.keys(`SELECT s.customer, s.id FROM shipments s WHERE (s.state = 'posted' OR s.state = 'cancelled' OR s.state = 'expired') AND s.updated_at < $1
			AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.customer = s.customer AND r.shipment = s.id AND r.state NOT IN ('rejected', 'credited'))
			AND NOT EXISTS (SELECT 1 FROM payment_items i JOIN payments p ON p.customer = i.customer AND p.id = i.payment
				WHERE i.customer = s.customer AND i.shipment = s.id AND i.live AND p.state IN ('started', 'open', 'authorised', 'capturing', 'voiding'))
		ORDER BY s.updated_at LIMIT $2`, micros(before), limit)
}

func (tx *Tx) keys(query string, args ...any) (all []ShipmentKey, err error) {
	err = tx.each(query, args, func(scan func(...any) error) error {
		var k ShipmentKey
		err := scan(&k.Customer, &k.ID)
		all = append(all, k)
		return err
	})
	return all, err
}

// ShipmentEvent is a step of an item's life.
type ShipmentEvent struct {
	Seq      int
	Event    shipment.Event
	From, To shipment.State
	At       time.Time
	Actor    string // as in AuditRow
	Note     string
}

// AppendEvents adds steps to an item's history, in order, numbered on.
func (tx *Tx) AppendEvents(customer, id string, events ...ShipmentEvent) error {
	for _, e := range events {
		err := tx.later(plainly, `INSERT INTO shipment_events (customer, shipment, seq, event, from_state, to_state, at, actor, note)
			VALUES ($1, $2, (SELECT COALESCE(MAX(seq), 0) + 1 FROM shipment_events WHERE customer = $1 AND shipment = $2), $3, $4, $5, $6, $7, $8)`,
			customer, id, string(e.Event), string(e.From), string(e.To), micros(e.At), e.Actor, clean(e.Note))
		if err != nil {
			return err
		}
	}
	return nil
}

// Events lists the steps of a customer's item, oldest first.
func (tx *Tx) Events(customer, id string) (all []ShipmentEvent, err error) {
	err = tx.each(`SELECT seq, event, from_state, to_state, at, actor, note FROM shipment_events
		WHERE customer = $1 AND shipment = $2 ORDER BY seq`, []any{customer, id}, func(scan func(...any) error) error {
		var e ShipmentEvent
		err := scan(&e.Seq, &e.Event, &e.From, &e.To, instant{&e.At}, &e.Actor, &e.Note)
		all = append(all, e)
		return err
	})
	return all, err
}
