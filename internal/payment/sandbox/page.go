package sandbox

import (
	"html/template"
	"net/http"
	"net/url"

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
	return http.NewCrossOriginProtection().Handler(mux)
}

// pagePolicy allows the page's own style and its form, which leads back to the
// portal, and nothing else.
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action *; frame-ancestors 'none'; base-uri 'none'"

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
	h.Set("Content-Security-Policy", pagePolicy)
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
	back, err := url.Parse(o.Return)
	if err != nil || back.Scheme != "http" && back.Scheme != "https" {
		http.Error(w, "no way back", http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, back.String(), http.StatusSeeOther)
}

var page = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{call .Text "sandbox.title"}}</title>
<style>
:root { color-scheme: light dark; }
body { font: 1.0625rem/1.5 system-ui, sans-serif; margin: 0; background: light-dark(#eef0f4, #14161a); color: light-dark(#1b1f27, #e8eaee); }
main { max-width: 26rem; margin: 8vh auto; padding: 2rem; background: light-dark(#fff, #1e2127); border: 1px solid light-dark(#c9ced8, #3a3f49); border-radius: 10px; }
h1 { font-size: 1.25rem; margin: 0 0 .25rem; }
.amount { font-size: 2.25rem; font-weight: 650; margin: .5rem 0 1rem; font-variant-numeric: tabular-nums; }
.note { color: light-dark(#565e6c, #a7adb8); margin: 0 0 1.25rem; }
label { display: block; font-weight: 650; margin-bottom: .25rem; }
select, button { font: inherit; width: 100%; min-height: 2.75rem; border-radius: 6px; border: 1px solid light-dark(#6b7280, #8a909c); box-sizing: border-box; margin-bottom: 1rem; }
select { background: inherit; color: inherit; padding: 0 .5rem; }
button { cursor: pointer; background: transparent; color: inherit; }
button.first { background: #2a4b9b; border-color: #2a4b9b; color: #fff; font-weight: 650; }
a { color: light-dark(#2a4b9b, #9db7ff); }
</style>
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
