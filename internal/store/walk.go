package store

import (
	"errors"
	"math"

	"ecship/internal/policy"
	"ecship/internal/shipment"
)

// walk goes through a customer's items from the newest to the oldest, past the
// blocks that can hold nothing of what is looked for.
type walk struct {
	tx       *Tx
	customer string
	f        ShipmentFilter
	limit    int
	budget   int    // items that may still be opened
	low      string // ids above this one
	high     string // and below this one

	found Found
	want  []wanted // what a signature must have
}

// stretch is a run of items, above after and below before.
type stretch struct{ after, before string }

// span is a row of shipment_blocks, as far as a walk needs it.
type span struct {
	stretch
	last string
	some int // items in the state that is looked for
}

// signaturesAtOnce bounds what is read ahead: most searches end soon.
const signaturesAtOnce = 32

func (w *walk) run() error {
	if w.f.Number != "" {
		return w.byNumber()
	}
	blocks, err := w.blocks()
	if err != nil {
		return err
	}
	for _, x := range w.f.Words {
		w.want = append(w.want, w.tx.db.signer.want(x))
	}
	for _, code := range []string{w.f.Service, w.f.Place} {
		if code != "" {
			w.want = append(w.want, wanted{text: []uint32{w.tx.db.signer.bit(codePiece, code)}})
		}
	}
	newest := ""
	if len(blocks) > 0 {
		newest = blocks[0].last
	}
	if done, err := w.read(stretch{newest, endID}); done || err != nil {
		return err
	}
	for len(blocks) > 0 {
		n := min(signaturesAtOnce, len(blocks))
		if done, err := w.some(blocks[:n]); done || err != nil {
			return err
		}
		blocks = blocks[n:]
	}
	return nil
}

// blocks lists those within the bounds, newest first. Nothing is asked where
// nothing is filtered: then the newest rows are the answer.
func (w *walk) blocks() (all []span, err error) {
	if len(w.f.Words) == 0 && w.f.State == "" && w.f.Service == "" && w.f.Place == "" {
		return nil, nil
	}
	state := `draft + issued + posted + cancelled + expired`
	switch w.f.State {
	case shipment.Expired:
		state = `issued + expired`
	case shipment.Draft, shipment.Issued, shipment.Posted, shipment.Cancelled, shipment.Purged:
		state = string(w.f.State)
	}
	err = w.tx.each(`SELECT after, last, `+state+` FROM shipment_blocks WHERE customer = $1 AND last > $2 AND after < $3 ORDER BY last DESC`,
		[]any{w.customer, w.low, w.high}, func(scan func(...any) error) error {
			var b span
			err := scan(&b.after, &b.last, &b.some)
			b.before = b.last + "0" // directly above last: ids are of one length
			all = append(all, b)
			return err
		})
	return all, err
}

// some reads the blocks that may hold what is looked for; neighbours are read
// as one.
func (w *walk) some(blocks []span) (done bool, err error) {
	signed, err := w.signatures(blocks)
	if err != nil {
		return true, err
	}
	var run *stretch
	for _, b := range blocks {
		if b.some == 0 || !w.possible(signed[b.last]) {
			continue
		}
		if run != nil && run.after == b.last {
			run.after = b.after
			continue
		}
		if run != nil {
			if done, err := w.read(*run); done || err != nil {
				return done, err
			}
		}
		run = &stretch{b.after, b.before}
	}
	if run != nil {
		return w.read(*run)
	}
	return false, nil
}

func (w *walk) possible(b signature) bool {
	for _, x := range w.want {
		if b != nil && !x.possible(b) {
			return false
		}
	}
	return true
}

func (w *walk) signatures(blocks []span) (map[string]signature, error) {
	all := map[string]signature{}
	if len(w.want) == 0 {
		return all, nil
	}
	err := w.tx.each(`SELECT last, bits FROM shipment_signatures WHERE customer = $1 AND last >= $2 AND last <= $3`,
		[]any{w.customer, blocks[len(blocks)-1].last, blocks[0].last}, func(scan func(...any) error) error {
			var last string
			var bits []byte
			err := scan(&last, &bits)
			if len(bits) == signatureBytes {
				all[last] = bits
			}
			return err
		})
	return all, err
}

// errEnough ends a query whose further rows nobody wants.
var errEnough = errors.New("store: enough")

// candidate is what of an item a search compares.
type candidate struct {
	id, service, place, search string
	private                    []byte
}

// sealed is the text of the sealed part.
func (r *candidate) sealed(tx *Tx, customer string) (string, error) {
	var v shipmentPrivate
	if err := tx.db.vault.openJSON(privateOf(customer, r.id), r.private, &v); err != nil {
		return "", err
	}
	return v.text(), nil
}

// has tells whether an item has every word; its sealed part is opened only if
// the open one does not have them.
func (w *walk) has(r *candidate) (bool, error) {
	text := r.search
	for opened := false; ; opened = true {
		all := true
		for _, x := range w.f.Words {
			all = all && x.in(text, r.service, r.place)
		}
		if all || opened {
			return all, nil
		}
		private, err := r.sealed(w.tx, w.customer)
		if err != nil {
			return false, err
		}
		text += "\n" + private
	}
}

