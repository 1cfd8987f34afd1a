package sheet

import (
	"encoding/csv"
	"io"
	"regexp"
	"strings"
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

// Neutral is a cell as a CSV file may have it: what a spreadsheet would take
// for a formula gets an apostrophe in front, which it does not show (S-13).
func Neutral(s string) string {
	bare := strings.TrimLeft(s, " \u00a0\u3000\t\r\n\v\f\x00\ufeff\u200b")
	if bare == "" || number.MatchString(s) {
		return s
	}
	if strings.ContainsRune("=+-@＝＋－＠", []rune(bare)[0]) || s[0] == '\t' || s[0] == '\r' || s[0] == '\n' {
		return "'" + s
	}
	return s
}
