package help

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Hit is a question that fits a search, with the line of its answer that fits
// best.
type Hit struct {
	Question
	Line []Span // Bold is what was found
}

// leastShare of a search's words a question must have, in hundredths: people
// ask in whole sentences, and not every word of one stands in the answer.
const leastShare = 50

// Search finds the questions that fit, best first. Latin words fit where a word
// begins with them; Chinese has no gaps between words, so each pair of
// neighbouring characters counts as one.
func (b Book) Search(text string) []Hit {
	words := terms(fold(text))
	if len(words) == 0 {
		return nil
	}
	type scored struct {
		Hit
		score int
	}
	var found []scored
	for _, t := range b.Topics {
		for _, q := range t.Questions {
			if score := q.score(words); score > 0 {
				found = append(found, scored{Hit{q, q.best(words)}, score})
			}
		}
	}
	slices.SortStableFunc(found, func(x, y scored) int { return cmp.Compare(y.score, x.score) })
	hits := make([]Hit, len(found))
	for i, f := range found {
		hits[i] = f.Hit
	}
	return hits
}

// score is how well a question fits, 0 where it does not: a word in the title
// counts four times one in the answer.
func (q Question) score(words []string) (n int) {
	title := fold(q.Title)
	var body strings.Builder
	for _, b := range q.Answer {
		for _, line := range b.Lines {
			body.WriteString(fold(Plain(line)) + "\n")
		}
	}
	met := 0
	for _, w := range words {
		inTitle, inBody := at(title, w) >= 0, at(body.String(), w) >= 0
		if inTitle {
			n += 4
		}
		if inBody {
			n++
		}
		if inTitle || inBody {
			met++
		}
	}
	if met*100 < leastShare*len(words) {
		return 0
	}
	return n * met
}

// best is the line of the answer with the most of the words, those in bold.
func (q Question) best(words []string) []Span {
	var line string
	most := -1
	for _, b := range q.Answer {
		for _, l := range b.Lines {
			text := Plain(l)
			n := 0
			for _, w := range words {
				if at(fold(text), w) >= 0 {
					n++
				}
			}
			if n > most {
				line, most = text, n
			}
		}
	}
	return highlight(line, words)
}

// highlight makes the found words of a line bold.
func highlight(line string, words []string) (all []Span) {
	runes, folded := []rune(line), []rune(fold(line))
	if len(runes) != len(folded) {
		return []Span{{Text: line}}
	}
	bold := make([]bool, len(runes))
	for _, w := range words {
		length := len([]rune(w))
		for from := 0; from < len(folded); {
			i := at(string(folded[from:]), w)
			if i < 0 {
				break
			}
			from += len([]rune(string(folded[from:])[:i]))
			end := from + length
			for end < len(folded) && letter(folded[end-1]) && letter(folded[end]) {
				end++ // the word to its end
			}
			for k := from; k < end; k++ {
				bold[k] = true
			}
			from = end
		}
	}
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && bold[j] == bold[i] {
			j++
		}
		all = append(all, Span{Text: string(runes[i:j]), Bold: bold[i]})
		i = j
	}
	return all
}

// at is where a word stands in a folded text, or -1: a Latin one at the
// beginning of a word, a Chinese one anywhere.
func at(text, word string) int {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return -1
		}
		i += from
		before := []rune(text[:i])
		first := []rune(word)[0]
		if unicode.Is(unicode.Han, first) || len(before) == 0 || !letter(before[len(before)-1]) {
			return i
		}
		from = i + len(word)
	}
}

// letter tells a rune that goes on a Latin word.
func letter(r rune) bool {
	return !unicode.Is(unicode.Han, r) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// fold makes texts alike that people hold for the same: capitals, and the wide
// forms of Chinese keyboards. It keeps the number of runes.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if p := width.LookupRune(r); p.Kind() == width.EastAsianFullwidth {
			r = p.Narrow()
		}
		return unicode.ToLower(r)
	}, s)
}

// stops are words of every other question.
var stops = strings.Fields("a an and are at be by can do does for from how i if in is it may me my must not of on or the to what when where which who why will with")

// mostTerms bounds the work of a search, whatever is pasted into it.
const mostTerms = 40

// terms are a folded text's words to look for, each once. A plural's s is left
// out: words are found by their beginning.
func terms(s string) (all []string) {
	add := func(w string) {
		if len(all) < mostTerms && !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	runes := []rune(s)
	for i := 0; i < len(runes); {
		j := i
		switch {
		case unicode.Is(unicode.Han, runes[i]):
			for j < len(runes) && unicode.Is(unicode.Han, runes[j]) {
				j++
			}
			if j == i+1 {
				add(string(runes[i]))
			}
			for k := i; k+1 < j; k++ {
				add(string(runes[k : k+2]))
			}
		case letter(runes[i]):
			for j < len(runes) && letter(runes[j]) {
				j++
			}
			w := string(runes[i:j])
			if len(w) > 3 {
				w = strings.TrimSuffix(w, "s")
			}
			if !slices.Contains(stops, w) {
				add(w)
			}
		default:
			j++
		}
		i = j
	}
	return all
}
