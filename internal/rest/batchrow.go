package rest

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"

	"ecship/internal/batch"
	"ecship/internal/money"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

var (
	rowQuery = []parameter{
		{name: "state", doc: "ready, faulty, left_out or issued"},
		{name: "field", doc: "with code: only rows that wait for this cause, as faults name it"},
		{name: "code", doc: "of the cause"},
		{name: "after", doc: "the next of the page before"},
	}
	partQuery = []parameter{
		{"order", "file, the order of its rows and the default; or office, by destination and office of exchange", "office"},
		{"after", "as the operation that lists the parts has it; the first part where it is left out", "0"},
	}
)

// BatchRow is an item of a file, with what its cells say and what is wrong.
type BatchRow struct {
	Row       int            `json:"row" doc:"the line of the file on which it begins, the headings being 1"`
	Version   int64          `json:"version" doc:"counts the saves"`
	State     batch.RowState `json:"state" doc:"ready, faulty, left_out or issued"`
	Shipment  string         `json:"shipment,omitempty" doc:"once issued"`
	Reference string         `json:"reference,omitempty"`
	Service   string         `json:"service,omitempty"`
	Place     string         `json:"place,omitempty"`
	Recipient string         `json:"recipient_name,omitempty"`
	Grams     postal.Grams   `json:"weight_g,omitempty"`
	Postage   money.Amount   `json:"postage_cents,omitempty"`
	Lines     []BatchLine    `json:"lines" doc:"an order of several goods has several"`
	Faults    []RowFault     `json:"faults,omitempty" doc:"what has to be mended"`
	Notices   []RowFault     `json:"notices,omitempty" doc:"what to look at again; nothing of it stops the label"`
}

func (r BatchRow) saved() int64 { return r.Version }

// NewRows are rows that come as they are and not as a file.
type NewRows struct {
	Name  string                   `json:"name,omitempty" doc:"to find it by; batch.csv where it is left out"`
	Rows  []map[batch.Field]string `json:"rows" doc:"the cells of each row by what they mean, as getBatchColumns lists it: recipient.name, item.1.description"`
	Same  map[batch.Field]string   `json:"same,omitempty" doc:"cells of all rows that say nothing of them"`
	Again bool                     `json:"again,omitempty" doc:"these very rows came before, and are meant once more"`
}

// createBatch makes a file of rows and has it read at once: its columns need no
// recognising.
func createBatch(c *call, in NewRows) (int, Batch, error) {
	named := map[batch.Field]bool{}
	for i, row := range in.Rows {
		for _, f := range slices.Sorted(maps.Keys(row)) {
			if !f.Known() {
				return 0, Batch{}, problem.New(problem.Invalid, "batch.no_field", at("rows", i)+"."+string(f))
			}
			named[f] = true
		}
	}
	if len(named) == 0 {
		return 0, Batch{}, problem.New(problem.Invalid, "rest.rows", "rows")
	}
	fields := slices.Sorted(maps.Keys(named))
	var file bytes.Buffer
	w := csv.NewWriter(&file) // and not our own writer, which keeps spreadsheets from calculating
	heads := make([]string, len(fields))
	for i, f := range fields {
		heads[i] = string(f)
	}
	err := w.Write(heads)
	for _, row := range in.Rows {
		cells := make([]string, len(fields))
		for i, f := range fields {
			cells[i] = row[f]
		}
		err = cmp.Or(err, w.Write(cells))
	}
	w.Flush()
	if err = cmp.Or(err, w.Error()); err != nil {
		return 0, Batch{}, err
	}
	name := cmp.Or(in.Name, "batch") + ".csv"
	b, err := c.Portal.ReceiveBatch(c.r.Context(), c.who, portal.NewBatch{Name: name, Body: &file})
	if err != nil {
		return 0, Batch{}, ofBody(err)
	}
	id := b.ID
	if b, err = c.Portal.StartBatch(c.r.Context(), c.who, portal.StartBatch{ID: id, Mapping: fields, Same: in.Same, Again: in.Again}); err != nil {
		_, undone := c.Portal.CancelBatch(c.r.Context(), c.who, id)
		return 0, Batch{}, errors.Join(err, undone)
	}
	return c.created("/batches/"+b.ID, false), c.batch(b), nil
}

