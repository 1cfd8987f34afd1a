package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
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

// M-A7, I-2: for a known and an unknown address the pages answer with the same
// bytes, status and headers.
func TestPagesTellNothingOfAddresses(t *testing.T) {
	d := newDemo(t)
	d.As("known")
	variable := regexp.MustCompile(`(?m)\b(\w{16})\b`)
	for _, c := range []struct {
		path string
		form url.Values
	}{
		{"/register", url.Values{"name": {"X"}, "password": {"correct horse battery"}}},
		{"/resend", url.Values{}},
		{"/forgotten", url.Values{}},
		{"/sign-in", url.Values{"password": {"a wrong password"}}},
	} {
		var answers [2]string
		for i, email := range []string{"known@example.org", "unknown@example.org"} {
			d.newVisitor()
			c.form.Set("email", email)
			a := d.post(c.path, c.form)
			a.header.Del("Date")
			a.header.Del("X-Request-Id")
			a.header.Del("Content-Length")
			headers := ""
			for _, k := range []string{"Content-Type", "Cache-Control", "Set-Cookie", "Vary", "Location"} {
				headers += strings.Join(a.header[k], ";") + "\n"
			}
			body := strings.ReplaceAll(a.body, email, "EMAIL")
			answers[i] = a.path + headers + variable.ReplaceAllString(body, "REQUEST") + string(rune('0'+a.status/100))
		}
		if answers[0] != answers[1] {
			t.Errorf("%s tells a known address from an unknown one:\n%s\n---\n%s", c.path, answers[0], answers[1])
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
