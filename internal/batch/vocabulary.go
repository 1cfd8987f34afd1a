package batch

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"ecship/internal/i18n"
)

// unused is the field of a heading that is known and not used.
const unused Field = "-"

// vocabulary is tables/heading.csv: whole headings, and the words that they are
// made of. A heading of the table is written as phrases are: lower case, with #
// for a number. Its field is a whole one ("recipient.name"), a part, which is
// somebody's or something's ("recipient." or "item."), or what of it (".name").
type vocabulary struct {
	whole map[Maker]map[string]Field
	part  []word             // the longest first
	what  map[string][]Field // "name" is an address's or the goods'

	wholes, whats []string // the keys of whole[Other] and of what, sorted
}

// word is a word for a part.
type word struct {
	text string
	part Field
}

var vocabularyOf = sync.OnceValue(func() vocabulary {
	v := vocabulary{whole: map[Maker]map[string]Field{}, what: map[string][]Field{}}
	for _, m := range Makers {
		v.whole[m] = map[string]Field{}
	}
	for _, row := range rows("heading") {
		field, text, maker := Field(row[0]), phraseOf(row[1]).text, Maker(row[2])
		switch {
		case maker != "":
			v.whole[maker][text] = field
		case strings.HasSuffix(string(field), "."):
			v.part = append(v.part, word{text, field})
		case strings.HasPrefix(string(field), "."):
			v.what[text] = append(v.what[text], field)
		default:
			v.whole[Other][text] = field
		}
	}
	slices.SortStableFunc(v.part, func(a, b word) int { return utf8.RuneCountInString(b.text) - utf8.RuneCountInString(a.text) })
	for _, c := range columns() {
		for _, l := range i18n.Langs {
			p := phraseOf(c.field.OfGoods(1).Name(l))
			f := c.field
			if name, ok := strings.CutPrefix(string(f), "item."); ok {
				f = Field("item.#." + name)
			} else if p.number > 0 { // a street's line
				f = Field(strings.TrimRight(string(f), "0123456789") + "#")
			}
			v.whole[Own][p.text] = f
		}
	}
	v.wholes, v.whats = slices.Sorted(maps.Keys(v.whole[Other])), slices.Sorted(maps.Keys(v.what))
	return v
})

// field is what a phrase means: as its maker's whole heading, as anybody's, as
// a part and what of it, and then with slips of the finger.
func (v vocabulary) field(p phrase, maker Maker) Field {
	if p.text == "" {
		return ""
	}
	for _, m := range []Maker{maker, Own, Other} {
		if f, ok := v.whole[m][p.text]; ok {
			return f
		}
	}
	if f := v.compose("", p.text); f != "" {
		return f
	}
	if a, b := scripts(p.text); a != "" && b != "" { // in two languages
		for _, text := range []string{a, b} {
			if f := v.field(phrase{text: text, number: p.number}, maker); f != "" {
				return f
			}
		}
	}
	part, rest := v.cut(p.text)
	if strings.Trim(rest, "# ") == "" { // "Recipient" alone
		rest = "name"
	}
	for _, text := range []string{rest, strings.TrimSpace(strings.ReplaceAll(rest, "#", ""))} {
		if f := v.known(part, text); f != "" {
			return f
		}
	}
	if f := v.inLanguage(p, maker); f != "" {
		return f
	}
	if part == unused {
		return unused
	}
	if f := v.ending(part, rest); f != "" {
		return f
	}
	return v.near(part, rest, p.text)
}

// plainEnds are the fields that the end of a heading tells, whatever is before
// it. That of a sum or a name may be of anything: of the postage, of the shop.
var plainEnds = []Field{"service", "weight", "currency", "category", "recipient.country", "recipient.postcode", "recipient.phone", "recipient.email",
	"sender.phone", "sender.email", "item.quantity", "item.hs", "item.origin", "item.weight"}

// ending is the field of the longest end of a heading that is known: both
// languages put the noun behind what describes it. In English it is of two
// words at least, in Chinese of two characters.
func (v vocabulary) ending(part Field, text string) Field {
	if han(text) && !strings.Contains(text, " ") {
		for r := []rune(text); len(r) > 2; {
			r = r[1:]
			if f := v.known(part, string(r)); slices.Contains(plainEnds, f) {
				return f
			}
		}
		return ""
	}
	for words := strings.Fields(text); len(words) > 2; {
		words = words[1:]
		if f := v.known(part, strings.Join(words, " ")); f != "" {
			return f
		}
	}
	return ""
}

