package web_test

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"ecship/internal/i18n"
	"ecship/internal/shipment"
	"ecship/internal/web/browsertest"
)

const axeFile = "../../tools/axe/node_modules/axe-core/axe.min.js"

// need skips a test whose tool is missing, but fails it where CI runs.
func need(t *testing.T, what string, err error) {
	t.Helper()
	switch {
	case err == nil:
	case os.Getenv("ECSHIP_CHECK") == "1":
		t.Fatalf("%s is missing: %v", what, err)
	default:
		t.Skipf("%s is missing: %v", what, err)
	}
}

func newBrowser(t *testing.T) *browsertest.Browser {
	t.Helper()
	need(t, "Chromium", browsertest.Missing())
	b, err := browsertest.Start(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// The windows that pages are looked at in. The third is 1280 at a zoom of 400 %.
var (
	wide   = browsertest.Look{Width: 1280, Height: 800}
	phone  = browsertest.Look{Width: 360, Height: 740}
	zoomed = browsertest.Look{Width: 320, Height: 256}
)

// M-A5, ASVS: every page in every state, in three languages, at two widths,
// light and dark: no breach of WCAG 2.2 AA that axe can see, no sideways scroll,
// no complaint of the browser.
func TestEveryPageInTheBrowser(t *testing.T) {
	b := newBrowser(t)
	axe, err := browsertest.LoadAxe(axeFile)
	need(t, "axe-core", err)
	d := newDemo(t)
	fill := d.stage()
	cookies := map[string]string{}
	for _, who := range []string{mei, wing, clerk, vetter} {
		d.newVisitor()
		d.signIn(who)
		cookies[who] = d.cookie()
	}
	type job struct {
		scene
		lang i18n.Lang
	}
	jobs := make(chan job)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			tabs := map[string]*browsertest.Tab{} // one for each person
			for j := range jobs {
				if tabs[j.as] == nil {
					tab, done, err := d.tab(b, cookies[j.as])
					if err != nil {
						t.Error(err)
						continue
					}
					t.Cleanup(done)
					tabs[j.as] = tab
				}
				v := &viewing{demo: d, axe: axe, name: j.name + ", " + string(j.lang), tab: tabs[j.as]}
				if err := v.at(j.scene, fill(j.path), j.lang); err != nil {
					t.Errorf("%s: %v", v.name, err)
				}
			}
		})
	}
	for _, lang := range i18n.Langs {
		for _, s := range scenes {
			jobs <- job{s, lang}
		}
	}
	close(jobs)
	wg.Wait()
}

// cookie is the session of the test's own client.
func (d *demo) cookie() string {
	d.Helper()
	u, err := url.Parse(d.url)
	if err != nil {
		d.Fatal(err)
	}
	for _, c := range d.client.Jar.Cookies(u) {
		if c.Name == "ecship" {
			return c.Value
		}
	}
	return ""
}

// viewing is one scene in one language, seen in a tab.
type viewing struct {
	*demo
	axe  browsertest.Axe
	name string
	tab  *browsertest.Tab
}

// tab opens a tab of a person who is signed in by a session.
func (d *demo) tab(b *browsertest.Browser, session string) (*browsertest.Tab, func(), error) {
	look := wide
	look.Lang = "en"
	tab, done, err := b.NewTab(look)
	if err == nil && session != "" {
		err = tab.SetCookie(d.url, "ecship", session)
	}
	return tab, done, err
}

func (v *viewing) at(s scene, path string, lang i18n.Lang) error {
	look := wide
	look.Lang = lang.HTML()
	if err := v.tab.Look(look); err != nil {
		return err
	}
	if err := v.tab.Open(v.url + path); err != nil {
		return err
	}
	if s.send != nil {
		if err := v.submit(s.send); err != nil {
			return err
		}
	}
	return v.inspect(lang)
}

// submit fills the page's form and sends it, as the scene says.
func (v *viewing) submit(typed url.Values) error {
	var js strings.Builder
	js.WriteString(`(() => { const f = document.getElementById("main") || document.querySelector("main form");`)
	for k, vs := range typed {
		if len(vs) == 0 { // nothing of it is ticked
			fmt.Fprintf(&js, `for (const e of f.querySelectorAll('[name=%q]')) e.checked = false;`, k)
			continue
		}
		fmt.Fprintf(&js, `if (f.elements[%q]) f.elements[%q].value = %q;`, k, k, vs[0])
	}
	js.WriteString(`f.noValidate = true; f.requestSubmit(); })()`)
	return v.tab.Leave(chromedp.Evaluate[chromedp.Void](js.String()))
}

// viewed is a window that a page is looked at in, and whether axe is asked.
type viewed struct {
	browsertest.Look
	axe bool
}

