package soap_test

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
	"ecship/internal/soap"
)

var update = flag.Bool("update", false, "write the golden files anew")

// shop is an older client with its own key.
type shop struct {
	*testing.T
	run            *portaltest.Runner
	door           http.Handler
	username, key  string
	lang           string
	nonce, created string
	base           string // of the environment
	member         string // for whom it asks; itself where empty
}

func open(t *testing.T) *shop {
	t.Helper()
	r := portaltest.New(t)
	door, err := soap.New(soap.Config{Portal: r.Portal, Now: r.Now})
	if err != nil {
		t.Fatal(err)
	}
	return (&shop{T: t, run: r, door: door}).as("mei")
}

// as is the same door with another sender's key.
func (s *shop) as(name string) *shop {
	s.Helper()
	s.run.As(name)
	k := portaltest.Must(s.run, s.run.Portal.TurnOnSOAP, struct{}{})
	return &shop{T: s.T, run: s.run, door: s.door, username: k.Username, key: k.Secret, nonce: "abc", base: "/API"}
}

// tester is the same door with the key of somebody's test customer.
func (s *shop) tester(name string) *shop {
	s.Helper()
	s.run.As(name)
	s.run.AsActor(portaltest.Must(s.run, s.run.Portal.Tester, struct{}{}))
	k := portaltest.Must(s.run, s.run.Portal.TurnOnSOAP, struct{}{})
	return &shop{T: s.T, run: s.run, door: s.door, username: k.Username, key: k.Secret, nonce: "abc", base: "/API-trial"}
}

// security is the header that C1 writes.
func (s *shop) security() string {
	created := s.created
	if created == "" {
		created = s.run.Now().UTC().Format("2006-01-02T15:04:05Z")
	}
	sum := sha1.Sum([]byte(s.nonce + created + s.key))
	return fmt.Sprintf(`<wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><wsse:UsernameToken><wsse:Username>%s</wsse:Username><wsse:Password Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest">%s</wsse:Password><wsse:Nonce>%s</wsse:Nonce><wsu:Created xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd">%s</wsu:Created></wsse:UsernameToken></wsse:Security>`,
		s.username, base64.StdEncoding.EncodeToString(sum[:]), base64.StdEncoding.EncodeToString([]byte(s.nonce)), created)
}

const (
	spaceService = "http://webservice.integrator.hkpost.com"
	spaceObject  = "http://object.integrator.hkpost.com"
)

// envelope is a message as C1 builds it: the fields in its own order, each in
// the namespace of objects.
func (s *shop) envelope(operation, request, fields string) string {
	member := s.member
	if member == "" {
		member = s.username
	}
	return `<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header>` + s.security() +
		`</soapenv:Header><soapenv:Body><` + operation + ` xmlns="` + spaceService + `"><` + request + `><ecshipUsername xmlns="` + spaceObject + `">` + member +
		`</ecshipUsername>` + fields + `</` + request + `></` + operation + `></soapenv:Body></soapenv:Envelope>`
}

type reply struct {
	code int
	body string
}

func (s *shop) post(path, body string) reply {
	s.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	r.Header.Set("SOAPAction", "")
	if s.lang != "" {
		r.Header.Set("Accept-Language", s.lang)
	}
	w := httptest.NewRecorder()
	s.door.ServeHTTP(w, r)
	b, _ := io.ReadAll(w.Result().Body)
	if ct := w.Result().Header.Get("Content-Type"); ct != "text/xml; charset=utf-8" {
		s.Errorf("%s answers %q", path, ct)
	}
	if err := xml.Unmarshal(b, new(struct{})); err != nil {
		s.Errorf("%s answers no XML: %v\n%s", path, err, b)
	}
	return reply{w.Code, string(b)}
}

// requests are the wrappers' children.
var requests = func() map[string]string {
	all := map[string]string{}
	for _, o := range soap.Operations() {
		all[o.Name] = o.Request
	}
	return all
}()

