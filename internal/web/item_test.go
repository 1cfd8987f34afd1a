package web_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// janes are answers to a draft's pages after the first.
var (
	janesAddress = url.Values{"recipient.name": {"Jane Doe"}, "recipient.street.0": {"5 Elm Street"}, "recipient.city": {"Springfield"},
		"recipient.state": {"IL"}, "recipient.postcode": {"62701"}, "recipient.native.name": {"珍·多伊"}}
	sendersAddress = url.Values{"sender.name": {"Wing Lee Books"}, "sender.street.0": {"9 Queen's Road"}, "sender.city": {"Central"}, "sender.phone": {"91234567"}}
	books          = url.Values{"contents.category": {"sale"}, "contents.currency": {"HKD"}, "lines": {"2"},
		"contents.lines.1.description": {"printed books"}, "contents.lines.1.quantity": {"2"}, "contents.lines.1.net_weight_g": {"400"}, "contents.lines.1.value_cents": {"150.50"},
		"contents.lines.1.hs_code": {"4901.99.0092"}, "contents.lines.1.origin": {"HK"}}
)

var itemID = regexp.MustCompile(`^/items/(shp_[0-9a-z]{26})`)

// begin makes a draft of air registered mail to the United States and gives its
// path.
func (d *demo) begin() string {
	d.Helper()
	a := d.post("/items/new", url.Values{"service": {"ARM"}, "place": {"United States"}, "weight": {"0.5"}, "unit": {"kg"}})
	m := itemID.FindString(a.path)
	if m == "" || a.path != m+"/recipient" {
		d.Fatalf("a new item leads to %s: %q", a.path, parse(d.T, a.body).problems())
	}
	return m
}

// M-C2, M-C3, M-C4, M-B2: from the first page to the label, with a draft that is
// left and taken up again.
func TestFromDraftToLabel(t *testing.T) {
	d := newDemo(t)
	d.signIn("wing@example.org")
	item := d.begin()

	wrong := d.post(item+"/recipient", url.Values{"recipient.name": {"Jane Doe 📦"}, "recipient.street.0": {"5 Elm Street"}, "recipient.city": {"台北"}})
	page := checkDocument(t, "recipient with faults", wrong.body)
	if p := strings.Join(page.problems(), " "); wrong.status != 422 || !strings.Contains(p, "recipient.name: ") || !strings.Contains(p, "recipient.city: ") {
		t.Errorf("%d %s", wrong.status, p)
	}
	if got := page.one(t, "input", "name", "recipient.name").attr["value"]; got != "Jane Doe 📦" {
		t.Errorf("what was typed became %q", got)
	}

	if a := d.post(item+"/recipient", janesAddress); a.path != item+"/sender" {
		t.Fatalf("the recipient leads to %s: %q", a.path, parse(t, a.body).problems())
	}
	if a := d.get(item); a.path != item+"/sender" { // left, and taken up from the history
		t.Errorf("the draft goes on at %s", a.path)
	}
	if a := d.post(item+"/sender", sendersAddress); a.path != item+"/contents" {
		t.Fatalf("the sender leads to %s: %q", a.path, parse(t, a.body).problems())
	}
	if a := d.post(item+"/contents", books); a.path != item+"/check" {
		t.Fatalf("the contents lead to %s: %q", a.path, parse(t, a.body).problems())
	}
	check := d.get(item + "/check")
	doc := checkDocument(t, "check", check.body)
	for _, want := range []string{"Jane Doe", "珍·多伊", "9 Queen's Road", "2 × printed books", "HK$", "Nothing but insurance and weight may be changed by hand",
		"price in force on the day of posting", "90 days"} {
		if !strings.Contains(doc.text(), want) {
			t.Errorf("the check page lacks %q", want)
		}
	}
	for _, step := range []string{"route", "recipient", "sender", "contents"} {
		if len(doc.all("a", "href", item+"/"+step)) == 0 {
			t.Errorf("no link to change %s", step)
		}
	}

	issued := d.post(item+"/check", nil)
	if issued.path != item+"?note=issued" {
		t.Fatalf("issuing leads to %s: %s", issued.path, issued.body)
	}
	number := checkDocument(t, "issued", issued.body).one(t, "h1").one(t, "span", "class", "number").text()
	if again := d.post(item+"/check", nil); !strings.Contains(again.body, number) {
		t.Error("sent twice, the form gives another number")
	}
	label := d.get(item + "/label.pdf")
	if label.status != 200 || label.header.Get("Content-Type") != "application/pdf" || !strings.Contains(label.body, strings.ReplaceAll(number, " ", "")) {
		t.Errorf("label: %d %s", label.status, label.header)
	}
	if a := d.get(item + "/recipient"); a.path != item {
		t.Errorf("a frozen item still asks at %s", a.path)
	}

	// U-05, U-07: send again, cancel.
	if a := d.post(item+"/again", nil); !strings.HasSuffix(a.path, "/check") || !strings.Contains(a.body, "Jane Doe") {
		t.Errorf("sending again leads to %s", a.path)
	}
	checkDocument(t, "cancel", d.get(item+"/cancel").body)
	cancelled := d.post(item+"/cancel", nil)
	if cancelled.path != item+"?note=cancelled" || !strings.Contains(cancelled.body, "The label is cancelled") {
		t.Errorf("cancelling leads to %s", cancelled.path)
	}
	if a := d.get(item + "/label.pdf"); a.status != 409 {
		t.Errorf("a cancelled item's label: %d", a.status)
	}
	if a := d.post(item+"/cancel", nil); a.status != 409 {
		t.Errorf("cancelled twice: %d", a.status)
	}
}

