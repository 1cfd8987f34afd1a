package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/account"
	"ecship/internal/portal"
	"ecship/internal/postal"
)

// with is a form with some of its answers replaced.
func with(form url.Values, replace ...string) url.Values {
	all := url.Values{}
	for k, v := range form {
		all[k] = v
	}
	for i := 0; i < len(replace); i += 2 {
		all.Set(replace[i], replace[i+1])
	}
	return all
}

// wingActor is the demo's second sender.
func (d *demo) wingActor() account.Actor {
	d.Helper()
	who, err := d.Portal.SignIn(d.Context(), d.Who, portal.Credentials{Email: wing, Password: portal.DemoPassword})
	if err != nil {
		d.Fatal(err)
	}
	return who
}

// Whatever is typed wrong on the pages of an item is told at its field, stays in
// its field, and changes nothing of what was saved. The REST door has the same
// table.
func TestBadInputIsToldAtItsField(t *testing.T) {
	d := newDemo(t)
	d.signIn(wing)
	item := d.begin()
	for _, step := range []struct {
		page string
		form url.Values
	}{{"/recipient", janesAddress}, {"/sender", sendersAddress}, {"/contents", books}} {
		d.post(item+step.page, step.form)
	}
	who := d.wingActor()
	saved := func() portal.Item {
		it, err := d.Portal.Shipment(t.Context(), who, strings.TrimPrefix(item, "/items/"))
		if err != nil {
			t.Fatal(err)
		}
		return it
	}
	before := saved()
	if len(before.Missing) != 0 {
		t.Fatal("the item is not whole:", before.Faults)
	}
	route := url.Values{"service": {"ARM"}, "place": {"United States"}, "weight": {"500"}}
	long := strings.Repeat("長", 3_000)
	for _, c := range []struct{ name, page, field, typed string }{
		{"unknown destination", "/route", "place", "Atlantis"},
		{"weight of 0", "/route", "weight", "0"},
		{"negative weight", "/route", "weight", "-5"},
		{"weight over the service's limit", "/route", "weight", "2001"},
		{"weight over every int", "/route", "weight", "99999999999999999999"},
		{"text for a weight", "/route", "weight", "heavy"},
		{"text for a size", "/route", "length", "long"},
		{"unknown service", "/route", "service", "XYZ"},
		{"10,000 characters of reference", "/route", "reference", strings.Repeat("x", 10_000)},
		{"10,000 characters of name", "/recipient", "recipient.name", strings.Repeat("x", 10_000)},
		{"long Chinese street", "/recipient", "recipient.native.street.0", long},
		{"emoji in a name", "/recipient", "recipient.name", "Jane 📦"},
		{"emoji in a Chinese name", "/recipient", "recipient.native.name", "珍📦"},
		{"beyond U+FFFF in a name", "/recipient", "recipient.name", "\U00020BB7田"},
		{"mathematical letters", "/recipient", "recipient.name", "\U0001D4D9ane"},
		{"right to left override", "/recipient", "recipient.name", "Jane \u202eeoD"},
		{"isolates in Chinese", "/recipient", "recipient.native.street.0", "上海街\u2067八號"},
		{"a bell", "/recipient", "recipient.city", "Spring\x07field"},
		{"NUL", "/sender", "sender.name", "Wing\x00Lee"},
		{"no UTF-8", "/sender", "sender.name", "Wing\xff"},
		{"a character that no font has", "/recipient", "recipient.native.name", "珍\U0002A6A5"},
		{"the same in a street", "/sender", "sender.native.street.0", "上海街\U0002A6A5八號"},
		{"the same in the contents", "/contents", "contents.lines.0.native", "書\U0002A6A5"},
		{"wrong ZIP", "/recipient", "recipient.postcode", "627"},
		{"text for a quantity", "/contents", "contents.lines.0.quantity", "two"},
		{"a negative quantity", "/contents", "contents.lines.0.quantity", "-2"},
		{"text for a net weight", "/contents", "contents.lines.0.net_weight_g", "light"},
		{"a net weight over the item's", "/contents", "contents.lines.0.net_weight_g", "600"},
		{"text for a value", "/contents", "contents.lines.0.value_cents", "lots"},
		{"a negative value", "/contents", "contents.lines.0.value_cents", "-1"},
		{"emoji in the contents", "/contents", "contents.lines.0.description", "books 📚"},
		{"control marks in the contents", "/contents", "contents.lines.0.description", "books\u200b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			form := map[string]url.Values{"/route": with(route, "length", "20", "breadth", "15", "height", "3"), "/recipient": janesAddress, "/sender": sendersAddress,
				"/contents": with(url.Values{"lines": {"1"}, "contents.category": {"sale"}, "contents.currency": {"HKD"}}, "contents.lines.0.description", "printed books",
					"contents.lines.0.quantity", "2", "contents.lines.0.net_weight_g", "400", "contents.lines.0.value_cents", "150.50", "contents.lines.0.hs_code", "4901990000", "contents.lines.0.origin", "CN")}[c.page]
			a := d.post(item+c.page, with(form, c.field, c.typed))
			page := parse(t, a.body)
			told := page.problems()
			if len(told) != 1 || !strings.HasPrefix(told[0], c.field+": ") || a.path != item+c.page || a.status != http.StatusUnprocessableEntity {
				t.Fatalf("%d at %s: %.300q", a.status, a.path, told)
			}
			if in := page.all("input", "name", c.field); len(in) == 1 && !strings.Contains(c.typed, "\x00") && utf8.ValidString(c.typed) && in[0].attr["value"] != c.typed {
				t.Errorf("what was typed became %.100q", in[0].attr["value"])
			}
			if diff := cmp.Diff(before.Shipment, saved().Shipment); diff != "" {
				t.Error("something was saved:\n", diff)
			}
		})
	}
}

