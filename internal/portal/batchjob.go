package portal

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"ecship/internal/account"
	"ecship/internal/batch"
	"ecship/internal/job"
	"ecship/internal/notify"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/sheet"
	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/webhook"
)

const batchJob = "batch.work"

// batchWork is the job that takes a file on from where it is.
func batchWork(customer, id string) job.Job {
	return job.Job{Kind: batchJob, Args: customer + "/" + id, Unique: batchJob + ":" + id}
}

// Sizes of a job's work.
const (
	readGroup  = 500              // rows in one transaction
	firstGroup = 25               // in the first one, so that something is seen at once
	issueGroup = 250              // items in one transaction, four rows each
	turn       = 5 * time.Second  // then another job goes on: a stopping server does not wait long
	idleMost   = 15 * time.Second // then its job is taken for dead
)

// errTurn ends a job's turn before its work is done.
var errTurn = errors.New("the next job goes on")

// workBatch takes a file on: rows are checked, or issued, or forgotten. Killed
// at any moment, the next job goes on behind what is committed: what it did and
// how far it got are one transaction (M-F3).
func (p *Portal) workBatch(ctx context.Context, key string) error {
	customer, rest, _ := strings.Cut(key, "/")
	id, line, _ := strings.Cut(rest, "/")
	after, _ := strconv.Atoi(line) // 0 where it is not said
	var b store.Batch
	var c store.Customer
	err := p.read(ctx, account.Nobody, func(tx *store.Tx) (err error) {
		if c, err = tx.Customer(customer); err == nil {
			b, err = tx.Batch(customer, id)
		}
		return err
	})
	if problem.Is(err, problem.NotFound) {
		return nil // forgotten meanwhile
	}
	if err != nil || c.State != store.Active {
		return err
	}
	w := &batchWorker{Portal: p, who: workerOf(b.By, c), b: b, after: after, until: p.Clock().Add(turn)}
	switch b.State {
	case batch.Reading:
		err = w.readRows(ctx)
	case batch.Issuing:
		err = w.issueReady(ctx)
	case batch.Cancelled:
		return p.forgetBatch(ctx, w.who, id)
	}
	if errors.Is(err, errTurn) {
		next := batchWork(customer, id)
		next.Args = customer + "/" + id + "/" + strconv.Itoa(w.after)
		return p.write(ctx, w.who, func(tx *store.Tx) error { return tx.Enqueue(next) })
	}
	if problem.Is(err, problem.Conflict) && problem.Of(err).Key == "store.changed" {
		return nil // cancelled, stopped, or another job is at it
	}
	return err
}

// batchWorker is one turn at one file.
type batchWorker struct {
	*Portal
	who   account.Actor
	b     store.Batch
	after int // the line behind which issuing goes on: rows above it were seen to
	until time.Time
}

// readRows checks the rows below those that were checked before.
func (w *batchWorker) readRows(ctx context.Context) error {
	if w.b.Lines == 0 {
		if err := w.count(ctx); err != nil {
			return err
		}
	}
	r, err := w.openBatch(ctx, &w.b)
	if problem.Is(err, problem.Internal) { // the database, not the file
		return err
	}
	if err != nil {
		return w.finish(ctx, &store.Breach{Key: problem.Of(err).Key})
	}
	defer r.Close() //nolint:errcheck // only read
	for range w.b.Position {
		if _, err := r.Next(); err != nil {
			return err
		}
	}
	most, err := w.most(ctx)
	if err != nil {
		return err
	}
	items := &folder{rows: r, checkers: w.checkers(&w.b, w.today(w.who))}
	size := readGroup
	if w.b.Position == 0 {
		size = firstGroup
	}
	group, err := items.group(size)
	for err == nil {
		var breach *store.Breach
		if left := most - w.b.Rows(); len(group.rows) > left {
			group = group.first(left)
			breach = &store.Breach{Key: "batch.too_many", Rows: most}
		} else if group.broken != nil {
			breach = &store.Breach{Key: problem.Of(group.broken).Key, Rows: w.b.Rows() + len(group.rows)}
		}
		last := breach != nil || group.ended
		next := ahead(func() (g rowGroup, err error) {
			if !last {
				g, err = items.group(readGroup)
			}
			return g, err
		})
		kept := w.keepRows(ctx, group)
		group, err = next()
		switch {
		case kept != nil:
			return kept
		case last:
			return w.finish(ctx, breach)
		case !w.Clock().Before(w.until):
			return errTurn
		}
	}
	return err
}

