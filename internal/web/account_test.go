package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var activation = regexp.MustCompile(`/activate\?token=[\w-]+`)

// M-A1, U-03: register, look at the link as a mail scanner does, activate, sign
// in; the item begun before is there.
func TestFromComparisonToAccount(t *testing.T) {
	d := newDemo(t)
	begun := d.post("/items/new", url.Values{"service": {"ARM"}, "place": {"JP"}, "weight": {"420"}})
	if !strings.HasPrefix(begun.path, "/sign-in?next=%2Fitems%2Fnew") || !strings.Contains(begun.body, "What you typed is kept") {
		t.Fatalf("a label begun without an account leads to %s", begun.path)
	}
	sent := d.post("/register", url.Values{"name": {"Ada"}, "email": {"ada@example.org"}, "password": {"correct horse battery"}})
	if sent.path != "/register/sent" {
		t.Fatalf("registering leads to %s: %q", sent.path, parse(t, sent.body).problems())
	}
	d.Work()
	link := ""
	for _, a := range checkDocument(t, "outbox", d.get("/demo/outbox").body).all("a") {
		if activation.MatchString(a.attr["href"]) {
			link = a.attr["href"]
		}
	}
	if link == "" {
		t.Fatal("no activation mail with a link")
	}
	for range 2 { // looking uses nothing up
		parse(t, d.get(link).body).one(t, "form", "action", link)
		d.head(link)
	}
	token := strings.TrimPrefix(link, "/activate?token=")
	if a := d.post("/activate", url.Values{"token": {token}}); a.path != "/sign-in?note=activated" {
		t.Fatalf("activating leads to %s", a.path)
	}
	if a := d.post("/activate", url.Values{"token": {token}}); !strings.Contains(a.body, "no longer works") {
		t.Error("the link works twice")
	}
	a := d.post("/sign-in", url.Values{"email": {"ada@example.org"}, "password": {"correct horse battery"}})
	if a.path != "/items" || !strings.Contains(a.body, "Go on with the draft") {
		t.Errorf("after signing in: %s, without the draft", a.path)
	}
}

// TestIncident_EmailEnumeration is I-2 and M-A7 at the pages: whoever asks about
// an address gets the same answer for one with an account, one that waits for
// its activation, and one that nobody has: status, headers and bytes, of the
// redirect and of the page behind it.
func TestIncident_EmailEnumeration(t *testing.T) {
	d := newDemo(t)
	d.As("known")
	const unknown = "unknown@example.org"
	signUp := url.Values{"name": {"X"}, "password": {"correct horse battery"}}
	for _, c := range []struct {
		path string
		form url.Values
	}{
		{"/register", signUp},
		{"/resend", url.Values{}},
		{"/forgotten", url.Values{}},
		{"/sign-in", url.Values{"password": {"correct horse battery, or not"}}},
		{"/sign-in?next=/items/new", url.Values{"password": {""}}},
	} {
		answers := map[string][]string{}
		for _, email := range []string{unknown, "known@example.org", "waiting@example.org"} {
			if strings.HasPrefix(email, "waiting") {
				d.newVisitor()
				d.post("/register", url.Values{"email": {email}, "name": {"X"}, "password": {"correct horse battery"}})
			}
			d.Work()
			for _, follow := range []bool{false, true} {
				d.newVisitor()
				if !follow {
					d.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
				}
				c.form.Set("email", email)
				answers[email] = append(answers[email], d.post(c.path, c.form).whole(email))
			}
		}
		for email, got := range answers {
			for i := range got {
				if diff := cmp.Diff(answers[unknown][i], got[i]); diff != "" {
					t.Errorf("%s tells %s from an unknown address:\n%s", c.path, email, diff)
				}
			}
		}
	}
}

// S-06: a new session id at sign-in, none after signing out, and no way to be
// sent elsewhere.
func TestSignInAndOut(t *testing.T) {
	d := newDemo(t)
	d.post("/items/new", url.Values{"service": {"ARM"}, "place": {"JP"}, "weight": {"420"}}) // makes a session
	cookie := func() string {
		u, err := url.Parse(d.url)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range d.client.Jar.Cookies(u) {
			if c.Name == "ecship" {
				return c.Value
			}
		}
		return ""
	}
	before := cookie()
	d.signIn("mei@example.org")
	after := cookie()
	if before == "" || after == "" || before == after {
		t.Errorf("the session was %q and is %q", before, after)
	}
	a := d.get("/items")
	if got := a.header.Get("Cache-Control"); !strings.HasPrefix(got, "no-store") {
		t.Errorf("a signed-in page may be cached: %q", got)
	}
	d.post("/sign-out", nil)
	if a := d.get("/items"); !strings.HasPrefix(a.path, "/sign-in") {
		t.Errorf("signed out, /items answers %d at %s", a.status, a.path)
	}
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/\t/evil.example", "javascript:alert(1)", "items"} {
		d.newVisitor()
		a := d.post("/sign-in?"+url.Values{"next": {next}}.Encode(), url.Values{"email": {"mei@example.org"}, "password": {"try the portal"}})
		if a.path != "/items" {
			t.Errorf("next=%q leads to %s", next, a.path)
		}
	}
}

// M-A2: a forgotten password is chosen anew with the link of the mail.
func TestForgottenPassword(t *testing.T) {
	d := newDemo(t)
	if a := d.post("/forgotten", url.Values{"email": {"mei@example.org"}}); a.path != "/forgotten/sent" {
		t.Fatal(a.path)
	}
	d.Work()
	link := regexp.MustCompile(`/reset\?token=[\w-]+`).FindString(d.get("/demo/outbox").body)
	if link == "" {
		t.Fatal("no mail")
	}
	token := strings.TrimPrefix(link, "/reset?token=")
	short := d.post("/reset", url.Values{"token": {token}, "password": {"short"}})
	if p := parse(t, short.body).problems(); short.status != 422 || len(p) != 1 || !strings.HasPrefix(p[0], "password: ") {
		t.Errorf("a short one: %d %q", short.status, p)
	}
	if a := d.post("/reset", url.Values{"token": {token}, "password": {"a longer new one"}}); a.path != "/sign-in?note=reset" {
		t.Fatalf("%s: %s", a.path, a.body)
	}
	if a := d.post("/sign-in", url.Values{"email": {"mei@example.org"}, "password": {"a longer new one"}}); a.path != "/items" {
		t.Errorf("the new password leads to %s", a.path)
	}
	if a := d.post("/reset", url.Values{"token": {token}, "password": {"yet another one"}}); !strings.Contains(a.body, "no longer works") {
		t.Error("the link works twice")
	}
}
