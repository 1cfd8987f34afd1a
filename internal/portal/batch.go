package portal

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strconv"
	"strings"

	"ecship/internal/account"
	"ecship/internal/batch"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/sheet"
	"ecship/internal/store"
)

// Batch is a file of many items as its sender sees it (M-F1).
type Batch struct {
	store.Batch
	// Most is how many items its customer may have in one file.
	Most int
	// Again tells that it came before under the same key.
	Again bool
}

// What doors show of a file as it is kept.
type (
	Typed     = store.Fields
	Cause     = store.Cause
	RowFilter = store.BatchRowFilter
	Tally     = store.Tally
)

// Done is how much of the present work is done, in lines or rows, and All how
// much there is.
func (b Batch) Done() int {
	if b.State == batch.Issuing {
		return b.Issued
	}
	return b.Position
}

// All is how much there is to do in the present work.
func (b Batch) All() int {
	if b.State == batch.Issuing {
		return b.Issued + b.Ready
	}
	return max(b.Lines, b.Position)
}

// NewBatch is a file that is coming in.
type NewBatch struct {
	Name string
	Body io.Reader
	// Once needs no hash: the file itself is compared.
	Once Once
}

// ReceiveBatch keeps a file and recognises its columns. It is read as a stream;
// its bounds count before anything of it is looked at.
func (p *Portal) ReceiveBatch(ctx context.Context, who account.Actor, in NewBatch) (b Batch, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return b, err
	}
	do := func(answer func(*store.Tx, string) error) error {
		b, err = p.receive(ctx, who, in, answer)
		return err
	}
	again := func(id string) error {
		if err := p.sameFile(ctx, who, id, in.Body); err != nil {
			return err
		}
		b, err = p.Batch(ctx, who, id)
		b.Again = true
		return err
	}
	in.Once.Hash = []byte{}
	return b, p.once(ctx, who, receivedBatch, in.Once, do, again)
}

func (p *Portal) receive(ctx context.Context, who account.Actor, in NewBatch, answer func(*store.Tx, string) error) (b Batch, err error) {
	err = p.write(ctx, who, func(tx *store.Tx) error {
		b.Batch = store.Batch{ID: tx.NewID("bat"), Customer: who.Customer, State: batch.Receiving, CreatedAt: tx.Now, UpdatedAt: tx.OurTime(tx.Now),
			BatchDoc: store.BatchDoc{Name: fileName(in.Name), By: actorName(who)}}
		if b.Most, err = batchMost(tx, who.Customer); err != nil {
			return err
		}
		return tx.InsertBatch(&b.Batch)
	})
	if err != nil {
		return b, err
	}
	if err := p.arrive(ctx, who, &b, in.Body, answer); err != nil {
		// Whoever sent it may be gone; what is left of it must go all the same.
		return Batch{}, errors.Join(err, p.forgetBatch(context.WithoutCancel(ctx), who, b.ID))
	}
	return b, nil
}

// sameFile refuses another file under the key of one that came before.
func (p *Portal) sameFile(ctx context.Context, who account.Actor, id string, body io.Reader) error {
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(body, sheet.FileMost+1)); err != nil {
		return &problem.Problem{Kind: problem.Invalid, Key: "batch.cut_off", Field: "file", Err: err}
	}
	return p.read(ctx, who, func(tx *store.Tx) error {
		same, err := tx.IsBatchFile(who.Customer, id, h.Sum(nil))
		if err == nil && !same {
			err = problem.New(problem.Invalid, "idempotency.other_body", "Idempotency-Key")
		}
		return err
	})
}

// batchMost is how many items a customer may have in one file.
func batchMost(tx *store.Tx, customer string) (int, error) {
	n, err := tx.BatchMost(customer)
	if err == nil && n == 0 {
		n = policy.BatchRows
	}
	return n, err
}

// fileName is the last part of a path, short enough to be shown.
func fileName(s string) string {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	if r := []rune(s); len(r) > fileNameMost {
		s = string(r[:fileNameMost])
	}
	return s
}

const fileNameMost = 100

