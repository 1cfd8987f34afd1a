package web_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"ecship/internal/policy"
	"ecship/internal/tariff"
)

// U-02: three fields, one page, no account; the rest is folded away.
func TestComparisonAsksThreeThings(t *testing.T) {
	d := newDemo(t)
	page := checkDocument(t, "/", d.get("/").body)
	var asked []string
	form := page.one(t, "form", "id", "main")
	for _, f := range append(form.all("input"), form.all("select")...) {
		folded := f.attr["type"] == "hidden"
		for n := f; n != form; n = n.up {
			folded = folded || n.tag == "details"
		}
		if !folded {
			asked = append(asked, f.attr["name"])
		}
	}
	if want := []string{"place", "weight", "unit"}; !slices.Equal(asked, want) {
		t.Errorf("asks %v", asked)
	}
}

// M-B1: the page lists every service with the catalogue's price or the reason
// why not, and is a link.
func TestComparisonListsEveryService(t *testing.T) {
	d := newDemo(t)
	c, err := d.Portal.Catalogue().Compare(tariff.Request{Place: "US", Grams: 500}, policy.DayOf(d.Now()))
	if err != nil {
		t.Fatal(err)
	}
	page := checkDocument(t, "US", d.get("/?place=US&weight=0.5&unit=kg").body)
	for i := range c.Quotes {
		q := &c.Quotes[i]
		row := page.one(t, "", "data-service", q.Service.Code)
		text := row.text()
		if !strings.Contains(text, q.Service.Name.En) {
			t.Errorf("%s lacks its name: %s", q.Service.Code, text)
		}
		switch {
		case q.Refusal != nil && row.tag == "tr":
			t.Errorf("%s is offered, though %v", q.Service.Code, q.Refusal)
		case q.Refusal == nil && !q.Unpriced && !strings.Contains(text, q.Total.HKD()):
			t.Errorf("%s costs %s, the page says %s", q.Service.Code, q.Total.HKD(), text)
		case q.Refusal == nil && q.Service.Prepared != (len(row.all("form")) == 1):
			t.Errorf("%s: the button to prepare a label", q.Service.Code)
		}
	}
	elsewhere := false
	for i := range c.Quotes {
		elsewhere = elsewhere || len(c.Quotes[i].Elsewhere) > 0
	}
	if zones := page.all("details", "class", "zones"); elsewhere != (len(zones) > 0) {
		t.Errorf("%d lists of other zones", len(zones))
	}
}

// A destination is understood in any language, and offered where it is unclear,
// without a script.
func TestDestinationTyped(t *testing.T) {
	d := newDemo(t)
	for _, typed := range []string{"JP", "jp", "Japan", "日本", " japan "} {
		page := parse(t, d.get("/?weight=500&place="+url.QueryEscape(typed)).body)
		if got := page.one(t, "form", "id", "main").one(t, "input", "name", "place").attr["value"]; got != "Japan" || len(page.all("tr", "data-service", "")) == 0 {
			t.Errorf("%q becomes %q", typed, got)
		}
	}
	unclear := parse(t, d.get("/?weight=500&place=Unit").body)
	picks := unclear.all("button", "name", "pick")
	if len(picks) < 2 || len(unclear.all("tr", "data-service", "")) != 0 {
		t.Fatalf("%d places to choose from", len(picks))
	}
	chosen := parse(t, d.get("/?weight=500&place=Unit&pick="+picks[0].attr["value"]).body)
	if len(chosen.all("tr", "data-service", "")) == 0 {
		t.Error("choosing one gives no prices")
	}
	if a := d.get("/places?q=" + url.QueryEscape("日")); !strings.Contains(a.body, `"code":"JP"`) {
		t.Errorf("completion: %s", a.body)
	}
}

// Bad input gets a message at its field, in the visitor's language, and no
// prices.
func TestComparisonBadInput(t *testing.T) {
	d := newDemo(t)
	for _, c := range []struct{ name, query, field string }{
		{"nothing", "place=&weight=", "place"},
		{"unknown place", "place=Atlantis%20City&weight=500", "place"},
		{"weight of 0", "place=US&weight=0", "weight"},
		{"negative", "place=US&weight=-5", "weight"},
		{"text", "place=US&weight=heavy", "weight"},
		{"over every limit", "place=US&weight=999999999", "weight"},
		{"10,000 characters", "place=" + strings.Repeat("x", 10000) + "&weight=500", "place"},
		{"emoji", "place=" + url.QueryEscape("📦🇺🇸") + "&weight=500", "place"},
		{"beyond U+FFFF", "place=US&weight=" + url.QueryEscape("𠮷"), "weight"},
		{"bidi and control", "place=" + url.QueryEscape("US\u202e\x00") + "&weight=500", ""},
		{"size of text", "place=US&weight=500&length=a&breadth=2&height=3", "length"},
		{"half a size", "place=US&weight=500&length=10", "length"},
		{"not a number", "place=US&weight=500&length=NaN&breadth=2&height=3", "length"},
		{"insured for text", "place=US&weight=500&insured=lots", "insured"},
		{"a value in words", "place=US&weight=500&value=lots", "value"},
		{"invalid UTF-8", "place=%ff%fe&weight=500", "place"},
	} {
		for _, lang := range []string{"en", "zh-Hant"} {
			a := d.get("/?lang=" + lang + "&" + c.query)
			page := parse(t, a.body)
			problems := page.problems()
			if c.field == "" {
				continue // understood or not: only whole
			}
			if a.status != 200 || len(problems) == 0 || !strings.HasPrefix(problems[0], c.field+": ") || len(page.all("tr", "data-service", "")) != 0 {
				t.Errorf("%s, %s: %d %q", c.name, lang, a.status, problems)
			}
			if len(page.all("div", "class", "summary")) != 1 || !strings.HasPrefix(page.one(t, "title").text(), map[string]string{"en": "Error", "zh-Hant": "錯誤"}[lang]) {
				t.Errorf("%s, %s: no summary, or no word of it in the title", c.name, lang)
			}
		}
	}
}
