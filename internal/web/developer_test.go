package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/portal"
)

var testKey = regexp.MustCompile(`ecs_test_[A-Z2-7]{32}`)

// M-I3: one click makes a test key, shown once; the page moves the test clock,
// and ticks off what a program was seen doing.
func TestDevelopers(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	checkDocument(t, "before", d.get("/developers").body)
	made := d.post("/developers/keys", nil)
	secret := testKey.FindString(made.body)
	if made.path != "/developers" || secret == "" {
		t.Fatal(made.path)
	}
	if again := d.get("/developers"); strings.Contains(again.body, secret) || !strings.Contains(again.body, secret[:13]) {
		t.Error("a key is shown twice, or not listed")
	}
	if keys := d.get("/keys"); strings.Contains(keys.body, secret[:13]) {
		t.Error("a test key is among the live ones")
	}
	key, err := d.Portal.ActorByKey(t.Context(), account.Nobody, secret)
	if err != nil || key.Mode != account.Test {
		t.Fatal(key, err)
	}
	for _, x := range []struct{ past, want string }{{"charge", "23 November 2026 20:00"}, {"day", "24 November 2026 20:00"}, {"expiry", "23 February 2027 00:00"}} {
		if a := d.post("/developers/clock", url.Values{"past": {x.past}}); a.path != "/developers?note=moved" || !strings.Contains(a.body, x.want) {
			t.Errorf("past %s: %s has no %s", x.past, a.path, x.want)
		}
	}
	if a := d.post("/developers/clock", url.Values{"past": {"tea"}}); a.status != 400 {
		t.Error(a.status)
	}
	before := strings.Count(d.get("/developers").body, `class="done"`)
	d.Portal.Observe(t.Context(), key, portal.Deed{Door: portal.SOAP, Name: "quote"})
	if a := d.get("/developers"); strings.Count(a.body, `class="done"`) != before+1 || !strings.Contains(a.body, `data-progress="/developers/progress?left=14"`) {
		t.Error("not as expected")
	}
	for _, left := range []string{"15", "", "x"} { // what is shown is not what is left
		if a := d.get("/developers/progress?left=" + left); a.body != "event: done\ndata: {}\n\n" {
			t.Errorf("the page that shows %q is told %q", left, a.body)
		}
	}
	told := make(chan string)
	go func() { told <- d.get("/developers/progress?left=14").body }()
	select {
	case body := <-told:
		t.Errorf("nothing was done, and the page is told %q", body)
	case <-time.After(50 * time.Millisecond):
	}
	d.Portal.Observe(t.Context(), key, portal.Deed{Door: portal.SOAP, Name: "create"})
	if body := <-told; body != "event: done\ndata: {}\n\n" {
		t.Errorf("a step was done, and the page is told %q", body)
	}
	for _, deed := range []string{"create", "label", "track", "cancel"} {
		d.Portal.Observe(t.Context(), key, portal.Deed{Door: portal.SOAP, Name: deed})
	}
	d.Portal.Conform = true
	if a := d.post("/keys", url.Values{"name": {"My shop"}}); !strings.Contains(a.body, "/developers") || strings.Contains(a.body, "ecs_live_") {
		t.Error("a live key before its list is complete")
	}
	if a := d.post("/keys/soap/on", nil); !strings.Contains(a.body, `class="secret"`) {
		t.Error("no live SOAP key after its list")
	}
	id := regexp.MustCompile(`/developers/keys/(key_\w+)/revoke`).FindStringSubmatch(d.get("/developers").body)
	if id == nil {
		t.Fatal("no key to revoke")
	}
	d.post("/developers/keys/"+id[1]+"/revoke", nil)
	if a := d.post("/developers/soap/on", nil); !strings.Contains(a.body, "/API-trial/services") {
		t.Error("not as expected")
	}
	if a := d.post("/developers/soap/off", nil); strings.Contains(a.body, "/API-trial/services") {
		t.Error("not as expected")
	}
	d.newVisitor()
	d.signIn(wing)
	if a := d.post("/developers/keys/"+id[1]+"/revoke", nil); a.status != 404 {
		t.Error(a.status)
	}
}
