package store

import (
	"encoding/json"
	"time"
)

// AuditRow says who did what to which object. Acts of staff and events of money
// write one in their own transaction. Rows are never changed.
type AuditRow struct {
	ID       string // aud_…; given by the store
	At       time.Time
	Actor    string // usr_…, key_…, "key_… of cus_…" for an integrator, "command line: …" or "system"
	Act      string // what and what became of it: "counter.accept"
	Object   string // the id of what was acted on
	Customer string // whose it is; empty for the operator's own
	// Detail is what was asked and decided: ids, amounts, states, reasons; never
	// an address, a password or a token.
	Detail map[string]any
}

// Audit writes a row. Its time is tx.Now.
func (tx *Tx) Audit(r AuditRow) error {
	detail, err := json.Marshal(r.Detail)
	if err != nil {
		return err
	}
	return tx.later(plainly, `INSERT INTO audit (id, at, actor, act, object, customer, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.NewID("aud"), micros(tx.Now), r.Actor, r.Act, r.Object, r.Customer, string(detail))
}

// AuditRows lists at most limit rows, newest first, of those before the id
// before; all where it is "".
func (tx *Tx) AuditRows(before string, limit int) (all []AuditRow, err error) {
	q := newQuery(`SELECT id, at, actor, act, object, customer, detail FROM audit WHERE id > $1`, "")
	if before != "" {
		q.and(`id < `, before)
	}
	err = tx.each(q.limit(` ORDER BY id DESC LIMIT `, limit), q.args, func(scan func(...any) error) error {
		var r AuditRow
		var detail []byte
		if err := scan(&r.ID, instant{&r.At}, &r.Actor, &r.Act, &r.Object, &r.Customer, &detail); err != nil {
			return err
		}
		all = append(all, r)
		return json.Unmarshal(detail, &all[len(all)-1].Detail)
	})
	return all, err
}
