package store

import "time"

// InsertStep notes that a test customer's program did a step of a door's list.
// The first time counts.
func (tx *Tx) InsertStep(customer, door, step string) error {
	return tx.later(plainly, `INSERT INTO conformance (customer, door, step, at) VALUES ($1, $2, $3, $4) ON CONFLICT (customer, door, step) DO NOTHING`,
		customer, door, step, micros(tx.ours()))
}

// Steps tells when each step of a door's list was done.
func (tx *Tx) Steps(customer, door string) (map[string]time.Time, error) {
	all := map[string]time.Time{}
	err := tx.each(`SELECT step, at FROM conformance WHERE customer = $1 AND door = $2`, []any{customer, door}, func(scan func(...any) error) error {
		var step string
		var at time.Time
		err := scan(&step, instant{&at})
		all[step] = at
		return err
	})
	return all, err
}
