package store

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
)

// Group commit (performance.md P-4): on SQLite a commit costs a flush to the
// disk, and only one transaction writes at a time. So writers that wait
// together share one commit. Each runs its callback on its own goroutine, in
// its own savepoint, when it gets the baton; who finds nobody waiting behind
// commits for all, and nobody goes on before that. A callback's failure or
// panic undoes its savepoint and nothing else.

// groupMost bounds a group, so that the first writer in it does not wait for
// an endless row of others.
const groupMost = 256

// lostMost is how often a writer whose group was lost through no fault of its
// own tries again.
const lostMost = 3

// errLost says that the shared transaction is gone.
var errLost = errors.New("store: the group's transaction was lost")

// committer is the write side of a SQLite database.
type committer struct {
	conn *conn

	mu      sync.Mutex
	queue   []chan struct{} // in order of arrival; closing one hands it the baton
	running bool            // somebody holds the baton

	// Owned by who holds the baton.
	group  *group // the open one
	last   int    // size of the one before
	closed bool
}

// group is a set of writers that share a commit.
type group struct {
	size int
	done chan struct{} // closed when err is final
	err  error
}

var errClosed = errors.New("store: the database is closed")

func (c *committer) write(ctx context.Context, fn func(querier) error) error {
	for try := 0; ; try++ {
		err := c.once(ctx, fn)
		if !errors.Is(err, errLost) || try == lostMost {
			return err
		}
	}
}

// once takes part in one group.
func (c *committer) once(ctx context.Context, fn func(querier) error) (err error) {
	if err := c.take(ctx); err != nil {
		return err
	}
	if c.closed {
		c.hand()
		return errClosed
	}
	g, failed := c.join()
	if failed != nil {
		return failed
	}
	// A panic, or the runtime.Goexit of a failing test, must hand the baton on
	// too.
	returned := false
	defer func() {
		if !returned {
			c.leave(g, errors.New("store: the callback did not return"))
		}
	}()
	err = fn(c.conn)
	returned = true
	return c.leave(g, err)
}

// take waits for the baton, or for the end of ctx.
func (c *committer) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.mu.Lock()
	if !c.running {
		c.running = true
		c.mu.Unlock()
		return nil
	}
	w := make(chan struct{})
	c.queue = append(c.queue, w)
	c.mu.Unlock()
	select {
	case <-w:
		return nil
	case <-ctx.Done():
	}
	c.mu.Lock()
	i := slices.Index(c.queue, w)
	if i >= 0 {
		c.queue = slices.Delete(c.queue, i, i+1)
	}
	c.mu.Unlock()
	if i >= 0 {
		return ctx.Err()
	}
	<-w // it was handed to us meanwhile: no turning back
	return nil
}

// join opens a group, or a savepoint in the open one. The first of a group
// needs none: to undo it is to undo the transaction.
func (c *committer) join() (*group, error) {
	if c.group == nil {
		if err := c.conn.run(`BEGIN IMMEDIATE`); err != nil {
			c.hand()
			return nil, err
		}
		c.group = &group{done: make(chan struct{})}
	} else if err := c.conn.run(`SAVEPOINT writer`); err != nil {
		g := c.group
		c.end(g, errors.Join(errLost, err))
		return nil, g.err
	}
	return c.group, nil
}

// leave keeps or undoes one writer's part, then hands the baton on or, as the
// last, commits. It returns when the group's fate is known: also a failed
// callback waits, since it may have failed on what another had not yet saved.
func (c *committer) leave(g *group, failed error) error {
	var err error
	first := g.size == 0
	switch {
	case failed == nil && !first:
		err = c.conn.run(`RELEASE writer`)
	case failed != nil && !first:
		if err = c.conn.run(`ROLLBACK TO writer`); err == nil {
			err = c.conn.run(`RELEASE writer`)
		}
	case failed != nil:
		// The transaction may be gone already: a full disk ends it.
		_ = c.conn.run(`ROLLBACK`)
		c.group = nil
		close(g.done)
		c.hand()
		return failed
	}
	if err != nil { // the database has undone the whole transaction
		c.end(g, errors.Join(errLost, err))
		return g.err
	}
	g.size++
	if g.size < groupMost && c.pass(g) {
		<-g.done
	} else {
		c.end(g, nil)
	}
	if g.err != nil {
		return g.err
	}
	return failed
}

// pass gives the baton to the next in the queue and the open group with it.
// Where the last group was larger than this one is yet, its writers are on
// their way back: they get a moment to queue up.
func (c *committer) pass(g *group) bool {
	for yielded := false; ; yielded = true {
		c.mu.Lock()
		if len(c.queue) > 0 {
			w := c.queue[0]
			c.queue = c.queue[1:]
			c.mu.Unlock()
			close(w)
			return true
		}
		c.mu.Unlock()
		if yielded || g.size >= c.last {
			return false
		}
		runtime.Gosched()
	}
}

// end commits the group, unless it is lost already, tells its writers, and
// hands the baton on.
func (c *committer) end(g *group, err error) {
	if err == nil {
		err = c.conn.run(`COMMIT`)
	}
	if err != nil {
		_ = c.conn.run(`ROLLBACK`) // no-op where the database has done it
	}
	g.err = err
	c.last = g.size
	c.group = nil
	close(g.done)
	c.hand()
}

// hand gives the baton to the next in the queue, or lays it down.
func (c *committer) hand() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.queue) == 0 {
		c.running = false
		return
	}
	w := c.queue[0]
	c.queue = c.queue[1:]
	close(w)
}

// close takes its turn behind those who wait; later writers are refused.
func (c *committer) close() error {
	if err := c.take(context.Background()); err != nil {
		return err
	}
	defer c.hand()
	if c.closed {
		return nil
	}
	c.closed = true
	return c.conn.close()
}
