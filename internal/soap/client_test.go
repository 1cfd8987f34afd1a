package soap_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
	"ecship/internal/soap"
)

// posted is the number of an item of the shop's that was handed in.
func (s *shop) posted(name string) string {
	s.Helper()
	number := s.ask("Posting createOrder", tea("<refNo>P-"+name+"</refNo>")).done(s.T).field("itemNo")
	who := s.run.Who
	s.run.AsClerk("GPO")
	portaltest.Must(s.run, s.run.Portal.AcceptAtCounter, portal.Acceptance{Number: number, Grams: 400, Cash: 100_000})
	s.run.AsActor(who)
	return number
}

// php tells whether PHP's own SoapClient is here; where everything is checked it
// must be.
func php(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("php")
	if err == nil {
		out, _ := exec.Command(path, "-m").Output()
		if regexp.MustCompile(`(?m)^soap$`).Match(out) {
			return path
		}
	}
	if os.Getenv("ECSHIP_CHECK") == "1" {
		t.Fatal("php with its soap extension is not here")
	}
	t.Skip("php with its soap extension is not here")
	return ""
}

// M-I2: PHP's own SoapClient, which reads our WSDLs anew, does every operation.
func TestPHP(t *testing.T) {
	path := php(t)
	s := open(t)
	s.run.Until(time.Now()) // PHP has no other clock
	posted := s.posted("mei")
	server := httptest.NewServer(s.door)
	defer server.Close()
	out, err := exec.Command(path, "testdata/client.php", server.URL+"/API/services", s.username, s.key, posted).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := map[string]float64{"getMcnInfo": 106}
	cards, seen := 0, map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		var got struct {
			Operation string
			Reply     map[string]any
		}
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		seen[got.Operation] = true
		if got.Reply["status"] == 107.0 {
			cards++
			continue
		}
		if got.Reply["status"] != want[got.Operation] {
			t.Errorf("%s: %s", got.Operation, line)
		}
		for _, file := range []string{"ap", "COP"} {
			if f, ok := got.Reply[file]; ok && f == "" {
				t.Errorf("%s has no file: %s", got.Operation, line)
			}
		}
	}
	if cards != 1 {
		t.Errorf("%d orders with cards were refused\n%s", cards, out)
	}
	for _, o := range soap.Operations() {
		if !seen[o.Name] {
			t.Errorf("PHP did not do %s", o)
		}
	}
}

// soaz is a Speedpost order as C1 sends it, with an empty HS code.
const soaz = `<service>SPT_STD</service><addresseeName>Hans Meier</addresseeName><addresseeAddr1>Hauptstrasse 1</addresseeAddr1><addresseeAddr2></addresseeAddr2><addresseeCity>Bern</addresseeCity><addresseePostalCode>3000</addresseePostalCode><addresseeCountry>CHA</addresseeCountry><addresseeTelNo>+41 31 3000000</addresseeTelNo><sendContactName>Mei Wong</sendContactName><sendAddress1>Flat 5, 12 Nathan Road</sendAddress1><sendTelNo>23456789</sendTelNo><insurFlag>N</insurFlag><insurAmt>1</insurAmt><itemTypeCode>M</itemTypeCode><itemCurrCode1>HKD</itemCurrCode1><itemDesc1>Oolong tea in tins</itemDesc1><itemCtyCode1>CNG</itemCtyCode1><itemHSCode1>902300090.0</itemHSCode1><itemQty1>2</itemQty1><itemValue1>120</itemValue1><itemWgt1>0.4</itemWgt1>`

