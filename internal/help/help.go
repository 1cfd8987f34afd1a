// Package help is the portal's answers: what senders ask, in three languages,
// with every figure filled from the policy and the tables in force (M-A8). It
// reads the texts, fills them and searches them; it draws nothing.
package help

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"ecship/internal/i18n"
	"ecship/internal/postal"
)

// One file for each language and topic, text/LANG/NN-TOPIC.txt; the number is
// the topic's place among the others.
//
//go:embed text
var files embed.FS

// Book is all topics in one language.
type Book struct {
	Lang   i18n.Lang
	Topics []Topic
}

// Topic is some questions that belong together; its ID is the same in every
// language.
type Topic struct {
	ID, Title string
	Questions []Question
}

// Question is what somebody asks, and the answer.
type Question struct {
	ID, Topic, Title string
	Answer           []Block
}

// Path is where the answer stands.
func (q Question) Path() string { return Root + "/" + q.Topic + "#" + q.ID }

// Root is where the help stands.
const Root = "/help"

// Kind tells how a block is drawn.
type Kind string

// The kinds of block.
const (
	Paragraph Kind = "paragraph"
	Bullets   Kind = "bullets"
	Steps     Kind = "steps"
	// Slot is something that the page draws from data: the block's Slot names it.
	Slot Kind = "slot"
)

// Slots are the tables that an answer may ask for; "contact" goes with a
// subject.
var Slots = []string{"contact", "contacts", "roles", "services", "sizes"}

// Block is a paragraph, a list, or a table drawn from data.
type Block struct {
	Kind  Kind
	Slot  string
	About postal.Subject // of the slot "contact"
	Lines [][]Span       // one for a paragraph, one for each entry of a list
}

// Span is a run of text of one look.
type Span struct {
	Text string
	Bold bool
	Link string // a path of the portal; empty is none
}

var books = sync.OnceValue(func() map[i18n.Lang]Book {
	all := map[i18n.Lang]Book{}
	for _, l := range i18n.Langs {
		b, err := read(files, l)
		if err != nil {
			panic(err) // the texts are part of the program
		}
		all[l] = b
	}
	return all
})

// In is the book of a language, its places not yet filled. Titles have no
// places: they can be shown as they are.
func In(l i18n.Lang) Book { return books()[l] }

// Topic is the topic of an id.
func (b Book) Topic(id string) (Topic, bool) {
	i := slices.IndexFunc(b.Topics, func(t Topic) bool { return t.ID == id })
	if i < 0 {
		return Topic{}, false
	}
	return b.Topics[i], true
}

// Question is the question of an id.
func (b Book) Question(id string) (Question, bool) {
	for _, t := range b.Topics {
		for _, q := range t.Questions {
			if q.ID == id {
				return q, true
			}
		}
	}
	return Question{}, false
}

// Fill is the book with its {places} filled.
func (b Book) Fill(f Figures) Book {
	var pairs []string
	for name, text := range f {
		pairs = append(pairs, "{"+name+"}", text.In(b.Lang))
	}
	fill := strings.NewReplacer(pairs...).Replace
	full := Book{Lang: b.Lang, Topics: slices.Clone(b.Topics)}
	for i := range full.Topics {
		t := &full.Topics[i]
		t.Questions = slices.Clone(t.Questions)
		for j := range t.Questions {
			t.Questions[j].Answer = filled(t.Questions[j].Answer, fill)
		}
	}
	return full
}

func filled(blocks []Block, fill func(string) string) []Block {
	blocks = slices.Clone(blocks)
	for i := range blocks {
		lines := make([][]Span, len(blocks[i].Lines))
		for j, line := range blocks[i].Lines {
			lines[j] = slices.Clone(line)
			for k := range line {
				lines[j][k].Text = fill(line[k].Text)
			}
		}
		blocks[i].Lines = lines
	}
	return blocks
}

// Plain is a line without its looks.
func Plain(line []Span) string {
	var b strings.Builder
	for _, s := range line {
		b.WriteString(s.Text)
	}
	return b.String()
}

// read reads a language's files, in the order of their names, and checks that
// every link between questions leads to one.
func read(files fs.FS, l i18n.Lang) (Book, error) {
	b := Book{Lang: l}
	names, err := fs.Glob(files, "text/"+string(l)+"/*.txt")
	if err != nil {
		return b, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return b, err
		}
		id := strings.TrimSuffix(name[strings.LastIndexByte(name, '/')+1:], ".txt")
		_, id, _ = strings.Cut(id, "-")
		t, err := parse(id, string(text))
		if err != nil {
			return b, fmt.Errorf("%s: %w", name, err)
		}
		b.Topics = append(b.Topics, t)
	}
	return b, b.link()
}

// link turns the links between questions, "#id", into paths.
func (b Book) link() error {
	seen := map[string]bool{}
	for _, t := range b.Topics {
		for _, q := range t.Questions {
			if seen[q.ID] {
				return fmt.Errorf("%s: the question %s stands twice", b.Lang, q.ID)
			}
			seen[q.ID] = true
			for _, block := range q.Answer {
				for _, line := range block.Lines {
					for i := range line {
						id, ok := strings.CutPrefix(line[i].Link, "#")
						if !ok {
							continue
						}
						to, found := b.Question(id)
						if !found {
							return fmt.Errorf("%s: %s leads to %s, which is no question", b.Lang, q.ID, id)
						}
						line[i].Link = to.Path()
					}
				}
			}
		}
	}
	return nil
}