// windows are those of a language. Every language is laid out in each width;
// colours and structure do not follow the language, so axe is asked about each
// width and scheme in one of them, and in all only where there is time.
func windows(lang i18n.Lang) []viewed {
	long := os.Getenv("ECSHIP_LONG") != ""
	return []viewed{
		{wide, long || lang == i18n.En}, {dark(wide), long || lang == i18n.Hans},
		{phone, long || lang == i18n.Hant}, {dark(phone), long || lang == i18n.En},
		{zoomed, false},
	}
}

// inspect looks at the page in every window and colour.
func (v *viewing) inspect(lang i18n.Lang) error {
	for _, look := range windows(lang) {
		look.Lang = lang.HTML()
		if err := v.tab.Look(look.Look); err != nil {
			return err
		}
		where := fmt.Sprintf("%s, %d px, dark %t", v.name, look.Width, look.Dark)
		if look.axe {
			found, err := v.axe.Violations(v.tab)
			if err != nil {
				return err
			}
			for _, f := range found {
				v.Errorf("%s: %s", where, f)
			}
		}
		over, err := browsertest.Get(v.tab, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
		if err != nil {
			return err
		}
		if over > 0 {
			v.Errorf("%s: scrolls sideways by %d px", where, over)
		}
	}
	for _, c := range v.tab.Complaints() {
		v.Errorf("%s: the browser complains: %s", v.name, c)
	}
	return nil
}

func dark(l browsertest.Look) browsertest.Look { l.Dark = true; return l }

// O-01: a scanner types 13 characters within milliseconds, wherever the focus is,
// with or without Enter at the end.
func TestScanner(t *testing.T) {
	b := newBrowser(t)
	d := newDemo(t)
	_, numbers := d.itemsBy()
	number := numbers[shipment.Issued]
	d.signIn(clerk)
	tab, done, err := d.tab(b, d.cookie())
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	for name, scan := range map[string]struct {
		focus string
		step  browsertest.Step
	}{
		"in the field, at any speed, with Enter": {"#number", chromedp.KeyEvent(number + "\r")},
		"in the field, without Enter":            {"#number", burst(number)},
		"on the button, with Enter":              {".scan button", burst(number, "Enter")},
		"nowhere, without Enter":                 {"", burst(number)},
	} {
		if err := tab.Open(d.url + "/counter/"); err != nil {
			t.Fatal(err)
		}
		steps := []browsertest.Step{chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`)}
		if scan.focus != "" {
			steps = append(steps, chromedp.Focus(chromedp.CSS(scan.focus)))
		}
		if err := tab.Leave(chromedp.Steps(append(steps, scan.step)...)); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if there, err := browsertest.Get(tab, chromedp.Evaluate[bool](`!!document.getElementById("weight")`)); err != nil || !there {
			t.Errorf("%s: the item does not open: %v", name, err)
		}
	}

	// What a person types at his own speed is left alone.
	if err := tab.Open(d.url + "/counter/"); err != nil {
		t.Fatal(err)
	}
	slow := chromedp.Evaluate[chromedp.Void](`(async () => { for (const c of "`+number+`") {
		dispatchEvent(new KeyboardEvent("keydown", {key: c})); await new Promise(done => setTimeout(done, 70)); } })()`, chromedp.EvalAwaitPromise)
	if err := tab.Do(slow, chromedp.Sleep(200*time.Millisecond)); err != nil {
		t.Errorf("typed slowly: %v", err)
	}
}

// burst presses the keys of a text, and then others, in no time at all: over the
// protocol a busy machine would be slower than any scanner.
func burst(text string, then ...string) browsertest.Step {
	keys := append(strings.Split(text, ""), then...)
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`for (const key of %q.split(",")) {
		document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true})); }`, strings.Join(keys, ",")))
}

// The first load is small: U-02's page in at most 5 requests and 50 kB, its
// style sheet and script below their limits.
func TestPageWeight(t *testing.T) {
	d := newDemo(t)
	d.client.Transport = nil
	sum, requests := 0, 0
	load := func(path string) (int, string) {
		t.Helper()
		plain := d.get(path)
		packed := d.packed(path)
		sum, requests = sum+packed, requests+1
		return packed, plain.body
	}
	_, page := load("/?place=US&weight=500")
	doc := parse(t, page)
	var files []string
	for _, l := range doc.all("link") {
		files = append(files, l.attr["href"])
	}
	for _, s := range doc.all("script") {
		files = append(files, s.attr["src"])
	}
	most := map[string]int{".css": 18 << 10, ".js": 15 << 10, ".svg": 1 << 10}
	for _, f := range files {
		n, _ := load(f)
		for ext, limit := range most {
			if strings.HasSuffix(f, ext) && n > limit {
				t.Errorf("%s: %d bytes packed", f, n)
			}
		}
		if a := d.get(f); !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s is not kept by browsers", f)
		}
	}
	if sum > 50<<10 || requests > 5 {
		t.Errorf("%d bytes in %d requests", sum, requests)
	}
	slices.Sort(files)
	t.Logf("%d bytes in %d requests: %s", sum, requests, files)
}
