package face

import (
	"strings"
	"sync"

	"ecship/third_party/fonts"
)

// Kind is one of the embedded faces.
type Kind uint8

// The faces. There is no bold one for Chinese: what draws thickens the strokes.
const (
	Regular Kind = iota
	Bold
	CJK
	Kinds int = iota
)

var all = sync.OnceValue(func() (faces [Kinds]*Face) {
	for k, data := range [Kinds][]byte{fonts.Regular, fonts.Bold, fonts.CJK} {
		f, err := Parse(data)
		if err != nil {
			panic(err) // the fonts are part of the program
		}
		faces[k] = f
	}
	return faces
})

// Of is an embedded face.
func Of(k Kind) *Face { return all()[k] }

// Find is the face and glyph of a character: the Latin face of the weight
// first, then the CJK one. Where none has it the glyph is 0.
func Find(r rune, bold bool) (Kind, Glyph) {
	faces := all()
	latin := Regular
	if bold {
		latin = Bold
	}
	if g := faces[latin].Glyph(r); g != 0 {
		return latin, g
	}
	return CJK, faces[CJK].Glyph(r)
}

// Advance is the width of a glyph in thousandths of an em.
func Advance(k Kind, g Glyph) int { return all()[k].Advance(g) }

// Width is the width of a text in thousandths of an em.
func Width(s string, bold bool) (sum int) {
	for _, r := range s {
		k, g := Find(r, bold)
		sum += Advance(k, g)
	}
	return sum
}

// Missing are the characters of s that no face has, each once, in order.
func Missing(s string) string {
	var b strings.Builder
	for _, r := range s {
		if _, g := Find(r, false); g == 0 && !strings.ContainsRune(b.String(), r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