// M-I2: what the first tests leave out: temporary orders, certificates,
// tracking, Speedpost.
func TestEveryOperation(t *testing.T) {
	s := open(t)
	draft := s.ask("Posting createTemporaryOrder", tea("<refNo>T-1</refNo>")).done(t)
	order := draft.field("orderNo")
	if draft.field("itemNo") != "" || order == "" {
		t.Error(draft.body)
	}
	info := s.ask("Posting getTemporaryOrderInfo", "<orderNo>"+order+"</orderNo>").done(t)
	if info.field("orderStatus") != "draft" || info.field("deliveryCharge") == "0.00" || info.field("refNo") != "T-1" {
		t.Error(info.body)
	}
	s.ask("Posting getOrderInfo", "<orderNo>"+order+"</orderNo>").status(t, "102")
	s.ask("Posting getItemNo", "<searchType>REF_NO</searchType><searchParam>T-1</searchParam>").status(t, "102")
	s.ask("Posting cancelOrder", "<orderNo>"+order+"</orderNo>").status(t, "102")
	s.ask("Posting cancelTemporaryOrder", "<orderNo>"+order+"</orderNo>").done(t)

	number := s.posted("mei")
	pdf, err := base64.StdEncoding.DecodeString(s.ask("Posting getCOP", "<itemNo>"+number+"</itemNo>").done(t).field("COP"))
	if err != nil || !strings.Contains(string(pdf), "Ann Smith") {
		t.Errorf("the certificate: %v %s", err, pdf)
	}
	s.ask("Posting cancelOrder", "<itemNo>"+number+"</itemNo>").status(t, "103")
	if got := s.ask("Tracking getMTTInfo", "<itemNo>"+number+"</itemNo>").done(t); got.field("ttStatus") != "0" || got.field("trackingDate") == "" {
		t.Error(got.body)
	}
	// M-I4: as the public page tells it, newest first.
	if _, err := s.run.Portal.ImportTracking(t.Context(), "test", strings.NewReader("number,code,at,place\n"+number+",EMI,2026-11-23T01:30:00Z,US\n"+number+",EME,2026-11-23T01:00:00Z,US\n")); err != nil {
		t.Fatal(err)
	}
	way := s.ask("Tracking getTTInfo", "<itemNo>"+number+"</itemNo><language>C</language>").done(t)
	if n := strings.Count(way.body, "<trackingDetail"); n != 3 || strings.Index(way.body, "已投寄") > strings.Index(way.body, "被海關扣留") || !strings.Contains(way.body, ">2026-11-23 10:00<") {
		t.Error(n, way.body)
	}
	s.ask("Tracking getTTInfo", "<itemNo>RA000000005HK</itemNo>").status(t, "102")
	s.ask("Posting getMcnInfo", "<mcn>A1</mcn>").status(t, "106")

	em := s.ask("SoazPosting createSoazOrder", soaz+"<custOrdRef>S-1</custOrdRef>").done(t).field("itemNo")
	if !strings.HasPrefix(em, "E") {
		t.Error("Speedpost's number is", em)
	}
	pdf, err = base64.StdEncoding.DecodeString(s.ask("SoazPosting getSoazAddressPack", "<itemNo>"+em+"</itemNo>").done(t).field("COP"))
	if err != nil || !strings.Contains(string(pdf), "Hauptstrasse 1") {
		t.Errorf("Speedpost's label: %v", err)
	}
	s.ask("SoazPosting createSoazOrder", strings.Replace(soaz, "SPT_STD", "SPT_ECON", 1)).status(t, "106")
	wrong := s.ask("SoazPosting createSoazOrder", strings.Replace(soaz, "<itemQty1>2", "<itemQty1>two", 1)).status(t, "101")
	if !strings.Contains(wrong.field("errMessage"), "itemQty1") {
		t.Error(wrong.body)
	}
}

