package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"ecship/internal/porch"
	"ecship/internal/portal/portaltest"
)

// Every route has its policy and its limit; a row without one stops the start.
func TestRoutesAreWhole(t *testing.T) {
	whole := route{"GET /x", public, reads, func(*visit) error { return nil }}
	if err := whole.check(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*route){
		"policy":  func(r *route) { r.policy = gate{} },
		"limit":   func(r *route) { r.limit = porch.Limit{} },
		"handler": func(r *route) { r.serve = nil },
	} {
		r := whole
		spoil(&r)
		if err := r.check(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("a route without a %s passes: %v", name, err)
		}
	}
	s := &site{}
	if _, err := s.handler([]route{{"GET /x", gate{}, reads, whole.serve}}); err == nil {
		t.Error("a site with such a route is served")
	}
	for _, r := range s.routes() {
		if err := r.check(); err != nil {
			t.Error(err)
		}
	}
}

// A fault of ours, returned or panicked, is a page that tells nothing of its
// cause.
func TestFaultsOfOurs(t *testing.T) {
	r := portaltest.New(t)
	s, err := newSite(Config{Portal: r.Portal, PublicURL: "https://post.example", Now: r.Now})
	if err != nil {
		t.Fatal(err)
	}
	h, err := s.handler([]route{
		{"GET /panics", public, reads, func(*visit) error { panic("a secret of line 7") }},
		{"GET /fails", public, reads, func(*visit) error { return errors.New("a secret of line 8") }},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/panics", "/fails"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		body := w.Body.String()
		if w.Code != http.StatusInternalServerError || !strings.Contains(body, "Something went wrong") || strings.Contains(body, "secret") {
			t.Errorf("%s: %d %s", path, w.Code, body)
		}
		if w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("X-Request-Id") == "" || !strings.Contains(body, w.Header().Get("X-Request-Id")) {
			t.Errorf("%s: %v", path, w.Header())
		}
	}
}

// S-06: a portal that people reach by https is reached by nothing else.
func TestTransport(t *testing.T) {
	for secure, want := range map[bool]string{true: "max-age=31536000", false: ""} {
		w := httptest.NewRecorder()
		secureHeaders(secure, http.NotFoundHandler()).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		if got := w.Header().Get("Strict-Transport-Security"); got != want {
			t.Errorf("secure %v: %q", secure, got)
		}
	}
}
