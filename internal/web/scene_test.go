package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"ecship/internal/i18n"
	"ecship/internal/shipment"
)

// scene is a page in one of its states: who looks, where, and what was sent.
type scene struct {
	name, as, path string
	send           url.Values // sent by the page's main form; nil only looks
}

// people of the demo.
const (
	nobody = ""
	mei    = "mei@example.org"
	wing   = "wing@example.org"
	clerk  = "clerk@example.org"
	vetter = "officer@example.org"
)

// scenes is every page in every state. The places in braces are filled by
// stage.
var scenes = []scene{
	{"home", nobody, "/", nil},
	{"prices", nobody, "/?place=US&weight=500", nil},
	{"prices of a letter", nobody, "/?place=CN&weight=40&length=20&breadth=12&height=0.4&insured=800", nil},
	{"local prices", nobody, "/?place=HK&weight=1500", nil},
	{"nothing possible", nobody, "/?place=US&weight=90000", nil},
	{"prices with faults", nobody, "/?place=Unit&weight=0&length=1", nil},
	{"register", nobody, "/register", nil},
	{"register with faults", nobody, "/register", url.Values{"email": {"nonsense"}}},
	{"look in your mail", nobody, "/register/sent", nil},
	{"activate", nobody, "/activate?token=x", nil},
	{"dead link", nobody, "/activate?token=x", url.Values{"token": {"x"}}},
	{"sign in", nobody, "/sign-in?note=activated", nil},
	{"sign in with faults", nobody, "/sign-in", url.Values{"email": {"x@example.org"}, "password": {"wrong"}}},
	{"resend", nobody, "/resend", nil},
	{"forgotten", nobody, "/forgotten", url.Values{"email": {""}}},
	{"reset", nobody, "/reset?token=x", url.Values{"password": {"short"}}},
	{"outbox", nobody, "/demo/outbox", nil},
	{"help", nobody, "/help", nil},
	{"help found", nobody, "/help?q=CN", nil},
	{"help not found", nobody, "/help?q=xylophone", nil},
	{"help account", nobody, "/help/account", nil},
	{"help postage", nobody, "/help/postage", nil},
	{"help label", nobody, "/help/label", nil},
	{"help payment", nobody, "/help/payment", nil},
	{"help posting", nobody, "/help/posting", nil},
	{"help bulk", nobody, "/help/bulk", nil},
	{"help contact", nobody, "/help/contact", nil},
	{"developers", nobody, "/API-portal/", nil},
	{"first label", nobody, "/API-portal/start", nil},
	{"operations of REST", nobody, "/API-portal/rest/payments", nil},
	{"operations of SOAP", nobody, "/API-portal/soap/Tracking", nil},
	{"not found", nobody, "/nowhere", nil},
	{"forbidden", mei, "/counter/", nil},
	{"no items", wing, "/items", nil},
	{"items", mei, "/items", nil},
	{"no hits", mei, "/items?q=nobody&state=draft", nil},
	{"charts", mei, "/items/charts", nil},
	{"no charts", wing, "/items/charts", nil},
	{"chosen to cancel", mei, "/items/chosen?act=cancel&scope=all", nil},
	{"chosen to print", mei, "/items/chosen?act=print&scope=page&state=issued", nil},
	{"nothing chosen", mei, "/items/chosen?act=again", nil},
	{"filtered", mei, "/items?service=ARM&place=DE&from=2026-01-01&to=2099-01-01", nil},
	{"filtered with faults", mei, "/items?place=Unit&from=yesterday", nil},
	{"service", mei, "/items/new", nil},
	{"service with faults", mei, "/items/new", url.Values{"place": {"Unit"}, "weight": {"heavy"}}},
	{"recipient", mei, "{draft}/recipient", nil},
	{"recipient with faults", mei, "{draft}/recipient", url.Values{"recipient.name": {"台北"}, "recipient.street.0": {""}, "recipient.phone": {"x"}, "recipient.native.street.1": {"📦"}}},
	{"sender", mei, "{draft}/sender", nil},
	{"contents", mei, "{draft}/contents", nil},
	{"contents with faults", mei, "{draft}/contents", url.Values{"contents.lines.0.description": {""}, "contents.lines.0.quantity": {"many"}, "contents.lines.0.net_weight_g": {"9kg"}}},
	{"check", mei, "{draft}/check", nil},
	{"discard", mei, "{draft}/cancel", nil},
	{"issued", mei, "{issued}?note=issued", nil},
	{"posted", mei, "{posted}", nil},
	{"cancelled", mei, "{cancelled}?note=cancelled", nil},
	{"cancel", mei, "{issued}/cancel", nil},
	{"twenty at once", mei, "{issued}/many", nil},
	{"twenty with faults", mei, "{issued}/many", url.Values{"recipients.0.name": {"台北"}, "recipients.0.street.0": {"1 Main St"}}},
	{"print", mei, "/items/print?id={issuedid}", nil},
	{"print with faults", mei, "/items/print?id={issuedid}", url.Values{"stock": {"a4"}, "start": {"4"}, "nudge_x": {"9"}}},
	{"print on a roll", mei, "/items/print?id={issuedid}&id={issuedid}&stock=102x203&format=zpl", nil},
	{"nothing to keep apart", wing, "/items/segregation", nil},
	{"kept apart", mei, "/items/segregation", nil},
	{"track", "", "/track", nil},
	{"tracked", "", "/track?number={travelled}", nil},
	{"tracked without an answer", "", "/track?number=RA123456785HK", nil},
	{"tracked with a slip of the pen", "", "/track?number=RA123456784HK", nil},
	{"keys", mei, "/keys", nil},
	{"requests of a key", mei, "/keys/{keyid}/requests", nil},
	{"key made", mei, "/keys", url.Values{"name": {"My shop"}}},
	{"developers", mei, "/developers", nil},
	{"integrators", mei, "/integrators", nil},
	{"dead link of an integrator", mei, "/integrators/confirm?token=x", nil},
	{"address book", mei, "/addresses", nil},
	{"own addresses", mei, "/addresses?kind=sender&note=saved", nil},
	{"no addresses", wing, "/addresses", nil},
	{"no such address", mei, "/addresses?q=nobody", nil},
	{"new recipient, where to", mei, "/addresses/new", nil},
	{"new recipient, where to again", mei, "/addresses/new?place=Unit", nil},
	{"new recipient", mei, "/addresses/new?place=US", nil},
	{"new recipient with faults", mei, "/addresses/new?place=GB", url.Values{"place": {"Unit"}, "recipient.name": {"台北"}}},
	{"new sender", mei, "/addresses/new?kind=sender", nil},
	{"address", mei, "{address}", nil},
	{"import addresses", mei, "/address-files", nil},
	{"import preview", mei, "/address-files/{addressfile}", nil},
	{"addresses twice", mei, "/addresses/twins", nil},
	{"no addresses twice", wing, "/addresses/twins", nil},
	{"nobody of this name", mei, "/items/new", url.Values{"to": {"Nobody"}, "weight": {"500"}}},
	{"send to an address", mei, "/items/new?to={addressid}", nil},
	{"choose an address", mei, "{draft}/recipient?book=1", nil},
	{"choose a template", mei, "{draft}/contents?templates=0", nil},
	{"choose an HS code", mei, "{draft}/contents?codes=0", nil},
	{"templates", mei, "/templates", nil},
	{"no templates", wing, "/templates", nil},
	{"new template", mei, "/templates/new", nil},
	{"template with faults", mei, "{template}", url.Values{"line.description": {"gift"}, "line.quantity": {"many"}, "line.hs_code": {"1"}}},
	{"kept as template", mei, "{issued}?note=kept", nil},
	{"webhooks", mei, "/webhooks", nil},
	{"webhooks with faults", mei, "/webhooks", url.Values{"url": {"http://10.0.0.1/"}}},
	{"webhook", mei, "{hook}?note=test", nil},
	{"webhook paused", mei, "{hookpaused}", nil},
	{"delivery", mei, "{delivery}", nil},
	{"team", mei, "/team?note=invited", nil},
	{"team of one", wing, "/team", nil},
	{"invite with faults", mei, "/team", url.Values{"email": {"nonsense"}}},
	{"member", mei, "{member}", nil},
	{"last owner", mei, "{owner}", url.Values{"role": {"viewer"}}},
	{"invitation", nobody, "{invitation}", nil},
	{"invitation with faults", nobody, "{invitation}", url.Values{"name": {""}, "password": {"short"}}},
	{"invitation of an account", nobody, "{freeinvitation}", nil},
	{"invitation of somebody else's", nobody, "{otherinvitation}", nil},
	{"dead invitation", nobody, "/invitation?token=x", nil},
	{"counter", clerk, "/counter/", nil},
	{"scanned", clerk, "/counter/?number={number}", nil},
	{"too heavy", clerk, "/counter/?number={number}&weight=90000", nil},
	{"priced", clerk, "/counter/?number={number}&weight=350", nil},
	{"too little cash", clerk, "/counter/?number={number}&weight=350", url.Values{"cash": {"1"}}},
	{"scanned to be sorted", clerk, "/counter/?number={expressnumber}", nil},
	{"refused as posted", clerk, "/counter/?number={postednumber}", nil},
	{"refused as cancelled", clerk, "/counter/?number={cancellednumber}", nil},
	{"refused as mistyped", clerk, "/counter/?number=RA123456784HK", nil},
	{"pay", mei, "/pay", nil},
	{"pay nothing", mei, "/pay", url.Values{"items": nil, "method": {"sandbox"}}},
	{"nothing to pay", wing, "/pay", nil},
	{"payments", mei, "/payments", nil},
	{"statement", mei, "/account/statements", nil},
	{"statement of no month", mei, "/account/statements?month=2019-01", nil},
	{"no deposit account", wing, "/account/statements", nil},
	{"notice settings", mei, "/notices/settings?note=saved", nil},
	{"forged link of a mail", nobody, "/notices/stop?token=x", nil},
	{"payment open", mei, "/payments/{open}", nil},
	{"payment deferred", mei, "/payments/{deferred}", nil},
	{"payment authorised", mei, "/payments/{authorised}", nil},
	{"payment charged", mei, "/payments/{charged}", nil},
	{"paid item", mei, "{paid}", nil},
	{"cancel for nothing", mei, "{held}/cancel", nil},
	{"cancel with a refund", mei, "{paid}/cancel", nil},
	{"apply for a refund", mei, "{paid}/refund", nil},
	{"refund", mei, "/refunds/{refund}", nil},
	{"ranges", vetter, "/office/ranges?given=APL", nil},
	{"ranges with faults", vetter, "/office/ranges", url.Values{"service": {"APL"}, "first": {"20000000"}, "last": {"20000001"}}},
	{"refund queue", vetter, "/office/refunds", nil},
	{"background work", vetter, "/office/jobs", nil},
	{"thrown away without a reason", vetter, "/office/jobs", url.Values{"do": {"drop"}}},
	{"daily close", vetter, "/office/close", nil},
	{"close of a day without money", vetter, "/office/close?day=2026-11-20", nil},
	{"close of a day to come", vetter, "/office/close?day=2026-12-24", nil},
	{"vetting", vetter, "/office/refunds/{refund}", nil},
	{"prepaid at the counter", clerk, "/counter/?number={prepaid}&weight=100", nil},
	{"files", mei, "/batches", nil},
	{"no files", wing, "/batches", nil},
	{"new file", mei, "/batches/new", nil},
	{"columns", mei, "{uploaded}", nil},
	{"columns with faults", mei, "{uploaded}", url.Values{"mapping.0": {"service"}, "mapping.16": {""}, "mapping.1": {"reference"}}},
	{"file that came before", mei, "{twin}", url.Values{}},
	{"file at work", mei, "{busy}", nil},
	{"file with faults", mei, "{faulty}", nil},
	{"rows of a cause", mei, "{faulty}?mended=4&left=1&state=faulty", nil},
	{"row with faults", mei, "{faulty}/row?n=2", nil},
	{"row mended wrongly", mei, "{faulty}/row?n=5", url.Values{"0.weight": {"多"}}},
	{"issued file", mei, "{issuedbatch}", nil},
	{"pay for a file", mei, "/pay?batch={issuedbatchid}", nil},
	{"refused as foreign", clerk, "/counter/?number=RA123456785GB", nil},
}

