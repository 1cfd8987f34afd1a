// Package incident attacks the whole portal as others of its kind were attacked:
// every door, on two nodes over one database, by somebody who is validly signed
// in. What one door's or one package's own tests can't see is seen here.
package incident

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ecship/internal/book"
	"ecship/internal/customs"
	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
	"ecship/internal/postal"
	"ecship/internal/rest"
	"ecship/internal/soap"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
	"ecship/internal/web"
)

// Site is the address at which people reach the nodes.
const Site = "http://portal.test"

// Node is one process: a portal with its doors.
type Node struct {
	*portaltest.Runner
	doors *http.ServeMux
}

// Nodes starts some over one database, with one clock.
func Nodes(t *testing.T, database string, n int) (all []*Node) {
	t.Helper()
	clock := portaltest.NewClock()
	for range n {
		db, err := store.Open(context.Background(), store.Config{Database: database, Clock: clock.Now, Secret: storetest.Secret})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() }) //nolint:errcheck // the test is over
		r := portaltest.Over(t, db, clock)
		pages, err := web.New(web.Config{Portal: r.Portal, Mode: web.Serve, PublicURL: Site, Relax: 1000, Now: r.Now, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		api, err := rest.New(rest.Config{Portal: r.Portal, Relax: 1000, Now: r.Now})
		if err != nil {
			t.Fatal(err)
		}
		services, err := soap.New(soap.Config{Portal: r.Portal, Relax: 1000, Now: r.Now})
		if err != nil {
			t.Fatal(err)
		}
		mux := http.NewServeMux()
		mux.Handle(rest.Base+"/", api)
		for _, base := range soap.Bases {
			mux.Handle(base, services)
		}
		mux.Handle("/", pages)
		all = append(all, &Node{r, mux})
	}
	return all
}

// Visitor is somebody with a session and keys of his own.
type Visitor struct {
	Session, Key string
	// Older has his keys of the old services, live and test; Token is for their
	// mail tracking.
	Older, Trial portal.SOAPKey
	Token        string
}

// SignIn opens a session for somebody of a story, and makes him a key.
func (n *Node) SignIn(name string) Visitor {
	n.Helper()
	key := portaltest.Must(n.As(name), n.Portal.CreateKey, "shop")
	v := Visitor{Key: key.Secret, Older: portaltest.Must(n.Runner, n.Portal.TurnOnSOAP, struct{}{})}
	n.AsActor(portaltest.Must(n.Runner, n.Portal.Tester, struct{}{}))
	v.Trial = portaltest.Must(n.Runner, n.Portal.TurnOnSOAP, struct{}{})
	n.As(name)
	v.Token = n.token(v.Older)
	a := n.Ask(Visitor{}, http.MethodPost, "/sign-in", url.Values{"email": {name + "@example.org"}, "password": {portaltest.Password}}.Encode())
	for _, c := range a.Result().Cookies() {
		if c.Name == "ecship" {
			v.Session = c.Value
			return v
		}
	}
	n.Fatalf("%s can't sign in: %d %s", name, a.Code, a.Body)
	return Visitor{}
}

// Ask sends a request: pages get the session, the API and the old services their
// keys. A body is a form for the first and JSON for the API; for a SOAP service
// it is what goes into the Body.
func (n *Node) Ask(v Visitor, method, path, body string) *httptest.ResponseRecorder {
	address, _, _ := strings.Cut(path, " ") // behind a service's stand its operation's names
	r := httptest.NewRequest(method, Site+address, strings.NewReader(body))
	switch {
	case strings.HasPrefix(path, "/API/"):
		r = n.message(path, v.Older, body)
	case strings.HasPrefix(path, "/API-trial/"):
		r = n.message(path, v.Trial, body)
	case strings.HasPrefix(path, "/ecshipAPI/"):
		r.SetBasicAuth(v.Older.Username, v.Older.Secret)
	case strings.HasPrefix(path, "/ecshipAPI-trial/"):
		r.SetBasicAuth(v.Trial.Username, v.Trial.Secret)
	case strings.HasPrefix(path, "/api/version/"):
		r.Header.Set("Authorization", "Bearer "+v.Token)
	case strings.HasPrefix(path, rest.Base):
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+v.Key)
	default:
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", Site)
		if v.Session != "" {
			r.AddCookie(&http.Cookie{Name: "ecship", Value: v.Session})
		}
	}
	w := httptest.NewRecorder()
	n.doors.ServeHTTP(w, r)
	return w
}

