// Package export writes tables as CSV files for spreadsheets. A cell that a
// spreadsheet would take for a formula is made text (S-13); the package knows
// nothing of what it writes.
package export

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"strings"
	"unicode/utf8"
)

// bom has spreadsheets read the file as UTF-8.
const bom = "\ufeff"

// CSV is a file of rows, the first of which names the columns.
func CSV(rows [][]string) []byte {
	var b bytes.Buffer
	b.WriteString(bom)
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = Cell(cell)
		}
		w.Write(safe) //nolint:errcheck // a buffer takes everything
	}
	w.Flush()
	return b.Bytes()
}

// number is what may begin with a sign and is no formula.
var number = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

// starters are the characters, half and full width, with which spreadsheets
// begin a formula, and those that they skip before one.
const starters = "=+-@\t\r\n＝＋－＠|%"

// Cell is a text that no spreadsheet executes: where it could be a formula an
// apostrophe stands before it, as people write it by hand. What ends a line or
// is no text becomes a space.
func Cell(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \u00a0\u3000\ufeff\u200b"))
	if s != "" && strings.ContainsRune(starters, first) && !number.MatchString(s) {
		return "'" + s
	}
	return s
}
