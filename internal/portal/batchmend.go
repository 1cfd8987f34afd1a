package portal

import (
	"context"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/account"
	"ecship/internal/batch"
	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/sheet"
	"ecship/internal/store"
)

// BatchRow is an item of a file as its sender sees it, checked anew.
type BatchRow struct {
	store.BatchRow
	batch.Record
	Lines   []RowLine
	Faults  []RowFault
	Notices []RowFault
}

// RowLine is a line of a file with the cells that mean something.
type RowLine struct {
	Line  int
	Cells []RowCell
}

// RowCell is one cell that can be mended.
type RowCell struct {
	Field   batch.Field
	Heading string // of the file's column; empty where it has none for the field
	Text    string // as it counts now
	Came    string // as it stands in the file
}

// view shows a row.
func (x *rowReader) view(r store.BatchRow) BatchRow {
	read := x.read(r.BatchRowDoc.Lines)
	v := BatchRow{BatchRow: r, Record: read.Record, Faults: read.faults, Notices: read.notices}
	if r.State == batch.Issued || r.State == batch.LeftOut {
		v.Faults, v.Notices = nil, nil
	}
	for at, l := range r.BatchRowDoc.Lines {
		v.Lines = append(v.Lines, x.line(at, l, v.Faults))
	}
	return v
}

// line gives the cells of the file's own columns and, behind them, what was
// typed or is asked for and has no column. Of the further lines of an item only
// the goods count.
func (x *rowReader) line(at int, l store.BatchLine, faults []RowFault) RowLine {
	v := RowLine{Line: l.Line}
	cells := x.cells(at, l)
	for i, f := range x.mapping {
		if f == "" {
			continue
		}
		n, _ := f.Goods()
		_, typed := l.Mended[f.Plain()]
		asked := slices.ContainsFunc(faults, func(o RowFault) bool { return o.At == at && o.Field == f.Plain() })
		c := RowCell{Field: f.Plain(), Text: cells[i]}
		switch {
		case i < len(x.b.Headings) && (at == 0 || n > 0 || asked):
			c.Heading = x.b.Headings[i]
			if i < len(l.Cells) {
				c.Came = l.Cells[i]
			}
		case i >= len(x.b.Headings) && (typed || asked):
		default:
			continue
		}
		v.Cells = append(v.Cells, c)
	}
	return v
}

// RowOf names a row of a file by the line on which it begins.
type RowOf struct {
	Batch string
	N     int
}

// BatchRow shows one row.
func (p *Portal) BatchRow(ctx context.Context, who account.Actor, in RowOf) (v BatchRow, err error) {
	if err := who.Sender(account.See); err != nil {
		return v, err
	}
	return v, p.read(ctx, who, func(tx *store.Tx) error {
		b, err := myBatch(tx, who, in.Batch)
		if err != nil {
			return err
		}
		r, err := tx.BatchRow(who.Customer, in.Batch, in.N)
		if err == nil {
			v = p.rowReader(&b.Batch, policy.DayOf(tx.Now)).view(r)
		}
		return err
	})
}

// RowSearch says which rows of a file to list.
type RowSearch struct {
	Batch string
	store.BatchRowFilter
	After int // the Next of the page before
}

// RowList is a page of rows; Next is the cursor of the one after, 0 at the end.
type RowList struct {
	Rows []BatchRow
	Next int
}

// BatchRows lists the rows of a file in its order.
func (p *Portal) BatchRows(ctx context.Context, who account.Actor, in RowSearch) (l RowList, err error) {
	if err := who.Sender(account.See); err != nil {
		return l, err
	}
	return l, p.read(ctx, who, func(tx *store.Tx) error {
		l = RowList{}
		b, err := myBatch(tx, who, in.Batch)
		if err != nil {
			return err
		}
		rows, err := tx.BatchRows(who.Customer, in.Batch, in.BatchRowFilter, in.After, policy.PageRows+1)
		x := p.rowReader(&b.Batch, policy.DayOf(tx.Now))
		for i, r := range rows {
			if i == policy.PageRows {
				l.Next = rows[i-1].N
				break
			}
			l.Rows = append(l.Rows, x.view(r))
		}
		return err
	})
}

