package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"ecship/internal/shipment"
)

// M-C6: of three recipients two are issued and one is mended; then all three
// are one file. Twenty-one are refused with nothing issued.
func TestManyRecipients(t *testing.T) {
	d := newDemo(t)
	d.signIn(mei)
	ids, _ := d.itemsBy()
	path := "/items/" + ids[shipment.Issued] + "/many"
	send := func(n int) url.Values {
		v := url.Values{"once": {"form-of-a-test"}, "rows": {fmt.Sprint(n)}}
		for i := range n {
			at := fmt.Sprintf("recipients.%d.", i)
			for k, s := range map[string]string{"name": fmt.Sprintf("Recipient %d", i+1), "street.0": "Hauptstr. 4", "city": "Oldenburg", "postcode": "26133"} {
				v.Set(at+k, s)
			}
		}
		return v
	}
	checkDocument(t, "many", d.get(path).body)
	refused := d.post(path, send(21))
	if p := checkDocument(t, "21", refused.body).problems(); refused.status != 422 || len(p) != 1 || !strings.HasPrefix(p[0], "recipients: ") {
		t.Errorf("%d %q", refused.status, p)
	}
	form := send(3)
	form.Set("recipients.1.name", "")
	a := d.post(path, form)
	page := checkDocument(t, "one of three is wrong", a.body)
	if p := page.problems(); a.status != 422 || len(p) != 1 || !strings.HasPrefix(p[0], "recipients.0.name: ") {
		t.Fatalf("%d %q", a.status, p)
	}
	left := page.values(t)
	if len(left["done"]) == 0 || !strings.Contains(page.text(), "2 labels are issued") {
		t.Fatal(page.text())
	}
	next := url.Values(left)
	next.Set("recipients.0.name", "Recipient 2")
	next["done"] = nil
	for _, in := range page.all("input", "name", "done") {
		next.Add("done", in.attr["value"])
	}
	page = checkDocument(t, "all three", d.post(path, next).body)
	if p := page.problems(); len(p) != 0 || !strings.Contains(page.text(), "3 labels are issued") {
		t.Fatal(p, page.text())
	}
	file := func(page *node) answer {
		t.Helper()
		for _, link := range page.all("a", "class", "button") {
			if strings.HasPrefix(link.attr["href"], "/items/labels.") {
				return d.get(link.attr["href"])
			}
		}
		t.Fatal("no link to the labels")
		return answer{}
	}
	if f := file(page); f.status != 200 || !strings.HasPrefix(f.body, "ply 1") {
		t.Errorf("%d %.60s", f.status, f.body)
	}

	// U-14: one click prints as their sender last chose, in the printer's language too.
	var done []string
	for _, in := range page.all("input", "name", "done") {
		done = append(done, in.attr["value"])
	}
	d.post("/items/print?id="+done[0], url.Values{"stock": {"102x203"}, "start": {"1"}, "nudge_x": {"0"}, "nudge_y": {"0"}, "format": {"zpl"}, "dpi": {"203"}})
	if f := file(checkDocument(t, "in ZPL", d.get(path+"?"+url.Values{"done": done}.Encode()).body)); f.header.Get("Content-Type") != "application/zpl" {
		t.Error(f.path, f.header.Get("Content-Type"))
	}
	d.post("/items/"+done[0]+"/cancel", nil)
	if left := d.get(path + "?" + url.Values{"done": done[:1]}.Encode()); left.status != 200 || strings.Contains(left.body, "/items/labels.") {
		t.Error("a cancelled label is offered to be printed:", left.status)
	}
}
