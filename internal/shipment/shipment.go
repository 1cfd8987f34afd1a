// Package shipment is an item on its way from a draft to the counter: its data,
// its states, and when its label expires. It knows neither payment nor how
// anything is stored; "paid" is a payment's state, not an item's.
package shipment

import (
	"time"

	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
)

// Shipment is one item and its label. Issuing freezes everything but State and
// what the counter may amend (M-C3, M-E2).
type Shipment struct {
	ID       string // shp_ + 26 characters
	Customer string // cus_ + 26 characters: the owner
	Test     bool   // belongs to a test customer: its papers say SPECIMEN (M-I3)
	State    State
	// Version counts the saves; of two savers who read the same one, the later
	// is refused.
	Version int64

	Service   string // the service's ship code
	Reference string // the sender's own, for finding it again
	Sender    postal.Address
	Recipient postal.Address
	Grams     postal.Grams // estimated until the counter weighs it
	Size      postal.Size
	// Insured is the cover asked for, in cents; 0 is none.
	Insured money.Amount
	// AdviceOfReceipt asks for the recipient's signed card back (A/R).
	AdviceOfReceipt bool
	Customs         customs.Declaration
	// Form is the customs form that goes with it, "CN22", "CN23" or "", and
	// Exchange the office abroad that takes it; both are decided when it is
	// issued.
	Form     string
	Exchange postal.Exchange

	// Estimate is the postage when the label was issued. What is payable is
	// the rate in force at posting (M-B2).
	Estimate Estimate

	Number postal.Number // empty until issued
	// Layout is the name and version of the label's drawing, "registered/1", so
	// that a reprint by a later release draws the same.
	Layout string

	CreatedAt time.Time
	UpdatedAt time.Time
	IssuedAt  time.Time
	PostedAt  time.Time
	// ExpiresOn is the last day on which the label is good; 0 until issued.
	ExpiresOn policy.Day
}

// Estimate is what a quote said: amounts in cents and the rate book behind it.
type Estimate struct {
	Postage money.Amount `json:"postage_cents"`
	AddOns  money.Amount `json:"add_ons_cents"`
	Premium money.Amount `json:"premium_cents"`
	Total   money.Amount `json:"total_cents"`
	Book    string       `json:"book"`
	// Unpriced marks an item without a rate, to be priced at the counter.
	Unpriced bool `json:"unpriced,omitempty"`
}

// Expires is the last day of a label issued on a day (M-C3).
func Expires(issued policy.Day) policy.Day { return issued + policy.LabelDays }

// StateAt is the state at a moment: an issued label past its last day is
// expired whether or not the job has written so yet (M-C3).
func (s Shipment) StateAt(now time.Time) State {
	if s.State == Issued && !now.Before(s.ExpiresOn.End()) {
		return Expired
	}
	return s.State
}
