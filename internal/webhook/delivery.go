package webhook

import (
	"time"

	"ecship/internal/i18n"
	"ecship/internal/policy"
)

// State is where the delivery of an event to one endpoint is.
type State string

// The states of a delivery.
const (
	Waiting   State = "waiting"   // to be sent at a time that is set
	Delivered State = "delivered" // the endpoint said 2xx
	Dead      State = "dead"      // given up, with a reason; it can be replayed
)

// States lists them.
var States = []State{Waiting, Delivered, Dead}

// In names the state for people.
func (s State) In(l i18n.Lang) string { return l.T("webhook.state." + string(s)) }

// Reason says in one word why a try failed.
type Reason string

// The reasons.
const (
	Timeout     Reason = "timeout"     // no answer in time
	Unreachable Reason = "unreachable" // no connection
	NoName      Reason = "no_name"     // the host has no address
	BadTLS      Reason = "tls"         // its certificate is not good
	Forbidden   Reason = "forbidden"   // its address is one to which nothing is sent (S-10)
	Redirect    Reason = "redirect"    // it wants us to go elsewhere
	Status      Reason = "status"      // it answered, but not 2xx
	Cut         Reason = "cut"         // the answer broke off
	Removed     Reason = "removed"     // its owner removed the endpoint
)

// Reasons lists them.
var Reasons = []Reason{Timeout, Unreachable, NoName, BadTLS, Forbidden, Redirect, Status, Cut, Removed}

// In says the reason for people; the empty one is none.
func (r Reason) In(l i18n.Lang) string {
	if r == "" {
		return ""
	}
	return l.T("webhook.reason." + string(r))
}

// Call is one message on its way to an endpoint.
type Call struct {
	URL     string
	ID      string    // evt_…
	At      time.Time // of the try: receivers refuse old ones
	Body    []byte
	Secrets []Secret
}

// Answer is what came of a call.
type Answer struct {
	Code    int    // 0 where none came
	Reason  Reason // "" for a delivery
	Excerpt string // the beginning of what the endpoint said
	Took    time.Duration
}

// pauses are those after the first tries; after that it is always the last.
var pauses = []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 6 * time.Hour}

// After is what a try makes of a delivery that may be tried until an instant:
// its state, and when it is tried next. The last try is at that instant, so an
// endpoint that comes back shortly before it gets everything.
func After(tries int, a Answer, now, until time.Time) (State, time.Time) {
	if a.Reason == "" {
		return Delivered, time.Time{}
	}
	if !now.Before(until) {
		return Dead, time.Time{}
	}
	at := now.Add(pauses[min(max(tries, 1), len(pauses))-1])
	if at.After(until) {
		at = until
	}
	return Waiting, at
}

// Until is the instant up to which a delivery is tried that becomes due now.
func Until(now time.Time) time.Time { return now.Add(policy.WebhookHours * time.Hour) }
