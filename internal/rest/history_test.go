package rest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// M-G1, U-12: programs page through the history with the filters and the search
// of the page, in sparse lines, and a filter that does not exist is refused.
func TestListShipments(t *testing.T) {
	c := open(t)
	for i := range 5 {
		c.do("POST", shipments, tea(`"reference":"PO 77"`, fmt.Sprintf(`"reference":"PO %d"`, 70+i), `"issue":true`, fmt.Sprintf(`"issue":%v`, i != 2))).must(t, 201)
	}
	c.as("tom").do("POST", shipments, tea()).must(t, 201)
	list := func(query string) (all []map[string]any, next string, counts map[string]any) {
		r := c.do("GET", shipments+"?"+query, "").must(t, 200)
		for _, s := range r.json["shipments"].([]any) {
			all = append(all, s.(map[string]any))
		}
		next, _ = r.json["next"].(string)
		counts, _ = r.json["counts"].(map[string]any)
		return all, next, counts
	}
	all, next, counts := list("counts=true")
	if len(all) != 5 || next != "" || fmt.Sprint(counts) != "map[draft:1 issued:4]" {
		t.Error(len(all), next, counts)
	}
	if got := fmt.Sprint(all[0]["state"], all[0]["service"], all[0]["place"], all[0]["sender"]); got != "issued"+"APL"+"US"+"<nil>" && !strings.HasSuffix(got, "<nil>") {
		t.Error(got, all[0])
	}
	seen := 0
	for after := ""; ; {
		page, next, _ := list("limit=2&after=" + after)
		seen += len(page)
		if after = next; after == "" {
			break
		}
	}
	if seen != 5 {
		t.Error("paged", seen)
	}
	number := all[0]["number"].(string)
	for query, want := range map[string]int{
		"state=draft": 1, "state=issued": 4, "state=posted": 0, "q=" + number: 1, "q=" + url.QueryEscape(number[:2]+" "+number[2:]): 1, "q=" + number[2:11]: 1,
		"place=US": 5, "place=DE": 0, "q=united+states": 5, "q=" + url.QueryEscape("美國"): 5, "q=nobody": 0,
		"from=2026-11-23&to=2026-11-23": 5, "to=2026-11-22": 0, "q=23+Nov+2026": 5, "q=23/11/2026": 5,
	} {
		if all, _, _ := list(query); len(all) != want {
			t.Errorf("%s: %d items, want %d", query, len(all), want)
		}
	}
	for query, code := range map[string]string{
		"status=draft": "api.parameter_unknown", "q=a&q=b": "api.parameter_twice", "state=purged": "api.state", "from=yesterday": "history.day",
		"limit=0": "history.limit", "limit=101": "history.limit", "limit=x": "history.limit", "counts=yes": "history.counts",
	} {
		if r := c.do("GET", shipments+"?"+query, ""); r.StatusCode != 422 || r.json["code"] != code {
			t.Errorf("%s: %d %s", query, r.StatusCode, r.body)
		}
	}
}
