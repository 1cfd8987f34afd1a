package rest_test

import (
	"fmt"
	"strings"
	"testing"

	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
	"ecship/internal/rest"
)

// M-I1: a program can do what the pages can: pay from a deposit account, read
// its statement, its payments and spending, print and export many at once,
// change a draft and send an item again.
func TestAllThatThePagesCan(t *testing.T) {
	c := open(t)
	if err := c.run.Portal.OpenDepositAccount(t.Context(), portal.NewDepositAccount{Number: "PM10001", Customer: c.run.Who.Customer, Name: "Shop", Deposit: 100000}); err != nil {
		t.Fatal(err)
	}
	methods := c.do("GET", rest.Base+"/payment-methods", "").must(t, 200)
	if !strings.Contains(string(methods.body), `"number":"PM10001","name":"Shop","state":"active","balance_cents":100000`) || !strings.Contains(string(methods.body), `"method":"deposit","name":"Permit mailing`) {
		t.Errorf("%s", methods.body)
	}
	draft := c.do("POST", shipments, express(`"issue":true`, `"issue":false`)).must(t, 201)
	id := draft.text("id")
	changed := c.do("PATCH", shipments+"/"+id, `{"reference":"Mended"}`, "If-Match: "+draft.Header.Get("ETag")).must(t, 200)
	if changed.text("reference") != "Mended" || changed.json["weight_g"] != float64(900) {
		t.Errorf("%s", changed.body)
	}
	c.do("PATCH", shipments+"/"+id, `{"reference":"Late"}`, "If-Match: "+draft.Header.Get("ETag")).refused(t, "412 store.changed")
	c.do("PATCH", shipments+"/"+id, `{"weight_g":900}`).refused(t, "422 service.unknown at service")
	c.do("POST", shipments+"/"+id+"/issue", "").must(t, 200)
	c.do("PATCH", shipments+"/"+id, `{"reference":"Late"}`).refused(t, "409 shipment.frozen")

	if r := c.do("GET", rest.Base+"/unpaid", "").must(t, 200); fmt.Sprint(r.json["items"]) != "["+id+"]" {
		t.Errorf("%s", r.body)
	}
	pay := fmt.Sprintf(`{"items":[%q],"method":"deposit","source":"PM10001"}`, id)
	c.do("POST", rest.Base+"/payments?dry_run=true", strings.Replace(pay, "10001", "10002", 1)).refused(t, "409 deposit.short at source")
	c.do("POST", rest.Base+"/payments?dry_run=true", pay).must(t, 200)
	paid := c.do("POST", rest.Base+"/payments", pay).must(t, 201)
	if r := c.do("GET", shipments+"/"+id+"/payment", "").must(t, 200); r.text("id") != paid.text("id") {
		t.Errorf("%s", r.body)
	}
	if r := c.do("GET", rest.Base+"/payments", "").must(t, 200); r.count("payments") != 1 {
		t.Errorf("%s", r.body)
	}
	c.do("GET", rest.Base+"/payments/"+paid.text("id")+"/receipt.pdf", "").must(t, 200)
	statement := rest.Base + "/deposit-accounts/PM10001/statements/2026-11"
	if r := c.do("GET", statement, "").must(t, 200); r.count("lines") != 2 || r.json["opening_cents"] != float64(0) {
		t.Errorf("%s", r.body)
	}
	c.do("GET", statement+"/statement.pdf", "").must(t, 200)
	c.do("GET", strings.Replace(statement, "2026-11", "November", 1), "").refused(t, "422 statement.month at month")
	c.do("GET", strings.Replace(statement, "10001", "10002", 1), "").refused(t, "404 error.not_found")
	c.as("tom").do("GET", statement, "").refused(t, "404 error.not_found")
	if r := c.do("GET", rest.Base+"/spending", "").must(t, 200); r.json["items"] != float64(1) || r.count("services") != 1 {
		t.Errorf("%s", r.body)
	}

	again := c.do("POST", shipments+"/"+id+"/again", "").must(t, 201)
	if again.text("state") != "draft" || again.Header.Get("Location") != shipments+"/"+again.text("id") {
		t.Errorf("%v %s", again.Header, again.body)
	}
	other := c.do("POST", shipments, express()).must(t, 201).text("id")
	for path, want := range map[string]string{
		"/labels.pdf?ids=" + id + "," + other:               "application/pdf",
		"/labels.zpl?stock=102x152&ids=" + other + "," + id: "application/zpl",
		"/export.csv?state=issued":                          "text/csv",
		"/export.xlsx?q=tea":                                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	} {
		if r := c.do("GET", shipments+path, "").must(t, 200); r.Header.Get("Content-Type") != want || len(r.body) == 0 {
			t.Errorf("%s: %v", path, r.Header)
		}
	}
	c.do("GET", shipments+"/labels.pdf", "").refused(t, "422 rest.ids at ids")
	c.do("GET", shipments+"/labels.pdf?ids=shp_00000000000000000000000000", "").refused(t, "404 error.not_found")
	c.do("GET", shipments+"/export.csv?after=x", "").refused(t, "422 api.parameter_unknown at after")
	c.as("tom").do("GET", shipments+"/labels.pdf?ids="+id, "").refused(t, "404 error.not_found")

	c.run.AsClerk("GPO")
	it := c.do("GET", shipments+"/"+other, "").must(t, 200)
	portaltest.Must(c.run, c.run.Portal.AcceptAtCounter, portal.Acceptance{Number: it.text("number"), Grams: 900, Cash: 60000})
	c.do("GET", shipments+"/"+other+"/receipt.pdf", "").must(t, 200)
}

// M-I1: a key does what its scopes allow, and gives no more away than it has.
func TestScopes(t *testing.T) {
	c := open(t)
	keys := rest.Base + "/keys"
	make := func(by *client, scopes string) *client {
		r := by.do("POST", keys, fmt.Sprintf(`{"name":"Till","scopes":%s}`, scopes)).must(t, 201)
		return &client{T: t, run: c.run, door: c.door, key: r.text("secret")}
	}
	viewer, manager := make(c, `["see"]`), make(c, `["manage","see"]`)
	viewer.do("GET", shipments, "").must(t, 200)
	viewer.do("POST", shipments, tea()).refused(t, "403 error.forbidden")
	viewer.do("GET", keys, "").refused(t, "403 error.forbidden")
	manager.do("POST", rest.Base+"/payments", `{"items":[],"method":"sandbox"}`).refused(t, "403 error.forbidden")
	manager.do("POST", keys, `{"name":"x","scopes":["see","pay"]}`).refused(t, "422 key.scope at scopes.1")
	c.do("POST", keys, `{"name":"x","scopes":["rule"]}`).refused(t, "422 key.scope at scopes.0")
	c.do("POST", keys, `{"name":""}`).refused(t, "422 key.name.missing at name")
	list := manager.do("GET", keys, "").must(t, 200)
	if list.count("keys") != 3 || strings.Contains(string(list.body), "secret") || !strings.Contains(string(list.body), `"scopes":["see"]`) {
		t.Errorf("%s", list.body)
	}
	usual := make(c, `[]`)
	usual.do("POST", shipments, tea()).must(t, 201)
	usual.do("GET", keys, "").refused(t, "403 error.forbidden")
	id := list.json["keys"].([]any)[1].(map[string]any)["id"].(string)
	manager.do("DELETE", keys+"/"+id, "").must(t, 204)
	viewer.do("GET", shipments, "").refused(t, "401 key.unknown")
}