// M-I2: a permit number is a deposit account, which pays at once; where it can't,
// nothing stays behind.
func TestPermit(t *testing.T) {
	s := open(t)
	permit := portal.NewDepositAccount{Number: "PM10001", Customer: s.run.Who.Customer, Name: "Mei", Deposit: 300_00}
	if err := s.run.Portal.OpenDepositAccount(t.Context(), permit); err != nil {
		t.Fatal(err)
	}
	message := s.envelope("createOrder", "api02Req", tea("<permitNo>PM10001</permitNo>", "<refNo>D-1</refNo>"))
	first := s.post("/API/services/Posting", message).done(t).field("itemNo")
	if again := s.post("/API/services/Posting", message).done(t).field("itemNo"); again != first {
		t.Error("sent again it is", again)
	}
	left, err := s.run.Portal.DepositAccounts(t.Context(), s.run.Who)
	if err != nil {
		t.Fatal(err)
	}
	if left[0].Balance >= 300_00 || left[0].Balance < 0 {
		t.Error("drawn once, the account has", left[0].Balance)
	}
	for i := range 4 { // until it is empty
		out := s.ask("Posting createOrder", tea("<permitNo>PM10001</permitNo>", "<refNo>D-2"+string(rune('a'+i))+"</refNo>"))
		if out.field("status") == "108" {
			if out.field("itemNo") != "" {
				t.Error(out.body)
			}
			s.ask("Posting getItemNo", "<searchType>REF_NO</searchType><searchParam>nothing</searchParam>").status(t, "102")
			s.ask("Posting createOrder", tea("<permitNo>PM99999</permitNo>")).status(t, "108")
			return
		}
	}
	t.Error("an account of HK$300 paid for five items")
}

