package face

import (
	"strings"
	"sync"
	"sync/atomic"

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

// loaded are the faces once somebody has asked for them. Every character of
// every text asks, so it is one load and no lock.
var (
	loaded  atomic.Pointer[[Kinds]*Face]
	loading sync.Mutex
)

func all() *[Kinds]*Face {
	if faces := loaded.Load(); faces != nil {
		return faces
	}
	return load()
}

func load() *[Kinds]*Face {
	loading.Lock()
	defer loading.Unlock()
	if faces := loaded.Load(); faces != nil {
		return faces
	}
	var faces [Kinds]*Face
	for k, data := range [Kinds][]byte{fonts.Regular, fonts.Bold, fonts.CJK} {
		f, err := Parse(data)
		if err != nil {
			panic(err) // the fonts are part of the program
		}
		faces[k] = f
	}
	loaded.Store(&faces)
	return &faces
}

// Of is an embedded face.
func Of(k Kind) *Face { return all()[k] }

// Find is the face and glyph of a character, and its width in thousandths of an
// em: the Latin face of the weight first, then the CJK one. Where none has it
// the glyph is 0.
func Find(r rune, bold bool) (Kind, Glyph, int) {
	faces := all()
	latin := Regular
	if bold {
		latin = Bold
	}
	if g, w := faces[latin].find(r); g != 0 {
		return latin, g, w
	}
	g, w := faces[CJK].find(r)
	return CJK, g, w
}

// Width is the width of a text in thousandths of an em.
func Width(s string, bold bool) (sum int) {
	for _, r := range s {
		_, _, w := Find(r, bold)
		sum += w
	}
	return sum
}

// Missing are the characters of s that no face has, each once, in order.
func Missing(s string) string {
	var b strings.Builder
	for _, r := range s {
		if _, g, _ := Find(r, false); g == 0 && !strings.ContainsRune(b.String(), r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
