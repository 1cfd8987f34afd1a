package web_test

import (
	"net/url"
	"strings"
	"testing"
)

// M-C3: officers see how far item numbers are used and give a service more;
// nobody else does, and serials that are in a range already are refused.
func TestRangePage(t *testing.T) {
	d := newDemo(t)
	for _, who := range []string{mei, clerk} {
		d.signIn(who)
		if a := d.get("/office/ranges"); a.status != 403 {
			t.Errorf("%s: %d", who, a.status)
		}
		if a := d.post("/office/ranges", url.Values{"service": {"APL"}, "first": {"1"}, "last": {"2"}}); a.status != 403 {
			t.Errorf("%s: %d", who, a.status)
		}
		d.newVisitor()
	}
	d.signIn(vetter)
	page := checkDocument(t, "ranges", d.get("/office/ranges").body)
	if !strings.Contains(page.text(), "80,000,000") {
		t.Error(page.text())
	}
	form := url.Values{"service": {"APL"}, "mode": {"live"}, "first": {"90000000"}, "last": {"9000 0999"}}
	if a := d.post("/office/ranges", form); a.path != "/office/ranges?given=APL" || !strings.Contains(a.body, "80,001,000") {
		t.Errorf("%d %s", a.status, a.path)
	}
	for field, wrong := range map[string]string{"first": "x", "last": "89999999"} {
		bad := url.Values{"service": {"APL"}, "mode": {"live"}, "first": {"90000000"}, "last": {"90000999"}}
		bad.Set(field, wrong)
		if a := d.post("/office/ranges", bad); a.status != 422 || parse(t, a.body).one(t, "input", "name", field).attr["value"] != wrong {
			t.Errorf("%s: %d", field, a.status)
		}
	}
}