// FaultGroup is a cause for which rows wait, with what stands in their cells.
type FaultGroup struct {
	store.CauseCount
	Problem *problem.Problem // as the first row has it
	Values  []FaultValue     // the different ones, the most frequent first
	// More tells that there are other values besides.
	More bool
}

// FaultValue is a text that is at fault in some rows.
type FaultValue struct {
	Cell       string
	Rows       int
	Suggestion string
}

// Sizes of the groups.
const (
	groupsShown = 30
	valuesShown = 12
	groupLook   = 60 // rows that are looked at for their values
)

// BatchFaults groups what is wrong with a file's rows by cause (M-F2).
func (p *Portal) BatchFaults(ctx context.Context, who account.Actor, id string) (all []FaultGroup, err error) {
	if err := who.Sender(account.See); err != nil {
		return nil, err
	}
	return all, p.read(ctx, who, func(tx *store.Tx) error {
		all = nil
		b, err := myBatch(tx, who, id)
		if err != nil {
			return err
		}
		causes, err := tx.BatchCauses(who.Customer, id)
		if err != nil {
			return err
		}
		x := p.rowReader(&b.Batch, policy.DayOf(tx.Now))
		for _, c := range causes[:min(len(causes), groupsShown)] {
			rows, err := tx.BatchRows(who.Customer, id, store.BatchRowFilter{State: batch.Faulty, Cause: c.Cause}, 0, groupLook)
			if err != nil {
				return err
			}
			if len(rows) > 0 {
				all = append(all, x.group(c, rows))
			}
		}
		return nil
	})
}

// group is a cause with the values of some of its rows.
func (x *rowReader) group(c store.CauseCount, rows []store.BatchRow) FaultGroup {
	g := FaultGroup{CauseCount: c, More: c.Rows > len(rows)}
	for _, r := range rows {
		for _, f := range x.read(r.BatchRowDoc.Lines).faults {
			if f.Cause() != c.Cause {
				continue
			}
			if g.Problem == nil {
				g.Problem = f.Problem
			}
			cell := strings.TrimSpace(f.Cell)
			i := slices.IndexFunc(g.Values, func(v FaultValue) bool { return v.Cell == cell })
			if i < 0 {
				i = len(g.Values)
				g.Values = append(g.Values, FaultValue{Cell: cell, Suggestion: f.Problem.Suggestion})
			}
			g.Values[i].Rows++
		}
	}
	if g.Problem == nil { // the day has changed since; opened, the rows will say what it is now
		g.Problem = problem.New(problem.Invalid, c.Key, string(c.Field))
	}
	slices.SortStableFunc(g.Values, func(a, b FaultValue) int { return b.Rows - a.Rows })
	if len(g.Values) > valuesShown {
		g.Values, g.More = g.Values[:valuesShown], true
	}
	return g
}

// Mend is what somebody types over a row.
type Mend struct {
	RowOf
	// Version is the row's as it was shown; where it has changed since, nothing
	// is saved.
	Version int64
	// Lines are the cells of each line of the item; a field that is not named
	// stays.
	Lines []store.Fields
	Leave bool // the row is not wanted
	Take  bool // or wanted again
}

// MendRow saves what was typed over a row, also what is still wrong, and checks
// it anew.
func (p *Portal) MendRow(ctx context.Context, who account.Actor, in Mend) (v BatchRow, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return v, err
	}
	return v, p.write(ctx, who, func(tx *store.Tx) error {
		b, err := myBatch(tx, who, in.Batch)
		if err != nil {
			return err
		}
		r, err := tx.BatchRow(who.Customer, in.Batch, in.N)
		if err != nil {
			return err
		}
		if in.Version != 0 && in.Version != r.Version {
			return problem.New(problem.Conflict, "batch.row_changed", "")
		}
		x := p.rowReader(&b.Batch, policy.DayOf(tx.Now))
		if err := x.checkTyped(r, in.Lines); err != nil {
			return err
		}
		for at, typed := range in.Lines {
			for f, text := range typed {
				x.mend(&r, at, f, text)
			}
		}
		if err := p.saveRow(tx, x, &r, in.Leave); err != nil {
			return err
		}
		v = x.view(r)
		return nil
	})
}

