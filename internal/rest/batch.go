package rest

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"ecship/internal/batch"
	"ecship/internal/money"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/sheet"
)

// The media types of the files that batches are read from and written to.
const (
	csvMedia   = "text/csv"
	excelMedia = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// sheetKinds are the kinds of files by their media types.
var sheetKinds = map[string]string{csvMedia: sheet.CSV, excelMedia: sheet.Excel}

var (
	uploadQuery = []parameter{{"name", "the file's name, to find it by; batch.csv or batch.xlsx where it is left out", "orders.csv"}}
	batchQuery  = []parameter{{name: "after", doc: "the next of the page before"}}
)

// Batch is a file of many items (M-F1).
type Batch struct {
	ID        string       `json:"id" example:"bat_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	Name      string       `json:"name"`
	State     batch.State  `json:"state" doc:"uploaded: waits for its columns to be confirmed by start; reading: its rows are being checked; checked: mend, and issue; issuing; cancelled"`
	Done      int          `json:"done" doc:"lines read, or items issued, of the present work"`
	All       int          `json:"all" doc:"and how many there are"`
	Ready     int          `json:"ready" doc:"rows that can be issued"`
	Faulty    int          `json:"faulty" doc:"rows that wait to be mended, and keep no other waiting"`
	LeftOut   int          `json:"left_out" doc:"rows that are not wanted"`
	Issued    int          `json:"issued"`
	Postage   money.Amount `json:"postage_cents" doc:"of the ready and the issued"`
	Twin      string       `json:"twin,omitempty" doc:"an earlier batch of the very same bytes: start wants again to be true"`
	Broken    *Broken      `json:"broken,omitempty" doc:"why the file could not be read to its end; the rows before are there"`
	CreatedAt time.Time    `json:"created_at"`
	StartedAt *time.Time   `json:"started_at,omitempty" doc:"of the present or last work"`
	EndedAt   *time.Time   `json:"ended_at,omitempty"`
}

// Broken is a fault of a file as a whole.
type Broken struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Rows   int    `json:"rows" doc:"that could be read"`
}

// BatchList is a page of batches, newest first.
type BatchList struct {
	Batches []Batch `json:"batches"`
	Next    string  `json:"next,omitempty" doc:"give it as after to go on; absent at the end"`
}

// Columns are the columns of a file, and what they may mean.
type Columns struct {
	Columns  []Column               `json:"columns" doc:"in the order of the file"`
	Same     map[batch.Field]string `json:"same,omitempty" doc:"fields of all rows that say nothing of them"`
	Maker    batch.Maker            `json:"maker,omitempty" doc:"the program that the file looks to be from"`
	Recalled bool                   `json:"recalled,omitempty" doc:"the meanings are those that you confirmed for the last such file"`
	Sender   *postal.Address        `json:"sender,omitempty" doc:"of your newest item"`
	Fields   []Field                `json:"fields" doc:"what a column may mean. Of further goods, item.2.hs is the HS code of the second"`
}

// Column is a column of a file.
type Column struct {
	Heading string      `json:"heading"`
	Field   batch.Field `json:"field" doc:"what it means; empty is nothing"`
	Samples []string    `json:"samples" doc:"its cells in the first rows"`
}

// Field is something that a column may mean.
type Field struct {
	Field   batch.Field `json:"field"`
	Name    string      `json:"name"`
	Example string      `json:"example,omitempty"`
}

// BatchStart confirms the columns of a file.
type BatchStart struct {
	Mapping batch.Mapping          `json:"mapping,omitempty" doc:"the field of each column in the order of the file, empty for none; left out, as recognised"`
	Same    map[batch.Field]string `json:"same,omitempty" doc:"with mapping: fields of all rows that say nothing of them"`
	Again   bool                   `json:"again,omitempty" doc:"this very file came before, and is meant once more"`
}

// uploadBatch takes the body in as it comes; only this operation takes so much.
func uploadBatch(c *call, _ nothing) (int, Batch, error) {
	media, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	kind, ok := sheetKinds[media]
	if err != nil || !ok {
		return 0, Batch{}, status{http.StatusUnsupportedMediaType, problem.New(problem.Invalid, "api.media_sheet", "Content-Type").Suggest(csvMedia)}
	}
	name := c.query().Get("name")
	if err := postal.CheckPrintable(name); err != nil {
		l := problem.List{}
		l.Take("name", err)
		return 0, Batch{}, l.Err()
	}
	if name == "" {
		name = "batch." + kind
	}
	b, err := c.Portal.ReceiveBatch(c.r.Context(), c.who, portal.NewBatch{Name: name, Body: c.r.Body, Once: portal.Once{Key: c.r.Header.Get(onceHeader)}})
	if err != nil {
		// A sender that is still sending listens once it has sent all.
		_, _ = io.CopyN(io.Discard, c.r.Body, sheet.FileMost)
		return 0, Batch{}, ofBody(err)
	}
	return c.created("/batches/"+b.ID, b.Again), c.batch(b), nil
}

// ofBody takes the name of the pages' form field off a problem: here the file is
// the body.
func ofBody(err error) error {
	p := *problem.Of(err)
	if p.Field == "file" {
		p.Field = ""
	}
	if p.Key == "sheet.too_large" {
		return status{http.StatusRequestEntityTooLarge, &p}
	}
	return &p
}

func listBatches(c *call, _ nothing) (int, BatchList, error) {
	var wrong problem.List
	after := c.after(&wrong)
	if err := wrong.Err(); err != nil {
		return 0, BatchList{}, err
	}
	l, err := c.Portal.Batches(c.r.Context(), c.who, portal.BatchPage{After: after})
	out := BatchList{Batches: []Batch{}, Next: c.onward(l.Next)}
	for _, b := range l.Rows {
		out.Batches = append(out.Batches, c.batch(b))
	}
	return http.StatusOK, out, err
}

func getBatch(c *call, _ nothing) (int, Batch, error) {
	b, err := c.Portal.Batch(c.r.Context(), c.who, c.r.PathValue("id"))
	return http.StatusOK, c.batch(b), err
}

func getColumns(c *call, _ nothing) (int, Columns, error) {
	id := c.r.PathValue("id")
	b, err := c.Portal.Batch(c.r.Context(), c.who, id)
	if err != nil {
		return 0, Columns{}, err
	}
	seen, err := c.Portal.BatchColumns(c.r.Context(), c.who, id)
	if err != nil {
		return 0, Columns{}, err
	}
	out := Columns{Columns: []Column{}, Same: b.Same, Maker: b.Maker, Recalled: b.Recalled}
	for i, h := range b.Headings {
		col := Column{Heading: h, Samples: []string{}}
		if i < len(b.Mapping) {
			col.Field = b.Mapping[i]
		}
		for _, row := range seen.Samples {
			if i < len(row) {
				col.Samples = append(col.Samples, row[i])
			}
		}
		out.Columns = append(out.Columns, col)
	}
	if seen.Sender.Name != "" {
		out.Sender = &seen.Sender
	}
	for _, f := range batch.Fields() {
		out.Fields = append(out.Fields, Field{f, f.Name(c.lang), f.Example()})
	}
	return http.StatusOK, out, nil
}

func startBatch(c *call, in BatchStart) (int, Batch, error) {
	b, err := c.Portal.StartBatch(c.r.Context(), c.who, portal.StartBatch{ID: c.r.PathValue("id"), Mapping: in.Mapping, Same: in.Same, Again: in.Again})
	return http.StatusAccepted, c.batch(b), err
}

func remapBatch(c *call, _ nothing) (int, Batch, error) {
	b, err := c.Portal.RemapBatch(c.r.Context(), c.who, c.r.PathValue("id"))
	return http.StatusOK, c.batch(b), err
}

func issueBatch(c *call, _ nothing) (int, Batch, error) {
	b, err := c.Portal.IssueBatch(c.r.Context(), c.who, c.r.PathValue("id"))
	return http.StatusAccepted, c.batch(b), err
}

func stopBatch(c *call, _ nothing) (int, Batch, error) {
	b, err := c.Portal.StopBatch(c.r.Context(), c.who, c.r.PathValue("id"))
	return http.StatusOK, c.batch(b), err
}

func cancelBatch(c *call, _ nothing) (int, Batch, error) {
	b, err := c.Portal.CancelBatch(c.r.Context(), c.who, c.r.PathValue("id"))
	return http.StatusOK, c.batch(b), err
}

func (c *call) batch(b portal.Batch) Batch {
	out := Batch{ID: b.ID, Name: b.Name, State: b.State, Done: b.Done(), All: b.All(), Ready: b.Ready, Faulty: b.Faulty, LeftOut: b.LeftOut, Issued: b.Issued,
		Postage: b.Postage, Twin: b.Twin, CreatedAt: b.CreatedAt.UTC(), StartedAt: moment(b.StartedAt), EndedAt: moment(b.EndedAt)}
	if b.Broken != nil {
		out.Broken = &Broken{b.Broken.Key, c.lang.T(b.Broken.Key, "most", b.Most), b.Broken.Rows}
	}
	return out
}

// BatchLabels are the papers of a batch.
type BatchLabels struct {
	Parts []string `json:"parts" doc:"paths of the labels, up to 500 in each file; none before the first is issued"`
}

func getBatchParts(c *call, _ nothing) (int, BatchLabels, error) {
	id := c.r.PathValue("id")
	parts, err := c.Portal.BatchParts(c.r.Context(), c.who, id)
	out := BatchLabels{Parts: []string{}}
	for _, after := range parts {
		out.Parts = append(out.Parts, fmt.Sprintf("%s/batches/%s/labels.pdf?after=%d", Base, id, after))
	}
	return http.StatusOK, out, err
}

// Unpaid is what is still to be paid for of a batch.
type Unpaid struct {
	Items  []string     `json:"items" doc:"ids to pay for together, as many as one payment takes"`
	Amount money.Amount `json:"amount_cents"`
}

func getBatchUnpaid(c *call, _ nothing) (int, Unpaid, error) {
	p, err := c.Portal.UnpaidOfBatch(c.r.Context(), c.who, c.r.PathValue("id"))
	out := Unpaid{Items: []string{}, Amount: p.Amount}
	for _, it := range p.Items {
		out.Items = append(out.Items, it.ID)
	}
	return http.StatusOK, out, err
}
