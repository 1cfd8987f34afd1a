package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ecship/internal/account"
	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/shipment"
	"ecship/internal/web"
)

// itemsBy lists the id and the number of one of the demo's items in each state.
func (d *demo) itemsBy() (ids, numbers map[shipment.State]string) {
	d.Helper()
	who, err := d.Portal.SignIn(d.Context(), d.Who, portal.Credentials{Email: mei, Password: portal.DemoPassword})
	if err != nil {
		d.Fatal(err)
	}
	l, err := d.Portal.Shipments(d.Context(), who, portal.Search{})
	if err != nil {
		d.Fatal(err)
	}
	ids, numbers = map[shipment.State]string{}, map[shipment.State]string{}
	for _, r := range l.Rows {
		ids[r.State], numbers[r.State] = r.ID, string(r.Number)
	}
	return ids, numbers
}

// M-E1, M-E2, O-01: scan, weigh, cash, receipt.
func TestCounter(t *testing.T) {
	d := newDemo(t)
	_, numbers := d.itemsBy()
	number := numbers[shipment.Issued]
	d.signIn("clerk@example.org")
	seen := checkDocument(t, "scanned", d.get("/counter/?number="+strings.ToLower(number)).body)
	weigh := seen.one(t, "input", "name", "weight")
	if _, focus := weigh.attr["autofocus"]; !focus {
		t.Error("after the scan the weight should have the focus")
	}
	priced := checkDocument(t, "weighed", d.get("/counter/?number="+number+"&weight=350").body)
	form := priced.values(t)
	due := form["quoted"][0]
	if !strings.Contains(priced.text(), "HK$"+due) {
		t.Errorf("the price %s is not shown", due)
	}
	form["cash"] = []string{"1"}
	short := d.post("/counter/", form)
	if p := parse(t, short.body).problems(); short.status != 422 || len(p) != 1 || !strings.HasPrefix(p[0], "cash: ") {
		t.Errorf("too little cash: %d %q", short.status, p)
	}
	form["cash"] = []string{"500"}
	taken := d.post("/counter/", form)
	page := checkDocument(t, "accepted", taken.body)
	if !strings.Contains(page.text(), "Change HK$") {
		t.Fatalf("%d %s", taken.status, page.text())
	}
	receipt := d.get("/counter/" + number + "/receipt.pdf")
	if receipt.status != 200 || receipt.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("receipt: %d %s", receipt.status, receipt.body)
	}
	twice := parse(t, d.post("/counter/", form).body)
	if len(twice.all("section", "class", "verdict posted")) != 1 {
		t.Errorf("accepted twice: %s", twice.text())
	}
}

// issuedLongAgo is the number of a label whose last day was yesterday.
func (d *demo) issuedLongAgo() string {
	d.Helper()
	now := d.Now()
	d.Until((policy.DayOf(now) - policy.LabelDays - 1).At(12))
	defer d.Until(now)
	who, err := d.Portal.SignIn(d.Context(), d.Who, portal.Credentials{Email: "mei@example.org", Password: portal.DemoPassword})
	if err != nil {
		d.Fatal(err)
	}
	l, err := d.Portal.Shipments(d.Context(), who, portal.Search{})
	if err != nil {
		d.Fatal(err)
	}
	for _, r := range l.Rows {
		if r.State == shipment.Issued {
			it, err := d.Portal.SendAgain(d.Context(), who, r.ID)
			if err != nil {
				d.Fatal(err)
			}
			if it, err = d.Portal.IssueShipment(d.Context(), who, it.ID); err != nil {
				d.Fatal(err)
			}
			return string(it.Number)
		}
	}
	d.Fatal("the demo has no issued item")
	return ""
}

// M-E1: each refusal has its own words, heading, colour and picture.
func TestCounterRefusals(t *testing.T) {
	d := newDemo(t)
	_, by := d.itemsBy()
	d.signIn("clerk@example.org")
	looks := map[string]string{}
	try := func(name, number string) {
		t.Helper()
		page := checkDocument(t, name, d.get("/counter/?number="+url.QueryEscape(number)).body)
		verdict := page.all("section", "role", "alert")
		if len(verdict) != 1 {
			t.Fatalf("%s: %s", name, page.text())
		}
		look := verdict[0].attr["class"] + " " + verdict[0].one(t, "h2").text()
		if other, ok := looks[look]; ok {
			t.Errorf("%s looks like %s: %s", name, other, look)
		}
		looks[look] = name
		scan := page.one(t, "input", "name", "number")
		if _, focus := scan.attr["autofocus"]; !focus || scan.attr["value"] != "" {
			t.Errorf("%s: the next scan has to wait", name)
		}
	}
	try("posted", by[shipment.Posted])
	try("cancelled", by[shipment.Cancelled])
	try("unknown", "RA123456785HK")
	try("foreign", "RA123456785GB")
	try("mistyped", "RA123456784HK")
	try("expired", d.issuedLongAgo())
}

