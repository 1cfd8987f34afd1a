package porch_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"ecship/internal/porch"
)

// S-16: a bucket empties, tells how long to wait, fills again, and is nobody
// else's.
func TestLimiter(t *testing.T) {
	now := time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)
	l := porch.NewLimiter(1, func() time.Time { return now })
	class := porch.Limit{Name: "test", PerMinute: 60, Burst: 3}
	for i := range 3 {
		if _, ok := l.Allow(class, "a"); !ok {
			t.Fatalf("request %d of 3 was refused", i)
		}
	}
	wait, ok := l.Allow(class, "a")
	if ok || wait <= 0 || wait > time.Second {
		t.Errorf("the fourth: %v, %v", wait, ok)
	}
	h := http.Header{}
	if porch.RetryAfter(h, wait) != 1 || h.Get("Retry-After") != "1" {
		t.Error(h)
	}
	if _, ok := l.Allow(class, "b"); !ok {
		t.Error("another caller was refused")
	}
	if _, ok := l.Allow(porch.Limit{Name: "other", PerMinute: 60, Burst: 1}, "a"); !ok {
		t.Error("another class was refused")
	}
	now = now.Add(time.Second)
	if _, ok := l.Allow(class, "a"); !ok {
		t.Error("refused after the wait")
	}
	now = now.Add(time.Hour) // the bucket is forgotten, and a new one is full
	for i := range 3 {
		if _, ok := l.Allow(class, "a"); !ok {
			t.Errorf("request %d of a new bucket was refused", i)
		}
	}
}

// S-16: only a trusted proxy may say for whom it asks.
func TestAddress(t *testing.T) {
	proxies := porch.Proxies{netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct{ remote, forwarded, want string }{
		{"203.0.113.9:1", "", "203.0.113.9"},
		{"203.0.113.9:1", "198.51.100.1", "203.0.113.9"},
		{"10.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "192.0.2.66, 198.51.100.1", "198.51.100.1"}, // the first was the caller's own claim
		{"10.0.0.1:1", "198.51.100.1, 10.0.0.2", "198.51.100.1"},
		{"10.0.0.1:1", "garbage", "10.0.0.1"},
		{"10.0.0.1:1", "198.51.100.1, garbage", "10.0.0.1"},
		{"[::ffff:203.0.113.9]:1", "", "203.0.113.9"},
		{"[2001:db8:1:2:3::4]:1", "", "2001:db8:1:2::/64"},
		{"nonsense", "", "invalid IP"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := proxies.Caller(r); got != c.want {
			t.Errorf("%s for %q is %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

func TestOrRefuse(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /here", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	h := porch.OrRefuse(mux, func(status int, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Ours", "yes")
		w.WriteHeader(status)
	})
	for _, c := range []struct {
		method, path string
		status       int
		ours, allow  string
	}{
		{"GET", "/here", http.StatusTeapot, "", ""},
		{"GET", "/gone", http.StatusNotFound, "yes", ""},
		{"POST", "/here", http.StatusMethodNotAllowed, "yes", "GET, HEAD"},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
		if w.Code != c.status || w.Header().Get("X-Ours") != c.ours || w.Header().Get("Allow") != c.allow {
			t.Errorf("%s %s: %d %v", c.method, c.path, w.Code, w.Header())
		}
	}
}
