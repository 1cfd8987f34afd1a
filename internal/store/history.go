package store

import (
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

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
	Total           money.Amount // estimated, in cents
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
	// Text is looked for in number, reference, names, company and place. Every
	// word must be there.
	Text    string
	State   shipment.State // as kept
	Service string
	// From and To are days of creation in Hong Kong, both included; 0 is open.
	From, To policy.Day
}

// searchMost bounds the searched text in bytes: PostgreSQL's index rows hold
// less than 2,704.
const searchMost = 1500

// searchWordsMost bounds the words of a search, each of which is a comparison.
const searchWordsMost = 8

// searchText is what a search looks through. The separator keeps a word from
// matching across two fields.
func searchText(s *shipment.Shipment) string {
	return fold(strings.Join([]string{string(s.Number), s.Reference, s.Sender.Name, s.Sender.Company, s.Recipient.Name, s.Recipient.Company,
		s.Recipient.Native.Name, s.Recipient.Native.Company, s.Recipient.Place, s.Recipient.City, s.Service}, "\n"))
}

// fold makes texts comparable: width and case do not count.
func fold(s string) string {
	s = strings.ToLower(norm.NFKC.String(clean(s)))
	if len(s) > searchMost {
		s = strings.ToValidUTF8(s[:searchMost], "")
	}
	return s
}

// likeEscape makes % and _ ordinary characters of a LIKE pattern.
var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Shipments lists a customer's items, newest first: at most limit of those
// older than the one with the id after, or from the newest where after is "".
func (tx *Tx) Shipments(customer string, f ShipmentFilter, after string, limit int) (all []ShipmentRow, err error) {
	text, args := historyQuery(customer, f, after, limit)
	err = tx.each(text, args, func(scan func(...any) error) error {
		var r ShipmentRow
		var expires int64
		err := scan(&r.ID, &r.State, &r.Service, &r.Place, &r.Number, &r.Reference, &r.SenderName, &r.RecipientName, &r.RecipientNative,
			&r.Grams, &r.Total, instant{&r.CreatedAt}, instant{&r.IssuedAt}, instant{&r.PostedAt}, &expires)
		r.ExpiresOn = policy.Day(expires)
		all = append(all, r)
		return err
	})
	return all, err
}

// historyQuery finds the ids in the index shipments_list alone, and then reads
// the rows that are shown, no others (P-9).
func historyQuery(customer string, f ShipmentFilter, after string, limit int) (string, []any) {
	q := newQuery(`SELECT id, state, service, place, number, reference, sender_name, recipient_name, recipient_native, grams, total,
			created_at, issued_at, posted_at, expires_on
		FROM shipments WHERE customer = $1 AND id IN (SELECT id FROM shipments WHERE customer = $1`, customer)
	if after != "" {
		q.and(`id < `, after)
	}
	if f.State != "" {
		q.and(`state = `, string(f.State))
	} else {
		q.text.WriteString(` AND state <> 'purged'`)
	}
	if f.Service != "" {
		q.and(`service = `, f.Service)
	}
	if f.From != 0 {
		q.and(`id >= `, firstID("shp", f.From.Start()))
	}
	if f.To != 0 {
		q.and(`id < `, firstID("shp", f.To.End()))
	}
	q.words(f.Text)
	q.text.WriteString(` ORDER BY id DESC LIMIT `)
	q.arg(limit)
	q.text.WriteString(`) ORDER BY id DESC`)
	return q.text.String(), q.args
}

const countQuery = `SELECT state, COUNT(*) FROM shipments WHERE customer = $1 GROUP BY state`

// CountByState counts a customer's items by their state as kept.
func (tx *Tx) CountByState(customer string) (map[shipment.State]int, error) {
	all := map[shipment.State]int{}
	err := tx.each(countQuery, []any{customer}, func(scan func(...any) error) error {
		var s shipment.State
		var n int
		err := scan(&s, &n)
		all[s] = n
		return err
	})
	return all, err
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
	Actor    string // usr_…, key_… or "job"
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