// BatchLine is a line of the file.
type BatchLine struct {
	Line  int         `json:"line"`
	Cells []BatchCell `json:"cells"`
}

// BatchCell is a cell that means something.
type BatchCell struct {
	Field   batch.Field `json:"field"`
	Heading string      `json:"heading,omitempty" doc:"absent where the file has no such column"`
	Text    string      `json:"text" doc:"as it counts now"`
	Came    string      `json:"came,omitempty" doc:"as it stands in the file"`
}

// RowFault is what is wrong with a cell.
type RowFault struct {
	Line    int         `json:"line" doc:"of the file"`
	Field   batch.Field `json:"field"`
	Cell    string      `json:"cell,omitempty"`
	Code    string      `json:"code"`
	Detail  string      `json:"detail"`
	Suggest string      `json:"suggestion,omitempty"`
}

// RowList is a page of rows in the order of the file.
type RowList struct {
	Rows []BatchRow `json:"rows"`
	Next string     `json:"next,omitempty" doc:"give it as after to go on; absent at the end"`
}

// RowChange is what is typed over a row.
type RowChange struct {
	Version int64                    `json:"version,omitempty" doc:"the one that you read: where somebody has saved since, the answer is 409. Left out, it saves over any"`
	Lines   []map[batch.Field]string `json:"lines,omitempty" doc:"the cells of each line of the item; a field that is not named stays"`
	Leave   bool                     `json:"leave,omitempty" doc:"the row is not wanted. Without it, one that was left out is wanted again"`
}

// Cause is what rows wait for.
type Cause struct {
	Field   batch.Field  `json:"field"`
	Code    string       `json:"code"`
	Detail  string       `json:"detail" doc:"as the first row has it"`
	Rows    int          `json:"rows" doc:"that wait for it"`
	First   int          `json:"first_row"`
	Values  []CauseValue `json:"values" doc:"what stands in the cells, the most frequent first"`
	Further bool         `json:"more,omitempty" doc:"there are other values besides"`
}

// CauseValue is a text that is at fault in some of the first rows.
type CauseValue struct {
	Cell    string `json:"cell"`
	Rows    int    `json:"rows"`
	Suggest string `json:"suggestion,omitempty"`
}

// CauseList is all that is wrong with a file, the most frequent first.
type CauseList struct {
	Faults []Cause `json:"faults"`
}

// Rule mends all rows that wait for a cause.
type Rule struct {
	Field batch.Field       `json:"field" doc:"of the cause"`
	Code  string            `json:"code" doc:"of the cause"`
	Text  string            `json:"text,omitempty" doc:"typed into every cell at fault"`
	Cells map[string]string `json:"cells,omitempty" doc:"or another text for each that stands there; others stay"`
	Leave bool              `json:"leave,omitempty" doc:"or the rows are not wanted"`
}

// Mended is what a rule did.
type Mended struct {
	Rows int `json:"rows" doc:"that no longer wait for the cause"`
	Left int `json:"left" doc:"that still do"`
}

func listRows(c *call, _ nothing) (int, RowList, error) {
	var l problem.List
	q := c.query()
	in := portal.RowSearch{Batch: c.r.PathValue("id")}
	in.After, _ = strconv.Atoi(c.after(&l)) // our own cursors hold numbers
	in.State = batch.RowState(q.Get("state"))
	in.Cause = portal.Cause{Field: batch.Field(q.Get("field")), Key: q.Get("code")}
	if in.State != "" && !slices.Contains(batch.RowStates, in.State) {
		l.Add("api.state", "state")
	}
	if err := l.Err(); err != nil {
		return 0, RowList{}, err
	}
	page, err := c.Portal.BatchRows(c.r.Context(), c.who, in)
	out := RowList{Rows: []BatchRow{}}
	if page.Next != 0 {
		out.Next = c.onward(strconv.Itoa(page.Next))
	}
	for _, r := range page.Rows {
		out.Rows = append(out.Rows, c.row(r))
	}
	return http.StatusOK, out, err
}

// rowOf is the row that the path names; a number that can't be one names none.
func (c *call) rowOf() portal.RowOf {
	n, err := strconv.Atoi(c.r.PathValue("row"))
	if err != nil || n > math.MaxInt32 {
		n = 0
	}
	return portal.RowOf{Batch: c.r.PathValue("id"), N: n}
}

