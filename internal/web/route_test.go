package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

var testTime = time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)

// Every route has its policy and its limit; a row without one stops the start.
func TestRoutesAreWhole(t *testing.T) {
	whole := route{"GET /x", public, reads, func(*visit) error { return nil }}
	if err := whole.check(); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*route){
		"policy":  func(r *route) { r.policy = gate{} },
		"limit":   func(r *route) { r.limit = limit{} },
		"handler": func(r *route) { r.serve = nil },
	} {
		r := whole
		spoil(&r)
		if err := r.check(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("a route without a %s passes: %v", name, err)
		}
	}
	s := &site{}
	for _, r := range s.routes() {
		if err := r.check(); err != nil {
			t.Error(err)
		}
	}
}

// S-16: a bucket empties, tells how long to wait, fills again, and is nobody
// else's.
func TestLimiter(t *testing.T) {
	now := testTime
	l := newLimiter(1, func() time.Time { return now })
	class := limit{"test", 60, 3}
	for i := range 3 {
		if _, ok := l.allow(class, "a"); !ok {
			t.Fatalf("request %d of 3 was refused", i)
		}
	}
	if wait, ok := l.allow(class, "a"); ok || wait <= 0 || wait > time.Second {
		t.Errorf("the fourth: %v, %v", wait, ok)
	}
	if _, ok := l.allow(class, "b"); !ok {
		t.Error("another visitor was refused")
	}
	now = now.Add(time.Second)
	if _, ok := l.allow(class, "a"); !ok {
		t.Error("refused after the wait")
	}
	now = now.Add(2 * bucketLife)
	l.allow(class, "c")
	if n := len(l.buckets); n != 1 {
		t.Errorf("%d buckets are kept, want the newest alone", n)
	}
}

// testSite is the pages without a portal behind them, for what needs none.
func testSite(t *testing.T) http.Handler {
	t.Helper()
	h, err := New(Config{Mode: Demo, PublicURL: "https://post.example", Now: func() time.Time { return testTime }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestUnknownPathsGetAPage(t *testing.T) {
	h := testSite(t)
	for _, c := range []struct {
		method, path string
		status       int
		says         string
	}{
		{"GET", "/nowhere", 404, "Page not found"},
		{"DELETE", "/", 405, "Not possible here"},
		{"GET", "/static/nothing.css", 404, ""},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s %s: %d %s", c.method, c.path, w.Code, w.Body)
		}
	}
}

// S-07: a form from another site does nothing.
func TestCrossOriginFormsAreRefused(t *testing.T) {
	r := httptest.NewRequest("POST", "/sign-out", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	testSite(t).ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "another site") {
		t.Error(w.Code, w.Body)
	}
}
