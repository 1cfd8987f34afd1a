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
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"ecship/internal/porch"
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
	TrustedProxies porch.Proxies
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
	limits   *porch.Limiter
	pages    *http.ServeMux
	origin   *http.CrossOriginProtection
}

// New makes the handler of all pages. It fails where a route lacks its policy,
// its limit or its handler, or where the configuration can't be served.
func New(c Config) (http.Handler, error) {
	s, err := newSite(c)
	if err != nil {
		return nil, err
	}
	return s.handler(s.routes())
}

func newSite(c Config) (*site, error) {
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
	if err != nil || public.Hostname() == "" || strings.Trim(public.Path, "/") != "" {
		return nil, fmt.Errorf("web: %q is not the portal's public address", c.PublicURL)
	}
	files, err := newStatic()
	if err != nil {
		return nil, err
	}
	s := &site{Config: c, files: files, limits: porch.NewLimiter(c.Relax, c.Now)}
	s.sessions = s.newSessions(public.Scheme == "https")
	s.origin = http.NewCrossOriginProtection()
	s.origin.SetDenyHandler(s.refuse(http.StatusForbidden))
	if err := s.origin.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return s, nil
}

// handler puts routes behind what every page has in front of it.
func (s *site) handler(routes []route) (http.Handler, error) {
	s.pages = http.NewServeMux()
	for _, r := range routes {
		if err := r.check(); err != nil {
			return nil, err
		}
		s.pages.Handle(r.pattern, s.page(r))
	}
	top := http.NewServeMux()
	top.Handle("GET "+staticPrefix, s.files)
	top.Handle("GET /favicon.ico", http.RedirectHandler(s.files.path("icon.svg"), http.StatusFound))
	top.Handle("/", s.sessions.LoadAndSave(s.origin.Handler(porch.OrRefuse(s.pages, s.notRouted))))
	return s.recovering(secureHeaders(s.sessions.Cookie.Secure, top)), nil
}

// notRouted answers what no route takes with a page of ours.
func (s *site) notRouted(status int, w http.ResponseWriter, r *http.Request) {
	s.refuse(status).ServeHTTP(w, r)
}
