// Package sheet is tables as people send them: CSV in whatever encoding and
// with whatever separator, and Excel workbooks, as rows of cells; and the same
// written back with formulas neutralised. It knows nothing of what columns
// mean. It reads as a stream: its memory does not grow with the rows.
package sheet

import (
	"io"
	"slices"
	"strings"

	"ecship/internal/problem"
)

// What a sheet may hold. A CSV row is so long where a quotation mark is
// missing, and a table so wide where it is none.
const (
	FileMost   = 16 << 20  // bytes of a file
	RowMost    = 256 << 10 // bytes of a row, in UTF-8
	ColumnMost = 1_000
)

// The kinds of file.
const (
	CSV   = "csv"
	Excel = "xlsx"
)

// Format is what was recognised of a file, to be shown to its sender. A
// workbook has no Encoding and no Separator, a CSV file no Sheet.
type Format struct {
	Kind      string `json:"kind"`
	Encoding  string `json:"encoding,omitempty"`
	Sheet     string `json:"sheet,omitempty"`
	Separator rune   `json:"separator,omitempty"`
}

// Row is a row that has something in it. Line counts as the sender's program
// does: the first row of a sheet is 1, blank ones count, and so does the
// heading; a line break inside of quotation marks does not begin a row.
type Row struct {
	Line  int
	Cells []string
}

// blank tells whether nothing is in the cells.
func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// source gives the rows of a kind of file, blank ones too.
type source interface {
	next() (Row, error)
	close() error
}

// Reader gives the rows below the headings. It is for one goroutine.
type Reader struct {
	format   Format
	sheets   []string
	headings []string
	ahead    []Row
	rows     source
	err      error // what ended the rows
}

// Open recognises what a file is by its content, whatever its name says, and
// reads as far as its headings. What can't be read is a *problem.Problem whose
// key begins with "sheet.".
func Open(name string, file io.ReaderAt, size int64) (*Reader, error) {
	return OpenAs(name, file, size, Format{})
}

// OpenAs is Open for a sender who knows better: what is set of want counts
// instead of what would be recognised.
func OpenAs(name string, file io.ReaderAt, size int64, want Format) (*Reader, error) {
	if size > FileMost {
		return nil, refuse("sheet.too_large", "most", FileMost>>20)
	}
	kind, err := recognise(name, file, size)
	if err != nil {
		return nil, err
	}
	r := &Reader{format: Format{Kind: kind}}
	if kind == Excel {
		r.rows, r.sheets, r.format.Sheet, err = openExcel(name, file, size, want.Sheet)
	} else {
		r.rows, r.format, err = openCSV(file, size, want)
	}
	if err != nil {
		return nil, err
	}
	if err := r.readHeadings(); err != nil {
		r.Close() //nolint:errcheck // the first error counts
		return nil, err
	}
	return r, nil
}

// titles is how many rows above the headings may be a title, a date or a note.
const titles = 8

// readHeadings takes the first row that has two cells, for a title has one;
// where there is none among the first rows, the first of all.
func (r *Reader) readHeadings() error {
	var first []Row
	at := 0
	for len(first) < titles {
		row, err := r.rows.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if blank(row.Cells) {
			continue
		}
		first = append(first, row)
		if filled(row.Cells) >= 2 {
			at = len(first) - 1
			break
		}
	}
	if len(first) == 0 {
		return refuse("sheet.empty")
	}
	r.headings, r.ahead = trim(first[at].Cells), first[at+1:]
	return nil
}

func filled(cells []string) (n int) {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// trim drops the empty cells at the end.
func trim(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// Format is what was recognised.
func (r *Reader) Format() Format { return r.format }

// Sheets are the names of a workbook's sheets, but the hidden ones, to choose
// from; of a CSV file there are none.
func (r *Reader) Sheets() []string { return r.sheets }

// Headings are the cells of the heading row, as they stand.
func (r *Reader) Headings() []string { return r.headings }

// Next is the next row that is not blank, then io.EOF. After any other error
// there are no more rows, and it comes again.
func (r *Reader) Next() (Row, error) {
	if len(r.ahead) > 0 {
		row := r.ahead[0]
		r.ahead = r.ahead[1:]
		return row, nil
	}
	for r.err == nil {
		row, err := r.rows.next()
		if err != nil {
			r.err = err
			break
		}
		if !blank(row.Cells) {
			return row, nil
		}
	}
	return Row{}, r.err
}

// Close gives back what the reader holds.
func (r *Reader) Close() error { return r.rows.close() }

// refuse is a problem of the file.
func refuse(key string, args ...any) *problem.Problem {
	return problem.New(problem.Invalid, key, "file", args...)
}
