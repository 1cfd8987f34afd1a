package store

import (
	"time"

	"ecship/internal/job"
)

// QueueRow is how many jobs of a kind are in a state.
type QueueRow struct {
	Kind   string
	State  job.State
	Jobs   int
	Oldest time.Time // when the first of them was asked for
	// Due is when the next of them is to run; for ready jobs alone it means
	// something.
	Due       time.Time
	LastError string // of one of them, the one asked for last
}

// Queues counts the jobs that are not done, by kind and state.
func (tx *Tx) Queues() (all []QueueRow, err error) {
	err = tx.each(`SELECT q.kind, q.state, q.n, q.oldest, q.due, COALESCE(e.last_error, '') FROM
			(SELECT kind, state, COUNT(*) AS n, MIN(created_at) AS oldest, MIN(run_at) AS due, MAX(CASE WHEN last_error <> '' THEN id END) AS failed
				FROM jobs GROUP BY kind, state) AS q
			LEFT JOIN jobs e ON e.id = q.failed
		ORDER BY q.kind, q.state`, nil,
		func(scan func(...any) error) error {
			var q QueueRow
			err := scan(&q.Kind, &q.State, &q.Jobs, instant{&q.Oldest}, instant{&q.Due}, &q.LastError)
			all = append(all, q)
			return err
		})
	return all, err
}

// RetryJobs gives all dead letters of a kind one try more, and tells how many.
func (tx *Tx) RetryJobs(kind string) (int64, error) {
	tx.enqueued = true
	return tx.exec(`UPDATE jobs SET state = 'ready', run_at = $1, max_attempts = attempt + 1, unique_key = NULL WHERE kind = $2 AND state = 'dead'`,
		micros(tx.ours()), kind)
}

// DropJob throws a dead letter away, and gives what it was.
func (tx *Tx) DropJob(id string) (d DeadJob, err error) {
	err = tx.one(`DELETE FROM jobs WHERE id = $1 AND state = 'dead' RETURNING id, kind, args, attempt, last_error, created_at`, []any{id},
		&d.ID, &d.Kind, &d.Args, &d.Attempts, &d.LastError, instant{&d.CreatedAt})
	return d, found(err)
}
