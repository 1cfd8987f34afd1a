package web

import (
	"compress/gzip"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"

	"ecship/internal/porch"
	"ecship/internal/problem"
	"ecship/internal/sheet"
)

// maxForm is the largest body of a form in bytes. The longest honest one, a
// declaration of twenty lines, is below 10 kB.
const maxForm = 64 << 10

// maxUpload is the largest body of a form with a file. It is beyond what a file
// may have, so that whoever sends too much hears that, and not a broken line.
const maxUpload = 4 * sheet.FileMost

// page makes a route's handler: language, actor, limit, policy, then the
// page itself; whatever goes wrong becomes an error page.
func (s *site) page(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		v := s.visit(w, req, maxBody(r))
		v.pattern = r.pattern
		if err := s.enter(v, r); err != nil {
			v.fail(err)
		}
	})
}

// maxBody is the largest body of a route's requests.
func maxBody(r route) int64 {
	if r.limit == uploads {
		return maxUpload
	}
	return maxForm
}

func (s *site) visit(w http.ResponseWriter, r *http.Request, most int64) *visit {
	if r.Method == http.MethodPost {
		r.Body = http.MaxBytesReader(w, r.Body, most)
	}
	v := &visit{site: s, w: w, r: r}
	v.damage = r.ParseForm()
	v.lang = v.language()
	v.who = s.actor(r)
	v.who.Request = strings.ToLower(rand.Text()[:16])
	w.Header().Set("X-Request-Id", v.who.Request)
	return v
}

// caller is whose bucket counts: the account's, else the address's.
func (v *visit) caller() string {
	if v.who.SignedIn() {
		return v.who.User
	}
	return v.TrustedProxies.Caller(v.r)
}

func (s *site) enter(v *visit, r route) error {
	if wait, ok := s.limits.Allow(r.limit, v.caller()); !ok {
		porch.RetryAfter(v.w.Header(), wait)
		return problem.New(problem.Limited, "web.error.limited", "")
	}
	if v.damage != nil {
		return badForm(v.damage)
	}
	if v.sent() && v.r.PostForm.Has("lang") {
		v.keep(false)
		return v.goTo(v.self())
	}
	if err := r.policy.admit(s, v.who); err != nil {
		if problem.Is(err, problem.Unauthorised) {
			return v.signInFirst()
		}
		return err
	}
	v.typed = v.r.Form
	if v.r.Method == http.MethodGet {
		v.restore()
	}
	return r.serve(v)
}

func badForm(err error) error {
	if big := (*http.MaxBytesError)(nil); errors.As(err, &big) {
		return problem.New(problem.Invalid, "web.error.too_large", "")
	}
	return problem.New(problem.Invalid, "web.error.form", "")
}

// statuses maps the kinds of problems, once for all pages.
var statuses = map[problem.Kind]int{
	problem.Invalid:      http.StatusBadRequest,
	problem.Unauthorised: http.StatusUnauthorized,
	problem.Forbidden:    http.StatusForbidden,
	problem.NotFound:     http.StatusNotFound,
	problem.Conflict:     http.StatusConflict,
	problem.Limited:      http.StatusTooManyRequests,
	problem.Unavailable:  http.StatusServiceUnavailable,
	problem.Internal:     http.StatusInternalServerError,
}

// fail shows an error as a page and logs what is our fault.
func (v *visit) fail(err error) {
	p := problem.Of(err)
	status := statuses[p.Kind]
	if status >= http.StatusInternalServerError {
		v.Log.LogAttrs(v.ctx(), slog.LevelError, "page failed",
			slog.String("request", v.who.Request), slog.String("path", v.r.URL.Path), slog.Any("error", err))
	}
	v.w.Header().Set("Cache-Control", "no-store")
	if err := v.showAs(status, errorPage(v, status, v.says(p))); err != nil {
		v.Log.Error("error page failed", "request", v.who.Request, "error", err)
	}
}

// refuse answers a request that no page takes.
func (s *site) refuse(status int) http.Handler {
	kinds := map[int]*problem.Problem{
		http.StatusNotFound:         problem.New(problem.NotFound, "error.not_found", ""),
		http.StatusMethodNotAllowed: problem.New(problem.Invalid, "web.error.method", ""),
		http.StatusForbidden:        problem.New(problem.Forbidden, "web.error.cross_origin", ""),
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r, maxForm)
		p, ok := kinds[status]
		if !ok { // the mux cleans paths such as "//" by a redirect
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		if wait, ok := s.limits.Allow(reads, v.caller()); !ok {
			porch.RetryAfter(w.Header(), wait)
			v.fail(problem.New(problem.Limited, "web.error.limited", ""))
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		if err := v.showAs(status, errorPage(v, status, v.says(p))); err != nil {
			v.fail(err)
		}
	})
}

// recovering turns a panic into an error page, where no byte has gone out yet.
func (s *site) recovering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler { //nolint:errorlint // a sentinel that is compared so by net/http, too
				panic(p)
			}
			s.Log.Error("page panicked", "path", r.URL.Path, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			s.sessions.LoadAndSave(s.broken()).ServeHTTP(w, r)
		}()
		next.ServeHTTP(w, r)
	})
}

func (s *site) broken() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.visit(w, r, maxForm).fail(problem.New(problem.Internal, "error.internal", ""))
	})
}

// contentPolicy allows our own files and nothing else: no inline script or
// style, no frames, no foreign host.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// formsMayLeadTo lets this page's forms end at others' pages too: browsers hold
// each redirect that follows a form against the policy.
func (v *visit) formsMayLeadTo(origins ...string) {
	if len(origins) > 0 {
		v.w.Header().Set("Content-Security-Policy", strings.Replace(contentPolicy, "form-action 'self'", "form-action 'self' "+strings.Join(origins, " "), 1))
	}
}

// showsPaper lets this page show one of our own papers within it. Chromium's
// viewer is a frame.
func (v *visit) showsPaper() {
	h := v.w.Header()
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "form-action", "object-src 'self'; frame-src 'self'; form-action", 1))
}

// secureHeaders go with every answer. secure tells that people come by https:
// then they come by nothing else for a year.
func secureHeaders(secure bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		next.ServeHTTP(w, r)
	})
}

var packers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// writeGzip sends a body, packed where the browser takes that and it is worth it.
func writeGzip(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	if len(body) < 1024 || !acceptsGzip(r) {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		_, err := w.Write(body)
		return err
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(w)
	if _, err := z.Write(body); err != nil {
		return err
	}
	return z.Close()
}