// The second item has the sender's address already.
func TestSenderIsRemembered(t *testing.T) {
	d := newDemo(t)
	d.signIn("mei@example.org")
	item := d.begin()
	if a := d.post(item+"/recipient", janesAddress); a.path != item+"/contents" {
		t.Errorf("after the recipient comes %s", a.path)
	}
	if got := parse(t, d.get(item+"/sender").body).one(t, "input", "name", "sender.name").attr["value"]; got != "Mei's Tea Shop" {
		t.Errorf("the sender is %q", got)
	}
}

// A character that no label can show is told at its field at once: which, and
// where it stands.
func TestUnprintableNameIsToldAtItsField(t *testing.T) {
	d := newDemo(t)
	d.signIn("mei@example.org")
	item := d.begin()
	form := url.Values{}
	for k, v := range janesAddress {
		form[k] = v
	}
	form.Set("recipient.native.name", "珍·\U00020000")
	a := d.post(item+"/recipient", form)
	page := checkDocument(t, "unprintable", a.body)
	if p := page.problems(); a.path != item+"/recipient" || len(p) != 1 || !strings.HasPrefix(p[0], "recipient.native.name: ") || !strings.Contains(p[0], "\U00020000 (from character 3 on)") {
		t.Errorf("%s: %q", a.path, p)
	}
	if got := page.one(t, "input", "name", "recipient.native.name").attr["value"]; got != "珍·\U00020000" {
		t.Errorf("what was typed became %q", got)
	}
}

// Lines of contents come and go without a script, and nothing typed is lost.
func TestContentsLines(t *testing.T) {
	d := newDemo(t)
	d.signIn("mei@example.org")
	item := d.begin()
	form := url.Values{"lines": {"1"}, "contents.lines.0.description": {"tea"}, "add": {"1"}}
	page := checkDocument(t, "added", d.post(item+"/contents", form).body)
	if n := len(page.all("fieldset", "class", "panel goods")); n != 2 || page.one(t, "input", "name", "contents.lines.0.description").attr["value"] != "tea" {
		t.Fatalf("%d lines", n)
	}
	form = url.Values{"lines": {"2"}, "contents.lines.0.description": {"tea"}, "contents.lines.1.description": {"a pot"}, "remove": {"0"}}
	page = parse(t, d.post(item+"/contents", form).body)
	if got := page.one(t, "input", "name", "contents.lines.0.description").attr["value"]; got != "a pot" || len(page.all("fieldset", "class", "panel goods")) != 1 {
		t.Errorf("after taking the first out, the first is %q", got)
	}
	// An empty line before a full one does not shift the problems' fields.
	bad := books
	page = parse(t, d.post(item+"/contents", url.Values{"lines": {"2"}, "contents.category": {"sale"}, "contents.currency": {"HKD"},
		"contents.lines.1.description": bad["contents.lines.1.description"], "contents.lines.1.quantity": {"many"}, "contents.lines.1.net_weight_g": {"heavy"},
		"contents.lines.1.value_cents": {"-3"}}).body)
	want := "contents.lines.0.quantity contents.lines.0.net_weight_g contents.lines.0.value_cents"
	var at []string
	for _, p := range page.problems() {
		field, _, _ := strings.Cut(p, ":")
		at = append(at, field)
	}
	if got := strings.Join(at, " "); got != want {
		t.Errorf("problems at %q", got)
	}
}

