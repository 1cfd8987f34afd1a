package postal_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"ecship/internal/i18n"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

func embedded(kind string) postal.Table {
	all := postal.EmbeddedTables()
	return all[slices.IndexFunc(all, func(t postal.Table) bool { return t.Kind == kind })]
}

var directory = sync.OnceValue(func() *postal.Directory {
	d, err := postal.NewDirectory(embedded("place"), embedded("postcode"), embedded("address_form"))
	if err != nil {
		panic(err)
	}
	return d
})

func ExampleDirectory_Search() {
	for _, p := range directory().Search("united", i18n.Hant, 3) {
		fmt.Println(p.Code, p.Name.En, p.Name.Hant)
	}
	// Output:
	// US United States of America 美國
	// GB United Kingdom 英國
	// AE United Arab Emirates 阿拉伯聯合酋長國
}

// U-02: a destination is found by what people type: any word's start, Chinese
// in both scripts, codes, other names, without accents or case.
func TestSearch(t *testing.T) {
	for typed, want := range map[string]string{
		"US": "US", "us": "US", "USA": "US", "u.s.a.": "US", "america": "US", "united st": "US", "美國": "US", "美国": "US", "美": "US",
		"UK": "GB", "england": "GB", "英": "GB", "South Kor": "KR", "korea": "KR", "韓": "KR", "韩国": "KR", "Cote d": "CI", "CÔTE": "CI", "ivory": "CI",
		"macau": "MO", "澳門": "MO", "澳门": "MO", "turkey": "TR", "turkiye": "TR", "emirates": "AE", "holland": "NL", "new york": "US-UA", "紐約": "US-UA",
		"japan": "JP", "日本": "JP", "CN-PC": "CN-PC", "china": "CN", "中国": "CN", "hong kong": "HK", "香港": "HK", "reunion": "RE", "sao": "ST",
		" new  zealand ": "NZ", "laos": "LA", "burma": "MM", "台湾": "TW", "臺灣": "TW", "hawaii": "US-UB", "沙巴": "MY-MB",
	} {
		got := directory().Search(typed, i18n.En, 8)
		if len(got) == 0 || !slices.ContainsFunc(got[:min(3, len(got))], func(p postal.Place) bool { return p.Code == want }) {
			t.Errorf("%q finds %v, not %s", typed, codes(got), want)
		}
	}
	for _, typed := range []string{"", " ", "zzzz", "x", "😀", strings.Repeat("a", 10000), "()"} {
		if got := directory().Search(typed, i18n.En, 8); len(got) != 0 {
			t.Errorf("%.20q finds %v", typed, codes(got))
		}
	}
	if got := directory().Search("a", i18n.En, 5); len(got) != 5 {
		t.Error(codes(got))
	}
}

func codes(places []postal.Place) (all []string) {
	for _, p := range places {
		all = append(all, p.Code)
	}
	return all
}

