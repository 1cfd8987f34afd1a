package soap_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/account"
	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
	"ecship/internal/soap"
)

// named are the fields by which each operation names an object.
var named = map[string][]string{
	"cancelOrder": {"itemNo", "orderNo"}, "cancelTemporaryOrder": {"orderNo"}, "getOrderInfo": {"orderNo"}, "getTemporaryOrderInfo": {"orderNo"},
	"getAddressPack": {"itemNo"}, "getCOP": {"itemNo"}, "getItemNo": {"searchParam"}, "getMTTInfo": {"itemNo"}, "getTTInfo": {"itemNo"}, "getSoazAddressPack": {"itemNo"},
	"createOrder": {"permitNo"}, "createTemporaryOrder": nil, "createSoazOrder": nil, "getTotalPostage": nil, "getMcnInfo": nil,
}

// absent are names that nothing ever had.
var absent = map[string]string{"itemNo": "RA000000005HK", "orderNo": "shp_00000000000000000000000000", "searchParam": "nothing", "permitNo": "PM00000"}

// holding is what somebody has whom others ask for.
func (s *shop) holding(account, mark string) map[string][]string {
	s.Helper()
	made := s.ask("Posting createOrder", tea("<refNo>"+mark+"</refNo>")).done(s.T)
	draft := s.ask("Posting createTemporaryOrder", tea("<refNo>"+mark+"</refNo>")).done(s.T).field("orderNo")
	posted := s.ask("Posting createOrder", tea("<refNo>"+mark+"-2</refNo>")).done(s.T).field("itemNo")
	who := s.run.Who
	if who.Mode == "test" {
		portaltest.Must(s.run, s.run.Portal.AcceptAtTrial, portal.Counter{Number: posted})
	} else {
		s.run.AsClerk("GPO")
		portaltest.Must(s.run, s.run.Portal.AcceptAtCounter, portal.Acceptance{Number: posted, Grams: 400, Cash: 100_000})
		s.run.AsActor(who)
	}
	if err := s.run.Portal.OpenDepositAccount(s.Context(), portal.NewDepositAccount{Number: account, Customer: who.Customer, Name: mark, Deposit: 500_00}); err != nil {
		s.Fatal(err)
	}
	return map[string][]string{"itemNo": {made.field("itemNo"), posted}, "orderNo": {made.field("orderNo"), draft}, "searchParam": {mark, mark + "-2"}, "permitNo": {account}}
}

// M-A7, S-01, I-1: at both addresses, by every operation that names an object and
// by the mail tracking in JSON, somebody else's is as absent as one that never
// was: the same bytes but for what was asked. So are a customer's own of the
// other environment. An operation that is new must be told here what it names.
func TestForeignIsAbsent(t *testing.T) {
	mei := open(t)
	mei.run.Portal.BudgetLeast = 1 << 20 // this asks in vain for more than anybody may
	live := mei.holding("PM10001", "SECRET")
	trial := mei.tester("mei")
	tests := trial.holding("PM20001", "HIDDEN")
	tom := mei.as("tom")
	for who, x := range map[string]struct {
		asks *shop
		held []map[string][]string
	}{
		"live":                      {tom, []map[string][]string{live, tests}},
		"trial":                     {mei.tester("tom"), []map[string][]string{live, tests}},
		"his own, from the trial":   {trial, []map[string][]string{live}},
		"his own test, from live":   {mei, []map[string][]string{tests}},
		"for a member not his":      {tom.actingFor(mei.username), nil},
		"for an account not his":    {tom.actingFor(mei.run.Who.Customer), nil},
		"for a member that is none": {tom.actingFor("ecnobodyatall"), nil},
	} {
		for _, o := range soap.Operations() {
			fields, known := named[o.Name]
			if !known {
				t.Errorf("%s: what does it name?", o)
			}
			for _, field := range fields {
				want := x.asks.seek(o, field, absent[field], "")
				if strings.HasPrefix(who, "for ") {
					if want.field("status") != "104" {
						t.Errorf("%s %s: %s", who, o, want.body)
					}
					continue
				}
				if s := want.field("status"); s != "102" && s != "108" {
					t.Errorf("%s %s, of what is not there: %s", who, o, want.body)
				}
				for _, held := range x.held {
					for _, value := range held[field] {
						if diff := cmp.Diff(want.body, x.asks.seek(o, field, value, absent[field]).body); diff != "" {
							t.Errorf("%s: %s tells %s from an absent one:\n%s", who, o, value, diff)
						}
					}
				}
			}
		}
		for _, held := range x.held {
			for _, number := range held["itemNo"] {
				if diff := cmp.Diff(x.asks.track(absent["itemNo"]), strings.ReplaceAll(x.asks.track(number), number, absent["itemNo"])); diff != "" {
					t.Errorf("%s: mail tracking tells %s from an absent one:\n%s", who, number, diff)
				}
			}
		}
	}
	for s, held := range map[*shop]map[string][]string{mei: live, trial: tests} {
		if got := s.ask("Posting getOrderInfo", "<orderNo>"+held["orderNo"][0]+"</orderNo>").done(t); got.field("orderStatus") != "issued" {
			t.Error("somebody else changed it:", got.body)
		}
		s.ask("Posting getTemporaryOrderInfo", "<orderNo>"+held["orderNo"][1]+"</orderNo>").done(t)
	}
}

