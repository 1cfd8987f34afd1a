package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"ecship/internal/web/browsertest"
)

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
