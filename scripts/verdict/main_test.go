package main

import (
	"strings"
	"testing"
)

// What a run's events mean, and what is said of them.
func TestVerdict(t *testing.T) {
	pass := event{Action: "pass", Package: "p", Test: "TestStore/postgres"}
	for _, c := range []struct {
		name   string
		events []event
		good   bool
		says   string
	}{
		{"all is well", []event{pass}, true, "1 tests passed, 0 failed, 0 skipped, 1 postgres\nPASS\n"},
		{"nothing ran", nil, false, "0 tests passed"},
		{"a test failed", []event{pass, {Action: "output", Package: "p", Test: "TestB", Output: "b_test.go:1: wrong\n"},
			{Action: "fail", Package: "p", Test: "TestB"}}, false, "b_test.go:1: wrong\n"},
		{"a test was skipped", []event{pass, {Action: "output", Package: "p", Test: "TestB", Output: "no browser\n"},
			{Action: "skip", Package: "p", Test: "TestB"}}, false, "SKIPPED p TestB\nno browser\n"},
		{"one database was never tested", []event{{Action: "pass", Package: "p", Test: "TestStore/sqlite"}}, false,
			`LACKING no test with "postgres"`},
		{"it did not build", []event{pass, {Action: "build-output", Output: "x.go:1: undefined\n"}, {Action: "build-fail"}}, false,
			"x.go:1: undefined\n"},
		{"the closing line is kept", []event{pass, {Action: "output", Package: "p", Output: "ok  \tp\t0.1s\n"}}, true, "ok  \tp\t0.1s\n"},
	} {
		var out strings.Builder
		r := newRun(&out, []string{"postgres"})
		for _, e := range c.events {
			r.take(e)
		}
		if good := r.close(); good != c.good || !strings.Contains(out.String(), c.says) {
			t.Errorf("%s: %v, and it says\n%s", c.name, good, out.String())
		}
	}
}
