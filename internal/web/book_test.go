package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ecship/internal/account"
	"ecship/internal/book"
	"ecship/internal/portal"
)

// sender is one of the demo's people as the portal knows him.
func (d *demo) sender(email string) account.Actor {
	d.Helper()
	who, err := d.Portal.SignIn(d.Context(), d.Who, portal.Credentials{Email: email, Password: portal.DemoPassword})
	if err != nil {
		d.Fatal(err)
	}
	return who
}

// sampleFile has a new address, one that is there, and one with a fault.
const sampleFile = "Name,Address 1,City,Postcode,Country\nEva Neu,Ring 1,Bonn,53111,Germany\nJürgen Groß,Hauptstraße 5,Köln,50667,Germany\n,Ring 2,Bonn,53111,Germany\n"

// stageBook makes an address stand in the book twice, and gives the places of
// the scenes that are about the book.
func (d *demo) stageBook() []string {
	d.Helper()
	who := d.sender(mei)
	page, err := d.Portal.Addresses(d.Context(), who, portal.AddressSearch{Kind: book.Recipient})
	if err != nil {
		d.Fatal(err)
	}
	twin := page.Entries[0].Address
	twin.Company, twin.Phone = "Tea & Co", ""
	if _, err := d.Portal.AddAddress(d.Context(), who, portal.NewAddress{Kind: book.Recipient, Address: twin}); err != nil {
		d.Fatal(err)
	}
	file, err := d.Portal.ReadAddresses(d.Context(), who, portal.AddressFile{Name: "a.csv", Body: strings.NewReader(sampleFile)})
	if err != nil {
		d.Fatal(err)
	}
	goods, err := d.Portal.Templates(d.Context(), who, portal.TemplateSearch{})
	if err != nil {
		d.Fatal(err)
	}
	key, err := d.Portal.CreateKey(d.Context(), who, "Till")
	if err != nil {
		d.Fatal(err)
	}
	d.Portal.NoteRequest(account.Actor{Key: key.ID, Customer: who.Customer, Request: "req_1"}, portal.Request{Method: "POST", Path: "/api/v1/shipments", Status: 422})
	return []string{"{keyid}", key.ID, "{addressfile}", file, "{address}", "/addresses/" + page.Entries[0].ID, "{addressid}", page.Entries[0].ID, "{template}", "/templates/" + goods.Templates[0].ID}
}

