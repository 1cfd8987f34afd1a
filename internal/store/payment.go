package store

import (
	"time"

	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// PaymentItem is what a payment pays for one item.
type PaymentItem struct {
	Shipment string
	Amount   money.Amount // in cents
	// Claimed is what of it is under refund, or has gone back.
	Claimed money.Amount
	// Live items count as paid, or as about to be; an item is live in one
	// payment at most.
	Live bool
}

// InsertPayment writes a payment down before the gateway hears of it. It is a
// Conflict where an item is in a live payment already (M-D5).
func (tx *Tx) InsertPayment(p *payment.Payment, items []PaymentItem) error {
	p.Version = 1
	err := tx.later(plainly, `INSERT INTO payments (customer, id, ref, method, source, state, version, amount, kept, authorised, captured, checkout, capture_at, payer,
			created_at, updated_at, captured_at)
		VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		p.Customer, p.ID, p.Ref, p.Method, p.Source, string(p.State), int64(p.Amount), int64(p.Kept), int64(p.Authorised), int64(p.Captured), p.Checkout,
		micros(p.CaptureAt), p.Payer, micros(p.CreatedAt), micros(p.UpdatedAt), micros(p.CapturedAt))
	taken := orElse(problem.New(problem.Conflict, "payment.under_way", ""))
	for _, it := range items {
		if err == nil {
			err = tx.later(taken, `INSERT INTO payment_items (customer, payment, shipment, amount, live) VALUES ($1, $2, $3, $4, TRUE)
				ON CONFLICT (customer, shipment) WHERE live DO NOTHING`, p.Customer, p.ID, it.Shipment, int64(it.Amount))
		}
	}
	return err
}

// StepPayment saves where a payment is. It is a Conflict where somebody saved
// it since p was read. It counts p.Version up.
func (tx *Tx) StepPayment(p *payment.Payment) error {
	p.Version++
	return tx.later(changed, `UPDATE payments SET version = version + 1, state = $1, amount = $2, kept = $3, authorised = $4, captured = $5, checkout = $6, capture_at = $7,
			unanswered_since = $8, asked_at = $9, updated_at = $10, captured_at = $11
		WHERE customer = $12 AND id = $13 AND version = $14`,
		string(p.State), int64(p.Amount), int64(p.Kept), int64(p.Authorised), int64(p.Captured), p.Checkout, micros(p.CaptureAt),
		micros(p.UnansweredSince), micros(p.AskedAt), micros(p.UpdatedAt), micros(p.CapturedAt), p.Customer, p.ID, p.Version-1)
}

// CreditPayment adds to what has gone back of a payment. It is a Conflict where
// that would be more than was captured (M-D5).
func (tx *Tx) CreditPayment(customer, id string, amount money.Amount) error {
	return tx.later(orElse(problem.New(problem.Conflict, "refund.too_much", "")), `UPDATE payments SET version = version + 1, refunded = refunded + $1, updated_at = $2
		WHERE customer = $3 AND id = $4 AND refunded + $1 <= captured`, int64(amount), micros(tx.Now), customer, id)
}

const paymentColumns = `p.customer, p.id, p.ref, p.method, p.source, p.state, p.version, p.amount, p.kept, p.authorised, p.captured, p.refunded, p.checkout,
	p.capture_at, p.unanswered_since, p.asked_at, p.payer, p.created_at, p.updated_at, p.captured_at`

func scanPayment(scan func(...any) error) (p payment.Payment, err error) {
	err = scan(&p.Customer, &p.ID, &p.Ref, &p.Method, &p.Source, &p.State, &p.Version, &p.Amount, &p.Kept, &p.Authorised, &p.Captured, &p.Refunded, &p.Checkout,
		instant{&p.CaptureAt}, instant{&p.UnansweredSince}, instant{&p.AskedAt}, &p.Payer, instant{&p.CreatedAt}, instant{&p.UpdatedAt}, instant{&p.CapturedAt})
	return p, err
}

// Payment finds a customer's payment.
func (tx *Tx) Payment(customer, id string) (payment.Payment, error) {
	return tx.onePayment(`SELECT `+paymentColumns+` FROM payments p WHERE p.customer = $1 AND p.id = $2`, customer, id)
}

// PaymentByRef finds the payment that a gateway knows by a ref, whoever owns
// it: for notifications.
func (tx *Tx) PaymentByRef(ref string) (payment.Payment, error) {
	return tx.onePayment(`SELECT `+paymentColumns+` FROM payments p WHERE p.ref = $1`, ref)
}

// LivePayment finds the payment in which an item is live.
func (tx *Tx) LivePayment(customer, shipmentID string) (payment.Payment, error) {
	return tx.onePayment(`SELECT `+paymentColumns+` FROM payment_items i JOIN payments p ON p.customer = i.customer AND p.id = i.payment
		WHERE i.customer = $1 AND i.shipment = $2 AND i.live`, customer, shipmentID)
}

// LastPayment finds the newest payment that an item is or was in.
func (tx *Tx) LastPayment(customer, shipmentID string) (payment.Payment, error) {
	return tx.onePayment(`SELECT `+paymentColumns+` FROM payment_items i JOIN payments p ON p.customer = i.customer AND p.id = i.payment
		WHERE i.customer = $1 AND i.shipment = $2 ORDER BY i.live DESC, p.id DESC LIMIT 1`, customer, shipmentID)
}

func (tx *Tx) onePayment(query string, args ...any) (p payment.Payment, err error) {
	all, err := tx.payments(query, args...)
	if err == nil && len(all) == 0 {
		return p, problem.New(problem.NotFound, "error.not_found", "")
	}
	if err != nil {
		return p, err
	}
	return all[0], nil
}

func (tx *Tx) payments(query string, args ...any) (all []payment.Payment, err error) {
	err = tx.each(query, args, func(scan func(...any) error) error {
		p, err := scanPayment(scan)
		tx.saw(p.ID)
		all = append(all, p)
		return err
	})
	return all, err
}

// Payments lists a customer's payments, newest first: at most limit of those
// older than the one with the id after, or from the newest where after is "".
func (tx *Tx) Payments(customer, after string, limit int) ([]payment.Payment, error) {
	q := newQuery(`SELECT `+paymentColumns+` FROM payments p WHERE p.customer = $1`, customer)
	if after != "" {
		q.and(`p.id < `, after)
	}
	text := q.limit(` ORDER BY p.id DESC LIMIT `, limit)
	return tx.payments(text, q.args...)
}

// PendingPayments lists payments of anybody that wait for a gateway and were
// not touched since an instant, oldest first.
func (tx *Tx) PendingPayments(before time.Time, limit int) ([]payment.Payment, error) {
	return tx.payments(`SELECT `+paymentColumns+` FROM payments p WHERE p.state IN ('started', 'open', 'authorised', 'capturing', 'voiding') AND p.updated_at < $1
		ORDER BY p.updated_at LIMIT $2`, micros(before), limit)
}

// UnsettledPayments lists a customer's payments of which something may be learnt
// or done at an instant, oldest first.
func (tx *Tx) UnsettledPayments(customer string, at time.Time, limit int) ([]payment.Payment, error) {
	return tx.payments(`SELECT `+paymentColumns+` FROM payments p WHERE p.customer = $1 AND (p.state IN ('started', 'open', 'capturing', 'voiding')
		OR p.state = 'authorised' AND p.capture_at <= $2) ORDER BY p.updated_at LIMIT $3`, customer, micros(at), limit)
}

// CapturedPayments lists what was charged by a method from an instant until
// before another.
func (tx *Tx) CapturedPayments(method string, from, to time.Time) ([]payment.Payment, error) {
	return tx.payments(`SELECT `+paymentColumns+` FROM payments p WHERE p.method = $1 AND p.captured > 0 AND p.captured_at >= $2 AND p.captured_at < $3
		ORDER BY p.captured_at, p.id`, method, micros(from), micros(to))
}

// PaymentItems lists what a payment pays for.
func (tx *Tx) PaymentItems(customer, id string) (all []PaymentItem, err error) {
	err = tx.each(`SELECT shipment, amount, claimed, live FROM payment_items WHERE customer = $1 AND payment = $2 ORDER BY shipment`, []any{customer, id},
		func(scan func(...any) error) error {
			var it PaymentItem
			err := scan(&it.Shipment, &it.Amount, &it.Claimed, &it.Live)
			all = append(all, it)
			return err
		})
	return all, err
}

// PaidNumber is an item that a payment pays for, by its number.
type PaidNumber struct {
	Shipment string
	Number   postal.Number
	Amount   money.Amount // in cents
}

// PaidNumbers lists the numbers of the live items of a payment.
func (tx *Tx) PaidNumbers(customer, id string) (all []PaidNumber, err error) {
	err = tx.each(`SELECT i.shipment, s.number, i.amount FROM payment_items i JOIN shipments s ON s.customer = i.customer AND s.id = i.shipment
		WHERE i.customer = $1 AND i.payment = $2 AND i.live ORDER BY i.shipment`, []any{customer, id},
		func(scan func(...any) error) error {
			var n PaidNumber
			err := scan(&n.Shipment, &n.Number, &n.Amount)
			all = append(all, n)
			return err
		})
	return all, err
}

// AmendItem sets what an item of a deferred payment cost in the end. It is a
// Conflict where the item is out of it already.
func (tx *Tx) AmendItem(customer, paymentID, shipmentID string, amount money.Amount) error {
	return changed(tx.exec(`UPDATE payment_items SET amount = $1 WHERE customer = $2 AND payment = $3 AND shipment = $4 AND live AND claimed = 0`,
		int64(amount), customer, paymentID, shipmentID))
}

// ReleaseItem takes an item out of a payment that has not charged for it. It is
// a Conflict where it is out already.
func (tx *Tx) ReleaseItem(customer, paymentID, shipmentID string) error {
	return changed(tx.exec(`UPDATE payment_items SET live = FALSE WHERE customer = $1 AND payment = $2 AND shipment = $3 AND live AND claimed = 0`,
		customer, paymentID, shipmentID))
}

// ReleaseItems takes all items out of a payment that came to nothing.
func (tx *Tx) ReleaseItems(customer, paymentID string) error {
	_, err := tx.exec(`UPDATE payment_items SET live = FALSE WHERE customer = $1 AND payment = $2 AND live`, customer, paymentID)
	return err
}

// ClaimItem sets part of what was paid for an item aside for a refund. It is a
// Conflict where less than that is left: nothing is refunded twice, nor more
// than was paid (M-D5).
func (tx *Tx) ClaimItem(customer, paymentID, shipmentID string, amount money.Amount) error {
	n, err := tx.exec(`UPDATE payment_items SET claimed = claimed + $1 WHERE customer = $2 AND payment = $3 AND shipment = $4 AND claimed + $1 <= amount`,
		int64(amount), customer, paymentID, shipmentID)
	if err == nil && n == 0 {
		return problem.New(problem.Conflict, "refund.too_much", "")
	}
	return err
}

// UnclaimItem takes back what ClaimItem set aside, for a refund that was
// rejected.
func (tx *Tx) UnclaimItem(customer, paymentID, shipmentID string, amount money.Amount) error {
	return changed(tx.exec(`UPDATE payment_items SET claimed = claimed - $1 WHERE customer = $2 AND payment = $3 AND shipment = $4 AND claimed >= $1`,
		int64(amount), customer, paymentID, shipmentID))
}

// MoneyEvent is a step of a payment or a refund, as its history keeps it.
type MoneyEvent struct {
	Seq      int
	Event    string
	From, To string
	At       time.Time
	Actor    string
	Note     string
}

// AppendPaymentEvent adds a step to a payment's history, numbered on where e has
// no number yet.
func (tx *Tx) AppendPaymentEvent(customer, id string, e MoneyEvent) error {
	if e.Seq > 0 {
		return tx.later(plainly, `INSERT INTO payment_events (customer, payment, seq, event, from_state, to_state, at, actor, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			customer, id, e.Seq, e.Event, e.From, e.To, micros(tx.Now), e.Actor, clean(e.Note))
	}
	return tx.later(plainly, `INSERT INTO payment_events (customer, payment, seq, event, from_state, to_state, at, actor, note)
		SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, $5, $6, $7, $8 FROM payment_events WHERE customer = $1 AND payment = $2`,
		customer, id, e.Event, e.From, e.To, micros(tx.Now), e.Actor, clean(e.Note))
}

// PaymentEvents lists a payment's history, oldest first.
func (tx *Tx) PaymentEvents(customer, id string) ([]MoneyEvent, error) {
	return tx.moneyEvents(`SELECT seq, event, from_state, to_state, at, actor, note FROM payment_events WHERE customer = $1 AND payment = $2 ORDER BY seq`, customer, id)
}

func (tx *Tx) moneyEvents(query string, args ...any) (all []MoneyEvent, err error) {
	err = tx.each(query, args, func(scan func(...any) error) error {
		var e MoneyEvent
		err := scan(&e.Seq, &e.Event, &e.From, &e.To, instant{&e.At}, &e.Actor, &e.Note)
		all = append(all, e)
		return err
	})
	return all, err
}
