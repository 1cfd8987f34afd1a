package web_test

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
)

// M-D1, S-13: the statement of a deposit account as a page, a PDF and a file
// whose every cell is text to a spreadsheet.
func TestStatementPages(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	form := d.payForm("/pay", "deposit")
	form.Set("source", "PM10001")
	d.post("/pay", form)
	text := checkDocument(t, "statement", d.get("/account/statements").body).text()
	for _, want := range []string{"PM10001", "Opening balance HK$0.00", "The month is not over", "Postage"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
	if a := d.get("/account/statements.pdf?account=PM10001&month=2026-11"); a.status != http.StatusOK || a.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("%d %v", a.status, a.header)
	}
	a := d.get("/account/statements.csv?account=PM10001&month=2026-11")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) < 4 || rows[1][2] != "opening" || rows[len(rows)-1][2] != "closing" || !strings.HasPrefix(rows[3][5], "-") {
		t.Errorf("%v %v", err, rows)
	}
	d.newVisitor()
	d.signIn(wing)
	if text := parse(t, d.get("/account/statements").body).text(); !strings.Contains(text, "deposit account") {
		t.Error(text)
	}
	for _, path := range []string{"/account/statements", "/account/statements.pdf", "/account/statements.csv"} {
		mine, none := d.get(path+"?account=PM10001&month=2026-11"), d.get(path+"?account=PM99999&month=2026-11")
		if path != "/account/statements" && mine.status != http.StatusNotFound || mine.whole("PM10001") != none.whole("PM99999") {
			t.Errorf("%s tells that another's account is there: %d, %d", path, mine.status, none.status)
		}
	}
}