// A session that ends in the middle of a form loses nothing that was typed, and
// neither does the choice of a language.
func TestNothingTypedIsLost(t *testing.T) {
	d := newDemo(t)
	d.signIn("mei@example.org")
	item := d.begin()
	d.newVisitor() // the session has ended
	a := d.post(item+"/recipient", janesAddress)
	if !strings.HasPrefix(a.path, "/sign-in?next=") || !strings.Contains(a.body, "What you typed is kept") {
		t.Fatalf("without a session: %s", a.path)
	}
	next := parse(t, a.body).one(t, "form", "id", "main").attr["action"]
	back := d.post(next, url.Values{"email": {"mei@example.org"}, "password": {"try the portal"}})
	if back.path != item+"/recipient" {
		t.Fatalf("after signing in: %s", back.path)
	}
	form := parse(t, back.body).values(t)
	for k, want := range janesAddress {
		if form[k][0] != want[0] {
			t.Errorf("%s is %q, was %q", k, form[k], want)
		}
	}

	typed := url.Values{"lang": {"zh-Hant"}, "recipient.name": {"Half ty"}}
	other := d.post(item+"/recipient", typed)
	page := parse(t, other.body)
	if page.one(t, "html").attr["lang"] != "zh-Hant-HK" || page.one(t, "input", "name", "recipient.name").attr["value"] != "Half ty" || other.path != item+"/recipient" {
		t.Errorf("another language: %s at %s", page.one(t, "html").attr["lang"], other.path)
	}
	// The first button of the form, which Enter presses, must not be a language.
	first := page.all("button", "form", "main")[0]
	if _, hidden := first.attr["hidden"]; !hidden || first.attr["name"] != "" {
		t.Error("Enter would choose a language")
	}
}

// M-A7: other people's items, and none at all, are both not found, on every page
// of an item.
func TestForeignItemsAreNotFound(t *testing.T) {
	d := newDemo(t)
	d.signIn("mei@example.org")
	item := d.begin()
	d.newVisitor()
	d.signIn("wing@example.org")
	var bodies []string
	for _, path := range []string{item, "/items/shp_00000000000000000000000000", "/items/..%2f..%2fetc", "/items/%00"} {
		for _, page := range []string{"", "/route", "/recipient", "/sender", "/contents", "/check", "/cancel", "/label.pdf", "/receipt.pdf"} {
			a := d.get(path + page)
			if a.status != 404 {
				t.Errorf("GET %s%s: %d", path, page, a.status)
			}
			bodies = append(bodies, a.body)
		}
		for page, form := range map[string]url.Values{"/recipient": janesAddress, "/sender": sendersAddress, "/contents": books, "/check": nil, "/cancel": nil, "/again": nil} {
			if a := d.post(path+page, form); a.status != 404 {
				t.Errorf("POST %s%s: %d", path, page, a.status)
			}
		}
	}
	for _, b := range bodies {
		if strings.Contains(b, "Jane") {
			t.Error("a foreign item shows")
		}
	}
}

// M-G1: the list, its search and its tabs.
func TestHistory(t *testing.T) {
	d := newDemo(t)
	d.signIn("wing@example.org")
	empty := checkDocument(t, "empty", d.get("/items").body)
	if len(empty.one(t, "div", "class", "empty").all("a")) != 1 {
		t.Error("an empty list wants one button")
	}
	d.newVisitor()
	d.signIn("mei@example.org")
	rows := func(query string) int {
		page := checkDocument(t, query, d.get("/items?"+query).body)
		n := 0
		for _, b := range page.all("tbody") {
			n += len(b.all("tr"))
		}
		return n
	}
	all := rows("")
	sum := 0
	for _, s := range []string{"draft", "issued", "posted", "cancelled", "expired"} {
		sum += rows("state=" + s)
	}
	if all == 0 || sum != all {
		t.Errorf("%d items, %d by state", all, sum)
	}
	if n := rows("q=sato"); n != 1 {
		t.Errorf("%d items for sato", n)
	}
	if n := rows("q=nobody+of+this+name"); n != 0 {
		t.Errorf("%d items for nobody", n)
	}
	if n := rows("state=nonsense&q=%00&after=nonsense"); n > all {
		t.Errorf("%d items for nonsense", n)
	}
}