// seek asks by an operation for what has a name. Its answer speaks of another
// name where it repeats this one.
func (s *shop) seek(o soap.Wrapper, field, value, as string) reply {
	s.Helper()
	fields := "<" + field + ">" + value + "</" + field + ">"
	switch o.Name {
	case "getItemNo":
		fields += "<searchType>REF_NO</searchType>"
	case "createOrder":
		fields = tea(fields)
	}
	out := s.ask(o.String(), fields)
	if as != "" {
		out.body = strings.ReplaceAll(out.body, value, as)
	}
	return out
}

// actingFor is the same client asking for a member.
func (s *shop) actingFor(member string) *shop {
	out := *s
	out.member = member
	return &out
}

// track asks the mail tracking in JSON for one number.
func (s *shop) track(number string) string {
	s.Helper()
	_, out := s.json("POST", "/api/authenticate", `{"username":"`+s.username+`","password":"`+s.key+`"}`, nil)
	data, _ := out["data"].(map[string]any)
	token, _ := data["token"].(string)
	s.run.Later(100 * time.Millisecond)
	_, out = s.json("POST", "/api/version/1/mailTracking", `{"itemNo":["`+number+`"]}`, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) })
	b, err := json.Marshal(out)
	if err != nil || token == "" {
		s.Fatal(err, out)
	}
	return string(b)
}

// M-I2, S-01: an integrator signs in with its own key and names the member, by
// his user name or his account: it does what that member agreed to, and for
// nobody else, and nothing more once either ends it.
func TestIntegrator(t *testing.T) {
	mei := open(t)
	made := mei.ask("Posting createOrder", tea()).done(t)
	order := "<orderNo>" + made.field("orderNo") + "</orderNo>"
	customer := mei.run.Who.Customer
	tom := mei.as("tom")
	shop := mei.as("shop")
	r := shop.run
	if err := r.Portal.SetIntegrator(t.Context(), "test", portal.IntegratorOf{Email: "shop@example.org", On: true}); err != nil {
		t.Fatal(err)
	}
	shop.actingFor(mei.username).ask("Posting getOrderInfo", order).status(t, "104")
	agree := func(scopes ...account.Act) portal.Binding {
		r.As("shop")
		portaltest.Must(r, r.Portal.AskToAct, portal.Asking{Email: "mei@example.org", Scopes: scopes})
		r.Work()
		r.As("mei")
		return portaltest.Must(r, r.Portal.ConfirmBinding, r.Token("mei@example.org"))
	}
	agree(account.See)
	for _, name := range []string{mei.username, customer} {
		for _, field := range []string{"ecshipUsername", "hkpId"} {
			message := strings.ReplaceAll(shop.actingFor(name).envelope("getOrderInfo", "api07Req", order), "ecshipUsername", field)
			if got := shop.post("/API/services/Posting", message).done(t); got.field("itemNo") != made.field("itemNo") {
				t.Error(got.body)
			}
		}
		shop.actingFor(name).ask("Posting createOrder", tea()).status(t, "104")
		tom.actingFor(name).ask("Posting getOrderInfo", order).status(t, "104")
	}
	shop.ask("Posting getOrderInfo", order).status(t, "102") // its own has no such item
	shop.actingFor(tom.username).ask("Posting getOrderInfo", order).status(t, "104")
	if label := shop.actingFor(mei.username).ask("SoazPosting getSoazAddressPack", "<itemNo>"+made.field("itemNo")+"</itemNo>").done(t); label.field("COP") == "" {
		t.Error("no label:", label.body)
	}

	b := agree(account.See, account.Prepare)
	theirs := shop.actingFor(mei.username).ask("Posting createOrder", tea("<refNo>I-1</refNo>")).done(t)
	it, err := r.Portal.Shipment(t.Context(), r.Who, theirs.field("orderNo"))
	if err != nil || string(it.Number) != theirs.field("itemNo") {
		t.Error("the member has it not:", err)
	}
	shop.actingFor(mei.username).ask("Posting createOrder", tea("<permitNo>PM10001</permitNo>")).status(t, "104") // paying was not asked for
	portaltest.Must(r, r.Portal.EndBinding, b.ID)
	shop.actingFor(mei.username).ask("Posting getOrderInfo", order).status(t, "104")
	shop.tester("shop").actingFor(mei.username).ask("Posting getOrderInfo", order).status(t, "104")
}
