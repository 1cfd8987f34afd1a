package store

import (
	"fmt"
	"strings"
	"time"

	"ecship/internal/policy"
	"ecship/internal/shipment"
)

// blockRows is how many items a block stands for.
const blockRows = 256

// blockAge is how old an item is before a block takes it: by then every
// transaction that was under way beside it has ended, so that no lower id
// comes after.
const blockAge = time.Minute

// IndexShipments makes a block of a customer's oldest items that have none, or
// a signature again that a changed draft has thrown away. It tells whether it
// made one: there may then be more. The customer's own clock counts.
func (tx *Tx) IndexShipments(customer string) (made bool, err error) {
	after, last, err := tx.unsigned(customer)
	if err != nil || last != "" {
		if err == nil {
			err = tx.makeBlock(customer, after, last)
		}
		return err == nil, err
	}
	// after is the end of the newest block.
	ids, err := tx.strings(`SELECT id FROM shipments WHERE customer = $1 AND id > $2 ORDER BY id LIMIT $3`, customer, after, blockRows)
	if err != nil || len(ids) < blockRows || IDTime(ids[blockRows-1]).After(tx.Now.Add(-blockAge)) {
		return false, err
	}
	return true, tx.makeBlock(customer, after, ids[blockRows-1])
}

// unsigned finds a block without a signature; without one, last is empty and
// after is the end of the newest block.
func (tx *Tx) unsigned(customer string) (after, last string, err error) {
	err = tx.each(`SELECT after, last FROM shipment_blocks b WHERE customer = $1
		AND NOT EXISTS (SELECT 1 FROM shipment_signatures s WHERE s.customer = b.customer AND s.last = b.last) LIMIT 1`,
		[]any{customer}, func(scan func(...any) error) error { return scan(&after, &last) })
	if err == nil && last == "" {
		err = tx.one(`SELECT COALESCE(MAX(last), '') FROM shipment_blocks WHERE customer = $1`, []any{customer}, &after)
	}
	return after, last, err
}