// checkTyped refuses what has no place in a row: nothing typed is lost in
// silence.
func (x *rowReader) checkTyped(r store.BatchRow, lines []store.Fields) error {
	var l problem.List
	if n := len(r.BatchRowDoc.Lines); len(lines) > n {
		l.Add("batch.row_lines", "lines", "n", n)
	}
	for at, typed := range lines {
		for _, f := range slices.Sorted(maps.Keys(typed)) {
			where := "lines." + strconv.Itoa(at) + "." + string(f)
			if _, ok := x.columns[f]; !ok {
				l.Add("batch.no_field", where)
			} else if len(typed[f]) > cellMost {
				l.Add("batch.cell_long", where, "most", cellMost)
			}
		}
	}
	return l.Err()
}

// mend types a text over a cell. Typing what stands in the file takes back what
// was typed before.
func (x *rowReader) mend(r *store.BatchRow, at int, f batch.Field, text string) {
	i, ok := x.columns[f]
	if !ok || at >= len(r.BatchRowDoc.Lines) || len(text) > cellMost {
		return
	}
	l := &r.BatchRowDoc.Lines[at]
	l.Mended = maps.Clone(l.Mended)
	if came := ""; i < len(x.b.Headings) {
		if i < len(l.Cells) {
			came = l.Cells[i]
		}
		if text == came {
			delete(l.Mended, f)
			return
		}
	}
	if l.Mended == nil {
		l.Mended = store.Fields{}
	}
	l.Mended[f] = text
}

// cellMost is how long a cell may be that somebody types, in bytes.
const cellMost = 2000

// saveRow checks a row anew, or leaves it out, and counts it.
func (p *Portal) saveRow(tx *store.Tx, x *rowReader, r *store.BatchRow, leave bool) error {
	was := *r
	if r.State == batch.Issued {
		return problem.New(problem.Conflict, "batch.illegal_row", "", "state", r.State)
	}
	if leave {
		var err error
		if r.State, err = r.State.Next(batch.Leave); err != nil {
			return err
		}
		r.Causes, r.Postage = nil, 0
	} else {
		judge(r, x.read(r.BatchRowDoc.Lines))
	}
	if err := tx.UpdateBatchRow(r); err != nil {
		return err
	}
	var d store.Tally
	d.Count(was.State, -1, was.Postage)
	d.Count(r.State, 1, r.Postage)
	return tx.TallyBatch(r.Customer, r.Batch, d)
}

// Rule mends all rows of a cause at once.
type Rule struct {
	Batch string
	store.Cause
	// Value is typed into every cell at fault; with Cells, each text that stands
	// there has a value of its own, and others stay.
	Value string
	Cells map[string]string
	Empty bool // or nothing is to stand in any cell at fault
	Leave bool // the rows are not wanted
}

// Mended tells what a rule did: how many rows no longer wait for its cause, and
// how many still do.
type Mended struct{ Rows, Left int }

// ruleSome is how many rows one transaction mends.
const ruleSome = 200

