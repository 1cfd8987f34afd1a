package store

import (
	"strconv"

	"ecship/internal/batch"
	"ecship/internal/money"
	"ecship/internal/problem"
)

func itoa(n int) string { return strconv.Itoa(n) }

// BatchRow is one item of a file, with the cells as they came and what was typed
// over them.
type BatchRow struct {
	Customer, Batch string
	N               int // the line of the file on which it begins
	Version         int64
	State           batch.RowState
	Shipment        string       // shp_…, once issued
	Postage         money.Amount // estimated, of a ready or issued one
	Judged          string       // what the verdict on it rests on, as its judge names it
	BatchRowDoc
	// Causes are why it is faulty; they are saved with it, and not loaded.
	Causes []Cause
}

// BatchRowDoc is what is sealed of a row: all that the sender said.
type BatchRowDoc struct {
	Lines []BatchLine `json:"lines"`
}

// BatchLine is a line of the file; an order of several goods has several.
type BatchLine struct {
	Line  int      `json:"line"`
	Cells []string `json:"cells"`
	// Mended is what was typed over the cells, also where it is still wrong:
	// nothing typed is lost.
	Mended Fields `json:"mended,omitempty"`
}

// Cause is what is wrong (a message key), and where.
type Cause struct {
	Field batch.Field
	Key   string
}

func rowPlace(r *BatchRow) place {
	return at("batch_rows", "private", r.Customer+"/"+r.Batch+"/"+itoa(r.N))
}

