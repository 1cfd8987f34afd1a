package portal_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/batch"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
)

// M-F1, P-8: the engine takes 100,000 rows (ECSHIP_LONG; 3,000 in CI) with a
// memory that does not grow with them, and the tallies are those of the rows.
func TestLongBatch(t *testing.T) {
	n := 3000
	if long() {
		n = 100_000
	}
	r := New(t).As("mei")
	if err := r.Portal.SetBatchLimit(t.Context(), "test", portal.BatchLimit{Email: "mei@example.org", Mode: account.Live, Most: n}); err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	text.WriteString("Reference,Service,Country,Name,Address,City,Postcode,Weight (g),Category,Currency,Description,Quantity,Net weight (g),Value\n")
	for i := range n {
		fmt.Fprintf(&text, "R%d,ARM,JP,Sato %d,1-2-3 Ginza,Tokyo,104-0061,320,gift,HKD,tea,1,200,80\n", i, i)
	}
	b := Must(r, r.Portal.ReceiveBatch, portal.NewBatch{Name: "long.csv", Body: strings.NewReader(text.String())})
	Must(r, r.Portal.StartBatch, portal.StartBatch{ID: b.ID, Mapping: b.Mapping,
		Same: portal.Typed{"sender.name": "Mei", "sender.street.1": "1 Queen's Road", "sender.city": "Central", "sender.phone": "91234567"}})
	peak, stop := watchHeap(func() { r.Later(20 * time.Millisecond) }) // so that a job's turn ends, as it would
	began := time.Now()
	r.Work()
	read := time.Since(began)
	if b = Must(r, r.Portal.Batch, b.ID); b.State != batch.Checked || b.Ready != n || b.Lines != n {
		t.Fatalf("%s: %+v", b.State, b.Tally)
	}
	Must(r, r.Portal.IssueBatch, b.ID)
	began = time.Now()
	r.Work()
	issued := time.Since(began)
	stop()
	if b = Must(r, r.Portal.Batch, b.ID); b.Issued != n || b.Ready != 0 {
		t.Fatalf("%+v", b.Tally)
	}
	const most = 96 << 20
	if got := peak.Load(); got > most {
		t.Errorf("the heap grew by %d MiB", got>>20)
	}
	t.Logf("M-F1: %d rows checked in %s, issued in %s; the heap grew by %d MiB at most", n, read.Round(time.Millisecond), issued.Round(time.Millisecond), peak.Load()>>20)
}

// watchHeap notes the largest growth of the heap until it is stopped, and does
// something at each tick of 20 ms.
func watchHeap(tock func()) (peak *atomic.Uint64, stop func()) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	base, end, done := m.HeapAlloc, make(chan struct{}), make(chan struct{})
	peak = new(atomic.Uint64)
	go func() {
		defer close(done)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-end:
				return
			case <-tick.C:
				tock()
				runtime.ReadMemStats(&m)
				if m.HeapAlloc > base {
					peak.Store(max(peak.Load(), m.HeapAlloc-base))
				}
			}
		}
	}()
	return peak, func() { close(end); <-done }
}
