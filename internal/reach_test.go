package internal_test

import (
	"slices"
	"strings"
	"testing"

	"ecship/internal/rest"
	"ecship/internal/web"
)

// Why a page has nothing like it among the operations of REST.
const (
	byPerson = "who may act for a customer is decided by a person who signed in: a stolen key lets nobody stay"
	asPage   = "a page of links, help or progress around what is elsewhere in this table"
	ofMail   = "the other end of a link in a mail, which only its reader has"
	ofStaff  = "clerks and officers work with pages"
)

// reach says for each page, or all pages below a path, by which operations a
// program does the same, or why there is none.
var reach = []struct{ page, by, none string }{
	{"/{$}", "POST /quotes", ""},
	{"/places", "GET /places", ""},
	{"/help", "", asPage}, {"/API-portal", "GET /openapi.json", ""},
	{"/track", "GET /tracking/{number}", ""},
	{"/register", "", byPerson}, {"/activate", "", ofMail}, {"/sign-in", "", byPerson}, {"/sign-out", "", byPerson}, {"/reset", "", ofMail},
	{"/resend", "", ofMail}, {"/forgotten", "", ofMail}, {"/demo/outbox", "", asPage}, {"/invitation", "", ofMail},

	{"/items", "GET /shipments", ""},
	{"/items/charts", "GET /spending", ""},
	{"/items/export.csv", "GET /shipments/export.csv", ""}, {"/items/export.xlsx", "GET /shipments/export.xlsx", ""},
	{"/items/chosen", "POST /shipments/cancel, GET /shipments/labels.pdf, POST /shipments/{id}/again, POST /payments", ""},
	{"/items/new", "POST /shipments", ""},
	{"/items/labels.pdf", "GET /shipments/labels.pdf", ""}, {"/items/labels.zpl", "GET /shipments/labels.zpl", ""},
	{"/items/print", "GET /shipments/{id}/label.pdf", ""}, {"/items/print/test.pdf", "", "rulers for a person with a printer"},
	{"/items/{id}/many", "POST /shipments/{id}/many", ""},
	{"/items/segregation", "GET /segregation", ""}, {"/items/segregation.pdf", "GET /segregation.pdf", ""},
	{"/items/{id}/certificate.pdf", "GET /shipments/{id}/certificate.pdf", ""},
	{"/items/{id}", "GET /shipments/{id}, GET /shipments/{id}/events, GET /shipments/{id}/payment", ""},
	{"/items/{id}/check", "POST /shipments/{id}/issue", ""},
	{"/items/{id}/label.pdf", "GET /shipments/{id}/label.pdf", ""}, {"/items/{id}/label.zpl", "GET /shipments/{id}/label.zpl", ""},
	{"/items/{id}/receipt.pdf", "GET /shipments/{id}/receipt.pdf", ""},
	{"/items/{id}/cancel", "POST /shipments/{id}/cancel", ""}, {"/items/{id}/again", "POST /shipments/{id}/again", ""},
	{"/items/{id}/refund", "POST /refunds", ""},
	{"/items/{id}/template", "POST /templates, POST /addresses", ""},
	{"/items/{id}/route", "PATCH /shipments/{id}", ""}, {"/items/{id}/recipient", "PATCH /shipments/{id}", ""},
	{"/items/{id}/sender", "PATCH /shipments/{id}", ""}, {"/items/{id}/contents", "PATCH /shipments/{id}", ""},

	{"/batches", "GET /batches", ""}, {"/batches/new", "POST /batches", ""}, {"/batches/template.csv", "GET /batches/{id}/columns", ""}, {"/batches/template.xlsx", "GET /batches/{id}/columns", ""},
	{"/batches/{id}", "GET /batches/{id}, POST /batches/{id}/start, POST /batches/{id}/mend, POST /batches/{id}/issue, POST /batches/{id}/stop, POST /batches/{id}/cancel", ""},
	{"/batches/{id}/progress", "GET /batches/{id}", ""}, {"/batches/{id}/row", "GET /batches/{id}/rows/{row}, PATCH /batches/{id}/rows/{row}", ""},
	{"/batches/{id}/labels.pdf", "GET /batches/{id}/labels.pdf", ""}, {"/batches/{id}/faults", "GET /batches/{id}/faults/file", ""},

	{"/pay", "POST /payments, GET /payment-methods, GET /unpaid", ""},
	{"/payments", "GET /payments", ""}, {"/payments/{id}", "GET /payments/{id}", ""}, {"/payments/{id}/back", "", asPage},
	{"/payments/{id}/receipt.pdf", "GET /payments/{id}/receipt.pdf", ""}, {"/payments/{id}/abandon", "POST /payments/{id}/abandon", ""},
	{"/account/statements", "GET /deposit-accounts/{number}/statements/{month}", ""},
	{"/account/statements.pdf", "GET /deposit-accounts/{number}/statements/{month}/statement.pdf", ""},
	{"/account/statements.csv", "GET /deposit-accounts/{number}/statements/{month}/statement.csv", ""},
	{"/refunds/{id}", "GET /refunds/{id}", ""},
	{"/notices/settings", "", "mails to a person are that person's own to switch"}, {"/notices/stop", "", ofMail}, {"/notices/{method}", "", "for payment gateways"},
	{"/office/", "", ofStaff}, {"/counter/", "", ofStaff},

	{"/addresses", "GET /addresses", ""}, {"/addresses/find", "GET /addresses", ""}, {"/addresses/new", "POST /addresses", ""},
	{"/addresses/export.csv", "GET /addresses/export.csv", ""}, {"/addresses/export.vcf", "GET /addresses/export.vcf", ""},
	{"/address-files", "POST /addresses/import", ""}, {"/addresses/twins", "GET /addresses/twins, POST /addresses/merge", ""},
	{"/addresses/{id}", "GET /addresses/{id}, PUT /addresses/{id}", ""}, {"/addresses/{id}/delete", "DELETE /addresses/{id}", ""},
	{"/templates", "GET /templates", ""}, {"/templates/find", "GET /templates", ""}, {"/templates/new", "POST /templates", ""},
	{"/templates/{id}", "GET /templates/{id}, PUT /templates/{id}", ""}, {"/templates/{id}/delete", "DELETE /templates/{id}", ""},
	{"/hs/find", "GET /hs", ""},

	{"/keys", "GET /keys, POST /keys", ""}, {"/keys/soap/on", "POST /soap-key", ""}, {"/keys/soap/off", "DELETE /soap-key", ""},
	{"/keys/{id}/requests", "GET /keys/{id}/requests", ""}, {"/keys/{id}/revoke", "DELETE /keys/{id}", ""},
	{"/developers", "", "the live key is given to a person, once his program did its list"},
	{"/developers/clock", "POST /test/clock", ""},
	{"/webhooks", "GET /webhooks, POST /webhooks", ""},
	{"/webhooks/{id}", "GET /webhooks/{id}, PUT /webhooks/{id}, DELETE /webhooks/{id}, POST /webhooks/{id}/pause, POST /webhooks/{id}/resume, POST /webhooks/{id}/rotate, POST /webhooks/{id}/test, POST /webhooks/{id}/replay", ""},
	{"/webhooks/{id}/delivery", "GET /webhooks/{id}/deliveries/{event}", ""},
	{"/integrators", "GET /integrators, POST /integrators", ""}, {"/integrators/confirm", "", ofMail}, {"/integrators/{id}/end", "DELETE /integrators/{id}", ""},
	{"/team", "", byPerson},
}

