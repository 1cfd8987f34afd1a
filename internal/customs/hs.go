package customs

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"ecship/internal/i18n"
	"ecship/internal/postal"
)

// Heading is a row of the hs table: a chapter of the Harmonized System, of two
// digits, or a subheading, of six.
type Heading struct {
	Code string
	Name i18n.Text
	// Chapter is the name of a subheading's chapter.
	Chapter i18n.Text

	words []string // all by which it is found, folded
	text  string   // its Chinese names and words in one
}

func (r *Rules) heading(row postal.Row) {
	h := Heading{Code: row.Needed("code"), Name: row.Words("name_")}
	if n := len(h.Code); n != 2 && n != 6 || strings.Trim(h.Code, "0123456789") != "" {
		row.Bad("table.value", "code")
	}
	if n := len(r.headings); n > 0 && r.headings[n-1].Code >= h.Code {
		row.Bad("table.twice", "code") // they stand in order, a chapter before its own
	}
	if len(h.Code) == 6 {
		chapter, ok := r.chapter(h.Code)
		if !ok {
			row.Bad("table.value", "code")
		}
		h.Chapter = chapter.Name
	}
	h.text = strings.Join([]string{h.Name.Hant, h.Name.Hans, row.Text("words")}, " ")
	h.words = hsWords(strings.Join([]string{h.Name.En, h.Name.Hant, h.Name.Hans, row.Text("words")}, " "))
	r.headings = append(r.headings, h)
}

// chapter is the row of a code's first two digits.
func (r *Rules) chapter(code string) (Heading, bool) {
	i, ok := slices.BinarySearchFunc(r.headings, code[:min(2, len(code))], func(h Heading, c string) int { return strings.Compare(h.Code, c) })
	if !ok {
		return Heading{}, false
	}
	return r.headings[i], true
}

// Headings finds subheadings by words in any language, the better ones first, or
// by the digits that they begin with. A word of a chapter's name finds all that
// the chapter has, last. Where no heading has every word, those with some follow:
// a description says more than a name.
func (r *Rules) Headings(text string, most int) []Heading {
	if all := r.find(text, most, false); len(all) > 0 {
		return all
	}
	return r.find(text, most, true)
}

func (r *Rules) find(text string, most int, some bool) []Heading {
	type hit struct {
		Heading
		score int
	}
	var hits []hit
	want, digits := hsWords(text), hsMarks.Replace(strings.TrimSpace(text))
	byCode := digits != "" && strings.Trim(digits, "0123456789") == ""
	for _, h := range r.headings {
		switch {
		case len(h.Code) != 6:
		case byCode:
			// a longer code of the destination begins with ours
			if strings.HasPrefix(h.Code, digits) || strings.HasPrefix(digits, h.Code) {
				hits = append(hits, hit{h, 0})
			}
		default:
			if score := r.score(h, want, some); score > 0 {
				hits = append(hits, hit{h, score})
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	var all []Heading
	for _, h := range hits[:min(most, len(hits))] {
		all = append(all, h.Heading)
	}
	return all
}

// score tells how well words name a heading; 0 is not at all. With some, a few
// of them are enough, and none but the chapter's are not.
func (r *Rules) score(h Heading, want []string, some bool) (sum int) {
	chapter, _ := r.chapter(h.Code)
	for _, w := range want {
		switch {
		case hsFiller[w]:
		case slices.Contains(h.words, w):
			sum += 8
		case han(w) && strings.Contains(h.text, w), slices.ContainsFunc(h.words, func(s string) bool { return strings.HasPrefix(s, w) }):
			sum += 4
		case slices.ContainsFunc(chapter.words, func(s string) bool { return strings.HasPrefix(s, w) }), han(w) && strings.Contains(chapter.text, w):
			sum++
		case !some:
			return 0
		}
	}
	if some && sum < 4 {
		return 0
	}
	return sum
}

// hsFiller are words that name no goods.
var hsFiller = map[string]bool{"a": true, "an": true, "and": true, "for": true, "in": true, "new": true, "of": true, "or": true, "the": true, "to": true, "with": true}

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// hsWords are a text's words without capitals and without the s of a plural.
func hsWords(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		if len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
			words[i] = strings.TrimSuffix(w, "s")
		}
	}
	return words
}
