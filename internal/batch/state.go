package batch

import (
	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// State is where a file of many items is.
type State string

// The states.
const (
	Receiving State = "receiving" // bytes are coming in
	Uploaded  State = "uploaded"  // all there; the sender looks at the columns
	Reading   State = "reading"   // a job checks and prices the rows
	Checked   State = "checked"   // every row has its result; the sender mends, and issues
	Issuing   State = "issuing"   // a job issues the good rows
	Cancelled State = "cancelled" // thrown away before any label
)

// In names the state for people.
func (s State) In(l i18n.Lang) string { return l.T("batch.state." + string(s)) }

// Busy tells whether a job is at work.
func (s State) Busy() bool { return s == Reading || s == Issuing }

// States lists them in the order of a life.
var States = []State{Receiving, Uploaded, Reading, Checked, Issuing, Cancelled}

// Event is what happens to a file.
type Event string

// The events.
const (
	Arrive Event = "arrive" // the last byte is kept
	Start  Event = "start"  // the sender is content with the columns
	Finish Event = "finish" // the job has seen every row
	Remap  Event = "remap"  // the sender wants other columns, before any label
	Issue  Event = "issue"
	Stop   Event = "stop" // the sender stops the issuing; what is issued stays so
	Cancel Event = "cancel"
)

// Transition is an edge of the graph of a file's states.
type Transition struct {
	From State
	On   Event
	To   State
}

// Transitions is a file's whole life; docs/states/batch.md is drawn from it.
var Transitions = []Transition{
	{Receiving, Arrive, Uploaded},
	{Receiving, Cancel, Cancelled},
	{Uploaded, Start, Reading},
	{Uploaded, Cancel, Cancelled},
	{Reading, Finish, Checked},
	{Reading, Cancel, Cancelled},
	{Checked, Remap, Uploaded},
	{Checked, Issue, Issuing},
	{Checked, Cancel, Cancelled},
	{Issuing, Finish, Checked},
	{Issuing, Stop, Checked},
}

// Next is the state after e, or a Conflict problem that names the state.
func (s State) Next(e Event) (State, error) {
	for _, t := range Transitions {
		if t.From == s && t.On == e {
			return t.To, nil
		}
	}
	return s, problem.New(problem.Conflict, "batch.illegal", "", "state", s)
}

// RowState is where a row of a file is: an item, though it may stand on several
// lines.
type RowState string

// The states of a row.
const (
	Unread  RowState = "unread"
	Ready   RowState = "ready"    // nothing is missing; it has its price
	Faulty  RowState = "faulty"   // waits to be mended, and keeps no other waiting (M-F2)
	LeftOut RowState = "left_out" // the sender does not want it
	Issued  RowState = "issued"   // an item with its label
)

// In names the state for people.
func (s RowState) In(l i18n.Lang) string { return l.T("batch.row_state." + string(s)) }

// RowStates lists those that are kept.
var RowStates = []RowState{Ready, Faulty, LeftOut, Issued}

// RowEvent is what happens to a row.
type RowEvent string

// The events of a row.
const (
	Pass  RowEvent = "pass" // checked, as read or as mended, and nothing is wrong
	Fail  RowEvent = "fail" // checked, and something is
	Leave RowEvent = "leave"
	Label RowEvent = "label" // it got its item number
)

// RowTransition is an edge of the graph of a row's states.
type RowTransition struct {
	From RowState
	On   RowEvent
	To   RowState
}

// RowTransitions is a row's whole life; docs/states/row.md is drawn from it.
var RowTransitions = []RowTransition{
	{Unread, Pass, Ready},
	{Unread, Fail, Faulty},
	{Faulty, Pass, Ready},
	{Faulty, Fail, Faulty},
	{Faulty, Leave, LeftOut},
	{Ready, Pass, Ready},
	{Ready, Fail, Faulty},
	{Ready, Leave, LeftOut},
	{Ready, Label, Issued},
	{LeftOut, Pass, Ready},
	{LeftOut, Fail, Faulty},
}

// Next is the state after e, or a Conflict problem that names the state.
func (s RowState) Next(e RowEvent) (RowState, error) {
	for _, t := range RowTransitions {
		if t.From == s && t.On == e {
			return t.To, nil
		}
	}
	return s, problem.New(problem.Conflict, "batch.illegal_row", "", "state", s)
}
