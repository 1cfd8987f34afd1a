package web_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"ecship/internal/shipment"
	"ecship/internal/web/browsertest"
)

// person acts in a tab and counts clicks, as U-01 does.
type person struct {
	*demo
	look   browsertest.Look
	tab    *browsertest.Tab
	clicks int
}

func (p *person) click(selector string) {
	p.Helper()
	p.clicks++
	if err := p.tab.Leave(chromedp.Click(chromedp.CSS(selector))); err != nil {
		p.Fatalf("clicking %s at %s: %v", selector, p.path(), err)
	}
}

func (p *person) fill(id, text string) {
	p.Helper()
	if err := p.tab.Do(chromedp.SendKeys(chromedp.JSPath(fmt.Sprintf(`document.getElementById(%q)`, id)), text)); err != nil {
		p.Fatalf("typing into %s: %v", id, err)
	}
}

func (p *person) path() string {
	p.Helper()
	at, err := browsertest.Get(p.tab, chromedp.Location())
	if err != nil {
		p.Fatal(err)
	}
	return strings.TrimPrefix(at, p.url)
}

// open goes to a page by its address, which is no click.
func (p *person) open(path string) {
	p.Helper()
	if err := p.tab.Open(p.url + path); err != nil {
		p.Fatalf("opening %s: %v", path, err)
	}
}

// see waits until something stands on the page.
func (p *person) see(selector string) {
	p.Helper()
	if err := p.tab.Do(chromedp.WaitVisible(chromedp.CSS(selector))); err != nil {
		p.Fatalf("%s at %s: %v", selector, p.path(), err)
	}
}

// attribute is one of the first element's.
func (p *person) attribute(selector, name string) string {
	p.Helper()
	got, err := browsertest.Get(p.tab, chromedp.AttributeValue(chromedp.CSS(selector), name))
	if err != nil {
		p.Fatalf("%s of %s at %s: %v", name, selector, p.path(), err)
	}
	return got.Value
}

// complete types a few letters into a field and takes the first of its list, or
// types the whole where there are no scripts. The keys are pressed by a script:
// over the protocol a prevented Enter still sends the form.
func (p *person) complete(id, letters, whole string) {
	p.Helper()
	if p.look.NoScript {
		p.fill(id, whole)
		return
	}
	p.fill(id, letters)
	option := chromedp.JSPath(`document.getElementById("` + id + `-list").querySelector("li")`)
	if err := p.tab.Do(chromedp.WaitVisible(option), burst("", "ArrowDown", "Enter")); err != nil {
		p.Fatalf("completing %s: %v", id, err)
	}
}

// most fails where there were more clicks than promised.
func (p *person) most(clicks int) {
	p.Helper()
	p.Logf("%d clicks", p.clicks)
	if p.clicks > clicks {
		p.Errorf("%d clicks, and %d are promised", p.clicks, clicks)
	}
}

// journey is taken in a real browser, each time in a new demo: on a desk, and
// on a phone without scripts. as may be nobody.
func journey(t *testing.T, as string, walk func(p *person)) {
	b := newBrowser(t)
	bare := phone
	bare.NoScript = true
	for name, look := range map[string]browsertest.Look{"desk": wide, "phone without scripts": bare} {
		t.Run(name, func(t *testing.T) {
			p := &person{demo: newDemo(t), look: look}
			p.look.Lang = "en"
			session := ""
			if as != nobody {
				p.signIn(as)
				session = p.cookie()
			}
			tab, done, err := b.NewTab(p.look)
			if err == nil && session != "" {
				err = tab.SetCookie(p.url, "ecship", session)
			}
			if err != nil {
				t.Fatal(err)
			}
			defer done()
			p.tab = tab
			walk(p)
			for _, c := range tab.Complaints() {
				t.Error("the browser complains:", c)
			}
		})
	}
}

// declare fills the customs page of a gift of books.
func (p *person) declare() {
	p.Helper()
	p.clicks++
	if err := p.tab.Do(chromedp.Click(chromedp.CSS("input[value=gift]"))); err != nil {
		p.Fatal(err)
	}
	p.fill("contents.lines.0.description", "books")
	p.fill("contents.lines.0.quantity", "1")
	p.fill("contents.lines.0.net_weight_g", "380")
	p.fill("contents.lines.0.value_cents", "120")
	p.click("#main .actions .button")
}

