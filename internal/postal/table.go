package postal

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/problem"
)

// Table is one version of one kind of dated reference data: places, services,
// rates and the like. In force is the newest version of a kind that is not
// after the day. A Table is text; the kind's own package gives it meaning.
type Table struct {
	// Kind names what the rows are, such as "place" or "rate/AIR_PAR".
	Kind      string     `json:"kind"`
	Effective policy.Day `json:"effective"`
	Source    string     `json:"source,omitempty"`
	Note      string     `json:"note,omitempty"`
	// Mark is the key of a remark that goes with everything taken from this
	// table, such as "quote.mark_last_known".
	Mark    string     `json:"mark,omitempty"`
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`

	lines []int // the file's line of each row, where it came from a file
}

// TableBytes is the most that ReadTable takes.
const TableBytes = 8 << 20

// ReadTable reads the file form of a table: UTF-8 CSV that opens with rows of
// two cells (kind, effective, source, note, mark), then the heading, then the
// rows. docs/tariff-format.md describes it.
func ReadTable(r io.Reader) (Table, error) {
	b, err := io.ReadAll(io.LimitReader(r, TableBytes+1))
	if err != nil {
		return Table{}, problem.Because(problem.Unavailable, "table.unreadable", err)
	}
	if len(b) > TableBytes {
		return Table{}, problem.New(problem.Invalid, "table.too_large", "file")
	}
	c := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff")))
	c.FieldsPerRecord = -1
	t, errs := Table{}, &problem.List{}
	dated := false
	for {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad := (*csv.ParseError)(nil); errors.As(err, &bad) {
			return Table{}, problem.New(problem.Invalid, "table.not_csv", "file", "line", bad.Line)
		}
		line, _ := c.FieldPos(0)
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case len(trimmed(cells)) == 0:
		case t.Columns != nil:
			t.row(cells, line, errs)
		case t.head(cells, line, errs):
			dated = dated || cells[0] == "effective"
		default:
			t.Columns = slices.Clone(trimmed(cells))
		}
	}
	if t.Kind == "" {
		errs.Add("table.no_kind", "kind")
	}
	if !dated {
		errs.Add("table.no_date", "effective")
	}
	if t.Columns == nil {
		errs.Add("table.no_heading", "file")
	}
	return t, errs.Err()
}

// head takes a row of the opening; false is the heading's row.
func (t *Table) head(cells []string, line int, errs *problem.List) bool {
	value := ""
	if len(cells) > 1 {
		value = cells[1]
	}
	switch cells[0] {
	case "kind":
		t.Kind = value
	case "effective":
		d, err := policy.ParseDay(value)
		if err != nil {
			errs.Add("table.value", "effective", "line", line, "column", "effective", "value", value)
		}
		t.Effective = d
	case "source":
		t.Source = value
	case "note":
		t.Note = value
	case "mark":
		t.Mark = value
	default:
		return false
	}
	return true
}

func (t *Table) row(cells []string, line int, errs *problem.List) {
	cells = trimmed(cells)
	if len(cells) > len(t.Columns) {
		errs.Add("table.too_wide", "file", "line", line)
		return
	}
	full := make([]string, len(t.Columns))
	copy(full, cells)
	t.Rows = append(t.Rows, full)
	t.lines = append(t.lines, line)
}

// trimmed drops the empty cells at the end, which spreadsheets add.
func trimmed(cells []string) []string {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// Write writes the file form, which ReadTable reads back.
func (t Table) Write(w io.Writer) error {
	c := csv.NewWriter(w)
	head := [][2]string{{"kind", t.Kind}, {"effective", t.Effective.String()}, {"source", t.Source}, {"note", t.Note}, {"mark", t.Mark}}
	for i, kv := range head {
		if i < 2 || kv[1] != "" {
			c.Write(kv[:])
		}
	}
	c.Write(t.Columns)
	c.WriteAll(t.Rows)
	return c.Error()
}

// Line is the line of the file where row i stands, counted from 1; without a
// file it is the row's own number.
func (t Table) Line(i int) int {
	if i < len(t.lines) {
		return t.lines[i]
	}
	return i + 1
}

// Each calls f for every row, once the columns are known to be there: all of
// need, and no others than need and may. What is wrong is noted in errs.
func (t Table) Each(need, may []string, errs *problem.List, f func(Row)) {
	at := map[string]int{}
	for i, c := range t.Columns {
		if _, twice := at[c]; twice || !slices.Contains(need, c) && !slices.Contains(may, c) {
			errs.Add("table.column_unknown", c, "column", c)
		}
		at[c] = i
	}
	whole := true
	for _, c := range need {
		if _, ok := at[c]; !ok {
			errs.Add("table.column_missing", c, "column", c)
			whole = false
		}
	}
	if !whole {
		return
	}
	for i := range t.Rows {
		f(Row{table: &t, at: at, i: i, errs: errs})
	}
}

// Row reads one row's cells by column and notes what is wrong with its line,
// column and value.
type Row struct {
	table *Table
	at    map[string]int
	i     int
	errs  *problem.List
}

// Text is the cell of a column; empty where the table has no such column.
func (r Row) Text(column string) string {
	i, ok := r.at[column]
	if !ok || i >= len(r.table.Rows[r.i]) {
		return ""
	}
	return r.table.Rows[r.i][i]
}

// Bad notes a cell that can't be used; key is one of the "table." messages.
func (r Row) Bad(key, column string) {
	r.errs.Add(key, column, "line", r.table.Line(r.i), "column", column, "value", r.Text(column))
}

// Needed is the text of a cell that may not be empty.
func (r Row) Needed(column string) string {
	s := r.Text(column)
	if s == "" {
		r.Bad("table.empty", column)
	}
	return s
}

// OneOf is the text of a cell that must be one of these.
func (r Row) OneOf(column string, values ...string) string {
	s := r.Text(column)
	if !slices.Contains(values, s) {
		r.Bad("table.value", column)
	}
	return s
}

// Yes is a cell that says "yes" or "no".
func (r Row) Yes(column string) bool { return r.OneOf(column, "yes", "no") == "yes" }

// Int is a whole number from 0; an empty cell is 0.
func (r Row) Int(column string) int {
	s := r.Text(column)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 100_000_000 || strconv.Itoa(n) != s {
		r.Bad("table.number", column)
		return 0
	}
	return n
}

// Grams is a weight in whole grams; an empty cell is 0.
func (r Row) Grams(column string) Grams { return Grams(r.Int(column)) }

// Amount is a sum in dollars and cents; an empty cell is 0.
func (r Row) Amount(column string) money.Amount {
	s := r.Text(column)
	if s == "" {
		return 0
	}
	a, err := money.Parse(s)
	if err != nil {
		r.Bad("table.amount", column)
	}
	return a
}
