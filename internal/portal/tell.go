package portal

import (
	"ecship/internal/payment"
	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/tracking"
	"ecship/internal/webhook"
)

// What happens is told in the transaction in which it happens (invariant 7):
// these few functions are the only places where an event of an object becomes
// one for programs. They name no person.

// tellStep writes a step of an item's life down, and tells it where programs wait
// for such.
func tellStep(tx *store.Tx, s shipment.Shipment, row store.ShipmentEvent) error {
	if err := tx.AppendEvents(s.Customer, s.ID, row); err != nil || !webhook.Told(row.To) {
		return err
	}
	return tx.Tell(s.Customer, webhook.Of(webhook.Shipment, row.To), webhook.Data{ID: s.ID, Number: s.Number, Reference: s.Reference, State: string(row.To)})
}

// tellPayment tells the state that a payment has come into.
func tellPayment(tx *store.Tx, pay payment.Payment) error {
	amount := pay.Kept
	if pay.Captured > 0 {
		amount = pay.Captured
	}
	return tx.Tell(pay.Customer, webhook.Of(webhook.Payment, pay.State), webhook.Data{ID: pay.ID, State: string(pay.State), Amount: amount})
}

// tellPaid tells each item of a payment that its money has come.
func tellPaid(tx *store.Tx, pay payment.Payment, items []store.PaidNumber) error {
	for _, it := range items {
		if err := tx.Tell(pay.Customer, webhook.Paid, webhook.Data{ID: it.Shipment, Number: it.Number, Payment: pay.ID, Amount: it.Amount}); err != nil {
			return err
		}
	}
	return nil
}

// tellRefund tells the state that a refund has come into.
func tellRefund(tx *store.Tx, r store.Refund) error {
	return tx.Tell(r.Customer, webhook.Of(webhook.Refund, r.State), webhook.Data{ID: r.ID, State: string(r.State), Shipment: r.Shipment, Payment: r.Payment, Amount: r.Amount})
}

// tellTracking tells the owner of an item what happened to it on its way.
func tellTracking(tx *store.Tx, owner string, e tracking.Event) error {
	return tx.Tell(owner, webhook.Of(webhook.Tracking, e.Code.Stage()), webhook.Data{Number: e.Number, Code: e.Code, Stage: e.Code.Stage(), At: e.At, Place: e.Place, Office: e.Office})
}
