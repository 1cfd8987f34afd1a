package payment

import (
	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/problem"
)

// RefundState is where a refund application is (M-D4).
type RefundState string

// The states of a refund.
const (
	Submitted  RefundState = "submitted"
	Vetting    RefundState = "vetting" // an officer has it
	Approved   RefundState = "approved"
	Rejected   RefundState = "rejected"
	Instructed RefundState = "instructed" // the bank was told
	Credited   RefundState = "credited"
	Failed     RefundState = "failed" // the bank could not; an officer instructs again
)

// RefundStates lists them in the order of a life.
var RefundStates = []RefundState{Submitted, Vetting, Approved, Rejected, Instructed, Credited, Failed}

// RefundEvent is what happens to a refund.
type RefundEvent string

// The events of a refund.
const (
	Submit   RefundEvent = "submit"  // how every refund begins
	Take     RefundEvent = "take"    // an officer begins to vet it
	Endorse  RefundEvent = "endorse" // the first of four eyes
	Approve  RefundEvent = "approve"
	Reject   RefundEvent = "reject"
	Instruct RefundEvent = "instruct"
	Credit   RefundEvent = "credit"
	Fail     RefundEvent = "fail"
)

// RefundEvents lists them.
var RefundEvents = []RefundEvent{Submit, Take, Endorse, Approve, Reject, Instruct, Credit, Fail}

// RefundTransitions is a refund's whole life; docs/states/refund.md is drawn
// from it.
var RefundTransitions = []Transition[RefundState, RefundEvent]{
	{Submitted, Take, Vetting},
	{Vetting, Endorse, Vetting},
	{Vetting, Approve, Approved},
	{Vetting, Reject, Rejected},
	{Approved, Instruct, Instructed},
	{Instructed, Credit, Credited},
	{Instructed, Fail, Failed},
	{Failed, Instruct, Instructed},
}

// Next is the state after e, or a Conflict problem.
func (s RefundState) Next(e RefundEvent) (RefundState, error) {
	for _, t := range RefundTransitions {
		if t.From == s && t.On == e {
			return t.To, nil
		}
	}
	return s, problem.New(problem.Conflict, "refund.illegal", "", "state", s)
}

// In names the state for people.
func (s RefundState) In(l i18n.Lang) string { return l.T("refund.state." + string(s)) }

// In says the event for people.
func (e RefundEvent) In(l i18n.Lang) string { return l.T("refund.event." + string(e)) }

// Reason is why money goes back.
type Reason string

// The reasons.
const (
	Cancelled   Reason = "cancelled" // the label was cancelled after the charge
	ExpiredItem Reason = "expired"   // the label expired unposted (M-C3)
	Overpaid    Reason = "overpaid"  // the posted price was below the estimate
	Unwanted    Reason = "unwanted"  // charged although it was let go: never the payer's loss
)

// Reasons lists them.
var Reasons = []Reason{Cancelled, ExpiredItem, Overpaid, Unwanted}

// In says it for people.
func (r Reason) In(l i18n.Lang) string { return l.T("refund.reason." + string(r)) }

// FourEyes tells whether an amount needs a second officer (M-J1).
func FourEyes(a money.Amount) bool { return a > policy.FourEyesCents }

// Promised are the first and the last day on which the money is to be back
// (M-D4).
func Promised(submitted policy.Day) (from, to policy.Day) {
	return submitted.AddMonths(policy.RefundMonthsLeast), submitted.AddMonths(policy.RefundMonthsMost)
}
