package label

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"ecship/internal/label/face"
)

// point is a typographic point in millimetres.
const point = 25.4 / 72

// leading is the distance of two baselines, in sizes.
const leading = 1.2

// longest is how many bytes of a text are looked at; nothing near as long fits
// on a label.
const longest = 2000

// width is how wide a text is, in millimetres.
func width(s string, st Style) float64 {
	return float64(face.Width(s, st.Bold)) * st.Size * point / 1000
}

// clean makes a text fit to be drawn: composed (NFC), spaces single, and without
// control characters, whether of the terminal's or of the bidirectional kind.
// Input is checked long before; this is the last line of defence (S-14).
func clean(s string) string {
	if len(s) <= longest && plain(s) {
		return s
	}
	if len(s) > longest {
		s = s[:longest]
	}
	s = strings.ToValidUTF8(s, "")
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			gap = b.Len() > 0
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs) || r == utf8.RuneError || variation(r):
		default:
			if gap {
				b.WriteByte(' ')
				gap = false
			}
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// plain tells whether a text is certainly clean: ASCII, Latin letters and
// ideographs with single spaces between them.
func plain(s string) bool {
	before := ' '
	for _, r := range s {
		switch {
		case r == ' ' && before != ' ', r > ' ' && r < 0x7f, r > 0xad && r < 0x300, r > 0x3000 && r < 0xa000 && r != 0x3164:
		default:
			return false
		}
		before = r
	}
	return before != ' ' || s == ""
}

// variation tells the selectors that choose a variant of the character before;
// the fonts have one shape each.
func variation(r rune) bool { return r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef }

// wrap breaks a clean text into lines of at most limit thousandths of an em:
// at spaces, between ideographs, and inside a word where it is longer than a
// line. No line starts with closing punctuation unless it can't be helped.
func wrap(dst []string, s string, bold bool, limit int) []string {
	if len(s) <= 64 && face.Width(s, bold) <= limit {
		if s == "" {
			return dst
		}
		return append(dst, s)
	}
	start, end := 0, -1 // of the line; where it may break, after the space if any
	next := 0           // where the next line would start
	used := 0
	var before rune
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		_, _, w := face.Find(r, bold)
		switch {
		case r == ' ':
			end, next = i, i+n
		case i > start && before != ' ' && (ideograph(before) || ideograph(r)) && !counted(before, r) && !strings.ContainsRune("、。，．）」』》：；！？,.)", r) && !strings.ContainsRune("（「『《(", before):
			end, next = i, i
		}
		if used+w > limit && i > start {
			if end <= start {
				end, next = i, i
			}
			dst = append(dst, s[start:end])
			start, i, used, before, end = next, next, 0, 0, -1
			continue
		}
		used += w
		before = r
		i += n
	}
	if start < len(s) {
		dst = append(dst, s[start:])
	}
	return dst
}

// counted tells a figure and the word after it that counts houses, floors or
// rooms: 113號 is read as one.
func counted(before, r rune) bool {
	return (before >= '0' && before <= '9' || before >= 'A' && before <= 'Z') && strings.ContainsRune("號号樓楼座室", r)
}

func ideograph(r rune) bool {
	return r >= 0x2e80 && r < 0xac00 || r >= 0xf900 && r < 0xfb00 || r >= 0xff00 && r <= 0xffef || r >= 0x20000
}

// cut shortens a text until it and an ellipsis are within limit.
func cut(s string, bold bool, limit int) string {
	const ellipsis = "…"
	limit -= face.Width(ellipsis, bold)
	used := 0
	for i, r := range s {
		_, _, w := face.Find(r, bold)
		if used += w; used > limit {
			return strings.TrimRight(s[:i], " ") + ellipsis
		}
	}
	return s + ellipsis
}
