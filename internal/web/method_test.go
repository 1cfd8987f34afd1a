package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ecship/internal/shipment"
)

// S-07: whatever a HEAD asks for, it does nothing: it is let through where a
// GET is, from other sites too, and mail scanners send it to every link.
func TestHeadOnlyLooks(t *testing.T) {
	d := newDemo(t)
	d.signIn("mei@example.org")
	ids, _ := d.itemsBy()
	d.Work() // what the demo's own items give to tell
	before, mails := d.get("/items").body, len(d.Mails.To("mei@example.org"))
	issued, draft := "/items/"+ids[shipment.Issued], "/items/"+ids[shipment.Draft]
	for _, path := range []string{issued + "/cancel", draft + "/cancel", draft + "/check", draft + "/recipient?" + janesAddress.Encode(), issued + "/again",
		"/items/new?service=ARM&place=US&weight=100", "/forgotten?email=mei@example.org", "/sign-out", "/keys?name=stolen"} {
		d.head(path)
	}
	d.Work()
	if d.get("/items").body != before {
		t.Error("the items have changed")
	}
	if strings.Contains(d.get(draft+"/recipient").body, "Jane") {
		t.Error("a HEAD saved an answer")
	}
	if strings.Contains(d.get("/keys").body, "stolen") || len(d.Mails.To("mei@example.org")) != mails {
		t.Error("a HEAD made a key, or sent a mail")
	}
}

// A session may end before any button: who has signed in again stands at a page,
// never where only forms are taken.
func TestSignInLeadsToAPage(t *testing.T) {
	d := newDemo(t)
	d.signIn("mei@example.org")
	ids, _ := d.itemsBy()
	issued := "/items/" + ids[shipment.Issued]
	for from, to := range map[string]string{issued + "/again": issued, issued + "/cancel": issued + "/cancel", "/keys/key_x/revoke": "/keys", "/keys": "/keys"} {
		d.newVisitor()
		form := parse(t, d.post(from, nil).body).one(t, "form", "id", "main")
		a := d.post(form.attr["action"], url.Values{"email": {"mei@example.org"}, "password": {"try the portal"}})
		if a.path != to || a.status != http.StatusOK {
			t.Errorf("POST %s without a session leads to %s: %d", from, a.path, a.status)
		}
	}
}

// Who has not signed in can't fill the database with forms that wait for him.
func TestHugeFormIsNotKept(t *testing.T) {
	d := newDemo(t)
	for size, want := range map[int]bool{1_000: true, 60_000: false} {
		d.newVisitor()
		a := d.post("/items/shp_x/recipient", url.Values{"recipient.name": {strings.Repeat("x", size)}})
		if kept := strings.Contains(a.body, "What you typed is kept"); kept != want || !strings.HasPrefix(a.path, "/sign-in?next=") {
			t.Errorf("%d bytes: %v at %s", size, kept, a.path)
		}
	}
}
