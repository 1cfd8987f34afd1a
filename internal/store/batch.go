package store

import (
	"time"

	"ecship/internal/batch"
	"ecship/internal/money"
	"ecship/internal/problem"
	"ecship/internal/sheet"
)

// Batch is a file of many items, without its bytes and its rows.
type Batch struct {
	ID       string // bat_…
	Customer string
	// Version counts the saves; of two savers who read the same one, the later
	// is refused. Counting rows does not count here.
	Version int64
	State   batch.State
	Bytes   int64
	// Lines is how many lines the file has below its headings, 0 while nobody has
	// counted; Position is how many of them are read.
	Lines, Position int
	Tally
	CreatedAt time.Time
	UpdatedAt time.Time
	// UpdatedAt is by our own clock; StartedAt and EndedAt are of the job's present or last work.
	StartedAt time.Time
	EndedAt   time.Time
	BatchDoc
}

// Tally counts the rows of a file by their state.
type Tally struct {
	Ready, Faulty, LeftOut, Issued int
	Postage                        money.Amount // of the ready and the issued, in cents
}

// Count moves n rows of a state, with their postage, into the tally; n may be
// negative.
func (t *Tally) Count(s batch.RowState, n int, postage money.Amount) {
	switch s {
	case batch.Ready:
		t.Ready, t.Postage = t.Ready+n, t.Postage+money.Amount(n)*postage
	case batch.Faulty:
		t.Faulty += n
	case batch.LeftOut:
		t.LeftOut += n
	case batch.Issued:
		t.Issued, t.Postage = t.Issued+n, t.Postage+money.Amount(n)*postage
	}
}

// Plus is both together.
func (t Tally) Plus(o Tally) Tally {
	return Tally{t.Ready + o.Ready, t.Faulty + o.Faulty, t.LeftOut + o.LeftOut, t.Issued + o.Issued, t.Postage + o.Postage}
}

// Rows is how many rows there are by now.
func (t Tally) Rows() int { return t.Ready + t.Faulty + t.LeftOut + t.Issued }

// BatchDoc is what is sealed of a file: its name and headings are the sender's
// words, and what is the same for all rows is often his address.
type BatchDoc struct {
	Name     string        `json:"name"` // of the file
	By       string        `json:"by"`   // usr_… or key_…
	Format   sheet.Format  `json:"format"`
	Headings []string      `json:"headings"` // as they came
	Mapping  batch.Mapping `json:"mapping"`  // the field of each column; "" is none
	Maker    batch.Maker   `json:"maker"`    // whose export it looks like
	// Recalled tells that the mapping is that of the last such file.
	Recalled bool `json:"recalled,omitempty"`
	// Twin is an earlier file of the very same bytes.
	Twin string `json:"twin,omitempty"`
	// Same are the fields of all rows that say nothing of them.
	Same Fields `json:"same,omitempty"`
	// Broken is why the file could not be read to its end, if so.
	Broken *Breach `json:"broken,omitempty"`
	// Mailed tells that a mail has told of the end of a long work.
	Mailed bool `json:"mailed,omitempty"`
}

// Breach is the fault of a file that ends in the middle of it.
type Breach struct {
	Key  string `json:"key"`  // of the catalogue
	Rows int    `json:"rows"` // that could be read
}

// Fields are what was typed, by field.
type Fields map[batch.Field]string

func batchPlace(customer, id string) place { return at("batches", "private", customer+"/"+id) }

