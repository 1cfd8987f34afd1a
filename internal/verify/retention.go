package verify

import (
	"fmt"
	"time"
)

// kept is how long each class is kept at the most, with two days for the purge
// to come round: by the promise M-G2, not by the portal's own table.
var kept = []struct {
	what, query string // the query counts what is from before an instant
	months      int
	days        int
}{
	{"draft", `SELECT id, created_at FROM shipments WHERE state = 'draft' AND created_at < %d`, 0, 90},
	{"item", `SELECT s.id, s.updated_at FROM shipments s WHERE s.state IN ('posted', 'cancelled', 'expired') AND s.updated_at < %d
		AND NOT EXISTS (SELECT 1 FROM refunds r WHERE r.customer = s.customer AND r.shipment = s.id AND r.state NOT IN ('rejected', 'credited'))
		AND NOT EXISTS (SELECT 1 FROM payment_items i JOIN payments p ON p.customer = i.customer AND p.id = i.payment
			WHERE i.customer = s.customer AND i.shipment = s.id AND i.live AND p.state NOT IN ('captured', 'voided', 'declined', 'expired', 'lapsed'))`, 6, 0},
	{"registration", `SELECT id, expires_at FROM registrations WHERE expires_at < %d`, 0, 0},
	{"answer of an idempotency key", `SELECT operation, created_at FROM idempotency WHERE created_at < %d`, 0, 7},
	{"mail", `SELECT id, created_at FROM mails WHERE created_at < %d`, 0, 30},
	{"session", `SELECT user_id, expires_at FROM sessions WHERE expires_at < %d`, 0, 0},
}

// late is how long after its time a purge may come.
const late = 48 * time.Hour

// retention is invariant 12: nothing is older than its class allows, and what
// was purged was not younger.
func (c *checker) retention() {
	for _, k := range kept {
		before := c.Now.AddDate(0, -k.months, -k.days).Add(-late)
		c.rows(fmt.Sprintf(k.query, before.UnixMicro()), 1, func(id string, v []int64) {
			c.found(12, id, "%s of %s: still there", k.what, time.UnixMicro(v[0]).UTC().Format(time.DateOnly))
		})
	}
	day := (24 * time.Hour).Microseconds()
	// Whoever throws a draft of his own away may do so at any time.
	c.rows(fmt.Sprintf(`SELECT e.shipment, e.at - s.created_at FROM shipment_events e JOIN shipments s ON s.customer = e.customer AND s.id = e.shipment
		WHERE e.event = 'purge' AND e.from_state = 'draft' AND e.actor = 'system' AND e.at - s.created_at < %d`, 90*day), 1, func(id string, v []int64) {
		c.found(12, id, "a draft was purged after %d days", v[0]/day)
	})
	// Six months have 181 days at the least. A label expires by its date, however
	// late that is noted.
	c.rows(fmt.Sprintf(`SELECT e.shipment, e.at - b.at FROM shipment_events e JOIN shipment_events b ON b.customer = e.customer AND b.shipment = e.shipment AND b.seq = e.seq - 1
		WHERE e.event = 'purge' AND e.from_state IN ('posted', 'cancelled') AND e.at - b.at < %d`, 181*day), 1, func(id string, v []int64) {
		c.found(12, id, "an item was purged after %d days", v[0]/day)
	})
}
