// Package job is the vocabulary of background work: what a job is, when a
// failed one is tried again, and when it is given up. Jobs are enqueued in the
// transaction of the change that asks for them, so they exist exactly if it
// does. It runs nothing.
package job

import (
	"errors"
	"time"
)

// Job is one unit of background work. It may run more than once, so its
// handler must bear that.
type Job struct {
	Kind string
	// Args is made into JSON. It holds ids, never e-mail addresses or streets:
	// the queue is not sealed.
	Args any
	// RunAt is the earliest moment, by our clock; the zero Time is at once.
	RunAt time.Time
	// Unique makes a second job of the same name stand for the first while that
	// one waits.
	Unique string
	// Most is how often it is tried before it is a dead letter; 0 is MostTries.
	Most int
}

// State is where a job is. One that is done is gone.
type State string

// The states.
const (
	Ready   State = "ready"
	Running State = "running"
	Dead    State = "dead" // given up; somebody has to look (dead letter)
)

// States lists them.
var States = []State{Ready, Running, Dead}

// MostTries is how often a job is tried: the last about 6 hours after the first.
const MostTries = 10

// slowest is the longest pause between two tries.
const slowest = 6 * time.Hour

// Backoff is the pause after a job's nth failed try: n to the fourth seconds,
// six hours at most. The worker adds up to a fifth at random, so that jobs that
// failed together do not come back together.
func Backoff(n int) time.Duration {
	if n < 1 {
		n = 1
	}
	if n > 12 { // 13 to the fourth seconds is more than slowest
		return slowest
	}
	return min(time.Duration(n*n*n*n)*time.Second, slowest)
}

// hopeless marks an error after which another try is in vain.
type hopeless struct{ error }

func (h hopeless) Unwrap() error { return h.error }

// Hopeless makes a job a dead letter at once.
func Hopeless(err error) error {
	if err == nil {
		return nil
	}
	return hopeless{err}
}

// After is a job's state after its nth try ended in err: gone (""), ready
// again, or dead.
func After(n, most int, err error) State {
	switch {
	case err == nil:
		return ""
	case n >= most || errors.As(err, &hopeless{}):
		return Dead
	default:
		return Ready
	}
}