// ask calls an operation, "Posting createOrder", as C1 does: posting to ?wsdl.
func (s *shop) ask(operation, fields string) reply {
	s.Helper()
	service, name, _ := strings.Cut(operation, " ")
	message := s.envelope(name, requests[name], fields)
	if service == "SoazPosting" {
		message = strings.ReplaceAll(message, "ecshipUsername", "soazUsername")
	}
	out := s.post(s.base+"/services/"+service+"?wsdl", message)
	if out.code != http.StatusOK {
		s.Errorf("%s: %d %s", operation, out.code, out.body)
	}
	if out.field("errMessage") == "" || out.field("status") == "" {
		s.Errorf("%s has no text in errMessage or status: %s", operation, out.body)
	}
	return out
}

// field is a field's text, found by its name without a prefix.
func (r reply) field(name string) string {
	m := regexp.MustCompile(`(?s)<` + name + `(?: xmlns="[^"]*")?>([^<]*)</` + name + `>`).FindStringSubmatch(r.body)
	if m == nil {
		return ""
	}
	return m[1]
}

// done fails where the status is not 0.
func (r reply) done(t *testing.T) reply {
	t.Helper()
	return r.status(t, "0")
}

func (r reply) status(t *testing.T, want string) reply {
	t.Helper()
	if r.code != http.StatusOK || r.field("status") != want {
		t.Fatalf("want status %s: %d %s", want, r.code, r.body)
	}
	return r
}

// tea is an order of tea to New York; more elements replace those of the same
// name.
func tea(more ...string) string {
	fields := []string{"<shipCode>ARM</shipCode>", "<countryCode>USA</countryCode>", "<senderName>Mei Wong</senderName>", "<senderAddress>Flat 5, 12 Nathan Road, Tsim Sha Tsui, Kowloon</senderAddress>",
		"<senderContactNo>23456789</senderContactNo>", "<senderContactNoAreaCode>852</senderContactNoAreaCode>", "<senderCountry>Hong Kong SAR</senderCountry>", "<recipientName>Ann Smith</recipientName>", "<recipientAddress>350 Fifth Avenue</recipientAddress>",
		"<recipientCity>New York</recipientCity>", "<recipientPostalNo>10118</recipientPostalNo>", "<itemCategory>M</itemCategory>", "<paidAmt>0</paidAmt>",
		`<products><item xmlns="` + spaceService + `"><contentDesc>Oolong tea in tins</contentDesc><currencyCode>HKD</currencyCode><productCountry>CNG</productCountry><productQty>2</productQty><productTariffCode>0902300090</productTariffCode><productValue>120.00</productValue><productWeight>0.400</productWeight></item></products>`}
	for _, m := range more {
		name, _, _ := strings.Cut(m[1:], ">")
		at := -1
		for i, f := range fields {
			if strings.HasPrefix(f, "<"+name+">") {
				at = i
			}
		}
		if at < 0 {
			fields = append(fields, m)
		} else {
			fields[at] = m
		}
	}
	return strings.Join(fields, "")
}

// M-I2: the whole way of an order, as an older client goes it: quote, create,
// label, look up, and cancel.
func TestOrder(t *testing.T) {
	s := open(t)
	q := s.ask("Calculator getTotalPostage", "<countryCode>USA</countryCode><shipCode>ARM</shipCode><weight>0.4</weight>").done(t)
	made := s.ask("Posting createOrder", tea("<refNo>A-1</refNo>")).done(t)
	number := made.field("itemNo")
	if q.field("totalPostage") == "" || q.field("totalPostage") != made.field("deliveryCharge") {
		t.Error("quoted", q.field("totalPostage"), "and charged", made.field("deliveryCharge"))
	}
	if !regexp.MustCompile(`^RA\d{9}HK$`).MatchString(number) {
		t.Fatalf("item number %q", number)
	}
	label, err := base64.StdEncoding.DecodeString(s.ask("Posting getAddressPack", "<itemNo><item>"+number+"</item></itemNo><printMode>0</printMode>").done(t).field("ap"))
	if err != nil || !strings.Contains(string(label), "350 Fifth Avenue") {
		t.Errorf("the label: %v\n%s", err, label)
	}
	if got := s.ask("Posting getItemNo", "<searchType>REF_NO</searchType><searchParam>A-1</searchParam>").done(t).field("itemNo"); got != number {
		t.Errorf("by its reference it is %q", got)
	}
	info := s.ask("Posting getOrderInfo", "<orderNo>"+made.field("orderNo")+"</orderNo>").done(t)
	if info.field("itemNo") != number || info.field("orderStatus") != "issued" || info.field("countryCode") != "USA" || info.field("weight") != "0.400" {
		t.Error(info.body)
	}
	s.ask("Posting cancelOrder", "<itemNo>"+number+"</itemNo>").done(t)
	s.ask("Posting cancelOrder", "<itemNo>"+number+"</itemNo>").done(t)
	s.ask("Posting getAddressPack", "<itemNo><item>"+number+"</item></itemNo>").status(t, "103")
	next := s.ask("Posting createOrder", tea("<refNo>A-1</refNo>")).done(t).field("itemNo")
	if next == number {
		t.Error("an order whose item was cancelled got the same item again")
	}
}

