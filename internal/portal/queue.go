package portal

import (
	"context"

	"ecship/internal/account"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// DeadJob is a dead letter as doors show it: ids and errors, never an address.
type DeadJob = store.DeadJob

// Queues is the background work that is not done.
type Queues struct {
	Rows []store.QueueRow // by kind and state
	Dead []DeadJob        // the newest dead letters
}

// deadShown is how many dead letters the operator's page shows.
const deadShown = 100

// onQueues is nil for those who look after the background work.
func onQueues(who account.Actor) error { return who.OnDuty(account.Officer, account.Admin) }

// Queues shows the operator what waits, what runs and what was given up.
func (p *Portal) Queues(ctx context.Context, who account.Actor, _ struct{}) (q Queues, err error) {
	if err := onQueues(who); err != nil {
		return q, err
	}
	return q, p.read(ctx, who, func(tx *store.Tx) error {
		if q.Rows, err = tx.Queues(); err != nil {
			return err
		}
		q.Dead, err = tx.DeadJobs(deadShown)
		return err
	})
}

// RetryJob gives a dead letter one try more.
func (p *Portal) RetryJob(ctx context.Context, who account.Actor, id string) (struct{}, error) {
	if err := onQueues(who); err != nil {
		return struct{}{}, err
	}
	return struct{}{}, p.write(ctx, who, func(tx *store.Tx) error {
		if err := tx.RetryJob(id); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "job.retry", Object: id})
	})
}

// RetryJobs gives every dead letter of a kind one try more, once their common
// cause is mended, and tells how many there were.
func (p *Portal) RetryJobs(ctx context.Context, who account.Actor, kind string) (n int64, err error) {
	if err := onQueues(who); err != nil {
		return 0, err
	}
	return n, p.write(ctx, who, func(tx *store.Tx) error {
		if n, err = tx.RetryJobs(kind); err != nil || n == 0 {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "job.retry_all", Object: kind, Detail: map[string]any{"jobs": n}})
	})
}

// DroppedJob is a dead letter to throw away, and why.
type DroppedJob struct{ ID, Reason string }

// DropJob throws a dead letter away for good. The audit row keeps what it was,
// and the reason, without which nothing is dropped.
func (p *Portal) DropJob(ctx context.Context, who account.Actor, in DroppedJob) (d DeadJob, err error) {
	if err := onQueues(who); err != nil {
		return d, err
	}
	reason, err := words(in.Reason, "reason")
	if err == nil && reason == "" {
		err = problem.New(problem.Invalid, "job.say_why", "reason")
	}
	if err != nil {
		return d, err
	}
	return d, p.write(ctx, who, func(tx *store.Tx) error {
		if d, err = tx.DropJob(in.ID); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "job.drop", Object: d.ID,
			Detail: map[string]any{"kind": d.Kind, "args": d.Args, "error": d.LastError, "reason": reason}})
	})
}
