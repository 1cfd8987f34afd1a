package zpl

import (
	"math"
	"slices"
	"sync"

	"ecship/internal/label"
	"ecship/internal/label/face"
)

// glyph is a character's dots and where they stand from its origin, y down.
type glyph struct {
	bitmap
	left, top int
}

type glyphKey struct {
	kind face.Kind
	g    face.Glyph
	size int // sixteenths of a dot to the em
}

// glyphs keeps the pictures made. There are as many as characters in use times
// sizes; where that grows without end, they are made again.
var (
	glyphs   = map[glyphKey]*glyph{}
	glyphsMu sync.RWMutex
)

const mostGlyphs = 20_000

func glyphOf(k glyphKey) *glyph {
	glyphsMu.RLock()
	g := glyphs[k]
	glyphsMu.RUnlock()
	if g != nil {
		return g
	}
	g = rasterise(k)
	glyphsMu.Lock()
	defer glyphsMu.Unlock()
	if len(glyphs) >= mostGlyphs {
		clear(glyphs)
	}
	glyphs[k] = g
	return g
}

// samples is how finely a dot is looked at, in each direction. It is black where
// darkFrom of them are: a little less than half, so that thin strokes stay whole.
const (
	samples  = 4
	darkFrom = 6
)

// edge is a straight piece of an outline, in samples, y down.
type edge struct{ x0, y0, x1, y1 float64 }

func rasterise(k glyphKey) *glyph {
	f := face.Of(k.kind)
	scale := float64(k.size) / 16 / float64(f.UnitsPerEm()) * samples
	var edges []edge
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, c := range f.Shape(k.g) {
		edges = flatten(edges, c, scale)
	}
	for _, e := range edges {
		x0, x1 = min(x0, e.x0), max(x1, e.x0)
		y0, y1 = min(y0, e.y0), max(y1, e.y0)
	}
	if len(edges) == 0 {
		return &glyph{bitmap: *newBitmap(1, 1)}
	}
	g := &glyph{left: int(math.Floor(x0 / samples)), top: int(math.Floor(y0 / samples))}
	g.bitmap = *newBitmap(int(math.Ceil(x1/samples))-g.left, int(math.Ceil(y1/samples))-g.top)
	counts := make([]uint8, g.w)
	var hits []hit
	for y := range g.h {
		clear(counts)
		for s := range samples {
			hits = crossings(hits[:0], edges, float64((g.top+y)*samples+s)+0.5)
			winding := 0
			for i, h := range hits {
				if winding += h.way; winding != 0 && i+1 < len(hits) {
					g.span(counts, h.x, hits[i+1].x)
				}
			}
		}
		for x, n := range counts {
			if n >= darkFrom {
				g.set(x, y, true)
			}
		}
	}
	return g
}

// span counts the samples between two crossings of a line.
func (g *glyph) span(counts []uint8, from, to float64) {
	first := int(math.Ceil(from-0.5)) - g.left*samples
	last := int(math.Ceil(to-0.5)) - g.left*samples
	for x := max(first, 0); x < min(last, len(counts)*samples); x++ {
		counts[x/samples]++
	}
}

// hit is where a line crosses the outline, and which way that goes.
type hit struct {
	x   float64
	way int
}

func crossings(hits []hit, edges []edge, y float64) []hit {
	for _, e := range edges {
		way := 1
		if e.y0 > e.y1 {
			e, way = edge{e.x1, e.y1, e.x0, e.y0}, -1
		}
		if y >= e.y0 && y < e.y1 {
			hits = append(hits, hit{e.x0 + (y-e.y0)/(e.y1-e.y0)*(e.x1-e.x0), way})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		switch {
		case a.x < b.x:
			return -1
		case a.x > b.x:
			return 1
		}
		return 0
	})
	return hits
}

// flatten turns a contour into straight pieces, y down.
func flatten(edges []edge, c []face.Point, scale float64) []edge {
	at := func(p face.Point) face.Point { return face.Point{X: p.X * scale, Y: -p.Y * scale, On: p.On} }
	middle := func(a, b face.Point) face.Point { return face.Point{X: (a.X + b.X) / 2, Y: (a.Y + b.Y) / 2, On: true} }
	n := len(c)
	start := at(c[0])
	if !start.On {
		if last := at(c[n-1]); last.On {
			start = last
		} else {
			start = middle(start, last)
		}
	}
	pen := start
	line := func(to face.Point) {
		edges = append(edges, edge{pen.X, pen.Y, to.X, to.Y})
		pen = to
	}
	curve := func(by, to face.Point) {
		const pieces = 5
		from := pen
		for i := 1; i <= pieces; i++ {
			t := float64(i) / pieces
			u := 1 - t
			line(face.Point{X: u*u*from.X + 2*u*t*by.X + t*t*to.X, Y: u*u*from.Y + 2*u*t*by.Y + t*t*to.Y})
		}
	}
	var control *face.Point
	for i := range n {
		p := at(c[i])
		switch {
		case p.On && control == nil:
			line(p)
		case p.On:
			curve(*control, p)
			control = nil
		case control != nil:
			curve(*control, middle(*control, p))
			control = &p
		default:
			control = &p
		}
	}
	if control != nil {
		curve(*control, start)
	} else {
		line(start)
	}
	return edges
}

// text draws a line of text into a picture, its baseline's start at x, y in
// dots. em is the size in dots.
func (b *bitmap) text(x, y, em float64, st label.Style, s string) {
	sin, cos := math.Sincos(st.Turn * math.Pi / 180)
	used := 0.0
	for _, r := range s {
		k, g, w := face.Find(r, st.Bold)
		key := glyphKey{k, g, int(math.Round(em * 16))}
		b.glyph(x+used*cos, y-used*sin, glyphOf(key), st)
		if st.Bold && k == face.CJK { // there is no bold face for Chinese
			b.glyph(x+used*cos+max(1, em/36), y-used*sin, glyphOf(key), st)
		}
		used += float64(w) * em / 1000
	}
}

// glyph draws a character. Greys are a pattern of dots; turned letters stay
// upright and stand on a slope, which only SPECIMEN does.
func (b *bitmap) glyph(x, y float64, g *glyph, st label.Style) {
	left, top := int(math.Round(x))+g.left, int(math.Round(y))+g.top
	for row := range g.h {
		for col := range g.w {
			if !g.dark(col, row) {
				continue
			}
			px, py := left+col, top+row
			if st.Grey > 0 && st.Grey < 1 && (px%4 != 0 || py%2 != 0) {
				continue
			}
			b.set(px, py, st.Grey < 1)
		}
	}
}
