package web

import (
	"strings"
	"testing"
	"time"
)

var testTime = time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)

// Every route has its policy and its limit; a row without one stops the start.
func TestRoutesAreWhole(t *testing.T) {
	whole := route{"GET /x", public, reads, func(*visit) error { return nil }}
	if err := whole.check(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*route){
		"policy":  func(r *route) { r.policy = gate{} },
		"limit":   func(r *route) { r.limit = limit{} },
		"handler": func(r *route) { r.serve = nil },
	} {
		r := whole
		spoil(&r)
		if err := r.check(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("a route without a %s passes: %v", name, err)
		}
	}
	s := &site{}
	for _, r := range s.routes() {
		if err := r.check(); err != nil {
			t.Error(err)
		}
	}
}

// S-16: a bucket empties, tells how long to wait, fills again, and is nobody
// else's.
func TestLimiter(t *testing.T) {
	now := testTime
	l := newLimiter(1, func() time.Time { return now })
	class := limit{"test", 60, 3}
	for i := range 3 {
		if _, ok := l.allow(class, "a"); !ok {
			t.Fatalf("request %d of 3 was refused", i)
		}
	}
	if wait, ok := l.allow(class, "a"); ok || wait <= 0 || wait > time.Second {
		t.Errorf("the fourth: %v, %v", wait, ok)
	}
	if _, ok := l.allow(class, "b"); !ok {
		t.Error("another visitor was refused")
	}
	now = now.Add(time.Second)
	if _, ok := l.allow(class, "a"); !ok {
		t.Error("refused after the wait")
	}
	now = now.Add(2 * bucketLife)
	l.allow(class, "c")
	if n := len(l.buckets); n != 1 {
		t.Errorf("%d buckets are kept, want the newest alone", n)
	}
}
