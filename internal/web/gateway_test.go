package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"ecship/internal/web/browsertest"
)

// M-D1, U-06: paying in a real browser at a gateway of another origin, there
// and back, with no policy in the way, in at most four clicks, with and without
// scripts.
func TestPayAtAnotherOrigin(t *testing.T) {
	b := newBrowser(t)
	d := newDemo(t)
	gateway := httptest.NewServer(d.Gateway.Pages())
	defer gateway.Close()
	d.Gateway.URL = gateway.URL
	d.Portal.Letterhead.URL = d.url
	d.signIn(mei)
	for name, noScript := range map[string]bool{"with scripts": false, "without": true} {
		look := wide
		look.Lang, look.NoScript = "en", noScript
		tab, done, err := b.NewTab(look)
		if err != nil {
			t.Fatal(err)
		}
		defer done()
		if err := tab.SetCookie(d.url, "ecship", d.cookie()); err != nil {
			t.Fatal(err)
		}
		items, _ := d.unpaid()
		p := &person{demo: d, tab: tab}
		if err := tab.Open(d.url + items[0]); err != nil {
			t.Fatal(err)
		}
		p.click("a[href^='/pay?items=']")
		for _, other := range items[1:] { // they are for the next round
			if err := tab.Do(chromedp.Evaluate[chromedp.Void](`document.querySelector('[name=items][value="` + strings.TrimPrefix(other, "/items/") + `"]').checked = false`)); err != nil {
				t.Fatal(err)
			}
		}
		p.click("#main > .button")
		if at := p.path(); !strings.HasPrefix(at, gateway.URL+"/pay/pay_") {
			t.Fatalf("%s: the pay form leads to %s", name, at)
		}
		if font, err := browsertest.Get(tab, chromedp.Evaluate[string](`getComputedStyle(document.querySelector("button.first")).fontWeight`)); err != nil || font != "650" {
			t.Errorf("%s: the gateway's page has no style: %q %v", name, font, err)
		}
		p.click("button[value=pay]")
		if at := p.path(); !strings.HasPrefix(at, "/payments/pay_") {
			t.Fatalf("%s: the gateway leads back to %s", name, at)
		}
		text, err := browsertest.Get(tab, chromedp.Evaluate[string](`document.querySelector("main").innerText`))
		if err != nil || !strings.Contains(text, "Nothing is charged yet") {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
		for _, c := range tab.Complaints() {
			t.Errorf("%s: the browser complains: %s", name, c)
		}
		if p.clicks > 4 {
			t.Errorf("%s: %d clicks", name, p.clicks)
		}
	}
}

// unpaid are the paths of the items that the pay page offers.
func (d *demo) unpaid() (paths []string, form url.Values) {
	d.Helper()
	form = d.payForm("/pay", "sandbox")
	for _, id := range form["items"] {
		paths = append(paths, "/items/"+id)
	}
	if len(paths) < 2 {
		d.Fatal("too little to pay for:", paths)
	}
	return paths, form
}

// Only the page whose form leads to a gateway may lead there; every other keeps
// to itself, and a way to pay that sends nobody away adds nothing.
func TestFormsLeadNowhereElse(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	for path, want := range map[string]string{"/pay": "form-action 'self' http://localhost:8080;", "/payments": "form-action 'self';", "/items": "form-action 'self';"} {
		if csp := d.get(path).header.Get("Content-Security-Policy"); !strings.Contains(csp, want) {
			t.Errorf("%s: %s", path, csp)
		}
	}
	d.Portal.Methods.Live = d.Portal.Methods.Live[1:]
	if a := d.get("/pay"); a.status != http.StatusOK || !strings.Contains(a.header.Get("Content-Security-Policy"), "form-action 'self';") {
		t.Errorf("%d %v", a.status, a.header)
	}
}
