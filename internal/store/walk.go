package store

import (
	"encoding/json"
	"errors"
	"math"
	"strings"

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

// has tells whether an item has every word. Its sealed part is opened only if
// the open one does not have them, and taken apart only if they may be there:
// that is what most of the time would go into.
func (w *walk) has(r *candidate) (bool, error) {
	var missing []Word
	for _, x := range w.f.Words {
		if !x.in(r.search, r.service, r.place) {
			missing = append(missing, x)
		}
	}
	if len(missing) == 0 {
		return true, nil
	}
	plain, err := w.tx.db.vault.open(privateOf(w.customer, r.id), r.private)
	if err != nil {
		return false, err
	}
	raw := foldAll(string(plain))
	for _, x := range missing {
		if !strings.Contains(raw, x.Text) && !strings.ContainsAny(x.Text, escaped) && (!numeric(x.Text) || !strings.Contains(digits(raw), x.Text)) {
			return false, nil
		}
	}
	var v shipmentPrivate
	if err := json.Unmarshal(plain, &v); err != nil {
		return false, err
	}
	text := v.text()
	for _, x := range missing {
		if !strings.Contains(text, x.Text) {
			return false, nil
		}
	}
	return true, nil
}

// escaped are the characters that JSON writes in another way.
const escaped = `"\<>&`

func numeric(s string) bool { return digits(s) == s }

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
	if len(w.f.Words) > 0 {
		return w.match(s)
	}
	text, args := w.query(s)
	rows, err := w.tx.rows(text, args)
	w.found.Rows = append(w.found.Rows, rows...)
	return w.full(), err
}

// full tells whether there are more rows than were asked for, and cuts them.
func (w *walk) full() bool {
	if len(w.found.Rows) <= w.limit {
		return false
	}
	w.found.Rows = w.found.Rows[:w.limit]
	w.found.Next = w.found.Rows[w.limit-1].ID
	return true
}

// match compares the items of a stretch with the words, and reads the whole
// rows of those that have them.
func (w *walk) match(s stretch) (done bool, err error) {
	text, args := w.query(s)
	var c candidate
	var ids []string
	err = w.tx.each(text, args, func(scan func(...any) error) error {
		if err := scan(&c.id, &c.service, &c.place, &c.search, &c.private); err != nil {
			return err
		}
		w.budget--
		ok, err := w.has(&c)
		if ok {
			ids = append(ids, c.id)
		}
		if err == nil && len(w.found.Rows)+len(ids) > w.limit {
			return errEnough
		}
		return err
	})
	if err != nil && !errors.Is(err, errEnough) {
		return true, err
	}
	rows, err := w.tx.ShipmentsOf(w.customer, ids)
	w.found.Rows = append(w.found.Rows, rows...)
	if w.full() || err != nil {
		return true, err
	}
	if w.budget <= 0 {
		w.found.Next = c.id
	}
	return w.budget <= 0, nil
}

// query asks for the items of a stretch. Without words the ids are found in the
// index shipments_list alone, and only the rows that are shown are read (P-9).
func (w *walk) query(s stretch) (string, []any) {
	words := len(w.f.Words) > 0
	q := newQuery(`SELECT id, service, place, search, private FROM shipments WHERE customer = $1`, w.customer)
	most := min(w.budget, math.MaxInt32)
	if !words {
		q = newQuery(`SELECT `+rowColumns+` FROM shipments WHERE customer = $1 AND id IN (SELECT id FROM shipments WHERE customer = $1`, w.customer)
		most = w.limit + 1 - len(w.found.Rows)
	}
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
	if f.Batch != "" {
		q.and(`id IN (SELECT shipment FROM batch_rows WHERE customer = $1 AND state = 'issued' AND batch = `, f.Batch)
		q.text.WriteString(`)`)
	}
}

// withinBatch narrows the walk to where the items of a file are: they were issued
// one after the other.
func (w *walk) withinBatch() error {
	var first, last string
	err := w.tx.one(`SELECT COALESCE(MIN(shipment), ''), COALESCE(MAX(shipment), '') FROM batch_rows WHERE customer = $1 AND batch = $2 AND state = 'issued'`,
		[]any{w.customer, w.f.Batch}, &first, &last)
	if last == "" { // none
		w.high = ""
		return err
	}
	// Directly below the first and above the last: ids are of one length.
	w.low, w.high = max(w.low, first[:len(first)-1]), min(w.high, last+"0")
	return err
}

// byNumber looks a number up, without a walk.
func (w *walk) byNumber() error {
	q := newQuery(`SELECT `+rowColumns+` FROM shipments WHERE customer = $1`, w.customer)
	q.and(`id = (SELECT shipment FROM item_numbers WHERE customer = $1 AND number = `, string(w.f.Number))
	q.text.WriteString(`)`)
	q.and(`id > `, w.low)
	q.and(`id < `, w.high)
	w.f.conditions(q, policy.DayOf(w.tx.Now))
	rows, err := w.tx.rows(q.text.String(), q.args)
	w.found.Rows = rows
	return err
}

// rows reads lines of the history.
func (tx *Tx) rows(query string, args []any) (all []ShipmentRow, err error) {
	err = tx.each(query, args, func(scan func(...any) error) error {
		var r ShipmentRow
		var expires int64
		err := scan(r.dest(&expires)...)
		r.ExpiresOn = policy.Day(expires)
		all = append(all, r)
		return err
	})
	return all, err
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
	return tx.rows(q.text.String(), q.args)
}