// M-A3 without scripts: a name alone fills the address, a description alone the
// goods; the buttons fill the form and keep what was typed; the recipient of an
// issued item is kept if that stays ticked.
func TestBookInDraft(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	who := d.sender(mei)
	read := func(path string) *node { t.Helper(); return checkDocument(t, path, d.get(path).body) }
	begin := func(form url.Values) string {
		t.Helper()
		a := d.post("/items/new", form)
		if a.status != 200 || !strings.HasPrefix(a.path, "/items/shp_") {
			t.Fatalf("%d at %s %q", a.status, a.path, checkDocument(t, "begin", a.body).problems())
		}
		return a.path[:strings.LastIndex(a.path, "/")]
	}
	if got := read("/items/new").values(t)["service"]; len(got) != 1 || got[0] != "ARM" {
		t.Error("the service of the last item is not chosen:", got)
	}

	// The first page: by name.
	at := begin(url.Values{"service": {"ARM"}, "to": {"rosalind okafor"}, "weight": {"250"}})
	if it := d.draftAt(who, at); it.Recipient.City != "London" || it.Sender.Name != "Mei's Tea Shop" {
		t.Errorf("%+v %+v", it.Recipient, it.Sender)
	}
	elsewhere := d.post("/items/new", url.Values{"service": {"ARM"}, "to": {"Rosalind Okafor"}, "place": {"DE"}, "weight": {"250"}})
	if p := checkDocument(t, "elsewhere", elsewhere.body).problems(); len(p) != 1 || !strings.HasPrefix(p[0], "to: ") {
		t.Errorf("%q", p)
	}

	// The second page: by name, and by the button.
	at = begin(url.Values{"service": {"ARM"}, "place": {"DE"}, "weight": {"250"}})
	if a := d.post(at+"/recipient", url.Values{"recipient.name": {"JÜRGEN GROSS"}}); a.status != 422 {
		t.Error("a name that is not saved was taken:", a.status)
	}
	listed := checkDocument(t, "listed", d.post(at+"/recipient", url.Values{"book": {"1"}, "recipient.phone": {"+49 221 0000"}}).body)
	var use string
	for _, b := range listed.all("button", "name", "use") {
		use = b.attr["value"]
	}
	if got := listed.values(t)["recipient.phone"]; use == "" || got[0] != "+49 221 0000" {
		t.Error("typed before choosing, and lost:", got)
	}
	filled := checkDocument(t, "filled", d.post(at+"/recipient", url.Values{"use": {use}}).body).values(t)
	if filled["recipient.city"][0] != "Köln" || filled["recipient.street.0"][0] != "Hauptstraße 5" {
		t.Error(filled)
	}
	if a := d.post(at+"/recipient", url.Values{"recipient.name": {"Jürgen Groß"}}); a.path != at+"/contents" {
		t.Errorf("%d at %s", a.status, a.path)
	}

	// The goods: by description, and by the button.
	chosen := checkDocument(t, "chosen", d.post(at+"/contents", url.Values{"lines": {"1"}, "templates": {"0"}}).body)
	button := ""
	for _, b := range chosen.all("button", "name", "template") {
		if strings.Contains(b.text(), "jasmine tea") {
			button = b.attr["value"]
		}
	}
	goods := checkDocument(t, "goods", d.post(at+"/contents", url.Values{"lines": {"1"}, "template": {button}}).body).values(t)
	if goods["contents.lines.0.hs_code"][0] != "090220" || goods["contents.category"][0] != "sale" || goods["contents.lines.0.value_cents"][0] != "140.00" {
		t.Error(goods)
	}
	if a := d.post(at+"/contents", url.Values{"lines": {"1"}, "contents.lines.0.description": {"tea samples"}}); a.path != at+"/check" {
		t.Errorf("%d at %s %q", a.status, a.path, checkDocument(t, "goods", a.body).problems())
	}
	if it := d.draftAt(who, at); it.Customs.Lines[0].HS != "090230" || it.Customs.Lines[0].Value != 9000 {
		t.Errorf("%+v", it.Customs)
	}

	// Kept, or not.
	count := func() int {
		page, err := d.Portal.Addresses(d.Context(), who, portal.AddressSearch{})
		if err != nil {
			t.Fatal(err)
		}
		return page.Count
	}
	before := count()
	d.post(at+"/check", url.Values{"keep": {"yes"}})
	if count() != before {
		t.Error("a saved recipient was saved again")
	}
	for keep, more := range map[string]int{"": 0, "yes": 1} {
		before, at := count(), begin(url.Values{"service": {"ARM"}, "place": {"DE"}, "weight": {"250"}})
		d.post(at+"/recipient", url.Values{"recipient.name": {"Eva Neu"}, "recipient.street.0": {"Ring 1"}, "recipient.city": {"Bonn"}, "recipient.postcode": {"53111"}})
		d.post(at+"/contents", url.Values{"lines": {"1"}, "contents.lines.0.description": {"tea samples"}})
		if ticked := read(at + "/check").values(t)["keep"]; len(ticked) != 1 {
			t.Error("keeping is not offered")
		}
		if a := d.post(at+"/check", url.Values{"keep": {keep}}); !strings.HasSuffix(a.path, "?note=issued") {
			t.Fatalf("%d at %s", a.status, a.path)
		}
		if got := count() - before; got != more {
			t.Errorf("keep %q: %d more addresses", keep, got)
		}
	}
}

// draftAt is the item at a path.
func (d *demo) draftAt(who account.Actor, path string) portal.Item {
	d.Helper()
	it, err := d.Portal.Shipment(d.Context(), who, strings.TrimPrefix(path, "/items/"))
	if err != nil {
		d.Fatal(err)
	}
	return it
}

// M-A3: a file goes up, is looked at, and is taken over; both kinds come down.
func TestAddressFiles(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	send := func(name, body string) answer {
		t.Helper()
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		part.Write([]byte(body)) //nolint:errcheck // in memory
		form.Close()             //nolint:errcheck // in memory
		req, err := http.NewRequest(http.MethodPost, d.url+"/address-files?kind=recipient", &b)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", form.FormDataContentType())
		req.Header.Set("Origin", d.url)
		return d.do(req)
	}
	if a := send("notes.txt", "no address"); a.status != 422 || len(checkDocument(t, "no address", a.body).problems()) != 1 {
		t.Errorf("%d %s", a.status, a.path)
	}
	preview := send("a.csv", sampleFile)
	if text := checkDocument(t, "preview", preview.body).text(); !strings.Contains(text, "1 new, 1 already there, 1 that") {
		t.Fatal(text)
	}
	if a := d.post(preview.path, nil); !strings.HasPrefix(a.path, "/addresses?") || !strings.Contains(a.body, "Eva Neu") {
		t.Errorf("%d at %s", a.status, a.path)
	}
	for file, want := range map[string][2]string{"csv": {"\ufeff", "text/csv"}, "vcf": {"BEGIN:VCARD\r\nVERSION:4.0\r\n", "text/vcard"}} {
		a := d.get("/addresses/export." + file + "?kind=recipient")
		if !strings.HasPrefix(a.body, want[0]) || a.header.Get("Content-Type") != want[1]+"; charset=utf-8" || !strings.Contains(a.body, "Eva Neu") || !strings.Contains(a.header.Get("Content-Disposition"), "addresses."+file) {
			t.Errorf("%s: %d, %s, %.60q", file, a.status, a.header.Get("Content-Type"), a.body)
		}
	}
}
