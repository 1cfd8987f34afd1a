package store

import (
	"time"

	"ecship/internal/account"
	"ecship/internal/problem"
)

// IdempotencyKey names one effect: whatever comes again under it gets the first
// answer (M-I1, invariant 9).
type IdempotencyKey struct {
	Customer  string
	Mode      account.Mode
	Operation string
	Key       string
}

// Answer is what was answered, and to which request.
type Answer struct {
	RequestHash []byte
	Status      int
	Body        []byte // sealed: it may hold addresses
}

func (k IdempotencyKey) place() place {
	return at("idempotency", "private", k.Customer+"/"+string(k.Mode)+"/"+k.Operation+"/"+k.Key)
}

// Answer finds what was answered under a key.
func (tx *Tx) Answer(k IdempotencyKey) (a Answer, err error) {
	var private []byte
	err = tx.one(`SELECT request_hash, status, private FROM idempotency WHERE customer = $1 AND mode = $2 AND operation = $3 AND idem_key = $4`,
		[]any{k.Customer, string(k.Mode), k.Operation, k.Key}, &a.RequestHash, &a.Status, &private)
	if err != nil {
		return a, found(err)
	}
	a.Body, err = tx.db.vault.open(k.place(), private)
	return a, err
}

// InsertAnswer keeps an answer in the transaction of its effect. It is a
// Conflict where the key has one: the effect is then undone with the rest, and
// the caller gives the answer that is there.
func (tx *Tx) InsertAnswer(k IdempotencyKey, a Answer) error {
	return tx.later(orElse(problem.New(problem.Conflict, "store.answered", "")), `INSERT INTO idempotency (customer, mode, operation, idem_key, request_hash, status, private, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (customer, mode, operation, idem_key) DO NOTHING`,
		k.Customer, string(k.Mode), k.Operation, k.Key, a.RequestHash, a.Status, tx.db.vault.seal(k.place(), a.Body), micros(tx.Now))
}

// PurgeAnswers removes answers given before an instant.
func (tx *Tx) PurgeAnswers(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM idempotency WHERE created_at < $1`, micros(before))
}
