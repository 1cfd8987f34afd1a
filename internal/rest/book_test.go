package rest_test

import (
	"fmt"
	"strings"
	"testing"

	"ecship/internal/rest"
)

const (
	addresses = rest.Base + "/addresses"
	templates = rest.Base + "/templates"
)

// saved is a recipient for the book; the strings are replaced in pairs.
func saved(replace ...string) string {
	return strings.NewReplacer(replace...).Replace(`{"kind":"recipient","address":{"name":"Ann O'Neil","street":["12 West 34th St"],"city":"New York","state":"NY","postcode":"10001","place":"US"}}`)
}

// goods is a template; the strings are replaced in pairs.
func goods(replace ...string) string {
	return strings.NewReplacer(replace...).Replace(`{"category":"sale","currency":"HKD","line":{"description":"black tea","quantity":4,"net_weight_g":1200,"value_cents":32000,"hs_code":"090230","origin":"CN"}}`)
}

// text is a member of an answer's object.
func (r reply) text(name string) string {
	s, _ := r.json[name].(string)
	return s
}

// count is how many elements a member of an answer has.
func (r reply) count(name string) int {
	all, _ := r.json[name].([]any)
	return len(all)
}

// M-A3, M-I1: programs keep the address book: add once, find, page, change by
// version, delete.
func TestAddresses(t *testing.T) {
	c := open(t)
	if r := c.do("GET", addresses, "").must(t, 200); string(r.body) != `{"addresses":[],"count":0}` {
		t.Errorf("%s", r.body)
	}
	const key = "Idempotency-Key: ann-1"
	made := c.do("POST", addresses, saved(), key).must(t, 201)
	id := made.text("id")
	if !strings.HasPrefix(id, "adr_") || made.Header.Get("Location") != addresses+"/"+id || made.json["version"] != float64(1) {
		t.Fatalf("%v %s", made.Header, made.body)
	}
	if again := c.do("POST", addresses, saved(), key).must(t, 200); again.text("id") != id || again.Header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("%v %s", again.Header, again.body)
	}
	c.do("POST", addresses, saved("Ann", "Bob"), key).refused(t, "422 idempotency.other_body at Idempotency-Key")
	c.do("POST", addresses, saved("Ann O'Neil", "Bob Low", "12 West", "7 East")).must(t, 201)
	home := c.do("POST", addresses, `{"kind":"sender","preferred":true,"address":{"name":"Chan Tai Man","street":["8 Shanghai Street"],"city":"Kowloon","place":"HK","phone":"91234567"}}`).must(t, 201)

	for query, want := range map[string]int{"": 3, "?kind=recipient": 2, "?kind=sender": 1, "?q=neil": 1, "?place=US&q=york": 2, "?q=nobody": 0} {
		if r := c.do("GET", addresses+query, "").must(t, 200); r.count("addresses") != want || r.json["count"] != float64(3) {
			t.Errorf("%s: %s", query, r.body)
		}
	}
	seen, after := map[string]bool{}, ""
	for n := 0; n == 0 || after != ""; n++ {
		r := c.do("GET", addresses+"?limit=1&after="+after, "").must(t, 200)
		first, _ := r.json["addresses"].([]any)[0].(map[string]any)
		seen[fmt.Sprint(first["id"])] = true
		if after = r.text("next"); n > 3 {
			t.Fatal("no end")
		}
	}
	if len(seen) != 3 || !seen[home.text("id")] {
		t.Error(seen)
	}

	change := strings.Replace(saved("12 West", "14 West"), `"kind":"recipient"`, `"version":1`, 1)
	if r := c.do("PUT", addresses+"/"+id, change).must(t, 200); r.json["version"] != float64(2) || !strings.Contains(string(r.body), "14 West") {
		t.Errorf("%s", r.body)
	}
	c.do("PUT", addresses+"/"+id, change).refused(t, "409 store.changed")
	if r := c.do("GET", addresses+"/"+id, "").must(t, 200); r.json["version"] != float64(2) {
		t.Errorf("%s", r.body)
	}
	if r := c.do("DELETE", addresses+"/"+id, "").must(t, 204); len(r.body) != 0 || r.Header.Get("Content-Type") != "" {
		t.Errorf("%v %s", r.Header, r.body)
	}
	c.do("DELETE", addresses+"/"+id, "").refused(t, "404 error.not_found")
}

