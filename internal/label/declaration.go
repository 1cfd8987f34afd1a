package label

import (
	"math"
	"strconv"

	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/policy"
)

// declaration is the customs form CN 22 or CN 23 as it stands on a label: the
// same table, with more around it on the CN 23.
type declaration struct {
	form    string
	full    bool // CN 23: licence, certificate, invoice, references, comments
	columns []column
}

// column is one of the table's: its share of the width, and what a line says.
type column struct {
	term  term
	share float64
	right bool // figures stand to the right
	value func(l customs.Line) string
}

var (
	descriptionTerm = term{"label.contents", "Quantité et désignation détaillée"}
	netTerm         = term{"label.net", "Poids net (kg)"}
	valueTerm       = term{"label.value", "Valeur"}
	hsTerm          = term{"label.hs", "N° tarifaire SH"}
	originTerm      = term{"label.origin", "Pays d’origine"}
)

var columns = []column{
	{descriptionTerm, 0.46, false, description},
	{netTerm, 0.135, true, func(l customs.Line) string { s := kilograms(l.Net); return s[:len(s)-3] }},
	{valueTerm, 0.155, true, func(l customs.Line) string { return l.Value.Grouped() }},
	{hsTerm, 0.14, false, func(l customs.Line) string { return l.HS }},
	{originTerm, 0.11, false, func(l customs.Line) string { return l.Origin }},
}

func description(l customs.Line) string {
	return joined(strconv.Itoa(l.Quantity)+" ×", l.Description, l.Native)
}

var (
	cn22 = declaration{form: "CN 22", columns: columns}
	cn23 = declaration{form: "CN 23", columns: columns, full: true}
)

// grid is where the form's parts lie.
type grid struct {
	title, reasons, head, rows, total, extra, declared box
}

func (d declaration) grid(b box) grid {
	var g grid
	y := b.y
	take := func(h float64) box {
		at := box{b.x, y, b.w, h}
		y += h
		return at
	}
	reasons, extra := 7.2, 0.0
	if b.w > 150 {
		reasons = 5.0
	}
	if d.full {
		extra = 12
	}
	const title, head, total, declared = 5.4, 4.6, 3.6, 8.4
	g.title, g.reasons, g.head = take(title), take(reasons), take(head)
	g.rows = take(b.bottom() - y - total - extra - declared)
	g.total, g.extra, g.declared = take(total), take(extra), take(declared)
	return g
}

// The height of a line of the table, in millimetres.
const (
	mostLine  = 3.6
	leastLine = 2.1
	// smallLine is the size in points down to which a description is made
	// smaller before it takes two rows.
	smallLine = 5.25
	// leastDescription is the smallest that a description is written, and
	// describeGap the white above one of several rows.
	leastDescription = 3.0
	describeGap      = 0.2
	// mostRows is what the longest description that is taken needs, in the widest
	// letters.
	mostRows = 3
)

// declaration is the customs form of a ply and its place, if it has one.
func (p Ply) declaration() (d declaration, b box, ok bool) {
	for _, s := range p.spots {
		switch s.name {
		case "cn22":
			return cn22, s.box, true
		case "cn23":
			return cn23, s.box, true
		}
	}
	return d, b, false
}

// room is how many rows the form has for kinds of goods.
func (d declaration) room(b box) int { return int(d.grid(b).rows.h / leastLine) }

// rows is how many of them a kind takes at the least, in a table of this width:
// more than one where its description is long even in the smallest letters.
func (d declaration) rows(w float64, l customs.Line) int {
	return min(d.rowsOf(w, l, leastDescription, leastLine), mostRows)
}

// rowsOf is how many rows of a height the description of a kind takes in letters
// of a size.
func (d declaration) rowsOf(w float64, l customs.Line, size, height float64) int {
	limit := int((w*d.columns[0].share - 1.4) / (size * point) * 1000)
	if 1000*(len(l.Description)+len(l.Native)+8) <= limit { // no byte is wider than an em
		return 1
	}
	lines := len(wrap(nil, clean(description(l)), false, limit))
	return max(1, int(math.Ceil((float64(lines)*size*point*leading+describeGap)/height)))
}

// take is how many of the kinds a table of so many rows lists. Where it is not
// all, its last row says that the others stand on the next sheet.
func (d declaration) take(w float64, room int, lines []customs.Line) int {
	n, used := 0, 0
	for n < len(lines) && used < room {
		used += d.rows(w, lines[n])
		n++
	}
	if n == len(lines) && used <= room {
		return n
	}
	for n > 1 && used > room-1 {
		n--
		used -= d.rows(w, lines[n])
	}
	return n
}

