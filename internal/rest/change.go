package rest

import (
	"net/http"

	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/portal"
	"ecship/internal/postal"
)

// ChangedShipment is more about a draft. What is left out stays; the members of
// the route (service, place, weight, size, insurance, advice of receipt) are one
// group, saved whole where any of them is there.
type ChangedShipment struct {
	Service         string               `json:"service,omitempty" doc:"ship code" example:"ARM"`
	Place           string               `json:"place,omitempty" doc:"code of the destination" example:"US"`
	Grams           postal.Grams         `json:"weight_g,omitempty"`
	Size            *postal.Size         `json:"size,omitempty"`
	Insured         money.Amount         `json:"insured_cents,omitempty"`
	AdviceOfReceipt bool                 `json:"advice_of_receipt,omitempty"`
	Sender          *postal.Address      `json:"sender,omitempty"`
	Recipient       *postal.Address      `json:"recipient,omitempty"`
	Contents        *customs.Declaration `json:"contents,omitempty"`
	Reference       *string              `json:"reference,omitempty"`
}

func changeShipment(c *call, in ChangedShipment) (int, Shipment, error) {
	v, err := c.version(0)
	if err != nil {
		return 0, Shipment{}, err
	}
	whole := NewShipment{Service: in.Service, Place: in.Place, Grams: in.Grams, Size: in.Size, Insured: in.Insured, AdviceOfReceipt: in.AdviceOfReceipt,
		Sender: in.Sender, Recipient: in.Recipient, Contents: in.Contents, Reference: in.Reference}
	it, err := c.Portal.SaveDraft(c.r.Context(), c.who, portal.DraftOf{ID: c.r.PathValue("id"), Version: v, Draft: whole.draft()})
	if err != nil {
		return 0, Shipment{}, whole.rename(err)
	}
	return http.StatusOK, c.shipment(it), nil
}

// sendAgain makes a draft of what another item says.
func sendAgain(c *call, _ nothing) (int, Shipment, error) {
	it, err := c.Portal.SendAgain(c.r.Context(), c.who, c.r.PathValue("id"))
	if err != nil {
		return 0, Shipment{}, err
	}
	return c.created("/shipments/"+it.ID, false), c.shipment(it), nil
}
