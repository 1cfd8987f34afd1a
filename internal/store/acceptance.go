package store

import (
	"encoding/json"
	"time"

	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// AcceptanceRow is an item taken over the counter: what the clerk weighed and
// took, and what the scale changed (M-E2). The rows of one posting share its
// id, and one receipt (M-E4).
type AcceptanceRow struct {
	Posting  string // pst_…
	Customer string
	Shipment string
	Number   postal.Number
	Office   string
	Clerk    string // usr_…
	At       time.Time
	// Estimated is the sender's weight, Grams the scale's.
	Estimated, Grams postal.Grams
	Charged          shipment.Estimate // at the rate in force then
	// Prepaid is what an online payment had paid for it, all of it also where
	// that is more than was charged; Payment is which.
	Prepaid money.Amount
	Payment string
	Cash    money.Amount // handed over
	Change  money.Amount // given back
}

// Due is what was to be paid at the counter.
func (a AcceptanceRow) Due() money.Amount { return max(0, a.Charged.Total-a.Prepaid) }

// Overpaid is what was prepaid beyond the price (M-D4).
func (a AcceptanceRow) Overpaid() money.Amount { return max(0, a.Prepaid-a.Charged.Total) }

// InsertAcceptance adds the acceptance of an item. It is a Conflict where the
// item has one: nothing is accepted twice.
func (tx *Tx) InsertAcceptance(a AcceptanceRow) error {
	charged, err := json.Marshal(a.Charged)
	if err != nil {
		return err
	}
	return tx.later(orElse(problem.New(problem.Conflict, "store.accepted", "")), `INSERT INTO acceptances (customer, shipment, posting, number, office, clerk, at, day, estimated, grams, charged, total, cash, change_given, prepaid, payment)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (customer, shipment) DO NOTHING`,
		a.Customer, a.Shipment, a.Posting, string(a.Number), a.Office, a.Clerk, micros(a.At), int64(policy.DayOf(a.At)), int64(a.Estimated), int64(a.Grams),
		string(charged), int64(a.Due()), int64(a.Cash), int64(a.Change), int64(a.Prepaid), a.Payment)
}

const acceptanceColumns = `posting, customer, shipment, number, office, clerk, at, estimated, grams, charged, cash, change_given, prepaid, payment`

// Acceptance finds how a customer's item was accepted.
func (tx *Tx) Acceptance(customer, shipmentID string) (AcceptanceRow, error) {
	return tx.acceptance(`SELECT `+acceptanceColumns+` FROM acceptances WHERE customer = $1 AND shipment = $2`, customer, shipmentID)
}

// AcceptanceAt finds it by the item's number, whoever owns it: for the counter.
func (tx *Tx) AcceptanceAt(n postal.Number) (AcceptanceRow, error) {
	return tx.acceptance(`SELECT `+acceptanceColumns+` FROM acceptances WHERE number = $1`, string(n))
}

// LastAcceptance is the item that a clerk took last on a day.
func (tx *Tx) LastAcceptance(office, clerk string, day policy.Day) (AcceptanceRow, error) {
	return tx.acceptance(`SELECT `+acceptanceColumns+` FROM acceptances WHERE office = $1 AND day = $2 AND clerk = $3 ORDER BY at DESC, number DESC LIMIT 1`,
		office, int64(day), clerk)
}

// Posting lists the items of a customer's posting, in the order of time.
func (tx *Tx) Posting(customer, posting string) ([]AcceptanceRow, error) {
	return tx.acceptances(`SELECT `+acceptanceColumns+` FROM acceptances WHERE posting = $1 AND customer = $2 ORDER BY at, number`, posting, customer)
}

// TillDay is what an office took in cash on a day: items and cents.
func (tx *Tx) TillDay(office string, day policy.Day) (items int, cents money.Amount, err error) {
	err = tx.one(`SELECT COUNT(*), CAST(COALESCE(SUM(total), 0) AS BIGINT) FROM acceptances WHERE office = $1 AND day = $2`,
		[]any{office, int64(day)}, &items, &cents)
	return items, cents, err
}

// AcceptedBefore are the last items of a customer that a clerk took on a day,
// newest first: as many as lie on a desk.
func (tx *Tx) AcceptedBefore(office, clerk, customer string, day policy.Day) (shipments []string, err error) {
	err = tx.each(`SELECT shipment FROM acceptances WHERE office = $1 AND day = $2 AND clerk = $3 AND customer = $4 ORDER BY at DESC, number DESC LIMIT 20`,
		[]any{office, int64(day), clerk, customer}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			shipments = append(shipments, id)
			return err
		})
	return shipments, err
}

// AcceptancesOf lists what an office accepted on a day, in the order of time.
func (tx *Tx) AcceptancesOf(office string, day policy.Day) ([]AcceptanceRow, error) {
	return tx.acceptances(`SELECT `+acceptanceColumns+` FROM acceptances WHERE office = $1 AND day = $2 ORDER BY at, number`, office, int64(day))
}

func (tx *Tx) acceptance(query string, args ...any) (a AcceptanceRow, err error) {
	err = a.scan(func(to ...any) error { return tx.one(query, args, to...) })
	return a, found(err)
}

func (tx *Tx) acceptances(query string, args ...any) (all []AcceptanceRow, err error) {
	err = tx.each(query, args, func(scan func(...any) error) error {
		var a AcceptanceRow
		err := a.scan(scan)
		all = append(all, a)
		return err
	})
	return all, err
}

// scan reads a row of acceptanceColumns.
func (a *AcceptanceRow) scan(scan func(...any) error) error {
	var charged []byte
	if err := scan(&a.Posting, &a.Customer, &a.Shipment, &a.Number, &a.Office, &a.Clerk, instant{&a.At}, &a.Estimated, &a.Grams, &charged, &a.Cash, &a.Change, &a.Prepaid, &a.Payment); err != nil {
		return err
	}
	return json.Unmarshal(charged, &a.Charged)
}
