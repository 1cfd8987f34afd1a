package portal

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

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

// OnceOf names what a caller asks for under a key of his: whatever has no answer
// of its own to give again.
type OnceOf struct {
	Operation string
	Once
}

// Kept is what was answered under a key.
type Kept struct {
	Status int
	Body   []byte
}

// OnceKept does what is asked for and keeps its answer for as long as keys are
// kept; asked again, it gives that answer and does nothing. The answer is kept
// after the effect and not with it: who dies in between does it again when he
// is asked again, so it is for what states and versions keep from happening
// twice. What was refused is not kept: mended, it may come again.
func (p *Portal) OnceKept(ctx context.Context, who account.Actor, in OnceOf, do func() (Kept, error)) (k Kept, again bool, err error) {
	var old []byte
	effect := func(answer func(*store.Tx, string) error) error {
		if k, err = do(); err != nil {
			return err
		}
		b, err := json.Marshal(k)
		if err != nil {
			return err
		}
		return p.write(ctx, who, func(tx *store.Tx) error { return answer(tx, string(b)) })
	}
	err = p.once(ctx, who, in.Operation, in.Once, effect, func(body string) error { old, again = []byte(body), true; return nil })
	if err == nil && again {
		err = json.Unmarshal(old, &k)
	}
	return k, again, err
}

// The operations whose answers are the ids of what they made.
const (
	createdShipment = "shipment.create"
	startedPayment  = "payment.start"
	createdRefund   = "refund.create"
	addedAddress    = "address.add"
	addedTemplate   = "template.add"
	receivedBatch   = "batch.receive"
	createdWebhook  = "webhook.create"
)

// idAnswers lists them.
var idAnswers = []string{createdShipment, startedPayment, createdRefund, addedAddress, addedTemplate, receivedBatch, createdWebhook}

// UsedKey is something that was done under a caller's key.
type UsedKey struct {
	Operation string // ours, or that of OnceOf
	ID        string // of what it made; empty for what OnceKept kept
	At        time.Time
}

// KeySearch names a caller's key, and the operations besides our own that may
// have been asked for under it.
type KeySearch struct {
	Key        string
	Operations []string
}

// UsedUnder lists what was done under a caller's key, the oldest first. It is
// not found where nothing was, or where it is forgotten by now.
func (p *Portal) UsedUnder(ctx context.Context, who account.Actor, in KeySearch) (all []UsedKey, err error) {
	if err := who.Sender(account.See); err != nil {
		return nil, err
	}
	err = p.read(ctx, who, func(tx *store.Tx) error {
		all = nil
		found, err := tx.Answers(store.IdempotencyKey{Customer: who.Customer, Mode: who.Mode, Key: in.Key}, slices.Concat(idAnswers, in.Operations))
		for _, a := range found {
			u := UsedKey{Operation: a.Operation, At: a.At}
			if slices.Contains(idAnswers, a.Operation) {
				u.ID = string(a.Body)
			}
			all = append(all, u)
		}
		return err
	})
	if err == nil && len(all) == 0 {
		err = notFound()
	}
	return all, err
}
