package rest_test

import (
	"fmt"
	"testing"

	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
	"ecship/internal/rest"
)

// M-I3: a client that does the whole list by REST, watched step by step, is given
// its live key.
func TestConformance(t *testing.T) {
	live := open(t)
	c := live.tester("mei")
	c.run.Portal.Conform = true
	if all := c.missing(); len(all) != 10 {
		t.Fatal(all)
	}
	tick := func(step string) {
		t.Helper()
		for _, s := range c.missing() {
			if s == step {
				t.Error("not ticked off:", step)
			}
		}
	}
	c.do("POST", rest.Base+"/quotes", `{"place":"US","weight_g":500}`).must(t, 200)
	tick("quote")
	item := c.do("POST", shipments, tea(), "Idempotency-Key: a").must(t, 201)
	tick("create")
	if len(c.missing()) != 8 {
		t.Error(c.missing())
	}
	c.do("POST", shipments, tea(), "Idempotency-Key: a").must(t, 200)
	tick("repeat")
	id := item.text("id")
	c.do("GET", shipments+"/"+id+"/label.pdf", "").must(t, 200)
	tick("label")
	c.do("GET", shipments+"/"+id+"/events", "").must(t, 200)
	tick("track")
	c.do("POST", shipments+"/"+c.do("POST", shipments, tea()).must(t, 201).text("id")+"/cancel", "").must(t, 200)
	tick("cancel")
	c.do("POST", shipments, tea("Order 1001", "MAGIC-LIMITED")).must(t, 429)
	tick("limit")
	pay := func(item string) string {
		return c.do("POST", rest.Base+"/payments", fmt.Sprintf(`{"items": [%q], "method": "sandbox"}`, item)).must(t, 201).text("id")
	}
	no := pay(c.do("POST", shipments, tea("Order 1001", "MAGIC-DECLINE")).must(t, 201).text("id"))
	tick("pay")
	c.do("GET", rest.Base+"/payments/"+no, "").must(t, 200)
	if len(c.missing()) != 2 {
		t.Error("an open payment was taken for a declined one:", c.missing())
	}
	if err := c.run.Gateway.Pay(no); err != nil {
		t.Fatal(err)
	}
	c.do("GET", rest.Base+"/payments/"+no, "").must(t, 200)
	tick("decline")
	if err := c.run.Gateway.Pay(pay(id)); err != nil {
		t.Fatal(err)
	}
	c.do("POST", rest.Base+"/test/clock", `{"past":"charge"}`).must(t, 200)
	if all := c.missing(); len(all) != 1 || all[0] != "cancel_late" {
		t.Error(all)
	}
	c.run.As("mei")
	if _, err := c.run.Portal.CreateKey(t.Context(), c.run.Who, "shop"); err == nil {
		t.Error("a live key before the list is complete")
	}
	c.do("POST", shipments+"/"+id+"/cancel", "").must(t, 200)
	tick("cancel_late")
	portaltest.Must(c.run, c.run.Portal.CreateKey, "shop")
}

// missing are the steps of the list that the client was not seen doing.
func (c *client) missing() (all []string) {
	lists, err := c.run.Portal.ConformanceOf(c.Context(), c.who, struct{}{})
	if err != nil {
		c.Fatal(err)
	}
	for _, l := range lists {
		for _, s := range l.Steps {
			if l.Door == portal.REST && s.At.IsZero() {
				all = append(all, s.Step)
			}
		}
	}
	return all
}