// stage fills the places of scenes' paths with the demo's items.
func (d *demo) stage() func(string) string {
	d.Helper()
	ids, numbers := d.itemsBy()
	money := append(d.stageMoney(ids[shipment.Issued]), "{travelled}", d.travel(numbers[shipment.Posted]))
	apart, err := d.Portal.Segregation(d.Context(), d.sender(mei), struct{}{})
	if err != nil {
		d.Fatal(err)
	}
	money = append(money, "{expressnumber}", string(apart.Groups[0].Items[0].Number))
	d.stageDeadLetter()
	return strings.NewReplacer(append(append(append(append(money, d.stageBook()...), d.stageBatch()...), append(d.stageTeam(), d.stageHooks()...)...), "{draft}", "/items/"+ids[shipment.Draft], "{issued}", "/items/"+ids[shipment.Issued], "{issuedid}", ids[shipment.Issued], "{posted}", "/items/"+ids[shipment.Posted],
		"{cancelled}", "/items/"+ids[shipment.Cancelled], "{number}", numbers[shipment.Issued], "{postednumber}", numbers[shipment.Posted],
		"{cancellednumber}", numbers[shipment.Cancelled])...).Replace
}

// play shows a scene to the test's own client.
func (d *demo) play(s scene, path string) answer {
	d.Helper()
	a := d.get(path)
	if s.send == nil {
		return a
	}
	form := parse(d.T, a.body).all("form", "method", "post")
	var main *node
	for _, f := range form {
		if f.attr["id"] == "main" || main == nil && !strings.HasPrefix(f.attr["action"], "/sign-out") {
			main = f
		}
	}
	v := url.Values{}
	for _, in := range main.all("input") {
		v.Set(in.attr["name"], in.attr["value"])
	}
	for k, vs := range s.send {
		v[k] = vs
	}
	return d.post(main.attr["action"], v)
}