// arrive takes the bytes of a file, looks at its columns and counts its lines.
func (p *Portal) arrive(ctx context.Context, who account.Actor, b *Batch, body io.Reader, answer func(*store.Tx, string) error) error {
	size, sum, err := p.keep(ctx, who, b.ID, body)
	if err != nil {
		return err
	}
	b.Bytes = size
	if err := p.look(ctx, b); err != nil {
		return err
	}
	return p.write(ctx, who, func(tx *store.Tx) (err error) {
		now := b.Batch
		if now.State, err = now.State.Next(batch.Arrive); err != nil {
			return err
		}
		if now.Twin, err = tx.SetBatchFile(who.Customer, b.ID, sum); err != nil {
			return err
		}
		if old, err := tx.BatchMappingOf(who.Customer, now.By, headingsKey(now.Headings)); err == nil {
			now.Mapping, now.Same, now.Recalled = old.Mapping, old.Same, true
		} else if !problem.Is(err, problem.NotFound) {
			return err
		}
		now.UpdatedAt = tx.OurTime(tx.Now)
		if err := tx.UpdateBatch(&now); err != nil {
			return err
		}
		b.Batch = now
		return answer(tx, b.ID)
	})
}

// look recognises the columns and counts the lines of a file that has at most
// as many as its sender waits for; of others, the job counts.
func (p *Portal) look(ctx context.Context, b *Batch) error {
	r, err := p.openBatch(ctx, &b.Batch)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // only read
	b.Format, b.Headings = r.Format(), r.Headings()
	b.Mapping, b.Maker = batch.RecogniseSheet(b.Format.Sheet, b.Headings)
	n, items, ended := 0, 0, false
	x, last := p.rowReader(&b.Batch, p.today(account.Nobody)), batch.Record{}
	for n < looksAt {
		row, err := r.Next()
		if err != nil {
			if n == 0 && !errors.Is(err, io.EOF) {
				return err
			}
			ended = true // the job finds a fault again, and says so beside the good rows
			break
		}
		n++
		if rec, _ := x.reader.Read(x.cells(0, store.BatchLine{Cells: row.Cells})); !rec.Blank && !last.Join(rec, b.Maker) {
			items, last = items+1, rec
		}
	}
	switch {
	case n == 0:
		return problem.New(problem.Invalid, "sheet.empty", "file")
	case items > b.Most:
		return tooMany(b.Most)
	case ended:
		b.Lines = n
	}
	return nil
}

// looksAt is how many lines are looked at while the sender waits; of a longer
// file the job counts the rest.
const looksAt = 4 * policy.BatchRows

func tooMany(most int) error {
	return problem.New(problem.Invalid, "batch.too_many", "file", "most", most)
}

// headingsKey is what headings are remembered by.
func headingsKey(headings []string) string { return strings.Join(headings, "\x00") }

// Batch shows one file.
func (p *Portal) Batch(ctx context.Context, who account.Actor, id string) (b Batch, err error) {
	if err := who.Sender(account.See); err != nil {
		return b, err
	}
	return b, p.read(ctx, who, func(tx *store.Tx) (err error) {
		b, err = myBatch(tx, who, id)
		return err
	})
}

// myBatch loads a file of the actor's customer.
func myBatch(tx *store.Tx, who account.Actor, id string) (b Batch, err error) {
	if b.Batch, err = tx.Batch(who.Customer, id); err != nil {
		return b, err
	}
	if b.State == batch.Receiving || b.State == batch.Cancelled { // nothing of it is to be seen
		return Batch{}, notFound()
	}
	b.Most, err = batchMost(tx, who.Customer)
	return b, err
}

// BatchPage names a page of a customer's files.
type BatchPage struct{ After string }

// BatchList is a page of files; Next is the cursor of the one after.
type BatchList struct {
	Rows []Batch
	Next string
}

// Batches lists a customer's files, newest first.
func (p *Portal) Batches(ctx context.Context, who account.Actor, in BatchPage) (l BatchList, err error) {
	if err := who.Sender(account.See); err != nil {
		return l, err
	}
	return l, p.read(ctx, who, func(tx *store.Tx) error {
		l = BatchList{}
		rows, err := tx.Batches(who.Customer, in.After, policy.PageRows+1)
		for i, b := range rows {
			if i == policy.PageRows {
				l.Next = l.Rows[i-1].ID
				break
			}
			l.Rows = append(l.Rows, Batch{Batch: b})
		}
		return err
	})
}

// StartBatch says how the columns of a file are to be read.
type StartBatch struct {
	ID string
	// Mapping is the field of each column; nil is as recognised.
	Mapping batch.Mapping
	// Same are the fields of all rows that say nothing of them.
	Same store.Fields
	// Again tells that a file which came before is meant to be read once more.
	Again bool
}

