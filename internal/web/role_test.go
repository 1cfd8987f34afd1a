package web

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
)

// roleRunner is a customer with a member of each role, and its pages.
type roleRunner struct {
	*portaltest.Runner
	*httptest.Server
	clients map[account.Role]*http.Client
}

// rolesOn serves routes, and signs a member of each role in.
func rolesOn(t *testing.T, routes func(*site) []route) *roleRunner {
	t.Helper()
	var h http.Handler
	r := &roleRunner{Runner: portaltest.New(t).As("mei"), Server: httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { h.ServeHTTP(w, q) })), clients: map[account.Role]*http.Client{}}
	t.Cleanup(r.Close)
	r.Portal.BudgetLeast = 1 << 20 // they ask in vain for much
	s, err := newSite(Config{Portal: r.Portal, PublicURL: r.URL, Relax: 1000, Now: r.Now})
	if err != nil {
		t.Fatal(err)
	}
	if h, err = s.handler(routes(s)); err != nil {
		t.Fatal(err)
	}
	for _, role := range account.Roles {
		name := "mei"
		if role != account.Owner {
			name = string(role)
			portaltest.Must(r.Runner, r.Portal.Invite, portal.Invite{Email: name + "@example.org", Role: role, Lang: i18n.En})
			r.Work()
			portaltest.Must(r.Runner, r.Portal.Join, portal.Joining{Token: r.Token(name + "@example.org"), Name: name, Password: portaltest.Password, Lang: i18n.En})
		}
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		r.clients[role] = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		if code, body := r.ask(role, "POST /sign-in", url.Values{"email": {name + "@example.org"}, "password": {portaltest.Password}}); code != http.StatusSeeOther {
			t.Fatalf("%s can't sign in: %d %s", role, code, body)
		}
	}
	return r
}

// ask sends what a role's browser would to a route; an object that it names is
// nobody's.
func (r *roleRunner) ask(role account.Role, pattern string, form url.Values) (int, string) {
	r.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	path = strings.ReplaceAll(path, "{id}", "shp_00000000000000000000000000")
	req, err := http.NewRequest(method, r.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		r.Fatal(err)
	}
	req.Header.Set("Origin", r.URL)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := r.clients[role].Do(req)
	if err != nil {
		r.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // it was read
	body, err := io.ReadAll(res.Body)
	if err != nil {
		r.Fatal(err)
	}
	return res.StatusCode, html.UnescapeString(string(body))
}

// actOf is what a route asks for, by its policy.
func actOf(r route) (account.Act, bool) {
	act, ok := strings.CutPrefix(r.policy.name, "sender: ")
	return account.Act(act), ok
}

// M-A4: through every page, each role does what the one table says, and nothing
// else. The table of routes says which pages there are.
func TestRolesOnEveryRoute(t *testing.T) {
	r := rolesOn(t, (*site).routes)
	tried := 0
	for _, row := range (&site{}).routes() {
		act, ok := actOf(row)
		if !ok {
			continue
		}
		for _, role := range account.Roles {
			code, body := r.ask(role, row.pattern, nil)
			refused := code == http.StatusForbidden && strings.Contains(body, i18n.En.T("error.forbidden"))
			if refused == account.May[role][act] {
				t.Errorf("%s, which is to %s, answers a %s with %d", row.pattern, act, role, code)
			}
			tried++
		}
	}
	if tried < 300 {
		t.Error("tried only", tried)
	}
}

// M-A4: the pages' policies are the first look only. With all of them open, the
// portal itself lets nobody do what his role may not.
func TestRolesBehindOpenDoors(t *testing.T) {
	var forms []route
	r := rolesOn(t, func(s *site) []route {
		all := s.routes()
		for i, row := range all {
			if _, ok := actOf(row); ok {
				all[i].policy = gate{"open", public.admit}
				if strings.HasPrefix(row.pattern, "POST ") {
					forms = append(forms, row)
				}
			}
		}
		return all
	})
	before, err := r.Portal.Team(t.Context(), r.Who, struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range forms {
		act, _ := actOf(row)
		for _, role := range account.Roles {
			if account.May[role][act] {
				continue
			}
			code, _ := r.ask(role, row.pattern, url.Values{"name": {"x"}, "email": {"x@example.org"}, "role": {"owner"}})
			if code < http.StatusBadRequest {
				t.Errorf("%s, which is to %s, answers a %s with %d", row.pattern, act, role, code)
			}
		}
	}
	after, err := r.Portal.Team(t.Context(), r.Who, struct{}{})
	if err != nil || len(after.Members) != len(before.Members) || len(after.Invitations) != len(before.Invitations) {
		t.Errorf("the team was changed: %+v, %v", after, err)
	}
}
