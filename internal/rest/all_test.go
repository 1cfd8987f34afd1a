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
	if r := c.do("GET", statement+"/statement.csv", "").must(t, 200); strings.Count(string(r.body), "\n") != 5 || !strings.Contains(string(r.body), "PM10001,2026-11-30,closing") {
		t.Errorf("%s", r.body)
	}
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

// M-A3, M-I1: the address book goes out to a file and comes in from one, what
// stands there twice is merged, and what is wrong with an address is told.
func TestAddressFiles(t *testing.T) {
	c := open(t)
	first := c.do("POST", addresses, saved()).must(t, 201).text("id")
	table := c.do("GET", addresses+"/export.csv", "").must(t, 200)
	cards := c.do("GET", addresses+"/export.vcf?kind=recipient", "").must(t, 200)
	if !strings.Contains(string(table.body), "Ann O'Neil") || !strings.Contains(string(cards.body), "BEGIN:VCARD") || cards.Header.Get("Content-Type") != "text/vcard" {
		t.Errorf("%s\n%s", table.body, cards.body)
	}
	tom := c.as("tom")
	send := func(by *client, query, body, media string) reply {
		return by.do("POST", addresses+"/import"+query, body, "Content-Type: "+media)
	}
	for _, x := range []struct{ body, media string }{{string(table.body), "text/csv"}, {string(cards.body), "text/vcard; charset=utf-8"}} {
		if r := send(c, "", x.body, x.media).must(t, 200); r.json["new"] != 0.0 || r.json["known"] != 1.0 {
			t.Errorf("its own again: %s", r.body)
		}
	}
	const file = "Name,Address 1,City,State,Postcode,Country\nBob Lee,1 High St,Leeds,,LS1 1AA,United Kingdom\nNobody,,,,,US\n"
	if r := send(tom, "?dry_run=true", file, "text/csv").must(t, 200); r.json["new"] != 1.0 || r.json["wrong"] != 1.0 || r.count("left_out") != 1 || !strings.Contains(string(r.body), `"row":3`) {
		t.Errorf("%s", r.body)
	}
	if r := tom.do("GET", addresses, "").must(t, 200); r.json["count"] != 0.0 {
		t.Errorf("a dry run wrote %s", r.body)
	}
	send(tom, "", file, "text/csv").must(t, 200)
	if r := tom.do("GET", addresses, "").must(t, 200); r.json["count"] != 1.0 {
		t.Errorf("%s", r.body)
	}
	send(c, "", file, "application/json").refused(t, "415 api.media_sheet at Content-Type")
	send(c, "?kind=friend", file, "text/csv").refused(t, "422 book.kind at kind")
	send(c, "", "", "text/csv").refused(t, "422 sheet.empty")

	second := c.do("POST", addresses, saved(`"kind"`, `"preferred":false,"kind"`)).must(t, 201).text("id")
	third := c.do("POST", addresses, saved("12 West", "14 West")).must(t, 201).text("id")
	twins := c.do("GET", addresses+"/twins", "").must(t, 200)
	if twins.count("twins") != 1 || !strings.Contains(string(twins.body), first) || !strings.Contains(string(twins.body), second) || strings.Contains(string(twins.body), third) {
		t.Errorf("%s", twins.body)
	}
	merge := func(by *client, ids ...string) reply {
		return by.do("POST", addresses+"/merge", fmt.Sprintf(`{"ids":["%s"]}`, strings.Join(ids, `","`)))
	}
	merge(c, first, third).refused(t, "409 book.not_twins")
	merge(tom, first, second).refused(t, "404 error.not_found")
	merge(c, first, "shp_00000000000000000000000000").refused(t, "404 rest.id_kind at ids.1")
	if r := merge(c, first, second).must(t, 200); r.text("id") != first && r.text("id") != second {
		t.Errorf("%s", r.body)
	}
	if r := c.do("GET", addresses, "").must(t, 200); r.json["count"] != 2.0 {
		t.Errorf("%s", r.body)
	}
}

// M-B2, M-I1: a shop asks where mail goes, what addresses there must have, and
// which services there are; nobody needs a key for that.
func TestPlacesAndServices(t *testing.T) {
	c := open(t)
	nobody := &client{T: t, run: c.run, door: c.door}
	all := nobody.do("GET", rest.Base+"/places", "").must(t, 200)
	if all.count("places") < 200 || !strings.Contains(string(all.body), `"code":"US","name":"United States of America","lines":["city","state","postcode"],"state_name":"state","states":["AL"`) {
		t.Errorf("%d places: %.2000s", all.count("places"), all.body)
	}
	found := nobody.do("GET", rest.Base+"/places?q=Japan&limit=1", "", "Accept-Language: zh-Hant").must(t, 200)
	if found.count("places") != 1 || !strings.Contains(string(found.body), `"code":"JP","name":"日本"`) {
		t.Errorf("%s", found.body)
	}
	nobody.do("GET", rest.Base+"/places?limit=0", "").refused(t, "422 api.whole at limit")
	services := nobody.do("GET", rest.Base+"/services", "").must(t, 200)
	if services.count("services") < 10 || !strings.Contains(string(services.body), `"code":"ARM"`) {
		t.Errorf("%s", services.body)
	}
}

// M-I2, M-I3: a program turns the key of older programs on and off, and an
// integrator asks a member, whose click alone lets him in.
func TestKeysOfOthers(t *testing.T) {
	c := open(t)
	key := rest.Base + "/soap-key"
	on := c.do("POST", key, "").must(t, 201)
	if on.json["on"] != true || on.text("secret") == "" {
		t.Errorf("%s", on.body)
	}
	if r := c.do("GET", key, "").must(t, 200); r.text("username") != on.text("username") || r.json["secret"] != nil {
		t.Errorf("%s", r.body)
	}
	c.do("DELETE", key, "").must(t, 204)
	if r := c.do("GET", key, "").must(t, 200); r.json["on"] != false {
		t.Errorf("%s", r.body)
	}

	tom, integrators := c.as("tom"), rest.Base+"/integrators"
	ask := `{"email":"tom@example.org","scopes":["see"]}`
	c.do("POST", integrators, ask).refused(t, "403 integrator.none")
	if err := c.run.Portal.SetIntegrator(t.Context(), "test", portal.IntegratorOf{Email: "mei@example.org", On: true}); err != nil {
		t.Fatal(err)
	}
	c.do("POST", integrators, strings.Replace(ask, "see", "manage", 1)).refused(t, "422 integrator.scope at scopes")
	id := c.do("POST", integrators, ask).must(t, 201).text("id")
	if r := c.do("GET", integrators, "").must(t, 200); r.count("by_us") != 1 || strings.Contains(string(r.body), `"account"`) {
		t.Errorf("before his click: %s", r.body)
	}
	tom.do("DELETE", integrators+"/"+id, "").refused(t, "404 error.not_found")
	c.run.Work()
	c.run.As("tom")
	portaltest.Must(c.run, c.run.Portal.ConfirmBinding, c.run.Token("tom@example.org"))
	if r := tom.do("GET", integrators, "").must(t, 200); r.count("for_us") != 1 || strings.Contains(string(r.body), c.customer()) {
		t.Errorf("%s", r.body)
	}
	if r := c.do("GET", integrators, "").must(t, 200); !strings.Contains(string(r.body), `"account":"`+tom.customer()+`"`) {
		t.Errorf("%s", r.body)
	}
	tom.do("DELETE", integrators+"/"+id, "").must(t, 204)
	c.do("GET", shipments, "", "Ecship-Account: "+tom.customer()).refused(t, "404 integrator.unbound at Ecship-Account")
}
