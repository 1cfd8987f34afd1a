package payment

import (
	"slices"

	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// State is where a payment is.
type State string

// The states.
const (
	Started    State = "started"    // written down; the gateway may not know it yet
	Open       State = "open"       // the payer is at the gateway's page
	Authorised State = "authorised" // approved; nothing is charged yet
	Capturing  State = "capturing"  // the gateway was told to charge; its answer is not there yet
	Captured   State = "captured"
	Voiding    State = "voiding" // the gateway was told to let go; its answer is not there yet
	Voided     State = "voided"
	Declined   State = "declined"
	Expired    State = "expired" // the payer did not finish in time
	Lapsed     State = "lapsed"  // approved, but the gateway can charge it no more

	Deferred  State = "deferred"  // to be paid over the counter; nothing is charged before
	Withdrawn State = "withdrawn" // not to be paid over the counter any more: paid otherwise, cancelled or expired
)

// States lists them in the order of a life.
var States = []State{Started, Open, Authorised, Capturing, Captured, Voiding, Voided, Declined, Expired, Lapsed, Deferred, Withdrawn}

// Event is what happens to a payment; each one becomes a row of its history.
type Event string

// The events. Charge and Void are ours and come before the call; the others
// are what the gateway said.
const (
	Begin     Event = "begin"     // the gateway has a page for the payer
	Authorise Event = "authorise" // it approved
	Decline   Event = "decline"
	Expire    Event = "expire"
	Charge    Event = "charge"  // we want the money: at 20:00, or at once after it (M-D2)
	Capture   Event = "capture" // it has charged
	Void      Event = "void"    // we let go: cancelled, given up, or too late
	Release   Event = "release" // it has let go
	Lapse     Event = "lapse"   // it let go by itself

	Defer    Event = "defer"    // the payer pays when the items are handed in
	Collect  Event = "collect"  // a clerk took the money of an item; others are still to come
	Withdraw Event = "withdraw" // no item of it is left to be paid over the counter
)

// Events lists them.
var Events = []Event{Begin, Authorise, Decline, Expire, Charge, Capture, Void, Release, Lapse, Defer, Collect, Withdraw}

// Transition is an edge of a graph of states.
type Transition[S, E ~string] struct {
	From S
	On   E
	To   S
}

// Transitions is a payment's whole life; docs/states/payment.md is drawn from
// it. Charge and Void leave the same state and so exclude each other (invariant
// 2). What the gateway has charged is charged, even where we wanted otherwise:
// then it is refunded, never denied.
var Transitions = []Transition[State, Event]{
	{Started, Begin, Open},
	{Started, Authorise, Authorised},
	{Started, Decline, Declined},
	{Started, Expire, Expired},
	{Started, Void, Voiding},
	{Started, Capture, Captured},
	{Open, Authorise, Authorised},
	{Open, Decline, Declined},
	{Open, Expire, Expired},
	{Open, Void, Voiding},
	{Open, Capture, Captured},
	{Authorised, Charge, Capturing},
	{Authorised, Void, Voiding},
	{Authorised, Lapse, Lapsed},
	{Authorised, Capture, Captured},
	{Capturing, Capture, Captured},
	{Capturing, Lapse, Lapsed},
	{Voiding, Release, Voided},
	{Voiding, Capture, Captured},
	{Declined, Void, Voiding},
	{Expired, Void, Voiding},
	{Started, Defer, Deferred},
	{Deferred, Collect, Deferred},
	{Deferred, Capture, Captured},
	{Deferred, Withdraw, Withdrawn},
}

// Next is the state after e, or a Conflict problem.
func (s State) Next(e Event) (State, error) {
	for _, t := range Transitions {
		if t.From == s && t.On == e {
			return t.To, nil
		}
	}
	return s, problem.New(problem.Conflict, "payment.illegal", "", "state", s)
}

// Can tells whether e leaves s.
func (s State) Can(e Event) bool { _, err := s.Next(e); return err == nil }

// In names the state for people.
func (s State) In(l i18n.Lang) string { return l.T("payment.state." + string(s)) }

// In says the event for people.
func (e Event) In(l i18n.Lang) string { return l.T("payment.event." + string(e)) }

// Pending tells whether something is still to come from the gateway.
func (s State) Pending() bool {
	return slices.Contains([]State{Started, Open, Capturing, Voiding}, s)
}

// Paid tells whether the items of a payment count as paid: the gateway has
// promised the money, or has given it.
func (s State) Paid() bool { return slices.Contains([]State{Authorised, Capturing, Captured}, s) }

// Live tells whether a payment keeps its items from being paid for again.
func (s State) Live() bool { return s == Started || s == Open || s.Paid() }

// Money is what a payer wants to know first.
type Money string

// What there is to say about the money.
const (
	Nothing Money = "nothing" // nothing was charged
	Held    Money = "held"    // nothing is charged yet, it will be
	Charged Money = "charged"
	Unknown Money = "unknown" // not yet known; we keep asking
)

// Monies lists them.
var Monies = []Money{Nothing, Held, Charged, Unknown}

// Money is what can be said of the payer's money in a state, before what a clerk
// took of a deferred payment. unanswered is where our last question to the gateway had no answer: then nothing may be
// called failed, nor free (I-3).
func (s State) Money(unanswered bool) Money {
	switch s {
	case Captured:
		return Charged
	case Capturing, Voiding:
		return Unknown
	case Authorised:
		return Held
	case Started, Open:
		if unanswered {
			return Unknown
		}
	}
	return Nothing
}

// In says it for people.
func (m Money) In(l i18n.Lang) string { return l.T("payment.money." + string(m)) }
