package incident_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/incident"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/postal"
	"ecship/internal/rest"
	"ecship/internal/soap"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
	"ecship/internal/web"
)

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// ending are the routes that end the attacker's own session or keys, or begin
// others.
var ending = []string{"POST /api/authenticate", "POST /keys/soap/on", "POST /keys/soap/off", "POST /developers/soap/on", "POST /developers/soap/off", "POST /sign-out", "POST /sign-in", "POST /register", "POST /activate", "POST /reset", "POST /resend", "POST /forgotten"}

// attack is what is sent to one route: a path, and a body for a form or for
// JSON.
type attack struct{ method, path, body string }

// names are those under which objects, cursors and searches go to any route.
var names = []string{"id", "item", "items", "shipment", "to", "use", "after", "from", "number", "once", "done", "template", "payment", "batch", "kind", "as", "place"}

// attacks are all that somebody tries on a route with an object that is not his.
func attacks(pattern, foreign, guess string) (all []attack) {
	method, path, _ := strings.Cut(pattern, " ")
	if path == "/{$}" || strings.HasSuffix(path, "/{$}") {
		path = strings.TrimSuffix(path, "{$}")
	}
	if strings.HasPrefix(path, "/API") {
		for _, fields := range []string{"<itemNo>%[1]s</itemNo><orderNo>%[1]s</orderNo><searchType>REF_NO</searchType><searchParam>%[1]s</searchParam>", "<orderNo>%[1]s</orderNo>",
			"<ecshipUsername>%[1]s</ecshipUsername><itemNo>%[1]s</itemNo>", "<soazUsername>%[1]s</soazUsername><permitNo>%[1]s</permitNo><shipCode>ARM</shipCode><countryCode>USA</countryCode>"} {
			all = append(all, attack{method, path, fmt.Sprintf(fields, foreign)})
		}
		return all
	}
	path = parameter.ReplaceAllLiteralString(path, url.PathEscape(foreign))
	values := url.Values{"q": {guess}, "text": {guess}, "line": {"0"}, "lines": {"1"}, "rows": {"2"}, "contents.lines.0.description": {guess},
		"recipient.name": {guess}, "method": {"deposit"}, "keep": {"yes"}}
	for _, n := range names {
		values.Set(n, foreign)
	}
	values.Set("template", "0:"+foreign)
	values["id"] = []string{foreign, foreign}
	switch {
	case strings.HasPrefix(path, "/api/") && method != http.MethodGet:
		for _, body := range []string{`{"items":[%q],"method":"deposit","source":"PM10001"}`, `{"shipment":%q}`, `{"id":%q}`, `{"itemNo":[%q]}`, `{"reference":%q,"service":"APL","place":"US","weight_g":500}`} {
			all = append(all, attack{method, path, fmt.Sprintf(body, foreign)})
		}
	case method == http.MethodPost:
		all = append(all, attack{method, path, values.Encode()}, attack{method, path, url.Values{"q": {guess}}.Encode()})
	default:
		all = append(all, attack{method, path, ""}, attack{method, path + "?" + values.Encode(), ""}, attack{method, path + "?q=" + guess, ""})
	}
	return all
}

