package rest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"ecship/internal/rest"
	"ecship/internal/webhook"
	"ecship/internal/webhook/courier"
)

const webhooks = rest.Base + "/webhooks"

// M-I1: a program makes its endpoint, is told of what happens, signed with the
// secret that it was given once; looks its deliveries up, pauses, rotates,
// replays and removes; and may ask for the events instead.
func TestWebhooks(t *testing.T) {
	c := open(t)
	c.run.Portal.HooksHere = true
	c.run.Portal.Courier = courier.New(courier.Config{Here: true, Clock: time.Now, Agent: "ecship"})
	deliver := func() {
		t.Helper()
		if err := c.run.Portal.DeliverDue(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	secret := webhook.Secret("")
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || webhook.Verify(secret, r.Header.Get, body, c.run.Now()) != nil {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		got = append(got, string(body))
	}))
	defer shop.Close()
	c.do("POST", webhooks, `{"url":"https://10.0.0.1/","types":["all"]}`).refused(t, "422 webhook.url.inward at url")
	c.do("POST", webhooks, `{"url":"`+shop.URL+`","types":["all"]}`).refused(t, "422 webhook.type.unknown at types")
	made := c.do("POST", webhooks, `{"url":"`+shop.URL+`","types":["shipment.*"]}`, "Idempotency-Key: hook").must(t, 201)
	path := webhooks + "/" + made.text("id")
	if secret = webhook.Secret(made.text("secret")); made.Header.Get("Location") != path {
		t.Error(made.Header)
	}
	if again := c.do("POST", webhooks, `{"url":"`+shop.URL+`","types":["shipment.*"]}`, "Idempotency-Key: hook").must(t, 200); again.text("id") != made.text("id") || again.text("secret") != "" {
		t.Error("again:", again.json)
	}
	item := c.do("POST", shipments, tea()).must(t, 201)
	deliver()
	var told struct {
		Type string
		Data struct{ ID, Number, State string }
	}
	if len(got) != 1 || json.Unmarshal([]byte(got[0]), &told) != nil || told.Type != "shipment.issued" || told.Data.ID != item.text("id") || told.Data.Number != item.text("number") {
		t.Fatal(got)
	}
	list, _ := c.do("GET", path+"/deliveries?state=delivered", "").must(t, 200).json["deliveries"].([]any)
	if len(list) != 1 {
		t.Fatal(list)
	}
	event, _ := list[0].(map[string]any)["event"].(string)
	one := c.do("GET", path+"/deliveries/"+event, "").must(t, 200)
	if one.text("body") != got[0] || len(one.json["all_tries"].([]any)) != 1 {
		t.Error(one.json)
	}
	c.do("GET", path+"/deliveries?state=lost", "").refused(t, "422 webhook.state_unknown at state")
	c.do("POST", path+"/replay", `{"events":["`+event+`"]}`).must(t, 202)
	c.do("POST", path+"/pause", "").must(t, 200)
	deliver()
	if len(got) != 1 {
		t.Error("it is paused")
	}
	c.do("POST", path+"/resume", "").must(t, 200)
	if rotated := c.do("POST", path+"/rotate", "").must(t, 200); rotated.text("secret") == string(secret) || rotated.text("old_secret_until") == "" {
		t.Error(rotated.json)
	}
	c.do("POST", path+"/test", "").must(t, 202)
	deliver()
	if len(got) != 3 {
		t.Error(got)
	}
	c.do("PUT", path, `{"url":"`+shop.URL+`/in","types":["batch.done"]}`).must(t, 200)
	if all, _ := c.do("GET", webhooks, "").must(t, 200).json["webhooks"].([]any); len(all) != 1 || all[0].(map[string]any)["secret"] != nil {
		t.Error(all)
	}
	// The same by asking.
	feed, _ := c.do("GET", rest.Base+"/events", "").must(t, 200).json["events"].([]any)
	if len(feed) < 2 || feed[0].(map[string]any)["id"] != event || feed[0].(map[string]any)["body"] != got[0] {
		t.Error(feed)
	}
	if rest, _ := c.do("GET", rest.Base+"/events?limit=5&after="+event, "").must(t, 200).json["events"].([]any); len(rest) != len(feed)-1 {
		t.Error(rest)
	}
	c.do("DELETE", path, "").must(t, 204)
	c.do("GET", path, "").refused(t, "404 error.not_found")
}