// MendRows mends every row that waits for a cause (U-10). What others mend at
// the same time is left as they leave it.
func (p *Portal) MendRows(ctx context.Context, who account.Actor, in Rule) (m Mended, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return m, err
	}
	if !in.Leave && !in.Empty && in.Value == "" && len(in.Cells) == 0 {
		return m, problem.New(problem.Invalid, "batch.no_value", "value")
	}
	for after, more := 0, true; more; {
		var some Mended
		from := after
		err = p.write(ctx, who, func(tx *store.Tx) error {
			some = Mended{}
			b, err := myBatch(tx, who, in.Batch)
			if err != nil {
				return err
			}
			rows, err := tx.BatchRows(who.Customer, in.Batch, store.BatchRowFilter{State: batch.Faulty, Cause: in.Cause}, from, ruleSome)
			if err != nil {
				return err
			}
			more = len(rows) == ruleSome
			x := p.rowReader(&b.Batch, policy.DayOf(tx.Now))
			for i := range rows {
				after = rows[i].N
				if err := p.applyRule(tx, x, &rows[i], in, &some); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return m, err
		}
		m.Rows, m.Left = m.Rows+some.Rows, m.Left+some.Left
	}
	return m, nil
}

// applyRule mends one row.
func (p *Portal) applyRule(tx *store.Tx, x *rowReader, r *store.BatchRow, in Rule, m *Mended) error {
	if !in.Leave {
		touched := false
		for _, f := range x.read(r.BatchRowDoc.Lines).faults {
			value, ok := in.Value, in.Value != "" || in.Empty
			if in.Cells != nil {
				value, ok = in.Cells[strings.TrimSpace(f.Cell)]
			}
			if f.Cause() == in.Cause && ok {
				x.mend(r, f.At, f.Field, value)
				touched = true
			}
		}
		if !touched {
			m.Left++
			return nil
		}
	}
	if err := p.saveRow(tx, x, r, in.Leave); err != nil {
		return err
	}
	if slices.Contains(r.Causes, in.Cause) {
		m.Left++
	} else {
		m.Rows++
	}
	return nil
}

// BatchFile names a file whose faulty rows are wanted back.
type BatchFile struct {
	ID   string
	Lang i18n.Lang
}

// FaultFile writes the rows that wait, in the sender's own columns and format
// and with one column more that says what is wrong (M-F2). It is written as it
// is read.
func (p *Portal) FaultFile(ctx context.Context, who account.Actor, in BatchFile) (out Printout, err error) {
	b, err := p.Batch(ctx, who, in.ID)
	if err != nil {
		return out, err
	}
	name := b.Name
	if i := strings.LastIndex(name, "."); i > 0 {
		name = name[:i]
	}
	out = Printout{Name: in.Lang.T("batch.faults.file", "name", name) + "." + b.Format.Kind}
	out.Write = func(w io.Writer) error {
		t := sheet.NewCSV(w)
		if b.Format.Kind == sheet.Excel {
			t = sheet.NewExcel(w)
		}
		if err := t.Write(append(slices.Clone(b.Headings), in.Lang.T("batch.faults.heading"))); err != nil {
			return err
		}
		for after, more := 0, true; more; {
			var rows []store.BatchRow
			if err := p.read(ctx, who, func(tx *store.Tx) (err error) {
				rows, err = tx.BatchRows(who.Customer, in.ID, store.BatchRowFilter{State: batch.Faulty}, after, ruleSome)
				return err
			}); err != nil {
				return err
			}
			x := p.rowReader(&b.Batch, p.today(who))
			for _, r := range rows {
				if err := x.writeFaults(t, r, in.Lang); err != nil {
					return err
				}
				after = r.N
			}
			more = len(rows) == ruleSome
		}
		return t.Close()
	}
	return out, nil
}

// writeFaults writes the lines of a row, as they are now.
func (x *rowReader) writeFaults(t *sheet.Writer, r store.BatchRow, lang i18n.Lang) error {
	faults := x.read(r.BatchRowDoc.Lines).faults
	for at, l := range r.BatchRowDoc.Lines {
		cells := make([]string, len(x.b.Headings)+1)
		copy(cells, l.Cells)
		for f, text := range l.Mended {
			if i := x.columns[f]; i < len(x.b.Headings) {
				cells[i] = text
			}
		}
		var says []string
		for _, f := range faults {
			if f.At == at {
				says = append(says, f.Field.Name(lang)+lang.T("batch.colon")+lang.T(f.Problem.Key, f.Problem.Args...))
			}
		}
		cells[len(x.b.Headings)] = strings.Join(says, "\n")
		if err := t.Write(cells); err != nil {
			return err
		}
	}
	return nil
}
