package internal_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/tariff"
)

// TestServicesAreComplete says what a mail service still lacks (M-C1): names in
// three languages, rates, a golden quote, and, where it is prepared here, the
// letters of its numbers, a customs form and a label with its golden drawing.
func TestServicesAreComplete(t *testing.T) {
	quotes := goldenQuotes(t)
	layouts := strings.Join(lines(t, "internal/label/layouts.csv"), "\n")
	rates := map[string]bool{}
	for _, b := range tariff.Embedded().Books() {
		rates[b.Service] = true
	}
	owner := map[string]string{}
	edition := tariff.Embedded().On(policy.Date(2026, time.November, 23))
	for _, s := range edition.Services() {
		lacks := func(ok bool, what string) {
			if !ok {
				t.Errorf("%s lacks %s", s.Code, what)
			}
		}
		lacks(s.Name.En != "" && s.Name.Hant != "" && s.Name.Hans != "", "a name in each language")
		lacks(rates[s.RateCode] || s.Counter || !s.Shown, "a rate book under internal/tariff/books")
		lacks(!s.Shown || strings.Contains(quotes, " "+s.Code+" "), "a golden quote under internal/tariff/testdata/quotes")
		if !s.Prepared {
			continue
		}
		lacks(regexp.MustCompile(`^[A-Z]{2}$`).MatchString(s.Indicator), "the two letters of its item numbers")
		lacks(owner[s.Indicator] == "", "letters of its own: "+s.Indicator+" is "+owner[s.Indicator]+"'s")
		owner[s.Indicator] = s.Code
		lacks((s.Form == "") == (s.Scope == postal.Local), "a customs form, which just the services abroad have")
		lacks(strings.Contains(layouts, "\n"+s.Layout+"/"), "a label in internal/label/layouts.csv")
		drawn, err := filepath.Glob("label/testdata/" + s.Layout + "-*.txt")
		lacks(err == nil && len(drawn) > 0, "a golden label, internal/label/testdata/"+s.Layout+"-1.txt")
	}
}

// goldenQuotes is the text of all golden quotes.
func goldenQuotes(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("tariff/testdata/quotes/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden quotes", err)
	}
	var all strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	return all.String()
}
