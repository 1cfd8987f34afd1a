package web

import (
	"strconv"
	"strings"
	"unicode"

	"ecship/internal/customs"
	"ecship/internal/portal"
)

// The HS code of a line is found by words (M-C10): a script completes what is
// typed into its field; without one a button lists what fits the words there, or
// else the description, to choose from.

// findHeading completes an HS code.
func (s *site) findHeading(v *visit) error {
	all, err := s.Portal.Headings(v.ctx(), v.who, portal.HeadingSearch{Text: v.get("q"), Limit: foundMost})
	if err != nil {
		return err
	}
	rows := []found{}
	for _, h := range all {
		rows = append(rows, found{Name: h.Code, Also: h.Name.In(v.lang)})
	}
	return v.json(rows)
}

// useHeadings lists the headings for a line, or takes the one that was chosen.
func (s *site) useHeadings(v *visit) (shown bool, err error) {
	if at, code, ok := strings.Cut(v.typed.Get("code"), ":"); ok {
		n, err := strconv.Atoi(at)
		if err != nil || n < 0 || n >= customs.MostLines {
			return false, badForm(err)
		}
		v.typed.Set(lineField(n, "hs_code"), code)
		return true, nil
	}
	n, err := strconv.Atoi(v.typed.Get("codes"))
	if err != nil || n < 0 || n >= customs.MostLines {
		return false, nil
	}
	v.offered.coded = n + 1
	return true, s.listHeadings(v, lineField(n, ""))
}

// useHeading is useHeadings for the one line of a template.
func (s *site) useHeading(v *visit) (shown bool, err error) {
	if _, code, ok := strings.Cut(v.get("code"), ":"); ok {
		v.typed.Set("line.hs_code", code)
		return true, nil
	}
	if !v.typed.Has("codes") {
		return false, nil
	}
	v.offered.coded = 1
	return true, s.listHeadings(v, "line.")
}

// listHeadings looks up what fits a line, whose fields begin with a prefix.
func (s *site) listHeadings(v *visit, prefix string) (err error) {
	for _, text := range []string{words(v.get(prefix + "hs_code")), v.get(prefix + "description"), v.get(prefix + "native")} {
		if v.offered.headings, err = s.Portal.Headings(v.ctx(), v.who, portal.HeadingSearch{Text: text, Limit: 10}); err != nil || len(v.offered.headings) > 0 {
			break
		}
	}
	return err
}

// words are what is typed where a code goes, if it is none.
func words(s string) string {
	if strings.IndexFunc(s, unicode.IsLetter) < 0 {
		return ""
	}
	return s
}
