package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"ecship/internal/job"
)

// Handler does one kind of job. It may be called more than once for the same
// one, and must end when ctx does.
type Handler func(ctx context.Context, args json.RawMessage) error

// Worker runs jobs. Several may run on one database, in one process or many.
type Worker struct {
	DB       *DB
	Handlers map[string]Handler // by kind; a job of no known kind is dead at once
	// GivenUp, where there is one, hears of each job that became a dead letter, in
	// the transaction that notes it: what waited for the job can be told.
	GivenUp func(tx *Tx, kind string, args json.RawMessage) error
	Log     *slog.Logger
	// Workers is how many jobs run at once; 0 is 4.
	Workers int
	// Lease is how long a job is ours; its handler has nine tenths of that; 0
	// is a minute.
	Lease time.Duration
	// Poll is how long jobs of other processes may go unseen; our own wake us;
	// 0 is a second.
	Poll time.Duration
}

func (w *Worker) defaults() {
	if w.Workers == 0 {
		w.Workers = 4
	}
	if w.Lease == 0 {
		w.Lease = time.Minute
	}
	if w.Poll == 0 {
		w.Poll = time.Second
	}
	if w.Log == nil {
		w.Log = slog.New(slog.DiscardHandler)
	}
}

// Run works until ctx ends, then lets the jobs in hand end and returns.
func (w *Worker) Run(ctx context.Context) {
	w.defaults()
	slots := make(chan struct{}, w.Workers)
	var running sync.WaitGroup
	defer running.Wait()
	for ctx.Err() == nil {
		wakes := w.DB.wakes() // before looking, so that nothing slips between
		slots <- struct{}{}
		<-slots // there is room for one at least
		claimed, err := w.claim(ctx, w.Workers-len(slots))
		if err != nil && ctx.Err() == nil {
			w.Log.Error("jobs: claiming failed", "err", err)
		}
		for _, l := range claimed {
			slots <- struct{}{}
			running.Go(func() {
				defer func() { <-slots }()
				w.do(context.WithoutCancel(ctx), l)
			})
		}
		if len(claimed) > 0 {
			continue
		}
		w.pause(ctx, wakes)
	}
}

// Drain runs every job that is due by now, those that they enqueue too, and
// returns when none is left. It is for tests and for commands that end.
func (w *Worker) Drain(ctx context.Context) error {
	w.defaults()
	for {
		claimed, err := w.claim(ctx, 1)
		if err != nil || len(claimed) == 0 {
			return err
		}
		w.do(ctx, claimed[0])
	}
}

// claim leases what is due. It reads first, since on SQLite each claim is a
// write that others wait for.
func (w *Worker) claim(ctx context.Context, n int) (claimed []lease, err error) {
	due := false
	err = w.DB.Read(ctx, 0, func(tx *Tx) error {
		at, err := tx.nextJob()
		due = !at.IsZero() && !at.After(tx.Now)
		return err
	})
	if err != nil || !due {
		return nil, err
	}
	err = w.DB.Tx(ctx, 0, func(tx *Tx) (err error) {
		claimed, err = tx.claim(n, tx.Now.Add(w.Lease))
		return err
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// pause waits for new jobs, the next poll, or the end.
func (w *Worker) pause(ctx context.Context, wakes <-chan struct{}) {
	t := time.NewTimer(w.Poll)
	defer t.Stop()
	select {
	case <-wakes:
	case <-t.C:
	case <-ctx.Done():
	}
}

// do runs a job and ends its lease.
func (w *Worker) do(ctx context.Context, l lease) {
	result := w.handle(ctx, l)
	if result != nil {
		w.Log.Warn("jobs: a try failed", "kind", l.kind, "job", l.id, "attempt", l.attempt, "err", result)
	}
	ours := false
	err := w.DB.Tx(ctx, 0, func(tx *Tx) (err error) {
		ours, err = tx.finish(l, result)
		if err == nil && ours && w.GivenUp != nil && job.After(l.attempt, l.most, result) == job.Dead {
			err = w.GivenUp(tx, l.kind, json.RawMessage(l.args))
		}
		return err
	})
	switch {
	case err != nil:
		w.Log.Error("jobs: ending failed; the job will run again", "kind", l.kind, "job", l.id, "err", err)
	case !ours:
		w.Log.Warn("jobs: the lease ran out before the job ended", "kind", l.kind, "job", l.id, "attempt", l.attempt)
	}
}

func (w *Worker) handle(ctx context.Context, l lease) (err error) {
	h := w.Handlers[l.kind]
	if h == nil {
		return job.Hopeless(errors.New("no handler for " + l.kind))
	}
	if l.attempt > l.most { // its last worker died with it, as the one before may have
		return job.Hopeless(errors.New("its workers died or its lease ran out each time"))
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, w.Lease*9/10)
	defer cancel()
	return h(ctx, json.RawMessage(l.args))
}
