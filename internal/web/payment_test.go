package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
)

// payForm is the pay page's form as a browser sends it, for one item or for all
// that are ticked.
func (d *demo) payForm(path, method string) url.Values {
	d.Helper()
	page := checkDocument(d.T, "pay", d.get(path).body)
	form := url.Values{"method": {method}}
	for _, in := range page.all("input") {
		_, ticked := in.attr["checked"]
		if in.attr["type"] == "hidden" || in.attr["type"] == "checkbox" && ticked {
			form.Add(in.attr["name"], in.attr["value"])
		}
	}
	return form
}

var paymentID = regexp.MustCompile(`/(pay_[0-9a-z]{26})`)

// startPayment sends the pay form and gives the payment's id and its page. The
// payer who is sent to the gateway leaves that page alone.
func (d *demo) startPayment(path, method string) (id string, a answer) {
	d.Helper()
	form := d.payForm(path, method)
	stay := *d.client
	stay.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	all := d.client
	d.client = &stay
	a = d.post("/pay", form)
	d.client = all
	m := paymentID.FindStringSubmatch(a.header.Get("Location"))
	if m == nil {
		d.Fatalf("paying leads to %q: %q", a.header.Get("Location"), parse(d.T, a.body).problems())
	}
	return m[1], d.get("/payments/" + m[1])
}

// M-D1, M-D2, M-D3, U-06, U-07: from the pay page over the gateway to the
// charge; the page says at each moment what became of the money, and until when
// cancelling is free. No JavaScript anywhere.
func TestPayPages(t *testing.T) {
	d := newDemo(t)
	d.signIn("mei@example.org")
	if csp := d.get("/pay").header.Get("Content-Security-Policy"); !strings.Contains(csp, "form-action 'self' http://localhost:8080;") {
		t.Error("the pay form may not lead to the gateway:", csp)
	}
	id, a := d.startPayment("/pay", "sandbox")
	if doc := checkDocument(t, "begun", a.body); !strings.Contains(doc.text(), "Nothing was charged.") {
		t.Error(doc.text())
	}
	again := d.post("/pay", d.payForm("/pay", "sandbox"))
	if again.status != http.StatusOK || !strings.Contains(again.body, "There is nothing to pay for") {
		if again.status != http.StatusUnprocessableEntity {
			t.Errorf("what is under way can be paid for again: %d at %s", again.status, again.path)
		}
	}
	if err := d.Gateway.Pay(id); err != nil {
		t.Fatal(err)
	}
	a = d.get("/payments/" + id + "/back")
	text := checkDocument(t, "authorised", a.body).text()
	for _, want := range []string{"Nothing is charged yet.", "Free to cancel until 23 November 2026 20:00, 10 h 0 min from now", "Authorised by the card's bank"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
	d.Until(policy.DayOf(d.Now()).At(policy.CaptureHour).Add(-time.Minute))
	if text := parse(t, d.get("/payments/"+id).body).text(); !strings.Contains(text, "1 minute from now") {
		t.Error(text)
	}
	item := parse(t, d.get("/payments/"+id).body).one(t, "table").all("a")[0].attr["href"]
	for _, path := range []string{item, item + "/cancel"} {
		if text := checkDocument(t, "cancel", d.get(path).body).text(); strings.Contains(text, "and pay there") || !strings.Contains(text, "Free to cancel until 23 November 2026 20:00, 1 minute from now") {
			t.Error(path, text)
		}
	}
	if text := parse(t, d.get(item+"/cancel").body).text(); !strings.Contains(text, "Nothing is charged for it.") {
		t.Error(text)
	}
	d.post(item+"/cancel", nil)
	if text := parse(t, d.get("/payments/"+id).body).text(); !strings.Contains(text, "not charged") {
		t.Error(text)
	}
	d.Later(time.Minute)
	d.Work()
	a = d.get("/payments/" + id)
	if text := checkDocument(t, "charged", a.body).text(); !strings.Contains(text, "Charged.") {
		t.Error(text)
	}
	if a := d.get("/payments/" + id + "/receipt.pdf"); a.status != http.StatusOK || a.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("receipt: %d", a.status)
	}
	checkDocument(t, "payments", d.get("/payments").body)
	// M-D4: once charged, the page of an item that is cancelled offers the refund.
	paid := parse(t, d.get("/payments/"+id).body).one(t, "table").all("a")[1].attr["href"]
	if text := checkDocument(t, "cancel", d.get(paid+"/cancel").body).text(); !strings.Contains(text, "It was charged; a refund can be applied for") {
		t.Error(text)
	}
	d.post(paid+"/cancel", nil)
	if a := d.get(paid); !strings.Contains(a.body, paid+"/refund") {
		t.Error("a cancelled item offers no refund")
	}
}

