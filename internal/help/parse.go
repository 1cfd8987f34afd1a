package help

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"ecship/internal/postal"
)

// A topic's file is plain text after the manner of Markdown: "# Title", then for each
// question "## id: Title" and below it paragraphs, "- " and "1. " lists, and
// "@slot" for a table drawn from data ("@contact refund" with its subject). Within a line stand **bold**,
// [text](/path), [text](#question) and {places}. There is no HTML, and nothing
// else: a text can say nothing that a page could not draw safely.

// idForm is what an id looks like: it is part of an address.
var idForm = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

// parse reads a topic's file.
func parse(id, text string) (Topic, error) {
	t := Topic{ID: id}
	for n, line := range strings.Split(text, "\n") {
		if err := t.line(strings.TrimRight(line, " \r")); err != nil {
			return t, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	if t.Title == "" || !idForm.MatchString(id) {
		return t, fmt.Errorf("the topic %q has no title, or no id", id)
	}
	for i := range t.Questions {
		q := &t.Questions[i]
		q.Answer = slices.DeleteFunc(q.Answer, func(b Block) bool { return b.Kind == "" })
		if len(q.Answer) == 0 {
			return t, fmt.Errorf("the question %s has no answer", q.ID)
		}
	}
	return t, nil
}

// line takes the next line of the file. An empty one ends a block: an empty
// block marks that until the next begins.
func (t *Topic) line(s string) error {
	if title, ok := strings.CutPrefix(s, "# "); ok {
		if t.Title != "" {
			return errors.New("a topic has one title")
		}
		t.Title = title
		return nil
	}
	if head, ok := strings.CutPrefix(s, "## "); ok {
		id, title, ok := strings.Cut(head, ": ")
		if !ok || !idForm.MatchString(id) {
			return fmt.Errorf("%q is not of the form id: title", head)
		}
		t.Questions = append(t.Questions, Question{ID: id, Topic: t.ID, Title: title})
		return nil
	}
	if len(t.Questions) == 0 {
		if s != "" {
			return errors.New("text before the first question")
		}
		return nil
	}
	return t.Questions[len(t.Questions)-1].line(s)
}

func (q *Question) line(s string) error {
	if s == "" {
		q.Answer = append(q.Answer, Block{})
		return nil
	}
	kind, rest := Paragraph, s
	if after, ok := strings.CutPrefix(s, "- "); ok {
		kind, rest = Bullets, after
	} else if after, ok := strings.CutPrefix(s, "1. "); ok {
		kind, rest = Steps, after
	} else if slot, ok := strings.CutPrefix(s, "@"); ok {
		name, subject, _ := strings.Cut(slot, " ")
		about := postal.Subject(subject)
		if !slices.Contains(Slots, name) || (name == "contact") != slices.Contains(postal.Subjects, about) {
			return fmt.Errorf("no table is called %q", slot)
		}
		q.Answer = append(q.Answer, Block{Kind: Slot, Slot: name, About: about})
		return nil
	}
	line, err := spans(rest)
	if err != nil {
		return err
	}
	if last := len(q.Answer) - 1; last >= 0 && kind != Paragraph && q.Answer[last].Kind == kind {
		q.Answer[last].Lines = append(q.Answer[last].Lines, line)
		return nil
	}
	q.Answer = append(q.Answer, Block{Kind: kind, Lines: [][]Span{line}})
	return nil
}

var mark = regexp.MustCompile(`\*\*([^*]+)\*\*|\[([^][]+)\]\(([^()\s]+)\)`)

// spans takes a line apart into runs of one look.
func spans(s string) (all []Span, err error) {
	at := 0
	plain := func(text string) {
		if strings.ContainsAny(text, "*[]<>") {
			err = fmt.Errorf("%q has a mark that means nothing", text)
		}
		if text != "" {
			all = append(all, Span{Text: text})
		}
	}
	for _, m := range mark.FindAllStringSubmatchIndex(s, -1) {
		plain(s[at:m[0]])
		at = m[1]
		if m[2] >= 0 {
			all = append(all, Span{Text: s[m[2]:m[3]], Bold: true})
			continue
		}
		link := s[m[6]:m[7]]
		if !strings.HasPrefix(link, "/") && !strings.HasPrefix(link, "#") || strings.HasPrefix(link, "//") {
			err = fmt.Errorf("the link %q leads out of the portal", link)
		}
		all = append(all, Span{Text: s[m[4]:m[5]], Link: link})
	}
	plain(s[at:])
	return all, err
}
