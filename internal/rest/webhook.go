package rest

import (
	"net/http"
	"slices"
	"time"

	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/problem"
	"ecship/internal/webhook"
)

var deliveryQuery = []parameter{
	{name: "state", doc: "waiting, delivered or dead; all where it is left out"},
	{name: "after", doc: "the next of the page before"},
	{name: "limit", doc: "deliveries on a page, 1 to 100; 25 where it is left out"},
}

var eventQuery = []parameter{
	{name: "after", doc: "the id of the last event that you have, evt_…; the oldest that is kept where it is left out"},
	{name: "limit", doc: "events at most, 1 to 100; 100 where it is left out"},
}

// NewWebhook is an endpoint to be told of events.
type NewWebhook struct {
	URL   string   `json:"url" doc:"https, a public name" example:"https://shop.example.com/events"`
	Types []string `json:"types" doc:"event types, or whole families as payment.*" example:"[\"shipment.*\",\"payment.captured\"]"`
}

// Webhook is an endpoint of a customer's program.
type Webhook struct {
	ID        string              `json:"id" example:"whk_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	URL       string              `json:"url"`
	Types     []string            `json:"types"`
	State     portal.WebhookState `json:"state" doc:"active or paused; what happens while it is paused waits"`
	Secret    string              `json:"secret,omitempty" doc:"whsec_…, in the answer that made it and in no other"`
	OldUntil  *time.Time          `json:"old_secret_until,omitempty" doc:"until then the secret before signs too"`
	CreatedAt time.Time           `json:"created_at"`
}

// WebhookList is all endpoints.
type WebhookList struct {
	Webhooks []Webhook `json:"webhooks"`
}

// Delivery is an event on its way to an endpoint.
type Delivery struct {
	Event  string         `json:"event" doc:"the webhook-id of the message" example:"evt_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	Type   webhook.Type   `json:"type" example:"shipment.issued"`
	Object string         `json:"object,omitempty" doc:"what it is about: an id, or an item number"`
	At     time.Time      `json:"at"`
	State  webhook.State  `json:"state" doc:"waiting, delivered or dead"`
	Tries  int            `json:"tries"`
	NextAt *time.Time     `json:"next_at,omitempty" doc:"while waiting"`
	Code   int            `json:"code,omitempty" doc:"the endpoint's last status"`
	Reason webhook.Reason `json:"reason,omitempty" doc:"why the last try failed: timeout, unreachable, no_name, tls, forbidden, redirect, status, cut or removed"`
}

// DeliveryList is a page of deliveries, newest first.
type DeliveryList struct {
	Deliveries []Delivery `json:"deliveries"`
	Next       string     `json:"next,omitempty" doc:"give it as after to go on; absent at the end"`
}

// DeliveryDetail is a delivery with what was sent and every try.
type DeliveryDetail struct {
	Delivery Delivery `json:"delivery"`
	Body     string   `json:"body" doc:"JSON, as text: what is sent, byte for byte"`
	All      []Try    `json:"all_tries"`
}

// Try is one try of a delivery.
type Try struct {
	At      time.Time      `json:"at"`
	Took    int64          `json:"took_ms"`
	Code    int            `json:"code,omitempty"`
	Reason  webhook.Reason `json:"reason,omitempty"`
	Excerpt string         `json:"excerpt,omitempty" doc:"the beginning of the endpoint's answer"`
}

// ReplayOf names what is to be sent again.
type ReplayOf struct {
	Events []string `json:"events,omitempty" doc:"up to 100 ids of events; left out, all that was given up"`
}

// Replayed tells how much is sent again.
type Replayed struct {
	Deliveries int64 `json:"deliveries"`
}

// TestEvent names the test event that is on its way.
type TestEvent struct {
	Event string `json:"event"`
}

// EventList is events as they happened, oldest first.
type EventList struct {
	Events []Told `json:"events"`
}

