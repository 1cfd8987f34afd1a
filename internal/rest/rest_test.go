package rest_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
	"ecship/internal/postal"
	"ecship/internal/rest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// client speaks to a door with one sender's key.
type client struct {
	*testing.T
	run  *portaltest.Runner
	door http.Handler
	key  string
	lang string
	who  account.Actor // whose key it is
}

func open(t *testing.T) *client {
	t.Helper()
	r := portaltest.New(t)
	door, err := rest.New(rest.Config{Portal: r.Portal, Now: r.Now})
	if err != nil {
		t.Fatal(err)
	}
	return (&client{T: t, run: r, door: door}).as("mei")
}

// as is the same door with another sender's key.
func (c *client) as(name string) *client {
	c.Helper()
	c.run.As(name)
	k := portaltest.Must(c.run, c.run.Portal.MakeKey, portal.KeyOf{Name: "shop", Scopes: account.Acts})
	return &client{T: c.T, run: c.run, door: c.door, key: k.Secret, who: c.run.Who}
}

// tester is the same door with a key of somebody's test customer.
func (c *client) tester(name string) *client {
	c.Helper()
	c.run.As(name)
	c.run.AsActor(portaltest.Must(c.run, c.run.Portal.Tester, struct{}{}))
	k := portaltest.Must(c.run, c.run.Portal.MakeKey, portal.KeyOf{Name: "shop", Scopes: account.Acts})
	return &client{T: c.T, run: c.run, door: c.door, key: k.Secret, who: c.run.Who}
}

// speak makes the client's sender speak in the story too.
func (c *client) speak() { c.run.AsActor(c.who) }

type reply struct {
	*http.Response
	body []byte
	json map[string]any
}

