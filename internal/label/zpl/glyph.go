package zpl

import (
	"math"
	"slices"
	"sync"

	"ecship/internal/label"
	"ecship/internal/label/face"
)

// glyph is a character's dots and where they stand from its origin, y down. A
// space has none.
type glyph struct {
	bitmap
	left, top int
}

type glyphKey struct {
	kind face.Kind
	g    face.Glyph
	size int // sixteenths of a dot to the em
	// turned by a quarter against the clock, as the text that it is for.
	turned bool
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
	glyphsMu.Lock()
	defer glyphsMu.Unlock()
	g = hand.rasterise(k)
	if k.turned && g.w > 0 {
		g = &glyph{*g.bitmap.turned(), g.top, -g.left - g.w}
	}
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

// rasteriser makes glyphs, one after the other.
type rasteriser struct {
	edges []edge
	// turns is by how much the outline winds more from each sample on than at
	// the one to its left, and counts how many samples of each dot are inside.
	turns  []int8
	counts []uint8
}

// hand is the one rasteriser; it is used under glyphsMu.
var hand rasteriser

func (r *rasteriser) rasterise(k glyphKey) *glyph {
	f := face.Of(k.kind)
	scale := float64(k.size) / 16 / float64(f.UnitsPerEm()) * samples
	edges := r.edges[:0]
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, c := range f.Shape(k.g) {
		edges = flatten(edges, c, scale)
	}
	r.edges = edges
	for _, e := range edges {
		x0, x1 = min(x0, e.x0), max(x1, e.x0)
		y0, y1 = min(y0, e.y0), max(y1, e.y0)
	}
	if len(edges) == 0 {
		return &glyph{}
	}
	g := &glyph{left: int(math.Floor(x0 / samples)), top: int(math.Floor(y0 / samples))}
	g.bitmap = *newBitmap(int(math.Ceil(x1/samples))-g.left, int(math.Ceil(y1/samples))-g.top)
	r.turns = cleared(r.turns, g.w*g.h*samples*samples)
	for _, e := range edges {
		g.cross(r.turns, e)
	}
	for y := range g.h {
		r.counts = cleared(r.counts, g.w)
		for s := range samples {
			r.count(r.turns[(y*samples+s)*g.w*samples:][:g.w*samples])
		}
		for x, n := range r.counts {
			if n >= darkFrom {
				g.set(x, y, true)
			}
		}
	}
	return g
}

// count adds the samples of a line that are inside the outline.
func (r *rasteriser) count(turns []int8) {
	winding := int8(0)
	for i := range r.counts {
		for _, turn := range turns[i*samples : (i+1)*samples] {
			if winding += turn; winding != 0 {
				r.counts[i]++
			}
		}
	}
}

// cleared is a slice of n zeros, in the same memory where there is enough.
func cleared[T any](s []T, n int) []T {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}

// cross notes where the middles of the lines of samples meet an edge.
func (g *glyph) cross(turns []int8, e edge) {
	way := int8(1)
	if e.y0 > e.y1 {
		e, way = edge{e.x1, e.y1, e.x0, e.y0}, -1
	}
	first, last := int(math.Ceil(e.y0-0.5)), int(math.Ceil(e.y1-0.5))
	for y := first; y < last; y++ {
		at := e.x0 + (float64(y)+0.5-e.y0)/(e.y1-e.y0)*(e.x1-e.x0)
		x := int(math.Ceil(at-0.5)) - g.left*samples
		if x < g.w*samples { // beyond the last sample nothing is left to fill
			turns[(y-g.top*samples)*g.w*samples+max(x, 0)] += way
		}
	}
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

// glyphsOf gives the glyphs of a text that have dots, each with its distance from
// the start. em is the size in dots.
func glyphsOf(s string, em float64, bold, turned bool) func(yield func(float64, *glyph) bool) {
	return func(yield func(float64, *glyph) bool) {
		size, used := int(math.Round(em*16)), 0.0
		for _, r := range s {
			k, g, w := face.Find(r, bold)
			dots := glyphOf(glyphKey{k, g, size, turned})
			if dots.w > 0 && !yield(used, dots) {
				return
			}
			// There is no bold face for Chinese.
			if dots.w > 0 && bold && k == face.CJK && !yield(used+max(1, em/36), dots) {
				return
			}
			used += float64(w) * em / 1000
		}
	}
}

// text draws a line of text, its baseline's start at x, y in dots.
func (b *bitmap) text(x, y, em float64, st label.Style, s string) {
	sin, cos := math.Sincos(st.Turn * math.Pi / 180)
	for used, g := range glyphsOf(s, em, st.Bold, false) {
		b.glyph(int(math.Round(x+used*cos))+g.left, int(math.Round(y-used*sin))+g.top, g, st.Grey)
	}
}

// glyph draws a character with its top left corner there. Greys are a pattern of
// dots; letters on a slope stay upright, which only SPECIMEN does.
func (b *bitmap) glyph(left, top int, g *glyph, grey float64) {
	if grey == 0 {
		b.lay(left, top, &g.bitmap)
		return
	}
	for row := range g.h {
		for col := range g.w {
			px, py := left+col, top+row
			if g.dark(col, row) && (grey >= 1 || px%4 == 0 && py%2 == 0) {
				b.set(px, py, grey < 1)
			}
		}
	}
}
