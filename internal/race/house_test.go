package race_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/rest"
	"ecship/internal/web"
)

// house is a portal of two nodes over one database, each with both its doors
// open.
type house struct {
	*Runner
	mei   account.Actor
	nodes [2]node
	key   string // of mei's programs
	// The people at their pages.
	sender, clerk, officer *person
}

type node struct {
	*Runner
	url string
}

// person is somebody signed in at the pages.
type person struct {
	h      *house
	client *http.Client
	token  string // of the forms that move money
}

func open(t *testing.T, database string) *house {
	h := &house{Runner: On(t, database)}
	h.nodes = [2]node{serve(t, h.Runner), serve(t, h.Beside())}
	// Sessions end by the real clock. The story's stays behind it, however many
	// days its races take.
	h.Until((policy.DayOf(time.Now()) - daysMost).Start().Add(10 * time.Hour))
	h.mei = h.As("mei").Who
	k, err := h.Portal.CreateKey(t.Context(), h.mei, "race")
	if err != nil {
		t.Fatal(err)
	}
	h.key = k.Secret
	for _, staff := range []account.Staff{account.Clerk, account.Officer} {
		in := portal.NewAccount{Email: string(staff) + "@example.org", Password: Password, Name: string(staff), Lang: i18n.En, Staff: staff}
		if staff == account.Clerk {
			in.Office = "GPO"
		}
		if _, err := h.Portal.OpenAccount(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	_, number := h.item(true)
	h.sender, h.officer = h.signIn("mei@example.org", "/pay"), h.signIn("officer@example.org", "/office/close?day="+(policy.DayOf(h.Now())-1).String())
	h.clerk = h.signIn("clerk@example.org", "/counter/?weight=1500&unit=g&number="+number)
	return h
}

// daysMost is how many days all races take together at most.
const daysMost = 250

// serve opens the doors of one node.
func serve(t *testing.T, r *Runner) node {
	var doors http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { doors.ServeHTTP(w, req) }))
	t.Cleanup(server.Close)
	log := slog.New(slog.DiscardHandler)
	pages, err := web.New(web.Config{Portal: r.Portal, Mode: web.Demo, PublicURL: server.URL, Relax: 1000, Now: r.Now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	api, err := rest.New(rest.Config{Portal: r.Portal, Relax: 1000, Now: r.Now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(rest.Base+"/", api)
	mux.Handle("/", pages)
	doors = mux
	return node{r, server.URL}
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// signIn signs somebody in, and takes the token of the session's forms from a
// page that has one.
func (h *house) signIn(email, page string) *person {
	h.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.Fatal(err)
	}
	p := &person{h: h, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if status, body := p.post(0, "/sign-in", "email", email, "password", Password); status != http.StatusSeeOther {
		h.Fatalf("%s did not get in: %d\n%s", email, status, body)
	}
	status, body := p.ask(0, http.MethodGet, page, "")
	m := tokenField.FindStringSubmatch(body)
	if m == nil {
		h.Fatalf("%s has no form: %d\n%s", page, status, body)
	}
	p.token = m[1]
	return p
}

// post sends a form to a node.
func (p *person) post(at int, path string, form ...string) (int, string) {
	v := url.Values{"token": {p.token}}
	for i := 0; i+1 < len(form); i += 2 {
		v.Set(form[i], form[i+1])
	}
	return p.ask(at, http.MethodPost, path, v.Encode())
}

func (p *person) ask(at int, method, path, body string) (int, string) {
	req, err := http.NewRequest(method, p.h.nodes[at].url+path, strings.NewReader(body))
	if err != nil {
		p.h.Error(err)
		return 0, ""
	}
	req.Header.Set("Origin", p.h.nodes[at].url)
	if body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return p.h.send(p.client, req)
}

// program sends a request to a node's API; idem, if any, is its
// Idempotency-Key.
func (h *house) program(at int, method, path, body, idem string) (int, string) {
	req, err := http.NewRequest(method, h.nodes[at].url+rest.Base+path, strings.NewReader(body))
	if err != nil {
		h.Error(err)
		return 0, ""
	}
	req.Header.Set("Authorization", "Bearer "+h.key)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if idem != "" {
		req.Header.Set("Idempotency-Key", idem)
	}
	return h.send(http.DefaultClient, req)
}

// send sends a request. Whoever loses a race is told so: an answer of 500 is
// nobody's due.
func (h *house) send(c *http.Client, req *http.Request) (int, string) {
	res, err := c.Do(req)
	if err != nil {
		h.Error(err)
		return 0, ""
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= http.StatusInternalServerError {
		h.Errorf("%s %s: %d %v\n%s", req.Method, req.URL.Path, res.StatusCode, err, b)
	}
	return res.StatusCode, string(b)
}

// notify sends a node a genuine notification of the gateway.
func (h *house) notify(at int, ref string) {
	n := h.Gateway.Notification(ref)
	req, err := http.NewRequest(http.MethodPost, h.nodes[at].url+"/notices/sandbox", bytes.NewReader(n.Body))
	if err != nil {
		h.Error(err)
		return
	}
	req.Header = n.Header
	h.send(http.DefaultClient, req)
}

// member is a member of a JSON object.
func member(body, name string) string {
	var all map[string]any
	if json.Unmarshal([]byte(body), &all) != nil {
		return ""
	}
	s, _ := all[name].(string)
	return s
}

// callers is how many want the same thing at once.
const callers = 8

// atOnce starts the callers together: half of them at the pages, half of each
// at the other node.
func atOnce(page, program func(at int)) {
	var all sync.WaitGroup
	gate := make(chan struct{})
	for n := range callers {
		all.Go(func() {
			<-gate
			if at := n / 2 % 2; n%2 == 0 {
				page(at)
			} else {
				program(at)
			}
		})
	}
	close(gate)
	all.Wait()
}
