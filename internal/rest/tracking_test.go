package rest_test

import (
	"strings"
	"testing"

	"ecship/internal/rest"
)

// M-I4: programs read what happened to their items, and anybody what is
// public of a number.
func TestTrackingByREST(t *testing.T) {
	c := open(t)
	made := c.do("POST", shipments, express()).must(t, 201)
	number := made.text("number")
	if r := c.do("GET", shipments+"/"+made.text("id")+"/events", "").must(t, 200); r.count("steps") != 1 || r.count("events") != 0 || !strings.Contains(string(r.body), `"event":"issue"`) {
		t.Errorf("%s", r.body)
	}
	feed := "number,code,at,place\n" + number + ",EMI,2026-11-23T01:00:00Z,US\n"
	if _, err := c.run.Portal.ImportTracking(t.Context(), "post", strings.NewReader(feed)); err != nil {
		t.Fatal(err)
	}
	if r := c.do("GET", shipments+"/"+made.text("id")+"/events", "").must(t, 200); r.count("events") != 1 {
		t.Errorf("%s", r.body)
	}
	c.key = ""
	if r := c.do("GET", rest.Base+"/tracking/"+number, "").must(t, 200); r.text("number") != number || r.count("events") != 1 {
		t.Errorf("%s", r.body)
	}
}
