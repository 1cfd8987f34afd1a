package rest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"ecship/internal/rest"
	"ecship/internal/sheet"
)

const batches = rest.Base + "/batches"

// orders is a file of n rows, each third without the origin of its goods.
func orders(n int) string {
	var b strings.Builder
	b.WriteString("Reference,Service,Country,Name,Address line 1,City,Postcode,Weight (g),Category,Currency,Description,Quantity,Net weight (g),Value,HS code,Origin,Sender name,Sender address 1,Sender city,Sender phone\n")
	for i := range n {
		origin := "CN"
		if i%3 == 2 {
			origin = ""
		}
		fmt.Fprintf(&b, "R-%d,ARM,GB,Ann Smith %d,4 Canal Walk,London,N1 6AF,320,sale,HKD,black tea,1,200,80,090230,%s,Chan Tai Man,8 Shanghai Street,Kowloon,91234567\n", i+1, i+1, origin)
	}
	return b.String()
}

func (c *client) upload(file string) reply {
	c.Helper()
	return c.do("POST", batches+"?name=orders.csv", file, "Content-Type: text/csv; charset=utf-8")
}

// M-F1, M-F2, M-I1: a file is sent, read, mended by a rule and by a cell, issued,
// and its labels and what is to be paid are there.
func TestBatchByREST(t *testing.T) {
	c := open(t)
	made := c.upload(orders(9)).must(t, 201)
	id := made.text("id")
	at := batches + "/" + id
	if !strings.HasPrefix(id, "bat_") || made.text("state") != "uploaded" || made.text("name") != "orders.csv" || made.Header.Get("Location") != at {
		t.Fatalf("%v %s", made.Header, made.body)
	}
	cols := c.do("GET", at+"/columns", "").must(t, 200)
	for _, want := range []string{`{"heading":"Reference","field":"reference","samples":["R-1","R-2","R-3"]}`, `"field":"recipient.name","samples":["Ann Smith 1"`, `"fields":[{"field":"`} {
		if !strings.Contains(string(cols.body), want) {
			t.Errorf("lacks %s: %s", want, cols.body)
		}
	}
	if r := c.do("POST", at+"/start", `{}`).must(t, 202); r.text("state") != "reading" {
		t.Errorf("%s", r.body)
	}
	c.run.Work()
	if r := c.do("GET", at, "").must(t, 200); r.text("state") != "checked" || r.json["ready"] != float64(6) || r.json["faulty"] != float64(3) || r.json["done"] != float64(9) {
		t.Fatalf("%s", r.body)
	}

	faults, _ := c.do("GET", at+"/faults", "").must(t, 200).json["faults"].([]any)
	if len(faults) != 1 {
		t.Fatal(faults)
	}
	cause, _ := faults[0].(map[string]any)
	code, _ := cause["code"].(string)
	if cause["field"] != "item.origin" || cause["rows"] != float64(3) || cause["first_row"] != float64(4) {
		t.Fatal(cause)
	}
	query := "?state=faulty&field=item.origin&code=" + url.QueryEscape(code)
	if r := c.do("GET", at+"/rows"+query, "").must(t, 200); r.count("rows") != 3 {
		t.Errorf("%s", r.body)
	}
	c.do("GET", at+"/rows?after=4", "").refused(t, "422 rest.cursor at after")
	file := c.do("GET", at+"/faults/file", "").must(t, 200)
	if lines := strings.Count(string(file.body), "\n"); lines != 4 || file.Header.Get("Content-Type") != "text/csv" || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment; filename") {
		t.Errorf("%d lines: %v %s", lines, file.Header, file.body)
	}

	// One by its cell, another left out, the third by the rule.
	if r := c.do("PATCH", at+"/rows/4", `{"version":1,"lines":[{"item.1.origin":"HK"}]}`).must(t, 200); r.text("state") != "ready" || r.json["version"] != float64(2) {
		t.Errorf("%s", r.body)
	}
	c.do("PATCH", at+"/rows/4", `{"version":1}`).refused(t, "409 batch.row_changed")
	if r := c.do("PATCH", at+"/rows/7", `{"leave":true}`).must(t, 200); r.text("state") != "left_out" {
		t.Errorf("%s", r.body)
	}
	if r := c.do("POST", at+"/mend", fmt.Sprintf(`{"field":"item.origin","code":%q,"text":"Japan"}`, code)).must(t, 200); string(r.body) != `{"rows":1,"left":0}` {
		t.Errorf("%s", r.body)
	}
	c.do("POST", at+"/issue", "").must(t, 202)
	if r := c.do("POST", at+"/stop", "").must(t, 200); r.text("state") != "checked" || r.json["issued"] != float64(0) {
		t.Errorf("%s", r.body)
	}
	if r := c.do("POST", at+"/issue", "").must(t, 202); r.text("state") != "issuing" {
		t.Errorf("%s", r.body)
	}
	c.run.Work()
	done := c.do("GET", at, "").must(t, 200)
	if done.text("state") != "checked" || done.json["issued"] != float64(8) || done.json["left_out"] != float64(1) {
		t.Fatalf("%s", done.body)
	}
	row := c.do("GET", at+"/rows/10", "").must(t, 200)
	if r := c.do("GET", shipments+"/"+row.text("shipment"), "").must(t, 200); r.text("reference") != "R-9" || r.text("state") != "issued" {
		t.Errorf("%s", r.body)
	}
	parts := c.do("GET", at+"/labels", "").must(t, 200)
	if string(parts.body) != `{"parts":["`+at+`/labels.pdf?after=0"]}` {
		t.Fatalf("%s", parts.body)
	}
	if r := c.do("GET", at+"/labels.pdf?after=0&order=office", "").must(t, 200); strings.Count(string(r.body), "ply 1 of") != 8 || r.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("%v %.300s", r.Header, r.body)
	}
	if r := c.do("GET", at+"/unpaid", "").must(t, 200); r.count("items") != 8 || r.json["amount_cents"] != done.json["postage_cents"] {
		t.Errorf("%s", r.body)
	}
	c.do("POST", at+"/cancel", "").refused(t, "409 batch.has_labels")
	c.do("POST", at+"/stop", "").refused(t, "409 batch.illegal")
	c.do("POST", at+"/remap", "").refused(t, "409 batch.has_labels")

	// The very same file is known again; it is thrown away and gone.
	twin := c.upload(orders(9)).must(t, 201)
	other := batches + "/" + twin.text("id")
	if twin.text("twin") != id {
		t.Errorf("%s", twin.body)
	}
	c.do("POST", other+"/start", `{}`).refused(t, "409 batch.twin at again")
	c.do("POST", other+"/start", `{"again":true}`).must(t, 202)
	c.run.Work()
	if r := c.do("POST", other+"/remap", "").must(t, 200); r.text("state") != "uploaded" || r.json["ready"] != float64(0) {
		t.Errorf("%s", r.body)
	}
	if r := c.do("GET", batches, "").must(t, 200); r.count("batches") != 2 {
		t.Errorf("%s", r.body)
	}
	if r := c.do("POST", other+"/cancel", "").must(t, 200); r.text("state") != "cancelled" {
		t.Errorf("%s", r.body)
	}
	c.do("GET", other, "").refused(t, "404 error.not_found")
}

