package rest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ecship/internal/rest"
)

// M-I1: the id of another kind of thing is refused by its form alone, whether
// there is such a thing or not.
func TestKindsOfIDs(t *testing.T) {
	c := open(t)
	item := c.do("POST", shipments, tea()).must(t, 201).text("id")
	for _, id := range []string{item, "shp_00000000000000000000000000"} {
		for _, path := range []string{"/payments/", "/addresses/", "/templates/", "/batches/"} {
			c.do("GET", rest.Base+path+id, "").refused(t, "404 rest.id_kind at id")
		}
	}
	r := c.do("POST", rest.Base+"/payments", `{"items":["adr_00000000000000000000000000"],"method":"sandbox"}`)
	r.refused(t, "404 rest.id_kind at items.0")
	if detail := r.text("detail"); !strings.Contains(detail, "adr_") || !strings.Contains(detail, "shp_") {
		t.Error(detail)
	}
	c.do("POST", rest.Base+"/refunds", `{"shipment":"pay_00000000000000000000000000"}`).refused(t, "404 rest.id_kind at shipment")
	c.do("GET", rest.Base+"/payments/shp_", "").refused(t, "404 error.not_found")
}

// M-I1: of two programs that change what both have read, the later is told by
// If-Match; who asks for what he has is told so.
func TestETags(t *testing.T) {
	c := open(t)
	made := c.do("POST", addresses, saved()).must(t, 201)
	path := addresses + "/" + made.text("id")
	tag := c.do("GET", path, "").must(t, 200).Header.Get("ETag")
	if tag == "" || tag != made.Header.Get("ETag") {
		t.Errorf("made with %q, read with %q", made.Header.Get("ETag"), tag)
	}
	for header, want := range map[string]int{tag: 304, `W/` + tag: 304, `"x", ` + tag: 304, "*": 304, `"1-x"`: 200, "x": 200} {
		if r := c.do("GET", path, "", "If-None-Match: "+header).must(t, want); want == 304 && (len(r.body) != 0 || r.Header.Get("ETag") != tag) {
			t.Errorf("%s: %v %s", header, r.Header, r.body)
		}
	}
	change := strings.Replace(saved("12 West", "14 West"), `"kind":"recipient",`, ``, 1)
	for _, bad := range []string{`"x"`, `1-x`, `"0"`, `"-1"`, `""`, `"`, `"1", "2"`} {
		c.do("PUT", path, change, "If-Match: "+bad).refused(t, "412 rest.if_match at If-Match")
	}
	next := c.do("PUT", path, change, "If-Match: "+tag).must(t, 200).Header.Get("ETag")
	c.do("PUT", path, change, "If-Match: "+tag).refused(t, "412 store.changed")
	c.do("PUT", path, strings.Replace(change, `{`, `{"version":1,`, 1), "If-Match: "+next).refused(t, "412 rest.if_match at If-Match")
	c.do("PUT", path, change, "If-Match: "+next).must(t, 200)
	c.do("PUT", path, change, "If-Match: *").must(t, 200)
	c.do("DELETE", path, "", "If-Match: *").refused(t, "422 rest.if_match_unused at If-Match")
	c.do("GET", path, "").must(t, 200)
}

// M-I1: a program gets no more than it asks for.
func TestSparse(t *testing.T) {
	c := open(t)
	id := c.do("POST", shipments, tea()).must(t, 201).text("id")
	for query, want := range map[string]string{
		"/" + id + "?fields=state":        fmt.Sprintf(`{"id":%q,"state":"issued"}`, id),
		"/" + id + "?fields=id,%20state":  fmt.Sprintf(`{"id":%q,"state":"issued"}`, id),
		"?fields=reference&q=nobody":      `{"shipments":[]}`,
		"?fields=reference,state&limit=1": fmt.Sprintf(`{"shipments":[{"id":%q,"state":"issued","reference":"Order 1001"}]}`, id),
		"/" + id + "?fields=posted_at":    fmt.Sprintf(`{"id":%q}`, id),
	} {
		if r := c.do("GET", shipments+query, "").must(t, 200); string(r.body) != want {
			t.Errorf("%s: %s", query, r.body)
		}
	}
	for fields, suggestion := range map[string]any{"stat": "state", "refernce": "reference", "moon": nil, ",": nil, "events.at": "events", "state,state,sate": "state"} {
		r := c.do("GET", shipments+"/"+id+"?fields="+fields, "")
		r.refused(t, "422 rest.fields at fields")
		if r.json["suggestion"] != suggestion {
			t.Errorf("%s: %v", fields, r.json["suggestion"])
		}
	}
	c.do("GET", shipments+"/"+id+"/label.pdf?fields=id", "").refused(t, "422 api.parameter_unknown at fields")
}

