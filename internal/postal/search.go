package postal

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"ecship/internal/i18n"
)

// entry is one name of a place, folded for comparison.
type entry struct {
	text  string
	place int
	rank  int // 0 the name or the code, 1 a further name
	code  bool
}

// makeIndex notes every name by which a place can be found, in all languages:
// people type the one they know, whatever language the page is in.
func (d *Directory) makeIndex() {
	for i, p := range d.places {
		d.index = append(d.index, entry{text: fold(p.Code), place: i, code: true})
		for _, s := range []string{p.Name.En, p.Name.Hant, p.Name.Hans} {
			d.index = append(d.index, entry{text: fold(s), place: i})
		}
		for _, s := range p.Others {
			d.index = append(d.index, entry{text: fold(s), place: i, rank: 1})
		}
	}
}

// fold makes names comparable: lower case, without accents and marks, with one
// space between words. Chinese stays as it is.
func fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' || r == '.':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteRune(unicode.ToLower(r))
			space = false
		default:
			space = true
		}
	}
	return b.String()
}

// score tells how well a folded query fits a name: smaller is better, -1 not
// at all.
func score(name, query string) int {
	switch {
	case name == query:
		return 0
	case strings.HasPrefix(name, query):
		return 2
	case strings.Contains(name, " "+query):
		return 4
	case !ascii(query) && strings.Contains(name, query):
		return 6
	}
	return -1
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

// Search finds places by what a person has typed so far: a code, or the start
// of any word of any name in English, Traditional or Simplified Chinese. Best
// matches come first, then by name in lang; at most limit of them.
func (d *Directory) Search(text string, lang i18n.Lang, limit int) []Place {
	if len(text) > 200 {
		return nil
	}
	query := fold(text)
	if query == "" {
		return nil
	}
	best := map[int]int{}
	for _, e := range d.index {
		s := score(e.text, query)
		if s < 0 || e.code && len(query) < 2 {
			continue
		}
		s = s*4 + e.rank
		if d.places[e.place].Zone() != "" {
			s += 2 // a zone after its country
		}
		if was, ok := best[e.place]; !ok || s < was {
			best[e.place] = s
		}
	}
	return d.sorted(best, lang, limit)
}

func (d *Directory) sorted(best map[int]int, lang i18n.Lang, limit int) []Place {
	found := make([]int, 0, len(best))
	for i := range best {
		found = append(found, i)
	}
	slices.SortFunc(found, func(a, b int) int {
		if best[a] != best[b] {
			return best[a] - best[b]
		}
		if c := strings.Compare(d.places[a].Name.In(lang), d.places[b].Name.In(lang)); c != 0 {
			return c
		}
		return a - b
	})
	places := make([]Place, 0, min(limit, len(found)))
	for _, i := range found[:min(limit, len(found))] {
		places = append(places, d.places[i])
	}
	return places
}

// Resolve is the place that a typed destination means: a code, or a name that
// is one place's alone. Otherwise it gives the likeliest places to choose from.
func (d *Directory) Resolve(text string, lang i18n.Lang) (*Place, []Place) {
	if p, ok := d.Find(text); ok {
		return p, nil
	}
	query := fold(text)
	var exact *Place
	for _, e := range d.index {
		if e.text != query || query == "" {
			continue
		}
		if p := &d.places[e.place]; exact == nil || exact == p {
			exact = p
		} else {
			return nil, d.Search(text, lang, 5)
		}
	}
	if exact != nil {
		return exact, nil
	}
	near := d.Search(text, lang, 5)
	if len(near) == 0 {
		near = d.near(query, lang)
	}
	return nil, near
}

// near finds the names at a distance of one or two slips of the finger.
func (d *Directory) near(query string, lang i18n.Lang) []Place {
	if n := len([]rune(query)); n < 4 || n > 40 {
		return nil
	}
	best := map[int]int{}
	for _, e := range d.index {
		if s := slips(query, e.text); s <= 2 {
			if was, ok := best[e.place]; !ok || s < was {
				best[e.place] = s
			}
		}
	}
	return d.sorted(best, lang, 3)
}

// slips is the edit distance of two texts, with a swap of neighbours as one
// slip; texts whose lengths differ by more than two are simply far.
func slips(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > 2 || len(y)-len(x) > 2 {
		return 9
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