// M-I2: a client that sends its wrapper in no namespace reads names behind a
// prefix of four characters; the others read them plain. What goes over the
// wire, numbers and ids made the same.
func TestExchange(t *testing.T) {
	s := open(t)
	quote := s.envelope("getTotalPostage", "api01Req", "<countryCode>USA</countryCode><shipCode>ARM</shipCode><weight>0.4</weight>")
	bare := strings.NewReplacer(` xmlns="`+spaceService+`"`, "", ` xmlns="`+spaceObject+`"`, "")
	out := ""
	show := func(name string, r reply) {
		body := regexp.MustCompile(`(shp|req)_[0-9A-Za-z]+`).ReplaceAllString(r.body, "${1}_…")
		body = regexp.MustCompile(`RA\d{9}HK`).ReplaceAllString(body, "RA…HK")
		out += "# " + name + "\n" + http.StatusText(r.code) + "\n" + strings.ReplaceAll(body, "><", ">\n<")
	}
	show("a quote", s.post("/API/services/Calculator", quote))
	show("a quote, asked without namespaces", s.post("/API/services/Calculator", bare.Replace(quote)))
	show("an order", s.ask("Posting createOrder", tea()))
	s.lang = "zh-HK"
	show("an order that lacks much, in Chinese", s.ask("Posting createOrder", "<shipCode>ARM</shipCode><countryCode>GBA</countryCode>"))
	s.lang = ""
	show("a service that ended", s.ask("Calculator getTotalPostage", "<shipCode>SMP</shipCode>"))
	s.key = "another"
	show("a wrong key", s.post("/API/services/Calculator", s.envelope("getTotalPostage", "api01Req", "")))
	show("no operation", s.post("/API/services/Calculator", s.envelope("getEverything", "api01Req", "")))
	const file = "testdata/exchange.golden"
	if *update {
		if err := os.WriteFile(file, []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out); diff != "" {
		t.Error(diff)
	}
}

// json asks one of the older services in JSON.
func (s *shop) json(method, path, body string, sign func(*http.Request)) (code int, out map[string]any) {
	s.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if sign != nil {
		sign(r)
	}
	w := httptest.NewRecorder()
	s.door.ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Header().Get("Content-Type") != "application/json" {
		s.Fatalf("%s: %v %s", path, err, w.Body)
	}
	return w.Code, out
}

// M-I2: postage and countries by HTTP Basic, with the misspelling of the path.
func TestOlderJSON(t *testing.T) {
	s := open(t)
	basic := func(r *http.Request) { r.SetBasicAuth(s.username, s.key) }
	code, out := s.json("GET", "/ecshipAPI/version/1/postage/get?countryCode=USA&shipCode=ARM&weight=0.4", "", basic)
	data, _ := out["data"].(map[string]any)
	for _, name := range []string{"totalPostage", "additionalCharge", "insurancePremiumFee", "withPostageSurcharge", "withHighValueSurcharge"} {
		if v, _ := data[name].(string); v == "" {
			t.Errorf("%s is not there: %d %v", name, code, out)
		}
	}
	_, out = s.json("GET", "/ecshipAPI/version/1/common/counrtyList/get", "", basic)
	list, _ := out["data"].([]any)
	found := false
	for _, c := range list {
		m, _ := c.(map[string]any)
		found = found || m["hkpCtyCode"] == "NZA" && m["ctyCode"] == "NZ" && m["nameC"] == "新西蘭"
	}
	if !found || len(list) < 200 {
		t.Error(len(list), list)
	}
	for path, want := range map[string]int{
		"/ecshipAPI/version/1/postage/get?countryCode=USA&shipCode=SMP&weight=1": 400, "/ecshipAPI-trial/version/1/postage/get": 400, "/ecshipAPI/version/1/nothing": 404,
	} {
		if code, out := s.json("GET", path, "", basic); code != want || out["errMessage"] == "" {
			t.Error(path, code, out)
		}
	}
	for _, sign := range []func(*http.Request){nil, func(r *http.Request) { r.SetBasicAuth(s.username, s.key+"x") }} {
		if code, _ := s.json("GET", "/ecshipAPI/version/1/postage/get", "", sign); code != 401 {
			t.Error(code)
		}
	}
}

// M-I2: mail tracking: a token of 15 minutes, requests 100 ms apart, several
// items at once, and nothing of anybody else's.
func TestMailTracking(t *testing.T) {
	s := open(t)
	number := s.posted("mei")
	code, out := s.json("POST", "/api/authenticate", `{"username":"`+s.username+`","password":"`+s.key+`"}`, nil)
	data, _ := out["data"].(map[string]any)
	token, _ := data["token"].(string)
	if code != 200 || token == "" {
		t.Fatal(code, out)
	}
	if code, _ := s.json("POST", "/api/authenticate", `{"username":"`+s.username+`","password":"x"}`, nil); code != 401 {
		t.Error("a wrong key:", code)
	}
	track := func(s *shop, token string) (int, map[string]any) {
		s.run.Later(100 * time.Millisecond)
		return s.json("POST", "/api/version/1/mailTracking", `{"itemNo":["`+number+`","RA000000005HK"],"language":"E"}`, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) })
	}
	code, out = track(s, token)
	data, _ = out["data"].(map[string]any)
	items, _ := data["items"].([]any)
	if code != 200 || len(items) != 2 {
		t.Fatal(code, out)
	}
	first, second := items[0].(map[string]any), items[1].(map[string]any)
	if first["status"] != 0.0 || len(first["events"].([]any)) != 1 || second["status"] != 102.0 {
		t.Error(out)
	}
	s.run.Later(-100 * time.Millisecond)
	if code, _ := track(s, token); code != 429 {
		t.Error("two at once:", code)
	}
	if code, _ := track(s, token+"x"); code != 401 {
		t.Error("a forged token:", code)
	}
	s.run.Later(15 * time.Minute)
	if code, _ := track(s, token); code != 401 {
		t.Error("a token of yesterday:", code)
	}
	tom := s.as("tom")
	_, out = s.json("POST", "/api/authenticate", `{"username":"`+tom.username+`","password":"`+tom.key+`"}`, nil)
	data, _ = out["data"].(map[string]any)
	if _, out = track(tom, data["token"].(string)); strings.Contains(jsonText(t, out), "Posted") {
		t.Error("somebody else's item:", out)
	}
}

func jsonText(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
