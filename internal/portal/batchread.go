package portal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/account"
	"ecship/internal/batch"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// RowFault is what is wrong with a row, where somebody can mend it: on which of
// its lines, counted from 0, and at which field.
type RowFault struct {
	At      int
	Field   batch.Field
	Cell    string // what stands there now
	Problem *problem.Problem
}

// Cause is what faults are grouped by: all goods count as one.
func (f RowFault) Cause() store.Cause {
	_, base := f.Field.Goods()
	return store.Cause{Field: base, Key: f.Problem.Key}
}

// rowReader turns the rows of one file into drafts, on one day. It is for one
// goroutine.
type rowReader struct {
	p       *Portal
	b       *store.Batch
	day     policy.Day
	reader  *batch.Reader
	mapping batch.Mapping
	columns map[batch.Field]int // where a field is read from
	// stamp is what a row's verdict rests on besides its cells: the day, the
	// tables and the rules. Only this very process has its rules.
	stamp string
}

// rowReader adds a column of our own for each field that the file has none for:
// what is typed over a row, or is the same for all, has its place there.
func (p *Portal) rowReader(b *store.Batch, on policy.Day) *rowReader {
	x := &rowReader{p: p, b: b, day: on, columns: map[batch.Field]int{}, stamp: fmt.Sprint(p.process, "/", p.tables.Load(), "/", on)}
	x.mapping = append(slices.Clone(b.Mapping), make(batch.Mapping, max(0, len(b.Headings)-len(b.Mapping)))...)
	for i, f := range x.mapping {
		if f != "" {
			x.columns[f.Plain()] = i
		}
	}
	own := func(f batch.Field) {
		if _, there := x.columns[f]; !there {
			x.columns[f] = len(x.mapping)
			x.mapping = append(x.mapping, f)
		}
	}
	for _, f := range batch.Fields() {
		if f.OfGoods(1) == f {
			own(f)
			continue
		}
		for n := range batch.MostGoods {
			own(f.OfGoods(n + 1))
		}
	}
	e := p.Catalogue().On(on)
	x.reader = batch.NewReader(x.mapping, b.Maker, e.Places, e.Services(), e.Customs.Reasons().All())
	return x
}

// cells are the cells of a line with what was typed over them, and with what is
// the same for all rows in those that say nothing.
func (x *rowReader) cells(at int, l store.BatchLine) []string {
	all := make([]string, len(x.mapping))
	copy(all, l.Cells[:min(len(l.Cells), len(x.b.Headings))])
	for f, text := range l.Mended {
		if i, ok := x.columns[f]; ok {
			all[i] = text
		}
	}
	if at == 0 {
		x.fill(all)
	}
	return all
}

// fill puts what is the same for all rows into empty cells. A sender is taken
// as a whole: half of one and half of another is nobody's address.
func (x *rowReader) fill(cells []string) {
	if len(x.b.Same) == 0 {
		return
	}
	goods := x.goods(cells)
	for f, text := range x.b.Same {
		if strings.HasPrefix(string(f), "sender.") && x.says(cells, "sender.") {
			continue
		}
		for _, g := range goods {
			if of := f.OfGoods(g); of != f {
				x.put(cells, of, text)
			}
		}
		if f.OfGoods(1) == f {
			x.put(cells, f, text)
		}
	}
}

func (x *rowReader) put(cells []string, f batch.Field, text string) {
	if i, ok := x.columns[f]; ok && strings.TrimSpace(cells[i]) == "" {
		cells[i] = text
	}
}

// says tells whether the sender's own columns say anything about a group of
// fields.
func (x *rowReader) says(cells []string, prefix string) bool {
	for i := range x.b.Headings {
		if strings.HasPrefix(string(x.mapping[i]), prefix) && strings.TrimSpace(cells[i]) != "" {
			return true
		}
	}
	return false
}