// S-11: what is wrong with a file, or with what is said of it, is a problem at
// its place, and nothing of it is kept.
func TestBatchRefuses(t *testing.T) {
	c := open(t)
	for _, x := range []struct{ query, media, body, want string }{
		{"", "application/json", "{}", "415 api.media_sheet at Content-Type"},
		{"", "text/csv; =", "a", "415 api.media_sheet at Content-Type"},
		{"", "text/csv", "", "422 sheet.empty"},
		{"", "text/csv", "Name\n", "422 sheet.empty"},
		{"", excelMedia, "%PDF-1.7", "422 sheet.pdf"},
		{"?name=a%00b", "text/csv", orders(1), "422 text.control at name"},
		{"?nam=x", "text/csv", orders(1), "422 api.parameter_unknown at nam"},
		{"", "text/csv", orders(501), "422 batch.too_many"},
		{"", "text/csv", strings.Repeat("x", sheet.FileMost+1), "413 sheet.too_large"},
	} {
		c.do("POST", batches+x.query, x.body, "Content-Type: "+x.media).refused(t, x.want)
	}
	if r := c.do("GET", batches, "").must(t, 200); string(r.body) != `{"batches":[]}` {
		t.Errorf("%s", r.body)
	}
	at := batches + "/" + c.upload(orders(3)).must(t, 201).text("id")
	for _, x := range []struct{ method, path, body, want string }{
		{"POST", "/start", `{"mapping":["reference","reference"]}`, "422 batch.field_twice at mapping.1"},
		{"POST", "/start", `{"mapping":["moon"]}`, "422 batch.no_field at mapping.0"},
		{"POST", "/start", `{"columns":[]}`, "422 api.member_unknown at columns"},
		{"POST", "/issue", "", "409 batch.illegal"},
		{"GET", "/labels.pdf", "", "409 batch.no_labels"},
		{"GET", "/labels.pdf?order=moon", "", "422 api.order at order"},
		{"GET", "/labels.pdf?after=-1", "", "422 api.whole at after"},
		{"GET", "/rows?state=lost", "", "422 api.state at state"},
		{"GET", "/rows?after=x", "", "422 rest.cursor at after"},
		{"GET", "/rows/99", "", "404 error.not_found"},
		{"GET", "/rows/two", "", "404 error.not_found"},
		{"POST", "/mend", `{"field":"item.origin","code":"x"}`, "422 batch.no_value at text"},
	} {
		c.do(x.method, at+x.path, x.body).refused(t, x.want)
	}
	c.do("POST", at+"/start", `{}`).must(t, 202)
	c.run.Work()
	for body, want := range map[string]string{
		`{"lines":[{"moon":"x"}]}`: "422 batch.no_field at lines.0.moon",
		`{"lines":[{},{}]}`:        "422 batch.row_lines at lines",
		`{"lines":[{"recipient.name":"` + strings.Repeat("x", 2001) + `"}]}`: "422 batch.cell_long at lines.0.recipient.name",
		`{"lines":[{"recipient.name":7}]}`:                                   "422 api.member_type at lines.0.recipient.name",
	} {
		c.do("PATCH", at+"/rows/2", body).refused(t, want)
	}
}

const excelMedia = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
