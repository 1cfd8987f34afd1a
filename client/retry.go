package client

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// The defaults of a Client, and the wait after the first try.
const (
	defaultTries = 4
	defaultWait  = 30 * time.Second
	firstWait    = 200 * time.Millisecond
)

// again tells whether a request is to be sent once more after its nth try, and
// after what wait. What was refused for coming too often did nothing; what may
// have been done is repeated only where that does no more.
func (c *Client) again(r request, a answer, err error, n int) (wait time.Duration, ok bool) {
	tries, most := c.Tries, c.Wait
	if tries == 0 {
		tries = defaultTries
	}
	if most == 0 {
		most = defaultWait
	}
	if n >= tries {
		return 0, false
	}
	switch {
	case a.status == http.StatusTooManyRequests:
	case a.status >= http.StatusInternalServerError && r.repeatable:
	case a.status == http.StatusConflict && r.once && Code(err) == "idempotency.in_flight":
	case a.status < http.StatusBadRequest && r.repeatable: // no answer came, or half of one
	default:
		return 0, false
	}
	// A random part keeps many programs from coming back together.
	wait = min(firstWait<<(n-1), most)
	wait = wait/2 + rand.N(wait/2+1)
	if asked, ok := retryAfter(a.header); ok {
		if asked > most {
			return 0, false
		}
		wait = max(wait, asked)
	}
	return wait, true
}

// retryAfter is the wait that an answer asks for.
func retryAfter(h http.Header) (time.Duration, bool) {
	text := h.Get("Retry-After")
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		return time.Duration(n) * time.Second, true
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	sent, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0, false
	}
	return max(0, at.Sub(sent)), true
}

// sleep waits, unless ctx ends first.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