// M-I3: the test environment's own address does the whole way of an order with a
// test key, of test items alone; each address refuses the other's key in words
// of its own, and neither key reaches the other's items.
func TestTrial(t *testing.T) {
	live := open(t)
	its := live.ask("Posting createOrder", tea("<refNo>A-1</refNo>")).done(t).field("itemNo")
	s := live.tester("mei")
	s.ask("Calculator getTotalPostage", "<countryCode>USA</countryCode><shipCode>ARM</shipCode><weight>0.4</weight>").done(t)
	made := s.ask("Posting createOrder", tea("<refNo>A-1</refNo>")).done(t).field("itemNo")
	if !regexp.MustCompile(`^RA99\d{7}HK$`).MatchString(made) {
		t.Error("a test item has the number", made)
	}
	label, err := base64.StdEncoding.DecodeString(s.ask("Posting getAddressPack", "<itemNo><item>"+made+"</item></itemNo><printMode>0</printMode>").done(t).field("ap"))
	if err != nil || !strings.Contains(string(label), "SPECIMEN") {
		t.Errorf("the label: %v\n%s", err, label)
	}
	posted := s.ask("Posting createOrder", tea("<refNo>A-2</refNo>")).done(t).field("itemNo")
	portaltest.Must(s.run, s.run.Portal.AcceptAtTrial, portal.Counter{Number: posted})
	s.ask("Tracking getTTInfo", "<itemNo>"+posted+"</itemNo>").done(t)
	for _, x := range []struct {
		who  *shop
		item string
	}{{s, its}, {live, made}} {
		for _, o := range []string{"Posting getAddressPack", "Posting getOrderInfo", "Posting cancelOrder", "Posting getCOP"} {
			fields := "<itemNo>" + x.item + "</itemNo>"
			if o == "Posting getAddressPack" {
				fields = "<itemNo><item>" + x.item + "</item></itemNo>"
			}
			if got := x.who.ask(o, fields); got.field("status") == "0" {
				t.Errorf("%s with the other environment's item: %s", o, got.body)
			}
		}
		wrong := *x.who
		wrong.base = map[string]string{"/API": "/API-trial", "/API-trial": "/API"}[wrong.base]
		wrong.ask("Calculator getTotalPostage", "<countryCode>USA</countryCode><shipCode>ARM</shipCode><weight>0.4</weight>").status(t, "105")
	}
	s.ask("Posting cancelOrder", "<itemNo>"+made+"</itemNo>").done(t)
	live.ask("Posting getAddressPack", "<itemNo><item>"+its+"</item></itemNo>").done(t)
	for _, list := range portaltest.Must(live.run, live.run.Portal.ConformanceOf, struct{}{}) {
		if list.Door == portal.SOAP && list.Missing() != 0 || list.Door == portal.REST && list.Missing() != len(list.Steps) {
			t.Errorf("not ticked off: %+v", list) // what was done here is the whole list of this door
		}
	}
}

// M-I2: the same message again is the same item, however often; another message
// without a reference is another item.
func TestOrderAgain(t *testing.T) {
	s := open(t)
	message := s.envelope("createOrder", "api02Req", tea())
	first := s.post("/API/services/Posting", message).done(t).field("itemNo")
	if again := s.post("/API/services/Posting", message).done(t).field("itemNo"); again != first {
		t.Error("a replay made another item:", first, again)
	}
	s.nonce = "xyz"
	if other := s.ask("Posting createOrder", tea()).done(t).field("itemNo"); other == first {
		t.Error("two orders without a reference became one")
	}
	one := s.ask("Posting createOrder", tea("<refNo>B</refNo>")).done(t).field("itemNo")
	s.nonce = "klm"
	if again := s.ask("Posting createOrder", tea("<refNo>B</refNo>")).done(t).field("itemNo"); again != one {
		t.Error("an order with a reference, sent again, became two:", one, again)
	}
}