// makeBlock writes a block and its signature. The items are locked, so that
// whoever steps one of them on does it before, and is counted, or after, and
// finds the block.
func (tx *Tx) makeBlock(customer, after, last string) error {
	counts := map[shipment.State]int{}
	bits := make(signature, signatureBytes)
	err := tx.each(`SELECT id, state, service, place, search, private FROM shipments WHERE customer = $1 AND id > $2 AND id <= $3`+tx.db.dialect().forShare(),
		[]any{customer, after, last}, func(scan func(...any) error) error {
			var r candidate
			var state shipment.State
			if err := scan(&r.id, &state, &r.service, &r.place, &r.search, &r.private); err != nil {
				return err
			}
			counts[state]++
			private, err := r.sealed(tx, customer)
			tx.db.signer.sign(bits, r.search, r.service, r.place)
			tx.db.signer.sign(bits, private, r.service, r.place)
			return err
		})
	if err != nil {
		return err
	}
	args := []any{customer, last, after}
	for _, s := range shipment.States {
		args = append(args, counts[s])
	}
	// A block that is signed again keeps its counts, which are kept true.
	if _, err := tx.exec(`INSERT INTO shipment_blocks (customer, last, after, draft, issued, posted, cancelled, expired, purged)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (customer, last) DO NOTHING`, args...); err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO shipment_signatures (customer, last, bits) VALUES ($1, $2, $3) ON CONFLICT (customer, last) DO NOTHING`, customer, last, []byte(bits))
	return err
}

// blockOf is the block of an item, if it is in one.
const blockOf = `(SELECT last FROM shipment_blocks WHERE customer = $1 AND last >= $2 ORDER BY last LIMIT 1)`

// recount keeps an item's block true when its state changes.
func (tx *Tx) recount(customer, id string, from, to shipment.State) error {
	if from == to {
		return nil
	}
	return tx.later(plainly, recounts[from][to], customer, id)
}

// recounts are the statements of recount, made once: state names are columns.
var recounts = func() map[shipment.State]map[shipment.State]string {
	all := map[shipment.State]map[shipment.State]string{}
	for _, from := range shipment.States {
		all[from] = map[shipment.State]string{}
		for _, to := range shipment.States {
			all[from][to] = fmt.Sprintf(`UPDATE shipment_blocks SET %[1]s = %[1]s - 1, %[2]s = %[2]s + 1 WHERE customer = $1 AND last = `, from, to) + blockOf
		}
	}
	return all
}()

// unsign throws the signature of an item's block away: the item says something
// else now.
func (tx *Tx) unsign(customer, id string) error {
	return tx.later(plainly, `DELETE FROM shipment_signatures WHERE customer = $1 AND last = `+blockOf, customer, id)
}

// Counts are how many items of a customer are in each state.
type Counts struct {
	By map[shipment.State]int
	// Unindexed is how many of them no block stands for.
	Unindexed int
}

// IndexWorth is how many items without a block make IndexShipments worth while.
const IndexWorth = 2 * blockRows

// CountByState counts a customer's items made from a day on, by their state at
// the transaction's time: kept sums of the blocks, and a count of what no block
// stands for. Labels whose last day is over count as expired at once (M-C3).
func (tx *Tx) CountByState(customer string, from policy.Day) (c Counts, err error) {
	c.By = map[shipment.State]int{}
	first := ""
	if from != 0 {
		first = firstID("shp", from.Start())
	}
	var lowest, highest string
	sums := make([]int, len(shipment.States))
	dest := []any{&lowest, &highest}
	for i := range sums {
		dest = append(dest, &sums[i])
	}
	if err = tx.one(blockSums, []any{customer, first}, dest...); err != nil {
		return c, err
	}
	for i, s := range shipment.States {
		c.By[s] = sums[i]
	}
	if c.Unindexed, err = tx.countRows(c, customer, max(first, highest), endID); err != nil {
		return c, err
	}
	if lowest > first { // the block over the boundary
		if _, err = tx.countRows(c, customer, first, lowest+"0"); err != nil {
			return c, err
		}
	}
	var overdue int
	if err = tx.one(overdueCount, []any{int64(policy.DayOf(tx.Now)), first, customer}, &overdue); err != nil {
		return c, err
	}
	c.By[shipment.Issued] -= overdue
	c.By[shipment.Expired] += overdue
	for s, n := range c.By {
		if n == 0 {
			delete(c.By, s)
		}
	}
	return c, nil
}

var blockSums = `SELECT COALESCE(MIN(after), ''), COALESCE(MAX(last), '')` + func() string {
	var b strings.Builder
	for _, s := range shipment.States {
		b.WriteString(`, CAST(COALESCE(SUM(` + string(s) + `), 0) AS BIGINT)`)
	}
	return b.String()
}() + ` FROM shipment_blocks WHERE customer = $1 AND after >= $2`

const countQuery = `SELECT state, COUNT(*) FROM shipments WHERE customer = $1 AND id > $2 AND id < $3 GROUP BY state`

// overdueCount reads the index of issued items by their last day: few are
// overdue, since a job looks for them all the time. The empty text keeps
// SQLite from taking the customer's whole index instead.
const overdueCount = `SELECT COUNT(*) FROM shipments WHERE state = 'issued' AND expires_on < $1 AND id > $2 AND customer || '' = $3`

// endID is above every id of an item.
const endID = "shq"

// countRows adds the items between two ids.
func (tx *Tx) countRows(c Counts, customer, after, before string) (all int, err error) {
	err = tx.each(countQuery, []any{customer, after, before}, func(scan func(...any) error) error {
		var s shipment.State
		var n int
		err := scan(&s, &n)
		c.By[s] += n
		all += n
		return err
	})
	return all, err
}