func getRow(c *call, _ nothing) (int, BatchRow, error) {
	r, err := c.Portal.BatchRow(c.r.Context(), c.who, c.rowOf())
	return http.StatusOK, c.row(r), err
}

func changeRow(c *call, in RowChange) (int, BatchRow, error) {
	v, err := c.version(in.Version)
	if err != nil {
		return 0, BatchRow{}, err
	}
	m := portal.Mend{RowOf: c.rowOf(), Version: v, Leave: in.Leave, Take: !in.Leave}
	for _, l := range in.Lines {
		m.Lines = append(m.Lines, l)
	}
	r, err := c.Portal.MendRow(c.r.Context(), c.who, m)
	return http.StatusOK, c.row(r), err
}

func listFaults(c *call, _ nothing) (int, CauseList, error) {
	groups, err := c.Portal.BatchFaults(c.r.Context(), c.who, c.r.PathValue("id"))
	out := CauseList{Faults: []Cause{}}
	for _, g := range groups {
		one := Cause{Field: g.Field, Code: g.Key, Detail: c.lang.T(g.Problem.Key, g.Problem.Args...), Rows: g.Rows, First: g.First, Values: []CauseValue{}, Further: g.More}
		for _, v := range g.Values {
			one.Values = append(one.Values, CauseValue{v.Cell, v.Rows, v.Suggestion})
		}
		out.Faults = append(out.Faults, one)
	}
	return http.StatusOK, out, err
}

func mendRows(c *call, in Rule) (int, Mended, error) {
	m, err := c.Portal.MendRows(c.r.Context(), c.who, portal.Rule{
		Batch: c.r.PathValue("id"), Cause: portal.Cause{Field: in.Field, Key: in.Code}, Value: in.Text, Cells: in.Cells, Leave: in.Leave})
	if p := problem.Of(err); err != nil && p.Field == "value" {
		err = problem.New(p.Kind, p.Key, "text", p.Args...)
	}
	return http.StatusOK, Mended{m.Rows, m.Left}, err
}

// getFaultFile answers with the faulty rows in the file's own format.
func getFaultFile(c *call) error {
	id := c.r.PathValue("id")
	b, err := c.Portal.Batch(c.r.Context(), c.who, id)
	if err != nil {
		return err
	}
	out, err := c.Portal.FaultFile(c.r.Context(), c.who, portal.BatchFile{ID: id, Lang: c.lang})
	if err != nil {
		return err
	}
	for media, kind := range sheetKinds {
		if kind == b.Format.Kind {
			return c.file(media, attachment(out.Name), out.Write)
		}
	}
	return problem.New(problem.Internal, "error.internal", "")
}

func getBatchLabels(c *call) error {
	var l problem.List
	in := portal.BatchPapers{ID: c.r.PathValue("id"), Lang: c.lang, After: c.whole(&l, "after", 0, math.MaxInt32)}
	switch c.query().Get("order") {
	case "", "file":
	case "office":
		in.ByOffice = true
	default:
		l.Add("api.order", "order")
	}
	if err := l.Err(); err != nil {
		return err
	}
	out, err := c.Portal.BatchLabels(c.r.Context(), c.who, in)
	return c.paper(out, err)
}

func (c *call) row(r portal.BatchRow) BatchRow {
	out := BatchRow{Row: r.N, Version: r.Version, State: r.State, Shipment: r.Shipment, Reference: r.Reference, Service: r.Service, Place: r.Place,
		Recipient: r.Recipient.Name, Grams: r.Grams, Postage: r.Postage, Lines: []BatchLine{}}
	for _, l := range r.Lines {
		line := BatchLine{Line: l.Line, Cells: []BatchCell{}}
		for _, cell := range l.Cells {
			line.Cells = append(line.Cells, BatchCell(cell))
		}
		out.Lines = append(out.Lines, line)
	}
	faults := func(all []portal.RowFault) (out []RowFault) {
		for _, f := range all {
			out = append(out, RowFault{r.Lines[f.At].Line, f.Field, f.Cell, f.Problem.Key, c.lang.T(f.Problem.Key, f.Problem.Args...), f.Problem.Suggestion})
		}
		return out
	}
	out.Faults, out.Notices = faults(r.Faults), faults(r.Notices)
	return out
}
