// Package soap is the door of older clients: the web services in SOAP 1.1 that
// shops wrote programs against, at the addresses that those know. It
// reads envelopes strictly and fields tolerantly, checks a WS-Security digest,
// and turns each operation into a call of the portal. It decides nothing about
// mail, money or accounts, and takes no card numbers.
package soap

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/porch"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// Config is what the door needs from outside.
type Config struct {
	Portal *portal.Portal
	// PublicURL is what WSDLs name as our address; where it is empty, the host
	// that the request was sent to.
	PublicURL string
	// TrustedProxies are the addresses whose X-Forwarded-For is believed.
	TrustedProxies porch.Proxies
	// Relax multiplies every rate limit, for tests and benchmarks; 0 is 1.
	Relax float64
	Now   func() time.Time
	Log   *slog.Logger
}

// door is the handler with what it needs.
type door struct {
	Config
	limits *porch.Limiter
	table  map[string]operation // by service and name, "Posting createOrder"
}

// environments are the first part of the services' paths, and whose keys each
// takes (M-I3).
var environments = map[string]account.Mode{"/API": account.Live, "/API-trial": account.Test}

// Bases are the paths below which the door answers.
var Bases = []string{"/API/services/", "/API-trial/services/", "/ecshipAPI/", "/ecshipAPI-trial/", "/api/authenticate", "/api/version/"}

// New makes the handler of everything below Bases. It fails where an operation
// lacks its policy, its limit or its action.
func New(c Config) (http.Handler, error) {
	if c.Portal == nil || c.Now == nil {
		return nil, errors.New("soap: no portal, or no clock")
	}
	c.Relax = cmp.Or(c.Relax, 1)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	d := &door{Config: c, limits: porch.NewLimiter(c.Relax, c.Now), table: map[string]operation{}}
	for _, o := range operations() {
		if err := o.check(); err != nil {
			return nil, err
		}
		d.table[o.service+" "+o.name] = o
	}
	mux := http.NewServeMux()
	for prefix, mode := range environments {
		for _, s := range Services {
			path := prefix + "/services/" + s
			mux.HandleFunc("POST "+path, d.post(s, mode))
			mux.HandleFunc("GET "+path, d.describe(s, path))
		}
	}
	for pattern, h := range d.jsonRoutes() {
		mux.HandleFunc(pattern, h)
	}
	return porch.OrRefuse(mux, d.noService), nil
}

// call is one request on its way through.
type call struct {
	*door
	w     http.ResponseWriter
	r     *http.Request
	who   account.Actor
	lang  i18n.Lang
	mode  account.Mode // of the address
	op    operation
	token token
}

func (d *door) begin(w http.ResponseWriter, r *http.Request) *call {
	c := &call{door: d, w: w, r: r, lang: i18n.Match(r.Header.Get("Accept-Language"))}
	c.who.Request = "req_" + rand.Text()
	h := w.Header()
	h["X-Request-Id"] = []string{c.who.Request}
	h["Cache-Control"] = []string{"no-store"}
	h["X-Content-Type-Options"] = []string{"nosniff"}
	return c
}

// post answers a message to a service. Whether the address ends in ?wsdl does
// not matter: clients post there too.
func (d *door) post(service string, mode account.Mode) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := d.begin(w, r)
		c.mode = mode
		defer c.recovering()
		b, err := c.answer(service)
		if err != nil {
			c.refuse(err)
			return
		}
		c.send(http.StatusOK, b)
	}
}

// answer is the operation's reply, or a fault.
func (c *call) answer(service string) ([]byte, error) {
	body, err := c.read()
	if err != nil {
		return nil, err
	}
	m, err := readMessage(body)
	if err != nil {
		return nil, err
	}
	o, ok := c.table[service+" "+m.call.name]
	if !ok {
		return nil, malformed("soap.no_operation", m.call.name)
	}
	if len(m.call.children) != 1 || m.call.children[0].name != o.in {
		return nil, malformed("soap.request", o.in)
	}
	c.op = o
	if err := c.authenticate(m.security); err != nil {
		return nil, err
	}
	v, err := o.serve(c, m.call.children[0])
	if err != nil {
		return nil, err
	}
	return style(m.call.space == "").reply(make([]byte, 0, 2048), o.name, o.reply, v), nil
}

// read takes the body.
func (c *call) read() ([]byte, error) {
	b, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, bodyMost))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, malformed("soap.too_large", "")
	} else if err != nil {
		return nil, malformed("soap.not_xml", "")
	}
	return b, nil
}

// authenticate finds who the token stands for. Wrong ones count for the
// address, so that nobody tries many.
func (c *call) authenticate(security *node) error {
	t, err := readToken(security)
	if err == nil {
		err = t.fresh(c.Now())
	}
	if err == nil {
		var who account.Actor
		if who, err = c.Portal.ActorByToken(c.r.Context(), account.Nobody, t.named()); err == nil {
			who.Request = c.who.Request
			c.who, c.token = who, t
			return nil
		}
		if problem.Is(err, problem.Unauthorised) {
			err = fault{code: failedAuthentication, why: problem.Of(err)}
		}
	}
	if wait, ok := c.limits.Allow(tokens, c.TrustedProxies.Caller(c.r)); !ok {
		return fault{code: client, why: problem.New(problem.Limited, "api.limited", "", "seconds", porch.RetryAfter(c.w.Header(), wait))}
	}
	return err
}

