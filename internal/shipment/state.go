package shipment

import (
	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// State is where an item is in its life.
type State string

// The states.
const (
	Draft     State = "draft"
	Issued    State = "issued"
	Posted    State = "posted"
	Cancelled State = "cancelled"
	Expired   State = "expired"
	Purged    State = "purged"
)

// States lists them in the order of a life.
var States = []State{Draft, Issued, Posted, Cancelled, Expired, Purged}

// In names the state for people.
func (s State) In(l i18n.Lang) string { return l.T("state." + string(s)) }

// Event is what happens to an item; each one becomes a row of its history.
type Event string

// The events.
const (
	Issue  Event = "issue"  // the label gets its number and its data is frozen (M-C3)
	Post   Event = "post"   // accepted at the counter (M-E1)
	Cancel Event = "cancel" // by the sender, before posting (M-D3)
	Expire Event = "expire" // 90 days after issue (M-C3)
	Purge  Event = "purge"  // a draft thrown away, or left for 90 days (M-C2); an item six months after its last event (M-G2)
)

// In says the event for people.
func (e Event) In(l i18n.Lang) string { return l.T("event." + string(e)) }

// Events lists them.
var Events = []Event{Issue, Post, Cancel, Expire, Purge}

// Transition is an edge of the graph of states.
type Transition struct {
	From State
	On   Event
	To   State
}

// Transitions is an item's whole life; docs/states/shipment.md is drawn from it.
var Transitions = []Transition{
	{Draft, Issue, Issued},
	{Draft, Purge, Purged},
	{Issued, Post, Posted},
	{Issued, Cancel, Cancelled},
	{Issued, Expire, Expired},
	{Posted, Purge, Purged},
	{Cancelled, Purge, Purged},
	{Expired, Purge, Purged},
}

// Next is the state after e, or a Conflict problem that names the state.
func (s State) Next(e Event) (State, error) {
	for _, t := range Transitions {
		if t.From == s && t.On == e {
			return t.To, nil
		}
	}
	return s, problem.New(problem.Conflict, "state.illegal", "", "state", s)
}
