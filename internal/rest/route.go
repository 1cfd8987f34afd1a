package rest

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"

	"ecship/internal/account"
	"ecship/internal/porch"
	"ecship/internal/portal"
)

// operation is a row of the table: a method and path, who may use it, how often,
// and what answers. None of them may be missing.
type operation struct {
	id      string // the operationId of the OpenAPI document
	method  string
	path    string // below Base, in the form of http.ServeMux
	summary string // for the OpenAPI document, in English
	gate    gate
	limit   porch.Limit
	once    bool // takes an Idempotency-Key
	query   []parameter
	action
	answers answers
	media   string // of the answer where it is not JSON
}

// parameter is a name that the query may have, once.
type parameter struct{ name, doc, example string }

// answers say what comes back when all is well, by status.
type answers map[int]string

func (o operation) check() error {
	switch {
	case o.gate.admit == nil || o.gate.name == "":
		return fmt.Errorf("rest: the operation %q has no policy", o.id)
	case o.limit.Name == "" || o.limit.PerMinute <= 0:
		return fmt.Errorf("rest: the operation %q has no limit", o.id)
	case o.serve == nil || o.id == "" || o.answers == nil:
		return fmt.Errorf("rest: the operation %s %s is incomplete", o.method, o.path)
	}
	return nil
}

// gate says who may use an operation. It is the first look only: the portal
// asks the same again for the very object.
type gate struct {
	name  string
	admit func(account.Actor) error
}

var public = gate{"public", func(account.Actor) error { return nil }}

// sender admits keys whose role allows the act.
func sender(act account.Act) gate {
	return gate{"sender: " + string(act), func(who account.Actor) error { return who.Sender(act) }}
}

// action is what an operation does, with the types of its JSON bodies; nil where
// there is none.
type action struct {
	serve   func(*call) error
	in, out reflect.Type
}

// nothing is the body of a request that has none.
type nothing struct{}

// does makes an action that reads an In and answers with what do gives, under
// the status that it gives.
func does[In, Out any](do func(*call, In) (int, Out, error)) action {
	a := action{in: reflect.TypeFor[In](), out: reflect.TypeFor[Out]()}
	if a.in == reflect.TypeFor[nothing]() {
		a.in = nil
	}
	a.serve = func(c *call) error {
		var body In
		if a.in != nil {
			if err := c.read(&body); err != nil {
				return err
			}
		}
		code, answer, err := do(c, body)
		if err != nil {
			return err
		}
		return c.write(code, answer)
	}
	return a
}