// known is the field of a text as it stands: of the part, or, as "weight" in
// "parcel weight", of the item whatever is named with it.
func (v vocabulary) known(part Field, text string) Field {
	if part == whole || part == "" {
		if f := v.whole[Other][text]; f != "" {
			return f
		}
		return v.compose("", text)
	}
	if f := v.compose(part, text); f != "" && f != unused || part == unused {
		return f
	}
	if f := v.whole[Other][text]; f != "" {
		return f
	}
	return v.compose(part, text)
}

// whole is the part of words that mean the item as a whole.
const whole Field = "."

// natives are the fields that have one beside them in Chinese.
var natives = map[Field]Field{
	"recipient.name": "recipient.native.name", "recipient.company": "recipient.native.company", "recipient.street.1": "recipient.native.street",
	"recipient.street.#": "recipient.native.street", "sender.name": "sender.native.name", "sender.street.1": "sender.native.street",
	"sender.street.#": "sender.native.street", "item.description": "item.#.native", "item.#.description": "item.#.native",
}

// inLanguage is the field of a heading that says which language its cells are
// in: "Product name (Chinese)".
func (v vocabulary) inLanguage(p phrase, maker Maker) Field {
	for _, word := range []string{"英文", "english", "中文", "chinese"} {
		before, after, ok := strings.Cut(p.text, word)
		if !ok {
			continue
		}
		text := strings.Join(strings.Fields(before+" "+after), " ")
		if han(word) {
			text = strings.TrimSpace(strings.TrimSpace(before) + strings.TrimSpace(after))
		}
		f := v.field(phrase{text: text, number: p.number}, maker)
		if native := natives[f]; native != "" && (word == "中文" || word == "chinese") {
			return native
		}
		return f
	}
	return ""
}

// scripts are the words of a phrase in Chinese and in Roman letters.
func scripts(text string) (chinese, roman string) {
	var a, b []string
	for _, w := range strings.Fields(text) {
		switch {
		case w == "#":
			a, b = append(a, w), append(b, w)
		case han(w):
			a = append(a, w)
		default:
			b = append(b, w)
		}
	}
	b = slices.Compact(b) // "HS編碼 HS Code"
	return strings.Trim(strings.Join(a, " "), " #"), strings.Trim(strings.Join(b, " "), " #")
}

// cut takes the word for a part out of a heading.
func (v vocabulary) cut(text string) (part Field, rest string) {
	for _, w := range v.part {
		if strings.IndexFunc(w.text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 {
			if before, after, ok := strings.Cut(text, w.text); ok {
				return w.part, strings.TrimSpace(strings.TrimPrefix(before+after, "之"))
			}
			continue
		}
		if i := strings.Index(" "+text+" ", " "+w.text+" "); i >= 0 {
			padded := " " + text + " "
			return w.part, strings.Join(strings.Fields(padded[:i]+" "+padded[i+len(w.text)+2:]), " ")
		}
	}
	return "", text
}

// compose joins a part and what of it; without a part, an address is the
// recipient's.
func (v vocabulary) compose(part Field, text string) Field {
	what := v.what[text]
	if len(what) > 0 && part == unused {
		return unused
	}
	parts := []Field{part}
	if part == "" {
		parts = []Field{"recipient.", "item."}
	}
	for _, p := range parts {
		for _, w := range what {
			f := Field(strings.TrimSuffix(string(p), ".")) + w
			if _, known := columnOf()[Field(strings.Replace(string(f), "#", "1", 1))]; known {
				return f
			}
		}
	}
	if len(what) > 0 {
		return unused // such as a sender's country
	}
	return ""
}

// near is the field of a heading with a slip or two in it.
func (v vocabulary) near(part Field, rest, text string) Field {
	best, least := Field(""), 3
	try := func(query, known string, f func() Field) {
		n := utf8.RuneCountInString(query)
		if n < 5 || n > 40 || query[0] >= utf8.RuneSelf {
			return
		}
		if d := slips(query, known, min(least-1, n/5)); d >= 0 && d < least {
			if field := f(); field != "" {
				best, least = field, d
			}
		}
	}
	for _, known := range v.whats {
		try(rest, known, func() Field { return v.compose(part, known) })
	}
	for _, known := range v.wholes {
		try(text, known, func() Field { return v.whole[Other][known] })
	}
	return best
}

// slips counts the letters to change, add or leave out, or is -1 beyond most.
func slips(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d > most || -d > most || most < 0 {
		return -1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	if row[len(y)] > most {
		return -1
	}
	return row[len(y)]
}
