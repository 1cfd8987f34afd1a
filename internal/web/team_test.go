package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
)

var invitationLink = regexp.MustCompile(`/invitation\?token=[\w-]+`)

// invited is the path in the newest mail to an address.
func (d *demo) invited(email string) string {
	d.Helper()
	d.Work()
	mails := d.Mails.To(email)
	if len(mails) == 0 {
		d.Fatal("no mail to", email)
	}
	return invitationLink.FindString(mails[len(mails)-1].Body)
}

// stageTeam gives the first sender a second owner with a key, and invitations
// that wait: of a stranger, of an account with nothing in it, of staff.
func (d *demo) stageTeam() []string {
	d.Helper()
	who := d.sender(mei)
	invite := func(email string, role account.Role) string {
		d.Helper()
		if _, err := d.Portal.Invite(d.Context(), who, portal.Invite{Email: email, Role: role, Lang: i18n.En}); err != nil {
			d.Fatal(err)
		}
		return d.invited(email)
	}
	lok := invite("lok@example.org", account.Payer)
	if _, err := d.Portal.Join(d.Context(), account.Nobody, portal.Joining{Token: strings.TrimPrefix(lok, "/invitation?token="), Name: "Lok Wai", Password: portaltest.Password}); err != nil {
		d.Fatal(err)
	}
	if _, err := d.Portal.CreateKey(d.Context(), who, "Till"); err != nil {
		d.Fatal(err)
	}
	team, err := d.Portal.Team(d.Context(), who, struct{}{})
	if err != nil {
		d.Fatal(err)
	}
	return []string{"{member}", "/team/" + team.Members[1].ID, "{owner}", "/team/" + who.User, "{invitation}", invite("new@example.org", account.Preparer),
		"{freeinvitation}", invite(wing, account.Payer), "{otherinvitation}", invite(clerk, account.Viewer)}
}

// M-A4: no page leads a viewer to what he may not do.
func TestViewerIsNotMisled(t *testing.T) {
	d := newDemo(t)
	fill := d.stage()
	if _, err := d.Portal.Invite(d.Context(), d.sender(mei), portal.Invite{Email: "pak@example.org", Role: account.Viewer, Lang: i18n.En}); err != nil {
		t.Fatal(err)
	}
	d.newVisitor()
	d.post("/invitation", url.Values{"token": {strings.TrimPrefix(d.invited("pak@example.org"), "/invitation?token=")}, "name": {"Pak"}, "password": {portaltest.Password}})
	d.post("/sign-in", url.Values{"email": {"pak@example.org"}, "password": {portaltest.Password}})
	tried := map[string]bool{}
	for _, path := range []string{"/items", "/items/charts", "{issued}", "{posted}", "{paid}", "{cancelled}", "/batches", "{issuedbatch}", "{faulty}", "/payments", "/payments/{open}",
		"/payments/{charged}", "/addresses", "/templates", "/items/segregation", "/"} {
		a := d.get(fill(path))
		if a.status != http.StatusOK {
			t.Errorf("%s: %d", path, a.status)
		}
		page := parse(t, a.body)
		for _, l := range page.all("a") {
			if to := l.attr["href"]; strings.HasPrefix(to, "/") && !tried[to] {
				tried[to] = true
				if got := d.get(to).status; got == http.StatusForbidden {
					t.Errorf("%s leads a viewer to %s", path, to)
				}
			}
		}
		for _, f := range page.all("form", "method", "post") {
			if to := f.attr["action"]; to != "/sign-out" && !tried["POST "+to] {
				tried["POST "+to] = true
				if got := d.post(to, nil).status; got == http.StatusForbidden {
					t.Errorf("%s offers a viewer the form of %s", path, to)
				}
			}
		}
	}
	if len(tried) < 40 {
		t.Error("tried only", len(tried))
	}
}

// M-A4 at the pages, without scripts: invited, looked at as a mail scanner
// does, joined, signed in, seen in the role, and out at the next click once
// removed.
func TestTeamPages(t *testing.T) {
	d := newDemo(t)
	owner := d.client
	d.signIn(mei)
	if a := d.post("/team", url.Values{"email": {"pak@example.org"}, "role": {"viewer"}}); a.path != "/team?note=invited" || !strings.Contains(a.body, "pak@example.org") {
		t.Fatalf("%d at %s", a.status, a.path)
	}
	link := d.invited("pak@example.org")
	d.newVisitor()
	for range 2 {
		parse(t, d.get(link).body).one(t, "form", "action", "/invitation")
		d.head(link)
	}
	token := strings.TrimPrefix(link, "/invitation?token=")
	if a := d.post("/invitation", url.Values{"token": {token}, "name": {"Pak"}, "password": {"short"}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `value="Pak"`) {
		t.Errorf("a short password: %d, or the name is lost", a.status)
	}
	if a := d.post("/invitation", url.Values{"token": {token}, "name": {"Pak"}, "password": {"correct horse battery"}}); a.path != "/sign-in?note=joined" {
		t.Fatalf("%d at %s", a.status, a.path)
	}
	if a := d.get(link); !strings.Contains(a.body, "no longer works") {
		t.Error("the link works twice")
	}
	a := d.post("/sign-in", url.Values{"email": {"pak@example.org"}, "password": {"correct horse battery"}})
	if a.path != "/items" || !strings.Contains(a.body, "Rosalind Okafor") {
		t.Fatalf("he does not see the items: %s", a.path)
	}
	page := parse(t, a.body)
	for _, l := range page.all("a") {
		if l.attr["href"] == "/team" || l.attr["href"] == "/keys" || l.attr["href"] == "/items/new" {
			t.Error("a viewer is led to", l.attr["href"])
		}
	}
	member := d.client
	d.client = owner
	m := regexp.MustCompile(`/team/usr_\w+`).FindAllString(d.get("/team").body, -1)
	pak := m[len(m)-1]
	if a := d.post(pak, url.Values{"role": {"preparer"}}); a.path != "/team?note=role" {
		t.Errorf("the role: %d at %s", a.status, a.path)
	}
	d.client = member
	if a := d.get("/addresses/new"); a.status != http.StatusOK {
		t.Error("a preparer may not:", a.status)
	}
	d.client = owner
	if a := d.post(pak+"/remove", nil); a.path != "/team?note=removed" || strings.Contains(a.body, "pak@example.org") {
		t.Errorf("%d at %s", a.status, a.path)
	}
	if a := d.post(m[0]+"/remove", nil); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "needs an owner") {
		t.Error("the last owner:", a.status, a.path)
	}
	d.client = member
	if a := d.get("/items"); !strings.HasPrefix(a.path, "/sign-in") {
		t.Error("removed, and still in:", a.path)
	}
}
