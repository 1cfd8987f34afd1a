package face_test

import (
	"bytes"
	"testing"

	"ecship/internal/label/face"
	"ecship/third_party/fonts"
)

// Every script that a label promises is there: Hong Kong's own characters,
// those beyond U+FFFF, the Mainland's, Vietnamese, Cyrillic, kana.
func TestMissing(t *testing.T) {
	for _, s := range []string{
		"Chan Tai Man, Flat A 12/F", "Nguyễn Thị Hương", "Łódź Đông ß", "Ελλάδα", "Київ Щука", "№ 5 – “x” … € £ ¥",
		"香港中環德輔道中", "深水埗通菜街", "鰂魚涌", "𠝹𠺘𨋢𡃁", "广东省深圳市", "东京都渋谷区 カタカナ ひらがな", "서울특별시 강남구", "（九龍）、「新界」", "嘅咗嚟", "囧龘",
	} {
		if got := face.Missing(s); got != "" {
			t.Errorf("%s lacks %q", s, got)
		}
	}
	if got := face.Missing("A😀陳ไ😀ع"); got != "😀ไع" {
		t.Errorf("missing are %q", got)
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		r    rune
		bold bool
		kind face.Kind
	}{{'A', false, face.Regular}, {'A', true, face.Bold}, {'陳', false, face.CJK}, {'陳', true, face.CJK}, {'𨋢', false, face.CJK}} {
		k, g, _ := face.Find(c.r, c.bold)
		if k != c.kind || g == 0 {
			t.Errorf("%c is glyph %d of face %d, want face %d", c.r, g, k, c.kind)
		}
		if len(face.Of(k).Outline(g)) == 0 {
			t.Errorf("%c has no outline", c.r)
		}
	}
	if w := face.Width("陳大文", false); w != 3000 {
		t.Errorf("three ideographs are %d thousandths wide", w)
	}
	if w, b := face.Width("Hongkong", false), face.Width("Hongkong", true); w < 4000 || b <= w {
		t.Errorf("widths are %d and bold %d", w, b)
	}
}

// A subset is a font again, with the same outlines and widths in its own order,
// and with the parts of composite glyphs.
func TestSubset(t *testing.T) {
	f := face.Of(face.Regular)
	glyphs := []face.Glyph{0}
	for _, r := range "éÄxV" {
		glyphs = append(glyphs, f.Glyph(r))
	}
	s, err := face.Parse(f.Subset(glyphs))
	if err != nil {
		t.Fatal(err)
	}
	if s.Glyphs() <= len(glyphs) {
		t.Errorf("%d glyphs: the parts of the accented letters are missing", s.Glyphs())
	}
	for i, g := range glyphs {
		if s.Advance(face.Glyph(i)) != f.Advance(g) {
			t.Errorf("glyph %d is %d wide, want %d", i, s.Advance(face.Glyph(i)), f.Advance(g))
		}
		if len(s.Outline(face.Glyph(i))) < len(f.Outline(g)) {
			t.Errorf("glyph %d has lost its outline", i)
		}
	}
}

// P-2: a subset of up to 128 kB of outlines says in two bytes where each is, a
// larger one in four; either way each is found again.
func TestSubsetSize(t *testing.T) {
	f := face.Of(face.CJK)
	glyphs, sum, seen := []face.Glyph{0}, 0, map[bool]int{}
	for r := rune(0x4e00); sum < 140_000; r++ {
		g := f.Glyph(r)
		glyphs = append(glyphs, g)
		if sum += (len(f.Outline(g)) + 1) &^ 1; sum < 130_000 {
			continue
		}
		s, err := face.Parse(f.Subset(glyphs))
		if err != nil {
			t.Fatal(err)
		}
		seen[sum+len(f.Outline(0)) >= 1<<17]++
		for i, g := range glyphs {
			if !bytes.HasPrefix(s.Outline(face.Glyph(i)), f.Outline(g)) {
				t.Fatalf("of %d glyphs, %d bytes, the outline of %d is another", len(glyphs), sum, i)
			}
		}
	}
	if seen[false] == 0 || seen[true] == 0 {
		t.Error("not both sizes:", seen)
	}
}

// no file, however broken, makes the parser panic or hang.
func FuzzParse(f *testing.F) {
	small := face.Of(face.Regular).Subset([]face.Glyph{0, 5, 9})
	f.Add(small)
	f.Add(fonts.Bold[:2000])
	f.Add([]byte("\x00\x01\x00\x00\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := face.Parse(b)
		if err != nil {
			return
		}
		for _, r := range []rune{-1, 0, 'A', 0xffff, 0x20000, 0x10ffff} {
			g := p.Glyph(r)
			p.Advance(g)
			p.Outline(g)
		}
		p.Subset([]face.Glyph{0, face.Glyph(p.Glyphs() - 1), 65535})
	})
}

// Texts of printable ASCII alone are taken without a look at the fonts.
func TestASCII(t *testing.T) {
	for r := ' '; r <= '~'; r++ {
		if missing := face.Missing(string(r)); missing != "" {
			t.Errorf("%q", missing)
		}
	}
}
