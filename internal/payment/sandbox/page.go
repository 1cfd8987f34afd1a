package sandbox

import (
	_ "embed" // the page's style
	"html/template"
	"io"
	"net/http"
	"net/url"
	"strings"

	"ecship/internal/i18n"
	"ecship/internal/payment"
)

// Pages is the gateway's own site: the page on which a payer approves, or lets
// the bank decline, and chooses what goes wrong afterwards. It is hung at the
// path of Config.URL, without that path's prefix.
func (g *Gateway) Pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /pay/{ref}", g.show)
	mux.HandleFunc("POST /pay/{ref}", g.decide)
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "max-age=3600")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		io.WriteString(w, style) //nolint:errcheck // the reader is gone
	})
	return http.NewCrossOriginProtection().Handler(mux)
}

//go:embed style.css
var style string

// pagePolicy allows the page's own style, and its form, which leads back to the
// portal that the order came from, and nothing else.
func pagePolicy(back string) string {
	return "default-src 'none'; style-src 'self'; form-action 'self' " + back + "; frame-ancestors 'none'; base-uri 'none'"
}

// origin is the scheme and host of an address; empty for what is none of the
// web.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.ContainsAny(u.Host, " ;,'\"") {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// pageData is what the page shows.
type pageData struct {
	Lang     string
	Text     func(key string) string
	Amount   string
	Memo     string
	Open     bool
	Said     string
	Return   string
	Troubles []Trouble
}

func (g *Gateway) show(w http.ResponseWriter, r *http.Request) {
	o, state, ok := g.Order(r.PathValue("ref"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	l := i18n.Match(r.Header.Get("Accept-Language"))
	if c, err := r.Cookie("lang"); err == nil {
		if known, ok := i18n.Known(c.Value); ok {
			l = known
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", pagePolicy(origin(o.Return)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	page.Execute(w, pageData{l.HTML(), func(key string) string { return l.T(key) }, o.Amount.HKD(), o.Memo, state == payment.Open, l.T("payment.state." + string(state)), o.Return, Troubles[2:]}) //nolint:errcheck // the reader is gone
}

func (g *Gateway) decide(w http.ResponseWriter, r *http.Request) {
	ref := r.PathValue("ref")
	o, _, ok := g.Order(ref)
	if !ok {
		http.NotFound(w, r)
		return
	}
	switch r.PostFormValue("do") {
	case "decline":
		g.Decline(ref) //nolint:errcheck // closed meanwhile: the portal will see how it stands
	case "pay":
		if t := Trouble(r.PostFormValue("trouble")); t != Fine {
			g.Cause("capture", ref, t, 1)
		}
		g.Pay(ref) //nolint:errcheck // closed meanwhile: the portal will see how it stands
	}
	if origin(o.Return) == "" {
		http.Error(w, "no way back", http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, o.Return, http.StatusSeeOther)
}

var page = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{call .Text "sandbox.title"}}</title>
<link rel="stylesheet" href="../style.css">
</head>
<body>
<main>
<h1>{{call .Text "sandbox.title"}}</h1>
<p class="note">{{call .Text "sandbox.note"}}</p>
<p>{{.Memo}}</p>
<p class="amount">{{.Amount}}</p>
{{if .Open}}
<form method="post">
<label for="trouble">{{call .Text "sandbox.trouble"}}</label>
<select id="trouble" name="trouble">
<option value="">{{call .Text "sandbox.fine"}}</option>
{{range .Troubles}}<option value="{{.}}">{{.}}</option>
{{end}}</select>
<button class="first" name="do" value="pay">{{call .Text "sandbox.pay"}}</button>
<button name="do" value="decline">{{call .Text "sandbox.decline"}}</button>
<button name="do" value="back">{{call .Text "sandbox.back"}}</button>
</form>
{{else}}
<p>{{.Said}}</p>
<p><a href="{{.Return}}">{{call .Text "sandbox.back"}}</a></p>
{{end}}
</main>
</body>
</html>
`))