// M-I1: a cursor is for its own list and filters; one that is made up, cut or
// changed in a letter is refused.
func TestCursors(t *testing.T) {
	c := open(t)
	for range 3 {
		c.do("POST", shipments, tea()).must(t, 201)
	}
	next := c.do("GET", shipments+"?limit=1&place=US", "").must(t, 200).text("next")
	c.do("GET", shipments+"?limit=2&place=US&fields=state&after="+next, "").must(t, 200)
	for _, query := range []string{"place=DE&after=" + next, "after=" + next, "place=US&after=" + next[1:], "place=US&after=" + next + "A", "place=US&after=shp_1", "place=US&after=AAAA", "place=US&after=%00"} {
		c.do("GET", shipments+"?"+query, "").refused(t, "422 rest.cursor at after")
	}
	c.do("GET", addresses+"?after="+next, "").refused(t, "422 rest.cursor at after")
	for i := range next {
		bad := next[:i] + string(next[i]^1) + next[i+1:]
		if r := c.do("GET", shipments+"?place=US&after="+bad, ""); r.StatusCode != 422 {
			t.Errorf("%q instead of %q is taken", bad, next)
		}
	}
}

// M-I1: every answer says what is left of its limit.
func TestLimitHeaders(t *testing.T) {
	c := open(t)
	ask := func() http.Header { return c.do("GET", shipments, "").Header }
	first, second := ask(), ask()
	if first.Get("RateLimit-Policy") != `"reads";q=300;w=15` || first.Get("RateLimit") != `"reads";r=299;t=1` || second.Get("RateLimit-Remaining") != "298" || second.Get("RateLimit-Limit") != "300" {
		t.Error(first, second)
	}
	for range 300 {
		second = ask()
	}
	if second.Get("RateLimit") != `"reads";r=0;t=15` || second.Get("RateLimit-Reset") != "15" || second.Get("Retry-After") != "1" {
		t.Error(second)
	}
	c.run.Later(time.Minute)
	if h := ask(); h.Get("RateLimit-Remaining") != "299" {
		t.Error(h)
	}
	if h := c.do("GET", shipments, "", "Authorization: Bearer x").must(t, 401).Header; h.Get("RateLimit-Remaining") == "" {
		t.Error(h)
	}
}

// S-11: what is misspelt is named with what was probably meant.
func TestSuggestions(t *testing.T) {
	c := open(t)
	quotes := rest.Base + "/quotes"
	for _, x := range []struct{ method, path, body, want string }{
		{"POST", quotes, `{"plcae":"US","weight_g":500}`, "place"},
		{"POST", quotes, `{"place":"US","weigth_g":500}`, "weight_g"},
		{"POST", quotes, `{"place":"US","weightG":500}`, "weight_g"},
		{"POST", quotes, `{"place":"US","weight_g":500,"size":{"lenght_mm":1}}`, "length_mm"},
		{"POST", shipments, tea(`"city":"New York"`, `"citty":"New York"`), "city"},
		{"POST", shipments, tea(`"net_weight_g"`, `"netweight"`), "net_weight_g"},
		{"POST", quotes, `{"` + strings.Repeat("place", 1000) + `":1}`, ""},
		{"POST", quotes, `{"xyzzy":1}`, ""},
		{"GET", shipments + "?sate=draft", "", "state"},
		{"GET", shipments + "?status=draft", "", "state"},
		{"GET", shipments + "?xyzzy=draft", "", ""},
	} {
		r := c.do(x.method, x.path, x.body).must(t, 422)
		if r.text("suggestion") != x.want {
			t.Errorf("%.80s: %q, want %q", x.body+x.path, r.text("suggestion"), x.want)
		}
	}
}
