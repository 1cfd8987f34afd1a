package web_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"ecship/internal/portal"
	"ecship/internal/portal/portaltest"
	"ecship/internal/web"
)

// demo is the portal with the demo's people and items, its pages served, and a
// visitor with a cookie jar.
type demo struct {
	*portaltest.Runner
	url    string
	client *http.Client
	lang   string
}

func newDemo(t *testing.T) *demo { return newDemoWith(t, 1000) }

// newDemoWith multiplies the rate limits.
func newDemoWith(t *testing.T, relax float64) *demo {
	t.Helper()
	r := portaltest.New(t)
	if _, err := r.Portal.SeedDemo(context.Background()); err != nil {
		t.Fatal(err)
	}
	var h http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { h.ServeHTTP(w, req) }))
	t.Cleanup(server.Close)
	h, err := web.New(web.Config{Portal: r.Portal, Mode: web.Demo, PublicURL: server.URL, Relax: relax, Now: r.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	d := &demo{Runner: r, url: server.URL}
	d.newVisitor()
	return d
}

// newVisitor forgets the cookies.
func (d *demo) newVisitor() {
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.Fatal(err)
	}
	d.client = &http.Client{Jar: jar}
}

// answer is a page as it came.
type answer struct {
	status int
	path   string // where redirects led
	header http.Header
	body   string
}

func (d *demo) get(path string) answer {
	d.Helper()
	req, err := http.NewRequest(http.MethodGet, d.url+path, nil)
	if err != nil {
		d.Fatal(err)
	}
	return d.do(req)
}

func (d *demo) post(path string, form url.Values) answer {
	d.Helper()
	form = maps.Clone(form)
	if form == nil {
		form = url.Values{}
	}
	if site, err := url.Parse(d.url); err == nil && !form.Has(web.TokenField) {
		for _, c := range d.client.Jar.Cookies(site) {
			if c.Name == "ecship" { // as the forms do that move money
				form.Set(web.TokenField, web.FormToken(c.Value))
			}
		}
	}
	req, err := http.NewRequest(http.MethodPost, d.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		d.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", d.url)
	return d.do(req)
}

// head asks for a page without its body, as mail scanners do.
func (d *demo) head(path string) answer {
	d.Helper()
	req, err := http.NewRequest(http.MethodHead, d.url+path, nil)
	if err != nil {
		d.Fatal(err)
	}
	return d.do(req)
}

func (d *demo) do(req *http.Request) answer {
	d.Helper()
	if d.lang != "" {
		req.Header.Set("Accept-Language", d.lang)
	}
	res, err := d.client.Do(req)
	if err != nil {
		d.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	b, err := io.ReadAll(res.Body)
	if err != nil {
		d.Fatal(err)
	}
	return answer{res.StatusCode, res.Request.URL.RequestURI(), res.Header, string(b)}
}

// unequal are the headers that differ between any two answers.
var unequal = []string{"Date", "X-Request-Id", "Content-Length"}

// cookieSecret is what differs between any two cookies.
var cookieSecret = regexp.MustCompile(`^[^=]*=[^;]*|Expires=[^;]*`)

// whole is all that an answer says, with its request's id and the given values
// made the same, and without the secret of a cookie.
func (a answer) whole(values ...string) string {
	same := []string{a.header.Get("X-Request-Id"), "REQUEST"}
	for _, v := range values {
		same = append(same, v, "VALUE", url.QueryEscape(v), "VALUE", html.EscapeString(v), "VALUE")
	}
	h := a.header.Clone()
	for _, name := range unequal {
		h.Del(name)
	}
	for i, c := range h["Set-Cookie"] {
		h["Set-Cookie"][i] = cookieSecret.ReplaceAllString(c, "")
	}
	return strings.NewReplacer(same...).Replace(fmt.Sprintf("%d %s\n%v\n%s", a.status, a.path, h, a.body))
}

// signIn signs one of the demo's people in.
func (d *demo) signIn(email string) {
	d.Helper()
	a := d.post("/sign-in", url.Values{"email": {email}, "password": {portal.DemoPassword}})
	if a.status != http.StatusOK || strings.HasPrefix(a.path, "/sign-in") {
		d.Fatalf("signing in: %d at %s\n%s", a.status, a.path, a.body)
	}
}

// packed is how many bytes an answer has on its way.
func (d *demo) packed(path string) int {
	d.Helper()
	req, err := http.NewRequest(http.MethodGet, d.url+path, nil)
	if err != nil {
		d.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip") // asked for by hand, it stays packed
	return len(d.do(req).body)
}
