package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/account"
	"ecship/internal/portal"
	"ecship/internal/web"
)

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// M-A7, S-01, I-1: on every route that names an object, somebody else's is as
// absent as one that never was: the same status, headers and bytes. The table of
// routes says which; a new one is tried by itself.
func TestForeignIsAbsent(t *testing.T) {
	d := newDemo(t)
	d.Portal.BudgetLeast = 1 << 20 // this asks in vain for more than anybody may
	d.signIn(mei)
	d.post("/keys", url.Values{"name": {"My shop"}})
	paid, _ := d.startPayment("/pay", "sandbox")
	foreign, number := d.objects()
	upload := d.upload("orders.csv", batchOf(3, spoilt))
	d.post(upload.path, url.Values(parse(t, upload.body).values(t)))
	d.Work()
	foreign = append(foreign, paid, strings.TrimPrefix(upload.path, "/batches/"))
	look := func() string {
		return d.get("/items").body + d.get("/keys").body + d.get("/payments").body + d.get("/batches").body + d.get(upload.path).body + d.get("/addresses").body + d.get("/templates").body + d.get("/team").body + d.get("/webhooks").body
	}
	before := look()
	d.newVisitor()
	d.signIn(wing)
	tried := 0
	for _, pattern := range web.Patterns() {
		method, path, _ := strings.Cut(pattern, " ")
		p := parameter.FindStringSubmatch(path)
		if p == nil {
			continue
		}
		ask := func(value string) string {
			path := strings.Replace(path, p[0], url.PathEscape(value), 1)
			if strings.Contains(path, "{") {
				t.Fatalf("%s: this test fills one place", pattern)
			}
			if strings.HasSuffix(path, "/row") { // of a file, by its line
				path += "?n=2"
			}
			req, err := http.NewRequest(method, d.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Origin", d.url)
			a := d.do(req)
			if a.status != http.StatusNotFound && a.status != http.StatusForbidden {
				t.Errorf("%s with %s: %d at %s", pattern, value, a.status, a.path)
			}
			tried++
			return a.whole(value)
		}
		switch p[1] {
		case "id":
			for _, id := range foreign {
				if diff := cmp.Diff(ask(id[:4]+strings.Repeat("0", 26)), ask(id)); diff != "" {
					t.Errorf("%s tells that %s is there:\n%s", pattern, id, diff)
				}
			}
			for _, odd := range []string{"\x00", "\xff", "' OR 1=1 --", strings.Repeat("9", 10_000)} {
				ask(odd)
			}
		case "number":
			if diff := cmp.Diff(ask("RA123456785HK"), ask(number)); diff != "" {
				t.Errorf("%s tells that %s is there:\n%s", pattern, number, diff)
			}
		case "topic": // of the help, which is everybody's
		case "page", "group", "service": // of the developers' documentation, too
		case "method": // names a gateway, which says by a signature who it is
		default:
			t.Errorf("%s: what goes for {%s} in this test?", pattern, p[1])
		}
	}
	if tried < 100 {
		t.Error("tried only", tried)
	}
	d.newVisitor()
	d.signIn(mei)
	if diff := cmp.Diff(before, look()); diff != "" {
		t.Error("somebody else changed something:\n", diff)
	}
}

// objects are the ids of the first sender's items, keys, addresses, templates and team, and
// an item number.
func (d *demo) objects() (ids []string, number string) {
	d.Helper()
	who, err := d.Portal.SignIn(d.Context(), d.Who, portal.Credentials{Email: mei, Password: portal.DemoPassword})
	if err != nil {
		d.Fatal(err)
	}
	l, err := d.Portal.Shipments(d.Context(), who, portal.Search{})
	if err != nil {
		d.Fatal(err)
	}
	keys, err := d.Portal.Keys(d.Context(), who)
	if err != nil || len(keys) == 0 || len(l.Rows) == 0 {
		d.Fatal("nothing to try", err)
	}
	for _, r := range l.Rows {
		ids = append(ids, r.ID)
		if r.Number != "" {
			number = string(r.Number)
		}
	}
	for _, k := range keys {
		ids = append(ids, k.ID)
	}
	book, err := d.Portal.Addresses(d.Context(), who, portal.AddressSearch{})
	if err != nil || len(book.Entries) == 0 {
		d.Fatal("no address to try", err)
	}
	for _, e := range book.Entries {
		ids = append(ids, e.ID)
	}
	file, err := d.Portal.ReadAddresses(d.Context(), who, portal.AddressFile{Name: "a.csv", Body: strings.NewReader(sampleFile)})
	if err != nil {
		d.Fatal(err)
	}
	ids = append(ids, file)
	templates, err := d.Portal.Templates(d.Context(), who, portal.TemplateSearch{})
	if err != nil || len(templates.Templates) == 0 {
		d.Fatal("no template to try", err)
	}
	for _, t := range templates.Templates {
		ids = append(ids, t.ID)
	}
	hook, err := d.Portal.CreateWebhook(d.Context(), who, portal.NewWebhook{URL: "https://shop.example.org/", Types: []string{"shipment.*"}})
	if err != nil {
		d.Fatal(err)
	}
	ids = append(ids, hook.ID)
	asked, err := d.Portal.Invite(d.Context(), who, portal.Invite{Email: "asked@example.org", Role: account.Viewer})
	if err != nil {
		d.Fatal(err)
	}
	ids = append(ids, asked.ID, who.User)
	return ids, number
}