// M-D1: what is left for the counter is a payment that says that nothing is
// charged and by when to post it; it may be paid for online instead.
func TestCounterPages(t *testing.T) {
	d := newDemo(t)
	d.signIn("mei@example.org")
	id, a := d.startPayment("/pay", "counter")
	page := checkDocument(t, "deferred", a.body)
	for _, want := range []string{"to be paid at the counter", "Nothing was charged.", "you pay at the counter when you post it, by 21 February 2027", "Still to be paid", "Left to be paid at the counter"} {
		if !strings.Contains(page.text(), want) {
			t.Errorf("the page lacks %q:\n%s", want, page.text())
		}
	}
	item := page.one(t, "table").all("a")[0].attr["href"]
	if text := checkDocument(t, "item", d.get(item).body).text(); !strings.Contains(text, "Nothing charged; pay when you post it, by 21 February 2027.") {
		t.Error(text)
	}
	// Its items are offered again, but none is ticked unless he asks.
	if form := d.payForm("/pay", "sandbox"); len(form["items"]) != 0 {
		t.Error("ticked by itself:", form["items"])
	}
	instead := "/pay?items=" + strings.TrimPrefix(item, "/items/")
	if text := checkDocument(t, "instead", d.get(instead).body).text(); !strings.Contains(text, "To be paid at the counter, if you do not pay now") {
		t.Error(text)
	}
	if a := d.post("/pay", d.payForm(instead, "counter")); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "left to be paid at the counter already") {
		t.Errorf("%d %s", a.status, parse(t, a.body).problems())
	}
	card, _ := d.startPayment(instead, "sandbox")
	if text := parse(t, d.get(item).body).text(); !strings.Contains(text, "waiting for the payer") {
		t.Error(card, text)
	}
	if text := checkDocument(t, "one less", d.get("/payments/"+id).body).text(); !strings.Contains(text, "not charged") {
		t.Error(text)
	}
	if a := d.get("/payments/" + id + "/receipt.pdf"); a.status != http.StatusConflict {
		t.Errorf("a receipt of nothing: %d", a.status)
	}
	d.signIn("clerk@example.org")
	number := parse(t, a.body).one(t, "table").all("a")[1].text()
	if text := checkDocument(t, "counter", d.get("/counter/?weight=500&unit=g&number="+url.QueryEscape(number)).body).text(); !strings.Contains(text, "The sender chose to pay here.") {
		t.Error(text)
	}
}

// I-3, U-06: while the outcome is not known the page says so and until when,
// never that it failed.
func TestUnknownIsSaid(t *testing.T) {
	d := newDemo(t)
	d.signIn("mei@example.org")
	id, _ := d.startPayment("/pay", "sandbox")
	if err := d.Gateway.Pay(id); err != nil {
		t.Fatal(err)
	}
	d.Gateway.Cause("ask", "", "lost_after", 1)
	text := checkDocument(t, "unknown", d.get("/payments/"+id+"/back").body).text()
	if !strings.Contains(text, "Not yet known. Do not pay again") || !strings.Contains(text, "will know by 23 November 2026 10:15") || strings.Contains(text, "failed") {
		t.Error(text)
	}
	if text := parse(t, d.get("/payments/"+id+"/back").body).text(); !strings.Contains(text, "Nothing is charged yet.") {
		t.Error(text)
	}
}

// An amount that changed between page and payment is shown and asked again.
func TestPriceChanged(t *testing.T) {
	d := newDemo(t)
	d.signIn("mei@example.org")
	form := d.payForm("/pay", "sandbox")
	form.Set("price."+form.Get("items"), "0.10")
	a := d.post("/pay", form)
	if text := checkDocument(t, "changed", a.body).text(); a.status != http.StatusUnprocessableEntity || !strings.Contains(text, "The price has changed") {
		t.Errorf("%d %s", a.status, text)
	}
}

// M-D1: from the deposit account, and to its limit.
func TestPayFromDeposit(t *testing.T) {
	d := newDemo(t)
	d.signIn("mei@example.org")
	form := d.payForm("/pay", "deposit")
	form.Set("source", "PM10001")
	a := d.post("/pay", form)
	if text := parse(t, a.body).text(); !strings.Contains(text, "Charged.") {
		t.Error(a.path, text)
	}
	d.newVisitor()
	d.signIn("wing@example.org")
	if text := parse(t, d.get("/pay").body).text(); !strings.Contains(text, "There is nothing to pay for") {
		t.Error(text)
	}
}

