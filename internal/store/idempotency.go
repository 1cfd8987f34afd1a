package store

import (
	"strconv"
	"strings"
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

// KeptAnswer is an answer with the operation that it is of.
type KeptAnswer struct {
	Operation string
	At        time.Time
	Answer
}

// Answers finds what was answered under a key to any of some operations, the
// oldest first.
func (tx *Tx) Answers(k IdempotencyKey, operations []string) (all []KeptAnswer, err error) {
	args := []any{k.Customer, string(k.Mode), k.Key}
	marks := make([]string, len(operations))
	for i, o := range operations {
		args = append(args, o)
		marks[i] = "$" + strconv.Itoa(len(args))
	}
	err = tx.each(`SELECT operation, request_hash, status, private, created_at FROM idempotency
		WHERE customer = $1 AND mode = $2 AND idem_key = $3 AND operation IN (`+strings.Join(marks, ", ")+`) ORDER BY created_at, operation`,
		args, func(scan func(...any) error) error {
			var a KeptAnswer
			var private []byte
			if err := scan(&a.Operation, &a.RequestHash, &a.Status, &private, instant{&a.At}); err != nil {
				return err
			}
			of := k
			of.Operation = a.Operation
			var err error
			a.Body, err = tx.db.vault.open(of.place(), private)
			all = append(all, a)
			return err
		})
	return all, err
}

// PurgeAnswers removes answers given before an instant.
func (tx *Tx) PurgeAnswers(before time.Time) (int64, error) {
	return tx.exec(`DELETE FROM idempotency WHERE created_at < $1`, micros(before))
}
