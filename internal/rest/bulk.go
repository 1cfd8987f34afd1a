package rest

import (
	"net/http"

	"github.com/go-json-experiment/json"

	"ecship/internal/portal"
	"ecship/internal/problem"
)

// bulkMost is how many items one request may hold.
const bulkMost = 100

// NewShipments are items to prepare by one request, each for itself.
type NewShipments struct {
	Shipments []NewShipment `json:"shipments" doc:"up to 100; a bad one does not hold up the others"`
}

// createShipments makes them one after the other. Each has an idempotency key of
// its own, made of the caller's and its place in the list.
func createShipments(c *call, in NewShipments) (int, MadeMany, error) {
	if n := len(in.Shipments); n == 0 || n > bulkMost {
		return 0, MadeMany{}, problem.New(problem.Invalid, "rest.bulk", "shipments", "most", bulkMost)
	}
	out := MadeMany{Results: []Made{}}
	for i := range in.Shipments {
		one := &in.Shipments[i]
		body, err := json.Marshal(one)
		if err != nil {
			return 0, MadeMany{}, err
		}
		made, err := c.Portal.CreateShipment(c.r.Context(), c.who, portal.NewShipment{Draft: one.draft(), Issue: one.Issue, Once: c.part(i, body)})
		if err != nil {
			code, p := c.wrong(one.rename(err), func(field string) string {
				if field == onceHeader {
					return field
				}
				return at("shipments", i) + "." + member(field)
			})
			if code >= http.StatusInternalServerError {
				return 0, MadeMany{}, err
			}
			out.Results = append(out.Results, Made{Status: code, Problem: &p})
			continue
		}
		it, code := c.shipment(made.Item), http.StatusCreated
		if made.Again {
			code = http.StatusOK
		}
		out.Results = append(out.Results, Made{Status: code, Shipment: &it})
	}
	return http.StatusMultiStatus, out, nil
}

// wrong is what one of a list would have been refused with, its fields moved to
// where it stands.
func (c *call) wrong(err error, move func(field string) string) (int, Problem) {
	var list problem.List
	list.Take("", err)
	p := problem.Of(list.Err())
	p.Kind = problem.Of(err).Kind
	for _, q := range p.All() {
		if q.Field != "" {
			q.Field = move(q.Field)
		}
	}
	code := statuses[p.Kind]
	return code, c.problem(code, p)
}

// ShipmentIDs names items.
type ShipmentIDs struct {
	IDs []string `json:"ids" doc:"up to 100"`
}

// Cancelled is what became of each of a list.
type Cancelled struct {
	Results []CancelledOne `json:"results" doc:"in the order asked for"`
}

// CancelledOne is what became of one item.
type CancelledOne struct {
	ID      string   `json:"id"`
	Status  int      `json:"status" doc:"200, or what the request would have been refused with if it had been the only one"`
	Problem *Problem `json:"problem,omitempty"`
}

func cancelShipments(c *call, in ShipmentIDs) (int, Cancelled, error) {
	if n := len(in.IDs); n == 0 || n > bulkMost {
		return 0, Cancelled{}, problem.New(problem.Invalid, "rest.bulk", "ids", "most", bulkMost)
	}
	out := Cancelled{Results: []CancelledOne{}}
	for i, id := range in.IDs {
		err := mistaken(at("ids", i), id, "shp")
		if err == nil {
			_, err = c.Portal.CancelShipment(c.r.Context(), c.who, id)
		}
		one := CancelledOne{ID: id, Status: http.StatusOK}
		if err != nil {
			code, p := c.wrong(err, func(field string) string { return field })
			if code >= http.StatusInternalServerError {
				return 0, Cancelled{}, err
			}
			one.Status, one.Problem = code, &p
		}
		out.Results = append(out.Results, one)
	}
	return http.StatusMultiStatus, out, nil
}