// M-D3, M-D4: cancelling after the charge leads to the application; officers
// see the oldest first, and the applicant sees who has it and when the money is
// promised.
func TestRefundPages(t *testing.T) {
	d := newDemo(t)
	d.signIn("mei@example.org")
	id, _ := d.startPayment("/pay", "sandbox")
	if err := d.Gateway.Pay(id); err != nil {
		t.Fatal(err)
	}
	d.get("/payments/" + id + "/back")
	d.Until(policy.DayOf(d.Now()).At(policy.CaptureHour))
	d.Work()
	item := parse(t, d.get("/payments/"+id).body).one(t, "table").all("a")[0].attr["href"]
	doc := checkDocument(t, "cancel after the charge", d.get(item+"/cancel").body)
	doc.one(t, "input", "name", "refund")
	a := d.post(item+"/cancel", url.Values{"refund": {"1"}})
	if a.path != item+"/refund" {
		t.Fatal(a.path)
	}
	checkDocument(t, "application", a.body)
	a = d.post(item+"/refund", url.Values{"evidence": {"wrong address"}})
	refund := a.path
	text := checkDocument(t, "refund", a.body).text()
	for _, want := range []string{"Submitted", "wrong address", "between 23 January 2027 and 23 March 2027", "queue"} {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
			t.Errorf("the refund's page lacks %q:\n%s", want, text)
		}
	}
	if a := d.get("/office/refunds"); a.status != http.StatusForbidden {
		t.Errorf("a sender sees the officers' queue: %d", a.status)
	}
	d.newVisitor()
	d.signIn("officer@example.org")
	if text := checkDocument(t, "queue", d.get("/office/refunds").body).text(); !strings.Contains(text, "0 days") || !strings.Contains(text, "HK$") {
		t.Error(text)
	}
	office := "/office" + refund
	checkDocument(t, "vetting", d.post(office, url.Values{"do": {"take"}}).body)
	if a := d.post(office, url.Values{"do": {"reject"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Say why it is rejected") {
		t.Errorf("%d", a.status)
	}
	checkDocument(t, "approved", d.post(office, url.Values{"do": {"approve"}, "words": {"right"}}).body)
	d.Work()
	if text := parse(t, d.get(office).body).text(); !strings.Contains(strings.ToLower(text), "credited") {
		t.Error(text)
	}
}

// whoever is not the gateway is refused at the door for notifications.
func TestForgedNotice(t *testing.T) {
	d := newDemo(t)
	for path, want := range map[string]int{"/notices/sandbox": http.StatusBadRequest, "/notices/barter": http.StatusNotFound} {
		req, err := http.NewRequest(http.MethodPost, d.url+path, strings.NewReader(`{"ref":"pay_1"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		if a := d.do(req); a.status != want {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

// stageMoney makes payments in every state for the scenes, of copies of an item:
// pairs of a place and what fills it.
func (d *demo) stageMoney(item string) []string {
	d.Helper()
	who, err := d.Portal.MemberActor(d.Context(), mei, account.Live)
	if err != nil {
		d.Fatal(err)
	}
	r := d.AsActor(who)
	pay := func(method, source string) (portal.Item, portal.Payment) {
		it := portaltest.Must(r, d.Portal.IssueShipment, portaltest.Must(r, d.Portal.SendAgain, item).ID)
		return it, portaltest.Must(r, d.Portal.StartPayment, portal.NewPayment{Items: []string{it.ID}, Method: method, Source: source})
	}
	_, open := pay("sandbox", "")
	_, deferred := pay("counter", "")
	held, authorised := pay("sandbox", "")
	if err := d.Gateway.Pay(authorised.Ref); err != nil {
		d.Fatal(err)
	}
	portaltest.Must(r, d.Portal.RefreshPayment, authorised.ID)
	paid, charged := pay("deposit", "PM10001")
	back, _ := pay("deposit", "PM10001")
	portaltest.Must(r, d.Portal.CancelShipment, back.ID)
	refund := portaltest.Must(r, d.Portal.RequestRefund, portal.NewRefund{Item: back.ID})
	portaltest.Must(d.AsActor(account.Actor{User: "usr_ho", Staff: account.Officer}), d.Portal.TakeRefund, refund.ID)
	return []string{"{open}", open.ID, "{deferred}", deferred.ID, "{authorised}", authorised.ID, "{charged}", charged.ID, "{held}", "/items/" + held.ID, "{paid}", "/items/" + paid.ID,
		"{refund}", refund.ID, "{prepaid}", string(held.Number)}
}