// M-A3, M-I1: the same for templates of goods.
func TestTemplates(t *testing.T) {
	c := open(t)
	const key = "Idempotency-Key: tea-1"
	made := c.do("POST", templates, goods(), key).must(t, 201)
	id := made.text("id")
	if !strings.HasPrefix(id, "tpl_") || made.Header.Get("Location") != templates+"/"+id {
		t.Fatalf("%v %s", made.Header, made.body)
	}
	if again := c.do("POST", templates, goods(), key).must(t, 200); again.text("id") != id {
		t.Errorf("%s", again.body)
	}
	c.do("POST", templates, goods()).refused(t, "409 template.known at line.description")
	c.do("POST", templates, goods("black tea", "cotton shirts", "090230", "610510")).must(t, 201)
	for query, want := range map[string]int{"": 2, "?q=tea": 1, "?q=610510": 1, "?limit=1": 1} {
		if r := c.do("GET", templates+query, "").must(t, 200); r.count("templates") != want || r.json["count"] != float64(2) {
			t.Errorf("%s: %s", query, r.body)
		}
	}
	change := goods(`"category"`, `"version":1,"category"`, "32000", "33000")
	if r := c.do("PUT", templates+"/"+id, change).must(t, 200); r.json["version"] != float64(2) || !strings.Contains(string(r.body), `"value_cents":33000`) {
		t.Errorf("%s", r.body)
	}
	c.do("PUT", templates+"/"+id, change).refused(t, "409 store.changed")
	c.do("DELETE", templates+"/"+id, "").must(t, 204)
	c.do("GET", templates+"/"+id, "").refused(t, "404 error.not_found")
}

// S-11: what is wrong is named at its member, and nothing of it is kept.
func TestBookRefuses(t *testing.T) {
	c := open(t)
	for _, x := range []struct{ method, path, body, want string }{
		{"POST", addresses, saved("recipient", "friend"), "422 book.kind at kind"},
		{"POST", addresses, saved("Ann O'Neil", ""), "422 address.missing at address.name"},
		{"POST", addresses, saved(`"10001"`, `"1000"`), "422 address.postcode_form at address.postcode"},
		{"POST", addresses, saved(`"US"`, `"ZZ"`), "422 place.unknown at address.place"},
		{"POST", addresses, saved(`"city"`, `"town"`), "422 api.member_unknown at address.town"},
		{"POST", addresses, saved("Ann", strings.Repeat("長", 10_000)), "422 text.too_long at address.name"},
		{"POST", addresses, saved("Ann", `Ann\u0000`), "422 text.control at address.name"},
		{"POST", addresses, saved()[:40], "400 api.not_json"},
		{"POST", addresses, saved("recipient", "sender"), "422 address.sender_home at address.place"},
		{"GET", addresses + "?kind=friend", "", "422 book.kind at kind"},
		{"GET", addresses + "?limit=0", "", "422 api.whole at limit"},
		{"GET", addresses + "?limit=26", "", "422 api.whole at limit"},
		{"GET", addresses + "?limit=ten", "", "422 api.whole at limit"},
		{"GET", addresses + "?colour=red", "", "422 api.parameter_unknown at colour"},
		{"GET", addresses + "?q=a&q=b", "", "422 api.parameter_twice at q"},
		{"POST", templates, goods(`"sale"`, `"barter"`), "422 customs.category.missing at category"},
		{"POST", templates, goods("black tea", ""), "422 customs.description.missing at line.description"},
		{"POST", templates, goods(`"quantity":4`, `"quantity":0`), "422 customs.quantity.range at line.quantity"},
		{"POST", templates, goods("32000", "32000.5"), "422 api.member_type at line.value_cents"},
		{"GET", templates + "?limit=1000", "", "422 api.whole at limit"},
	} {
		c.do(x.method, x.path, x.body).refused(t, x.want)
	}
	for path, name := range map[string]string{addresses: "addresses", templates: "templates"} {
		if r := c.do("GET", path, "").must(t, 200); r.count(name) != 0 {
			t.Errorf("%s", r.body)
		}
	}
}
