package postal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"ecship/internal/problem"

	"golang.org/x/text/unicode/norm"
)

// CleanText is what was typed, composed (NFC), with its ends trimmed and every
// run of white space, line breaks too, made one space.
func CleanText(s string) string {
	if tidy(s) {
		return s
	}
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}

// plain tells whether s is of printable ASCII alone. Most texts are: they need
// no look into Unicode's tables.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// tidy tells whether s is plain and clean already.
func tidy(s string) bool {
	return plain(s) && !strings.HasPrefix(s, " ") && !strings.HasSuffix(s, " ") && !strings.Contains(s, "  ")
}

// CheckPrintable is nil where s can stand on a label; else the problem tells
// which character, and where: no control or direction marks, which could make a
// label read otherwise than it sorts, and no emoji, which no postal machine or
// customs office reads. Han characters beyond U+FFFF are fine.
func CheckPrintable(s string) error {
	if plain(s) {
		return nil
	}
	if !utf8.ValidString(s) {
		return problem.New(problem.Invalid, "text.encoding", "")
	}
	for i, r := range s {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029', r == utf8.RuneError:
			return problem.New(problem.Invalid, "text.control", "", "character", codePoint(r), "position", position(s, i))
		case emoji(r):
			return problem.New(problem.Invalid, "text.emoji", "", "character", string(r), "position", position(s, i))
		case !unicode.IsPrint(r) && r != ' ':
			return problem.New(problem.Invalid, "text.control", "", "character", codePoint(r), "position", position(s, i))
		}
	}
	return nil
}

// CheckLatin is CheckPrintable for the parts that machines and foreign sorters
// read: Roman letters, with any accents, Arabic numerals and common signs (UPU
// addressing rules).
func CheckLatin(s string) error {
	if plain(s) {
		return nil
	}
	if err := CheckPrintable(s); err != nil {
		return err
	}
	for i, r := range s {
		if unicode.In(r, unicode.Latin, unicode.Mn) || r < 0x2E80 && unicode.In(r, unicode.Common) && (r < 0x80 || !unicode.IsDigit(r)) {
			continue
		}
		return problem.New(problem.Invalid, "text.latin", "", "character", string(r), "position", position(s, i))
	}
	return nil
}

// position is where the character at byte i stands, counted from 1.
func position(s string, i int) int { return utf8.RuneCountInString(s[:i]) + 1 }

// emoji tells whether r is a pictograph, or one of the selectors and
// modifiers that make one.
func emoji(r rune) bool {
	return r >= 0x1F000 && r <= 0x1FBFF || r >= 0x2600 && r <= 0x27BF || r >= 0x2B00 && r <= 0x2BFF ||
		r >= 0xFE00 && r <= 0xFE0F || r == 0x20E3 || r >= 0xE0000 && r <= 0xE007F
}

// codePoint names a character that can't be shown: "U+202E".
func codePoint(r rune) string {
	const hex = "0123456789ABCDEF"
	b := []byte{'U', '+'}
	for shift := 20; shift >= 0; shift -= 4 {
		if d := r >> shift & 15; d != 0 || len(b) > 2 || shift < 16 {
			b = append(b, hex[d])
		}
	}
	return string(b)
}
