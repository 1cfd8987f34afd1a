package store

import (
	"time"

	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/tracking"
)

// InsertTracking keeps an event, and tells whether it is new: the same event
// twice is one.
func (tx *Tx) InsertTracking(e tracking.Event) (fresh bool, err error) {
	n, err := tx.exec(insertTracking, string(e.Number), micros(e.At), string(e.Code), e.Place, e.Office, micros(tx.Now))
	return n == 1, err
}

// NoteTracking is InsertTracking for who need not know whether it is new.
func (tx *Tx) NoteTracking(e tracking.Event) error {
	return tx.later(plainly, insertTracking, string(e.Number), micros(e.At), string(e.Code), e.Place, e.Office, micros(tx.Now))
}

const insertTracking = `INSERT INTO tracking_events (number, at, code, place, office, received_at)
	VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (number, at, code, place, office) DO NOTHING`

// Tracking lists the events of a number, whoever owns it: they name nobody.
func (tx *Tx) Tracking(n postal.Number) (all []tracking.Event, err error) {
	err = tx.each(`SELECT at, code, place, office FROM tracking_events WHERE number = $1 ORDER BY at`, []any{string(n)}, func(scan func(...any) error) error {
		e := tracking.Event{Number: n}
		err := scan(instant{&e.At}, &e.Code, &e.Place, &e.Office)
		all = append(all, e)
		return err
	})
	return all, err
}

// NumberOwner is the customer whose item has a number; empty where it is
// nobody's.
func (tx *Tx) NumberOwner(n postal.Number) (customer string, err error) {
	err = found(tx.one(`SELECT customer FROM item_numbers WHERE number = $1`, []any{string(n)}, &customer))
	if problem.Is(err, problem.NotFound) {
		err = nil
	}
	return customer, err
}

// PurgeTracking forgets events that came before an instant.
func (tx *Tx) PurgeTracking(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM tracking_events WHERE received_at < $1`, micros(before))
}
