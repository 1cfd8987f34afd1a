package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"ecship/internal/job"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func eachClock(t *testing.T, fn func(t *testing.T, db *store.DB, c *clock)) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		c := newClock()
		fn(t, storetest.Open(t, database, c.now), c)
	})
}

func enqueue(t *testing.T, db *store.DB, j job.Job) {
	t.Helper()
	must(t, db, func(tx *store.Tx) error { return tx.Enqueue(j) })
}

// recorder notes the jobs it is given, and fails those it is told to.
type recorder struct {
	mu   sync.Mutex
	got  []string
	fail map[string]error
}

func (r *recorder) handle(_ context.Context, args json.RawMessage) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, string(args))
	if err := r.fail[string(args)]; err != nil {
		return err
	}
	return nil
}

func (r *recorder) take() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := strings.Join(r.got, " ")
	r.got = nil
	return s
}

func jobCount(t *testing.T, db *store.DB) (n int) {
	must(t, db, func(tx *store.Tx) error {
		rows, err := store.Strings(tx, `SELECT id FROM jobs`)
		n = len(rows)
		return err
	})
	return n
}

// A job exists exactly if its transaction commits; it runs once, not before its
// time, and by our clock whoever asked (M-I3).
func TestJobs(t *testing.T) {
	eachClock(t, func(t *testing.T, db *store.DB, c *clock) {
		r := &recorder{}
		w := &store.Worker{DB: db, Handlers: map[string]store.Handler{"mail": r.handle}}
		drain := func() string {
			t.Helper()
			if err := w.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			return r.take()
		}
		undone := errors.New("undone")
		if err := db.Tx(ctx, 0, func(tx *store.Tx) error {
			return errors.Join(tx.Enqueue(job.Job{Kind: "mail", Args: 0}), undone)
		}); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		enqueue(t, db, job.Job{Kind: "mail", Args: 1})
		c.add(time.Microsecond)
		enqueue(t, db, job.Job{Kind: "mail", Args: 2, RunAt: c.now().Add(time.Minute)})
		c.add(time.Microsecond)
		if err := db.Tx(ctx, 24*time.Hour, func(tx *store.Tx) error { return tx.Enqueue(job.Job{Kind: "mail", Args: 3}) }); err != nil {
			t.Fatal(err)
		}
		if got := drain(); got != "1 3" {
			t.Errorf("ran %q", got)
		}
		c.add(time.Minute - 2*time.Microsecond)
		if got := drain(); got != "" {
			t.Errorf("ran %q too early", got)
		}
		c.add(time.Microsecond)
		if got := drain(); got != "2" || jobCount(t, db) != 0 {
			t.Errorf("ran %q, %d are left", got, jobCount(t, db))
		}
	})
}

// A failed job is tried again after a growing pause, then is a dead letter that
// can be given one more try; a hopeless one is dead at once; so is a panic's
// after its tries, and one that nobody handles.
func TestJobFails(t *testing.T) {
	eachClock(t, func(t *testing.T, db *store.DB, c *clock) {
		r := &recorder{fail: map[string]error{`"a"`: errors.New("no route"), `"b"`: job.Hopeless(errors.New("no such address"))}}
		w := &store.Worker{DB: db, Handlers: map[string]store.Handler{"mail": r.handle, "panic": func(context.Context, json.RawMessage) error { panic("oops") }}}
		enqueue(t, db, job.Job{Kind: "mail", Args: "a", Most: 3})
		c.add(time.Microsecond) // jobs run in the order of their time
		enqueue(t, db, job.Job{Kind: "mail", Args: "b"})
		enqueue(t, db, job.Job{Kind: "panic", Most: 1})
		enqueue(t, db, job.Job{Kind: "unknown"})
		var tries []string
		for _, pause := range []time.Duration{0, time.Second - 1, 2 * time.Second / 10, 15 * time.Second, 5 * time.Second, 100 * time.Hour} {
			c.add(pause)
			if err := w.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			tries = append(tries, r.take())
		}
		if got := fmt.Sprintf("%q", tries); got != `["\"a\" \"b\"" "" "\"a\"" "" "\"a\"" ""]` {
			t.Error("tried", got)
		}
		dead := map[string]store.DeadJob{}
		must(t, db, func(tx *store.Tx) error {
			all, err := tx.DeadJobs(10)
			for _, d := range all {
				dead[d.Kind+d.Args] = d
			}
			return err
		})
		for name, why := range map[string]string{`mail"a"`: "no route", `mail"b"`: "no such address", `panicnull`: "oops", `unknownnull`: "no handler"} {
			if !strings.Contains(dead[name].LastError, why) {
				t.Errorf("%s is dead of %q, want %s", name, dead[name].LastError, why)
			}
		}
		if len(dead) != 4 || dead[`mail"a"`].Attempts != 3 || dead[`mail"b"`].Attempts != 1 {
			t.Errorf("%+v", dead)
		}
		r.fail = nil
		must(t, db, func(tx *store.Tx) error { return tx.RetryJob(dead[`mail"a"`].ID) })
		if err := w.Drain(ctx); err != nil || r.take() != `"a"` || jobCount(t, db) != 3 {
			t.Error("another try did not help", err)
		}
		if err := db.Tx(ctx, 0, func(tx *store.Tx) error { return tx.RetryJob(dead[`mail"a"`].ID) }); !problem.Is(err, problem.NotFound) {
			t.Error(err)
		}
	})
}

