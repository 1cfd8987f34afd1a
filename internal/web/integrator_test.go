package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"ecship/internal/portal"
)

// M-A7: an integrator asks, the member agrees behind the link of a mail once
// signed in, and either of them ends it.
func TestIntegratorPages(t *testing.T) {
	d := newDemo(t)
	d.Work() // other mails
	d.signIn(wing)
	if a := d.get("/integrators"); strings.Contains(a.body, `name="email"`) {
		t.Error("anybody can ask to act for others")
	}
	if err := d.Portal.SetIntegrator(t.Context(), "test", portal.IntegratorOf{Email: wing, On: true}); err != nil {
		t.Fatal(err)
	}
	checkDocument(t, "integrator", d.get("/integrators").body)
	if a := d.post("/integrators", url.Values{"email": {mei}}); len(parse(t, a.body).problems()) != 1 || !strings.Contains(a.body, mei) {
		t.Error("what was typed is lost, or nothing is said", a.status, parse(t, a.body).problems())
	}
	if a := d.post("/integrators", url.Values{"email": {mei}, "scopes": {"see", "prepare"}}); a.path != "/integrators?note=asked" {
		t.Fatal(a.path)
	}
	d.Work()
	link := "/integrators/confirm?token=" + d.Token(mei)
	checkDocument(t, "dead", d.get(link).body)
	d.newVisitor()
	if a := d.get(link); !strings.HasPrefix(a.path, "/sign-in") {
		t.Error(a.path)
	}
	d.signIn(mei)
	checkDocument(t, "confirm", d.get(link).body)
	if a := d.post("/integrators/confirm", url.Values{"token": {d.Token(mei)}}); a.path != "/integrators?note=confirmed" || !strings.Contains(a.body, "Wing Lee Books") {
		t.Fatal(a.path)
	}
	page := d.get("/integrators")
	checkDocument(t, "bound", page.body)
	end := regexp.MustCompile(`/integrators/bnd_\w+/end`).FindString(page.body)
	if a := d.post(end, nil); a.path != "/integrators?note=ended" {
		t.Error(a.path)
	}
	if a := d.post(end, nil); a.status != 404 {
		t.Error(a.status)
	}
}
