// Package face reads the embedded fonts: which characters they have, how wide
// those are, and their outlines. It draws nothing. Faces are parsed once and
// never change, so any number of goroutines share them.
package face

import (
	"encoding/binary"
	"errors"
	"slices"
)

// Glyph is the number of a glyph in its face; 0 is the box that stands for a
// missing character.
type Glyph uint16

// Face is a parsed TrueType font.
type Face struct {
	head, hhea, maxp table
	hmtx, loca, glyf table
	glyphs, metrics  int // how many glyphs, and how many of them have a width of their own
	longLoca         bool
	unitsPerEm       int
	bmp              []entry // by character, for those below U+10000
	groups           []group // the others, in order
	// Box, Ascent, Descent and CapHeight are in thousandths of an em.
	Box                        [4]int
	Ascent, Descent, CapHeight int
}

// entry is a glyph with its advance, side by side because text asks for both.
type entry struct {
	glyph   Glyph
	advance uint16
}

// group maps the characters first to last to glyphs from start on.
type group struct{ first, last, start uint32 }

// ErrFormat is the error of a font that is not a TrueType font as needed here.
var ErrFormat = errors.New("face: not a TrueType font with outlines")

// Parse reads a TrueType font. It keeps data, which must not change.
func Parse(data []byte) (*Face, error) {
	file := table(data)
	if file.u32(0) != 0x00010000 {
		return nil, ErrFormat
	}
	tables := map[string]table{}
	for i := range file.u16(4) {
		r := 12 + 16*i
		if r+16 > len(data) {
			return nil, ErrFormat
		}
		tables[string(data[r:r+4])] = file.cut(file.u32(r+8), file.u32(r+12))
	}
	f := &Face{
		head: tables["head"], hhea: tables["hhea"], maxp: tables["maxp"],
		hmtx: tables["hmtx"], loca: tables["loca"], glyf: tables["glyf"],
	}
	f.glyphs, f.metrics = f.maxp.u16(4), f.hhea.u16(34)
	f.unitsPerEm, f.longLoca = f.head.u16(18), f.head.u16(50) == 1
	perGlyph := 2
	if f.longLoca {
		perGlyph = 4
	}
	switch {
	case len(f.head) < 54, len(f.hhea) < 36, len(f.maxp) < 32, f.unitsPerEm == 0, f.glyphs == 0,
		f.metrics == 0, f.metrics > f.glyphs,
		len(f.hmtx) < 4*f.metrics+2*(f.glyphs-f.metrics), len(f.loca) < perGlyph*(f.glyphs+1):
		return nil, ErrFormat
	}
	for i := range f.Box {
		f.Box[i] = f.mille(f.head.i16(36 + 2*i))
	}
	f.Ascent, f.Descent = f.mille(f.hhea.i16(4)), f.mille(f.hhea.i16(6))
	if f.CapHeight = f.mille(tables["OS/2"].i16(88)); f.CapHeight <= 0 {
		f.CapHeight = f.Ascent
	}
	f.readCharacters(tables["cmap"])
	return f, nil
}

// readCharacters reads the character map's formats 4 and 12. Glyphs that the
// face does not have are left out.
func (f *Face) readCharacters(cmap table) {
	f.bmp = make([]entry, 1<<16)
	for i := range min(cmap.u16(2), 16) {
		sub := cmap.cut(cmap.u32(4+8*i+4), len(cmap))
		switch sub.u16(0) {
		case 4:
			f.readSegments(sub)
		case 12:
			f.readGroups(sub)
		}
	}
	slices.SortFunc(f.groups, func(a, b group) int { return int(a.first) - int(b.first) })
}

func (f *Face) readSegments(t table) {
	n := min(t.u16(6)/2, len(t)/8)
	for s, next := 0, 0; s < n; s++ {
		last, first := t.u16(14+2*s), t.u16(16+2*n+2*s)
		if first < next || last < first {
			return // segments go up, so that no file takes long to read
		}
		next = last + 1
		delta, at := t.u16(16+4*n+2*s), 16+6*n+2*s
		offset := t.u16(at)
		for c := first; c <= last && c < 0xffff; c++ {
			g := c
			if offset != 0 {
				if g = t.u16(at + offset + 2*(c-first)); g == 0 {
					continue
				}
			}
			if g = (g + delta) & 0xffff; g < f.glyphs {
				f.bmp[c] = entry{Glyph(g), uint16(f.Advance(Glyph(g)))}
			}
		}
	}
}

func (f *Face) readGroups(t table) {
	for k := range min(t.u32(12), len(t)/12) {
		at := 16 + 12*k
		g := group{uint32(t.u32(at)), uint32(t.u32(at + 4)), uint32(t.u32(at + 8))}
		if g.last < g.first || g.last > 0x10ffff || int(g.start)+int(g.last-g.first) >= f.glyphs {
			continue
		}
		if g.last >= 1<<16 {
			f.groups = append(f.groups, g)
		}
	}
}

// Glyph is the glyph of a character, or 0 where the face has none.
func (f *Face) Glyph(r rune) Glyph {
	g, _ := f.find(r)
	return g
}

// find is the glyph of a character, and its width in thousandths of an em.
func (f *Face) find(r rune) (Glyph, int) {
	if r >= 0 && r < 1<<16 {
		return f.bmp[r].glyph, int(f.bmp[r].advance)
	}
	i, ok := slices.BinarySearchFunc(f.groups, uint32(r), func(g group, c uint32) int {
		switch {
		case g.last < c:
			return -1
		case g.first > c:
			return 1
		}
		return 0
	})
	if !ok {
		return 0, 0
	}
	g := Glyph(f.groups[i].start + uint32(r) - f.groups[i].first)
	return g, f.Advance(g)
}

// Glyphs is how many glyphs the face has.
func (f *Face) Glyphs() int { return f.glyphs }

// Advance is a glyph's width in thousandths of an em.
func (f *Face) Advance(g Glyph) int {
	return f.mille(f.hmtx.u16(4 * min(int(g), f.metrics-1)))
}

// Outline is a glyph's shape as the font's glyf table keeps it; empty for a
// space.
func (f *Face) Outline(g Glyph) []byte {
	if int(g) >= f.glyphs {
		return nil
	}
	var from, to int
	if f.longLoca {
		from, to = f.loca.u32(4*int(g)), f.loca.u32(4*int(g)+4)
	} else {
		from, to = 2*f.loca.u16(2*int(g)), 2*f.loca.u16(2*int(g)+2)
	}
	if to <= from || to > len(f.glyf) {
		return nil
	}
	return f.glyf[from:to:to]
}

// mille turns font units into thousandths of an em.
func (f *Face) mille(units int) int {
	if f.unitsPerEm == 1000 {
		return units
	}
	return units * 1000 / f.unitsPerEm
}

// table is a part of the font file. Reading outside of it gives zero.
type table []byte

func (t table) u16(i int) int {
	if i < 0 || i+2 > len(t) {
		return 0
	}
	return int(binary.BigEndian.Uint16(t[i:]))
}

func (t table) i16(i int) int { return int(int16(t.u16(i))) }

func (t table) u32(i int) int {
	if i < 0 || i+4 > len(t) {
		return 0
	}
	return int(binary.BigEndian.Uint32(t[i:]))
}

// cut is n bytes from offset on, or fewer where the table ends.
func (t table) cut(offset, n int) table {
	if offset < 0 || offset >= len(t) || n < 0 {
		return nil
	}
	return t[offset:min(offset+n, len(t))]
}
