package web

import (
	"flag"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"ecship/internal/web/browsertest"
)

var shots = flag.String("shots", "", "directory for pictures")
var paths = flag.String("paths", "/", "")

func TestShots(t *testing.T) {
	if *shots == "" {
		t.Skip()
	}
	h, err := New(Config{Mode: Demo, PublicURL: "http://localhost", Now: time.Now, Relax: 100})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	defer s.Close()
	b, err := browsertest.Start(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, l := range []string{"en", "zh-HK", "zh-CN"} {
		for _, w := range []int{1280, 360} {
			dark := l == "zh-HK"
			tab, done, err := b.NewTab(browsertest.Look{Width: w, Height: 800, Dark: dark, Lang: l})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range strings.Split(*paths, ",") {
				if err := tab.Open(s.URL + p); err != nil {
					t.Fatal(err)
				}
				png, err := tab.Shoot()
				if err != nil {
					t.Fatal(err)
				}
				name := strings.Trim(strings.NewReplacer("/", "_", "?", "_", "&", "_").Replace(p), "_")
				os.WriteFile(*shots+"/"+name+"-"+l+"-"+map[int]string{1280: "w", 360: "n"}[w]+".png", png, 0o644)
			}
			done()
		}
	}
}
