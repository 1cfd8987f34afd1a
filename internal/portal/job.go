package portal

import (
	"context"
	"encoding/json"
	"time"

	"ecship/internal/account"
	"ecship/internal/job"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// Worker does what the portal left for later: its handlers, by kind of job.
func (p *Portal) Worker() *store.Worker {
	return &store.Worker{DB: p.DB, Log: p.Log, Handlers: map[string]store.Handler{
		registerJob: named(p.answerRegistration),
		resendJob:   named(p.answering(p.answerResend)),
		forgotJob:   named(p.answering(p.answerForgot)),
		mailJob:     named(p.sendMail),
		settleJob:   named(p.settleNamed),
		instructJob: named(p.instructRefund),
	}}
}

// named makes a handler of what takes the id of its object.
func named(f func(ctx context.Context, id string) error) store.Handler {
	return func(ctx context.Context, args json.RawMessage) error {
		var id string
		if err := json.Unmarshal(args, &id); err != nil {
			return job.Hopeless(err)
		}
		return f(ctx, id)
	}
}

// sweepSome is how many rows one transaction of Sweep takes.
const sweepSome = 200

// Sweep writes what the dates have already decided: it marks expired labels,
// purges drafts and registrations that were left alone, and forgets old
// idempotency keys and sessions. The dates decide without it (M-C2, M-C3).
func (p *Portal) Sweep(ctx context.Context) error {
	system := account.Nobody
	today := p.today(system)
	for _, sweep := range []struct {
		find  func(tx *store.Tx) ([]store.ShipmentKey, error)
		event shipment.Event
	}{
		{func(tx *store.Tx) ([]store.ShipmentKey, error) { return tx.Overdue(today, sweepSome) }, shipment.Expire},
		{func(tx *store.Tx) ([]store.ShipmentKey, error) {
			return tx.StaleDrafts((today - policy.DraftDays).Start(), sweepSome)
		}, shipment.Purge},
	} {
		for n := sweepSome; n == sweepSome; {
			err := p.write(ctx, system, func(tx *store.Tx) error {
				keys, err := sweep.find(tx)
				if err != nil {
					return err
				}
				n = len(keys)
				return p.stepAll(tx, keys, sweep.event)
			})
			if err != nil {
				return err
			}
		}
	}
	if err := p.write(ctx, system, p.askForgotten); err != nil {
		return err
	}
	return p.write(ctx, system, func(tx *store.Tx) error { return purge(tx, today) })
}

// askForgotten asks about payments that wait for a gateway though no job does
// any more: a job may have died of something else.
func (p *Portal) askForgotten(tx *store.Tx) error {
	all, err := tx.PendingPayments(tx.Now.Add(-policy.UnknownMost), sweepSome)
	for _, pay := range all {
		if err == nil && (pay.State != payment.Authorised || !tx.Now.Before(pay.CaptureAt)) {
			err = tx.Enqueue(job.Job{Kind: settleJob, Args: pay.Customer + "/" + pay.ID, Unique: settleJob + ":" + pay.ID + ":sweep"})
		}
	}
	return err
}

// stepAll takes items of any customer along an edge.
func (p *Portal) stepAll(tx *store.Tx, keys []store.ShipmentKey, e shipment.Event) error {
	for _, k := range keys {
		s, err := tx.Shipment(k.Customer, k.ID)
		if err != nil {
			return err
		}
		if err := p.step(tx, account.Nobody, &s, e, ""); err != nil {
			return err
		}
	}
	return nil
}

// purge forgets what nobody may ask for any more.
func purge(tx *store.Tx, today policy.Day) error {
	for _, forget := range []func() (int64, error){
		tx.PurgeRegistrations, tx.PurgeResets, tx.PurgeSessions,
		func() (int64, error) { return tx.PurgeAnswers((today - policy.IdempotencyDays).Start()) },
		func() (int64, error) { return tx.PurgeAttempts((today - 1).Start()) },
	} {
		if _, err := forget(); err != nil {
			return err
		}
	}
	return nil
}

// How often a portal looks after itself.
const (
	sweepEvery   = 10 * time.Minute
	refreshEvery = 2 * time.Second
)

// Run does the portal's jobs and looks after its tables until ctx ends, and
// returns when the jobs in hand are done.
func (p *Portal) Run(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.Worker().Run(ctx)
	}()
	p.note("ranges", p.watchRanges(ctx))
	sweep, refresh := time.NewTicker(sweepEvery), time.NewTicker(refreshEvery)
	defer sweep.Stop()
	defer refresh.Stop()
	p.note("sweep", p.Sweep(ctx))
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-sweep.C:
			p.note("sweep", p.Sweep(ctx))
			p.note("ranges", p.watchRanges(ctx))
		case <-refresh.C:
			p.note("tables", p.RefreshTables(ctx))
		}
	}
	<-done
}

// note logs what went wrong in a chore that comes again anyway.
func (p *Portal) note(chore string, err error) {
	if err != nil {
		p.Log.Error("chore failed", "chore", chore, "error", err)
	}
}
