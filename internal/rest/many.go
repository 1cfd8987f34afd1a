package rest

import (
	"cmp"
	"net/http"
	"strconv"

	"ecship/internal/portal"
	"ecship/internal/postal"
)

// Many are recipients in one destination who get the same (M-C6).
type Many struct {
	Recipients []postal.Address `json:"recipients" doc:"up to 20, all in the destination of the item; place may be left out"`
	Once       string           `json:"once,omitempty" doc:"a name of your choosing for this list. Sent again with the bad recipients mended, those that were issued are answered as they are and get no second label. An Idempotency-Key does the same"`
}

// MadeMany is what became of the recipients, in their order.
type MadeMany struct {
	Results []Made `json:"results"`
}

// Made is what became of one: its item, or what is wrong.
type Made struct {
	Status   int       `json:"status" doc:"201, or what the request would have been refused with if it had been the only one"`
	Shipment *Shipment `json:"shipment,omitempty"`
	Problem  *Problem  `json:"problem,omitempty" doc:"fields are paths of this request: recipients.3.postcode"`
}

func issueMany(c *call, in Many) (int, MadeMany, error) {
	made, err := c.Portal.IssueMany(c.r.Context(), c.who, portal.Many{From: c.r.PathValue("id"), Recipients: in.Recipients, Once: cmp.Or(in.Once, c.r.Header.Get(onceHeader))})
	if err != nil {
		return 0, MadeMany{}, err
	}
	out := MadeMany{}
	for i, m := range made {
		if m.Err == nil {
			it := c.shipment(m.Item)
			out.Results = append(out.Results, Made{Status: http.StatusCreated, Shipment: &it})
			continue
		}
		code, wrong := c.wrong(m.Err, func(field string) string { return fieldOfMany(i, field) })
		out.Results = append(out.Results, Made{Status: code, Problem: &wrong})
	}
	return http.StatusMultiStatus, out, nil
}

// fieldOfMany is a field of a draft as a path of the request: only recipients
// are in it, all else belongs to the item that they share.
func fieldOfMany(i int, field string) string {
	const own = "recipient."
	if len(field) > len(own) && field[:len(own)] == own {
		return "recipients." + strconv.Itoa(i) + "." + field[len(own):]
	}
	return field
}
