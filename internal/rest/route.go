package rest

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"ecship/internal/account"
	"ecship/internal/porch"
	"ecship/internal/portal"
	"ecship/internal/problem"
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
	media   string   // of the answer where it is not JSON
	orMedia string   // another that the answer may have
	accepts []string // media types of the request's body where it is a file
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

// removes makes an action that leaves nothing to answer with.
func removes(do func(*call) error) func(*call) error {
	return func(c *call) error {
		if err := do(c); err != nil {
			return err
		}
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// created is the status of what was made at a path below Base, or, again, had
// been made before under the same Idempotency-Key. It writes the headers that
// say so.
func (c *call) created(path string, again bool) int {
	c.w.Header().Set("Location", Base+path)
	if again {
		c.w.Header().Set("Idempotent-Replayed", "true")
		return http.StatusOK
	}
	return http.StatusCreated
}

// whole is a parameter of the query that is a number within bounds; 0 where it
// is left out.
func (c *call) whole(l *problem.List, name string, least, most int) int {
	text := c.r.URL.Query().Get(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		l.Add("api.whole", name, "least", least, "most", most)
	}
	return n
}

// operations is everything that the door does.
func operations() []operation {
	return []operation{
		{id: "compareServices", method: http.MethodPost, path: "/quotes", gate: public, limit: quotes, action: does(compare),
			summary: "Compare the postage of every service for an item",
			answers: answers{http.StatusOK: "Every service, cheapest first; then those that can't take the item, each with the reason"}},
		{id: "findHeadings", method: http.MethodGet, path: "/hs", gate: public, limit: reads, query: headingQuery, action: does(findHeadings),
			summary: "Find the HS codes of goods by words",
			answers: answers{http.StatusOK: "Headings of the Harmonized System; none where no word is known"}},
		{id: "createShipment", method: http.MethodPost, path: "/shipments", gate: sender(account.Prepare), limit: writes, once: true, action: does(createShipment),
			summary: "Prepare an item, and issue its label at once if asked to",
			answers: answers{http.StatusCreated: "The item that was made", http.StatusOK: "The item that this Idempotency-Key made before"}},
		{id: "listShipments", method: http.MethodGet, path: "/shipments", gate: sender(account.See), limit: reads, query: listQuery, action: does(listShipments),
			summary: "List and search the items of the past six months, newest first, a page at a time",
			answers: answers{http.StatusOK: "A page of items, with the number of items in each state"}},
		{id: "getShipment", method: http.MethodGet, path: "/shipments/{id}", gate: sender(account.See), limit: reads, action: does(getShipment),
			summary: "Show an item with its history",
			answers: answers{http.StatusOK: "The item"}},
		{id: "getShipmentEvents", method: http.MethodGet, path: "/shipments/{id}/events", gate: sender(account.See), limit: reads, action: does(getEvents),
			summary: "What happened to an item: the steps of its life, and its way from the counter",
			answers: answers{http.StatusOK: "The steps and the events"}},
		{id: "trackNumber", method: http.MethodGet, path: "/tracking/{number}", gate: public, limit: reads, action: does(trackNumber),
			summary: "What happened to the item of a number; who goes through numbers that are not his own is stopped",
			answers: answers{http.StatusOK: "The events; none for a number of which nothing is known"}},
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
		{id: "listAddresses", method: http.MethodGet, path: "/addresses", gate: sender(account.See), limit: reads, query: addressQuery, action: does(listAddresses),
			summary: "List and search the address book, last used first, a page at a time",
			answers: answers{http.StatusOK: "A page of entries"}},
		{id: "addAddress", method: http.MethodPost, path: "/addresses", gate: sender(account.Prepare), limit: writes, once: true, action: does(addAddress),
			summary: "Write a recipient or a return address into the address book",
			answers: answers{http.StatusCreated: "The entry", http.StatusOK: "The entry that this Idempotency-Key made before"}},
		{id: "getAddress", method: http.MethodGet, path: "/addresses/{id}", gate: sender(account.See), limit: reads, action: does(getAddress),
			summary: "Show an entry of the address book",
			answers: answers{http.StatusOK: "The entry"}},
		{id: "changeAddress", method: http.MethodPut, path: "/addresses/{id}", gate: sender(account.Prepare), limit: writes, action: does(changeAddress),
			summary: "Save an entry anew; issued items keep what they were issued with",
			answers: answers{http.StatusOK: "The entry as it is now"}},
		{id: "deleteAddress", method: http.MethodDelete, path: "/addresses/{id}", gate: sender(account.Prepare), limit: writes, action: action{serve: removes(deleteAddress)},
			summary: "Strike an entry out; items keep their addresses",
			answers: answers{http.StatusNoContent: "It is gone"}},
		{id: "listTemplates", method: http.MethodGet, path: "/templates", gate: sender(account.See), limit: reads, query: templateQuery, action: does(listTemplates),
			summary: "List and search the item templates, last used first, a page at a time",
			answers: answers{http.StatusOK: "A page of templates"}},
		{id: "addTemplate", method: http.MethodPost, path: "/templates", gate: sender(account.Prepare), limit: writes, once: true, action: does(addTemplate),
			summary: "Keep a line of goods to be used again",
			answers: answers{http.StatusCreated: "The template", http.StatusOK: "The template that this Idempotency-Key made before"}},
		{id: "getTemplate", method: http.MethodGet, path: "/templates/{id}", gate: sender(account.See), limit: reads, action: does(getTemplate),
			summary: "Show a template",
			answers: answers{http.StatusOK: "The template"}},
		{id: "changeTemplate", method: http.MethodPut, path: "/templates/{id}", gate: sender(account.Prepare), limit: writes, action: does(changeTemplate),
			summary: "Save a template anew; items keep what they declared",
			answers: answers{http.StatusOK: "The template as it is now"}},
		{id: "deleteTemplate", method: http.MethodDelete, path: "/templates/{id}", gate: sender(account.Prepare), limit: writes, action: action{serve: removes(deleteTemplate)},
			summary: "Strike a template out; items keep what they declared",
			answers: answers{http.StatusNoContent: "It is gone"}},
		{id: "uploadBatch", method: http.MethodPost, path: "/batches", gate: sender(account.Prepare), limit: uploads, query: uploadQuery, accepts: []string{csvMedia, excelMedia}, action: does(uploadBatch),
			summary: "Send a file of many items, CSV or Excel, up to 16 MB and 500 items unless the operator allows you more. Nothing of it is done before start; the very same file is known again and named as twin",
			answers: answers{http.StatusCreated: "The batch, with its columns recognised"}},
		{id: "listBatches", method: http.MethodGet, path: "/batches", gate: sender(account.See), limit: reads, query: batchQuery, action: does(listBatches),
			summary: "List the files, newest first, a page at a time",
			answers: answers{http.StatusOK: "A page of batches"}},
		{id: "getBatch", method: http.MethodGet, path: "/batches/{id}", gate: sender(account.See), limit: reads, action: does(getBatch),
			summary: "Show where a batch is, how much of the present work is done, and how many rows are in each state",
			answers: answers{http.StatusOK: "The batch"}},
		{id: "getBatchColumns", method: http.MethodGet, path: "/batches/{id}/columns", gate: sender(account.See), limit: reads, action: does(getColumns),
			summary: "Show what the columns were recognised as, with their first cells, and what they may mean",
			answers: answers{http.StatusOK: "The columns"}},
		{id: "startBatch", method: http.MethodPost, path: "/batches/{id}/start", gate: sender(account.Prepare), limit: writes, action: does(startBatch),
			summary: "Confirm the columns, which are remembered for the next such file, and have every row checked and priced in the background",
			answers: answers{http.StatusAccepted: "The batch, being read"}},
		{id: "remapBatch", method: http.MethodPost, path: "/batches/{id}/remap", gate: sender(account.Prepare), limit: writes, action: does(remapBatch),
			summary: "Go back to the columns, before any label is issued; what was mended is forgotten",
			answers: answers{http.StatusOK: "The batch, waiting for start"}},
		{id: "listBatchRows", method: http.MethodGet, path: "/batches/{id}/rows", gate: sender(account.See), limit: reads, query: rowQuery, action: does(listRows),
			summary: "List the rows of a batch in the order of the file, a page at a time",
			answers: answers{http.StatusOK: "A page of rows"}},
		{id: "getBatchRow", method: http.MethodGet, path: "/batches/{id}/rows/{row}", gate: sender(account.See), limit: reads, action: does(getRow),
			summary: "Show a row with what its cells say and what is wrong with them",
			answers: answers{http.StatusOK: "The row"}},
		{id: "changeBatchRow", method: http.MethodPatch, path: "/batches/{id}/rows/{row}", gate: sender(account.Prepare), limit: writes, action: does(changeRow),
			summary: "Type over the cells of a row, or leave it out; it is checked anew, and saved also where something is still wrong",
			answers: answers{http.StatusOK: "The row as it is now"}},
		{id: "listBatchFaults", method: http.MethodGet, path: "/batches/{id}/faults", gate: sender(account.See), limit: reads, action: does(listFaults),
			summary: "What is wrong with the rows, grouped by cause",
			answers: answers{http.StatusOK: "The causes, the most frequent first"}},
		{id: "getBatchFaultFile", method: http.MethodGet, path: "/batches/{id}/faults/file", gate: sender(account.See), limit: reads, media: csvMedia, orMedia: excelMedia, action: action{serve: getFaultFile},
			summary: "The faulty rows in the file's own columns and format, with a column that says what is wrong; mended, send it as a new batch",
			answers: answers{http.StatusOK: "The file"}},
		{id: "mendBatchRows", method: http.MethodPost, path: "/batches/{id}/mend", gate: sender(account.Prepare), limit: writes, action: does(mendRows),
			summary: "Mend every row that waits for a cause by one rule",
			answers: answers{http.StatusOK: "How many rows it mended"}},
		{id: "issueBatch", method: http.MethodPost, path: "/batches/{id}/issue", gate: sender(account.Prepare), limit: writes, action: does(issueBatch),
			summary: "Issue every ready row in the background; faulty ones wait for later",
			answers: answers{http.StatusAccepted: "The batch, being issued"}},
		{id: "stopBatch", method: http.MethodPost, path: "/batches/{id}/stop", gate: sender(account.Prepare), limit: writes, action: does(stopBatch),
			summary: "Stop the issuing; what is issued stays so",
			answers: answers{http.StatusOK: "The batch"}},
		{id: "cancelBatch", method: http.MethodPost, path: "/batches/{id}/cancel", gate: sender(account.Prepare), limit: writes, action: does(cancelBatch),
			summary: "Throw a batch away, before any label is issued of it",
			answers: answers{http.StatusOK: "The batch for the last time: it is not found any more"}},
		{id: "listBatchLabels", method: http.MethodGet, path: "/batches/{id}/labels", gate: sender(account.See), limit: reads, action: does(getBatchParts),
			summary: "List the files that hold the labels of a batch",
			answers: answers{http.StatusOK: "Their paths"}},
		{id: "getBatchLabels", method: http.MethodGet, path: "/batches/{id}/labels.pdf", gate: sender(account.See), limit: reads, query: partQuery, media: "application/pdf", action: action{serve: getBatchLabels},
			summary: "The labels of a batch, up to 500 at a time, without those that were cancelled since",
			answers: answers{http.StatusOK: "The labels"}},
		{id: "getBatchUnpaid", method: http.MethodGet, path: "/batches/{id}/unpaid", gate: sender(account.Pay), limit: reads, action: does(getBatchUnpaid),
			summary: "Which items of a batch nobody has paid for, to be given to a payment",
			answers: answers{http.StatusOK: "The items"}},
		{id: "getTestClock", method: http.MethodGet, path: "/test/clock", gate: sender(account.See), limit: reads, action: does(getClock),
			summary: "What time it is for your test customer",
			answers: answers{http.StatusOK: "Its time"}},
		{id: "moveTestClock", method: http.MethodPost, path: "/test/clock", gate: sender(account.Prepare), limit: writes, action: does(moveClock),
			summary: "With a test key: move your test customer's time on, never back. What becomes due by it is done before the answer: past 20:00 cards are charged, past 90 days labels expire",
			answers: answers{http.StatusOK: "Its time from now on"}},
		{id: "acceptAtTestCounter", method: http.MethodPost, path: "/test/counter/accept", gate: sender(account.Prepare), limit: writes, action: does(acceptAtCounter),
			summary: "With a test key: hand an item in at a counter and pay what is due. Its scale shows what was declared, unless the item's reference has a magic word",
			answers: answers{http.StatusOK: "The posted item, and what was charged for it"}},
		{id: "reweighAtTestCounter", method: http.MethodPost, path: "/test/counter/reweigh", gate: sender(account.Prepare), limit: writes, action: does(reweighAtCounter),
			summary: "With a test key: hand an item in that weighs something else than was declared. The difference is paid there, or a refund opens by itself",
			answers: answers{http.StatusOK: "The posted item, and what was charged for it"}},
		{id: "refuseAtTestCounter", method: http.MethodPost, path: "/test/counter/refuse", gate: sender(account.Prepare), limit: writes, action: does(refuseAtCounter),
			summary: "With a test key: have an item refused at the counter. It stays issued, and can be handed in again",
			answers: answers{http.StatusOK: "The item"}},
		{id: "listMagic", method: http.MethodGet, path: "/test/magic", gate: public, limit: reads, action: does(listMagic),
			summary: "The words that make things go wrong on purpose, in the reference of a test customer's item",
			answers: answers{http.StatusOK: "The words"}},
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
