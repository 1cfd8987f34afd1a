package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"ecship/internal/shipment"
	"ecship/internal/web/browsertest"
)

// U-04, M-A3: a second label to a saved recipient with a template, from the page
// of the first label to the PDF of the second, in at most 5 clicks; the name and
// the goods by a few letters, or in full where there are no scripts.
func TestSecondLabelByClicks(t *testing.T) {
	b := newBrowser(t)
	bare := phone
	bare.NoScript = true
	for name, look := range map[string]browsertest.Look{"desk": wide, "phone": phone, "phone without scripts": bare} {
		t.Run(name, func(t *testing.T) {
			d := newDemo(t)
			ids, _ := d.itemsBy()
			d.signIn(mei)
			look.Lang = "en"
			tab, done, err := b.NewTab(look)
			if err != nil {
				t.Fatal(err)
			}
			defer done()
			if err := tab.SetCookie(d.url, "ecship", d.cookie()); err != nil {
				t.Fatal(err)
			}
			p := &person{demo: d, tab: tab}
			complete := func(id, letters, whole, list string) {
				t.Helper()
				if look.NoScript {
					p.fill(id, whole)
					return
				}
				p.fill(id, letters)
				// The keys are pressed by a script: over the protocol a prevented Enter
				// still sends the form.
				option := chromedp.JSPath(`document.getElementById("` + list + `").querySelector("li")`)
				if err := tab.Do(chromedp.WaitVisible(option), burst("", "ArrowDown", "Enter")); err != nil {
					t.Fatalf("completing %s: %v", id, err)
				}
			}
			if err := tab.Open(d.url + "/items/" + ids[shipment.Issued]); err != nil {
				t.Fatal(err)
			}
			p.click("nav a[href='/items/new']")
			complete("to", "ros", "Rosalind Okafor", "to-list")
			p.fill("weight", "420")
			p.click("#main .actions .button")
			complete("contents.lines.0.description", "jasm", "jasmine tea", "contents.lines.0.description-list")
			p.click("#main .actions .button")
			p.click("#main .actions .button")
			if !strings.HasSuffix(p.path(), "?note=issued") {
				t.Fatalf("issuing leads to %s", p.path())
			}
			p.clicks++ // the label itself
			link, err := browsertest.Get(tab, chromedp.AttributeValue(chromedp.CSS(".actions a.button"), "href"))
			if err != nil || !strings.HasSuffix(link.Value, "/label.pdf") {
				t.Fatalf("the label is at %q: %v", link.Value, err)
			}
			if label := d.get(link.Value); !strings.Contains(label.body, "Canal Walk") || !strings.Contains(label.body, "090220") {
				t.Errorf("not to whom, or not what, was chosen:\n%s", label.body)
			}
			if p.clicks > 5 {
				t.Errorf("%d clicks", p.clicks)
			}
			t.Logf("%s: %d clicks", name, p.clicks)
			for _, c := range tab.Complaints() {
				t.Error("the browser complains:", c)
			}
		})
	}
}

// The list of addresses follows the search box while somebody types.
func TestSearchAsYouType(t *testing.T) {
	b := newBrowser(t)
	d := newDemo(t)
	d.signIn(mei)
	tab, done, err := d.tab(b, d.cookie())
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	p := &person{demo: d, tab: tab}
	if err := tab.Open(d.url + "/addresses"); err != nil {
		t.Fatal(err)
	}
	p.fill("q", "lond")
	one := chromedp.Poll[bool](`document.querySelectorAll("#entries tbody tr").length === 1 && document.querySelector("#entries").textContent.includes("Okafor")`)
	if _, err := browsertest.Get(tab, one); err != nil {
		t.Error(err)
	}
	if !strings.Contains(p.path(), "q=lond") {
		t.Error("the address of the page does not have the search:", p.path())
	}
}