// most is how many items the file may have.
func (w *batchWorker) most(ctx context.Context) (n int, err error) {
	return n, w.Portal.read(ctx, w.who, func(tx *store.Tx) (err error) {
		n, err = batchMost(tx, w.who.Customer)
		return err
	})
}

// count counts the lines of a long file, so that it can be told how much is
// left.
func (w *batchWorker) count(ctx context.Context) error {
	r, err := w.openBatch(ctx, &w.b)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // only read
	n := 0
	for ; err == nil; n++ {
		_, err = r.Next()
	}
	return w.write(ctx, w.who, func(tx *store.Tx) error {
		b, err := tx.Batch(w.who.Customer, w.b.ID)
		if err != nil {
			return err
		}
		b.Lines = max(1, n-1)
		w.b = b
		return tx.UpdateBatch(&w.b)
	})
}

// rowGroup are items that are saved in one transaction.
type rowGroup struct {
	rows   []store.BatchRow
	ends   []int // the lines read with each
	tally  store.Tally
	ended  bool  // the file has no more
	broken error // what ended it before its end
}

// first are the first n of a group.
func (g rowGroup) first(n int) rowGroup {
	n = max(n, 0)
	f := rowGroup{rows: g.rows[:n], ends: g.ends[:n]}
	for _, r := range f.rows {
		f.tally.Count(r.State, 1, r.Postage)
	}
	return f
}

// keepRows saves a group together with how far the file is read.
func (w *batchWorker) keepRows(ctx context.Context, g rowGroup) error {
	if len(g.rows) == 0 {
		return nil
	}
	to := w.b.Position
	for _, n := range g.ends {
		to += n
	}
	err := w.write(ctx, w.who, func(tx *store.Tx) error {
		for i := range g.rows {
			r := g.rows[i]
			r.Customer, r.Batch = w.who.Customer, w.b.ID
			if err := tx.InsertBatchRow(&r); err != nil {
				return err
			}
		}
		return tx.AdvanceBatch(&w.b, to, g.tally)
	})
	if err == nil {
		w.b.Position, w.b.Tally = to, w.b.Plus(g.tally)
	}
	return err
}

// folder puts the lines of a file together to items (an order with several
// goods has several lines), and checks them.
type folder struct {
	rows     *sheet.Reader
	checkers checkers
	pending  rowLines
	record   batch.Record // of the pending lines so far
	lines    int          // read since the last item was given, blank ones too
	ended    bool
}

// group gives up to n items; the last line that was read may belong to the next.
func (f *folder) group(n int) (g rowGroup, err error) {
	var items []rowLines
	give := func() {
		if len(f.pending.lines) > 0 {
			items, g.ends = append(items, f.pending), append(g.ends, f.lines)
			f.pending, f.lines = rowLines{}, 0
		}
	}
	for first := f.checkers[0]; len(items) < n && !f.ended; {
		row, err := f.rows.Next()
		if err != nil {
			f.ended = true
			if !errors.Is(err, io.EOF) {
				if problem.Of(err).Kind == problem.Internal { // the database, not the file
					return g, err
				}
				g.broken = err
			}
			give()
			break
		}
		line := store.BatchLine{Line: row.Line, Cells: row.Cells}
		rec, faults := first.reader.Read(first.cells(0, line))
		if len(f.pending.lines) > 0 && (rec.Blank || f.record.Join(rec, first.b.Maker)) {
			if !rec.Blank {
				f.pending = rowLines{lines: append(f.pending.lines, line)} // whose records are put together anew
			}
			f.lines++
			continue
		}
		give()
		f.lines++
		if !rec.Blank {
			f.pending, f.record = rowLines{lines: []store.BatchLine{line}, record: &rec, faults: faults}, rec
		}
	}
	g.ended = f.ended
	for i, read := range f.checkers.read(items) {
		lines := items[i].lines
		r := store.BatchRow{N: lines[0].Line, BatchRowDoc: store.BatchRowDoc{Lines: lines}, State: batch.Unread}
		judge(&r, read)
		g.rows = append(g.rows, r)
		g.tally.Count(r.State, 1, r.Postage)
	}
	return g, nil
}