// InsertBatch adds a file.
func (tx *Tx) InsertBatch(b *Batch) error {
	private, err := tx.db.vault.sealJSON(batchPlace(b.Customer, b.ID), b.BatchDoc)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO batches (customer, id, version, state, bytes, lines, position, ready, faulty, left_out, issued, postage, created_at, updated_at, private)
		VALUES ($1, $2, 1, $3, $4, $5, $6, 0, 0, 0, 0, 0, $7, $8, $9)`,
		b.Customer, b.ID, string(b.State), b.Bytes, b.Lines, b.Position, micros(b.CreatedAt), micros(b.UpdatedAt), private)
	b.Version = 1
	return err
}

// UpdateBatch saves all of a file but its tally. It is a Conflict where somebody
// saved it since b was read. It counts b.Version up.
func (tx *Tx) UpdateBatch(b *Batch) error {
	private, err := tx.db.vault.sealJSON(batchPlace(b.Customer, b.ID), b.BatchDoc)
	if err != nil {
		return err
	}
	n, err := tx.exec(`UPDATE batches SET version = version + 1, state = $1, bytes = $2, lines = $3, position = $4, updated_at = $5, started_at = $6,
			ended_at = $7, private = $8 WHERE customer = $9 AND id = $10 AND version = $11`,
		string(b.State), b.Bytes, b.Lines, b.Position, micros(b.UpdatedAt), micros(b.StartedAt), micros(b.EndedAt), private, b.Customer, b.ID, b.Version)
	if err := changed(n, err); err != nil {
		return err
	}
	b.Version++
	return nil
}

// AdvanceBatch notes that a job has worked on: from one line to another, which
// are the same where it issues. It is a Conflict where the file is no longer in
// the state, or another has worked on from there: what the transaction did
// besides is then undone, so that no row is done twice.
func (tx *Tx) AdvanceBatch(b *Batch, to int, d Tally) error {
	n, err := tx.exec(`UPDATE batches SET position = $1, ready = ready + $2, faulty = faulty + $3, left_out = left_out + $4, issued = issued + $5,
			postage = postage + $6, updated_at = $7 WHERE customer = $8 AND id = $9 AND state = $10 AND position = $11`,
		to, d.Ready, d.Faulty, d.LeftOut, d.Issued, int64(d.Postage), micros(tx.ours()), b.Customer, b.ID, string(b.State), b.Position)
	return changed(n, err)
}

// TallyBatch moves rows of a file from one count to another.
func (tx *Tx) TallyBatch(customer, id string, d Tally) error {
	return touched(tx.exec(`UPDATE batches SET ready = ready + $1, faulty = faulty + $2, left_out = left_out + $3, issued = issued + $4, postage = postage + $5
		WHERE customer = $6 AND id = $7`, d.Ready, d.Faulty, d.LeftOut, d.Issued, int64(d.Postage), customer, id))
}

const batchColumns = `customer, id, version, state, bytes, lines, position, ready, faulty, left_out, issued, postage,
	created_at, updated_at, started_at, ended_at, private`

// Batch finds a customer's file.
func (tx *Tx) Batch(customer, id string) (b Batch, err error) {
	err = tx.batches(`WHERE customer = $1 AND id = $2`, []any{customer, id}, func(found Batch) { b = found })
	if err == nil && b.ID == "" {
		err = problem.New(problem.NotFound, "error.not_found", "")
	}
	return b, err
}

// Batches lists a customer's files, newest first, without those that never
// arrived.
func (tx *Tx) Batches(customer, after string, limit int) (all []Batch, err error) {
	q := newQuery(`WHERE customer = $1 AND state NOT IN ('receiving', 'cancelled')`, customer)
	if after != "" {
		q.and(`id < `, after)
	}
	text := q.limit(` ORDER BY id DESC LIMIT `, limit)
	err = tx.batches(text, q.args, func(b Batch) { all = append(all, b) })
	return all, err
}

func (tx *Tx) batches(tail string, args []any, fn func(Batch)) error {
	return tx.each(`SELECT `+batchColumns+` FROM batches `+tail, args, func(scan func(...any) error) error {
		var b Batch
		var private []byte
		err := scan(&b.Customer, &b.ID, &b.Version, &b.State, &b.Bytes, &b.Lines, &b.Position, &b.Ready, &b.Faulty, &b.LeftOut, &b.Issued, &b.Postage,
			instant{&b.CreatedAt}, instant{&b.UpdatedAt}, instant{&b.StartedAt}, instant{&b.EndedAt}, &private)
		if err == nil {
			err = tx.db.vault.openJSON(batchPlace(b.Customer, b.ID), private, &b.BatchDoc)
		}
		if err == nil {
			fn(b)
		}
		return err
	})
}

// BatchKey names a file of any customer, for the jobs.
type BatchKey struct{ Customer, ID string }

// IdleBatches lists the files that a job should be at, and none was since an
// instant.
func (tx *Tx) IdleBatches(since time.Time, limit int) ([]BatchKey, error) {
	return tx.batchKeys(`SELECT customer, id FROM batches WHERE state IN ('reading', 'issuing') AND updated_at < $1 ORDER BY updated_at LIMIT $2`, micros(since), limit)
}

// OldBatches lists the files of before an instant, and of those that never
// arrived or were thrown away the ones of before another.
func (tx *Tx) OldBatches(before, dead time.Time, limit int) ([]BatchKey, error) {
	return tx.batchKeys(`SELECT customer, id FROM batches WHERE created_at < $1 OR (created_at < $2 AND state IN ('receiving', 'cancelled'))
		ORDER BY created_at LIMIT $3`, micros(before), micros(dead), limit)
}

func (tx *Tx) batchKeys(query string, args ...any) (all []BatchKey, err error) {
	err = tx.each(query, args, func(scan func(...any) error) error {
		var k BatchKey
		err := scan(&k.Customer, &k.ID)
		all = append(all, k)
		return err
	})
	return all, err
}

// SetBatchFile keeps what a file is known by, and finds the newest other one of
// the same customer with the same bytes; "" is none.
func (tx *Tx) SetBatchFile(customer, id string, sum []byte) (twin string, err error) {
	file := tx.db.vault.hash("batch", string(sum))
	if err := touched(tx.exec(`UPDATE batches SET file = $1 WHERE customer = $2 AND id = $3`, file, customer, id)); err != nil {
		return "", err
	}
	err = tx.each(`SELECT id FROM batches WHERE customer = $1 AND file = $2 AND id < $3 AND state NOT IN ('receiving', 'cancelled') ORDER BY id DESC LIMIT 1`,
		[]any{customer, file, id}, func(scan func(...any) error) error { return scan(&twin) })
	return twin, err
}

// IsBatchFile tells whether a file of a customer's has these very bytes.
func (tx *Tx) IsBatchFile(customer, id string, sum []byte) (bool, error) {
	n := 0
	err := tx.one(`SELECT COUNT(*) FROM batches WHERE customer = $1 AND id = $2 AND file = $3`, []any{customer, id, tx.db.vault.hash("batch", string(sum))}, &n)
	return n > 0, err
}

// EmptyBatch forgets up to some rows of a file, or some pieces of it, and tells
// whether anything was left; the file itself stays.
func (tx *Tx) EmptyBatch(customer, id string, some int) (more bool, err error) {
	for _, table := range []string{"batch_faults", "batch_rows", "batch_pieces"} {
		n, err := tx.exec(`DELETE FROM `+table+` WHERE customer = $1 AND batch = $2 AND n IN (
			SELECT n FROM `+table+` WHERE customer = $1 AND batch = $2 ORDER BY n LIMIT $3)`, customer, id, some)
		if err != nil || n > 0 {
			return true, err
		}
	}
	return false, nil
}

// ClearRows forgets every row of a file, which then is as if never read.
func (tx *Tx) ClearRows(customer, id string) error {
	for _, table := range []string{"batch_faults", "batch_rows"} {
		if _, err := tx.exec(`DELETE FROM `+table+` WHERE customer = $1 AND batch = $2`, customer, id); err != nil {
			return err
		}
	}
	return touched(tx.exec(`UPDATE batches SET ready = 0, faulty = 0, left_out = 0, issued = 0, postage = 0 WHERE customer = $1 AND id = $2`, customer, id))
}

// DeleteBatch forgets an empty file.
func (tx *Tx) DeleteBatch(customer, id string) error {
	return touched(tx.exec(`DELETE FROM batches WHERE customer = $1 AND id = $2`, customer, id))
}

func piecePlace(customer, id string, n int) place {
	return at("batch_pieces", "private", customer+"/"+id+"/"+itoa(n))
}

// InsertPiece keeps a piece of a file; they count from 0.
func (tx *Tx) InsertPiece(customer, id string, n int, b []byte) error {
	_, err := tx.exec(`INSERT INTO batch_pieces (customer, batch, n, private) VALUES ($1, $2, $3, $4)`,
		customer, id, n, tx.db.vault.seal(piecePlace(customer, id, n), b))
	return err
}

// Piece is a piece of a file.
func (tx *Tx) Piece(customer, id string, n int) (b []byte, err error) {
	err = tx.one(`SELECT private FROM batch_pieces WHERE customer = $1 AND batch = $2 AND n = $3`, []any{customer, id, n}, &b)
	if err != nil {
		return nil, found(err)
	}
	return tx.db.vault.open(piecePlace(customer, id, n), b)
}

// BatchMost is how many items a customer may have in one file; 0 is the
// policy's.
func (tx *Tx) BatchMost(customer string) (n int, err error) {
	err = tx.one(`SELECT batch_rows FROM customers WHERE id = $1`, []any{customer}, &n)
	return n, found(err)
}

// SetBatchMost sets it.
func (tx *Tx) SetBatchMost(customer string, n int) error {
	return touched(tx.exec(`UPDATE customers SET batch_rows = $1 WHERE id = $2`, n, customer))
}

// BatchMapping is how a user read the columns of some headings.
type BatchMapping struct {
	Mapping batch.Mapping `json:"mapping"`
	Same    Fields        `json:"same"`
}

func mappingPlace(customer, user string, headings []byte) place {
	return at("batch_mappings", "private", customer+"/"+user+"/"+string(headings))
}

// SetBatchMapping keeps how a user reads the columns of headings.
func (tx *Tx) SetBatchMapping(customer, user, headings string, m BatchMapping) error {
	key := tx.db.vault.hash("headings", headings)
	private, err := tx.db.vault.sealJSON(mappingPlace(customer, user, key), m)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO batch_mappings (customer, user_id, headings, private, updated_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (customer, user_id, headings) DO UPDATE SET private = excluded.private, updated_at = excluded.updated_at`,
		customer, user, key, private, micros(tx.Now))
	return err
}

// BatchMappingOf finds how a user read the columns of headings the last time.
func (tx *Tx) BatchMappingOf(customer, user, headings string) (m BatchMapping, err error) {
	key := tx.db.vault.hash("headings", headings)
	var private []byte
	err = tx.one(`SELECT private FROM batch_mappings WHERE customer = $1 AND user_id = $2 AND headings = $3`, []any{customer, user, key}, &private)
	if err != nil {
		return m, found(err)
	}
	return m, tx.db.vault.openJSON(mappingPlace(customer, user, key), private, &m)
}