// goods are the numbers of the goods that a line has, rising; the first is
// there in any case.
func (x *rowReader) goods(cells []string) (all []int) {
	for i, f := range x.mapping {
		if n, _ := f.Goods(); n > 0 && strings.TrimSpace(cells[i]) != "" && !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	return all
}

// goodsAt is a kind of goods of an item: on which line, by which number.
type goodsAt struct{ line, n int }

// readRow is an item of a file, read and checked.
type readRow struct {
	batch.Record
	item    shipment.Shipment // ready but for its number, where there is no fault
	postage money.Amount      // 0 where the verdict is an old one
	faults  []RowFault
	stamp   string // of the verdict
	// notices are cells of which something else was taken than stands there.
	notices []RowFault
}

// read puts the lines of an item together and checks it as if it were to be
// issued today.
func (x *rowReader) read(lines []store.BatchLine) readRow { return x.readLines(rowLines{lines: lines}) }

func (x *rowReader) readLines(in rowLines) (r readRow) {
	r.stamp = x.stamp
	lines := in.lines
	for at, l := range lines {
		rec, faults := batch.Record{}, in.faults
		if in.record != nil {
			rec = *in.record
		} else {
			rec, faults = x.reader.Read(x.cells(at, l))
		}
		for _, f := range faults {
			found := RowFault{At: at, Field: f.Field.Plain(), Cell: f.Cell, Problem: f.Problem}
			if f.Notice {
				r.notices = append(r.notices, found)
			} else {
				r.faults = append(r.faults, found)
			}
		}
		if at == 0 {
			r.Record = rec
			continue
		}
		// They were found to belong together; what was typed since may hide it.
		ref := r.Reference
		r.Reference, rec.Reference, rec.Recipient, rec.Blank = "-", "-", postal.Address{}, false
		r.Join(rec, x.b.Maker)
		r.Reference = ref
	}
	if in.passed == x.stamp && len(r.faults) == 0 {
		r.item = x.p.assemble(draftOf(r.Record), x.day)
		return r
	}
	ready, err := x.p.prepare(NewShipment{Draft: draftOf(r.Record), Issue: true}, x.day)
	if r.item = ready; err == nil {
		q, perr := x.p.Catalogue().Price(ready.Service, routeOf(ready).request(), x.day)
		r.postage, err = q.Total, perr
	}
	if err != nil {
		goods := x.allGoods(lines)
		for _, q := range problem.Of(err).All() {
			x.add(&r, q, goods, lines)
		}
	}
	return r
}

// allGoods are the kinds of goods of an item, in the order of its declaration.
func (x *rowReader) allGoods(lines []store.BatchLine) (all []goodsAt) {
	for at, l := range lines {
		for _, n := range x.goods(x.cells(at, l)) {
			all = append(all, goodsAt{at, n})
		}
	}
	return all
}

// add notes a problem of the draft at its field of the file, unless something
// was found there before: the cell that can't be read is also missing.
func (x *rowReader) add(r *readRow, q *problem.Problem, goods []goodsAt, lines []store.BatchLine) {
	f := RowFault{Problem: q}
	f.At, f.Field = fieldOf(q.Field, goods)
	if slices.ContainsFunc(r.faults, func(o RowFault) bool { return o.At == f.At && o.Field == f.Field }) {
		return
	}
	if i, ok := x.columns[f.Field]; ok && f.At < len(lines) {
		f.Cell = x.cells(f.At, lines[f.At])[i]
	}
	r.faults = append(r.faults, f)
}

// draftOf is what a record says, as a draft.
func draftOf(r batch.Record) Draft {
	d := Draft{Recipient: &r.Recipient, Sender: &r.Sender, Reference: &r.Reference,
		Route: &Route{Service: r.Service, Place: r.Place, Grams: r.Grams, Size: r.Size, Insured: r.Insured, AdviceOfReceipt: r.AdviceOfReceipt}}
	d.Sender.Place = postal.Home
	if len(r.Contents.Lines) > 0 {
		d.Contents = &r.Contents
	}
	return d
}

// goodsFields are the fields of goods in a file, by those of a declaration.
var goodsFields = map[string]batch.Field{
	"description": "item.description", "native": "item.native", "quantity": "item.quantity", "net_weight_g": "item.weight", "value_cents": "item.value",
	"hs_code": "item.hs", "origin": "item.origin", "product_id": "item.product", "maker_id": "item.maker", "barcode": "item.barcode", "battery": "item.battery",
}

// otherFields are those whose names differ.
var otherFields = map[string]batch.Field{
	"place": "recipient.country", "recipient.place": "recipient.country", "weight_g": "weight", "insured_cents": "insured", "size": "size",
	"recipient.street": "recipient.street.1", "sender.street": "sender.street.1", "sender.place": "sender.city", "sender.state": "sender.city", "sender.postcode": "sender.city",
	"contents.category": "category", "contents.currency": "currency", "contents.lines": "item.1.description",
	"contents.licence_number": "customs.licence", "contents.certificate_number": "customs.certificate", "contents.invoice_number": "customs.invoice",
}

// fieldOf is where a problem of a draft stands in a file.
func fieldOf(path string, goods []goodsAt) (at int, f batch.Field) {
	if f, ok := otherFields[path]; ok {
		return 0, f
	}
	if rest, ok := strings.CutPrefix(path, "contents.lines."); ok {
		number, name, _ := strings.Cut(rest, ".")
		g := goodsAt{0, 1}
		if i, err := strconv.Atoi(number); err == nil && i < len(goods) {
			g = goods[i]
		}
		name, _, _ = strings.Cut(name, ".")
		if f, ok := goodsFields[name]; ok {
			return g.line, f.OfGoods(g.n)
		}
		return g.line, batch.Field("item.description").OfGoods(g.n)
	}
	for _, who := range []string{"recipient.", "sender."} {
		if n, ok := strings.CutPrefix(path, who+"street."); ok { // the pages count from 0, files from 1
			if i, err := strconv.Atoi(n); err == nil {
				return 0, batch.Field(who + "street." + strconv.Itoa(min(i, 2)+1))
			}
		}
		if strings.HasPrefix(path, who+"native.street") {
			return 0, batch.Field(who + "native.street")
		}
	}
	path = strings.TrimPrefix(strings.TrimPrefix(path, "contents.references."), "size.")
	if rest, ok := strings.CutPrefix(path, "contents."); ok {
		path = "customs." + rest
	}
	if f := batch.Field(path); f.Known() {
		return 0, f
	}
	if f := batch.Field("customs." + path); f.Known() {
		return 0, f
	}
	return 0, "service"
}

// workerOf is who a job acts as: whoever asked for the work, within the
// customer, on its clock.
func workerOf(by string, c store.Customer) account.Actor {
	who := account.Actor{Customer: c.ID, Role: account.Owner, Mode: c.Mode, Clock: c.Clock}
	if strings.HasPrefix(by, "key") {
		who.Key = by
	} else {
		who.User = by
	}
	return who
}
