package web

import (
	"encoding/gob"
	"net/http"
	"net/url"
	"path"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"

	"ecship/internal/i18n"
	"ecship/internal/policy"
)

// kept is a form that could not be taken yet: its sender was not signed in, or
// asked for another language. It is shown again, filled in, at its page.
type kept struct {
	Path  string
	Typed url.Values
	// Sent tells a form that was meant to be taken from one whose sender only
	// chose another language.
	Sent bool
}

func init() { gob.Register(kept{}) }

// What a session holds, and the name of the field that says where to go on.
const (
	userKey = "user"
	keptKey = "kept"
	nextKey = "next"
)

// newSessions keeps sessions under the hash of their token, so that who reads
// the table can't use it (S-06).
func (s *site) newSessions(secure bool) *scs.SessionManager {
	m := scs.New()
	m.Store.(*memstore.MemStore).StopCleanup() // its store is replaced below
	m.Lifetime = policy.SessionMost
	m.IdleTimeout = policy.SessionIdle
	m.HashTokenInStore = true
	m.Store = s.Portal.Sessions(userOf)
	m.Cookie.Name = "ecship"
	if secure {
		m.Cookie.Name = "__Host-ecship"
		m.Cookie.Secure = true
	}
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		if r.Context().Err() != nil {
			return // the visitor has left, as from a page that tells of progress
		}
		s.Log.Error("session", "error", err)
		http.Error(w, i18n.En.T("error.internal"), http.StatusInternalServerError)
	}
	return m
}

// userOf reads who is signed in from a session as it is stored, so that a block
// or a new password finds the user's sessions.
func userOf(data []byte) string {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return ""
	}
	user, _ := values[userKey].(string)
	return user
}

// keptMost is the largest form in bytes that is kept; honest ones are below 10 kB.
// Nobody has to sign in to have one kept.
const keptMost = 16 << 10

// keep puts the form that was sent aside, under the page that shows it.
// Passwords are never kept, nor is a form that no person types.
func (v *visit) keep(sent bool) {
	typed := url.Values{}
	for k, vs := range v.r.PostForm {
		if k != "lang" && k != "password" {
			typed[k] = vs
		}
	}
	if len(typed.Encode()) > 3*keptMost { // a byte has three characters there
		return
	}
	v.sessions.Put(v.ctx(), keptKey, kept{v.self(), typed, sent})
}

// restore fills the page's form with what was kept for it, once.
func (v *visit) restore() {
	k, ok := v.sessions.Get(v.ctx(), keptKey).(kept)
	if !ok || k.Path != v.self() {
		return
	}
	v.sessions.Remove(v.ctx(), keptKey)
	v.typed, v.restored, v.resumed = k.Typed, true, k.Sent
}

// holdsForm tells whether a form waits for its sender to sign in.
func (v *visit) holdsForm() bool {
	k, ok := v.sessions.Get(v.ctx(), keptKey).(kept)
	return ok && k.Path == v.get(nextKey)
}

// signInFirst sends a visitor to the sign-in page and remembers where to; a
// form that was sent is kept meanwhile, so nothing typed is lost.
func (v *visit) signInFirst() error {
	next := v.nearest()
	if v.sent() && next == v.self() {
		v.keep(true)
	}
	return v.goTo(withNext("/sign-in", next))
}

// nearest is this page, or the one above it where forms are sent to an address
// that shows nothing, as a button's may be.
func (v *visit) nearest() string {
	for at := v.self(); at != "/" && at != "."; at = path.Dir(at) {
		u, err := url.Parse(at)
		if err != nil {
			break
		}
		if _, pattern := v.pages.Handler(&http.Request{Method: http.MethodGet, URL: u}); pattern != "" {
			return at
		}
	}
	return ""
}

// withNext is a path that remembers where to go on afterwards.
func withNext(path, next string) string {
	if next == "" {
		return path
	}
	return path + "?" + url.Values{nextKey: {next}}.Encode()
}

// languageCookie remembers the choice of a language.
const languageCookie = "lang"

// language is the visitor's: by ?lang=, which a cookie then remembers, by that
// cookie, by Accept-Language (M-A5).
func (v *visit) language() i18n.Lang {
	code := v.r.URL.Query().Get("lang")
	if v.sent() {
		code = or(v.r.PostForm.Get("lang"), code)
	}
	if l, ok := i18n.Known(code); ok {
		http.SetCookie(v.w, &http.Cookie{Name: languageCookie, Value: string(l), Path: "/", MaxAge: 365 * 24 * 60 * 60,
			HttpOnly: true, Secure: v.sessions.Cookie.Secure, SameSite: http.SameSiteLaxMode})
		return l
	}
	if c, err := v.r.Cookie(languageCookie); err == nil {
		if l, ok := i18n.Known(c.Value); ok {
			return l
		}
	}
	return i18n.Match(v.r.Header.Get("Accept-Language"))
}
