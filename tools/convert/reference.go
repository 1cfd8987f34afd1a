package main

import (
	"slices"
	"strings"

	"ecship/internal/postal"
)

// places converts the zones; names.csv beside this file mends names that the
// published data writes in capitals, abbreviates or misspells, and adds others
// to find a place by.
func places() {
	mended := map[string]record{}
	for _, r := range read("tools/convert/names.csv") {
		mended[r["place"]] = r
	}
	t := postal.Table{Kind: "place", Effective: day(ancient), Source: "OD-2023-01-06; names mended by us",
		Note: "letter zones were found by grouping equal schedules. AX had no registered price that fits a zone",
		Columns: []string{"place", "name_en", "name_zh-Hant", "name_zh-Hans", "other_names", "air_zone", "surface_zone",
			"advice_air_registered", "advice_air_parcel", "advice_surface_parcel"}}
	t.Rows = append(t.Rows, []string{"HK", "Hong Kong", "香港", "香港", "Hong Kong SAR | HKSAR | Kowloon | New Territories | 九龍 | 九龙 | 新界", "", "", "", "", ""})
	for _, r := range from("zones.csv") {
		code := place(r["destination_code"], r["zone_code"])
		m := mended[code]
		en := or(m["name_en"], capitals(r["name_en"]))
		others := []string{}
		for _, o := range strings.Split(capitals(r["other_names_en"])+" | "+m["other_names"], "|") {
			if o = strings.TrimSpace(o); o != "" && o != en && !slices.Contains(others, o) && !strings.Contains(o, "(Cook Isl") {
				others = append(others, o)
			}
		}
		t.Rows = append(t.Rows, []string{
			code, en, or(m["name_zh-Hant"], brackets(r["name_tc"])), or(m["name_zh-Hans"], brackets(r["name_sc"])), strings.Join(others, " | "),
			zone(r["air_letter_zone"]), zone(r["surface_letter_zone"]),
			yes(r["advice_of_receipt_air_reg"]), yes(r["advice_of_receipt_air_parcel"]), yes(r["advice_of_receipt_surface_parcel"]),
		})
	}
	slices.SortFunc(t.Rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	write(postalDir+"/place.csv", t)
}

func zone(s string) string {
	if s == "anomaly" {
		return ""
	}
	return s
}

func yes(s string) string {
	return map[string]string{"Y": "yes", "N": "no"}[s]
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// capitals writes "ANTIGUA AND BARBUDA" as "Antigua and Barbuda".
func capitals(s string) string {
	small := map[string]bool{"AND": true, "OF": true, "THE": true, "DA": true, "DE": true, "IN": true}
	var b strings.Builder
	start, first := 0, true
	flush := func(end int) {
		w := s[start:end]
		switch {
		case w == "":
		case w == "USA" || w == "PDR":
			b.WriteString(w)
		case small[w] && !first:
			b.WriteString(strings.ToLower(w))
		default:
			runes := []rune(w)
			b.WriteString(string(runes[:1]) + strings.ToLower(string(runes[1:])))
		}
		first = first && w == ""
	}
	for i, r := range s {
		if strings.ContainsRune(" -().,|", r) {
			flush(i)
			b.WriteRune(r)
			start, first = i+len(string(r)), r != ' ' && r != '-' || first
		}
	}
	flush(len(s))
	return b.String()
}

// brackets writes Chinese names with the wide brackets of Chinese text.
func brackets(s string) string {
	return strings.NewReplacer(" (", "（", "(", "（", ")", "）", " - ", "-").Replace(s)
}

// postcodes converts the forms of libaddressinput. A form is asserted only
// where a postcode is needed; for some places they are out of date, so these
// take the newer form too.
func postcodes() {
	newer := map[string][2]string{
		"KR": {`\d{5}|\d{3}-\d{3}`, "04524"}, "TW": {`\d{3}(\d{2,3})?`, "10603"}, "VN": {`\d{5,6}`, "100000"},
		"IE": {`[A-Z]\d[\dW][ ]?[A-Z\d]{4}`, "D02 X285"}, "US": {`\d{5}(-\d{4})?`, "95014"}, "GR": {`\d{3}[ ]?\d{2}`, "151 24"},
		"LV": {`(LV-)?\d{4}`, "LV-1073"}, "BR": {`\d{5}-?\d{3}`, "40301-110"}, "PL": {`\d{2}-?\d{3}`, "00-950"}, "PT": {`\d{4}-?\d{3}`, "2725-079"},
		"PF": {`987\d{2}`, "98714"}, "RS": {`\d{5,6}`, "106314"},
	}
	// Places that the operator codes in its own way.
	codes := map[string][]string{"TL": {"TP"}, "XK": {"XO"}, "AC": {"XD"}, "TA": {"XB"}, "GG": {"GB-GG"}, "IM": {"GB-IM"}, "JE": {"GB-JE"},
		"ES": {"ES", "XA", "XG", "XJ"}, "FR": {"FR", "XF"}, "PT": {"PT", "XH", "XI"}}
	known := map[string]bool{"HK": true}
	for _, r := range from("zones.csv") {
		known[place(r["destination_code"], r["zone_code"])] = true
	}
	t := postal.Table{Kind: "postcode", Effective: day(ancient), Source: "libaddressinput, GeoNames (CC BY 4.0), with newer forms for some places",
		Columns: []string{"place", "form", "needed", "city", "example"}}
	for _, r := range from("postcode_formats.csv") {
		iso := r["country"]
		targets := codes[iso]
		if targets == nil {
			targets = []string{iso}
		}
		form, needed := r["postcode_regex_2018"], r["postcode_required_2025"]
		example, _, _ := strings.Cut(r["examples"], ",")
		if n, ok := newer[iso]; ok {
			form, example = n[0], n[1]
		}
		city := "no"
		if strings.Contains(r["required_fields_2025"], "C") {
			city = "yes"
		}
		if iso == "US" { // compulsory for e-Express+ only: see the service's postcodes
			needed = "warn"
		}
		for _, code := range targets {
			if code == "XK" || !known[code] {
				continue
			}
			t.Rows = append(t.Rows, []string{code, form, needed, city, example})
		}
	}
	write(postalDir+"/postcode.csv", t)
}