const rowColumns = `id, state, service, place, number, reference, sender_name, recipient_name, recipient_native, grams, total,
	created_at, issued_at, posted_at, expires_on`

// dest is where a row is scanned to.
func (r *ShipmentRow) dest(expires *int64) []any {
	return []any{&r.ID, &r.State, &r.Service, &r.Place, &r.Number, &r.Reference, &r.SenderName, &r.RecipientName, &r.RecipientNative,
		&r.Grams, &r.Total, instant{&r.CreatedAt}, instant{&r.IssuedAt}, instant{&r.PostedAt}, expires}
}

// read takes what is wanted from a stretch. It tells whether the walk is over.
func (w *walk) read(s stretch) (done bool, err error) {
	s = stretch{max(s.after, w.low), min(s.before, w.high)}
	if s.after >= s.before {
		return false, nil
	}
	text, args := w.query(s)
	dest := []any{}
	var c candidate
	opened := ""
	err = w.tx.each(text, args, func(scan func(...any) error) error {
		var r ShipmentRow
		var expires int64
		dest = append(dest[:0], r.dest(&expires)...)
		if len(w.f.Words) > 0 {
			dest = append(dest, &c.search, &c.private)
		}
		if err := scan(dest...); err != nil {
			return err
		}
		r.ExpiresOn = policy.Day(expires)
		if len(w.f.Words) > 0 {
			w.budget--
			opened = r.ID
			c.id, c.service, c.place = r.ID, r.Service, r.Place
			if ok, err := w.has(&c); !ok || err != nil {
				return err
			}
		}
		if len(w.found.Rows) == w.limit {
			w.found.Next = w.found.Rows[w.limit-1].ID
			return errEnough
		}
		w.found.Rows = append(w.found.Rows, r)
		return nil
	})
	switch {
	case errors.Is(err, errEnough):
		return true, nil
	case err == nil && w.budget <= 0:
		w.found.Next = opened
		return true, nil
	}
	return false, err
}

// query asks for the items of a stretch. Without words the ids are found in the
// index shipments_list alone, and only the rows that are shown are read (P-9).
func (w *walk) query(s stretch) (string, []any) {
	words, columns, most := len(w.f.Words) > 0, rowColumns, w.limit+1-len(w.found.Rows)
	inner := `SELECT id`
	if words {
		columns, inner, most = rowColumns+", search, private", `SELECT `+rowColumns+`, search, private`, min(w.budget, math.MaxInt32)
	}
	q := newQuery("", w.customer)
	if !words {
		q.text.WriteString(`SELECT ` + columns + ` FROM shipments WHERE customer = $1 AND id IN (`)
	}
	q.text.WriteString(inner + ` FROM shipments WHERE customer = $1`)
	q.and(`id > `, s.after)
	q.and(`id < `, s.before)
	w.f.conditions(q, policy.DayOf(w.tx.Now))
	text := q.limit(` ORDER BY id DESC LIMIT `, most)
	if !words {
		text += `) ORDER BY id DESC`
	}
	return text, q.args
}

// conditions are those on the columns of the index.
func (f *ShipmentFilter) conditions(q *query, today policy.Day) {
	switch f.State {
	case "":
		q.text.WriteString(` AND state <> 'purged'`)
	case shipment.Issued:
		q.and(`state = 'issued' AND expires_on >= `, int64(today))
	case shipment.Expired:
		q.and(`(state = 'expired' OR state = 'issued' AND expires_on < `, int64(today))
		q.text.WriteString(`)`)
	default:
		q.and(`state = `, string(f.State))
	}
	if f.Service != "" {
		q.and(`service = `, f.Service)
	}
	if f.Place != "" {
		q.and(`place = `, f.Place)
	}
}

// byNumber looks a number up, without a walk.
func (w *walk) byNumber() error {
	q := newQuery(`SELECT `+rowColumns+` FROM shipments WHERE customer = $1`, w.customer)
	q.and(`id = (SELECT shipment FROM item_numbers WHERE customer = $1 AND number = `, string(w.f.Number))
	q.text.WriteString(`)`)
	q.and(`id > `, w.low)
	q.and(`id < `, w.high)
	w.f.conditions(q, policy.DayOf(w.tx.Now))
	return w.tx.each(q.text.String(), q.args, func(scan func(...any) error) error {
		var r ShipmentRow
		var expires int64
		err := scan(r.dest(&expires)...)
		r.ExpiresOn = policy.Day(expires)
		w.found.Rows = append(w.found.Rows, r)
		return err
	})
}

// ShipmentsOf lists those of a customer's items that have one of the ids,
// newest first; others are left out.
func (tx *Tx) ShipmentsOf(customer string, ids []string) (all []ShipmentRow, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := newQuery(`SELECT `+rowColumns+` FROM shipments WHERE customer = $1 AND state <> 'purged' AND id IN (`, customer)
	for i, id := range ids {
		if i > 0 {
			q.text.WriteString(`, `)
		}
		q.arg(id)
	}
	q.text.WriteString(`) ORDER BY id DESC`)
	err = tx.each(q.text.String(), q.args, func(scan func(...any) error) error {
		var r ShipmentRow
		var expires int64
		err := scan(r.dest(&expires)...)
		r.ExpiresOn = policy.Day(expires)
		all = append(all, r)
		return err
	})
	return all, err
}
