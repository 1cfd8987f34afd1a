package web_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"ecship/internal/portal"
	"ecship/internal/web/browsertest"
)

var shots = flag.String("shots", "", "directory for pictures")
var paths = flag.String("paths", "/", "")
var as = flag.String("as", "", "")
var only = flag.String("only", "en/w,zh-HK/n,zh-CN/w", "")

func TestShots(t *testing.T) {
	if *shots == "" {
		t.Skip()
	}
	d := newDemo(t)
	b, err := browsertest.Start(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	list := strings.Split(*paths, ",")
	for _, o := range strings.Split(*only, ",") {
		l, w, _ := strings.Cut(o, "/")
		width := map[byte]int{'w': 1280, 'n': 360}[w[0]]
		tab, done, err := b.NewTab(browsertest.Look{Width: width, Height: 700, Dark: strings.Contains(w, "d"), Lang: l})
		if err != nil {
			t.Fatal(err)
		}
		if *as != "" {
			tab.Open(d.url + "/sign-in")
			if err := tab.Do(chromedp.SendKeys(chromedp.CSS("#email"), *as), chromedp.SendKeys(chromedp.CSS("#password"), portal.DemoPassword+"\r"), chromedp.Sleep(1500e6)); err != nil {
				t.Fatal(err)
			}
		}
		for i, p := range list {
			if strings.HasPrefix(p, "!") {
				if err := tab.Do(chromedp.Click(chromedp.CSS(p[1:])), chromedp.Sleep(400e6)); err != nil {
					t.Fatal(p, err)
				}
			} else if s, v, ok := strings.Cut(p, "="); ok && strings.HasPrefix(p, "#") {
				if err := tab.Do(chromedp.SendKeys(chromedp.JSPath(`document.getElementById("`+s[1:]+`")`), strings.ReplaceAll(v, "\\r", "\r")), chromedp.Sleep(300e6)); err != nil {
					t.Fatal(p, err)
				}
			} else if err := tab.Open(d.url + p); err != nil {
				t.Fatal(err)
			}
			png, err := tab.Shoot()
			if err != nil {
				t.Fatal(err)
			}
			os.WriteFile(*shots+"/"+string(rune('a'+i))+"-"+l+"-"+w+".png", png, 0o644)
		}
		done()
	}
}
