package rest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"ecship/internal/policy"
	"ecship/internal/rest"
)

// M-I1, M-D1, M-D3: a program pays, sees what became of the money, cancels and
// applies for its refund; sent twice under a key it is done once.
func TestPayments(t *testing.T) {
	c := open(t)
	item := c.do("POST", rest.Base+"/shipments", tea()).must(t, http.StatusCreated).json["id"].(string)
	c.do("POST", rest.Base+"/payments", fmt.Sprintf(`{"items": [%q], "method": "sandbox", "quoted_cents": 1}`, item)).must(t, http.StatusConflict)
	for _, own := range []string{`"currency": "USD"`, `"amount_cents": 1`} { // what is paid is the postage, in Hong Kong dollars
		c.do("POST", rest.Base+"/payments", fmt.Sprintf(`{"items": [%q], "method": "sandbox", %s}`, item, own)).must(t, http.StatusUnprocessableEntity)
	}
	body := fmt.Sprintf(`{"items": [%q], "method": "sandbox"}`, item)
	one := c.do("POST", rest.Base+"/payments", body, "Idempotency-Key: k1").must(t, http.StatusCreated)
	two := c.do("POST", rest.Base+"/payments", body, "Idempotency-Key: k1").must(t, http.StatusOK)
	id := one.json["id"].(string)
	if two.json["id"] != id || one.json["state"] != "open" || one.json["money"] != "nothing" || one.json["checkout_url"] == "" {
		t.Fatalf("%v %v", one.json, two.json)
	}
	c.do("POST", rest.Base+"/payments", body, "Idempotency-Key: k2").must(t, http.StatusConflict)
	if err := c.run.Gateway.Pay(id); err != nil {
		t.Fatal(err)
	}
	if got := c.do("GET", rest.Base+"/payments/"+id, "").must(t, http.StatusOK); got.json["state"] != "authorised" || got.json["capture_at"] != "2026-11-23T12:00:00Z" {
		t.Fatal(got.json)
	}
	c.run.Until(policy.DayOf(c.run.Now()).At(policy.CaptureHour))
	c.run.Work()
	if got := c.do("GET", rest.Base+"/payments/"+id, "").must(t, http.StatusOK); got.json["money"] != "charged" || got.json["captured_cents"] != got.json["amount_cents"] {
		t.Fatal(got.json)
	}
	refund := fmt.Sprintf(`{"shipment": %q, "evidence": "sold out"}`, item)
	c.do("POST", rest.Base+"/refunds", refund).must(t, http.StatusConflict)
	if got := c.do("POST", rest.Base+"/shipments/"+item+"/cancel", "").must(t, http.StatusOK); got.json["state"] != "cancelled" {
		t.Error(got.json)
	}
	got := c.do("POST", rest.Base+"/refunds", refund).must(t, http.StatusCreated)
	if got.json["state"] != "submitted" || got.json["promised_from"] != "2027-01-23" || got.json["promised_to"] != "2027-03-23" {
		t.Error(got.json)
	}
	c.do("POST", rest.Base+"/refunds", refund).must(t, http.StatusConflict)
	if shown := c.do("GET", rest.Base+"/refunds/"+got.text("id"), "").must(t, http.StatusOK); string(shown.body) != string(got.body) {
		t.Errorf("%s\n%s", shown.body, got.body)
	}

	other := c.as("mallory")
	for _, try := range [][3]string{{"GET", "/payments/" + id, ""}, {"POST", "/payments", body}, {"POST", "/refunds", refund}, {"POST", "/shipments/" + item + "/cancel", ""}} {
		if r := other.do(try[0], rest.Base+try[1], try[2]).must(t, http.StatusNotFound); strings.Contains(string(r.body), item) {
			t.Error("a foreign answer names the item")
		}
	}
}

// M-D1, M-I1: a program leaves items for the counter, and is told that nothing is
// charged and by which day to hand them in.
func TestPaymentAtCounter(t *testing.T) {
	c := open(t)
	item := c.do("POST", rest.Base+"/shipments", tea()).must(t, http.StatusCreated).json["id"].(string)
	body := fmt.Sprintf(`{"items": [%q], "method": "counter"}`, item)
	got := c.do("POST", rest.Base+"/payments", body).must(t, http.StatusCreated).json
	if got["state"] != "deferred" || got["money"] != "nothing" || got["pay_by"] != "2027-02-21" || got["captured_cents"] != 0.0 {
		t.Fatal(got)
	}
	c.do("POST", rest.Base+"/payments", body).must(t, http.StatusConflict)
	if read := c.do("GET", rest.Base+"/payments/"+got["id"].(string), "").must(t, http.StatusOK).json; read["pay_by"] != got["pay_by"] {
		t.Error(read)
	}
	c.do("POST", rest.Base+"/shipments/"+item+"/cancel", "").must(t, http.StatusOK)
	if read := c.do("GET", rest.Base+"/payments/"+got["id"].(string), "").must(t, http.StatusOK).json; read["state"] != "withdrawn" || read["pay_by"] != nil {
		t.Error(read)
	}
}
