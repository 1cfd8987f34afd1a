package pdf

import (
	"encoding/hex"
	"strconv"
	"sync"
	"unicode/utf16"

	"ecship/internal/label/face"
)

const kinds = face.Kinds

// subset is the glyphs of a face that a file or an art uses, numbered from 1 on
// in the order of their first use; 0 is the box for a missing character.
type subset struct {
	kind   face.Kind
	codes  []uint16 // by glyph
	glyphs []face.Glyph
	runes  []rune
	twins  map[rune]uint16 // characters that share a glyph with one met before
}

// code is the number of a character's glyph, or 0 where it is not in here.
func (s *subset) code(g face.Glyph, r rune) uint16 {
	if int(g) >= len(s.codes) {
		return 0
	}
	c := s.codes[g]
	if c == 0 || s.runes[c] == r {
		return c
	}
	return s.twins[r]
}

// add is code, which takes the glyph in where it is not there yet. A character
// that shares its glyph with another gets a number of its own, so that text
// comes out of the file as it went in.
func (s *subset) add(k face.Kind, g face.Glyph, r rune) uint16 {
	if c := s.code(g, r); c != 0 || g == 0 {
		return c
	}
	if s.codes == nil {
		s.kind, s.codes = k, make([]uint16, face.Of(k).Glyphs())
	}
	if len(s.glyphs) == 0 {
		s.glyphs, s.runes = append(s.glyphs, 0), append(s.runes, 0xfffd)
	}
	c := uint16(len(s.glyphs))
	s.glyphs, s.runes = append(s.glyphs, g), append(s.runes, r)
	if s.codes[g] != 0 {
		if s.twins == nil {
			s.twins = map[rune]uint16{}
		}
		s.twins[r] = c
	} else {
		s.codes[g] = c
	}
	return c
}

// reset empties the subset but keeps its memory.
func (s *subset) reset() {
	for _, g := range s.glyphs {
		s.codes[g] = 0
	}
	s.glyphs, s.runes = s.glyphs[:0], s.runes[:0]
	clear(s.twins)
}

// piece is bytes of an object, and then, if ref is not negative, a reference
// to the object of that place among those made together.
type piece struct {
	text []byte
	ref  int
}

type object []piece

// names of the faces; a subset's has six letters in front (PDF 32000-1, 9.6.4).
var faceNames = [kinds]string{"EcshipSans", "EcshipSans-Bold", "EcshipSansCJK"}

// packing compresses a stream.
type packing func(raw []byte) []byte

// fontObjects are the five objects of a font, the font itself first. Their
// references count from 0.
func fontObjects(s *subset, tag string, pack packing) [5]object {
	f := face.Of(s.kind)
	name := tag + "+" + faceNames[s.kind]
	number := func(b []byte, before string, n int) []byte {
		return strconv.AppendInt(append(b, before...), int64(n), 10)
	}

	descriptor := []byte("<</Type/FontDescriptor/FontName/" + name + "/Flags 4/ItalicAngle 0/StemV 80")
	descriptor = number(descriptor, "/Ascent ", f.Ascent)
	descriptor = number(descriptor, "/Descent ", f.Descent)
	descriptor = number(descriptor, "/CapHeight ", f.CapHeight)
	descriptor = append(descriptor, "/FontBBox["...)
	for _, v := range f.Box {
		descriptor = number(descriptor, " ", v)
	}
	descriptor = append(descriptor, "]/FontFile2 "...)

	// Glyphs as wide as an em, which is most of Chinese, need no entry.
	widths := []byte("/DW 1000/W[")
	last := -1
	for code, g := range s.glyphs {
		w := f.Advance(g)
		switch {
		case w == 1000:
			continue
		case last < 0:
			widths = append(number(widths, "", code), '[')
		case code != last+1:
			widths = append(number(widths, "]", code), '[')
		}
		widths = number(widths, " ", w)
		last = code
	}
	if last >= 0 {
		widths = append(widths, ']')
	}
	program := f.Subset(s.glyphs)
	return [5]object{
		{{[]byte("<</Type/Font/Subtype/Type0/Encoding/Identity-H/BaseFont/" + name + "/DescendantFonts["), 1}, {[]byte("]/ToUnicode "), 4}, {[]byte(">>"), -1}},
		{{[]byte("<</Type/Font/Subtype/CIDFontType2/CIDToGIDMap/Identity/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/BaseFont/" + name + string(widths) + "]/FontDescriptor "), 2}, {[]byte(">>"), -1}},
		{{descriptor, 3}, {[]byte(">>"), -1}},
		streamObject("/Length1 "+strconv.Itoa(len(program)), program, pack),
		textObject(s.runes, pack),
	}
}

// streamObject is a stream with entries of its own, compressed.
func streamObject(entries string, raw []byte, pack packing) object {
	return plainStream("/Filter/FlateDecode"+entries, pack(raw))
}

// plainStream is a stream as it is.
func plainStream(entries string, data []byte) object {
	b := append(make([]byte, 0, len(data)+80), "<<"...)
	b = append(b, entries...)
	b = strconv.AppendInt(append(b, "/Length "...), int64(len(data)), 10)
	b = append(append(b, ">>stream\n"...), data...)
	return object{{append(b, "\nendstream"...), -1}}
}

// outlineCode packs fonts whose glyphs a file adds. Its sample is one in forty of
// the ideographs.
var outlineCode = sync.OnceValue(func() *code {
	glyphs := []face.Glyph{0}
	for r := rune(0x4e00); r < 0x9fa0; r += 40 {
		_, g, _ := face.Find(r, false)
		glyphs = append(glyphs, g)
	}
	return newCode(face.Of(face.CJK).Subset(glyphs))
})

func packOutlines(raw []byte) []byte { return outlineCode().pack(nil, raw) }

// textObject is the stream of toUnicode. A short one gains nothing by being
// compressed, and packing it would cost as much as the outlines.
func textObject(runes []rune, pack packing) object {
	raw := toUnicode(runes)
	if len(raw) < 700 {
		return plainStream("", raw)
	}
	return streamObject("", raw, pack)
}

// toUnicode maps codes back to text, for copying and searching. Codes follow
// each other, so that one range lists the text of many; a range must keep to
// one high byte and to 100 entries.
func toUnicode(runes []rune) []byte {
	b := make([]byte, 0, 200+8*len(runes))
	b = append(b, "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/E def/CMapType 2 def\n"+
		"1 begincodespacerange<0000><ffff>endcodespacerange\n"...)
	for i := 1; i < len(runes); {
		end := min(i+100, len(runes), i|0xff+1)
		b = append(b, "1 beginbfrange"...)
		b = appendHex(append(b, '<'), uint16(i))
		b = appendHex(append(b, "><"...), uint16(end-1))
		b = append(b, ">["...)
		for ; i < end; i++ {
			var units [2]uint16
			b = append(b, '<')
			for _, u := range utf16.AppendRune(units[:0], runes[i]) {
				b = appendHex(b, u)
			}
			b = append(b, '>')
		}
		b = append(b, "]endbfrange\n"...)
	}
	return append(b, "endcmap end end"...)
}

func appendHex(b []byte, u uint16) []byte {
	return hex.AppendEncode(b, []byte{byte(u >> 8), byte(u)})
}
