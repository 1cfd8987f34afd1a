package store

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Request is something that a program asked for with a key. It holds nothing of
// anybody's: of a path only the ids that we made.
type Request struct {
	Customer string
	Key      string // key_…
	At       time.Time
	ID       string // req_…
	Method   string
	Path     string
	Status   int // of HTTP
}

// InsertRequests keeps requests.
func (tx *Tx) InsertRequests(all []Request) error {
	if len(all) == 0 {
		return nil
	}
	var q strings.Builder
	q.WriteString(`INSERT INTO requests (customer, api_key, at, request, method, path, status) VALUES `)
	args := make([]any, 0, 7*len(all))
	for i, r := range all {
		if i > 0 {
			q.WriteString(", ")
		}
		for j := range 7 {
			q.WriteString([]string{"($", ", $"}[min(j, 1)] + strconv.Itoa(len(args)+j+1))
		}
		q.WriteString(")")
		args = append(args, r.Customer, r.Key, micros(r.At), r.ID, r.Method, r.Path, r.Status)
	}
	q.WriteString(` ON CONFLICT DO NOTHING`)
	_, err := tx.exec(q.String(), args...)
	return err
}

// Requests lists what was asked for with a customer's key, the newest first: up
// to limit before the request with the time and id of before, or from the newest
// where that is the zero Request.
func (tx *Tx) Requests(customer, key string, before Request, limit int) (all []Request, err error) {
	at := any(int64(math.MaxInt64))
	if !before.At.IsZero() {
		at = micros(before.At)
	}
	err = tx.each(`SELECT at, request, method, path, status FROM requests
		WHERE customer = $1 AND api_key = $2 AND (at < $3 OR at = $3 AND request < $4) ORDER BY at DESC, request DESC LIMIT $5`,
		[]any{customer, key, at, before.ID, limit}, func(scan func(...any) error) error {
			r := Request{Customer: customer, Key: key}
			err := scan(instant{&r.At}, &r.ID, &r.Method, &r.Path, &r.Status)
			all = append(all, r)
			return err
		})
	return all, err
}

// PurgeRequests forgets what was asked for before an instant.
func (tx *Tx) PurgeRequests(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM requests WHERE at < $1`, micros(before))
}