// mayAsk is nil where the caller may use the operation, here, now, and for the
// member that the request names. What it refuses is a status: clients catch no
// faults while they ask for the postage of one service after another.
func (c *call) mayAsk(in asking) error {
	if wait, ok := c.limits.Allow(c.op.limit, c.who.Key); !ok {
		return problem.New(problem.Limited, "api.limited", "", "seconds", porch.RetryAfter(c.w.Header(), wait))
	}
	if c.who.Mode != c.mode {
		return Environment.say("soap.environment")
	}
	if name := in.integrator(); name != "" && name != c.token.username {
		return Forbidden.say("soap.member", "name", clip(name))
	}
	if name := in.member(); name != "" && name != c.token.username && name != "t"+c.token.username {
		if err := c.actFor(name); err != nil {
			return err
		}
	}
	return c.who.Sender(c.op.act)
}

// actFor makes an integrator's call one for a member. Who never agreed is
// refused like who never was (M-A7).
func (c *call) actFor(name string) error {
	acting, err := c.Portal.ActForNamed(c.r.Context(), c.who, name)
	if problem.Is(err, problem.NotFound) {
		return Forbidden.say("soap.member", "name", clip(name))
	}
	if err == nil {
		c.who = acting
	}
	return err
}

// outcome is how an operation's error stands in its reply. On success there is
// a text too: a client in use reads it unasked.
func (c *call) outcome(err error) (Status, string) {
	if err == nil {
		return Done, c.lang.T("soap.ok")
	}
	s, t := statusOf(err), told{}
	if errors.As(err, &t) {
		s = t.Status
	}
	if s == Unavailable {
		c.Log.Error("a web service failed", "request", c.who.Request, "operation", c.op.name, "error", err)
	}
	return s, sentence(c.lang, err)
}

// refuse answers with a fault: 500 as SOAP 1.1 has it, but for bodies that are
// too large.
func (c *call) refuse(err error) {
	f := fault{}
	if !errors.As(err, &f) {
		f = fault{code: server, why: problem.Of(err)}
		if f.why.Kind == problem.Internal {
			c.Log.Error("a web service failed", "request", c.who.Request, "operation", c.op.name, "error", err)
		}
	}
	code := http.StatusInternalServerError
	if f.why.Key == "soap.too_large" {
		code = http.StatusRequestEntityTooLarge
	}
	c.send(code, f.append(nil, c.lang, c.who.Request))
}

// recovering turns a panic into a fault, once it is logged.
func (c *call) recovering() {
	switch v := recover(); v {
	case nil:
	case http.ErrAbortHandler:
		panic(v)
	default:
		c.Log.Error("panic", "request", c.who.Request, "value", fmt.Sprint(v), "stack", string(debug.Stack()))
		c.refuse(fault{code: server, why: problem.New(problem.Internal, "error.internal", "")})
	}
}

func (c *call) send(code int, b []byte) {
	h := c.w.Header()
	h["Content-Type"] = []string{"text/xml; charset=utf-8"}
	h["Content-Length"] = []string{strconv.Itoa(len(b))}
	c.w.WriteHeader(code)
	c.w.Write(b) //nolint:errcheck // a caller who hung up is not to be told
}

// describe answers with a service's WSDL. Its address is the operator's own, or
// the one that was asked.
func (d *door) describe(service, path string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := d.begin(w, r)
		if wait, ok := c.limits.Allow(reads, c.TrustedProxies.Caller(r)); !ok {
			c.refuse(fault{code: client, why: problem.New(problem.Limited, "api.limited", "", "seconds", porch.RetryAfter(w.Header(), wait))})
			return
		}
		base := strings.TrimRight(d.PublicURL, "/")
		if base == "" {
			base = "http://" + r.Host
			if r.TLS != nil {
				base = "https://" + r.Host
			}
		}
		c.send(http.StatusOK, []byte(WSDL(service, base+path)))
	}
}

// noService answers what no service takes, never as a page.
func (d *door) noService(code int, w http.ResponseWriter, r *http.Request) {
	c := d.begin(w, r)
	f := fault{code: client, why: problem.New(problem.NotFound, "soap.no_service", "")}
	if code == http.StatusMethodNotAllowed {
		f.why = problem.New(problem.Invalid, "api.method", "")
	}
	if !strings.HasPrefix(r.URL.Path, "/API") {
		c.sendJSON(code, jsonAnswer{Status: int(statusOf(f.why)), ErrMessage: sentence(c.lang, f.why)})
		return
	}
	c.send(code, f.append(nil, c.lang, c.who.Request))
}
