package store

import (
	"time"

	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/problem"
)

// Refund is an application for money to go back (M-D4).
type Refund struct {
	ID       string // rfd_…
	Customer string
	Payment  string
	Shipment string
	Reason   payment.Reason
	// Evidence is what the applicant, or the counter, says for it.
	Evidence string
	Amount   money.Amount // in cents
	State    payment.RefundState
	Version  int64
	Key      string // what the gateway knows it by
	ByFile   bool   // instructed in a file, not by a call
	Officer  string // usr_…: who has it now
	Endorsed string // usr_…: the first of four eyes
	Approved string // usr_…: who approved it
	Decision string // the officer's words
	// SubmittedAt is what the promised dates count from.
	SubmittedAt time.Time
	UpdatedAt   time.Time
	CreditedAt  time.Time
}

// InsertRefund adds an application. It is a Conflict where there is one of the
// same item and reason that was not rejected.
func (tx *Tx) InsertRefund(r *Refund) error {
	n, err := tx.exec(`INSERT INTO refunds (customer, id, payment, shipment, reason, evidence, amount, state, version, gateway_key, submitted_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11)
		ON CONFLICT (customer, payment, shipment, reason) WHERE state <> 'rejected' DO NOTHING`,
		r.Customer, r.ID, r.Payment, r.Shipment, string(r.Reason), clean(r.Evidence), int64(r.Amount), string(r.State), r.Key, micros(r.SubmittedAt), micros(r.UpdatedAt))
	if err == nil && n == 0 {
		return problem.New(problem.Conflict, "refund.exists", "")
	}
	r.Version = 1
	return err
}

// StepRefund saves where a refund is and who has it. It is a Conflict where
// somebody saved it since r was read. It counts r.Version up.
func (tx *Tx) StepRefund(r *Refund) error {
	r.Version++
	return tx.later(changed, `UPDATE refunds SET version = version + 1, state = $1, officer = $2, endorsed = $3, approved = $4, decision = $5, updated_at = $6, credited_at = $7,
			by_file = $8 WHERE customer = $9 AND id = $10 AND version = $11`,
		string(r.State), r.Officer, r.Endorsed, r.Approved, clean(r.Decision), micros(r.UpdatedAt), micros(r.CreditedAt), r.ByFile, r.Customer, r.ID, r.Version-1)
}

const refundColumns = `r.customer, r.id, r.payment, r.shipment, r.reason, r.evidence, r.amount, r.state, r.version, r.gateway_key, r.by_file, r.officer, r.endorsed, r.approved,
	r.decision, r.submitted_at, r.updated_at, r.credited_at`

func (tx *Tx) refunds(query string, args ...any) (all []Refund, err error) {
	err = tx.each(query, args, func(scan func(...any) error) error {
		var r Refund
		err := scan(&r.Customer, &r.ID, &r.Payment, &r.Shipment, &r.Reason, &r.Evidence, &r.Amount, &r.State, &r.Version, &r.Key, &r.ByFile, &r.Officer, &r.Endorsed, &r.Approved,
			&r.Decision, instant{&r.SubmittedAt}, instant{&r.UpdatedAt}, instant{&r.CreditedAt})
		all = append(all, r)
		return err
	})
	return all, err
}

func oneRefund(all []Refund, err error) (Refund, error) {
	if err == nil && len(all) == 0 {
		err = problem.New(problem.NotFound, "error.not_found", "")
	}
	if err != nil {
		return Refund{}, err
	}
	return all[0], nil
}

// Refund finds a customer's refund.
func (tx *Tx) Refund(customer, id string) (Refund, error) {
	return oneRefund(tx.refunds(`SELECT `+refundColumns+` FROM refunds r WHERE r.customer = $1 AND r.id = $2`, customer, id))
}

// AnyRefund finds a refund, whoever's it is: for officers and for jobs.
func (tx *Tx) AnyRefund(id string) (Refund, error) {
	return oneRefund(tx.refunds(`SELECT `+refundColumns+` FROM refunds r WHERE r.id = $1`, id))
}

// RefundsOf lists a payment's refunds, oldest first.
func (tx *Tx) RefundsOf(customer, paymentID string) ([]Refund, error) {
	return tx.refunds(`SELECT `+refundColumns+` FROM refunds r WHERE r.customer = $1 AND r.payment = $2 ORDER BY r.id`, customer, paymentID)
}

// RefundQueue lists open refunds of all customers but those who try the portal
// out, the oldest application first (M-D4); all open ones where state is "".
func (tx *Tx) RefundQueue(state payment.RefundState, limit int) ([]Refund, error) {
	return tx.refunds(`SELECT `+refundColumns+` FROM refunds r JOIN customers c ON c.id = r.customer WHERE c.mode = 'live' AND r.state NOT IN ('rejected', 'credited') AND (r.state = $1 OR $1 = '')
		ORDER BY r.submitted_at, r.id LIMIT $2`, string(state), limit)
}

// RefundsByFile lists the refunds of customers, but for those who try the portal
// out, that a bank is told of in a file and has not answered, the oldest
// application first.
func (tx *Tx) RefundsByFile(limit int) ([]Refund, error) {
	return tx.refunds(`SELECT `+refundColumns+` FROM refunds r JOIN customers c ON c.id = r.customer WHERE c.mode = 'live' AND r.state = 'instructed' AND r.by_file
		ORDER BY r.submitted_at, r.id LIMIT $1`, limit)
}

// CreditedRefunds lists what went back by a method from an instant until before
// another.
func (tx *Tx) CreditedRefunds(method string, from, to time.Time) ([]Refund, error) {
	return tx.refunds(`SELECT `+refundColumns+` FROM refunds r JOIN payments p ON p.customer = r.customer AND p.id = r.payment
		WHERE p.method = $1 AND r.state = 'credited' AND r.credited_at >= $2 AND r.credited_at < $3 ORDER BY r.credited_at, r.id`, method, micros(from), micros(to))
}

// AppendRefundEvent adds a step to a refund's history.
func (tx *Tx) AppendRefundEvent(customer, id string, e MoneyEvent) error {
	return tx.later(plainly, `INSERT INTO refund_events (customer, refund, seq, event, from_state, to_state, at, actor, note)
		SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, $5, $6, $7, $8 FROM refund_events WHERE customer = $1 AND refund = $2`,
		customer, id, e.Event, e.From, e.To, micros(tx.Now), e.Actor, clean(e.Note))
}

// RefundEvents lists a refund's history, oldest first.
func (tx *Tx) RefundEvents(customer, id string) ([]MoneyEvent, error) {
	return tx.moneyEvents(`SELECT seq, event, from_state, to_state, at, actor, note FROM refund_events WHERE customer = $1 AND refund = $2 ORDER BY seq`, customer, id)
}

// RekeyRefund gives a refund that failed the key under which it is tried anew.
func (tx *Tx) RekeyRefund(r *Refund) error {
	n, err := tx.exec(`UPDATE refunds SET version = version + 1, gateway_key = $1, by_file = FALSE WHERE customer = $2 AND id = $3 AND version = $4 AND state = 'failed'`,
		r.Key, r.Customer, r.ID, r.Version)
	if err := changed(n, err); err != nil {
		return err
	}
	r.Version, r.ByFile = r.Version+1, false
	return nil
}

// RefundByKey finds the refund that a bank knows by a key.
func (tx *Tx) RefundByKey(key string) (Refund, error) {
	return oneRefund(tx.refunds(`SELECT `+refundColumns+` FROM refunds r WHERE r.gateway_key = $1`, key))
}