// do sends a request; headers come as "Name: value".
func (c *client) do(method, path, body string, headers ...string) reply {
	c.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.key != "" {
		r.Header.Set("Authorization", "Bearer "+c.key)
	}
	if c.lang != "" {
		r.Header.Set("Accept-Language", c.lang)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	c.door.ServeHTTP(w, r)
	out := reply{Response: w.Result()}
	out.body, _ = io.ReadAll(out.Body)
	if strings.Contains(out.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(out.body, &out.json); err != nil {
			c.Fatalf("%s %s answers %q: %v", method, path, out.body, err)
		}
	}
	if err := theContract().judge(r, []byte(body), out); err != nil {
		c.Errorf("%s %s with %.200s is answered with what the document does not describe: %v\n%.500s", method, path, body, err, out.body)
	}
	if out.Header.Get("X-Request-Id") == "" {
		c.Errorf("%s %s has no request id", method, path)
	}
	return out
}

// must fails the test unless the status is the one wanted.
func (r reply) must(t *testing.T, status int) reply {
	t.Helper()
	if r.StatusCode != status {
		t.Fatalf("status %d, want %d: %s", r.StatusCode, status, r.body)
	}
	return r
}

// refused fails the test unless the answer is this problem: "422 weight.zero at
// weight_g".
func (r reply) refused(t *testing.T, want string) {
	t.Helper()
	got := fmt.Sprintf("%d %v", r.StatusCode, r.json["code"])
	if f, ok := r.json["field"]; ok {
		got += fmt.Sprintf(" at %v", f)
	}
	if got != want {
		t.Errorf("%s, want %s: %s", got, want, r.body)
		return
	}
	detail, _ := r.json["detail"].(string)
	if r.Header.Get("Content-Type") != "application/problem+json" || r.json["request_id"] != r.Header.Get("X-Request-Id") || detail == "" || detail == r.json["code"] || strings.Contains(detail, "{") {
		t.Errorf("%s is not a whole problem: %s", want, r.body)
	}
}

// tea is a parcel that everything is right with; the strings are replaced in
// pairs.
func tea(replace ...string) string {
	return strings.NewReplacer(replace...).Replace(`{"service":"APL","weight_g":1500,"reference":"Order 1001","issue":true,
	"sender":{"name":"Chan Tai Man","street":["Flat A, 3/F, 8 Shanghai Street"],"city":"Kowloon","place":"HK","phone":"91234567","native":{"name":"陳大文","street":["油麻地上海街8號3樓A室"]}},
	"recipient":{"name":"Ann O'Neil","street":["12 West 34th St"],"city":"New York","state":"NY","postcode":"10001","place":"US"},
	"contents":{"category":"gift","currency":"HKD","lines":[{"description":"black tea","quantity":4,"net_weight_g":1200,"value_cents":32000,"hs_code":"090230","origin":"CN"}]}}`)
}

const shipments = rest.Base + "/shipments"

// M-B1: every service by one request, without a key.
func TestQuotes(t *testing.T) {
	c := open(t)
	c.key = ""
	q := c.do("POST", rest.Base+"/quotes", `{"place":"US","weight_g":500}`).must(t, 200)
	services, _ := q.json["services"].([]any)
	if len(services) != 13 || q.Header.Get("Content-Language") != "en" {
		t.Fatalf("%s", q.body)
	}
	first, _ := services[0].(map[string]any)
	if first["service"] != "SUR_ORD" || first["total_cents"] != float64(4410) || first["book"] != "SUR_ORD 2022-09-26" {
		t.Error(first)
	}
	c.lang = "zh-HK,zh;q=0.9"
	if q = c.do("POST", rest.Base+"/quotes", `{"place":"澳門","weight_g":500}`).must(t, 200); !bytes.Contains(q.body, []byte("空郵包裹")) || q.Header.Get("Content-Language") != "zh-Hant-HK" {
		t.Errorf("%s", q.body)
	}
}

// M-I1: one request creates and issues; the item and its label are there.
func TestCreateAndIssue(t *testing.T) {
	c := open(t)
	made := c.do("POST", shipments, tea()).must(t, 201)
	id, _ := made.json["id"].(string)
	number, _ := made.json["number"].(string)
	if _, err := postal.ParseNumber(number); err != nil || made.json["state"] != "issued" || made.json["expires_on"] != "2027-02-21" || made.Header.Get("Location") != shipments+"/"+id {
		t.Fatalf("%v: %s", err, made.body)
	}
	shown := c.do("GET", shipments+"/"+id, "").must(t, 200)
	events, _ := shown.json["events"].([]any)
	if shown.json["number"] != number || shown.json["service_name"] != "Air Parcel" || len(events) != 1 {
		t.Errorf("%s", shown.body)
	}
	again := c.do("POST", shipments+"/"+id+"/issue", "").must(t, 200)
	if again.json["number"] != number {
		t.Errorf("issued twice: %s", again.body)
	}
	label, _ := shown.json["label_url"].(string)
	pdf := c.do("GET", label, "").must(t, 200)
	if pdf.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(pdf.Header.Get("Content-Disposition"), number+".pdf") || !bytes.Contains(pdf.body, []byte("O'Neil")) {
		t.Errorf("%v %.200s", pdf.Header, pdf.body)
	}
}

// A draft is kept as far as it goes, and issued once it is whole.
func TestDraftThenIssue(t *testing.T) {
	c := open(t)
	made := c.do("POST", shipments, `{"service":"APL","place":"US","weight_g":1500}`).must(t, 201)
	id, _ := made.json["id"].(string)
	if made.json["state"] != "draft" || fmt.Sprint(made.json["missing"]) != "[recipient sender contents]" {
		t.Errorf("%s", made.body)
	}
	c.do("POST", shipments+"/"+id+"/issue", "").refused(t, "422 address.missing at recipient.name")
	c.do("GET", shipments+"/"+id+"/label.pdf", "").refused(t, "409 shipment.no_label")
	whole := c.do("POST", shipments, tea(`"issue":true`, `"issue":false`)).must(t, 201)
	id, _ = whole.json["id"].(string)
	if issued := c.do("POST", shipments+"/"+id+"/issue", "").must(t, 200); issued.json["state"] != "issued" {
		t.Errorf("%s", issued.body)
	}
}

// M-I1, invariant 9: one effect for one key. 200 with the same body, 422 with
// another, 409 while the first is at work.
func TestIdempotency(t *testing.T) {
	c := open(t)
	first := c.do("POST", shipments, tea(), "Idempotency-Key: order-1001").must(t, 201)
	again := c.do("POST", shipments, tea(), "Idempotency-Key: order-1001").must(t, 200)
	if again.json["number"] != first.json["number"] || again.json["id"] != first.json["id"] || again.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("%s\n%s", first.body, again.body)
	}
	c.do("POST", shipments, tea("1001", "1002"), "Idempotency-Key: order-1001").refused(t, "422 idempotency.other_body at Idempotency-Key")
	if other := c.as("tom").do("POST", shipments, tea(), "Idempotency-Key: order-1001").must(t, 201); other.json["id"] == first.json["id"] {
		t.Error("a key of one customer answers another")
	}
	c.do("POST", shipments, tea(), "Idempotency-Key: \xff").refused(t, "422 text.encoding at Idempotency-Key")
	c.do("POST", shipments, tea(), "Idempotency-Key: "+strings.Repeat("k", 10000)).refused(t, "422 text.too_long at Idempotency-Key")
	c.do("POST", shipments, tea("1500", "0"), "Idempotency-Key: mended").refused(t, "422 weight.zero at weight_g")
	c.do("POST", shipments, tea(), "Idempotency-Key: mended").must(t, 201)

	var wait sync.WaitGroup
	gate, codes, ids := make(chan bool), make([]int, 8), make([]any, 8)
	for i := range codes {
		wait.Go(func() {
			<-gate
			r := c.do("POST", shipments, tea(), "Idempotency-Key: race")
			codes[i], ids[i] = r.StatusCode, r.json["id"]
		})
	}
	close(gate)
	wait.Wait()
	made := map[any]bool{}
	for i, code := range codes {
		switch code {
		case 200, 201:
			made[ids[i]] = true
		case 409:
		default:
			t.Error("a racing request got", code)
		}
	}
	if len(made) != 1 {
		t.Error("one key made", made)
	}
}

