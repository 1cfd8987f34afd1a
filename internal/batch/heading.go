package batch

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// phrase is a heading made comparable.
type phrase struct {
	text   string // its words, # for a number
	number int    // the first number, or 0
	unit   string // "kg", "USD": behind or in brackets
}

// filler are words that change nothing.
var filler = map[string]bool{"the": true, "of": true, "in": true, "for": true, "m": true, "s": true, "required": true, "optional": true, "必填": true, "選填": true, "选填": true, "可選": true, "可选": true, "的": true}

func phraseOf(heading string) phrase {
	var p phrase
	var kept []string
	for i, w := range words(heading) {
		n, err := strconv.Atoi(w)
		switch {
		case err == nil && n > 0 && n <= 20:
			if p.number == 0 {
				p.number = n
			}
			w = "#"
		case filler[w]:
			continue
		case i > 0 && unitOf(w) != "" && utf8.RuneCountInString(w) > 1 || i > 0 && w == "g" || i > 0 && w == "克":
			p.unit = unitOf(w)
			continue
		case i > 0 && isCurrency(w):
			p.unit = currencyOf(w)
			continue
		}
		kept = append(kept, w)
	}
	p.text = strings.Join(kept, " ")
	return p
}

// isCurrency tells of a word that in a heading can only be a currency.
func isCurrency(w string) bool {
	return utf8.RuneCountInString(w) > 1 && w != "hk" && w != "us" && w != "au" && currencyOf(w) != ""
}

// words takes a heading apart where letters, digits and scripts change, and
// where a small letter comes before a capital: "shipToName1" is four words.
func words(heading string) (all []string) {
	var b []rune
	end := func() {
		if len(b) > 0 {
			all = append(all, strings.ToLower(string(b)))
			b = nil
		}
	}
	for _, r := range norm.NFKC.String(heading) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '$' {
			if end(); r == '#' {
				all = append(all, "#")
			}
			continue
		}
		if len(b) > 0 {
			last := b[len(b)-1]
			if unicode.IsDigit(last) != unicode.IsDigit(r) || unicode.Is(unicode.Han, last) != unicode.Is(unicode.Han, r) || unicode.IsLower(last) && unicode.IsUpper(r) {
				end()
			}
		}
		b = append(b, r)
	}
	end()
	return all
}

// Recognise says what the columns mean and whose headings they are.
func Recognise(headings []string) (Mapping, Maker) {
	phrases := make([]phrase, len(headings))
	for i, h := range headings {
		phrases[i] = phraseOf(h)
	}
	maker := makerOf(phrases)
	m, taken := make(Mapping, len(headings)), map[Field]bool{}
	for i, p := range phrases {
		f := vocabularyOf().field(p, maker)
		if f == unused || f == "" {
			continue
		}
		if f = number(f, p.number, taken); !f.Known() || taken[f] {
			continue
		}
		taken[f] = true
		if p.unit != "" && measured(f) {
			f += Field("@" + p.unit)
		}
		m[i] = f
	}
	return m, maker
}

// measured tells whether bare numbers of a field need a unit.
func measured(f Field) bool {
	_, base := f.Goods()
	return columnOf()[base].unit != "" || base == "item.value" || base == "item.price"
}

// number puts a heading's number in the place of a field's #. Goods without
// one are the next that have no such column yet.
func number(f Field, n int, taken map[Field]bool) Field {
	name := string(f)
	if goods, ok := strings.CutPrefix(name, "item."); ok && !strings.HasPrefix(goods, "#.") {
		name = "item.#." + goods
	}
	if n == 0 && strings.HasPrefix(name, "item.") {
		for n = 1; n < MostGoods && taken[Field(strings.Replace(name, "#", strconv.Itoa(n), 1))]; n++ { //nolint:revive // it counts
		}
	}
	return Field(strings.Replace(name, "#", strconv.Itoa(max(n, 1)), 1))
}

// makerOf is the maker whose headings these are: four of them at least, and
// half of all.
func makerOf(phrases []phrase) Maker {
	best, most := Other, 3
	for _, m := range Makers {
		hits := 0
		for _, p := range phrases {
			if _, ok := vocabularyOf().whole[m][p.text]; ok {
				hits++
			}
		}
		if m != Other && hits > most && hits*2 >= len(phrases) {
			best, most = m, hits
		}
	}
	return best
}

// isHeading tells whether a cell is a heading of our vocabulary, or a remark in
// brackets as stands below one.
func isHeading(text string) bool {
	if s := norm.NFKC.String(tidy(text)); strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		return true
	}
	v, p := vocabularyOf(), phraseOf(text)
	_, own := v.whole[Own][p.text]
	_, known := v.whole[Other][p.text]
	part, rest := v.cut(p.text)
	return own || known || part != "" && v.compose(part, rest) != ""
}
