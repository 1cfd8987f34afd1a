package rest

import (
	"net/http"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/tracking"
)

// Journey is what is known of an item on its way.
type Journey struct {
	Number postal.Number   `json:"number,omitempty"`
	Events []TrackingEvent `json:"events" doc:"in the order in which they happened; none for a number of which nothing is known"`
}

// Life is all that happened to an item: what its sender and the counter did, and
// its way from there.
type Life struct {
	Steps []Event         `json:"steps" doc:"what its sender, the counter and the calendar did"`
	Way   []TrackingEvent `json:"events" doc:"what happened on its way, in order; posting is among the steps"`
}

// TrackingEvent is one thing that happened to an item on its way.
type TrackingEvent struct {
	Code   tracking.Code  `json:"code" doc:"UPU EMSEVT" example:"EMI"`
	Stage  tracking.Stage `json:"stage" doc:"accepted, in_transit, held, customs, out_for_delivery, to_collect, attempted, delivered or stopped"`
	Text   string         `json:"text" doc:"in the language of Accept-Language"`
	At     time.Time      `json:"at"`
	Place  string         `json:"place" doc:"country"`
	Office string         `json:"office,omitempty" doc:"mail centre, by its UPU code of six letters"`
}

func journey(all []tracking.Event, l i18n.Lang) []TrackingEvent {
	out := make([]TrackingEvent, 0, len(all))
	for _, e := range all {
		out = append(out, TrackingEvent{e.Code, e.Code.Stage(), e.Code.In(l), e.At.UTC(), e.Place, e.Office})
	}
	return out
}

func trackNumber(c *call, _ nothing) (int, Journey, error) {
	t, err := c.Portal.Track(c.r.Context(), c.who, portal.Lookup{Number: c.r.PathValue("number"), From: c.caller()})
	return http.StatusOK, Journey{t.Number, journey(t.Events, c.lang)}, err
}

func getEvents(c *call, _ nothing) (int, Life, error) {
	it, err := c.Portal.Shipment(c.r.Context(), c.who, c.r.PathValue("id"))
	if err != nil {
		return 0, Life{}, err
	}
	return http.StatusOK, Life{Steps: steps(it), Way: journey(it.Journey, c.lang)}, nil
}
