package customs_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ecship/internal/customs"
	"ecship/internal/postal"
)

// M-C10: the subheadings that small senders use are found by what they call
// their goods, in three languages, by singular and plural, and by digits.
func TestHeadings(t *testing.T) {
	r := rules(t, "2026-11-23")
	for text, want := range map[string]string{
		"cotton t-shirt": "610910", "T恤": "610910", "棉 T 恤": "610910", "green tea": "090210", "綠茶": "090210", "绿茶": "090210", "phone case": "392690", "手機殼": "392690", "手机壳": "392690",
		"earphones": "851830", "headphone": "851830", "silver ring": "711311", "books": "490199", "postcard": "490900", "playing cards": "950440", "watch strap": "911320", "口罩": "630790",
		"jigsaw puzzle": "950300", "teapot": "691110", "lipstick": "330410", "茶壺": "691110", "jeans": "620342", "USB cable": "854442", "6109.10": "610910", "6109100012": "610910", "drone": "880621",
		"women's leather handbag": "420221", "2 pcs of silver earrings for birthday": "711311",
	} {
		found := r.Headings(text, 8)
		if !slices.ContainsFunc(found, func(h customs.Heading) bool { return h.Code == want }) {
			var got []string
			for _, h := range found {
				got = append(got, h.Code+" "+h.Name.En)
			}
			t.Errorf("%q finds %q, want %s", text, got, want)
		}
	}
	for _, text := range []string{"", "xyzzy", "the", "99", "  "} {
		if found := r.Headings(text, 8); len(found) != 0 {
			t.Errorf("%q finds %s", text, found[0].Code)
		}
	}
	if found := r.Headings("shoes", 100); len(found) < 10 || !slices.ContainsFunc(found, func(h customs.Heading) bool { return h.Chapter.En == "Shoes" }) {
		t.Errorf("a chapter's name finds %d", len(found))
	}
}

// Every chapter of the Harmonized System is there, and 77, which is reserved, is
// not; every row has its three names, and no code of the rules on prohibited goods
// is out of the form.
func TestHeadingTable(t *testing.T) {
	i := slices.IndexFunc(customs.EmbeddedTables(), func(t postal.Table) bool { return t.Kind == "hs" })
	table := customs.EmbeddedTables()[i]
	chapters, subs, names := 0, 0, map[string]string{}
	for _, row := range table.Rows {
		code := row[0]
		switch len(code) {
		case 2:
			chapters++
		case 6:
			subs++
		}
		if code[:2] == "77" || code[:2] > "97" || code[:2] == "00" {
			t.Error(code, "is in no chapter")
		}
		for c, name := range row[1:4] {
			key := string(rune('0'+c)) + name
			if name == "" || names[key] != "" && len(code) == 6 && len(names[key]) == 6 {
				t.Errorf("%s and %s are both called %q", code, names[key], name)
			}
			names[key] = code
		}
	}
	if chapters != 96 || subs < 300 {
		t.Errorf("%d chapters, %d subheadings", chapters, subs)
	}
}

func TestHeadingTableIsRefused(t *testing.T) {
	for rows, want := range map[string]string{
		"61,a,b,c,\n61091,a,b,c,": "table.value", "61,a,b,c,\n610910,a,b,c,\n610910,a,b,c,": "table.twice", "62,a,b,c,\n630790,a,b,c,": "table.value",
	} {
		table, err := postal.ReadTable(strings.NewReader("kind,hs\neffective,2027-01-01\ncode,name_en,name_zh-Hant,name_zh-Hans,words\n" + rows))
		if err != nil {
			t.Fatal(err)
		}
		_, err = customs.NewRules(func(kind string) (postal.Table, bool) { return table, kind == "hs" }, everywhere)
		if got := found(err); !slices.Equal(got, []string{want + " at hs 2027-01-01.code"}) {
			t.Errorf("%q: %q, want %s", rows, got, want)
		}
	}
}

// Whatever is typed, no more than was asked for comes back, each with six digits
// and once.
func TestHeadingsAreFew(t *testing.T) {
	r := rules(t, "2026-11-23")
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(0, 20).Draw(t, "most")
		found := r.Headings(rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]{1,12}`), rapid.SampledFrom([]string{"cotton", "棉", "other", "茶"})).Draw(t, "text"), most)
		seen := map[string]bool{}
		for _, h := range found {
			if len(h.Code) != 6 || seen[h.Code] {
				t.Fatal(h)
			}
			seen[h.Code] = true
		}
		if len(found) > most {
			t.Fatal(len(found))
		}
	})
}