// I-1, S-01: TestIncident_AddressBookWalk is what happened to others: somebody
// who is validly signed in reads other people's address books. Many tenants, an
// object of each kind, every route of every door, by ids, filters, cursors,
// exports and forms: not one byte of them comes back, and nothing of them
// changes.
func TestIncident_AddressBookWalk(t *testing.T) {
	nodes := incident.Nodes(t, storetest.SQLite(t), 2)
	n := nodes[0]
	for _, node := range nodes {
		node.Portal.BudgetLeast = 1 << 20 // what the budget does is the next test's
	}
	var victims []incident.Tenant
	for i, name := range []string{"anna", "bert"} {
		victims = append(victims, n.NewTenant(name, "Fernmark"+[]string{"", "s"}[i], fmt.Sprintf("PM1000%d", i+1)))
	}
	own := n.NewTenant("mallory", "Mallow", "PM10009")
	attacker := n.SignIn("mallory")
	before := holdings(n, victims)

	patterns := slices.DeleteFunc(slices.Concat(web.Patterns(), rest.Patterns(), soap.Patterns(), incident.Messages()), func(p string) bool { return slices.Contains(ending, p) })
	tried, shown := 0, 0
	try := func(a attack, mine bool) {
		tried++
		w := nodes[tried%len(nodes)].Ask(attacker, a.method, a.path, a.body)
		body := strings.ToLower(w.Body.String() + fmt.Sprint(w.Header()))
		switch {
		case w.Code == http.StatusTooManyRequests || w.Code >= 500 && !strings.Contains(body, "<faultcode>soapenv:client"):
			t.Fatalf("%s %s %s: %d %s", a.method, a.path, a.body, w.Code, w.Body)
		case mine:
			if strings.Contains(body, "mallow") {
				shown++
			}
		case strings.Contains(body, "fernmark"), strings.Contains(body, ">jvberi"): // how a PDF begins in Base64
			t.Errorf("%s %s %s shows what is not his:\n%d %s", a.method, a.path, a.body, w.Code, w.Body)
		case strings.HasPrefix(w.Header().Get("Location"), "/sign-in"):
			t.Fatalf("%s %s %s, request %d: no longer signed in", a.method, a.path, a.body, tried)
		}
	}
	for _, pattern := range patterns {
		for _, v := range victims {
			for _, id := range v.OneOfEach() {
				for _, a := range attacks(pattern, id, v.Guess) {
					try(a, false)
				}
			}
		}
	}
	for _, pattern := range patterns { // the walk is not blind: it finds what is his
		if strings.HasPrefix(pattern, "GET ") || strings.Contains(pattern, " get") {
			for _, id := range append(own.IDs, own.Numbers...) {
				try(attacks(pattern, id, own.Guess)[0], true)
			}
		}
	}
	if tried < 3000 || shown < 50 {
		t.Errorf("tried %d, was shown his own %d times", tried, shown)
	}
	if diff := cmp.Diff(before, holdings(n, victims)); diff != "" {
		t.Error("he changed something:", diff)
	}
	t.Logf("%d requests to %d routes", tried, len(patterns))
}

// holdings is all that tenants have, as they see it.
func holdings(n *incident.Node, all []incident.Tenant) string {
	n.Helper()
	var b strings.Builder
	for _, v := range all {
		r, p := n.As(v.Name), n.Portal
		for _, x := range []any{Must(r, p.Addresses, portal.AddressSearch{}), Must(r, p.Templates, portal.TemplateSearch{}), Must(r, p.Shipments, portal.Search{}).Rows} {
			text, err := json.MarshalIndent(x, "", " ")
			if err != nil {
				n.Fatal(err)
			}
			b.Write(text)
		}
		keys, err := p.Keys(context.Background(), r.Who)
		if err != nil {
			n.Fatal(err)
		}
		for _, k := range keys {
			fmt.Fprintln(&b, k.ID, k.Name, k.RevokedAt)
		}
	}
	return b.String()
}

// I-1: the read budget. Somebody who asks for object after object that is not
// there for him comes to an end: at a floor for a small account, at three times
// what is his for a larger one, and never later. From then on he gets nothing, by
// page or by key, on any node, for an hour; the operator is told once.
func TestReadBudget(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		nodes := incident.Nodes(t, database, 2)
		n := nodes[0]
		if _, err := n.Portal.OpenAccount(context.Background(), portal.NewAccount{Email: "admin@example.org", Password: Password, Name: "Ho", Lang: i18n.En, Staff: account.Admin}); err != nil {
			t.Fatal(err)
		}
		for name, objects := range map[string]int{"small": 0, "large": 50} {
			t.Run(name, func(t *testing.T) {
				v := n.SignIn(name)
				n.As(name)
				for i := range objects - 1 { // and the key
					Must(n.Runner, n.Portal.CreateKey, fmt.Sprint("key ", i))
				}
				budget := max(policy.BudgetLeast, policy.BudgetTimes*objects)
				asked := 0
				for ; asked < 2*budget; asked++ {
					path := []string{"/items/", rest.Base + "/shipments/"}[asked%2] + fmt.Sprintf("shp_%026d", asked)
					if w := nodes[asked/2%2].Ask(v, http.MethodGet, path, ""); w.Code == http.StatusTooManyRequests {
						break
					} else if w.Code != http.StatusNotFound {
						t.Fatal(asked, w.Code)
					}
				}
				if asked != budget {
					t.Errorf("halted after %d misses, the budget is %d", asked, budget)
				}
				for i, node := range nodes {
					for _, path := range []string{"/items", "/addresses", "/keys", "/items/shp_" + strings.Repeat("0", 26), rest.Base + "/shipments/shp_" + strings.Repeat("0", 26)} {
						if w := node.Ask(v, http.MethodGet, path, ""); w.Code != http.StatusTooManyRequests {
							t.Errorf("node %d answers %s with %d", i, path, w.Code)
						}
					}
				}
				n.Work()
				if mails := n.Mails.To("admin@example.org"); len(mails) == 0 || !strings.Contains(mails[len(mails)-1].Subject, fmt.Sprint(budget+1)) {
					t.Error("the operator was not told:", mails)
				}
				n.Later(policy.BudgetWindow + time.Second)
				if w := n.Ask(v, http.MethodGet, "/items", ""); w.Code != http.StatusOK {
					t.Error("an hour later still halted:", w.Code)
				}
			})
		}
		if mails := n.Mails.To("admin@example.org"); len(mails) != 2 {
			t.Errorf("%d mails for 2 alarms", len(mails))
		}
		if acts := audited(t, n, "user.halt"); acts != 2 {
			t.Errorf("%d audit rows for 2 alarms", acts)
		}
	})
}

