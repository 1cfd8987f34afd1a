package face

import (
	"encoding/binary"
	"slices"
)

// Subset is a TrueType font of these glyphs, in this order, for use inside a
// PDF: it has outlines and widths, but no character map. glyphs[0] must be 0.
// Parts of composite glyphs that are missing are added behind.
func (f *Face) Subset(glyphs []Glyph) []byte {
	b := subset{f: f, all: slices.Clone(glyphs)}
	size := 0
	for _, g := range glyphs {
		size += len(f.Outline(g)) + 3
	}
	b.glyf, b.places, b.hmtx = make([]byte, 0, size), make([]uint32, 0, len(glyphs)+1), make([]byte, 0, 4*len(glyphs))
	for i := 0; i < len(b.all); i++ { // add grows b.all
		b.add(b.all[i])
	}
	b.places = append(b.places, uint32(len(b.glyf)))
	return b.font()
}

type subset struct {
	f          *Face
	all        []Glyph
	place      map[Glyph]int // where a glyph stands in all; made for the first composite
	places     []uint32      // where each outline begins in glyf, and the end
	glyf, hmtx []byte
}

// add appends a glyph's outline, place and width.
func (b *subset) add(g Glyph) {
	b.places = append(b.places, uint32(len(b.glyf)))
	at := len(b.glyf)
	b.glyf = append(b.glyf, b.f.Outline(g)...)
	if table(b.glyf[at:]).i16(0) < 0 {
		b.composite(b.glyf[at:])
	}
	if len(b.glyf)%2 != 0 {
		b.glyf = append(b.glyf, 0)
	}
	b.hmtx = binary.BigEndian.AppendUint16(b.hmtx, uint16(b.f.hmtx.u16(4*min(int(g), b.f.metrics-1))))
	bearing := 4*int(g) + 2
	if int(g) >= b.f.metrics {
		bearing = 4*b.f.metrics + 2*(int(g)-b.f.metrics)
	}
	b.hmtx = binary.BigEndian.AppendUint16(b.hmtx, uint16(b.f.hmtx.u16(bearing)))
}

// The flags of a part of a composite glyph.
const (
	wideArguments = 1 << 0
	oneScale      = 1 << 3
	moreParts     = 1 << 5
	twoScales     = 1 << 6
	matrix        = 1 << 7
)

// composite renumbers the parts of a composite glyph.
func (b *subset) composite(outline table) {
	for at := 10; at+4 <= len(outline); {
		flags, part := outline.u16(at), Glyph(outline.u16(at+2))
		if int(part) >= b.f.glyphs {
			part = 0
		}
		if b.place == nil {
			b.place = make(map[Glyph]int, len(b.all))
			for i, g := range b.all {
				b.place[g] = i
			}
		}
		i, ok := b.place[part]
		if !ok {
			i = len(b.all)
			b.place[part] = i
			b.all = append(b.all, part)
		}
		binary.BigEndian.PutUint16(outline[at+2:], uint16(i))
		at += 6
		if flags&wideArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			return
		}
	}
}

// loca is the table of places: halved, in two bytes each, where all are within
// 128 kB, which all but a file of very many labels are (P-2).
func (b *subset) loca() (loca []byte, long uint16) {
	loca = make([]byte, 0, 4*len(b.places))
	if len(b.glyf) < 1<<17 {
		for _, at := range b.places {
			loca = binary.BigEndian.AppendUint16(loca, uint16(at/2))
		}
		return loca, 0
	}
	for _, at := range b.places {
		loca = binary.BigEndian.AppendUint32(loca, at)
	}
	return loca, 1
}

// font puts the tables together.
func (b *subset) font() []byte {
	head, hhea, maxp := slices.Clone(b.f.head), slices.Clone(b.f.hhea), slices.Clone(b.f.maxp)
	binary.BigEndian.PutUint32(head[8:], 0)
	loca, long := b.loca()
	binary.BigEndian.PutUint16(head[50:], long)
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(b.all)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(b.all)))
	parts := []struct {
		tag  string
		data []byte
	}{{"glyf", b.glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", b.hmtx}, {"loca", loca}, {"maxp", maxp}}

	size := 12 + 16*len(parts)
	for _, p := range parts {
		size += (len(p.data) + 3) &^ 3
	}
	out := make([]byte, 0, size)
	// Six tables: the greatest power of two below is 4, its logarithm 2.
	out = append(out, 0, 1, 0, 0, 0, 6, 0, 4*16, 0, 2, 0, (6-4)*16)
	offset, headAt := 12+16*len(parts), 0
	for _, p := range parts {
		if p.tag == "head" {
			headAt = offset
		}
		out = append(out, p.tag...)
		out = binary.BigEndian.AppendUint32(out, checksum(p.data))
		out = binary.BigEndian.AppendUint32(out, uint32(offset))
		out = binary.BigEndian.AppendUint32(out, uint32(len(p.data)))
		offset += (len(p.data) + 3) &^ 3
	}
	for _, p := range parts {
		out = append(out, p.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[headAt+8:], 0xb1b0afba-checksum(out))
	return out
}

// checksum is the sum of the four-byte words, the last filled with zeros.
func checksum(b []byte) (sum uint32) {
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	if len(b) > 0 {
		var last [4]byte
		copy(last[:], b)
		sum += binary.BigEndian.Uint32(last[:])
	}
	return sum
}
