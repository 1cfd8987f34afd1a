package label

import (
	"strconv"

	"ecship/internal/i18n"
)

// Paper is a plain document of one look: a certificate of posting, a segregation
// list, an instruction sheet. It says its title, then facts, then blocks of text
// and tables, on as many pages as that takes. All texts are in its language.
type Paper struct {
	Operator i18n.Text
	Title    string
	Lang     i18n.Lang
	Test     bool // SPECIMEN stands on it
	Facts    []Entry
	Blocks   []Block
	// Footer stands at the foot of every page, beside the page's number.
	Footer string
	// Width and Height are the paper's size in millimetres; 0 is A4. On paper
	// narrower than A5 the letters are smaller.
	Width, Height float64
}

// Entry is a fact of a paper: a name and what it is.
type Entry struct{ Name, Value string }

// Block is a part of a paper under a heading of its own: paragraphs, then a
// table. Each may be empty.
type Block struct {
	Heading  string
	Text     []string
	Numbered bool // the paragraphs are steps
	Heads    []Head
	Rows     [][]string // a cell for each head
	Total    []string   // a last row, below a line
}

// Head is the head of a column.
type Head struct {
	Name  string
	Share float64 // of the width; those of a table add up to 1
	Right bool    // figures stand to the right
}

// PaperPage is a page of a paper.
type PaperPage struct {
	Ply
	texts []placedText
	rules []placedRule
	test  bool
	zh    i18n.Lang
}

type placedText struct {
	x, y  float64
	style Style
	text  string
}

type placedRule struct{ x, y, w, width float64 }

// Draw draws the page.
func (g PaperPage) Draw(c Canvas) {
	p := pen{Canvas: c, zh: g.zh}
	if g.test {
		p.specimen(Ply{Width: g.Width, Height: min(g.Height, g.Width*0.7)})
	}
	for _, r := range g.rules {
		p.Line(r.x, r.y, r.x+r.w, r.y, r.width)
	}
	for _, t := range g.texts {
		p.Text(t.x, t.y, t.style, t.text)
	}
}

// Pages lays the paper out.
func (p *Paper) Pages() []PaperPage {
	f := flow{paper: p, size: Ply{Width: p.Width, Height: p.Height}, margin: 18, scale: 1}
	if p.Width == 0 {
		f.size = A4
	}
	if f.size.Width < 148 {
		f.margin, f.scale = 5, 0.64
	}
	f.page()
	f.title()
	for _, b := range p.Blocks {
		f.block(b)
	}
	for i := range f.pages {
		f.foot(i)
	}
	return f.pages
}

// A4 is the usual paper.
var A4 = Ply{Width: 210, Height: 297}

// flow lays text out from the top down, page after page.
type flow struct {
	paper         *Paper
	size          Ply
	margin, scale float64
	pages         []PaperPage
	y             float64 // where the next line may begin
}

func (f *flow) left() float64   { return f.margin }
func (f *flow) across() float64 { return f.size.Width - 2*f.margin }

// step is the height of a line of text.
func (f *flow) step(size float64) float64 { return size * f.scale * point * 1.4 }

func (f *flow) page() {
	f.pages = append(f.pages, PaperPage{Ply: f.size, test: f.paper.Test, zh: chinese(f.paper.Lang)})
	f.y = f.margin
}

// need begins a page where less than h is left, and tells whether it did.
func (f *flow) need(h float64) bool {
	if f.y+h <= f.size.Height-f.margin-f.step(8) {
		return false
	}
	f.page()
	return true
}

func (f *flow) text(x, y, size float64, bold bool, s string) {
	g := &f.pages[len(f.pages)-1]
	g.texts = append(g.texts, placedText{x, y, Style{Size: size * f.scale, Bold: bold}, s})
}

func (f *flow) rule(width float64) {
	g := &f.pages[len(f.pages)-1]
	g.rules = append(g.rules, placedRule{f.left(), f.y, f.across(), width})
}

// wrapped are the lines of a text in a width.
func (f *flow) wrapped(s string, size float64, bold bool, w float64) []string {
	return wrap(nil, clean(s), bold, int(w/(size*f.scale*point)*1000))
}

// paragraph writes a text, on further pages where it must.
func (f *flow) paragraph(x, w, size float64, bold bool, s string) {
	for _, line := range f.wrapped(s, size, bold, w) {
		f.need(f.step(size))
		f.text(x, f.y+f.step(size)*0.75, size, bold, line)
		f.y += f.step(size)
	}
}

