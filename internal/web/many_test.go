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
	for _, link := range page.all("a", "class", "button") {
		if strings.HasPrefix(link.attr["href"], "/items/labels.pdf?") {
			if file := d.get(link.attr["href"]); file.status != 200 || !strings.HasPrefix(file.body, "ply 1") {
				t.Errorf("%d %.60s", file.status, file.body)
			}
			return
		}
	}
	t.Error("no link to the labels")
}
