package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"ecship/internal/payment"
)

// The page shows the amount, takes the payer's choice once and sends him back;
// a page that is closed takes nothing.
func TestPage(t *testing.T) {
	g := open(t, "")
	o := payment.Order{Ref: "r", Amount: 45700, Memo: "<b>ecship</b>", Return: "http://localhost/payments/pay_1/back", Until: now.Add(time.Hour)}
	if _, err := g.Start(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	ask := func(method, path string, form url.Values) *httptest.ResponseRecorder {
		req := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		g.Pages().ServeHTTP(w, req)
		return w
	}
	w := ask("GET", "/pay/r", nil)
	if b := w.Body.String(); w.Code != 200 || !strings.Contains(b, "HK$457.00") || !strings.Contains(b, `value="pay"`) || strings.Contains(b, "<b>") {
		t.Errorf("%d %s", w.Code, b)
	}
	if csp := w.Header().Get("Content-Security-Policy"); strings.Contains(csp, "*") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "form-action 'self' http://localhost;") {
		t.Error(csp)
	}
	if w := ask("GET", "/style.css", nil); w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := ask("GET", "/pay/other", nil); w.Code != http.StatusNotFound {
		t.Error(w.Code)
	}
	w = ask("POST", "/pay/r", url.Values{"do": {"pay"}, "trouble": {"lost_after"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != o.Return {
		t.Errorf("%d %s", w.Code, w.Header())
	}
	if _, s, _ := g.Order("r"); s != payment.Authorised {
		t.Error(s)
	}
	if _, err := g.Capture(t.Context(), "r", 45700); err == nil {
		t.Error("the trouble that was chosen did not come")
	}
	ask("POST", "/pay/r", url.Values{"do": {"decline"}})
	if _, s, _ := g.Order("r"); s != payment.Captured {
		t.Error("declined after the charge:", s)
	}
	if b := ask("GET", "/pay/r", nil).Body.String(); strings.Contains(b, "<form") {
		t.Error("a closed page has a form")
	}
	// An order whose way back is none of the web, or would add to the policy.
	for i, back := range []string{"javascript:alert(1)", "http://a; script-src *", "//elsewhere", ""} {
		ref := "odd" + string(rune('0'+i))
		if _, err := g.Start(t.Context(), payment.Order{Ref: ref, Amount: 1, Return: back, Until: now.Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		if csp := ask("GET", "/pay/"+ref, nil).Header().Get("Content-Security-Policy"); !strings.Contains(csp, "form-action 'self' ;") {
			t.Errorf("%q: %s", back, csp)
		}
		if w := ask("POST", "/pay/"+ref, url.Values{"do": {"back"}}); w.Code != http.StatusBadRequest {
			t.Errorf("%q: %d", back, w.Code)
		}
	}
}
