package rest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// M-C10: programs find HS codes by words too, in the caller's language, without
// a key.
func TestHeadings(t *testing.T) {
	c := open(t)
	c.key, c.lang = "", "zh-Hans"
	for query, want := range map[string]string{
		"q=" + url.QueryEscape("green tea") + "&limit=1": "[map[chapter:咖啡、茶及香料 hs_code:090210 name:绿茶，每包不超过 3 公斤]]",
		"q=xyzzy": "[]", "": "[]", "q=610910&limit=-4": "[map[chapter:针织衣服 hs_code:610910 name:针织棉 T 恤及背心]]",
	} {
		a := c.do("GET", "/api/v1/hs?"+query, "")
		if got := fmt.Sprint(a.json["headings"]); a.StatusCode != 200 || got != want {
			t.Errorf("%q: %d %s, want %s", query, a.StatusCode, got, want)
		}
	}
	if a := c.do("GET", "/api/v1/hs?limit=1000&q=other", ""); strings.Count(string(a.body), "hs_code") != 20 {
		t.Errorf("%s", a.body)
	}
}