// operations is everything that the door does.
func operations() []operation {
	return []operation{
		{id: "compareServices", method: http.MethodPost, path: "/quotes", gate: public, limit: quotes, action: does(compare),
			summary: "Compare the postage of every service for an item",
			answers: answers{http.StatusOK: "Every service, cheapest first; then those that can't take the item, each with the reason"}},
		{id: "createShipment", method: http.MethodPost, path: "/shipments", gate: sender(account.Prepare), limit: writes, once: true, action: does(createShipment),
			summary: "Prepare an item, and issue its label at once if asked to",
			answers: answers{http.StatusCreated: "The item that was made", http.StatusOK: "The item that this Idempotency-Key made before"}},
		{id: "listShipments", method: http.MethodGet, path: "/shipments", gate: sender(account.See), limit: reads, query: listQuery, action: does(listShipments),
			summary: "List and search the items of the past six months, newest first, a page at a time",
			answers: answers{http.StatusOK: "A page of items, with the number of items in each state"}},
		{id: "getShipment", method: http.MethodGet, path: "/shipments/{id}", gate: sender(account.See), limit: reads, action: does(getShipment),
			summary: "Show an item with its history",
			answers: answers{http.StatusOK: "The item"}},
		{id: "issueShipment", method: http.MethodPost, path: "/shipments/{id}/issue", gate: sender(account.Prepare), limit: writes, action: does(issueShipment),
			summary: "Give a complete draft its item number and freeze it; once issued, it is answered as it is",
			answers: answers{http.StatusOK: "The issued item"}},
		{id: "getLabel", method: http.MethodGet, path: "/shipments/{id}/label.pdf", gate: sender(account.See), limit: reads, query: append(slices.Clip(prints), instructions), action: action{serve: getLabel(portal.PDF)}, media: "application/pdf",
			summary: "The label of an issued item, never scaled: on pages of its exact size, several to a sheet, or on a roll. Asked for again in the same way, it is the same to the byte",
			answers: answers{http.StatusOK: "The label"}},
		{id: "getLabelZPL", method: http.MethodGet, path: "/shipments/{id}/label.zpl", gate: sender(account.See), limit: reads, query: rolls, action: action{serve: getLabel(portal.ZPL)}, media: "application/zpl",
			summary: "The label of an issued item in ZPL II, for a roll that holds the whole of it",
			answers: answers{http.StatusOK: "The label"}},
		{id: "getCertificate", method: http.MethodGet, path: "/shipments/{id}/certificate.pdf", gate: sender(account.See), limit: reads, action: action{serve: getCertificate}, media: "application/pdf",
			summary: "The certificate of posting, for six months after the item was posted",
			answers: answers{http.StatusOK: "The certificate"}},
		{id: "issueMany", method: http.MethodPost, path: "/shipments/{id}/many", gate: sender(account.Prepare), limit: writes, action: does(issueMany),
			summary: "Issue a label for each of up to 20 recipients, who all get what this item says; a bad one does not hold up the others",
			answers: answers{http.StatusMultiStatus: "What became of each recipient, in their order"}},
		{id: "getSegregation", method: http.MethodGet, path: "/segregation", gate: sender(account.See), limit: reads, action: does(getSegregation),
			summary: "How the items that wait to be posted are to be kept apart, by office of exchange, with counts and weights",
			answers: answers{http.StatusOK: "The groups; none where nothing need be kept apart"}},
		{id: "getSegregationList", method: http.MethodGet, path: "/segregation.pdf", gate: sender(account.See), limit: reads, action: action{serve: getSegregationList}, media: "application/pdf",
			summary: "The same on paper, to go with the bags",
			answers: answers{http.StatusOK: "The list"}},
		{id: "cancelShipment", method: http.MethodPost, path: "/shipments/{id}/cancel", gate: sender(account.Prepare), limit: writes, action: does(cancelShipment),
			summary: "Cancel an item that is not posted, or throw a draft away; before its card is charged nothing is charged for it",
			answers: answers{http.StatusOK: "The cancelled item"}},
		{id: "startPayment", method: http.MethodPost, path: "/payments", gate: sender(account.Pay), limit: writes, once: true, action: does(startPayment),
			summary: "Pay for issued items: a card on the gateway's page, or a deposit account at once",
			answers: answers{http.StatusCreated: "The payment", http.StatusOK: "The payment that this Idempotency-Key began before"}},
		{id: "getPayment", method: http.MethodGet, path: "/payments/{id}", gate: sender(account.See), limit: reads, action: does(getPayment),
			summary: "Show a payment, and what became of the money",
			answers: answers{http.StatusOK: "The payment"}},
		{id: "createRefund", method: http.MethodPost, path: "/refunds", gate: sender(account.Pay), limit: writes, once: true, action: does(createRefund),
			summary: "Apply for what was charged for a cancelled or expired item",
			answers: answers{http.StatusCreated: "The application"}},
		{id: "getDocument", method: http.MethodGet, path: "/openapi.json", gate: public, limit: reads, action: action{serve: getDocument}, media: "application/openapi+json",
			summary: "This document",
			answers: answers{http.StatusOK: "OpenAPI 3.1"}},
	}
}

func getDocument(c *call) error {
	c.w.Header().Set("Content-Type", "application/openapi+json")
	c.w.Write(c.document) //nolint:errcheck // a caller who hung up is not to be told
	return nil
}

// Patterns lists every operation there is, "GET /api/v1/shipments/{id}", for the
// tests that try each.
func Patterns() (all []string) {
	for _, o := range operations() {
		all = append(all, o.method+" "+Base+o.path)
	}
	return all
}
