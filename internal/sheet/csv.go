package sheet

import (
	"bufio"
	"io"
	"strings"
)

// csvRows splits UTF-8 text into rows and cells after RFC 4180, and takes what
// programs write beside it: any line end, a quotation mark inside a cell that
// did not begin with one, and text behind a closing one.
type csvRows struct {
	in        *bufio.Reader
	separator rune
	line      int
	row       []byte // the cells of the row, one after another
	ends      []int  // where each ends in row
}

func newCSVRows(r io.Reader, separator rune) *csvRows {
	return &csvRows{in: bufio.NewReaderSize(r, 32<<10), separator: separator}
}

func (c *csvRows) close() error { return nil }

// next is the next row, or io.EOF.
func (c *csvRows) next() (Row, error) {
	c.row, c.ends, c.line = c.row[:0], c.ends[:0], c.line+1
	for first := true; ; first = false {
		last, err := c.cell()
		if err == io.EOF && first && len(c.row) == 0 {
			return Row{}, io.EOF
		}
		if err != nil && err != io.EOF {
			return Row{}, err
		}
		if c.ends = append(c.ends, len(c.row)); len(c.ends) > ColumnMost {
			return Row{}, refuse("sheet.columns", "line", c.line, "most", ColumnMost)
		}
		if last || err == io.EOF {
			return c.cells(), nil
		}
	}
}

func (c *csvRows) cells() Row {
	text, cells, from := string(c.row), make([]string, len(c.ends)), 0
	for i, end := range c.ends {
		cells[i], from = text[from:end], end
	}
	return Row{Line: c.line, Cells: cells}
}

// cell reads one cell with its separator or line end; last tells that the row
// is over. io.EOF ends the file's last cell.
func (c *csvRows) cell() (last bool, err error) {
	from, quoted := len(c.row), false
	for {
		b, err := c.in.ReadByte()
		if err != nil {
			if quoted && err == io.EOF {
				return false, refuse("sheet.quote", "line", c.line)
			}
			return false, err
		}
		switch {
		case b == 0:
			return false, refuse("sheet.nul", "line", c.line)
		case len(c.row) >= RowMost && quoted:
			return false, refuse("sheet.quote", "line", c.line)
		case len(c.row) >= RowMost:
			return false, refuse("sheet.row_long", "line", c.line, "most", RowMost>>10)
		case quoted && b == '"':
			if again, _ := c.in.Peek(1); len(again) == 1 && again[0] == '"' {
				c.in.Discard(1) //nolint:errcheck // it was there
				c.row = append(c.row, b)
			} else {
				quoted = false
			}
		case quoted:
			c.row = append(c.row, b)
		case b == '"' && len(c.row) == from:
			quoted = true
		case rune(b) == c.separator:
			return false, nil
		case b == '\n':
			return true, nil
		case b == '\r':
			if after, _ := c.in.Peek(1); len(after) == 1 && after[0] == '\n' {
				c.in.Discard(1) //nolint:errcheck // it was there
			}
			return true, nil
		default:
			c.row = append(c.row, b)
		}
	}
}

// separators are those that are recognised, the usual ones first.
var separators = []rune{',', '\t', ';', '|'}

// sampleRows is how many rows the separator is judged by.
const sampleRows = 20

// separate finds the separator of a text: the one that cuts the most of its
// first rows into the same number of cells, two at least. A row "sep=;" above
// them, which Excel understands, says it.
func separate(sample string) (separator rune, skip int) {
	if rest, ok := strings.CutPrefix(sample, "sep="); ok && len(rest) > 1 && strings.ContainsRune("\r\n", rune(rest[1])) {
		skip = len("sep=") + 1
		for skip < len(sample) && strings.ContainsRune("\r\n", rune(sample[skip])) {
			skip++
		}
		return rune(rest[0]), skip
	}
	best := 0
	separator = ','
	for _, s := range separators {
		if n := evenness(sample, s); n > best {
			best, separator = n, s
		}
	}
	return separator, 0
}

// evenness is how well a separator cuts: rows of the commonest width, weighed
// by that width.
func evenness(sample string, separator rune) int {
	rows := newCSVRows(strings.NewReader(sample), separator)
	widths := map[int]int{}
	for range sampleRows {
		row, err := rows.next()
		if err != nil {
			break
		}
		if n := len(trim(row.Cells)); n > 1 {
			widths[len(row.Cells)]++
		}
	}
	best := 0
	for width, n := range widths {
		best = max(best, n*n*width)
	}
	return best
}