func (d declaration) art(p *pen, b box, a Art) {
	g := d.grid(b)
	p.Frame(b.x, b.y, b.w, b.h, frame)

	p.fit(b.x+1.2, g.title.y+2.5, b.w-18, Style{Size: 6.5, Bold: true}, 5, "", p.words(term{"label.declaration", "DÉCLARATION EN DOUANE"}))
	p.heading(b.x+1.2, g.title.y+4.7, b.w-18, 5, term{"label.may_be_opened", "Peut être ouvert d’office"})
	p.right(b.right()-1.2, g.title.y+4.3, Style{Size: 11, Bold: true}, d.form)
	p.Line(b.x, g.title.bottom(), b.right(), g.title.bottom(), hairline)

	all := a.Reasons.All()
	for i, k := range all {
		at := d.reason(g.reasons, i, len(all))
		p.Frame(at.x, at.y, 1.7, 1.7, hairline)
		p.named(at.x+2.4, at.y+1.5, d.nameRoom(at, k), 5, k.Name.En, k.French, k.Name.In(p.zh))
	}
	d.tableArt(p, b, g)
	if d.full {
		d.extraArt(p, g.extra)
	}
	d.declaredArt(p, g.declared)
}

// tableArt draws the table's heads, its columns and the row of totals.
func (d declaration) tableArt(p *pen, b box, g grid) {
	p.Line(b.x, g.head.y, b.right(), g.head.y, hairline)
	d.each(b, func(c column, x, w float64) {
		switch {
		case c.term == originTerm: // the gross weight stands across the last two
			p.Line(x, g.head.y, x, g.total.y, hairline)
		case x > b.x:
			p.Line(x, g.head.y, x, g.total.bottom(), hairline)
		}
		p.fit(x+0.8, g.head.y+1.9, w-1.2, Style{Size: 5, Bold: true}, 3, "", i18n.En.T(c.term.key))
		french := Style{Size: 5}
		below, st, short := fitted(w-1.2, french, 4, joined(c.term.french, p.zh.T(c.term.key)))
		if short { // narrow columns go without the Chinese
			below, st, _ = fitted(w-1.2, french, 3, c.term.french)
		}
		p.Text(x+0.8, g.head.y+3.9, st, below)
	})
	p.Line(b.x, g.rows.y, b.right(), g.rows.y, hairline)
	p.Line(b.x, g.total.y, b.right(), g.total.y, rule)
	p.heading(b.x+0.8, g.total.bottom()-1.1, b.w*0.46-1.6, 5, term{"label.total", "Poids et valeur totaux"})
	p.Line(b.x, g.total.bottom(), b.right(), g.total.bottom(), rule)
}

// reason is the place of a category's box, one of n: rows of two where the form
// is narrow, else two rows.
func (d declaration) reason(b box, i, n int) box {
	across := 2
	if b.w > 150 {
		across = max(3, (n+1)/2)
	}
	down := (n + across - 1) / across
	w, h := (b.w-1.2)/float64(across), b.h/float64(down)
	return box{b.x + 1.2 + float64(i%across)*w, b.y + float64(i/across)*h + (h-1.7)/2, w, h}
}

// nameRoom is how wide the name of a reason may be, in mm: one that the sender
// explains leaves him half of its place.
func (d declaration) nameRoom(at box, k customs.Reason) float64 {
	if k.Explain && !d.full {
		return (at.w - 2.8) * 0.5
	}
	return at.w - 2.8
}

// each calls f with every column's left edge and width.
func (d declaration) each(b box, f func(c column, x, w float64)) {
	x := b.x
	for _, c := range d.columns {
		w := b.w * c.share
		f(c, x, w)
		x += w
	}
}

func (d declaration) declaredArt(p *pen, b box) {
	p.block(box{b.x + 0.8, b.y + 0.4, b.w - 1.6, b.h - 3}, 5, 3, []paragraph{
		{text: i18n.En.T("label.certify") + " / " + certifyFrench},
	})
	p.heading(b.x+0.8, b.bottom()-0.9, b.w*0.55, 5, term{"label.signature", "Date et signature de l’expéditeur"})
	p.Line(b.x+b.w*0.58, b.bottom()-0.9, b.right()-1.2, b.bottom()-0.9, hairline)
}

// certifyFrench is what the sender certifies, in the Union's other language.
const certifyFrench = "Je certifie que les renseignements donnés ci-dessus sont exacts et que cet envoi ne contient aucun objet dangereux ou interdit par la loi, la poste ou la douane."

func (d declaration) fill(p *pen, b box, it *Item) {
	g, decl := d.grid(b), &it.Shipment.Customs
	all := it.reasons().All()
	for i, k := range all {
		if k.Category == decl.Category {
			at := d.reason(g.reasons, i, len(all))
			p.Line(at.x+0.25, at.y+0.25, at.x+1.45, at.y+1.45, frame)
			p.Line(at.x+0.25, at.y+1.45, at.x+1.45, at.y+0.25, frame)
			if k.Explain && !d.full { // the CN 23 has it among the comments
				d.explain(p, at, k, decl.Explanation)
			}
		}
	}
	n := d.take(b.w, d.room(b), decl.Lines)
	d.linesFill(p, g.rows, decl.Lines[:n], 0, len(decl.Lines)-n)
	d.totalFill(p, b, g, it)
	if d.full {
		d.extraFill(p, g.extra, it)
	}
	d.dateFill(p, g.declared, it)
}