// Every kind of mistake: its status, its code, the member at fault. The pages have
// the same table.
func TestRefusals(t *testing.T) {
	c := open(t)
	quotes := rest.Base + "/quotes"
	for _, x := range []struct{ path, body, want string }{
		{quotes, ``, "415 api.media at Content-Type"},
		{quotes, `{`, "400 api.not_json"},
		{quotes, `{"place":"US","weight_g":500} x`, "400 api.not_json"},
		{quotes, `{"place":"US","place":"JP","weight_g":500}`, "400 api.member_twice at place"},
		{quotes, `{"place":"US","Weight_g":500}`, "422 api.member_unknown at Weight_g"},
		{quotes, `{"place":"US","weight_g":"500"}`, "422 api.member_type at weight_g"},
		{quotes, `{"place":"US","weight_g":1.5}`, "422 api.member_type at weight_g"},
		{quotes, `{"place":"US","weight_g":99999999999999999999}`, "422 api.member_type at weight_g"},
		{quotes, `[]`, "422 api.member_type"},
		{quotes, `{"place":"US","weight_g":0}`, "422 weight.zero at weight_g"},
		{quotes, `{"place":"US","weight_g":-1}`, "422 weight.zero at weight_g"},
		{quotes, `{"place":"US","weight_g":500000}`, "422 weight.over at weight_g"},
		{quotes, `{"place":"Atlantis","weight_g":500}`, "422 place.unknown at place"},
		{quotes, `{"place":"Autsralia","weight_g":500}`, "422 place.unclear at place"},
		{quotes, `{"place":"US","weight_g":500,"size":{"length_mm":5}}`, "422 size.form at size"},
		{quotes, `{"place":"US","weight_g":500,"insured_cents":-1}`, "422 value.form at insured_cents"},
		{quotes, `{"place":"` + strings.Repeat("x", 300<<10) + `"}`, "413 api.too_large"},
		{shipments, tea(`"APL"`, `"XYZ"`), "422 service.unknown at service"},
		{shipments, tea(`"place":"US"`, `"place":"QQ"`), "422 place.unknown at recipient.place"},
		{shipments, tea(`"weight_g":1500`, `"weight_g":30001`), "422 quote.over_weight at weight_g"},
		{shipments, tea(`"place":"HK"`, `"place":"CN"`), "422 address.sender_home at sender.place"},
		{shipments, tea(`Ann O'Neil`, `Ann 😀`), "422 text.emoji at recipient.name"},
		{shipments, tea(`Ann O'Neil`, `陳大文`), "422 text.latin at recipient.name"},
		{shipments, tea(`Ann O'Neil`, `Ann\u202eO`), "422 text.control at recipient.name"},
		{shipments, tea(`Ann O'Neil`, strings.Repeat("x", 10000)), "422 text.too_long at recipient.name"},
		{shipments, tea(`"APL"`, `"AEX"`, `"weight_g":1500`, `"weight_g":900`, `1200`, `800`, `"postcode":"10001",`, ``), "422 address.postcode_missing at recipient.postcode"},
		{shipments, tea(`"postcode":"10001"`, `"postcode":"1000"`), "422 address.postcode_form at recipient.postcode"},
		{shipments, tea(`Ann O'Neil`, `𝓐nn`), "422 text.latin at recipient.name"},
		{shipments, tea(`陳大文`, "𠮷大文\u2067"), "422 text.control at sender.native.name"},
		{shipments, tea(`陳大文`, `陳大文📦`), "422 text.emoji at sender.native.name"},
		{shipments, tea(`陳大文`, `\ud840\udc00`), "422 label.character_at at sender.native.name"},
		{shipments, tea(`Ann O'Neil`, `Ann\u0000`), "422 text.control at recipient.name"},
		{shipments, tea(`Ann O'Neil`, "Ann\xff"), "400 api.not_json"},
		{shipments, tea(`Ann O'Neil`, `Ann\ud800`), "400 api.not_json"},
		{shipments, tea(`"weight_g":1500`, `"weight_g":0`), "422 weight.zero at weight_g"},
		{shipments, tea(`"weight_g":1500`, `"weight_g":-1500`), "422 weight.zero at weight_g"},
		{shipments, tea(`"weight_g":1500`, `"weight_g":"heavy"`), "422 api.member_type at weight_g"},
		{shipments, tea(`Order 1001`, strings.Repeat("長", 10_000)), "422 text.too_long at reference"},
		{shipments, tea(`"net_weight_g":1200`, `"net_weight_g":1700`), "422 customs.net.over_gross at contents.lines.0.net_weight_g"},
		{shipments, tea(`"quantity":4`, `"quantity":"4"`), "422 api.member_type at contents.lines.0.quantity"},
		{shipments, tea(`"city":"New York"`, `"town":"New York"`), "422 api.member_unknown at recipient.town"},
	} {
		c.do("POST", x.path, x.body).refused(t, x.want)
	}
	// Nothing of it was kept.
	if l := portaltest.Must(c.run, c.run.Portal.Shipments, portal.Search{}); len(l.Rows) != 0 {
		t.Error(l.Rows)
	}
	// Every mistake at once, with suggestions.
	r := c.do("POST", shipments, tea(`Ann O'Neil`, ``, `"postcode":"10001"`, `"postcode":"1"`, `"place":"HK"`, `"place":"US"`)).must(t, 422)
	if all, _ := r.json["errors"].([]any); len(all) != 3 {
		t.Errorf("%s", r.body)
	}
	if r = c.do("POST", quotes, `{"place":"US","weight":500}`); r.json["suggestion"] != "weight_g" {
		t.Errorf("%s", r.body)
	}
	if r = c.do("POST", quotes, `{"place":"Autsralia","weight_g":500}`); r.json["suggestion"] != "Australia" {
		t.Errorf("%s", r.body)
	}
	c.lang = "zh-CN"
	if r = c.do("POST", quotes, `{"place":"US","weight_g":0}`); r.Header.Get("Content-Language") != "zh-Hans-CN" || r.json["detail"] != "重量必须大于 0。" {
		t.Errorf("%s", r.body)
	}
}

