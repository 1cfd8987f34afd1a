package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ecship/internal/account"
	"ecship/internal/portal"
)

// A mail's link stops its kind by one click without a session, by a person or
// by a mail program (RFC 8058); looking at it stops nothing.
func TestNoticePages(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	page := checkDocument(t, "settings", d.get("/notices/settings").body)
	if !strings.Contains(page.text(), "always come") || len(page.all("input", "name", "on")) != 6 {
		t.Error(page.text())
	}
	a := d.post("/notices/settings", url.Values{"on": {"posted"}})
	if text := parse(t, a.body); len(text.all("input", "checked", "")) != 1 || !strings.Contains(a.body, "Your choice is saved") {
		t.Error(a.path, text.text())
	}
	d.Work()
	stop := ""
	for _, m := range d.Mails.To(mei) { // the item that the demo posts
		if m.Stop != "" {
			stop = strings.TrimPrefix(m.Stop, d.Portal.Letterhead.URL)
		}
	}
	if stop == "" {
		t.Fatal("no mail can be stopped")
	}
	on := func() (n int) {
		all, err := d.Portal.NoticeSettings(d.Context(), d.who(mei), struct{}{})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			if s.On {
				n++
			}
		}
		return n
	}
	d.newVisitor()
	d.head(stop)
	checkDocument(t, "stop", d.get(stop).body)
	if on() != 1 {
		t.Error("looking at the link stopped the mails")
	}
	req, err := http.NewRequest(http.MethodPost, d.url+stop, strings.NewReader("List-Unsubscribe=One-Click"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if a := d.do(req); a.status != http.StatusOK || on() != 0 {
		t.Errorf("one click: %d", a.status)
	}
	if a := d.get("/notices/stop?token=usr_x.posted.abc"); a.status != http.StatusNotFound {
		t.Errorf("a forged token: %d", a.status)
	}
}

// who is one of the demo's people as the portal knows him.
func (d *demo) who(email string) account.Actor {
	d.Helper()
	who, err := d.Portal.SignIn(d.Context(), d.Who, portal.Credentials{Email: email, Password: portal.DemoPassword})
	if err != nil {
		d.Fatal(err)
	}
	return who
}
