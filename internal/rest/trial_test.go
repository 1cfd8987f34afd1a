package rest_test

import (
	"fmt"
	"strings"
	"testing"

	"ecship/internal/rest"
)

const counter = rest.Base + "/test/counter"

// M-I3: a program tries a whole life with a test key: it pays, moves the clock
// past 20:00 and plays the counter. With a live key nothing of that exists.
func TestTrial(t *testing.T) {
	live := open(t)
	for path, body := range map[string]string{"/test/clock": `{"past":"charge"}`, "/test/counter/accept": `{"number":"RR990000010HK"}`,
		"/test/counter/reweigh": `{"number":"RR990000010HK","weight_g":1}`, "/test/counter/refuse": `{"number":"RR990000010HK"}`} {
		live.do("POST", rest.Base+path, body).refused(t, "403 trial.live_key")
	}
	live.do("GET", rest.Base+"/test/clock", "").refused(t, "403 trial.live_key")

	c := live.tester("mei")
	clock := rest.Base + "/test/clock"
	if now := c.do("GET", clock, "").must(t, 200); now.text("now") != "2026-11-23T02:00:00Z" || now.json["ahead_seconds"] != 0.0 {
		t.Error(now.json)
	}
	item := c.do("POST", shipments, tea()).must(t, 201)
	if item.json["test"] != true {
		t.Error(item.json)
	}
	pay := c.do("POST", rest.Base+"/payments", fmt.Sprintf(`{"items": [%q], "method": "sandbox"}`, item.text("id"))).must(t, 201).text("id")
	if err := c.run.Gateway.Pay(pay); err != nil {
		t.Fatal(err)
	}
	c.do("GET", rest.Base+"/payments/"+pay, "").must(t, 200)
	if now := c.do("POST", clock, `{"past":"charge"}`).must(t, 200); now.text("now") != "2026-11-23T12:00:01Z" || now.json["ahead_seconds"] != 36001.0 {
		t.Error(now.json)
	}
	if got := c.do("GET", rest.Base+"/payments/"+pay, "").must(t, 200); got.text("state") != "captured" {
		t.Error(got.json)
	}
	number := `{"number":"` + item.text("number") + `"`
	if got := c.do("POST", counter+"/refuse", number+`,"reason":"torn"}`).must(t, 200); got.text("state") != "issued" {
		t.Error(got.json)
	}
	got := c.do("POST", counter+"/reweigh", number+`,"weight_g":600}`).must(t, 200)
	if s, _ := got.json["shipment"].(map[string]any); s["state"] != "posted" || got.json["weight_g"] != 600.0 || got.json["declared_g"] != 1500.0 ||
		got.json["paid_cents"] != 0.0 || got.json["overpaid_cents"] == 0.0 {
		t.Error(got.json)
	}
	c.do("POST", counter+"/accept", number+`}`).refused(t, "409 counter.posted at number")
	plain := c.do("POST", shipments, tea()).must(t, 201).text("number")
	if got = c.do("POST", counter+"/accept", `{"number":"`+plain+`"}`).must(t, 200); got.json["paid_cents"] != got.json["charged_cents"] {
		t.Error(got.json)
	}
	for body, want := range map[string]string{
		`{}`: "422 trial.clock_how at by_seconds", `{"past":"tea"}`: "422 trial.clock_how at by_seconds",
		`{"by_seconds":-1}`: "422 api.whole at by_seconds", `{"by_seconds":9000000000}`: "422 api.whole at by_seconds",
		`{"to":"2026-11-23T02:00:00Z"}`: "409 trial.clock_back at to", `{"by_seconds":900000000}`: "422 trial.clock_far at to",
	} {
		c.do("POST", clock, body).refused(t, want)
	}
	c.do("POST", counter+"/reweigh", number+`,"weight_g":0}`).refused(t, "422 weight.zero at weight_g")
	limited := tea("Order 1001", "MAGIC-LIMITED")
	if got = c.do("POST", shipments, limited); got.StatusCode != 429 || got.Header.Get("Retry-After") != "1" {
		t.Error(got.StatusCode, got.Header)
	}
	c.do("POST", shipments, limited).must(t, 201)
	if now := live.do("GET", shipments, "").must(t, 200); strings.Contains(string(now.body), plain) {
		t.Error("a live list has a specimen")
	}
	c.lang, c.key = "zh-HK", ""
	if got = c.do("GET", rest.Base+"/test/magic", "").must(t, 200); !strings.Contains(string(got.body), `"MAGIC-DECLINE"`) || !strings.Contains(string(got.body), "銀行拒絕該卡。") {
		t.Errorf("%s", got.body)
	}
}