// S-01: the counter is no sender's, and a clerk has no items.
func TestCounterIsForClerks(t *testing.T) {
	d := newDemo(t)
	if a := d.get("/counter/"); !strings.HasPrefix(a.path, "/sign-in") {
		t.Errorf("nobody at the counter: %s", a.path)
	}
	d.signIn("mei@example.org")
	if a := d.get("/counter/"); a.status != 403 {
		t.Errorf("a sender at the counter: %d", a.status)
	}
	d.newVisitor()
	d.signIn("clerk@example.org")
	if a := d.get("/items"); a.status != 403 {
		t.Errorf("a clerk's items: %d", a.status)
	}
	d.newVisitor()
	if _, err := d.Portal.OpenAccount(d.Context(), portal.NewAccount{Email: "admin@example.org", Password: portal.DemoPassword, Name: "Au", Staff: account.Admin}); err != nil {
		t.Fatal(err)
	}
	d.signIn("admin@example.org") // whose home is no counter
}

// M-I1: a key's secret is shown once, and a revoked key says so.
func TestKeys(t *testing.T) {
	d := newDemo(t)
	d.signIn("wing@example.org")
	if p := parse(t, d.post("/keys", url.Values{"name": {" "}}).body).problems(); len(p) != 1 {
		t.Errorf("a key without a name: %q", p)
	}
	made := checkDocument(t, "made", d.post("/keys", url.Values{"name": {"My shop"}}).body)
	secret := made.one(t, "code", "class", "secret").text()
	if !strings.HasPrefix(secret, "ecs_live_") {
		t.Fatalf("the secret is %q", secret)
	}
	later := checkDocument(t, "listed", d.get("/keys").body)
	if strings.Contains(later.text(), secret) || !strings.Contains(later.text(), "My shop") {
		t.Error("the secret is shown again, or the key is not")
	}
	revoke := ""
	for _, f := range later.all("form") {
		if strings.HasSuffix(f.attr["action"], "/revoke") {
			revoke = f.attr["action"]
		}
	}
	if a := d.post(revoke, nil); !strings.Contains(a.body, "Revoked") {
		t.Errorf("revoked at %q: %s", revoke, a.path)
	}
	if _, err := d.Portal.ActorByKey(d.Context(), d.Who, secret); err == nil {
		t.Error("a revoked key works")
	}
}

// S-07: a form that moves money is not taken without its session's token, even
// from a browser that says nothing of where the request comes from.
func TestMoneyNeedsItsToken(t *testing.T) {
	d := newDemo(t)
	d.signIn("clerk@example.org")
	for _, token := range []string{"", "x", web.FormToken("another session")} {
		a := d.post("/counter/", url.Values{"number": {"CA100000003HK"}, "weight": {"1500"}, "cash": {"1000"}, web.TokenField: {token}})
		if a.status != http.StatusForbidden || !strings.Contains(a.body, i18n.En.T("web.error.token")) {
			t.Errorf("token %q: %d", token, a.status)
		}
	}
	if a := d.get("/counter/?number=nothing"); a.status == http.StatusForbidden {
		t.Error("looking needs no token")
	}
}

// M-C8: the clerk sees the indicator of an item to the United States, and is told
// where a sender's items are not kept apart; items of another sender, or to
// elsewhere, do not count.
func TestCounterChecksSegregation(t *testing.T) {
	d := newDemo(t)
	d.As("nora")
	express := func(zip, state string) string {
		draft := portal.Draft{Route: &portal.Route{Service: "AEX", Place: "US", Grams: 500},
			Recipient: &postal.Address{Name: "Ann", Street: []string{"1 Main St"}, City: "Town", State: state, Postcode: zip, Place: "US"},
			Sender:    &postal.Address{Name: "Nora", Street: []string{"8 Shanghai Street"}, City: "Kowloon", Place: "HK", Phone: "91234567"},
			Contents:  &customs.Declaration{Category: customs.Gift, Currency: "HKD", Lines: []customs.Line{{Description: "cotton shirts", Quantity: 1, Net: 300, Value: 9000, HS: "610910", Origin: "HK"}}}}
		it, err := d.Portal.CreateShipment(d.Context(), d.Who, portal.NewShipment{Draft: draft, Issue: true})
		if err != nil {
			t.Fatal(err)
		}
		return string(it.Number)
	}
	jfk, jfk2, sfo := express("10001", "NY"), express("10002", "NY"), express("94101", "CA")
	d.signIn(clerk)
	scan := func(number string) string {
		return checkDocument(t, number, d.get("/counter/?number="+number).body).text()
	}
	take := func(number string) string {
		form := checkDocument(t, "priced", d.get("/counter/?number="+number+"&weight=500").body).values(t)
		form["cash"] = []string{"500"}
		return checkDocument(t, "accepted", d.post("/counter/", form).body).text()
	}
	const warning = "Keep them in separate bags"
	if page := scan(sfo); !strings.Contains(page, "SFO") || strings.Contains(page, warning) {
		t.Error(page)
	}
	if page := take(jfk); !strings.Contains(page, "1-JFK") {
		t.Error("after the acceptance:", page)
	}
	if page := scan(sfo); !strings.Contains(page, warning) || !strings.Contains(page, "1-JFK") {
		t.Error("JFK, then another:", page)
	}
	if page := scan(jfk2); strings.Contains(page, warning) {
		t.Error("JFK again:", page)
	}
	_, numbers := d.itemsBy()
	if page := scan(numbers[shipment.Issued]); strings.Contains(page, warning) || strings.Contains(page, "JFK") {
		t.Error("somebody else's to Germany:", page)
	}
}