var (
	rawKey = regexp.MustCompile(`\b(web|track|history|team|chart|book|template|quote|address|account|counter|customs|shipment|place|weight|text|error|number|service|key|size|value)\.[a-z_]+(\.[a-z_]+)*\b`)
	latin  = regexp.MustCompile(`[A-Za-z][A-Za-z'’]+`)
)

// allowed are the Latin words that may stand on Chinese pages: the product's
// name, units, codes, and an example to type.
var allowed = regexp.MustCompile(`^(csv|Webhook|Idempotency|Key|Retry|After|https|xx|ms|xlsx|UTF|US|ecship|vCard|English|kg|HK|HKD|HS|CN|PM|PDF|CSV|Excel|API|Enter|men's|cotton|shirts|` +
	`IOSS|EORI|SKU|EAN|UPC|ABN|ARN|GST|VOEC|JFK|ZPL|mm|` +
	`payments|Tracking|SOAP|BOC|Pay|Drop|and|Go|Pos|Excel|REST|OpenAPI|EC|Ship|xylophone|` +
	`USD|EUR|GBP|CNY|JPY|AUD|CAD|SGD|TWD|KRW)$`)

// M-A5: every page in every state is well formed, has no missing key, and in
// Chinese no English word but those that must be.
func TestEveryPageInEveryLanguage(t *testing.T) {
	d := newDemo(t)
	fill := d.stage()
	for _, lang := range i18n.Langs {
		who := "?"
		for _, s := range scenes {
			if s.as != who {
				d.newVisitor()
				d.get("/?lang=" + string(lang))
				if who = s.as; who != nobody {
					d.signIn(who)
				}
			}
			name := s.name + ", " + string(lang)
			a := d.play(s, fill(s.path))
			page := checkDocument(t, name, a.body)
			if got := page.one(t, "html").attr["lang"]; got != lang.HTML() {
				t.Errorf("%s: the language is %q", name, got)
			}
			if csp := a.header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
				t.Errorf("%s: the content policy is %q", name, csp)
			}
			text := page.prose()
			if k := rawKey.FindString(a.body); k != "" && i18n.Has(k) {
				t.Errorf("%s: the key %s shows", name, k)
			}
			if strings.ContainsAny(text, "{}") {
				t.Errorf("%s: a place of a message is not filled: %s", name, text)
			}
			if lang != i18n.En {
				d.checkChinese(name, page)
			}
		}
	}
}

// example is an item number, or an e-mail address.
var example = regexp.MustCompile(`\b[A-Z]{2}( \d{3}){3} [A-Z]{2}\b|[a-z]+@example\.(com|org)`)

// checkChinese finds English words in a Chinese page, besides what people typed.
func (d *demo) checkChinese(name string, page *node) {
	page.walk(func(n *node) {
		for k := n; k != nil; k = k.up {
			if k.class("number") || k.tag == "code" || k.tag == "title" || k.attr["translate"] == "no" || k.attr["lang"] == "en" {
				return
			}
		}
		for _, w := range latin.FindAllString(example.ReplaceAllString(n.own, ""), -1) {
			if !allowed.MatchString(w) {
				d.Errorf("%s: %q in %q", name, w, strings.TrimSpace(n.own))
			}
		}
	})
}
