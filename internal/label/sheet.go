package label

import (
	"strconv"

	"ecship/internal/customs"
	"ecship/internal/i18n"
)

// Sheet is one page of an item's label: a ply, or the continuation of a ply's
// customs form where the goods are of more kinds than the form can list.
type Sheet struct {
	Ply
	Index       int // of the ply, in its layout
	Part, Parts int // 1 is the ply itself; the others follow it
}

// Sheets are the pages of an item's label in the order of printing: every ply
// once, and the customs copy as often as the destination wants the form.
func (l Layout) Sheets(it *Item) []Sheet {
	sheets := make([]Sheet, 0, len(l.Plies)+1)
	forms, again := 0, -1
	add := func(i int) {
		parts := l.parts(i, it)
		for part := range parts {
			sheets = append(sheets, Sheet{l.Plies[i], i, part + 1, parts})
		}
	}
	for i, p := range l.Plies {
		add(i)
		d, _, ok := p.declaration()
		if ok && p.Copy != "office" { // the office's does not travel
			forms++
		}
		if ok && d.full && (again < 0 || p.Copy == "customs") {
			again = i
		}
	}
	for ; again >= 0 && forms < it.Copies; forms++ {
		add(again)
	}
	return sheets
}

// continuedLine is the height of a line on a continuation sheet at the least.
const continuedLine = 2.9

// parts is how many sheets a ply and its continuation take.
func (l Layout) parts(ply int, it *Item) int {
	d, b, ok := l.Plies[ply].declaration()
	if !ok {
		return 1
	}
	lines, n := it.Shipment.Customs.Lines, 1
	for rest := lines[d.take(b.w, d.room(b), lines):]; len(rest) > 0; n++ {
		rest = rest[d.takeContinued(l.Plies[ply], rest):]
	}
	return n
}

// continuedGrid is where the parts of a continuation sheet lie: the item number
// above, the table, and the signature below.
func (d declaration) continuedGrid(p Ply) (all box, g grid) {
	const margin, head = 3.0, 11.5
	all = box{margin, margin + head, p.Width - 2*margin, p.Height - 2*margin - head}
	g.title = box{margin, margin, all.w, head}
	g.head = box{all.x, all.y, all.w, 4.6}
	g.declared = box{all.x, all.bottom() - 8.4, all.w, 8.4}
	g.total = box{all.x, g.declared.y - 3.6, all.w, 3.6}
	g.rows = box{all.x, g.head.bottom(), all.w, g.total.y - g.head.bottom()}
	return all, g
}

// takeContinued is how many of the kinds a continuation sheet lists.
func (d declaration) takeContinued(p Ply, lines []customs.Line) int {
	all, g := d.continuedGrid(p)
	return d.take(all.w, int(g.rows.h/continuedLine), lines)
}

// DrawContinued draws a continuation sheet, all of it.
func (l Layout) DrawContinued(c Canvas, s Sheet, it *Item) {
	l.continued(&pen{Canvas: c, zh: chinese(it.Lang)}, s, it)
}

func (l Layout) continued(p *pen, s Sheet, it *Item) {
	d, b, ok := s.declaration()
	if !ok {
		return
	}
	if it.Shipment.Test {
		p.specimen(s.Ply)
	}
	all, g := d.continuedGrid(s.Ply)
	lines := it.Shipment.Customs.Lines
	from := d.take(b.w, d.room(b), lines)
	for range s.Part - 2 {
		from += d.takeContinued(s.Ply, lines[from:])
	}
	to := from + d.takeContinued(s.Ply, lines[from:])

	t := g.title
	number := Style{Size: 13, Bold: true}
	p.right(t.right(), t.y+4.2, number, it.Shipment.Number.Grouped())
	w := t.w - width(it.Shipment.Number.Grouped(), number) - 4
	name := term{"label.declaration", "DÉCLARATION EN DOUANE"}
	title, st, short := fitted(w, Style{Size: 9, Bold: true}, 5, p.words(name))
	if short { // narrow sheets go without the Chinese
		title, st, _ = fitted(w, Style{Size: 9, Bold: true}, 5, i18n.En.T(name.key)+" / "+name.french)
	}
	p.Text(t.x, t.y+4.2, st, title)
	p.fit(t.x, t.y+8.6, t.w*0.6, Style{Size: 7}, 4, "", d.form+"  "+p.words(term{"label.continuation", "Feuille annexe"})+"  "+strconv.Itoa(s.Part)+" / "+strconv.Itoa(s.Parts))
	if s.Copy != "" {
		key := "label.copy." + s.Copy
		line, st, _ := fitted(t.w*0.38, Style{Size: 7, Bold: true}, 4, i18n.En.T(key)+" "+p.zh.T(key))
		p.right(t.right(), t.y+8.6, st, line)
	}

	p.Frame(all.x, all.y, all.w, all.h, frame)
	d.tableArt(p, all, g)
	d.linesFill(p, g.rows, lines[from:to], from, len(lines)-to)
	if s.Part == s.Parts {
		d.totalFill(p, all, g, it)
	}
	d.declaredArt(p, g.declared)
	d.dateFill(p, g.declared, it)
}
