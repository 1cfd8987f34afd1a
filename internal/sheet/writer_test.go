package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// raced tells of the race detector, under which nothing is measured.
var raced bool

// S-13: no cell of an export begins as a formula does, and reading gives back
// what was written.
func TestNeutral(t *testing.T) {
	for _, s := range []string{"=1+1", "+1", "-1+2", "@SUM(1)", "\t=1", "\n=1", " =1", "\u3000=1", "＝1", "－cmd", "\u200b=1", "=HYPERLINK(\"http://x\")", "-2e3",
		"+852", "|calc", "％1", "%windir%", "\tAnn"} {
		if got := Neutral(s); got != "'"+s {
			t.Errorf("%q is written %q", s, got)
		}
	}
	for _, s := range []string{"", "-12.50", "12", "Ann", "a=b", "'x", "香港", "2-11-3 Meguro", "a\n=b", "\n"} {
		if got := Neutral(s); got != s {
			t.Errorf("%q is written %q", s, got)
		}
	}
	for s, want := range map[string]string{"\r=1": "' =1", "\x00=1": "' =1", "\x0e\x10 @x": "'   @x", "a\r\nb": "a\nb", "a\rb": "a b", "\xff=": "\ufffd=", "a\x1bb\x7f": "a b "} {
		if got := Neutral(s); got != want {
			t.Errorf("%q is written %q, want %q", s, got, want)
		}
	}
}

// S-13, R-27: every cell of a CSV file comes back as it was but for the
// apostrophe, and none begins as a formula does.
func FuzzCSVWritten(f *testing.F) {
	f.Add("=1+1", "a,b\"c")
	f.Add(" \t@x", "\r\n")
	f.Add("\x0e\x10\x00\x10@\x98\x00\x8d", "\xd3\x14\x14xxx")
	f.Fuzz(func(t *testing.T, a, b string) {
		var file bytes.Buffer
		w := NewCSV(&file)
		if err := errors.Join(w.Write([]string{"a", "b"}), w.Write([]string{a, b}), w.Close()); err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(file.Bytes()) || !bytes.HasPrefix(file.Bytes(), []byte("\ufeff")) {
			t.Fatal("not UTF-8 with its mark")
		}
		rows, err := csv.NewReader(bytes.NewReader(file.Bytes()[3:])).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[1]) != 2 {
			t.Fatalf("%v %q", err, file.Bytes())
		}
		for i, in := range []string{a, b} {
			if rows[1][i] != Neutral(in) {
				t.Errorf("%q came back as %q", Neutral(in), rows[1][i])
			}
			if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(rows[1][i], blanks)); strings.ContainsRune("=+@|%＝＋－＠", first) {
				t.Errorf("%q is live", rows[1][i])
			}
		}
	})
}

// S-13: whatever is in a cell, the workbook has it as text and reads it so.
func TestExcelRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(rapid.StringMatching(`[=+@a-z<>&"'_x0-9\x{4e00}-\x{4e10}\n .]{1,12}`), 2, 6).Draw(t, "cells")
		var b bytes.Buffer
		w := NewExcel(&b)
		for _, row := range [][]string{{"head", "head"}, cells} {
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		rows, err := readAll(b.Bytes())
		if err != nil || len(rows) > 1 {
			t.Fatal(rows, err)
		}
		if blank(cells) {
			return
		}
		if d := cmp.Diff(cells, rows[0]); d != "" {
			t.Fatal(d)
		}
	})
}

// Another program reads the workbook too, and finds no formula in it.
func TestExcelOfOthers(t *testing.T) {
	var b bytes.Buffer
	w := NewExcel(&b)
	want := [][]string{{"Reference", "Amount"}, {"=cmd|' /C calc'!A0", "12.50"}, {"+85291234567", "香港 <&>"}}
	for _, row := range want {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.GetRows("Sheet1")
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(err, d)
	}
	if s, err := f.GetCellFormula("Sheet1", "A2"); s != "" || err != nil {
		t.Error(s, err)
	}
	if kind, err := f.GetCellType("Sheet1", "B2"); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber || err != nil {
		t.Error(kind, err)
	}
}

// A CSV of ours has the mark that Excel needs, and is read back.
func TestCSVRoundTrip(t *testing.T) {
	var b bytes.Buffer
	w := NewCSV(&b)
	for _, row := range [][]string{{"a", "b"}, {"x,y", "\"q\"\nz"}} {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(b.String(), "\ufeff") {
		t.Error("no byte order mark")
	}
	rows, key := rowsOf(t, b.String())
	if d := cmp.Diff([]Row{{2, []string{"x,y", "\"q\"\nz"}}}, rows); d != "" || key != "" {
		t.Error(key, d)
	}
}
