// Package rest is the REST door: a table of operations onto the portal's
// methods, in JSON. It reads strictly, answers problems as problem+json in the
// caller's language, and describes itself as OpenAPI. It decides nothing about
// mail, money or accounts, and never takes a session's cookie.
package rest

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/porch"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// Base is the path below which all operations stand.
const Base = "/api/v1"

// Config is what the door needs from outside.
type Config struct {
	Portal *portal.Portal
	// TrustedProxies are the addresses whose X-Forwarded-For is believed.
	TrustedProxies porch.Proxies
	// Relax multiplies every rate limit, for tests and benchmarks; 0 is 1.
	Relax float64
	Now   func() time.Time
	Log   *slog.Logger
}

// service is the door with what it needs.
type service struct {
	Config
	limits   *porch.Limiter
	document []byte
}

// New makes the handler of everything below Base. It fails where an operation
// lacks its policy, its limit or its handler.
func New(c Config) (http.Handler, error) {
	if c.Portal == nil || c.Now == nil {
		return nil, errors.New("rest: no portal, or no clock")
	}
	if c.Relax == 0 {
		c.Relax = 1
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &service{Config: c, limits: porch.NewLimiter(c.Relax, c.Now)}
	var err error
	if s.document, err = Document(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	for _, o := range operations() {
		if err := o.check(); err != nil {
			return nil, err
		}
		o.kind = kindAt(o.path)
		for _, p := range o.parameters() {
			o.names = append(o.names, p.name)
		}
		mux.Handle(o.method+" "+Base+o.path, s.handler(o))
	}
	return porch.OrRefuse(mux, s.noOperation), nil
}

// call is one request on its way through.
type call struct {
	*service
	w    http.ResponseWriter
	r    *http.Request
	who  account.Actor
	lang i18n.Lang
	body []byte
	op   *operation // nil where there is none

	values url.Values // of the query
}

// handler does what every operation has in common.
func (s *service) handler(o operation) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := &noting{ResponseWriter: w}
		c := s.begin(n, r)
		c.op = &o
		defer c.note(n)
		defer c.recovering()
		if err := c.answer(); err != nil {
			c.refuse(err)
		}
	})
}

func (s *service) begin(w http.ResponseWriter, r *http.Request) *call {
	c := &call{service: s, w: w, r: r, lang: i18n.Match(r.Header.Get("Accept-Language"))}
	c.who.Request = "req_" + rand.Text()
	h := w.Header()
	h["X-Request-Id"] = []string{c.who.Request}
	h["Cache-Control"] = noStore
	h["X-Content-Type-Options"] = noSniff
	h["Vary"] = varies
	return c
}

// The headers that every answer has; all share them, and none changes them.
var (
	noStore   = []string{"no-store"}
	noSniff   = []string{"nosniff"}
	varies    = []string{"Accept-Language, Authorization"}
	mediaJSON = []string{"application/json"}
)

func (c *call) answer() error {
	// A wrong key counts for the address, so that nobody tries many.
	unknown := c.authenticate()
	left := c.limits.Take(c.op.limit, c.caller())
	left.Write(c.w.Header())
	if !left.OK {
		c.observe("limit", "")
		return problem.New(problem.Limited, "api.limited", "", "seconds", porch.RetryAfter(c.w.Header(), left.Wait))
	}
	if unknown != nil {
		return unknown
	}
	if err := c.op.gate.admit(c.who); err != nil {
		return err
	}
	if err := cmp.Or(c.known(), c.unmatched(), mistaken("id", c.r.PathValue("id"), c.op.kind)); err != nil {
		return err
	}
	err := c.perform()
	switch {
	case problem.Is(err, problem.Limited):
		c.observe("limit", "")
	case err == nil:
		c.did()
	}
	return err
}

// perform does the operation, once where the caller asks for that.
func (c *call) perform() error {
	switch key := c.r.Header.Get(onceHeader); {
	case key == "" || c.op.once || c.op.parts || !c.op.unsafe():
		return c.op.serve(c)
	case c.op.keeps():
		return c.kept()
	}
	return problem.New(problem.Invalid, "rest.once_unused", onceHeader)
}

// authenticate finds who the bearer key stands for; without a key it is nobody.
func (c *call) authenticate() error {
	header := c.r.Header.Get("Authorization")
	if header == "" {
		return nil
	}
	scheme, secret, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return problem.New(problem.Unauthorised, "key.unknown", "Authorization")
	}
	who, err := c.Portal.ActorByKey(c.r.Context(), account.Nobody, strings.TrimSpace(secret))
	if err != nil {
		return err
	}
	who.Request = c.who.Request
	if member := c.r.Header.Get(accountHeader); member != "" {
		if who, err = c.Portal.ActFor(c.r.Context(), who, member); err != nil {
			return err
		}
	}
	c.who = who
	return nil
}

// accountHeader names the customer that an integrator acts for.
const accountHeader = "Ecship-Account"

// recovering turns a panic into a problem, once it is logged.
func (c *call) recovering() {
	switch v := recover(); v {
	case nil:
	case http.ErrAbortHandler:
		panic(v)
	default:
		c.Log.Error("panic", "request", c.who.Request, "value", fmt.Sprint(v), "stack", string(debug.Stack()))
		c.refuse(problem.New(problem.Internal, "error.internal", ""))
	}
}

// caller is whose bucket counts: the key's, else the address's.
func (c *call) caller() string {
	if c.who.SignedIn() {
		return c.who.Key
	}
	return c.TrustedProxies.Caller(c.r)
}

// noOperation answers what no operation takes.
func (s *service) noOperation(code int, w http.ResponseWriter, r *http.Request) {
	c := s.begin(w, r)
	if code == http.StatusMethodNotAllowed {
		c.refuse(status{code, problem.New(problem.Invalid, "api.method", "")})
		return
	}
	c.refuse(problem.New(problem.NotFound, "api.no_operation", ""))
}