// Told is an event as endpoints are told of it.
type Told struct {
	ID   string `json:"id" example:"evt_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	Body string `json:"body" doc:"JSON, as text: type, timestamp and data, byte for byte as endpoints get it"`
}

func webhookOf(w portal.Webhook) Webhook {
	return Webhook{ID: w.ID, URL: w.URL, Types: w.Types, State: w.State, Secret: string(w.Secret), OldUntil: moment(w.OldUntil), CreatedAt: w.CreatedAt.UTC()}
}

func listWebhooks(c *call, _ nothing) (int, WebhookList, error) {
	all, err := c.Portal.Webhooks(c.r.Context(), c.who, struct{}{})
	out := WebhookList{Webhooks: []Webhook{}}
	for _, w := range all {
		out.Webhooks = append(out.Webhooks, webhookOf(w))
	}
	return http.StatusOK, out, err
}

func createWebhook(c *call, in NewWebhook) (int, Webhook, error) {
	w, err := c.Portal.CreateWebhook(c.r.Context(), c.who, portal.NewWebhook{URL: in.URL, Types: in.Types, Once: c.onceOf()})
	if err != nil {
		return 0, Webhook{}, err
	}
	return c.created("/webhooks/"+w.ID, w.Again), webhookOf(w), nil
}

func changeWebhook(c *call, in NewWebhook) (int, Webhook, error) {
	w, err := c.Portal.ChangeWebhook(c.r.Context(), c.who, portal.WebhookChange{ID: c.r.PathValue("id"), URL: in.URL, Types: in.Types})
	return http.StatusOK, webhookOf(w), err
}

// onWebhook makes an operation of a use case that takes an endpoint's id.
func onWebhook(do func(*call, string) (portal.Webhook, error)) action {
	return does(func(c *call, _ nothing) (int, Webhook, error) {
		w, err := do(c, c.r.PathValue("id"))
		return http.StatusOK, webhookOf(w), err
	})
}

func getWebhook(c *call, id string) (portal.Webhook, error) {
	return c.Portal.Webhook(c.r.Context(), c.who, id)
}

func pauseWebhook(c *call, id string) (portal.Webhook, error) {
	return c.Portal.PauseWebhook(c.r.Context(), c.who, id)
}

func resumeWebhook(c *call, id string) (portal.Webhook, error) {
	return c.Portal.ResumeWebhook(c.r.Context(), c.who, id)
}

func rotateWebhook(c *call, id string) (portal.Webhook, error) {
	return c.Portal.RotateWebhook(c.r.Context(), c.who, id)
}

func removeWebhook(c *call) error {
	_, err := c.Portal.RemoveWebhook(c.r.Context(), c.who, c.r.PathValue("id"))
	return err
}

func testWebhook(c *call, _ nothing) (int, TestEvent, error) {
	event, err := c.Portal.TestWebhook(c.r.Context(), c.who, c.r.PathValue("id"))
	return http.StatusAccepted, TestEvent{event}, err
}

func deliveryOf(d portal.Delivery) Delivery {
	out := Delivery{Event: d.Event, Type: d.Type, Object: d.Object, At: d.At.UTC(), State: d.State, Tries: d.Tries, Code: d.Code, Reason: d.Reason}
	if d.State == webhook.Waiting {
		out.NextAt = moment(d.NextAt)
	}
	return out
}

func listDeliveries(c *call, _ nothing) (int, DeliveryList, error) {
	var l problem.List
	in := portal.DeliveryPage{Webhook: c.r.PathValue("id"), State: webhook.State(c.r.URL.Query().Get("state")), After: c.after(&l), Most: c.whole(&l, "limit", 1, policy.ListRows)}
	if in.State != "" && !slices.Contains(webhook.States, in.State) {
		l.Add("webhook.state_unknown", "state")
	}
	if err := l.Err(); err != nil {
		return 0, DeliveryList{}, err
	}
	page, err := c.Portal.Deliveries(c.r.Context(), c.who, in)
	out := DeliveryList{Deliveries: []Delivery{}, Next: c.onward(page.Next)}
	for _, d := range page.Rows {
		out.Deliveries = append(out.Deliveries, deliveryOf(d))
	}
	return http.StatusOK, out, err
}

func getDelivery(c *call, _ nothing) (int, DeliveryDetail, error) {
	d, err := c.Portal.Delivery(c.r.Context(), c.who, portal.DeliveryOf{Webhook: c.r.PathValue("id"), Event: c.r.PathValue("event")})
	if err != nil {
		return 0, DeliveryDetail{}, err
	}
	out := DeliveryDetail{Delivery: deliveryOf(d.Delivery), Body: d.Body, All: []Try{}}
	for _, t := range d.All {
		out.All = append(out.All, Try{t.At.UTC(), t.Took.Milliseconds(), t.Code, t.Reason, t.Excerpt})
	}
	return http.StatusOK, out, nil
}

func replay(c *call, in ReplayOf) (int, Replayed, error) {
	n, err := c.Portal.Replay(c.r.Context(), c.who, portal.ReplayOf{Webhook: c.r.PathValue("id"), Events: in.Events})
	return http.StatusAccepted, Replayed{n}, err
}

func listEvents(c *call, _ nothing) (int, EventList, error) {
	var l problem.List
	in := portal.EventPage{After: c.r.URL.Query().Get("after"), Most: c.whole(&l, "limit", 1, policy.ListRows)}
	if err := l.Err(); err != nil {
		return 0, EventList{}, err
	}
	all, err := c.Portal.Happened(c.r.Context(), c.who, in)
	out := EventList{Events: []Told{}}
	for _, e := range all {
		out.Events = append(out.Events, Told{e.Event, e.Body})
	}
	return http.StatusOK, out, err
}
