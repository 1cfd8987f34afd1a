package store

import (
	"database/sql"
	"encoding/json"
	"math/rand/v2"
	"time"

	"ecship/internal/job"
)

// Enqueue adds a job; it exists exactly if the transaction commits, and workers
// hear of it then.
func (tx *Tx) Enqueue(j job.Job) error {
	args, err := json.Marshal(j.Args)
	if err != nil {
		return err
	}
	now := tx.ours()
	if j.RunAt.IsZero() {
		j.RunAt = now
	}
	if j.Most == 0 {
		j.Most = job.MostTries
	}
	tx.enqueued = true
	return tx.later(plainly, `INSERT INTO jobs (id, kind, args, state, run_at, max_attempts, unique_key, created_at)
		VALUES ($1, $2, $3, 'ready', $4, $5, $6, $7) ON CONFLICT (unique_key) WHERE state = 'ready' AND unique_key IS NOT NULL DO NOTHING`,
		tx.NewID("job"), j.Kind, string(args), micros(j.RunAt), j.Most, sql.NullString{String: j.Unique, Valid: j.Unique != ""}, micros(now))
}

// lease is a job that somebody runs. The attempt is its fencing token: whoever
// comes back after another has taken the job over changes nothing.
type lease struct {
	id, kind, args string
	attempt, most  int
	unique         sql.NullString
}

// claim leases up to n jobs until an instant: ready ones that are due, and
// those whose lease ran out because their worker died.
func (tx *Tx) claim(n int, until time.Time) (all []lease, err error) {
	err = tx.each(`WITH due AS MATERIALIZED (
			SELECT id FROM jobs WHERE (state = 'ready' AND run_at <= $1) OR (state = 'running' AND lease_until < $1)
			ORDER BY run_at LIMIT $2`+tx.db.dialect().skipLocked()+`)
		UPDATE jobs SET state = 'running', attempt = attempt + 1, lease_until = $3 FROM due WHERE jobs.id = due.id
		RETURNING jobs.id, kind, args, attempt, max_attempts, unique_key`,
		[]any{micros(tx.Now), n, micros(until)}, func(scan func(...any) error) error {
			var l lease
			err := scan(&l.id, &l.kind, &l.args, &l.attempt, &l.most, &l.unique)
			all = append(all, l)
			return err
		})
	return all, err
}

// nextJob is when the next job is due or its lease runs out; the zero Time
// where there is none. It tells a worker whether claiming is worth a write.
func (tx *Tx) nextJob() (at time.Time, err error) {
	err = tx.one(`SELECT MIN(at) FROM (
			SELECT MIN(run_at) AS at FROM jobs WHERE state = 'ready'
			UNION ALL SELECT MIN(lease_until) + 1 FROM jobs WHERE state = 'running') AS waiting`, nil, instant{&at})
	return at, err
}

// finish ends a try. It tells whether the lease was still ours.
func (tx *Tx) finish(l lease, result error) (bool, error) {
	var n int64
	var err error
	switch s := job.After(l.attempt, l.most, result); s {
	case "":
		n, err = tx.exec(`DELETE FROM jobs WHERE id = $1 AND attempt = $2 AND state = 'running'`, l.id, l.attempt)
	case job.Dead:
		n, err = tx.exec(`UPDATE jobs SET state = 'dead', last_error = $1 WHERE id = $2 AND attempt = $3 AND state = 'running'`,
			lastError(result), l.id, l.attempt)
	case job.Ready:
		// A job of the same unique name that waits will do the work: two of the
		// name may not wait.
		if n, err = tx.exec(`DELETE FROM jobs WHERE id = $1 AND attempt = $2 AND state = 'running'
			AND EXISTS (SELECT 1 FROM jobs w WHERE w.unique_key = $3 AND w.state = 'ready')`, l.id, l.attempt, l.unique); err != nil || n > 0 {
			break
		}
		pause := job.Backoff(l.attempt)
		pause += rand.N(pause / 5)
		n, err = tx.exec(`UPDATE jobs SET state = 'ready', run_at = $1, last_error = $2 WHERE id = $3 AND attempt = $4 AND state = 'running'`,
			micros(tx.Now.Add(pause)), lastError(result), l.id, l.attempt)
	}
	return n > 0, err
}

// lastErrorMost bounds what is kept of an error, in bytes.
const lastErrorMost = 2000

func lastError(err error) string {
	s := clean(err.Error())
	if len(s) > lastErrorMost {
		s = clean(s[:lastErrorMost])
	}
	return s
}

// DeadJob is a dead letter.
type DeadJob struct {
	ID        string
	Kind      string
	Args      string // JSON
	Attempts  int
	LastError string
	CreatedAt time.Time
}

// DeadJobs lists the newest dead letters.
func (tx *Tx) DeadJobs(limit int) (all []DeadJob, err error) {
	err = tx.each(`SELECT id, kind, args, attempt, last_error, created_at FROM jobs WHERE state = 'dead' ORDER BY id DESC LIMIT $1`, []any{limit},
		func(scan func(...any) error) error {
			var d DeadJob
			err := scan(&d.ID, &d.Kind, &d.Args, &d.Attempts, &d.LastError, instant{&d.CreatedAt})
			all = append(all, d)
			return err
		})
	return all, err
}

// RetryJob gives a dead letter one try more, at once.
func (tx *Tx) RetryJob(id string) error {
	tx.enqueued = true
	return touched(tx.exec(`UPDATE jobs SET state = 'ready', run_at = $1, max_attempts = attempt + 1, unique_key = NULL WHERE id = $2 AND state = 'dead'`,
		micros(tx.ours()), id))
}

// ours is the transaction's time by our own clock: jobs do not run by a test
// customer's.
func (tx *Tx) ours() time.Time { return tx.Now.Add(-tx.offset) }

// OurTime is an instant of the acting customer's clock by ours, for RunAt.
func (tx *Tx) OurTime(at time.Time) time.Time { return at.Add(-tx.offset) }
