package customs

import (
	"strings"
	"unicode"

	"ecship/internal/i18n"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// stopWord is a word, or several, that describe nothing.
type stopWord struct {
	words   []string
	instead string // a description that would do, or ""
}

// fillers say nothing by themselves.
var fillers = map[string]bool{"a": true, "an": true, "and": true, "for": true, "in": true, "of": true, "or": true, "the": true, "with": true, "some": true,
	"pc": true, "pcs": true, "piece": true, "pieces": true, "set": true, "sets": true, "x": true, "new": true, "used": true, "my": true}

// wordsOf splits a description into lower-case words without signs. Numbers go:
// they describe nothing.
func wordsOf(s string) (all []string) {
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' }) {
		if strings.Trim(w, "0123456789") != "" {
			all = append(all, w)
		}
	}
	return all
}

// stem makes "boxes", "box" and "Gifts" comparable enough for lists of words.
func stem(w string) string {
	for _, end := range []string{"sses", "shes", "ches", "xes"} {
		if strings.HasSuffix(w, end) {
			return strings.TrimSuffix(w, "es")
		}
	}
	if len(w) > 3 && !strings.HasSuffix(w, "ss") {
		return strings.TrimSuffix(w, "s")
	}
	return w
}

// begins tells whether words stand at the start of text.
func begins(text, words []string) bool {
	if len(words) == 0 || len(text) < len(words) {
		return false
	}
	for i, w := range words {
		// A stem begins as its word does; most words differ at once.
		if t := text[i]; t == "" || w == "" || t[0] != w[0] || stem(t) != stem(w) {
			return false
		}
	}
	return true
}

// contains tells whether words stand anywhere in text, in their order.
func contains(text, words []string) bool {
	for i := range text {
		if begins(text[i:], words) {
			return true
		}
	}
	return false
}

// vague tells whether a description consists of nothing but stop words, and
// what would do instead. One word that says more makes it good.
func (r *Rules) vague(description string) (instead string, yes bool) {
	text := wordsOf(description)
	for len(text) > 0 {
		longest := 0
		for _, s := range r.stops {
			if len(s.words) > longest && begins(text, s.words) {
				longest, yes = len(s.words), true
				if instead == "" {
					instead = s.instead
				}
			}
		}
		if longest == 0 && !fillers[text[0]] {
			return "", false
		}
		text = text[max(1, longest):]
	}
	return instead, yes
}

// Goods is what may not be sent somewhere, or only with a paper.
type Goods struct {
	Places []string
	Name   i18n.Text
	// Rule is "prohibited", "licence" or "certificate", whose number must then
	// be given, or "battery", which asks for the Battery.
	Rule string

	words [][]string
	hs    []string // how its HS codes begin
}

func goodsOf(row postal.Row, places []string) Goods {
	g := Goods{Places: places, Name: row.Words("goods_"), Rule: row.OneOf("rule", "prohibited", "licence", "certificate", "battery"), hs: strings.Fields(row.Text("hs"))}
	for _, w := range strings.Split(row.Text("words"), "|") {
		if words := wordsOf(w); len(words) > 0 {
			g.words = append(g.words, words)
		}
	}
	if len(g.words)+len(g.hs) == 0 {
		row.Bad("table.empty", "words")
	}
	return g
}

// is tells whether a line is such goods: by the words of its description, or by
// its HS code.
func (g Goods) is(text []string, hs string) bool {
	for _, w := range g.words {
		if contains(text, w) {
			return true
		}
	}
	for _, h := range g.hs {
		if strings.HasPrefix(hs, h) {
			return true
		}
	}
	return false
}

// checkGoods stops what may not go there, and asks for the papers and answers
// of what may.
func (r *Rules) checkGoods(l *problem.List, d Declaration, i int, place string) {
	line := d.Lines[i]
	text := wordsOf(line.Description)
	for _, g := range r.goods {
		if !concerns(g.Places, place) || !g.is(text, line.HS) {
			continue
		}
		at := lineAt(i)
		switch {
		case g.Rule == "prohibited":
			l.Add("customs.goods.prohibited", at+"description", "goods", g.Name)
		case g.Rule == "licence" && d.Licence == "":
			l.Add("customs.goods.licence", "licence_number", "goods", g.Name)
		case g.Rule == "certificate" && d.Certificate == "":
			l.Add("customs.goods.certificate", "certificate_number", "goods", g.Name)
		case g.Rule == "battery" && line.Battery.Kind == "":
			l.Add("customs.battery.ask", at+"battery.kind", "goods", line.Description)
		}
	}
}
