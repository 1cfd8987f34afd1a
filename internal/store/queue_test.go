package store_test

import (
	"errors"
	"testing"
	"time"

	"ecship/internal/job"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// Queues are counted by kind and state; only dead letters are tried again or
// dropped, each once.
func TestQueues(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		must(t, db, func(tx *store.Tx) error {
			return errors.Join(tx.Enqueue(job.Job{Kind: "a"}), tx.Enqueue(job.Job{Kind: "a"}), tx.Enqueue(job.Job{Kind: "b", RunAt: tx.Now.Add(time.Hour)}))
		})
		if err := (&store.Worker{DB: db}).Drain(ctx); err != nil { // without a handler both die
			t.Fatal(err)
		}
		must(t, db, func(tx *store.Tx) error {
			q, err := tx.Queues()
			if err != nil || len(q) != 2 || q[0].Kind != "a" || q[0].State != job.Dead || q[0].Jobs != 2 || q[0].LastError != "no handler for a" || q[1].State != job.Ready || q[1].LastError != "" {
				t.Fatalf("%v %+v", err, q)
			}
			dead, err := tx.DeadJobs(10)
			if err != nil || len(dead) != 2 {
				t.Fatal(err, dead)
			}
			if d, err := tx.DropJob(dead[0].ID); d.Kind != "a" || err != nil {
				t.Error(d, err)
			}
			if _, err := tx.DropJob(dead[0].ID); !problem.Is(err, problem.NotFound) {
				t.Error("dropped twice:", err)
			}
			for kind, want := range map[string]int64{"b": 0, "a": 1} {
				if n, err := tx.RetryJobs(kind); n != want || err != nil {
					t.Error(kind, n, err)
				}
			}
			if _, err := tx.DropJob(dead[1].ID); !problem.Is(err, problem.NotFound) {
				t.Error("a waiting job was dropped:", err)
			}
			return nil
		})
	})
}
