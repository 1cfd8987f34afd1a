package web_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ecship/internal/policy"
)

// Invariant 3, M-J1: the officers' close of a day shows what was charged beside
// the gateway's statement, and comes as a file in which nothing is a formula.
func TestClosePages(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	id, _ := d.startPayment("/pay", "sandbox")
	if err := d.Gateway.Pay(id); err != nil {
		t.Fatal(err)
	}
	d.get("/payments/" + id + "/back")
	day := policy.DayOf(d.Now())
	d.Until(day.At(policy.CaptureHour))
	d.Work()
	if a := d.get("/office/close"); a.status != http.StatusForbidden {
		t.Errorf("a sender sees the close: %d", a.status)
	}
	d.newVisitor()
	d.signIn(vetter)
	text := checkDocument(t, "today", d.get("/office/close").body).text()
	for _, want := range []string{"Everything that can be compared agrees", "The day is not over yet", "General Post Office", "Every outcome is known"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
	if a := d.post("/office/close", url.Values{"day": {day.String()}}); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "is not over yet") {
		t.Errorf("%d", a.status)
	}
	d.Until(day.End())
	a := d.post("/office/close", url.Values{"day": {day.String()}})
	if a.path != "/office/close?day="+day.String() || !strings.Contains(parse(t, a.body).text(), "0 differences") {
		t.Errorf("%s\n%s", a.path, parse(t, a.body).text())
	}
	a = d.get("/office/close.csv?day=" + day.String())
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
	if err != nil || a.header.Get("Content-Type") != "text/csv; charset=utf-8" || len(rows) < 6 || rows[1][1] != "method" || rows[1][7] != rows[1][8] || rows[1][9] != "0.00" {
		t.Errorf("%v %v", err, rows)
	}
	for path, want := range map[string]string{"/office/close?day=tomorrow": "Choose a day", "/office/close?day=2099-01-01": "Choose a day", "/office/close?day=0001-01-01": "Choose a day"} {
		if a := d.get(path); !strings.Contains(a.body, want) {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}
