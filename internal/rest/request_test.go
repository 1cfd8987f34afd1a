package rest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ecship/internal/portal"
	"ecship/internal/rest"
)

// M-I1: what was asked for with a key is found for 30 days, by the key and by
// its owner, without anything of anybody; other customers find nothing.
func TestRequestLog(t *testing.T) {
	c := open(t)
	made := c.do("POST", shipments, tea()).must(t, 201)
	c.run.Later(time.Second)
	refused := c.do("GET", shipments+"?q=O%27Neil&limit=x", "").must(t, 422)
	c.run.Later(time.Second)
	c.do("GET", shipments+"/"+made.text("id"), "").must(t, 200)
	c.do("GET", rest.Base+"/tracking/"+made.text("number"), "").must(t, 200)
	c.do("GET", shipments+"/O'Neil", "").must(t, 404)
	c.run.Later(time.Second)
	r := c.do("GET", rest.Base+"/requests", "").must(t, 200)
	var got []string
	for _, x := range r.json["requests"].([]any) {
		one := x.(map[string]any)
		got = append(got, fmt.Sprint(one["method"], " ", strings.TrimPrefix(one["path"].(string), rest.Base), " ", one["status"]))
	}
	for _, want := range []string{"POST /shipments 201", "GET /shipments 422", "GET /shipments/" + made.text("id") + " 200", "GET /tracking/{number} 200", "GET /shipments/{id} 404"} {
		if !strings.Contains(strings.Join(got, "\n")+"\n", want+"\n") {
			t.Errorf("%s is not in %q", want, got)
		}
	}
	if len(got) != 5 || !strings.Contains(string(r.body), refused.Header.Get("X-Request-Id")) || strings.Contains(string(r.body), "Neil") || strings.Contains(string(r.body), made.text("number")) {
		t.Errorf("%s", r.body)
	}

	all, err := c.run.Portal.Keys(t.Context(), c.who)
	if err != nil {
		t.Fatal(err)
	}
	id := all[0].ID
	c.do("GET", rest.Base+"/keys/"+id+"/requests", "").must(t, 200)
	c.as("tom").do("GET", rest.Base+"/keys/"+id+"/requests", "").refused(t, "404 error.not_found")

	// A page at a time, each once.
	for range 40 {
		c.do("GET", shipments, "").must(t, 200)
	}
	seen, next := map[string]bool{}, ""
	for range 9 {
		page := c.do("GET", rest.Base+"/keys/"+id+"/requests?after="+next, "").must(t, 200)
		for _, x := range page.json["requests"].([]any) {
			seen[x.(map[string]any)["request_id"].(string)] = true
		}
		if next = page.text("next"); next == "" {
			break
		}
	}
	if len(seen) < 47 || next != "" {
		t.Error(len(seen), next)
	}

	if _, err := c.run.Portal.Requests(t.Context(), c.who, portal.RequestPage{Key: id}); err != nil { // and what is still held is written
		t.Fatal(err)
	}
	c.run.Later(31 * 24 * time.Hour)
	if err := c.run.Portal.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := c.do("GET", rest.Base+"/requests", "").must(t, 200); r.count("requests") != 0 {
		t.Errorf("%s", r.body)
	}
}