// Tenant is a customer with one object of each kind at the least.
type Tenant struct {
	Name string
	// Mark stands in all that he wrote; nobody else writes it.
	Mark string
	// Guess is the name of a saved recipient and of a template, which somebody may
	// know without having been told.
	Guess string
	// IDs names his objects: items, payments, refunds, keys, addresses,
	// templates, himself.
	IDs     []string
	Numbers []string // of his items
	Account string   // his deposit account
}

// OneOfEach names one object of each kind, a number and an account.
func (t Tenant) OneOfEach() []string {
	all := []string{t.Numbers[len(t.Numbers)-1], t.Account}
	kinds := map[string]bool{}
	for _, id := range slices.Backward(t.IDs) { // the later of a kind are complete
		if kind, _, _ := strings.Cut(id, "_"); !kinds[kind] {
			kinds[kind] = true
			all = append(all, id)
		}
	}
	return all
}

// NewTenant opens an account and fills it.
func (n *Node) NewTenant(name, mark, account string) Tenant {
	n.Helper()
	r, p := n.As(name), n.Portal
	t := Tenant{Name: name, Mark: mark, Guess: "Quill", Account: account, IDs: []string{r.Who.Customer, r.Who.User}}
	keep := func(ids ...string) { t.IDs = append(t.IDs, ids...) }
	if err := p.OpenDepositAccount(context.Background(), portal.NewDepositAccount{Number: account, Customer: r.Who.Customer, Name: mark, Deposit: 100_000_00}); err != nil {
		n.Fatal(err)
	}
	ref := mark + " order"
	to := postal.Address{Name: mark + " Recipient", Company: mark + " Ltd", Street: []string{"12 " + mark + " Street"}, City: mark, State: "NY", Postcode: "10001", Place: "US", Phone: "+1 212 555 0100", Email: mark + "@example.com"}
	from := postal.Address{Name: mark + " Shop", Street: []string{"8 " + mark + " Road"}, Place: postal.Home, Phone: "29212222"}
	line := customs.Line{Description: mark + " tea", Native: "茶", Quantity: 1, Net: 300, Value: 9000, HS: "0902301000", Origin: "CN", Product: mark, Maker: mark}
	draft := portal.Draft{Route: &portal.Route{Service: "APL", Place: "US", Grams: 500}, Recipient: &to, Sender: &from, Reference: &ref,
		Contents: &customs.Declaration{Category: customs.Sale, Currency: "HKD", Lines: []customs.Line{line}}}
	item := func() portal.Item {
		it := portaltest.Must(r, p.CreateDraft, draft)
		keep(it.ID)
		return it
	}
	issued := func() portal.Item {
		it := portaltest.Must(r, p.IssueShipment, item().ID)
		t.Numbers = append(t.Numbers, string(it.Number))
		return it
	}
	item()
	issued()
	cancelled, paid, posted := issued(), issued(), issued()
	pay := portaltest.Must(r, p.StartPayment, portal.NewPayment{Items: []string{cancelled.ID, paid.ID}, Method: "deposit", Source: account})
	keep(pay.ID)
	portaltest.Must(r, p.CancelShipment, cancelled.ID)
	keep(portaltest.Must(r, p.RequestRefund, portal.NewRefund{Item: cancelled.ID}).ID)
	keep(portaltest.Must(r, p.CreateKey, mark).ID)
	keep(portaltest.Must(r, p.AddAddress, portal.NewAddress{Kind: book.Recipient, Address: to}).ID)
	keep(portaltest.Must(r, p.AddAddress, portal.NewAddress{Kind: book.Sender, Address: from, Preferred: true}).ID)
	to.Name = t.Guess
	keep(portaltest.Must(r, p.AddAddress, portal.NewAddress{Kind: book.Recipient, Address: to}).ID)
	keep(portaltest.Must(r, p.KeepTemplate, portal.LineOfItem{Shipment: paid.ID}).ID)
	line.Description = t.Guess
	keep(portaltest.Must(r, p.AddTemplate, portal.NewTemplate{Template: book.Template{Category: customs.Sale, Currency: "HKD", Line: line}}).ID)
	portaltest.Must(n.AsClerk("GPO"), p.AcceptAtCounter, portal.Acceptance{Number: string(posted.Number), Grams: 500, Cash: 100_000_00})
	n.As(name)
	return t
}
