package rest

import "ecship/internal/portal"

// deeds are the operations that the list of conformance is about (M-I3).
var deeds = map[string]string{
	"compareServices": "quote", "createShipment": "create", "issueShipment": "create", "getLabel": "label", "getLabelZPL": "label",
	"getShipmentEvents": "track", "trackNumber": "track", "cancelShipment": "cancel", "startPayment": "pay", "getPayment": "look",
}

// replayed is the header of what an Idempotency-Key had made before.
const replayed = "Idempotent-Replayed"

// did tells the portal what a program did well.
func (c *call) did() {
	if deed := deeds[c.op.id]; deed != "" {
		c.observe(deed, c.r.PathValue("id"))
	}
	if c.w.Header().Get(replayed) != "" {
		c.observe("repeat", "")
	}
}

func (c *call) observe(deed, object string) {
	c.Portal.Observe(c.r.Context(), c.who, portal.Deed{Door: portal.REST, Name: deed, Object: object})
}
