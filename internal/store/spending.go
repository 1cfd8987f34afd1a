package store

import (
	"ecship/internal/money"
	"ecship/internal/policy"
)

// Spent is what a customer's items of one service to one place cost together.
type Spent struct {
	Service, Place string
	Items          int
	Total          money.Amount // in cents
}

// spentQuery reads the index shipments_list alone.
const spentQuery = `SELECT service, place, COUNT(*), CAST(SUM(total) AS BIGINT) FROM shipments
	WHERE customer = $1 AND id > $2 AND id < $3 AND state IN ('issued', 'posted') GROUP BY service, place`

// Spent sums up what a customer's items made on some days cost, both days
// included: those with a label, and those posted; none that was cancelled or
// has expired in the books.
func (tx *Tx) Spent(customer string, from, to policy.Day) (all []Spent, err error) {
	err = tx.each(spentQuery, []any{customer, firstID("shp", from.Start()), firstID("shp", to.End())}, func(scan func(...any) error) error {
		var s Spent
		err := scan(&s.Service, &s.Place, &s.Items, &s.Total)
		all = append(all, s)
		return err
	})
	return all, err
}