// toTokyo fills the recipient's page.
func (p *person) toTokyo() {
	p.Helper()
	p.fill("recipient.name", "Sato Yumiko")
	p.fill("recipient.street.0", "1-2-3 Ginza")
	p.fill("recipient.city", "Tokyo")
	p.fill("recipient.postcode", "104-0061")
	p.click("#main .actions .button")
}

// issue confirms the last page of an item.
func (p *person) issue() {
	p.Helper()
	p.click("#main .actions .button")
	if !strings.HasSuffix(p.path(), "?note=issued") {
		p.Fatalf("issuing leads to %s", p.path())
	}
}

// label is where the label is that one more click opens.
func (p *person) label() string {
	p.Helper()
	p.clicks++
	link := p.attribute(".actions a.button", "href")
	if !strings.HasSuffix(link, "/label.pdf") {
		p.Fatalf("the label is at %q", link)
	}
	return link
}

// U-01: from the open page of the demo to the label in at most 8 clicks.
func TestFirstLabelByClicks(t *testing.T) {
	journey(t, nobody, func(p *person) {
		p.open("/")
		p.complete("place", "jap", "Japan")
		p.fill("weight", "420")
		p.click("#main > .button")
		p.click("[data-service=ARM] button")
		p.click(".plain li:first-child button") // the demo's first sender
		p.toTokyo()
		p.declare()
		p.issue()
		p.label()
		p.most(8)
	})
}

// U-02: a price for a parcel: the one page, its three fields, one click.
func TestPriceByClicks(t *testing.T) {
	journey(t, nobody, func(p *person) {
		p.open("/")
		p.complete("place", "germ", "Germany")
		p.fill("weight", "1.2")
		if err := p.tab.Do(chromedp.SetValue(chromedp.CSS("[name=unit]"), "kg")); err != nil {
			p.Fatal(err)
		}
		p.click("#main > .button")
		p.see("[data-service=APL]")
		if path := p.path(); !strings.HasPrefix(path, "/?") {
			p.Errorf("the price is at %s", path)
		}
		p.most(1)
	})
}

// U-03: registering, activating and the first label in at most 12 clicks on at
// most 9 pages, with what was begun before.
func TestSignUpByClicks(t *testing.T) {
	journey(t, nobody, func(p *person) {
		p.open("/?place=JP&weight=420")
		p.click("[data-service=ARM] button")
		p.clicks = 0 // what comes before signing up does not count
		p.click("main a[href^='/register']")
		p.fill("name", "Ada")
		p.fill("email", "ada@example.org")
		p.fill("password", "correct horse battery")
		p.click("#main .actions .button")
		p.Work()
		p.click("main a[href='/demo/outbox']")
		p.click("a[href^='/activate']")
		p.click("main form .button")
		p.fill("email", "ada@example.org")
		p.fill("password", "correct horse battery")
		p.click("#main .actions .button")
		p.click("tbody a") // the draft of before
		p.toTokyo()
		p.fill("sender.name", "Ada")
		p.fill("sender.street.0", "1 Queen's Road")
		p.click("#main .actions .button")
		p.declare()
		p.issue()
		p.most(12)
	})
}

// U-04, M-A3: a second label to a saved recipient with a template, from the page
// of the first label to the PDF of the second, in at most 5 clicks; the name and
// the goods by a few letters, or in full where there are no scripts.
func TestSecondLabelByClicks(t *testing.T) {
	journey(t, mei, func(p *person) {
		ids, _ := p.itemsBy()
		p.open("/items/" + ids[shipment.Issued])
		p.click("nav a[href='/items/new']")
		p.complete("to", "ros", "Rosalind Okafor")
		p.fill("weight", "420")
		p.click("#main .actions .button")
		p.complete("contents.lines.0.description", "jasm", "jasmine tea")
		p.click("#main .actions .button")
		p.issue()
		if label := p.get(p.label()); !strings.Contains(label.body, "Canal Walk") || !strings.Contains(label.body, "090220") {
			p.Errorf("not to whom, or not what, was chosen:\n%s", label.body)
		}
		p.most(5)
	})
}

// U-05: from the history an item is sent again in at most three clicks, and
// printed again in one.
func TestSendAgainByClicks(t *testing.T) {
	journey(t, mei, func(p *person) {
		p.open("/items?state=issued")
		if link := p.attribute(".row-actions a", "href"); !strings.HasSuffix(link, "/label.pdf") {
			p.Fatal("printing again is not one click:", link)
		}
		p.click(".row-actions form button")
		if !strings.HasSuffix(p.path(), "/check") {
			p.Fatalf("sending again leads to %s", p.path())
		}
		p.issue()
		p.most(3)
	})
}