func TestResolve(t *testing.T) {
	for typed, want := range map[string]string{
		"us-ua": "US-UA", "USA": "US", "Vietnam": "VN", "viet nam": "VN", "Deutschland": "", "Germany": "DE", "德国": "DE", "Korea": "KR",
		"Gernamy": "? DE", "Untied Kingdom": "? GB", "Switzerlnd": "? CH", "new": "? NC", "New Zealand ": "NZ", "x": "",
	} {
		p, near := directory().Resolve(typed, i18n.En)
		got := ""
		switch {
		case p != nil:
			got = p.Code
		case len(near) > 0:
			got = "? " + near[0].Code
		}
		if got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}

// M-A5: every place has a name in three languages, each its own, as people write it.
func TestPlaceNames(t *testing.T) {
	seen := map[string]string{}
	for _, p := range directory().All() {
		if strings.ToUpper(p.Name.En) == p.Name.En || strings.Contains(p.Name.En, "  ") {
			t.Errorf("%s is written %q", p.Code, p.Name.En)
		}
		for lang, name := range map[string]string{"Hant": p.Name.Hant, "Hans": p.Name.Hans} {
			if strings.IndexFunc(name, func(r rune) bool { return unicode.Is(unicode.Latin, r) || r == '(' }) >= 0 {
				t.Errorf("%s in %s: %q", p.Code, lang, name)
			}
		}
		for _, name := range []string{p.Name.En, "t" + p.Name.Hant, "s" + p.Name.Hans} {
			if other := seen[name]; other != "" {
				t.Errorf("%s and %s are both called %q", other, p.Code, name)
			}
			seen[name] = p.Code
		}
	}
	if n := len(directory().All()); n != 256 { // 255 abroad, and home
		t.Error(n, "places")
	}
}

// M-C1: the catalogue holds the issue's services with their ship codes and S10
// letters, each indicator once.
func TestServices(t *testing.T) {
	services, err := postal.ParseServices(embedded("service"), embedded("terms"))
	if err != nil {
		t.Fatal(err)
	}
	var prepared, compared, hidden []string
	indicators := map[string]bool{}
	for _, s := range services {
		switch {
		case s.Prepared:
			prepared = append(prepared, s.Code+" "+s.RateCode+" "+s.Indicator)
			if indicators[s.Indicator] || !s.Shown || (s.Form != "") != (s.Scope == postal.Overseas) {
				t.Errorf("%+v", s)
			}
			indicators[s.Indicator] = true
		case s.Shown:
			compared = append(compared, s.Code)
		default:
			hidden = append(hidden, s.Code)
		}
	}
	if got, want := strings.Join(prepared, ", "), "EMS SPT_STD EA, AEX EXP LA, ARM AIR_REG RA, SRM SUR_REG RB, APL AIR_PAR CA, SPL SUR_PAR CB, "+
		"LCP LCP_STD AC, LRM LOC_REG RC, LPL LOC_PAR AP, LEG LEG AG"; got != want {
		t.Errorf("prepared: %s", got)
	}
	if got := strings.Join(compared, " "); got != "AIR_ORD SUR_ORD LOC_ORD" {
		t.Error("compared:", got)
	}
	if got := strings.Join(hidden, " "); got != "SMP IML" {
		t.Error("hidden:", got)
	}
}

// The sizes of letter post and parcels, at their edges, sides in any order.
func TestFormatFit(t *testing.T) {
	formats, err := postal.ParseFormats(embedded("format"))
	if err != nil {
		t.Fatal(err)
	}
	fits := func(rule, code string, s postal.Size) bool {
		return slices.ContainsFunc(formats, func(f postal.Format) bool {
			return f.Rule == rule && f.Code == code && len(f.Places) == 0 && f.Fit(s) == postal.Fits
		})
	}
	for _, c := range []struct {
		rule, code string
		l, b, h    int
		want       bool
	}{
		{"letter", "S", 245, 165, 5, true},
		{"letter", "S", 5, 165, 245, true},
		{"letter", "S", 246, 165, 5, false},
		{"letter", "S", 245, 166, 5, false},
		{"letter", "S", 245, 165, 6, false},
		{"letter", "S", 140, 90, 1, true},
		{"letter", "S", 139, 90, 1, false},
		{"letter", "S", 140, 89, 1, false},
		{"letter", "L", 381, 305, 20, true},
		{"letter", "L", 381, 305, 21, false},
		{"letter", "P", 600, 200, 100, true},
		{"letter", "P", 601, 200, 99, false},
		{"letter", "P", 500, 300, 101, false},
		{"letter", "P", 840, 100, 100, true}, // a roll
		{"letter", "P", 900, 70, 70, true},
		{"letter", "P", 901, 69, 69, false},
		{"letter", "P", 840, 101, 100, false},
		{"letter", "P", 100, 35, 35, true},
		{"letter", "P", 99, 36, 36, false},
		{"parcel", "-", 1500, 375, 375, true},
		{"parcel", "-", 1501, 100, 100, false},
		{"parcel", "-", 1500, 376, 375, false},
		{"local_parcel", "-", 1000, 500, 500, true},
		{"local_parcel", "-", 1000, 501, 500, false},
	} {
		if got := fits(c.rule, c.code, postal.Size{Length: c.l, Breadth: c.b, Height: c.h}); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// A table reads back as it is written, and says where it is wrong.
func TestReadTable(t *testing.T) {
	for _, table := range postal.EmbeddedTables() {
		var text bytes.Buffer
		if err := table.Write(&text); err != nil {
			t.Fatal(err)
		}
		again, err := postal.ReadTable(bytes.NewReader(append([]byte("\ufeff"), text.Bytes()...)))
		if err != nil || again.Kind != table.Kind || again.Effective != table.Effective || again.Source != table.Source || again.Note != table.Note || len(again.Rows) != len(table.Rows) {
			t.Errorf("%s does not read back: %v", table.Kind, err)
		}
	}
	place := embedded("place")
	place.Rows = append(slices.Clone(place.Rows), []string{"QQ-ZZ", "Nowhere", "無", "无", "", "", "", "maybe", "", ""}, []string{"us", "", "x", "x", "", "", "", "", "", ""})
	_, err := postal.NewDirectory(place, embedded("postcode"), embedded("address_form"))
	var keys []string
	for _, p := range problem.Of(err).All() {
		keys = append(keys, p.Key)
	}
	if got := strings.Join(keys, " "); got != "table.value table.empty table.value table.no_country" {
		t.Error(got)
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add("kind,place\neffective,2026-01-01\na,b\n1,2\n")
	f.Fuzz(func(t *testing.T, s string) {
		table, err := postal.ReadTable(strings.NewReader(s))
		if err != nil {
			return
		}
		for _, r := range table.Rows {
			if len(r) != len(table.Columns) {
				t.Fatal(r, table.Columns)
			}
		}
	})
}

func FuzzSearch(f *testing.F) {
	f.Add("côte d'")
	f.Fuzz(func(t *testing.T, s string) {
		directory().Resolve(s, i18n.Hans)
		if got := directory().Search(s, i18n.Hant, 4); len(got) > 4 {
			t.Fatal(len(got))
		}
	})
}
