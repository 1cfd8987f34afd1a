package label

import "ecship/internal/i18n"

// box is a place on a label, in millimetres from the top left.
type box struct{ x, y, w, h float64 }

func (b box) right() float64  { return b.x + b.w }
func (b box) bottom() float64 { return b.y + b.h }

// The widths of lines, in millimetres.
const (
	hairline = 0.15
	rule     = 0.25
	frame    = 0.35
)

// pen is a Canvas with a hand that fits text into places.
type pen struct {
	Canvas
	zh i18n.Lang // the Chinese script
	// home leaves French out: it is for offices abroad.
	home bool
	// tooLong is told the field of each text that had to be cut short and may
	// not be; nil does not care.
	tooLong func(field string)
	lines   []string // of the block being drawn, and where each paragraph's end
	ends    []int
}

func (p *pen) overflow(field string) {
	if p.tooLong != nil && field != "" {
		p.tooLong(field)
	}
}

func (p *pen) centre(x, y, w float64, st Style, s string) {
	p.Text(x+(w-width(s, st))/2, y, st, s)
}

func (p *pen) right(x, y float64, st Style, s string) { p.Text(x-width(s, st), y, st, s) }

// fit draws a text on one line of width w, smaller down to the least size where
// it must be, and cut with an ellipsis where that is not enough. field is empty
// for texts that may be cut.
func (p *pen) fit(x, y, w float64, st Style, least float64, field, s string) {
	s, st, short := fitted(w, st, least, s)
	if short {
		p.overflow(field)
	}
	if s != "" {
		p.Text(x, y, st, s)
	}
}

// fitted is the text and style that fit draws.
func fitted(w float64, st Style, least float64, s string) (string, Style, bool) {
	short := len(s) > longest
	s = clean(s)
	if have := width(s, st); have > w {
		// Whole quarters of a point, so that no two labels look alike by halves.
		st.Size = max(least, float64(int(st.Size*w/have*4))/4)
		if width(s, st) > w+0.01 {
			return cut(s, st.Bold, int(w/(st.Size*point)*1000)), st, true
		}
	}
	return s, st, short
}

// paragraph is one text of a block.
type paragraph struct {
	field string
	text  string
	bold  bool
	scale float64 // of the block's size; 0 is 1
}

func (g paragraph) size(base float64) float64 {
	if g.scale == 0 {
		return base
	}
	return base * g.scale
}

// block draws paragraphs below each other, wrapped, in the largest size from
// size down to least in which all of them fit. Where none is small enough the
// last lines are cut, and every field that lost something is told.
func (p *pen) block(b box, size, least float64, paragraphs []paragraph) {
	for i := range paragraphs {
		if len(paragraphs[i].text) > longest {
			p.overflow(paragraphs[i].field)
		}
		paragraphs[i].text = clean(paragraphs[i].text)
	}
	for h := p.breakLines(paragraphs, size, b.w); h > b.h && size > least; h = p.breakLines(paragraphs, size, b.w) {
		next := size - 0.5
		if len(p.lines) == len(paragraphs) { // nothing is wrapped, so the height goes with the size
			for next > least && next*h/size > b.h {
				next -= 0.5
			}
		}
		size = max(least, next)
	}
	y, first := b.y, 0
	for i, g := range paragraphs {
		st := Style{Size: g.size(size), Bold: g.bold}
		step := st.Size * point * leading
		for n, line := range p.lines[first:p.ends[i]] {
			room := b.bottom() - y - step
			if room < -0.01 {
				p.overflow(g.field)
				break
			}
			if first+n+1 < p.ends[i] && room < step-0.01 {
				line = cut(line, g.bold, int(b.w/(st.Size*point)*1000))
			}
			p.Text(b.x, y+step*0.8, st, line)
			y += step
		}
		first = p.ends[i]
	}
}

// breakLines wraps paragraphs into p.lines, with their ends in p.ends, and gives
// the height of all.
func (p *pen) breakLines(paragraphs []paragraph, size, w float64) (height float64) {
	p.lines, p.ends = p.lines[:0], p.ends[:0]
	for _, g := range paragraphs {
		s, before := g.size(size)*point, len(p.lines)
		p.lines = wrap(p.lines, g.text, g.bold, int(w/s*1000))
		p.ends = append(p.ends, len(p.lines))
		height += float64(len(p.lines)-before) * s * leading
	}
	return height
}

// term is a heading of the forms: its message, and the French that the
// Universal Postal Union asks for beside English.
type term struct{ key, french string }

// heading draws a term in its three languages on one line: English and French,
// then Chinese where it fits in a size to be read.
func (p *pen) heading(x, y, w, size float64, t term) {
	p.named(x, y, w, size, i18n.En.T(t.key), p.abroad(t.french), p.zh.T(t.key))
}

// named is heading for a name that stands in a table.
func (p *pen) named(x, y, w, size float64, english, french, chinese string) {
	s, st, short := fitted(w, Style{Size: size}, 3.6, threefold(english, french, chinese))
	if short {
		s, st, _ = fitted(w, Style{Size: size}, 3, english+" / "+french)
	}
	p.Text(x, y, st, s)
}

// words are the term's three languages in one line.
func (p *pen) words(t term) string {
	return threefold(i18n.En.T(t.key), p.abroad(t.french), p.zh.T(t.key))
}

// abroad is a French word, or nothing on what stays at home.
func (p *pen) abroad(french string) string {
	if p.home {
		return ""
	}
	return french
}

func threefold(english, french, chinese string) string {
	s := english
	if french != "" {
		s += " / " + french
	}
	if chinese != english {
		s += " " + chinese
	}
	return s
}

// specimen draws the word across a ply, in a grey that lets everything be read.
func (p *pen) specimen(ply Ply) {
	st := Style{Size: ply.Height * 0.62, Bold: true, Grey: 0.86, Turn: 20}
	s := i18n.En.T("label.specimen")
	w := width(s, st)
	p.Text((ply.Width-w*0.94)/2, ply.Height*0.5+w*0.17+st.Size*point*0.36, st, s)
}