// judge gives a row the state that its check deserves.
func judge(r *store.BatchRow, read readRow) {
	verdict := batch.Pass
	r.Postage, r.Judged, r.Causes = read.postage, read.stamp, nil
	if len(read.faults) > 0 {
		verdict, r.Postage = batch.Fail, 0
		for _, f := range read.faults {
			r.Causes = append(r.Causes, f.Cause())
		}
	}
	r.State, _ = r.State.Next(verdict) // every state but issued has both edges, and nobody judges an issued one
}

// issueReady turns the ready rows into items with labels, each exactly once: the item
// and the mark on its row are one transaction.
func (w *batchWorker) issueReady(ctx context.Context) error {
	day := w.today(w.who)
	all := w.checkers(&w.b, day)
	work, err := w.checkReady(ctx, all, w.after)
	for err == nil {
		if len(work.items) == 0 {
			if work.after == 0 {
				return w.finish(ctx, nil)
			}
			work, err = w.checkReady(ctx, all, 0) // some may have been mended meanwhile
			continue
		}
		last := work.last()
		next := ahead(func() (issueWork, error) { return w.checkReady(ctx, all, last) })
		issued := w.issueRows(ctx, day, work.items)
		if work, err = next(); issued != nil {
			return issued
		}
		w.after = last
		if !w.Clock().Before(w.until) {
			return errTurn
		}
	}
	return err
}

// toIssue is a row with its item as it was read, and its number.
type toIssue struct {
	row    store.BatchRow
	number postal.Number
	read   readRow
}

// issueWork is what one transaction issues: rows below a line of the file.
type issueWork struct {
	after int
	items []toIssue
}

func (g issueWork) last() int { return g.items[len(g.items)-1].row.N }

// checkReady reads the ready rows below a line of the file and checks those
// again whose verdict is not of today's prices and rules.
func (w *batchWorker) checkReady(ctx context.Context, c checkers, after int) (g issueWork, err error) {
	var rows []store.BatchRow
	err = w.Portal.read(ctx, w.who, func(tx *store.Tx) (err error) {
		rows, err = tx.BatchRows(w.who.Customer, w.b.ID, store.BatchRowFilter{State: batch.Ready}, after, issueGroup)
		return err
	})
	lines := make([]rowLines, len(rows))
	for i, r := range rows {
		lines[i] = rowLines{lines: r.Lines, passed: r.Judged}
	}
	g = issueWork{after: after, items: make([]toIssue, len(rows))}
	for i, read := range c.read(lines) {
		g.items[i] = toIssue{row: rows[i], read: read}
	}
	return g, err
}

// issueRows issues some rows in one transaction. What is no longer good waits to
// be mended.
func (w *batchWorker) issueRows(ctx context.Context, day policy.Day, all []toIssue) (err error) {
	for i, x := range all {
		if len(x.read.faults) == 0 {
			if all[i].number, err = w.nextNumber(ctx, w.who, x.read.item.Service); err != nil {
				return err
			}
		}
	}
	return w.write(ctx, w.who, func(tx *store.Tx) error {
		if policy.DayOf(tx.Now) != day { // midnight came between
			return errTurn
		}
		var d store.Tally
		for _, x := range all {
			if err := w.issueRow(tx, x, &d); err != nil {
				return err
			}
		}
		return tx.AdvanceBatch(&w.b, w.b.Position, d)
	})
}