func (f *flow) title() {
	p := f.paper
	f.paragraph(f.left(), f.across(), 10, false, p.Operator.In(p.Lang))
	f.paragraph(f.left(), f.across(), 19, true, p.Title)
	f.y += 1.5 * f.scale
	f.rule(frame)
	f.y += 2.5 * f.scale
	name := f.across() * 0.32
	for _, e := range p.Facts {
		values := f.wrapped(e.Value, 10, true, f.across()-name)
		f.need(f.step(10))
		f.text(f.left(), f.y+f.step(10)*0.75, 10, false, cut1(f.wrapped(e.Name, 10, false, name-2)))
		for _, v := range values {
			f.need(f.step(10))
			f.text(f.left()+name, f.y+f.step(10)*0.75, 10, true, v)
			f.y += f.step(10)
		}
		if len(values) == 0 {
			f.y += f.step(10)
		}
	}
}

// cut1 is the first of some lines: the name of a fact takes one.
func cut1(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return lines[0]
}

func (f *flow) block(b Block) {
	f.y += 4 * f.scale
	if b.Heading != "" {
		f.need(f.step(12) + 2*f.step(10))
		f.paragraph(f.left(), f.across(), 12, true, b.Heading)
		f.y += f.scale
	}
	for i, s := range b.Text {
		indent := 0.0
		f.need(f.step(10))
		if b.Numbered {
			indent = 6.5 * f.scale
			f.text(f.left(), f.y+f.step(10)*0.75, 10, true, strconv.Itoa(i+1)+".")
		}
		f.paragraph(f.left()+indent, f.across()-indent, 10, false, s)
		f.y += 0.8 * f.scale
	}
	if len(b.Heads) > 0 {
		f.table(b)
	}
}

// table writes a table. Its heads stand on each page that it takes.
func (f *flow) table(b Block) {
	heads := make([]string, len(b.Heads))
	for i, h := range b.Heads {
		heads[i] = h.Name
	}
	f.need(3 * f.step(9))
	head := func() {
		f.row(b.Heads, heads, true)
		f.rule(rule)
	}
	head()
	for _, cells := range b.Rows {
		if f.need(f.height(b.Heads, cells, false)) {
			head()
		}
		f.row(b.Heads, cells, false)
		f.rule(hairline / 2)
	}
	if b.Total != nil {
		if f.need(f.height(b.Heads, b.Total, true)) {
			head()
		}
		f.rule(rule)
		f.row(b.Heads, b.Total, true)
	}
}

// The size of a table's letters in points, and the white above and below them
// in millimetres.
const (
	tableSize = 9.0
	tablePad  = 0.8
)

// height is that of a row: its cells wrap.
func (f *flow) height(heads []Head, cells []string, bold bool) float64 {
	most := 1
	for i, h := range heads[:min(len(heads), len(cells))] {
		most = max(most, len(f.wrapped(cells[i], tableSize, bold, f.across()*h.Share-2)))
	}
	return float64(most)*f.step(tableSize) + 2*tablePad*f.scale
}

func (f *flow) row(heads []Head, cells []string, bold bool) {
	x := f.left()
	for i, h := range heads[:min(len(heads), len(cells))] {
		w := f.across() * h.Share
		for n, s := range f.wrapped(cells[i], tableSize, bold, w-2) {
			at := x
			if h.Right {
				at = x + w - 2 - width(s, Style{Size: tableSize * f.scale, Bold: bold})
			}
			f.text(at, f.y+tablePad*f.scale+(float64(n)+0.75)*f.step(tableSize), tableSize, bold, s)
		}
		x += w
	}
	f.y += f.height(heads, cells, bold)
}

// foot writes a page's foot.
func (f *flow) foot(i int) {
	g := &f.pages[i]
	st := Style{Size: 8 * f.scale}
	n := strconv.Itoa(i+1) + " / " + strconv.Itoa(len(f.pages))
	y := f.size.Height - f.margin
	s, fit, _ := fitted(f.across()-width(n, st)-4, st, 4, f.paper.Footer)
	if s != "" {
		g.texts = append(g.texts, placedText{f.left(), y, fit, s})
	}
	if len(f.pages) > 1 {
		g.texts = append(g.texts, placedText{f.left() + f.across() - width(n, st), y, st, n})
	}
}
