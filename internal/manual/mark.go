package manual

import (
	"regexp"
	"slices"
	"strings"
)

// Kind tells how a block is drawn.
type Kind string

// The kinds of block.
const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	Bullets   Kind = "bullets"
	Steps     Kind = "steps"
	Table     Kind = "table" // its first row holds the headings
	Code      Kind = "code"
	// Slot is something that the page draws from data: the block's Text names it.
	Slot Kind = "slot"
)

// Slots are the tables that a text may ask for.
var Slots = []string{"operations", "limits", "problems"}

// Block is a part of a text.
type Block struct {
	Kind  Kind
	ID    string // of a heading, for links
	Level int    // of a heading: 2 or 3
	// Text is a code's source, or a slot's name.
	Text string
	// Lang is the language of a code, "sh", "go" …; Run tells that it is whole
	// enough to be run as it stands.
	Lang string
	Run  bool
	// Rows are the lines of a list, the rows of a table, or one of one cell.
	Rows [][]Line
}

// Line is a run of spans.
type Line []Span

// Span is a run of text of one look.
type Span struct {
	Text string
	Bold bool
	Code bool
	Link string // an address; empty is none
}

// parse reads the little of Markdown that our documents use: headings, lists,
// tables, code between fences, and slots such as "<!-- services -->". The first
// heading, "# …", is left out: the site has titles in its reader's language.
func parse(text string) (blocks []Block) {
	lines := strings.Split(strings.ReplaceAll(text, "\r", ""), "\n")
	for i := 0; i < len(lines); {
		line := lines[i]
		switch {
		case strings.TrimSpace(line) == "":
			i++
		case strings.HasPrefix(line, "# "):
			i++
		case strings.HasPrefix(line, "## "), strings.HasPrefix(line, "### "):
			marks, words, _ := strings.Cut(line, " ")
			blocks = append(blocks, Block{Kind: Heading, Level: len(marks), ID: anchor(words), Rows: [][]Line{{spans(words)}}})
			i++
		case strings.HasPrefix(line, "```"):
			b := Block{Kind: Code}
			b.Lang, b.Run = strings.CutSuffix(strings.TrimPrefix(line, "```"), " run")
			var code []string
			for i++; i < len(lines) && !strings.HasPrefix(lines[i], "```"); i++ {
				code = append(code, lines[i])
			}
			b.Text = strings.Join(code, "\n")
			blocks = append(blocks, b)
			i++
		case strings.HasPrefix(line, "<!-- "):
			// Other remarks are for the tests of a document.
			if name := strings.TrimSuffix(strings.TrimPrefix(line, "<!-- "), " -->"); slices.Contains(Slots, name) {
				blocks = append(blocks, Block{Kind: Slot, Text: name})
			}
			i++
		default:
			var b Block
			b, i = run(lines, i)
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// numbered is the beginning of an entry of a list of steps.
var numbered = regexp.MustCompile(`^\d+\. `)

// opens tells what a line begins, and what is left of it.
func opens(line string) (Kind, string) {
	switch {
	case strings.HasPrefix(line, "|"):
		return Table, line
	case strings.HasPrefix(line, "- "):
		return Bullets, line[2:]
	case numbered.MatchString(line):
		return Steps, line[len(numbered.FindString(line)):]
	}
	return Paragraph, line
}

// run reads lines that belong together, from i on, and tells where it ended.
func run(lines []string, i int) (Block, int) {
	kind, _ := opens(lines[i])
	var texts []string
	for ; i < len(lines) && strings.TrimSpace(lines[i]) != ""; i++ {
		k, rest := opens(lines[i])
		switch {
		case k == kind && (kind != Paragraph || len(texts) == 0):
			texts = append(texts, rest)
		case k == Paragraph && kind != Table && !strings.HasPrefix(rest, "```"):
			texts[len(texts)-1] += " " + strings.TrimSpace(rest)
		default:
			return block(kind, texts), i
		}
	}
	return block(kind, texts), i
}

func block(kind Kind, texts []string) Block {
	b := Block{Kind: kind}
	for n, t := range texts {
		if kind != Table {
			b.Rows = append(b.Rows, []Line{spans(t)})
			continue
		}
		if n == 1 { // |---|---|
			continue
		}
		var row []Line
		for _, cell := range cells(t) {
			row = append(row, spans(cell))
		}
		b.Rows = append(b.Rows, row)
	}
	return b
}

// cells are those of a row of a table; "\|" is a bar within one.
func cells(row string) []string {
	const bar = "\x00"
	row = strings.Trim(strings.ReplaceAll(strings.TrimSpace(row), `\|`, bar), "|")
	all := strings.Split(row, "|")
	for i, c := range all {
		all[i] = strings.ReplaceAll(strings.TrimSpace(c), bar, "|")
	}
	return all
}

var marked = regexp.MustCompile("`([^`]+)`" + `|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)`)

// spans reads code, bold and links.
func spans(text string) (line Line) {
	for text != "" {
		m := marked.FindStringSubmatchIndex(text)
		if m == nil {
			return append(line, Span{Text: text})
		}
		if m[0] > 0 {
			line = append(line, Span{Text: text[:m[0]]})
		}
		switch {
		case m[2] >= 0:
			line = append(line, Span{Text: text[m[2]:m[3]], Code: true})
		case m[4] >= 0:
			line = append(line, Span{Text: text[m[4]:m[5]], Bold: true})
		default:
			words := text[m[6]:m[7]]
			s := Span{Text: strings.Trim(words, "`"), Code: words[0] == '`', Link: lead(text[m[8]:m[9]])}
			line = append(line, s)
		}
		text = text[m[1]:]
	}
	return line
}

// lead is where a link of a document leads to on the site: to the page of that
// document, or nowhere where it has none.
func lead(to string) string {
	name, part, _ := strings.Cut(to, "#")
	if part != "" {
		part = "#" + part
	}
	switch {
	case name == "" || strings.HasPrefix(name, "/"):
		return name + part
	case name == "api/openapi.json":
		return "/api/v1/openapi.json"
	case strings.HasSuffix(name, ".wsdl"):
		return "/API/services/" + strings.TrimSuffix(strings.TrimPrefix(name, "api/"), ".wsdl") + "?wsdl"
	}
	for _, p := range outline {
		if p.document == name {
			return p.Path() + part
		}
	}
	return ""
}

var notWord = regexp.MustCompile(`[^a-z0-9]+`)

// anchor is a heading as the part of an address behind "#".
func anchor(words string) string {
	return strings.Trim(notWord.ReplaceAllString(strings.ToLower(words), "-"), "-")
}
