package job_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"ecship/internal/job"
)

func TestBackoff(t *testing.T) {
	for n, want := range map[int]time.Duration{
		-1: time.Second, 0: time.Second, 1: time.Second, 2: 16 * time.Second, 5: 625 * time.Second,
		12: 20736 * time.Second, 13: 6 * time.Hour, 1 << 40: 6 * time.Hour,
	} {
		if got := job.Backoff(n); got != want {
			t.Errorf("after try %d it waits %s, want %s", n, got, want)
		}
	}
	var sum time.Duration
	for n := 1; n < job.MostTries; n++ {
		sum += job.Backoff(n)
	}
	if sum < 4*time.Hour || sum > 8*time.Hour {
		t.Error("the last try comes after", sum)
	}
}

func TestAfter(t *testing.T) {
	err := errors.New("no route")
	for _, c := range []struct {
		n    int
		err  error
		want job.State
	}{
		{1, nil, ""}, {10, nil, ""}, {1, err, job.Ready}, {9, err, job.Ready}, {10, err, job.Dead}, {11, err, job.Dead},
		{1, job.Hopeless(err), job.Dead}, {1, fmt.Errorf("mail: %w", job.Hopeless(err)), job.Dead}, {1, job.Hopeless(nil), ""},
	} {
		if got := job.After(c.n, 10, c.err); got != c.want {
			t.Errorf("try %d with %v is %q, want %q", c.n, c.err, got, c.want)
		}
	}
	if !errors.Is(job.Hopeless(err), err) {
		t.Error("the cause is lost")
	}
}
