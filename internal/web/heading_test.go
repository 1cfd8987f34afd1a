package web_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// M-C10: an HS code is found without scripts: by the words in its field, or else
// by the description; what was typed stays. A script completes it.
func TestHeadingIsFound(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	at := d.begin() + "/contents"
	form := with(books, "contents.lines.1.hs_code", "", "contents.lines.1.description", "silver earrings", "lines", "2")
	listed := checkDocument(t, "listed", d.post(at, with(form, "codes", "0")).body)
	var offers []string
	for _, b := range listed.all("button", "name", "code") {
		offers = append(offers, b.attr["value"])
	}
	if !slices.Contains(offers, "0:711311") {
		t.Fatalf("for earrings: %q", offers)
	}
	if got := listed.values(t)["contents.lines.0.quantity"]; len(got) != 1 || got[0] != "2" {
		t.Error("what was typed is lost:", got)
	}
	chosen := checkDocument(t, "chosen", d.post(at, with(form, "code", "0:711311")).body)
	if got := chosen.one(t, "input", "name", "contents.lines.0.hs_code").attr["value"]; got != "711311" {
		t.Error("chosen:", got)
	}
	byWords := d.post(at, with(form, "contents.lines.1.hs_code", "綠茶", "codes", "0")).body
	if !strings.Contains(byWords, `value="0:090210"`) || strings.Contains(byWords, `value="0:711311"`) {
		t.Error("words in the field do not count")
	}
	if none := checkDocument(t, "none", d.post(at, with(form, "contents.lines.1.description", "xyzzy", "codes", "0")).body); !strings.Contains(none.text(), "Nothing found") {
		t.Error("nothing says that nothing was found")
	}
	item := url.Values{"line.description": {"silver earrings"}, "line.quantity": {"3"}}
	offered := checkDocument(t, "for a template", d.post("/templates/new", with(item, "codes", "0")).body)
	if b := offered.all("button", "value", "0:711311"); len(b) != 1 {
		t.Fatal("a template's page lists no codes")
	}
	took := checkDocument(t, "taken", d.post("/templates/new", with(item, "code", "0:711311")).body).values(t)
	if took["line.hs_code"][0] != "711311" || took["line.quantity"][0] != "3" {
		t.Error("a template takes", took)
	}
	var rows []struct{ Name, Also string }
	if err := json.Unmarshal([]byte(d.get("/hs/find?q="+url.QueryEscape("T恤")).body), &rows); err != nil || len(rows) == 0 || rows[0].Name != "610910" && rows[0].Name != "610990" || len(rows) > 6 {
		t.Errorf("%v %v", err, rows)
	}
	for _, odd := range []string{"code=x:1", "code=99:711311"} {
		if a := d.post(at, with(form, strings.SplitN(odd, "=", 2)[0], strings.SplitN(odd, "=", 2)[1])); a.status >= 500 {
			t.Error(odd, a.status)
		}
	}
}