// asked lists the fields below the street in the order of the page, those that
// may stay empty in brackets.
func asked(page *node, prefix string) string {
	var all []string
	for _, in := range page.all("input") {
		name, ours := strings.CutPrefix(in.attr["name"], prefix+".")
		if !ours || in.attr["type"] == "hidden" || !slices.Contains([]string{"city", "state", "postcode"}, name) {
			continue
		}
		label := page.all("label", "for", in.attr["name"])[0]
		if len(label.all("span", "class", "optional")) > 0 {
			name = "[" + name + "]"
		}
		all = append(all, name)
	}
	return strings.Join(all, " ")
}

// M-C7: the page of an address follows its country: which fields, in which
// order, which are needed, what they are called, an example of the postcode. One
// in Hong Kong has a district to choose and no postcode. The address book and
// the form for twenty do the same.
func TestAddressFollowsItsCountry(t *testing.T) {
	d := newDemo(t)
	d.signIn(wing)
	for _, c := range []struct{ service, place, code, asked, says string }{
		{"LRM", "Hong Kong", "HK", "[city]", "District"},
		{"ARM", "Germany", "DE", "postcode city", "26133"},
		{"ARM", "United Kingdom", "GB", "city [state] postcode", "County"},
		{"ARM", "United States", "US", "city state [postcode]", "ZIP code"},
		{"ARM", "Canada", "CA", "city state postcode", "Province"},
		{"ARM", "Japan", "JP", "[city] [state] postcode", "Prefecture"},
		{"ARM", "United Arab Emirates", "AE", "[city] [state]", "Emirate"},
	} {
		a := d.post("/items/new", url.Values{"service": {c.service}, "place": {c.place}, "weight": {"0.5"}, "unit": {"kg"}})
		many := d.get(a.path[:strings.LastIndex(a.path, "/")] + "/many").body
		for where, page := range map[string]*node{
			"recipient": checkDocument(t, c.place, a.body), "recipients.0": checkDocument(t, c.place, many),
			"recipient ": checkDocument(t, c.place, d.get("/addresses/new?kind=recipient&place="+url.QueryEscape(c.place)).body),
		} {
			if got := asked(page, strings.TrimSpace(where)); strings.NewReplacer("[postcode]", "postcode").Replace(got) != strings.NewReplacer("[postcode]", "postcode").Replace(c.asked) {
				t.Errorf("%s, %s: %s, want %s; %q", c.place, where, got, c.asked, page.problems())
			}
			if !strings.Contains(page.text(), c.says) {
				t.Errorf("%s, %s: nothing says %s", c.place, where, c.says)
			}
		}
		page := checkDocument(t, c.place, a.body)
		if got := len(page.all("datalist", "id", "recipient.city-districts")) == 1; got != (c.code == "HK") {
			t.Errorf("%s: districts: %t", c.place, got)
		}
		if got := len(page.all("datalist", "id", "recipient.state-list")) == 1; got != (c.code == "US" || c.code == "CA") {
			t.Errorf("%s: states: %t", c.place, got)
		}
	}
	if page := checkDocument(t, "no country", d.get("/addresses/new").body); len(page.all("input", "name", "place")) != 1 || asked(page, "recipient") != "" {
		t.Error("a new recipient is not asked for the country first")
	}
}

// What a country does not use, and an address has, is shown, so that it can be
// mended: nothing is dropped silently.
func TestAddressKeepsWhatItsCountryLacks(t *testing.T) {
	d := newDemo(t)
	d.signIn(wing)
	at := d.post("/items/new", url.Values{"service": {"ARM"}, "place": {"Germany"}, "weight": {"500"}}).path
	form := url.Values{"recipient.name": {"Eva Neu"}, "recipient.street.0": {"Ring 1"}, "recipient.city": {"Bonn"}, "recipient.postcode": {"53111"}, "recipient.state": {"NRW"}}
	if a := d.post(at, form); a.status != 200 {
		t.Fatal(parse(t, a.body).problems())
	}
	if got := asked(checkDocument(t, "again", d.get(at).body), "recipient"); got != "postcode city [state]" {
		t.Error(got)
	}
	if body := d.get(strings.TrimSuffix(at, "/recipient") + "/check").body; !strings.Contains(body, "53111 Bonn") || !strings.Contains(body, "NRW") {
		t.Error("the check shows no NRW")
	}
}
