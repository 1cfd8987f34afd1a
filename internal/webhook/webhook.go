// Package webhook decides what programs are told of what happens here: the
// events and their bodies, how each is signed (Standard Webhooks), when a failed
// delivery is tried again, and where nothing is ever sent. It sends nothing.
package webhook

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/tracking"
)

// Type names what happened, such as "shipment.issued": a family and what became
// of it.
type Type string

// The types that stand alone. The others are a family with a state: see Types.
const (
	Paid      Type = "shipment.paid" // the money of an item has come
	BatchDone Type = "batch.done"    // a file is checked, or issued
	Test      Type = "test"          // somebody wanted to see one
)

// The families.
const (
	Shipment = "shipment"
	Payment  = "payment"
	Refund   = "refund"
	Tracking = "tracking"
	Batch    = "batch"
)

// Families lists them. Whoever subscribes to "payment.*" gets all of one.
var Families = []string{Shipment, Payment, Refund, Tracking, Batch}

// Of is the type of a family's object that came into a state.
func Of[S ~string](family string, state S) Type { return Type(family + "." + string(state)) }

// shipmentStates are those that are told: nobody waits for a draft or for what
// the portal forgets.
var shipmentStates = []shipment.State{shipment.Issued, shipment.Posted, shipment.Cancelled, shipment.Expired}

// Told tells whether programs hear of an item in a state.
func Told(s shipment.State) bool { return slices.Contains(shipmentStates, s) }

// Types lists every type, family by family.
func Types() (all []Type) {
	for _, s := range shipmentStates {
		all = append(all, Of(Shipment, s))
	}
	all = append(all, Paid)
	for _, s := range payment.States[1:] { // a payment begins as started, which is no news
		all = append(all, Of(Payment, s))
	}
	for _, s := range payment.RefundStates {
		all = append(all, Of(Refund, s))
	}
	for _, s := range tracking.Stages {
		all = append(all, Of(Tracking, s))
	}
	return append(all, BatchDone, Test)
}

// Family is the part before the point.
func (t Type) Family() string {
	family, _, _ := strings.Cut(string(t), ".")
	return family
}

// In says the type for people.
func (t Type) In(l i18n.Lang) string {
	family, state, _ := strings.Cut(string(t), ".")
	switch t {
	case Paid:
		return l.T("webhook.paid")
	case BatchDone:
		return l.T("webhook.batch_done")
	case Test:
		return l.T("webhook.test_event")
	}
	switch family {
	case Shipment:
		return shipment.State(state).In(l)
	case Payment:
		return payment.State(state).In(l)
	case Refund:
		return payment.RefundState(state).In(l)
	}
	return l.T("webhook.stage." + state)
}

// ParseTypes reads what somebody subscribes to: types, and whole families as
// "payment.*". It gives them sorted, each once; a type that its family covers
// goes.
func ParseTypes(names []string) ([]string, error) {
	var l problem.List
	var out []string
	for _, n := range names {
		n = strings.TrimSpace(n)
		family, all := strings.CutSuffix(n, ".*")
		switch {
		case all && slices.Contains(Families, family), !all && n != string(Test) && slices.Contains(Types(), Type(n)):
			out = append(out, n)
		default:
			l.Add("webhook.type.unknown", "types", "type", n)
		}
	}
	if len(names) == 0 {
		l.Add("webhook.type.none", "types")
	}
	slices.Sort(out)
	out = slices.DeleteFunc(slices.Compact(out), func(n string) bool {
		family := Type(n).Family() + ".*"
		return n != family && slices.Contains(out, family)
	})
	return out, l.Err()
}

// Event is one thing that happened, as programs are told of it.
type Event struct {
	ID   string // evt_…: the same in every try and for every endpoint
	Type Type
	At   time.Time
	Data Data
}

// Data is what an event says: which object, and what became of it. It names no
// person: whoever wants more asks for the object with a key.
type Data struct {
	ID        string         `json:"id,omitempty"` // shp_…, pay_…, rfd_…, bat_…
	Number    postal.Number  `json:"number,omitempty"`
	Reference string         `json:"reference,omitempty"` // the sender's own
	State     string         `json:"state,omitempty"`
	Shipment  string         `json:"shipment,omitempty"`
	Payment   string         `json:"payment,omitempty"`
	Amount    money.Amount   `json:"amount_cents,omitempty"`
	Code      tracking.Code  `json:"code,omitempty"` // UPU EMSEVT
	Stage     tracking.Stage `json:"stage,omitempty"`
	At        time.Time      `json:"at,omitzero"` // when it happened on its way
	Place     string         `json:"place,omitempty"`
	Office    string         `json:"office,omitempty"`
	Issued    int            `json:"issued,omitempty"`
	Ready     int            `json:"ready,omitempty"`
	Faulty    int            `json:"faulty,omitempty"`
}

// Object is what the event is about: an id, or an item number.
func (d Data) Object() string {
	if d.ID == "" {
		return string(d.Number)
	}
	return d.ID
}

// Body is what is sent, byte for byte the same in every try.
func (e Event) Body() ([]byte, error) {
	return json.Marshal(struct {
		Type Type      `json:"type"`
		At   time.Time `json:"timestamp"`
		Data Data      `json:"data"`
	}{e.Type, e.At.UTC(), e.Data})
}
