package sheet

import (
	"errors"
	"io"
	"unicode/utf8"
)

// excelRows gives a worksheet's rows as its XML goes by.
type excelRows struct {
	*workbook
	markup *markup
	end    func() error
	name   string
	line   int
	given  int // bytes of all rows so far
	seen   int // cells

	row   []byte // the texts of the row's cells
	spans []span // by column
	value []byte // of the cell
}

// span is where a cell's text stands in the row's.
type span struct{ from, to int }

func (x *excelRows) close() error {
	x.leave()
	return x.end()
}

// next is the next row that the sheet has, or io.EOF.
func (x *excelRows) next() (Row, error) {
	row, err := x.read()
	if err != nil {
		x.leave() // nothing of it is needed any more
	}
	return row, damaged(err)
}

func (x *excelRows) read() (Row, error) {
	m := x.markup
	for {
		if err := m.next(); err != nil {
			return Row{}, err
		}
		switch {
		case m.is("row"):
			x.line++
			if n := atoi(m.attr("r")); n > x.line {
				x.line = n
			}
			if x.line > LineMost {
				return Row{}, refuse("sheet.rows", "most", LineMost)
			}
			if !m.empty {
				return x.cells()
			}
		case m.ends("sheetData"):
			return Row{}, io.EOF
		}
	}
}

// cells reads to the end of the row.
func (x *excelRows) cells() (Row, error) {
	m, column := x.markup, 0
	x.row, x.spans = x.row[:0], x.spans[:0]
	for {
		if err := m.next(); err != nil {
			return Row{}, cut(err)
		}
		switch {
		case m.ends("row"):
			return x.whole()
		case m.is("c"):
			if x.seen++; x.seen > CellMost {
				return Row{}, refuse("sheet.rows", "most", LineMost)
			}
			if n := columnOf(m.attr("r")); n >= 0 {
				column = n
			}
			from := len(x.row)
			if err := x.cell(); err != nil {
				return Row{}, err
			}
			if err := x.put(column, span{from, len(x.row)}); err != nil {
				return Row{}, err
			}
			column++
		}
	}
}

// put notes where a cell's text stands. Cells without one, of which a
// formatted row has thousands, do not count.
func (x *excelRows) put(column int, s span) error {
	switch {
	case s.from == s.to:
		return nil
	case column >= ColumnMost:
		return refuse("sheet.columns", "line", x.line, "most", ColumnMost)
	case len(x.row) > RowMost:
		return refuse("sheet.row_long", "line", x.line, "most", RowMost>>10)
	}
	for len(x.spans) <= column {
		x.spans = append(x.spans, span{})
	}
	x.spans[column] = s
	return nil
}

// whole is the row as one text with its cells in it. All rows together are no
// more than the file could hold, for cells that share a text could be.
func (x *excelRows) whole() (Row, error) {
	if x.given += len(x.row); x.given > UnzippedMost {
		return Row{}, refuse("sheet.unzipped", "most", UnzippedMost>>20)
	}
	if !utf8.Valid(x.row) {
		return Row{}, errMarkup
	}
	text, cells := string(x.row), make([]string, len(x.spans))
	for i, s := range x.spans {
		cells[i] = text[s.from:s.to]
	}
	return Row{Line: x.line, Cells: cells}, nil
}

// cell adds the text of the cell whose tag was just read to the row's.
func (x *excelRows) cell() error {
	m := x.markup
	if m.empty {
		return nil
	}
	kind, look := cellKind(m.attr("t")), style{}
	if i := atoi(m.attr("s")); i >= 0 && i < len(x.styles) {
		look = x.styles[i]
	}
	from, formula, valued, sounds := len(x.row), -1, false, false
	m.keep = true
	defer func() { m.keep = false }()
	for {
		if err := m.next(); err != nil {
			return cut(err)
		}
		switch name := string(m.name); {
		case m.closing && name == "c":
			if formula >= 0 && !valued {
				x.row = append(append(x.row[:from], '='), x.value[:formula]...)
			}
			return nil
		case name == "rPh":
			sounds = !m.closing && !m.empty
		case name == "f" && (m.closing || m.empty):
			x.value = plain(x.value[:0], m.text)
			formula = len(x.value)
		case m.closing && name == "t" && !sounds:
			x.row = literal(x.row, m.text)
		case m.closing && name == "v":
			valued = len(m.text) > 0 || kind == textCell
			if err := x.take(kind, look); err != nil {
				return err
			}
		}
	}
}

// The kinds of cell, after the attribute t.
const (
	numberCell = iota
	sharedCell
	textCell // a formula's text, an error, a date as text
	boolCell
)

func cellKind(t []byte) int {
	switch string(t) {
	case "s":
		return sharedCell
	case "str", "e", "d", "inlineStr":
		return textCell
	case "b":
		return boolCell
	}
	return numberCell
}

var errShared = errors.New("sheet: a cell's text is missing")

// take adds the value that was just read.
func (x *excelRows) take(kind int, look style) error {
	text := x.markup.text
	switch kind {
	case sharedCell:
		s, ok := x.shared.at(atoi(text))
		if !ok {
			return errShared
		}
		if len(x.row)+len(s) > RowMost {
			return refuse("sheet.row_long", "line", x.line, "most", RowMost>>10)
		}
		x.row = append(x.row, s...)
	case textCell:
		x.row = literal(x.row, text)
	case boolCell:
		word := "FALSE"
		if string(text) == "1" {
			word = "TRUE"
		}
		x.row = append(x.row, word...)
	default:
		x.row = x.shown(x.row, text, look)
	}
	return nil
}

// columnOf is the column of a reference such as "BC12", from 0; -1 without
// letters. Beyond Excel's last one it is too large for anything.
func columnOf(ref []byte) int {
	n := 0
	for _, c := range ref {
		if c < 'A' || c > 'Z' || n > 1<<20 {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	return n - 1
}
