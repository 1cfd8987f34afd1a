package portal

import (
	"runtime"
	"sync"
	"sync/atomic"

	"ecship/internal/batch"
	"ecship/internal/policy"
	"ecship/internal/store"
)

// ahead begins some work beside what its caller does next. The function that it
// gives waits for the outcome; it must be called. A panic is the caller's, so
// that it ends one job and not the program.
func ahead[T any](work func() (T, error)) (outcome func() (T, error)) {
	var out T
	var err error
	var fault any
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { fault = recover() }()
		out, err = work()
	}()
	return func() (T, error) {
		<-done
		if fault != nil {
			panic(fault)
		}
		return out, err
	}
}

// checkers are the readers of one file, one for each processor: the rules take
// longer than the database, and no item waits for another.
type checkers []*rowReader

func (p *Portal) checkers(b *store.Batch, on policy.Day) checkers {
	all := make(checkers, runtime.GOMAXPROCS(0))
	for i := range all {
		all[i] = p.rowReader(b, on)
	}
	return all
}

// rowLines are the lines of an item. The record of a single one may be known
// already: finding where an item ends takes reading it.
type rowLines struct {
	lines  []store.BatchLine
	record *batch.Record
	faults []batch.Fault
	passed string // the stamp of the verdict by which it is ready; "" for none
}

// read checks items side by side; the answers stand in their order.
func (c checkers) read(items []rowLines) []readRow {
	all := make([]readRow, len(items))
	var next atomic.Int64
	var wg sync.WaitGroup
	var fault atomic.Value
	for _, x := range c {
		wg.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					fault.Store(&r)
				}
			}()
			for i := next.Add(1) - 1; i < int64(len(items)); i = next.Add(1) - 1 {
				all[i] = x.readLines(items[i])
			}
		})
	}
	wg.Wait()
	if r := fault.Load(); r != nil {
		panic(*r.(*any))
	}
	return all
}
