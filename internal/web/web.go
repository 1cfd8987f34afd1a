// Package web is the portal's pages: routes, handlers, templates and static
// files. A page reads the request, calls one method of the portal and draws
// what came back; it decides nothing about mail, money or accounts. Every page
// works without JavaScript.
package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"

	"ecship/internal/portal"
)

// Mode tells a portal that is only tried out from one that serves customers.
type Mode string

// The modes. Only the demo has pages that show its mails and its sign-ins.
const (
	Serve Mode = "serve"
	Demo  Mode = "demo"
)

// Config is what the pages need from outside.
type Config struct {
	Portal      *portal.Portal
	Mode        Mode
	ProductName string // shown in the header and the titles; "ecship" where empty
	// PublicURL is where people reach the portal, "https://post.example"; cookies
	// are Secure where it is https.
	PublicURL string
	// TrustedProxies are the addresses whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
	// Relax multiplies every rate limit, for tests that act faster than people;
	// 0 is 1.
	Relax float64
	Now   func() time.Time
	Log   *slog.Logger
}

// site is the pages with what they need.
type site struct {
	Config
	files    *static
	sessions *scs.SessionManager
	limits   *limiter
}

// New makes the handler of all pages. It fails where a route lacks its policy,
// its limit or its handler, or where the configuration can't be served.
func New(c Config) (http.Handler, error) {
	if c.ProductName == "" {
		c.ProductName = "ecship"
	}
	if c.Relax == 0 {
		c.Relax = 1
	}
	if c.Portal == nil || c.Now == nil {
		return nil, errors.New("web: no portal, or no clock")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	public, err := url.Parse(c.PublicURL)
	if err != nil || public.Host == "" {
		return nil, fmt.Errorf("web: %q is not the portal's public address", c.PublicURL)
	}
	files, err := newStatic()
	if err != nil {
		return nil, err
	}
	s := &site{Config: c, files: files, limits: newLimiter(c.Relax, c.Now)}
	s.sessions = s.newSessions(public.Scheme == "https")

	origin := http.NewCrossOriginProtection()
	if err := origin.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	origin.SetDenyHandler(s.refuse(http.StatusForbidden))

	pages := http.NewServeMux()
	for _, r := range s.routes() {
		if err := r.check(); err != nil {
			return nil, err
		}
		pages.Handle(r.pattern, s.page(r))
	}
	top := http.NewServeMux()
	top.Handle("GET "+staticPrefix, files)
	top.Handle("GET /favicon.ico", http.RedirectHandler(files.path("icon.svg"), http.StatusFound))
	top.Handle("/", s.sessions.LoadAndSave(origin.Handler(s.orRefuse(pages))))
	return s.recovering(secureHeaders(top)), nil
}

// orRefuse answers what no route takes with a page of ours in place of the
// mux's bare line.
func (s *site) orRefuse(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		probe := &statusProbe{header: http.Header{}}
		h.ServeHTTP(probe, r)
		if allow := probe.header.Get("Allow"); allow != "" {
			w.Header().Set("Allow", allow)
		}
		s.refuse(probe.status).ServeHTTP(w, r)
	})
}

// statusProbe hears which status the mux would have answered.
type statusProbe struct {
	header http.Header
	status int
}

func (p *statusProbe) Header() http.Header         { return p.header }
func (p *statusProbe) WriteHeader(status int)      { p.status = status }
func (p *statusProbe) Write(b []byte) (int, error) { return len(b), nil }