// StartBatch has the rows of a file checked, by a job, and remembers its
// columns for the next time.
func (p *Portal) StartBatch(ctx context.Context, who account.Actor, in StartBatch) (b Batch, err error) {
	return p.stepBatch(ctx, who, in.ID, batch.Start, func(tx *store.Tx, b *Batch) error {
		if b.Twin != "" && !in.Again {
			return problem.New(problem.Conflict, "batch.twin", "again")
		}
		if in.Mapping != nil {
			b.Mapping, b.Same = in.Mapping, in.Same
		}
		if err := checkMapping(b); err != nil {
			return err
		}
		b.Position, b.Broken, b.Mailed = 0, nil, false
		b.StartedAt = tx.Now
		if err := tx.SetBatchMapping(who.Customer, b.By, headingsKey(b.Headings), store.BatchMapping{Mapping: b.Mapping, Same: b.Same}); err != nil {
			return err
		}
		return tx.Enqueue(batchWork(who.Customer, b.ID))
	})
}

// checkMapping refuses fields that are not, and two columns of the same field.
func checkMapping(b *Batch) error {
	var l problem.List
	if len(b.Mapping) > len(b.Headings) {
		l.Add("batch.columns", "mapping", "n", len(b.Headings))
	}
	seen := map[batch.Field]bool{}
	for i, f := range b.Mapping {
		switch at := "mapping." + strconv.Itoa(i); {
		case f == "":
		case !f.Known():
			l.Add("batch.no_field", at)
		case seen[f.Plain()]:
			l.Add("batch.field_twice", at)
		}
		seen[f.Plain()] = true
	}
	for f := range b.Same {
		if !f.Known() {
			l.Add("batch.no_field", "same."+string(f))
		}
	}
	for _, f := range missingColumns(b) {
		l.Add("batch.needed", "same."+string(f))
	}
	return l.Err()
}

// RemapBatch goes back to the columns, before any label is issued.
func (p *Portal) RemapBatch(ctx context.Context, who account.Actor, id string) (Batch, error) {
	return p.stepBatch(ctx, who, id, batch.Remap, func(tx *store.Tx, b *Batch) error {
		if b.Issued > 0 {
			return problem.New(problem.Conflict, "batch.has_labels", "")
		}
		b.Tally = store.Tally{}
		return tx.ClearRows(who.Customer, id)
	})
}

// CancelBatch throws a file away, before any label is issued of it.
func (p *Portal) CancelBatch(ctx context.Context, who account.Actor, id string) (Batch, error) {
	b, err := p.stepBatch(ctx, who, id, batch.Cancel, func(tx *store.Tx, b *Batch) error {
		if b.Issued > 0 {
			return problem.New(problem.Conflict, "batch.has_labels", "")
		}
		return tx.Enqueue(batchWork(who.Customer, id)) // which empties it
	})
	return b, err
}

// IssueBatch has every ready row of a file issued, by a job; those that wait to
// be mended are left for later (M-F2).
func (p *Portal) IssueBatch(ctx context.Context, who account.Actor, id string) (Batch, error) {
	return p.stepBatch(ctx, who, id, batch.Issue, func(tx *store.Tx, b *Batch) error {
		if b.Ready == 0 {
			return problem.New(problem.Conflict, "batch.none_ready", "")
		}
		b.StartedAt, b.Mailed = tx.Now, false
		return tx.Enqueue(batchWork(who.Customer, id))
	})
}

// StopBatch ends the issuing before its end; what is issued stays so.
func (p *Portal) StopBatch(ctx context.Context, who account.Actor, id string) (Batch, error) {
	return p.stepBatch(ctx, who, id, batch.Stop, func(*store.Tx, *Batch) error { return nil })
}

// stepBatch takes a file along an edge of its states.
func (p *Portal) stepBatch(ctx context.Context, who account.Actor, id string, e batch.Event, do func(*store.Tx, *Batch) error) (b Batch, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return b, err
	}
	return b, p.writeMoney(ctx, who, func(tx *store.Tx) (err error) {
		if b, err = myBatch(tx, who, id); err != nil {
			return err
		}
		if b.State, err = b.State.Next(e); err != nil {
			return err
		}
		b.UpdatedAt = tx.OurTime(tx.Now)
		if err := do(tx, &b); err != nil {
			return err
		}
		return tx.UpdateBatch(&b.Batch)
	})
}

// forgetSome is how many rows or pieces one transaction forgets.
const forgetSome = 2000

// forgetBatch removes all that is left of a file.
func (p *Portal) forgetBatch(ctx context.Context, who account.Actor, id string) error {
	for more := true; more; {
		err := p.write(ctx, who, func(tx *store.Tx) (err error) {
			more, err = tx.EmptyBatch(who.Customer, id, forgetSome)
			if err != nil || more {
				return err
			}
			return tx.DeleteBatch(who.Customer, id)
		})
		if err != nil && !problem.Is(err, problem.NotFound) {
			return err
		}
	}
	return nil
}
