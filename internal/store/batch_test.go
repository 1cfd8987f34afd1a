package store_test

import (
	"testing"
	"time"

	"ecship/internal/batch"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// batchRows adds a file with one piece, a row that waits and a mapping.
func batchRows(tx *store.Tx, customer string) (b store.Batch, r store.BatchRow, err error) {
	b = store.Batch{ID: tx.NewID("bat"), Customer: customer, State: batch.Reading, CreatedAt: tx.Now, UpdatedAt: tx.Now,
		BatchDoc: store.BatchDoc{Name: "Nathan Road.csv", Headings: []string{"Address"}, Mapping: batch.Mapping{"recipient.street.1"}, Same: store.Fields{"sender.street.1": "彌敦道"}}}
	r = store.BatchRow{Customer: customer, Batch: b.ID, N: 2, State: batch.Faulty, Causes: []store.Cause{{Field: "item.origin", Key: "x.missing"}},
		BatchRowDoc: store.BatchRowDoc{Lines: []store.BatchLine{{Line: 2, Cells: []string{"1 Nathan Road"}, Mended: store.Fields{"recipient.phone": "29212222"}}}}}
	for _, fn := range []func() error{
		func() error { return tx.InsertBatch(&b) },
		func() error { return tx.InsertPiece(customer, b.ID, 0, []byte("Address\n1 Nathan Road\n")) },
		func() error { return tx.InsertBatchRow(&r) },
		func() error { return tx.AdvanceBatch(&b, 1, store.Tally{Faulty: 1}) },
		func() error {
			return tx.SetBatchMapping(customer, "usr_x", "Address", store.BatchMapping{Mapping: b.Mapping, Same: b.Same})
		},
	} {
		if err := fn(); err != nil {
			return b, r, err
		}
	}
	return b, r, nil
}

// M-F1, I-1: a file comes back to its owner as it was kept, and nothing of it to
// anybody else.
func TestBatch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, foreign := newCustomer(t, db), newCustomer(t, db)
		var b store.Batch
		var r store.BatchRow
		must(t, db, func(tx *store.Tx) (err error) {
			b, r, err = batchRows(tx, c.ID)
			return err
		})
		must(t, db, func(tx *store.Tx) error {
			got, err := tx.Batch(c.ID, b.ID)
			if err != nil || got.Name != b.Name || got.Position != 1 || got.Faulty != 1 || got.Same["sender.street.1"] != "彌敦道" {
				t.Errorf("%+v %v", got, err)
			}
			piece, err := tx.Piece(c.ID, b.ID, 0)
			if err != nil || string(piece) != "Address\n1 Nathan Road\n" {
				t.Errorf("%q %v", piece, err)
			}
			rows, err := tx.BatchRows(c.ID, b.ID, store.BatchRowFilter{State: batch.Faulty, Cause: r.Causes[0]}, 0, 9)
			if err != nil || len(rows) != 1 || rows[0].Lines[0].Mended["recipient.phone"] != "29212222" {
				t.Errorf("%+v %v", rows, err)
			}
			causes, err := tx.BatchCauses(c.ID, b.ID)
			if err != nil || len(causes) != 1 || causes[0].Rows != 1 || causes[0].First != 2 {
				t.Errorf("%+v %v", causes, err)
			}
			m, err := tx.BatchMappingOf(c.ID, "usr_x", "Address")
			if err != nil || m.Mapping[0] != "recipient.street.1" {
				t.Errorf("%+v %v", m, err)
			}
			for what, err := range map[string]error{
				"file": second(tx.Batch(foreign.ID, b.ID)), "piece": second(tx.Piece(foreign.ID, b.ID, 0)), "row": second(tx.BatchRow(foreign.ID, b.ID, 2)),
				"mapping": second(tx.BatchMappingOf(foreign.ID, "usr_x", "Address")), "tally": tx.TallyBatch(foreign.ID, b.ID, store.Tally{}),
			} {
				if !problem.Is(err, problem.NotFound) {
					t.Errorf("a foreign %s: %v", what, err)
				}
			}
			if rows, err := tx.BatchRows(foreign.ID, b.ID, store.BatchRowFilter{}, 0, 9); len(rows) != 0 || err != nil {
				t.Errorf("foreign rows: %+v %v", rows, err)
			}
			return nil
		})
	})
}

func second[T any](_ T, err error) error { return err }

// M-F3: what two jobs did at the same lines, or two people with the same row,
// counts once: the later one's transaction is undone.
func TestBatchGuards(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCustomer(t, db)
		var b store.Batch
		var r store.BatchRow
		must(t, db, func(tx *store.Tx) (err error) {
			b, r, err = batchRows(tx, c.ID)
			return err
		})
		changed := func(what string, fn func(*store.Tx) error) {
			t.Helper()
			if err := db.Tx(ctx, 0, fn); !problem.Is(err, problem.Conflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		changed("the same lines twice", func(tx *store.Tx) error { return tx.AdvanceBatch(&b, 1, store.Tally{Faulty: 1}) })
		old := r
		must(t, db, func(tx *store.Tx) error { r = old; return tx.UpdateBatchRow(&r) })
		changed("a row that was saved since", func(tx *store.Tx) error { o := old; return tx.UpdateBatchRow(&o) })
		changed("a label for a row that waits", func(tx *store.Tx) error { o := r; o.Shipment = "shp_x"; return tx.LabelBatchRow(&o) })
		must(t, db, func(tx *store.Tx) error {
			o := r
			o.State, o.Causes = batch.Ready, nil
			if err := tx.UpdateBatchRow(&o); err != nil {
				return err
			}
			o.Shipment = "shp_x"
			return tx.LabelBatchRow(&o)
		})
		changed("a second label", func(tx *store.Tx) error { o := r; o.Version += 2; o.Shipment = "shp_y"; return tx.LabelBatchRow(&o) })
		changed("mending an issued row", func(tx *store.Tx) error { o := r; o.Version += 2; return tx.UpdateBatchRow(&o) })
	})
}

// M-F1: a file whose job died is found, and one that is old is forgotten to the
// last piece.
func TestBatchEnds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCustomer(t, db)
		var b store.Batch
		must(t, db, func(tx *store.Tx) (err error) {
			b, _, err = batchRows(tx, c.ID)
			return err
		})
		must(t, db, func(tx *store.Tx) error {
			idle, err := tx.IdleBatches(tx.Now.Add(time.Hour), 9)
			if err != nil || len(idle) != 1 || idle[0].ID != b.ID {
				t.Errorf("%+v %v", idle, err)
			}
			if idle, err = tx.IdleBatches(b.UpdatedAt.Add(-time.Hour), 9); err != nil || len(idle) != 0 {
				t.Errorf("%+v %v", idle, err)
			}
			old, err := tx.OldBatches(tx.Now.Add(time.Hour), tx.Now, 9)
			if err != nil || len(old) != 1 {
				t.Errorf("%+v %v", old, err)
			}
			for more := true; more; {
				if more, err = tx.EmptyBatch(c.ID, b.ID, 1); err != nil {
					return err
				}
			}
			return tx.DeleteBatch(c.ID, b.ID)
		})
	})
}
