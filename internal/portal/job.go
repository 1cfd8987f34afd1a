package portal

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
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
	return &store.Worker{DB: p.DB, Log: p.Log, GivenUp: p.givenUp, Handlers: map[string]store.Handler{
		registerJob: named(p.answerRegistration),
		resendJob:   named(p.answering(p.answerResend)),
		forgotJob:   named(p.answering(p.answerForgot)),
		mailJob:     named(p.sendMail),
		settleJob:   named(p.settleNamed),
		postedJob:   named(p.mailPosted),
		instructJob: named(p.instructRefund),
		receiptJob:  named(p.mailReceipt),
		historyJob:  named(p.indexHistory),
		batchJob:    named(p.workBatch),
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

// Sweep writes what the dates have already decided: it marks expired labels and
// purges what was kept long enough (M-G2). The dates decide without it (M-C2,
// M-C3). What fails of it keeps nothing else from being done.
func (p *Portal) Sweep(ctx context.Context) error {
	today := p.today(account.Nobody)
	return errors.Join(
		p.sweep(ctx, shipment.Expire, func(tx *store.Tx) ([]store.ShipmentKey, error) { return tx.Overdue(today, sweepSome) }),
		p.sweep(ctx, shipment.Purge, func(tx *store.Tx) ([]store.ShipmentKey, error) {
			return tx.StaleDrafts(keptFrom(policy.Drafts, today), sweepSome)
		}),
		p.sweep(ctx, shipment.Purge, func(tx *store.Tx) ([]store.ShipmentKey, error) {
			return tx.OldItems(keptFrom(policy.Items, today), sweepSome)
		}),
		p.write(ctx, account.Nobody, p.askForgotten),
		p.write(ctx, account.Nobody, p.remind),
		p.forgetOld(ctx),
		p.write(ctx, account.Nobody, func(tx *store.Tx) error { return purge(tx, today) }))
}

// sweep takes the items that find gives along an edge, until there are no more
// but those that can't be taken: a damaged row must not stop the others.
func (p *Portal) sweep(ctx context.Context, e shipment.Event, find func(*store.Tx) ([]store.ShipmentKey, error)) error {
	for {
		var found int
		var faults []error
		err := p.write(ctx, account.Nobody, func(tx *store.Tx) error {
			keys, err := find(tx)
			if err != nil {
				return err
			}
			found, faults = len(keys), nil
			for _, k := range keys {
				s, err := tx.Shipment(k.Customer, k.ID)
				if err != nil {
					faults = append(faults, err)
					continue
				}
				if err := p.step(tx, account.Nobody, &s, e, ""); err != nil {
					return err
				}
				if e != shipment.Expire {
					continue
				}
				if err := p.withdraw(tx, account.Actor{Customer: k.Customer}, []string{k.ID}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || found < sweepSome || len(faults) == found {
			return errors.Join(append(faults, err)...)
		}
	}
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
		var both sync.WaitGroup
		both.Go(func() { p.Worker().Run(ctx) })
		both.Go(func() { p.deliver(ctx) })
		both.Wait()
	}()
	p.note("ranges", p.watchRanges(ctx))
	sweep, refresh := time.NewTicker(sweepEvery), time.NewTicker(refreshEvery)
	defer sweep.Stop()
	defer refresh.Stop()
	p.note("sweep", p.Sweep(ctx))
	p.note("batches", p.resumeBatches(ctx, 0)) // what the last life of this server left
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-sweep.C:
			p.note("sweep", p.Sweep(ctx))
			p.note("ranges", p.watchRanges(ctx))
		case <-refresh.C:
			p.note("tables", p.RefreshTables(ctx))
			p.note("batches", p.resumeBatches(ctx, idleMost))
			p.note("requests", p.writeRequests(ctx))
		}
	}
	<-done
	p.note("requests", p.writeRequests(context.WithoutCancel(ctx)))
}

// note logs what went wrong in a chore that comes again anyway.
func (p *Portal) note(chore string, err error) {
	if err != nil {
		p.Log.Error("chore failed", "chore", chore, "error", err)
	}
}