// M-A7, S-01: without the right key nothing is told, and foreign is not found.
func TestKeys(t *testing.T) {
	c := open(t)
	made := c.do("POST", shipments, tea()).must(t, 201)
	id, _ := made.json["id"].(string)
	paths := []struct{ method, path string }{{"GET", shipments + "/" + id}, {"POST", shipments + "/" + id + "/issue"}, {"GET", shipments + "/" + id + "/label.pdf"}}
	tom := c.as("tom")
	for _, p := range paths {
		tom.do(p.method, p.path, "").refused(t, "404 error.not_found")
		tom.do(p.method, strings.Replace(p.path, id, "shp_00000000000000000000000000", 1), "").refused(t, "404 error.not_found")
		tom.do(p.method, strings.Replace(p.path, id, "%27%20OR%201=1", 1), "").refused(t, "404 error.not_found")
	}
	for _, header := range []string{"Authorization: ", "Authorization: Bearer ecs_live_WRONGWRONGWRONG", "Authorization: Basic bWVpOm1laQ==", "Authorization: Bearer " + strings.Repeat("x", 5000)} {
		for _, p := range paths {
			r := c.do(p.method, p.path, "", header).must(t, 401)
			if r.Header.Get("WWW-Authenticate") == "" || bytes.Contains(r.body, []byte(id)) {
				t.Errorf("%s: %s", header, r.body)
			}
		}
	}
	c.run.As("mei")
	keys, err := c.run.Portal.Keys(t.Context(), c.run.Who)
	if err != nil || len(keys) != 1 {
		t.Fatal(keys, err)
	}
	c.do("GET", paths[0].path, "").must(t, 200)
	if err := c.run.Portal.RevokeKey(t.Context(), c.run.Who, keys[0].ID); err != nil {
		t.Fatal(err)
	}
	c.do("GET", paths[0].path, "").refused(t, "401 key.unknown")
}

