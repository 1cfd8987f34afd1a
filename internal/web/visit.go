package web

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// visit is one request as handlers and templates see it.
type visit struct {
	*site
	w    http.ResponseWriter
	r    *http.Request
	lang i18n.Lang
	who  account.Actor
	// pattern is the route's; empty where none takes the request.
	pattern string
	// typed is what stands in the page's form: what was sent, what was kept
	// from before, or what the handler put there.
	typed url.Values
	// problems are what is wrong with it.
	problems []*problem.Problem
	damage   error // of the form on its way here
	// restored tells that typed is a form that was kept from before.
	restored bool
	// offered is what the address book has for the page's form.
	offered offered
	// resumed tells that it was sent before its sender had signed in.
	resumed bool
}

// T is a message in the visitor's language.
func (v *visit) T(key string, args ...any) string { return v.lang.T(key, args...) }

// get is a typed value.
func (v *visit) get(name string) string { return v.typed.Get(name) }

// at is the problem at a field, or nil.
func (v *visit) at(field string) *problem.Problem {
	for _, p := range v.problems {
		if p.Field == field {
			return p
		}
	}
	return nil
}

// anyAt tells whether something is wrong with a group of fields.
func (v *visit) anyAt(prefix string) bool {
	return slices.ContainsFunc(v.problems, func(p *problem.Problem) bool { return strings.HasPrefix(p.Field, prefix) })
}

// says is a problem as a sentence in the visitor's language.
func (v *visit) says(p *problem.Problem) string { return v.T(p.Key, p.Args...) }

// wrong notes what err says about the input, for the page to show. An error
// that the visitor can't mend comes back.
func (v *visit) wrong(err error) error {
	p := problem.Of(err)
	switch p.Kind {
	case problem.Invalid, problem.Conflict, problem.Limited:
		v.problems = append(v.problems, p.All()...)
		return nil
	}
	return err
}

// self is the address of this page with its query, but in no language.
func (v *visit) self() string {
	q := v.r.URL.Query()
	q.Del("lang")
	if len(q) == 0 {
		return v.r.URL.EscapedPath()
	}
	return v.r.URL.EscapedPath() + "?" + q.Encode()
}

// in is the address of this page in another language.
func (v *visit) in(l i18n.Lang) string {
	q := v.r.URL.Query()
	q.Set("lang", string(l))
	return v.r.URL.EscapedPath() + "?" + q.Encode()
}

// current tells whether a path is this page or one above it.
func (v *visit) current(path string) bool { return v.r.URL.Path == path }

// sent tells a form that was sent from a page that is only looked at, by GET or
// HEAD.
func (v *visit) sent() bool { return v.r.Method == http.MethodPost }

// ctx is the request's.
func (v *visit) ctx() context.Context { return v.r.Context() }

// goTo sends the visitor on after an act: to a page of ours, or to a gateway's.
func (v *visit) goTo(path string) error {
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// show draws a page whole before the first byte goes out, so that a fault
// while drawing becomes an error page and never half a page. Its status says
// when its form was not taken.
func (v *visit) show(page templ.Component) error {
	status := http.StatusOK
	if len(v.problems) > 0 && v.sent() {
		status = http.StatusUnprocessableEntity
	}
	return v.showAs(status, page)
}

func (v *visit) showAs(status int, page templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := page.Render(v.ctx(), b); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", v.lang.HTML())
	h.Add("Vary", "Accept-Language")
	h.Add("Vary", "Cookie")
	h.Add("Vary", "Accept-Encoding")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", v.caching())
	}
	return writeGzip(v.w, v.r, status, b.Bytes())
}

// caching keeps what belongs to somebody out of every cache, the browser's own
// included: after signing out the back button shows nothing.
func (v *visit) caching() string {
	if v.who.SignedIn() || v.sent() {
		return "no-store"
	}
	return "private, no-cache"
}
