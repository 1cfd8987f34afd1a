package rest

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

var listQuery = []parameter{
	{name: "q", doc: "words that must all be there in what the label prints or in the name of its service or place; a whole item number finds that item"},
	{name: "reference", doc: "your own reference, letter by letter"},
	{name: "state", doc: "draft, issued, posted, cancelled or expired"},
	{name: "service", doc: "ship code"},
	{name: "place", doc: "code of the destination"},
	{name: "batch", doc: "id of a file of many items: those that came in it"},
	{name: "from", doc: "first day of creation in Hong Kong, such as 2026-11-23; no earlier than six months ago"},
	{name: "to", doc: "last day of creation"},
	{name: "after", doc: "the next of the page before"},
	{name: "counts", doc: "true, to be told also how many items are in each state"},
	{name: "limit", doc: "items on a page, 1 to 100; 25 where it is left out"},
}

// searchQuery are the filters alone, for what has no pages.
func searchQuery() []parameter {
	return slices.DeleteFunc(slices.Clone(listQuery), func(p parameter) bool { return slices.Contains([]string{"after", "counts", "limit"}, p.name) })
}

// ShipmentList is a page of items, newest first.
type ShipmentList struct {
	Shipments []ShipmentLine `json:"shipments"`
	Next      string         `json:"next,omitempty" doc:"give it as after to go on; absent at the end. A page may be short, or empty, and have one"`
	// Counts never depend on the filters.
	Counts map[shipment.State]int `json:"counts,omitempty" doc:"where asked for: all items of the past six months by state, whatever the filters"`
}

// ShipmentLine is what a list tells of an item; ask for the item for more.
type ShipmentLine struct {
	ID        string         `json:"id"`
	State     shipment.State `json:"state"`
	Service   string         `json:"service,omitempty"`
	Place     string         `json:"place,omitempty"`
	Number    postal.Number  `json:"number,omitempty"`
	Reference string         `json:"reference,omitempty"`
	Recipient string         `json:"recipient_name,omitempty"`
	Grams     postal.Grams   `json:"weight_g,omitempty"`
	Total     money.Amount   `json:"total_cents,omitempty" doc:"postage: the estimate, and what was charged once it is posted"`
	CreatedAt time.Time      `json:"created_at"`
	IssuedAt  *time.Time     `json:"issued_at,omitempty"`
	PostedAt  *time.Time     `json:"posted_at,omitempty"`
	ExpiresOn *policy.Day    `json:"expires_on,omitempty"`
}

func listShipments(c *call, _ nothing) (int, ShipmentList, error) {
	in, err := c.search()
	if err != nil {
		return 0, ShipmentList{}, err
	}
	l, err := c.Portal.Shipments(c.r.Context(), c.who, in)
	if err != nil {
		return 0, ShipmentList{}, err
	}
	out := ShipmentList{Shipments: make([]ShipmentLine, 0, len(l.Rows)), Next: c.onward(l.Next), Counts: l.Counts}
	for _, r := range l.Rows {
		line := ShipmentLine{ID: r.ID, State: r.State, Service: r.Service, Place: r.Place, Number: r.Number, Reference: r.Reference, Recipient: r.RecipientName,
			Grams: r.Grams, Total: r.Total, CreatedAt: r.CreatedAt.UTC(), IssuedAt: moment(r.IssuedAt), PostedAt: moment(r.PostedAt)}
		if r.ExpiresOn != 0 {
			line.ExpiresOn = &r.ExpiresOn
		}
		out.Shipments = append(out.Shipments, line)
	}
	return http.StatusOK, out, nil
}

// search reads the query.
func (c *call) search() (in portal.Search, err error) {
	var l problem.List
	q := c.query()
	in = portal.Search{Text: q.Get("q"), Reference: q.Get("reference"), State: shipment.State(q.Get("state")), Service: q.Get("service"), Place: q.Get("place"), Batch: q.Get("batch"), After: c.after(&l)}
	if in.State != "" && (!slices.Contains(shipment.States, in.State) || in.State == shipment.Purged) {
		l.Add("api.state", "state")
	}
	day := func(name string) (d policy.Day) {
		if text := q.Get(name); text != "" {
			if d, err = policy.ParseDay(text); err != nil {
				l.Add("history.day", name)
			}
		}
		return d
	}
	in.From, in.To = day("from"), day("to")
	switch q.Get("counts") {
	case "", "false":
		in.Uncounted = true
	case "true":
	default:
		l.Add("history.counts", "counts")
	}
	if text := q.Get("limit"); text != "" {
		if in.Limit, err = strconv.Atoi(text); err != nil || in.Limit < 1 || in.Limit > policy.ListRows {
			l.Add("history.limit", "limit", "most", policy.ListRows)
		}
	}
	return in, l.Err()
}
