package postal_test

import (
	"strings"
	"testing"

	"ecship/internal/postal"
	"ecship/internal/problem"
)

func TestCleanText(t *testing.T) {
	for in, want := range map[string]string{"a b": "a b", " a": "a", "a ": "a", "a  b": "a b", "a\x7fb": "a\x7fb", "  a\t b\r\nc ": "a b c", "Cafe\u0301": "Café", "\u3000陳\u3000大文 ": "陳 大文", "": ""} {
		if got := postal.CleanText(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// S-14: what could make a label read otherwise than it sorts never gets on it.
func TestCheckText(t *testing.T) {
	for _, c := range []struct{ in, printable, latin string }{
		{"", "", ""},
		{"Zoë O'Brien-Łukasz, Flat 3/F (No. 12) & Co. №7 — “ok” ½ €5", "", ""},
		{"Nguyễn Thị Minh Khai", "", ""},
		{"陳大文", "", "text.latin"},
		{"𠮷野家", "", "text.latin"}, // beyond U+FFFF
		{"Привет", "", "text.latin"},
		{"١٢٣", "", "text.latin"},
		{"１２３", "", "text.latin"},
		{"Mei 😀", "text.emoji", "text.emoji"},
		{"❤️", "text.emoji", "text.emoji"},
		{"a\u202eb", "text.control", "text.control"},
		{"a\u2066b", "text.control", "text.control"},
		{"a\u200fb", "text.control", "text.control"},
		{"a\x00b", "text.control", "text.control"},
		{"a\nb", "text.control", "text.control"},
		{"a\u2028b", "text.control", "text.control"},
		{"\xff", "text.encoding", "text.encoding"},
		{"\ue000", "text.control", "text.control"},
	} {
		for kind, check := range map[string]func(string) error{c.printable: postal.CheckPrintable, c.latin + " ": postal.CheckLatin} {
			want := strings.TrimSpace(kind)
			err := check(c.in)
			if want == "" && err != nil || want != "" && (err == nil || problem.Of(err).Key != want) {
				t.Errorf("%q: %v, want %q", c.in, err, want)
			}
		}
	}
	err := problem.Of(postal.CheckPrintable("\u202e"))
	if err.Args[1] != "U+202E" {
		t.Error(err.Args)
	}
	for in, want := range map[string]int{"陳": 1, "Zoë 陳": 5, "ab\u202e": 3, "Łukasz 😀": 8} {
		if p := problem.Of(postal.CheckLatin(in)); p.Args[2] != "position" || p.Args[3] != want {
			t.Errorf("%q: %v, want position %d", in, p.Args, want)
		}
	}
}

func FuzzCheckText(f *testing.F) {
	f.Add("陳 大文")
	f.Fuzz(func(t *testing.T, s string) {
		clean := postal.CleanText(s)
		if postal.CleanText(clean) != clean {
			t.Fatalf("%q is not clean", clean)
		}
		if postal.CheckLatin(s) == nil && postal.CheckPrintable(s) != nil {
			t.Fatalf("%q is Latin but not printable", s)
		}
	})
}