// U-07, U-08, M-D3: a label that was charged is cancelled and its refund applied
// for in at most three clicks; how the application stands is shown with dates.
func TestRefundByClicks(t *testing.T) {
	journey(t, mei, func(p *person) {
		ids, _ := p.itemsBy()
		staged := p.stageMoney(ids[shipment.Issued])
		p.open(staged[slices.Index(staged, "{paid}")+1])
		p.click("main a[href$='/cancel']")
		p.click("main .actions .button.warn")
		p.click("#main > .button")
		if !strings.HasPrefix(p.path(), "/refunds/") {
			p.Fatalf("applying leads to %s", p.path())
		}
		page := parse(p.T, p.get(p.path()).body).text()
		if !strings.Contains(page, "Refund submitted") || !strings.Contains(page, "Promised between 23 January 2027 and 23 March 2027") {
			p.Errorf("the application's state or its dates are missing:\n%s", page)
		}
		p.most(3)
	})
}

// U-09, U-11: a file of a shop becomes labels: chosen, sent, its columns
// confirmed, checked and issued while a bar is shown, which survives that the
// page is loaded anew and works without scripts.
func TestFileToLabelsByClicks(t *testing.T) {
	file := filepath.Join(t.TempDir(), "orders.csv")
	if err := os.WriteFile(file, []byte(batchOf(30, func(_ int, row string) string { return row })), 0o600); err != nil {
		t.Fatal(err)
	}
	journey(t, wing, func(p *person) {
		p.open("/batches")
		p.click("main a[href='/batches/new']")
		p.clicks++
		if err := p.tab.Do(chromedp.SetUploadFiles(chromedp.CSS("input[name=file]"), []string{file})); err != nil {
			p.Fatal(err)
		}
		p.click("main form .button")
		p.click("#main .actions .button")
		p.see("progress")
		p.open(p.path())
		p.see("progress")
		p.Work()
		p.see("button[value=issue]") // the page comes anew by itself
		p.click("button[value=issue]")
		p.see("progress")
		p.Work()
		p.see("a[href$='/labels.pdf']")
		p.clicks++ // the labels themselves
		p.most(6)
	})
}

// U-10: fifty faults of six kinds are mended in at most twelve clicks.
func TestFaultsByClicks(t *testing.T) {
	right := map[string]string{"item.quantity": "1", "recipient.country": "Japan", "item.hs": "090230", "weight": "320", "recipient.postcode": "104-0061", "item.value": "80"}
	journey(t, wing, func(p *person) {
		at := p.upload("orders.csv", batchOf(60, func(i int, row string) string {
			if i >= 50 {
				return row
			}
			return spoilt(i%6, row)
		})).path
		p.post(at, url.Values(parse(p.T, p.get(at).body).values(p.T)))
		p.Work()
		p.open(at)
		if page := parse(p.T, p.get(at).body); !strings.Contains(page.text(), "50 rows to be mended") {
			p.Fatal(page.text())
		}
		for range right {
			field := p.attribute(".cause input[name=field]", "value")
			if right[field] == "" {
				p.Fatalf("the first cause is at %q", field)
			}
			typed := chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector(".cause [name=value]").value = %q`, right[field]))
			if err := p.tab.Do(typed); err != nil {
				p.Fatal(err)
			}
			p.click(".cause button[value=all]")
		}
		if page := parse(p.T, p.get(at).body); !strings.Contains(page.text(), "Issue 60 labels") {
			p.Error(page.text())
		}
		p.most(12)
	})
}

// U-12: the search box of the history finds an item by its recipient, the
// filters stand in the address, and just that view is a click away as a file.
func TestFoundByClicks(t *testing.T) {
	journey(t, mei, func(p *person) {
		p.open("/items")
		p.fill("q", "okafor")
		p.click("form[role=search] button")
		if path := p.path(); !strings.Contains(path, "q=okafor") {
			p.Errorf("the search is not in the address %s", path)
		}
		p.see("tbody tr")
		for _, format := range []string{"csv", "xlsx"} {
			link := p.attribute("main a[href*='export."+format+"']", "href")
			if file := p.get(link); file.status != 200 || !strings.Contains(link, "q=okafor") {
				p.Errorf("%s: %d", link, file.status)
			}
		}
		p.most(1)
	})
}