// InsertBatchRow adds a row.
func (tx *Tx) InsertBatchRow(r *BatchRow) error {
	private, err := tx.db.vault.sealJSON(rowPlace(r), r.BatchRowDoc)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO batch_rows (customer, batch, n, version, state, shipment, postage, judged, private) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8)`,
		r.Customer, r.Batch, r.N, string(r.State), r.Shipment, int64(r.Postage), r.Judged, private)
	if err != nil {
		return err
	}
	r.Version = 1
	return tx.insertCauses(r)
}

// UpdateBatchRow saves a row that is not issued yet. It is a Conflict where
// somebody saved it since r was read. It counts r.Version up.
func (tx *Tx) UpdateBatchRow(r *BatchRow) error {
	private, err := tx.db.vault.sealJSON(rowPlace(r), r.BatchRowDoc)
	if err != nil {
		return err
	}
	n, err := tx.exec(`UPDATE batch_rows SET version = version + 1, state = $1, postage = $2, judged = $3, private = $4
		WHERE customer = $5 AND batch = $6 AND n = $7 AND version = $8 AND state <> 'issued'`,
		string(r.State), int64(r.Postage), r.Judged, private, r.Customer, r.Batch, r.N, r.Version)
	if err := changed(n, err); err != nil {
		return err
	}
	r.Version++
	if _, err := tx.exec(`DELETE FROM batch_faults WHERE customer = $1 AND batch = $2 AND n = $3`, r.Customer, r.Batch, r.N); err != nil {
		return err
	}
	return tx.insertCauses(r)
}

// LabelBatchRow notes which item a ready row became. It is a Conflict where it
// is one already, or somebody saved it since r was read.
func (tx *Tx) LabelBatchRow(r *BatchRow) error {
	n, err := tx.exec(`UPDATE batch_rows SET version = version + 1, state = 'issued', shipment = $1, postage = $2
		WHERE customer = $3 AND batch = $4 AND n = $5 AND version = $6 AND state = 'ready'`,
		r.Shipment, int64(r.Postage), r.Customer, r.Batch, r.N, r.Version)
	if err := changed(n, err); err != nil {
		return err
	}
	r.Version++
	return nil
}

func (tx *Tx) insertCauses(r *BatchRow) error {
	for _, c := range r.Causes {
		if _, err := tx.exec(`INSERT INTO batch_faults (customer, batch, field, cause, n) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (customer, batch, field, cause, n) DO NOTHING`, r.Customer, r.Batch, c.Field, c.Key, r.N); err != nil {
			return err
		}
	}
	return nil
}

const batchRowColumns = `r.customer, r.batch, r.n, r.version, r.state, r.shipment, r.postage, r.judged, r.private`

// BatchRow finds a row of a customer's file.
func (tx *Tx) BatchRow(customer, id string, n int) (r BatchRow, err error) {
	all, err := tx.batchRows(`SELECT `+batchRowColumns+` FROM batch_rows r WHERE r.customer = $1 AND r.batch = $2 AND r.n = $3`, []any{customer, id, n})
	if err == nil && len(all) == 0 {
		err = problem.New(problem.NotFound, "error.not_found", "")
	}
	if err != nil {
		return r, err
	}
	return all[0], nil
}

// BatchRowFilter says which rows of a file; its zero value, all.
type BatchRowFilter struct {
	State batch.RowState
	Cause Cause // where its Key is set
}

// BatchRows lists rows in the order of the file: at most limit of those below
// the line after.
func (tx *Tx) BatchRows(customer, id string, f BatchRowFilter, after, limit int) ([]BatchRow, error) {
	q := newQuery(`SELECT `+batchRowColumns+` FROM batch_rows r WHERE r.customer = $1 AND r.batch = $2 AND r.n > $3`, customer, id, after)
	if f.Cause.Key != "" {
		q = newQuery(`SELECT `+batchRowColumns+` FROM batch_faults f JOIN batch_rows r ON r.customer = f.customer AND r.batch = f.batch AND r.n = f.n
			WHERE f.customer = $1 AND f.batch = $2 AND f.n > $3`, customer, id, after)
		q.and(`f.field = `, f.Cause.Field)
		q.and(`f.cause = `, f.Cause.Key)
	}
	if f.State == batch.Faulty {
		q.text.WriteString(` AND r.state = 'faulty'`) // said so, its own index serves
	} else if f.State != "" {
		q.and(`r.state = `, string(f.State))
	}
	text := q.limit(` ORDER BY r.n LIMIT `, limit)
	return tx.batchRows(text, q.args)
}

func (tx *Tx) batchRows(query string, args []any) (all []BatchRow, err error) {
	err = tx.each(query, args, func(scan func(...any) error) error {
		var r BatchRow
		var private []byte
		err := scan(&r.Customer, &r.Batch, &r.N, &r.Version, &r.State, &r.Shipment, &r.Postage, &r.Judged, &private)
		if err == nil {
			err = tx.db.vault.openJSON(rowPlace(&r), private, &r.BatchRowDoc)
		}
		all = append(all, r)
		return err
	})
	return all, err
}

// CauseCount is a cause with how many rows wait for it, and the first of them.
type CauseCount struct {
	Cause
	Rows, First int
}

// BatchCauses groups the faults of a file, the most frequent first.
func (tx *Tx) BatchCauses(customer, id string) (all []CauseCount, err error) {
	err = tx.each(`SELECT field, cause, COUNT(*), MIN(n) FROM batch_faults WHERE customer = $1 AND batch = $2
		GROUP BY field, cause ORDER BY COUNT(*) DESC, MIN(n), field, cause`, []any{customer, id}, func(scan func(...any) error) error {
		var c CauseCount
		err := scan(&c.Field, &c.Key, &c.Rows, &c.First)
		all = append(all, c)
		return err
	})
	return all, err
}

// BatchShipment is a row with the item that it became.
type BatchShipment struct {
	N        int
	Shipment string
}

// BatchShipments lists the items of a file in its order: at most limit of those
// below the line after.
func (tx *Tx) BatchShipments(customer, id string, after, limit int) ([]BatchShipment, error) {
	return tx.batchShipments(`SELECT n, shipment FROM batch_rows WHERE customer = $1 AND batch = $2 AND state = 'issued' AND n > $3 ORDER BY n LIMIT $4`,
		customer, id, after, limit)
}

// UnpaidOfBatch lists the items of a file that were not posted, and that nobody
// has paid for or is about to, but for what is left for the counter.
func (tx *Tx) UnpaidOfBatch(customer, id string, limit int) ([]BatchShipment, error) {
	return tx.batchShipments(`SELECT r.n, r.shipment FROM batch_rows r JOIN shipments s ON s.customer = r.customer AND s.id = r.shipment
		WHERE r.customer = $1 AND r.batch = $2 AND r.state = 'issued' AND s.state = 'issued'
			AND NOT EXISTS (SELECT 1 FROM payment_items i JOIN payments p ON p.customer = i.customer AND p.id = i.payment
				WHERE i.customer = r.customer AND i.shipment = r.shipment AND i.live AND p.state <> 'deferred')
		ORDER BY r.n LIMIT $3`, customer, id, limit)
}

func (tx *Tx) batchShipments(query string, args ...any) (all []BatchShipment, err error) {
	err = tx.each(query, args, func(scan func(...any) error) error {
		var s BatchShipment
		err := scan(&s.N, &s.Shipment)
		all = append(all, s)
		return err
	})
	return all, err
}
