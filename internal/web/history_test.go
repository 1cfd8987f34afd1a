package web_test

import (
	"encoding/csv"
	"net/url"
	"strings"
	"testing"
)

// M-G1, S-13: the export is just that view, in the page's language, and nothing
// in it is a formula.
func TestExport(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	rows := func(query string) [][]string {
		a := d.get("/items/export.csv?" + query)
		if a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Disposition"), `attachment; filename=items-`) || a.header.Get("Cache-Control") != "no-store" {
			t.Fatal(a.status, a.header)
		}
		all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
		if err != nil || len(all) == 0 || len(all[0]) != 15 {
			t.Fatal(err, all)
		}
		return all[1:]
	}
	all, sato := rows(""), rows("q=sato&lang=zh-Hant")
	if len(all) < 5 || len(sato) != 1 || sato[0][5] != "Sato Yumiko" || sato[0][1] != "已投寄" {
		t.Error(len(all), sato)
	}
	if n := len(rows("state=cancelled")); n != 1 {
		t.Error(n, "cancelled")
	}
	if a := d.get("/items/export.xlsx"); a.status != 200 || !strings.HasPrefix(a.body, "PK") {
		t.Error(a.status)
	}
	if a := d.get("/items/export.csv?from=nonsense"); a.status != 400 {
		t.Error("a filter that can't be read exported everything:", a.status)
	}
}

// M-G1: many at once: the page says what will happen to each and does nothing;
// then it happens, each with its own outcome.
func TestChosen(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	count := func(query string) int {
		return strings.Count(d.get("/items?"+query).body, `class="tick"`)
	}
	issued, drafts, all := count("state=issued"), count("state=draft"), count("")
	plan := d.get("/items/chosen?act=cancel&scope=all")
	page := checkDocument(t, "plan", plan.body)
	form := page.one(t, "form", "id", "main")
	var ids []string
	for _, in := range form.all("input", "name", "id") {
		ids = append(ids, in.attr["value"])
	}
	if len(ids) != issued+drafts || count("state=issued") != issued {
		t.Fatalf("%d can be cancelled, %d are issued and %d drafts", len(ids), issued, drafts)
	}
	if n := len(page.one(t, "tbody").all("tr")); n != all {
		t.Errorf("%d lines for %d items", n, all)
	}
	foreign := "shp_00000000000000000000000000"
	done := d.post("/items/chosen", url.Values{"act": {"cancel"}, "id": append(ids[:2:2], foreign)})
	if done.status != 200 || strings.Contains(done.body, foreign) || count("state=issued")+count("state=draft") != issued+drafts-2 {
		t.Error("two were to end, and nothing else:", done.status, count("state=issued"), count("state=draft"))
	}
	if a := d.post("/items/chosen", url.Values{"act": {"again"}, "id": ids[2:4]}); a.status != 200 || count("state=draft") < 2 {
		t.Error(a.status)
	}
	if a := d.get("/items/chosen?act=print&scope=page&state=posted"); !strings.Contains(a.body, "/items/labels.pdf?id=") {
		t.Error("no file of labels is offered")
	}
	if a := d.get("/items/chosen?act=again"); a.status != 200 || !strings.Contains(a.body, "at least one") {
		t.Error("nothing chosen:", a.status)
	}
	if a := d.get("/items/chosen?act=explode&scope=all"); a.path != "/items" {
		t.Error(a.path)
	}
	if a := d.post("/items/chosen", url.Values{"act": {"print"}, "id": ids[:1]}); a.status != 400 {
		t.Error("printing is no change:", a.status)
	}
}

// M-G1: the page of a file leads to its items in the list, which keeps to them
// in its links, its search and its export.
func TestHistoryOfFile(t *testing.T) {
	d := newDemo(t)
	d.signIn(wing)
	a := d.upload("orders.csv", batchOf(3, func(_ int, row string) string { return row }))
	d.post(a.path, url.Values(parse(t, a.body).values(t)))
	d.Work()
	d.post(a.path, url.Values{"do": {"issue"}})
	d.Work()
	to := "/items?batch=" + strings.TrimPrefix(a.path, "/batches/")
	if page := d.get(a.path); !strings.Contains(page.body, `href="`+to+`"`) {
		t.Error("the file's page does not lead to its items")
	}
	page := d.get(to)
	if n := strings.Count(page.body, `<tr role="row">`) - 1; n != 3 || !strings.Contains(page.body, "orders.csv") {
		t.Errorf("%d items", n)
	}
	if n := strings.Count(page.body, "batch=bat_"); n < 6 || !strings.Contains(page.body, `<input type="hidden" name="batch"`) {
		t.Errorf("only %d links keep to the file", n)
	}
	if n := strings.Count(d.get(strings.Replace(to, "?", "/export.csv?", 1)).body, "\n"); n != 4 {
		t.Errorf("the export has %d lines", n)
	}
	if a := d.get("/items?batch=bat_x"); a.status != 404 {
		t.Error("a file that is not there:", a.status)
	}
}
