package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What no page takes gets a page of ours with the right status.
func TestUnknownPaths(t *testing.T) {
	d := newDemo(t)
	for _, c := range []struct {
		method, path string
		status       int
		title        string
	}{
		{"GET", "/nowhere", 404, "Page not found"},
		{"DELETE", "/", 405, "Not possible here"},
		{"POST", "/items", 405, "Not possible here"},
		{"GET", "/items/x/unknown", 404, "Page not found"},
		{"GET", "/static/nothing.css", 404, ""},
		{"GET", "/static/../web.go", 404, ""},
	} {
		req, err := http.NewRequest(c.method, d.url+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		a := d.do(req)
		if a.status != c.status || !strings.Contains(a.body, c.title) {
			t.Errorf("%s %s: %d", c.method, c.path, a.status)
		}
		if c.status == 405 && a.header.Get("Allow") == "" {
			t.Errorf("%s %s does not say what would do", c.method, c.path)
		}
		if c.title != "" {
			checkDocument(t, c.path, a.body)
		}
	}
}

// S-07: a form from another site does nothing.
func TestCrossOriginForms(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	for _, site := range []string{"cross-site", "same-site"} {
		req, err := http.NewRequest(http.MethodPost, d.url+"/sign-out", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Sec-Fetch-Site", site)
		if a := d.do(req); a.status != http.StatusForbidden || !strings.Contains(a.body, "another site") {
			t.Errorf("%s: %d", site, a.status)
		}
	}
	if a := d.get("/items"); a.path != "/items" {
		t.Error("a form from another site signed out")
	}
}

// S-16: who asks too often is told to wait; others are not.
func TestTooManyRequests(t *testing.T) {
	d := newDemoWith(t, 0.1)
	var last answer
	for range 30 {
		if last = d.post("/sign-in", url.Values{"email": {"x@example.org"}, "password": {"wrong"}}); last.status == http.StatusTooManyRequests {
			break
		}
	}
	if last.status != http.StatusTooManyRequests || last.header.Get("Retry-After") == "" {
		t.Fatalf("%d, Retry-After %q", last.status, last.header.Get("Retry-After"))
	}
	checkDocument(t, "429", last.body)
	if a := d.get("/sign-in"); a.status != http.StatusOK {
		t.Errorf("looking is refused, too: %d", a.status)
	}
}

// A form larger than any honest one is refused whole.
func TestHugeForm(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	item := d.begin()
	a := d.post(item+"/recipient", url.Values{"recipient.name": {strings.Repeat("x", 100_000)}})
	if a.status != http.StatusBadRequest || !strings.Contains(a.body, "too long") {
		t.Errorf("%d %s", a.status, parse(t, a.body).text())
	}
	long := d.post(item+"/recipient", url.Values{"recipient.name": {strings.Repeat("x", 10_000)}, "recipient.street.0": {"1"}})
	if p := parse(t, long.body).problems(); long.status != http.StatusUnprocessableEntity || !strings.HasPrefix(strings.Join(p, " "), "recipient.name: ") {
		t.Errorf("10,000 characters: %d %q", long.status, p)
	}
}

// S-08: what people type stands in pages as text, whatever it looks like.
func TestTypedTextIsText(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	for _, payload := range []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='x`, `</title><script>`, `{{7*7}}`, `javascript:alert(1)`, "&lt;b&gt;"} {
		item := d.begin()
		form := url.Values{}
		for k, v := range janesAddress {
			form[k] = v
		}
		form.Set("recipient.name", payload)
		form.Set("recipient.company", payload)
		a := d.post(item+"/recipient", form)
		for _, page := range []string{a.body, d.get(item + "/recipient").body, d.get(item + "/check").body, d.get("/items?q=" + url.QueryEscape(payload)).body,
			d.get("/?weight=1&place=" + url.QueryEscape(payload)).body} {
			checkDocument(t, payload, page)
		}
	}
}
