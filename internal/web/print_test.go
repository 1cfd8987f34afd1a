package web_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"ecship/internal/shipment"
)

// M-C5, U-14: how labels are printed is chosen on one page, without any script,
// from what holds them; it is remembered, and printing again takes one click.
func TestPrintPage(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	ids, _ := d.itemsBy()
	id := ids[shipment.Issued]
	item := "/items/" + id
	click := func() string {
		t.Helper()
		for _, a := range checkDocument(t, "item", d.get(item).body).all("a", "class", "button") {
			if strings.Contains(a.attr["href"], "/label.") {
				return a.attr["href"]
			}
		}
		t.Fatal("no button prints")
		return ""
	}
	if got := click(); got != item+"/label.pdf" || d.get(got).header.Get("Content-Type") != "application/pdf" {
		t.Error(got)
	}

	// U-14: the preview is that file, shown within the page and in no other's.
	shown := d.get(item)
	if got := checkDocument(t, "item", shown.body).one(t, "object", "class", "preview").attr["data"]; got != item+"/label.pdf" {
		t.Error("the preview is", got)
	}
	if csp := shown.header.Get("Content-Security-Policy"); !strings.Contains(csp, "object-src 'self'; frame-src 'self';") {
		t.Error(csp)
	}
	if csp := d.get(item + "/label.pdf").header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'self'") {
		t.Error(csp)
	}

	path := "/items/print?id=" + id
	page := checkDocument(t, "print", d.get(path).body)
	if !strings.Contains(page.text(), "never scaled") {
		t.Error("nothing says that labels are not scaled")
	}
	var stocks []string
	for _, in := range page.all("input", "name", "stock") {
		stocks = append(stocks, in.attr["value"])
		if _, checked := in.attr["checked"]; checked != (in.attr["value"] == "exact") {
			t.Error(in.attr["value"], "is chosen:", checked)
		}
	}
	// Registered mail is 188 mm long.
	if want := []string{"exact", "a4", "us-letter", "102x203", "a5", "203x152"}; !slices.Equal(stocks, want) {
		t.Errorf("offered are %q, want %q", stocks, want)
	}
	if n := len(page.all("svg", "class", "sheet")); n != 3 {
		t.Errorf("%d pictures of a sheet, want 3", n)
	}

	form := url.Values{"stock": {"a4"}, "start": {"3"}, "nudge_x": {"0,5"}, "nudge_y": {"-1.25"}, "format": {"pdf"}, "dpi": {"203"}}
	a := d.post(path, form)
	if a.path != "/items/labels.pdf?dpi=203&id="+id+"&nudge_x=0.5&nudge_y=-1.25&start=3&stock=a4" || a.status != 200 {
		t.Fatalf("%d %s", a.status, a.path)
	}
	if again := d.get(click()); !strings.HasPrefix(a.body, "print {Stock:a4 Start:3 NudgeX:0.5 NudgeY:-1.25") || again.body != a.body {
		t.Errorf("printed %.80q, again %.80q", a.body, again.body)
	}
	if got := checkDocument(t, "print again", d.get(path).body).one(t, "input", "name", "nudge_y").attr["value"]; got != "-1.25" {
		t.Error("remembered:", got)
	}

	form.Set("stock", "102x203")
	form.Set("format", "zpl")
	form.Set("start", "1")
	a = d.post(path, form)
	if a.header.Get("Content-Type") != "application/zpl" || !strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment; ") || click() != item+"/label.zpl" {
		t.Errorf("%s %v %s", a.path, a.header, click())
	}

	form.Set("test", "1")
	if a = d.post(path, form); !strings.HasPrefix(a.path, "/items/print/test.pdf?") || !strings.HasPrefix(a.body, "test page {Stock:102x203") {
		t.Errorf("%s %.60q", a.path, a.body)
	}
	form.Del("test")

	for field, wrong := range map[string]string{"stock": "102x152", "nudge_x": "6", "nudge_y": "much", "start": "x", "dpi": "100"} {
		bad := url.Values{}
		for k, s := range form {
			bad[k] = s
		}
		bad.Set(field, wrong)
		a := d.post(path, bad)
		page := checkDocument(t, field, a.body)
		if p := page.problems(); a.status != 422 || len(p) != 1 || !strings.HasPrefix(p[0], field+": ") {
			t.Errorf("%s %q: %d %q", field, wrong, a.status, p)
		}
	}
	for _, odd := range []string{"/items/labels.zpl?stock=a4&id=" + id, "/items/labels.pdf", "/items/print", "/items/labels.pdf?id=" + id + "&nudge_x=NaN"} {
		if a := d.get(odd); a.status != 400 {
			t.Errorf("%s: %d", odd, a.status)
		}
	}
}

// M-A7: items named in a query are as absent to others as those in a path.
func TestForeignLabels(t *testing.T) {
	d := newDemo(t)
	ids, _ := d.itemsBy()
	d.signIn(wing)
	for _, path := range []string{"/items/print?id=", "/items/labels.pdf?id=", "/items/labels.zpl?id="} {
		foreign, absent := ids[shipment.Issued], "shp_00000000000000000000000000"
		a, b := d.get(path+foreign), d.get(path+absent)
		if a.status != 404 || a.whole(foreign) != b.whole(absent) {
			t.Errorf("%s: %d and %d", path, a.status, b.status)
		}
	}
}
