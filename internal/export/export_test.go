package export_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"ecship/internal/export"
)

// S-13: what a spreadsheet would execute is text; what is a number stays one.
func TestCell(t *testing.T) {
	for in, want := range map[string]string{
		"tea": "tea", "": "", "-12.50": "-12.50", "+852": "+852", "457.00": "457.00", "2-11-3 Meguro": "2-11-3 Meguro",
		"=1+1": "'=1+1", "+1-1": "'+1-1", "-1+cmd": "'-1+cmd", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "  =1": "'  =1", "＝1": "'＝1",
		"\u200b=1": "'\u200b=1", "\r=1": "' =1", "a\nb": "a b", "|calc": "'|calc", "\xff=": "\ufffd=",
	} {
		if got := export.Cell(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// S-13, R-27: every cell comes back as it was but for the apostrophe, and none
// begins as a formula does.
func FuzzCSV(f *testing.F) {
	f.Add("=1+1", "a,b\"c")
	f.Add(" \t@x", "\r\n")
	f.Fuzz(func(t *testing.T, a, b string) {
		file := export.CSV([][]string{{"a", "b"}, {a, b}})
		if !utf8.Valid(file) || !bytes.HasPrefix(file, []byte("\ufeff")) {
			t.Fatal("not UTF-8 with its mark")
		}
		rows, err := csv.NewReader(bytes.NewReader(file[3:])).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[1]) != 2 {
			t.Fatalf("%v %q", err, file)
		}
		for i, in := range []string{a, b} {
			got := rows[1][i]
			if got != export.Cell(in) {
				t.Errorf("%q came back as %q", export.Cell(in), got)
			}
			if trimmed := strings.TrimLeft(got, " "); strings.HasPrefix(trimmed, "=") || strings.HasPrefix(trimmed, "@") {
				t.Errorf("%q is live", got)
			}
		}
	})
}