// A return address is in Hong Kong, whatever a forged form says (M-C7).
func TestSenderIsInHongKong(t *testing.T) {
	d := newDemo(t)
	d.signIn(wing)
	item := d.begin()
	d.post(item+"/recipient", janesAddress)
	d.post(item+"/sender", with(sendersAddress, "sender.place", "CN"))
	it, err := d.Portal.Shipment(t.Context(), d.wingActor(), strings.TrimPrefix(item, "/items/"))
	if err != nil || it.Sender.Place != postal.Home {
		t.Errorf("%v: %+v", err, it.Sender)
	}
}

// M-C8: e-Express+ to the United States asks for the ZIP code.
func TestZIPIsAskedFor(t *testing.T) {
	d := newDemo(t)
	d.signIn(wing)
	item := d.begin()
	if a := d.post(item+"/route", url.Values{"service": {"AEX"}, "place": {"United States"}, "weight": {"500"}}); a.path != item+"/recipient" {
		t.Fatalf("%s: %q", a.path, parse(t, a.body).problems())
	}
	a := d.post(item+"/recipient", with(janesAddress, "recipient.postcode", ""))
	if p := parse(t, a.body).problems(); len(p) != 1 || !strings.HasPrefix(p[0], "recipient.postcode: ") || !strings.Contains(p[0], "95014") {
		t.Errorf("%d: %q", a.status, p)
	}
}

// The same form sent twice does its work once.
func TestSecondSubmit(t *testing.T) {
	d := newDemo(t)
	d.signIn(wing)
	item := d.begin()
	for range 2 {
		d.post(item+"/recipient", janesAddress)
		d.post(item+"/sender", sendersAddress)
		d.post(item+"/contents", books)
	}
	first := d.post(item+"/check", nil)
	second := d.post(item+"/check", nil)
	if first.path != item+"?note=issued" || second.status != http.StatusOK || !strings.HasPrefix(second.path, item) {
		t.Errorf("%s, then %d at %s", first.path, second.status, second.path)
	}
	late := d.post(item+"/recipient", with(janesAddress, "recipient.name", "John Doe")) // of a tab left open
	if late.path != item || strings.Contains(late.body, "John") {
		t.Errorf("an issued item changed: %s", late.path)
	}
	who := d.wingActor()
	l, err := d.Portal.Shipments(t.Context(), who, portal.Search{})
	if err != nil || len(l.Rows) != 1 {
		t.Fatal(err, len(l.Rows), "items")
	}
	it, err := d.Portal.Shipment(t.Context(), who, l.Rows[0].ID)
	if err != nil || len(it.Events) != 1 {
		t.Error("issued twice:", err, it.Events)
	}
	d.post(item+"/cancel", nil)
	if a := d.post(item+"/cancel", nil); a.status != http.StatusConflict {
		t.Errorf("cancelled twice: %d at %s", a.status, a.path)
	}
}