// M-I1: REST can do all that the pages can, paying included. A new page fails
// here until somebody has said by which operation a program does the same.
func TestReach(t *testing.T) {
	operations := rest.Patterns()
	used := make([]bool, len(reach))
	for _, pattern := range web.Patterns() {
		_, path, _ := strings.Cut(pattern, " ")
		found := -1
		for i, r := range reach {
			// An exact row comes before one of all that is below a path.
			if r.page == path {
				found = i
				break
			}
			if r.by == "" || r.page == "/API-portal" || r.page == "/address-files" {
				if strings.HasPrefix(path, strings.TrimSuffix(r.page, "/")+"/") {
					found = i
				}
			}
		}
		if found < 0 {
			t.Errorf("%s: by which operation does a program do the same, or why is there none?", pattern)
			continue
		}
		used[found] = true
	}
	for i, r := range reach {
		if !used[i] {
			t.Errorf("there is no page %s any more", r.page)
		}
		if (r.by == "") == (r.none == "") {
			t.Errorf("%s: an operation, or why there is none", r.page)
		}
		if r.by == "" {
			continue
		}
		for by := range strings.SplitSeq(r.by, ", ") {
			method, path, _ := strings.Cut(by, " ")
			if !slices.Contains(operations, method+" "+rest.Base+path) {
				t.Errorf("%s: there is no operation %s", r.page, by)
			}
		}
	}
}