// M-I2: an order with a card number is refused with its own status, creates
// nothing, and its number is nowhere in the answer.
func TestCardIsRefused(t *testing.T) {
	s := open(t)
	for _, field := range []string{"<creditCardNo>4111111111111111</creditCardNo>", "<payFlag>OC</payFlag>"} {
		out := s.ask("Posting createOrder", tea(field)).status(t, "107")
		if strings.Contains(out.body, "4111") || out.field("itemNo") != "" {
			t.Error(out.body)
		}
	}
	s.ask("Posting getItemNo", "<searchType>REF_NO</searchType><searchParam>A-1</searchParam>").status(t, "102")
}

// M-I2: each service's WSDL, as it is published in docs/api.
func TestWSDL(t *testing.T) {
	s := open(t)
	for _, service := range soap.Services {
		w := httptest.NewRecorder()
		s.door.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://ship.example/API/services/"+service+"?wsdl", nil))
		file := "../../docs/api/" + service + ".wsdl"
		if *update {
			if err := os.WriteFile(file, w.Body.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), w.Body.String()); diff != "" {
			t.Error(service, diff)
		}
		if err := xml.Unmarshal(w.Body.Bytes(), new(struct{})); err != nil {
			t.Error(service, err)
		}
	}
}

// M-I2: who is calling. A wrong digest, another user name, a key that is off or
// of the other environment, and a clock that is off by more than a day are
// refused; zones and half days are not, nor is a nonce of one byte.
func TestSecurity(t *testing.T) {
	s := open(t)
	quote := func(s *shop) reply {
		return s.post("/API/services/Calculator", s.envelope("getTotalPostage", "api01Req", "<countryCode>USA</countryCode><shipCode>ARM</shipCode><weight>0.4</weight>"))
	}
	for _, off := range []time.Duration{0, 20 * time.Hour, -20 * time.Hour, 24 * time.Hour} {
		ok := *s
		ok.nonce, ok.created = "a", s.run.Now().Add(off).Format("2006-01-02T15:04:05Z")
		quote(&ok).done(t)
	}
	for name, change := range map[string]func(*shop){
		"a wrong key":           func(s *shop) { s.key += "x" },
		"no such user":          func(s *shop) { s.username = "ecnobody" },
		"a long user name":      func(s *shop) { s.username = strings.Repeat("a", 10_000) },
		"a clock of last week":  func(s *shop) { s.created = s.run.Now().Add(-24*time.Hour - time.Second).Format("2006-01-02T15:04:05Z") },
		"a clock that is words": func(s *shop) { s.created = "now" },
	} {
		bad := *s
		change(&bad)
		if out := quote(&bad); out.code != http.StatusInternalServerError || !strings.Contains(out.body, "<faultcode>wsse:FailedAuthentication</faultcode>") {
			t.Errorf("%s: %d %s", name, out.code, out.body)
		}
	}
	if out := s.post("/API-trial/services/Calculator", s.envelope("getTotalPostage", "api01Req", "")); out.field("status") != "105" {
		t.Error("a live key in the test environment:", out.body)
	}
	other := s.as("tom")
	if out := other.post("/API/services/Calculator", strings.Replace(other.envelope("getTotalPostage", "api01Req", ""), "<ecshipUsername xmlns=\""+spaceObject+"\">"+other.username, "<ecshipUsername xmlns=\""+spaceObject+"\">"+s.username, 1)); out.field("status") != "104" {
		t.Error("for another member:", out.body)
	}
	portaltest.Must(s.run.As("mei"), s.run.Portal.TurnOffSOAP, struct{}{})
	if out := quote(s); out.code != http.StatusInternalServerError {
		t.Error("a key that is off:", out.body)
	}
}

// M-I2: every status stands in the document, and no other.
func TestStatusesAreDocumented(t *testing.T) {
	b, err := os.ReadFile("../../docs/soap.md")
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, s := range soap.Statuses {
		want = append(want, fmt.Sprint(int(s)))
	}
	for _, m := range regexp.MustCompile(`(?m)^\| (\d+) \|`).FindAllStringSubmatch(string(b), -1) {
		got = append(got, m[1])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