// explain writes what the sender says of the reason beside its name.
func (d declaration) explain(p *pen, at box, k customs.Reason, s string) {
	if s == "" {
		return
	}
	name := width(clean(threefold(k.Name.En, k.French, k.Name.In(p.zh))), Style{Size: 5})
	x := at.x + 2.4 + min(name, d.nameRoom(at, k)) + 0.8
	p.fit(x, at.y+1.5, at.right()-0.6-x, Style{Size: 6, Bold: true}, leastDescription, "customs.explanation", s)
}

// dateFill writes the day of issue beside the place of the signature.
func (d declaration) dateFill(p *pen, b box, it *Item) {
	if it.Shipment.IssuedAt.IsZero() {
		return
	}
	p.Text(b.x+b.w*0.59, b.bottom()-1.3, Style{Size: 6}, policy.DayOf(it.Shipment.IssuedAt).String())
}

// totalFill draws the row of totals.
func (d declaration) totalFill(p *pen, b box, g grid, it *Item) {
	decl := &it.Shipment.Customs
	st := Style{Size: 6.5, Bold: true}
	d.each(b, func(c column, x, w float64) {
		y := g.total.bottom() - 1
		switch c.term {
		case netTerm:
			s := kilograms(decl.Net())
			s, st, _ := fitted(w-1.2, st, 4, s[:len(s)-3])
			p.right(x+w-0.8, y, st, s)
		case valueTerm:
			s, st, _ := fitted(w-1.2, st, 4, decl.Currency+" "+decl.Value().Grouped())
			p.right(x+w-0.8, y, st, s)
		case hsTerm:
			// Gross weight stands beside the totals, as the forms have it.
			p.fit(x+0.8, y, w+b.w*0.11-1.6, Style{Size: 6}, 4, "", i18n.En.T("label.gross")+" "+kilograms(it.Shipment.Grams))
		}
	})
}

// linesFill draws kinds of goods, the first of which has the number first, and
// below them how many more stand on the next sheet.
func (d declaration) linesFill(p *pen, b box, lines []customs.Line, first, more int) {
	room := int(b.h / leastLine)
	rows := 0
	if more > 0 {
		rows = 1
	}
	heights := make([]int, len(lines)) // in rows
	for i, l := range lines {
		heights[i] = 1
		if width(clean(description(l)), Style{Size: smallLine}) > b.w*d.columns[0].share-1.4 {
			heights[i] = min(max(2, d.rowsOf(b.w, l, smallLine, mostLine)), 2*mostRows)
		}
		rows += heights[i]
	}
	if rows > room { // then each takes as little as it can, in small letters
		rows = min(more, 1)
		for i, l := range lines {
			heights[i] = d.rows(b.w, l)
			rows += heights[i]
		}
	}
	h := min(mostLine, b.h/float64(max(rows, 1)))
	st := Style{Size: min(7, h/point/1.3)}
	y := b.y
	for i, l := range lines {
		at := box{b.x, y, b.w, h * float64(heights[i])}
		d.lineFill(p, at, y+h*0.76, st, "customs.lines."+strconv.Itoa(first+i), l)
		y = at.bottom()
	}
	if more > 0 {
		s := "+ " + strconv.Itoa(more) + "  " + p.words(term{"label.continued", "suite sur feuille annexe"})
		st.Bold = true
		p.fit(b.x+0.8, y+h*0.76, b.w*d.columns[0].share-1.4, st, 3, "", s)
	}
}

// lineFill draws one kind of goods, its figures on the baseline.
func (d declaration) lineFill(p *pen, b box, baseline float64, st Style, field string, l customs.Line) {
	d.each(b, func(c column, x, w float64) {
		s := c.value(l)
		switch {
		case c.term == descriptionTerm:
			d.describe(p, box{x + 0.8, b.y, w - 1.4, b.h}, baseline, st, field+".description", s)
		case c.right:
			s, st, _ := fitted(w-1.6, st, 3.5, s)
			p.right(x+w-0.8, baseline, st, s)
		default:
			p.fit(x+0.8, baseline, w-1.4, st, 3.5, field, s)
		}
	})
}

// describe draws a description on one line, or, where it is long, on two small
// ones.
func (d declaration) describe(p *pen, b box, baseline float64, st Style, field, s string) {
	if s, st, short := fitted(b.w, st, min(st.Size, smallLine), s); !short {
		p.Text(b.x, baseline, st, s)
		return
	}
	p.block(box{b.x, b.y + describeGap, b.w, b.h - describeGap}, st.Size, leastDescription, []paragraph{{field: field, text: s}})
}

// sum is what the extra cells of the CN 23 say of postage.
func sum(e money.Amount, unpriced bool) string {
	if unpriced {
		return ""
	}
	return hkd(e)
}
