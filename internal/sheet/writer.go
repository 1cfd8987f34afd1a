package sheet

import (
	"encoding/csv"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Writer writes rows that no program will run (S-13). It is for one goroutine.
type Writer struct {
	row   func(cells []string) error
	close func() error
}

// Write writes a row.
func (w *Writer) Write(cells []string) error { return w.row(cells) }

// Close ends the file; the place that it went to stays open.
func (w *Writer) Close() error { return w.close() }

// NewCSV writes UTF-8 with a byte order mark, without which Excel would take it
// for another encoding.
func NewCSV(w io.Writer) *Writer {
	c, begun := csv.NewWriter(w), false
	begin := func() error {
		if begun {
			return nil
		}
		begun = true
		_, err := io.WriteString(w, "\ufeff")
		return err
	}
	return &Writer{
		row: func(cells []string) error {
			if err := begin(); err != nil {
				return err
			}
			safe := make([]string, len(cells))
			for i, s := range cells {
				safe[i] = Neutral(s)
			}
			return c.Write(safe)
		},
		close: func() error {
			if err := begin(); err != nil {
				return err
			}
			c.Flush()
			return c.Error()
		},
	}
}

// number is what a program reckons with, and cannot run.
var number = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// starters are the characters, half and full width, with which spreadsheets
// begin a formula or a command, and blanks those that they skip before one.
const (
	starters = "=+-@|%＝＋－＠｜％"
	blanks   = " \u00a0\u3000\t\r\n\v\f\x00\ufeff\u200b"
)

// Neutral is a cell as a CSV file may have it. What a spreadsheet could take for
// a formula gets an apostrophe in front, as people write it by hand (S-13); the
// line breaks within stay, and what is no text becomes a space. All tables that
// the portal gives out go through it: there is no other rule for them.
func Neutral(s string) string {
	s = text(s) // first: what becomes a space may stand before a formula
	bare := strings.TrimLeft(s, blanks)
	first, _ := utf8.DecodeRuneInString(bare)
	if bare != "" && !number.MatchString(s) && (strings.ContainsRune(starters, first) || s[0] == '\t' || s[0] == '\n') {
		return "'" + s
	}
	return s
}

// text is s in UTF-8 without characters that control something, but for tabs and
// line breaks.
func text(s string) string {
	if utf8.ValidString(s) && strings.IndexFunc(s, controls) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if controls(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\ufffd"))
}

func controls(r rune) bool { return r < ' ' && r != '\t' && r != '\n' || r == 0x7f }

// WriteCSV writes rows that are all there.
func WriteCSV(w io.Writer, rows [][]string) error {
	f := NewCSV(w)
	for _, row := range rows {
		if err := f.Write(row); err != nil {
			return err
		}
	}
	return f.Close()
}