func (w *batchWorker) issueRow(tx *store.Tx, x toIssue, d *store.Tally) error {
	r, was := x.row, x.row
	if len(x.read.faults) > 0 {
		judge(&r, x.read)
		err := tx.UpdateBatchRow(&r)
		if err == nil {
			d.Count(was.State, -1, was.Postage)
			d.Count(r.State, 1, r.Postage)
		}
		return unlessChanged(err)
	}
	s := x.read.item
	own(&s, tx, w.who)
	if err := w.seal(&s, x.number, tx.Now); err != nil {
		return err
	}
	var err error
	if r.State, err = r.State.Next(batch.Label); err != nil {
		return err
	}
	r.Shipment, r.Postage = s.ID, s.Estimate.Total
	if err := tx.LabelBatchRow(&r); err != nil {
		return unlessChanged(err) // somebody mends it just now, or left it out
	}
	d.Count(was.State, -1, was.Postage)
	d.Count(r.State, 1, r.Postage)
	if err := tx.InsertShipment(&s); err != nil {
		return err
	}
	return tellStep(tx, s, event(tx, w.who, shipment.Issue, shipment.Draft, s.State))
}

// unlessChanged lets a row pass that somebody else has just saved.
func unlessChanged(err error) error {
	if problem.Is(err, problem.Conflict) && problem.Of(err).Key == "store.changed" {
		return nil
	}
	return err
}

// finish ends the present work, and tells by mail of one that took long (M-F3).
func (w *batchWorker) finish(ctx context.Context, breach *store.Breach) error {
	return w.write(ctx, w.who, func(tx *store.Tx) (err error) {
		b, err := tx.Batch(w.who.Customer, w.b.ID)
		if err != nil {
			return err
		}
		if b.State != w.b.State {
			return nil // stopped or cancelled meanwhile
		}
		if b.State, err = b.State.Next(batch.Finish); err != nil {
			return err
		}
		if w.b.State == batch.Reading {
			b.Broken, b.Lines = breach, b.Position
		}
		b.UpdatedAt, b.EndedAt = tx.OurTime(tx.Now), tx.Now
		if err := tx.Tell(b.Customer, webhook.BatchDone, webhook.Data{ID: b.ID, State: string(b.State), Issued: b.Issued, Ready: b.Ready, Faulty: b.Faulty}); err != nil {
			return err
		}
		if !b.Mailed && b.EndedAt.Sub(b.StartedAt) > policy.BatchMail {
			b.Mailed = true
			if err := w.mailDone(tx, b); err != nil {
				return err
			}
		}
		return tx.UpdateBatch(&b)
	})
}

// mailDone tells whoever sent a file what became of it.
func (w *batchWorker) mailDone(tx *store.Tx, b store.Batch) error {
	return w.noticeTo(tx, tx.NewID("mai"), b.By, b.Customer, notify.BatchDone, "/batches/"+b.ID, "name", b.Name, "ready", b.Ready, "faulty", b.Faulty, "issued", b.Issued)
}

// resumeBatches has a job go on with the files that none was at for a while: it
// has died with its server. Two jobs at one file would do no row twice.
func (p *Portal) resumeBatches(ctx context.Context, idle time.Duration) error {
	var left []store.BatchKey
	err := p.read(ctx, account.Nobody, func(tx *store.Tx) (err error) {
		left, err = tx.IdleBatches(tx.Now.Add(-idle), sweepSome)
		return err
	})
	if err != nil || len(left) == 0 {
		return err
	}
	return p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		for _, k := range left {
			if err := tx.Enqueue(batchWork(k.Customer, k.ID)); err != nil {
				return err
			}
		}
		return nil
	})
}

// forgetOld removes files that are older than drafts may be, with all their
// rows; the items that were issued of them stay. One that never arrived goes
// after a day.
func (p *Portal) forgetOld(ctx context.Context) error {
	today := p.today(account.Nobody)
	var old []store.BatchKey
	err := p.read(ctx, account.Nobody, func(tx *store.Tx) (err error) {
		old, err = tx.OldBatches((today - policy.DraftDays).Start(), (today - 1).Start(), sweepSome)
		return err
	})
	for _, k := range old {
		err = errors.Join(err, p.forgetBatch(ctx, account.Actor{Customer: k.Customer}, k.ID))
	}
	return err
}