// Unknown paths and methods are problems too.
func TestNoOperation(t *testing.T) {
	c := open(t)
	c.do("GET", rest.Base+"/nothing", "").refused(t, "404 api.no_operation")
	c.do("DELETE", rest.Base+"/quotes", "").refused(t, "405 api.method")
	if r := c.do("GET", rest.Base+"/quotes", ""); r.Header.Get("Allow") != "POST" {
		t.Error(r.Header)
	}
}

// S-16: a caller who asks too often is told how long to wait, and nobody else
// waits for him.
func TestLimit(t *testing.T) {
	c := open(t)
	codes := map[int]int{}
	var last reply
	for range 320 {
		last = c.do("POST", rest.Base+"/quotes", `{"place":"US","weight_g":500}`)
		codes[last.StatusCode]++
	}
	if codes[200] != 300 || codes[429] != 20 || last.Header.Get("Retry-After") != "1" {
		t.Error(codes, last.Header)
	}
	c.as("tom").do("POST", rest.Base+"/quotes", `{"place":"US","weight_g":500}`).must(t, 200)
	c.run.Later(time.Second)
	c.do("POST", rest.Base+"/quotes", `{"place":"US","weight_g":500}`).must(t, 200)
}

// The OpenAPI document is the one that was reviewed: go test ./internal/rest
// -update writes it anew.
func TestDocument(t *testing.T) {
	const name = "../../docs/api/openapi.json"
	got := open(t).do("GET", rest.Base+"/openapi.json", "").must(t, 200).body
	if *update {
		if err := os.MkdirAll("../../docs/api", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/api/openapi.json is not what the table of operations gives; look at the difference and run with -update")
	}
}
