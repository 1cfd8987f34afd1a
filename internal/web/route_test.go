package web

import (
	"strings"
	"testing"
	"time"

	"ecship/internal/porch"
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
		"limit":   func(r *route) { r.limit = porch.Limit{} },
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