// audited counts the audit rows of an act.
func audited(t *testing.T, n *incident.Node, act string) (count int) {
	t.Helper()
	if err := n.Portal.DB.Read(t.Context(), 0, func(tx *store.Tx) error {
		rows, err := tx.AuditRows("", 1000)
		for _, r := range rows {
			if r.Act == act {
				count++
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return count
}

// I-1: were a method of the portal to mistake whose objects somebody may see, the
// budget would end it: here an actor is forged who is one person and acts for
// another's customer.
func TestReadBudgetStopsALeak(t *testing.T) {
	n := incident.Nodes(t, storetest.SQLite(t), 1)[0]
	r := n.As("anna")
	victim := r.Who
	to := postal.Address{Name: "Ann", Street: []string{"1 Main St"}, City: "New York", State: "NY", Place: "US"}
	for i := range 3 * policy.BudgetLeast {
		to.Street[0] = fmt.Sprintf("%d Main St", i+1)
		Must(r, n.Portal.AddAddress, portal.NewAddress{Kind: "recipient", Address: to})
	}
	forged := n.As("mallory").Who
	forged.Customer = victim.Customer
	leaked, after := 0, ""
	for range 50 {
		page, err := n.Portal.Addresses(t.Context(), forged, portal.AddressSearch{After: after})
		if err != nil {
			break
		}
		leaked, after = leaked+len(page.Entries), page.Next
		if after == "" {
			break
		}
	}
	if leaked > policy.BudgetLeast {
		t.Errorf("%d addresses leaked, the budget is %d", leaked, policy.BudgetLeast)
	}
	if who, err := n.Portal.Actor(t.Context(), forged.User); err != nil || !who.Halted {
		t.Error("he goes on:", err)
	}
	// The owner reads the whole of his own book, however often.
	for range 3 {
		seen := 0
		for after := ""; ; {
			page := Must(n.As("anna"), n.Portal.Addresses, portal.AddressSearch{After: after})
			seen += len(page.Entries)
			if after = page.Next; after == "" {
				break
			}
		}
		if seen != 3*policy.BudgetLeast {
			t.Error("the owner saw", seen)
		}
	}
}

// I-1: a block works at the next request: sessions and keys are asked for each
// time, on every node, and nothing that was signed in before outlives it.
func TestBlockAtOnce(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		nodes := incident.Nodes(t, database, 2)
		n := nodes[0]
		v := n.SignIn("mallory")
		other := n.SignIn("anna")
		sees := func(v incident.Visitor) (pages, programs int) {
			for _, node := range nodes {
				pages += map[bool]int{true: 1}[node.Ask(v, http.MethodGet, "/addresses", "").Code == http.StatusOK]
				programs += map[bool]int{true: 1}[node.Ask(v, http.MethodPost, rest.Base+"/shipments", `{"service":"APL","place":"US","weight_g":500}`).Code == http.StatusCreated]
			}
			return pages, programs
		}
		if pages, programs := sees(v); pages != 2 || programs != 2 {
			t.Fatal("he can't do what he may:", pages, programs)
		}
		if err := n.Portal.BlockUser(t.Context(), portal.Block{Email: "mallory@example.org", By: "test"}); err != nil {
			t.Fatal(err)
		}
		if pages, programs := sees(v); pages+programs != 0 {
			t.Errorf("blocked, and %d pages and %d programs went on", pages, programs)
		}
		if pages, programs := sees(other); pages != 2 || programs != 2 {
			t.Error("somebody else was blocked, too:", pages, programs)
		}
		if audited(t, n, "user.block") != 1 {
			t.Error("no audit row")
		}
		if err := n.Portal.BlockUser(t.Context(), portal.Block{Email: "mallory@example.org", Lift: true, By: "test"}); err != nil {
			t.Fatal(err)
		}
		if pages, programs := sees(v); pages != 0 || programs != 2 {
			t.Error("after the block his session is gone, his key is good again:", pages, programs)
		}
	})
}