// a worker that stops answering loses its job to another, and when it
// comes back changes nothing (fencing).
func TestJobLease(t *testing.T) {
	eachClock(t, func(t *testing.T, db *store.DB, c *clock) {
		w := &store.Worker{DB: db, Lease: time.Minute}
		claim := func() []store.Lease {
			t.Helper()
			all, err := store.Claim(db, w)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		enqueue(t, db, job.Job{Kind: "mail"})
		first := claim()
		if len(first) != 1 {
			t.Fatal(first)
		}
		c.add(time.Minute)
		if again := claim(); len(again) != 0 {
			t.Error("leased twice at a time")
		}
		c.add(time.Microsecond)
		second := claim()
		if len(second) != 1 {
			t.Fatal("a lost job is not taken over")
		}
		for _, result := range []error{nil, errors.New("late"), job.Hopeless(errors.New("late"))} {
			if ours, err := store.Finish(db, first[0], result); ours || err != nil {
				t.Error("the stale worker ended the job", ours, err)
			}
		}
		if ours, err := store.Finish(db, second[0], nil); !ours || err != nil || jobCount(t, db) != 0 {
			t.Error("the right worker could not end it", ours, err)
		}
		// A job whose workers die every time is not tried for ever.
		enqueue(t, db, job.Job{Kind: "mail", Most: 2})
		for range 2 {
			if len(claim()) != 1 {
				t.Fatal("not claimed")
			}
			c.add(2 * time.Minute)
		}
		w.Handlers = map[string]store.Handler{"mail": func(context.Context, json.RawMessage) error { t.Error("tried again"); return nil }}
		if err := w.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		must(t, db, func(tx *store.Tx) error {
			if dead, err := tx.DeadJobs(9); len(dead) != 1 || err != nil {
				t.Error(dead, err)
			}
			return nil
		})
	})
}

// A second job of a unique name stands for the waiting one, not for one that
// runs; a failed one gives way to its successor.
func TestJobUnique(t *testing.T) {
	eachClock(t, func(t *testing.T, db *store.DB, c *clock) {
		w := &store.Worker{DB: db}
		j := job.Job{Kind: "seal", Unique: "seal"}
		enqueue(t, db, j)
		enqueue(t, db, j)
		enqueue(t, db, job.Job{Kind: "seal"})
		if n := jobCount(t, db); n != 2 {
			t.Error(n, "jobs, want the unique one and one without a name")
		}
		running, err := store.Claim(db, w)
		if err != nil || len(running) != 2 {
			t.Fatal(running, err)
		}
		enqueue(t, db, j)
		if n := jobCount(t, db); n != 3 {
			t.Error(n, "jobs: what runs does not stand for the next")
		}
		for _, l := range running {
			if ours, err := store.Finish(db, l, errors.New("again")); !ours || err != nil {
				t.Error(ours, err)
			}
		}
		if n := jobCount(t, db); n != 2 {
			t.Error(n, "jobs: the failed unique one must give way, the other wait")
		}
	})
}

// Many workers on one database run each job once, are woken by a commit rather
// than a poll, and end what they have in hand when they are stopped.
func TestWorkers(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		const jobs, workers = 120, 3
		r := &recorder{}
		slow := func(ctx context.Context, args json.RawMessage) error {
			time.Sleep(time.Millisecond)
			return r.handle(ctx, args)
		}
		running, stop := context.WithCancel(ctx)
		var wg sync.WaitGroup
		dbs := make([]*store.DB, workers)
		for i := range dbs {
			dbs[i] = storetest.Open(t, database, time.Now)
			w := &store.Worker{DB: dbs[i], Handlers: map[string]store.Handler{"n": slow}, Poll: 50 * time.Millisecond}
			wg.Go(func() { w.Run(running) })
		}
		for i := range jobs {
			enqueue(t, dbs[i%workers], job.Job{Kind: "n", Args: i})
		}
		for deadline := 500; jobCount(t, dbs[0]) > 0 && deadline > 0; deadline-- {
			time.Sleep(10 * time.Millisecond)
		}
		stop()
		wg.Wait()
		seen := map[string]int{}
		for _, n := range strings.Fields(r.take()) {
			seen[n]++
		}
		for n, times := range seen {
			if times != 1 {
				t.Error("job", n, "ran", times, "times")
			}
		}
		if len(seen) != jobs || jobCount(t, dbs[0]) != 0 {
			t.Error(len(seen), "ran,", jobCount(t, dbs[0]), "are left")
		}
	})
}

// A committed job wakes the worker of its process, which would else sleep for
// an hour; stopping waits for the job in hand.
func TestWorkerWakesAndDrains(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), time.Now)
	started, gate, stopped := make(chan struct{}), make(chan struct{}), make(chan struct{})
	w := &store.Worker{DB: db, Poll: time.Hour, Handlers: map[string]store.Handler{"hold": func(ctx context.Context, _ json.RawMessage) error {
		close(started)
		<-gate
		return ctx.Err()
	}}}
	running, stop := context.WithCancel(ctx)
	go func() { w.Run(running); close(stopped) }()
	time.Sleep(20 * time.Millisecond) // let it find nothing and go to sleep
	enqueue(t, db, job.Job{Kind: "hold"})
	<-started
	stop()
	select {
	case <-stopped:
		t.Error("it stopped with a job in hand")
	case <-time.After(20 * time.Millisecond):
	}
	close(gate)
	<-stopped
	if jobCount(t, db) != 0 {
		t.Error("the job in hand was not ended")
	}
}
