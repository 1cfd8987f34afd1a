package portal

import (
	"bytes"
	"context"

	"ecship/internal/account"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// Once names an effect that must happen once however often it is asked for
// (M-I1, invariant 9). The zero Once asks for nothing.
type Once struct {
	Key string // of the caller's choosing
	// Hash is of the request's body: the same key with another body is refused.
	Hash []byte
}

// maxOnce is how long a key may be.
const maxOnce = 255

// once does an operation under a caller's key. do runs where the key is new
// and must keep its answer, the id of what it made, with answer in its own
// transaction; again runs where it was answered before. Two that come at the
// same time do it once: the later one is told to wait.
func (p *Portal) once(ctx context.Context, who account.Actor, operation string, o Once, do func(answer func(*store.Tx, string) error) error, again func(id string) error) error {
	if o.Key == "" {
		return do(func(*store.Tx, string) error { return nil })
	}
	if len(o.Key) > maxOnce {
		return problem.New(problem.Invalid, "text.too_long", "Idempotency-Key", "most", maxOnce)
	}
	if err := postal.CheckPrintable(o.Key); err != nil {
		var l problem.List
		l.Take("Idempotency-Key", err)
		return l.Err()
	}
	k := store.IdempotencyKey{Customer: who.Customer, Mode: who.Mode, Operation: operation, Key: o.Key}
	if _, busy := p.inFlight.LoadOrStore(k, true); busy {
		return problem.New(problem.Conflict, "idempotency.in_flight", "Idempotency-Key")
	}
	defer p.inFlight.Delete(k)
	id, err := p.answered(ctx, who, k, o.Hash)
	if err != nil || id != "" {
		if err == nil {
			err = again(id)
		}
		return err
	}
	err = do(func(tx *store.Tx, id string) error {
		return tx.InsertAnswer(k, store.Answer{RequestHash: o.Hash, Body: []byte(id)})
	})
	if problem.Is(err, problem.Conflict) && problem.Of(err).Key == "store.answered" { // another node was quicker
		if id, err = p.answered(ctx, who, k, o.Hash); err == nil {
			err = again(id)
		}
	}
	return err
}

// answered is the id that was answered under a key, or "".
func (p *Portal) answered(ctx context.Context, who account.Actor, k store.IdempotencyKey, hash []byte) (id string, err error) {
	err = p.DB.Look(ctx, who.Clock, func(tx *store.Tx) error {
		a, err := tx.Answer(k)
		if problem.Is(err, problem.NotFound) {
			return nil
		}
		if err == nil && !bytes.Equal(a.RequestHash, hash) {
			return problem.New(problem.Invalid, "idempotency.other_body", "Idempotency-Key")
		}
		id = string(a.Body)
		return err
	})
	return id, err
}
