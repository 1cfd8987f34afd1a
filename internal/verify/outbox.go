package verify

import (
	"fmt"
	"time"
)

// outboxDays is how far back events are compared: they are told for 30 days, and
// the purge comes round within two.
const outboxDays = 28

// happened are the rows of which programs are told, as customer, object, what
// they are told of it, and when.
const happened = `SELECT customer, shipment AS object, 'shipment.' || to_state AS type, at FROM shipment_events WHERE to_state IN ('issued', 'posted', 'cancelled', 'expired')
	UNION ALL SELECT customer, payment, 'payment.' || to_state, at FROM payment_events
	UNION ALL SELECT e.customer, i.shipment, 'shipment.paid', e.at FROM payment_events e JOIN payment_items i ON i.customer = e.customer AND i.payment = e.payment
		WHERE e.to_state = 'captured' AND i.live
	UNION ALL SELECT customer, refund, 'refund.' || to_state, at FROM refund_events WHERE from_state <> to_state
	UNION ALL SELECT n.customer, t.number, 'tracking', t.received_at FROM tracking_events t JOIN item_numbers n ON n.number = t.number AND n.issued_at <= t.received_at`

// outbox is invariant 7: each event that was committed has one row in the outbox,
// and each delivery of it is done, has its time, or is dead with a reason.
func (c *checker) outbox() {
	since := c.Now.AddDate(0, 0, -outboxDays).UnixMicro()
	// Both sides are cut at the same instants: where there was no outbox yet, and
	// where it is purged.
	c.rows(fmt.Sprintf(`SELECT h.object || ' ' || h.type, h.n, COALESCE(o.n, 0) FROM (
			SELECT h.customer, h.object, h.type, COUNT(*) AS n FROM (%[1]s) AS h LEFT JOIN outbox_start s ON s.customer = h.customer
			WHERE h.at > %[2]d AND h.at > COALESCE(s.at, 0) GROUP BY h.customer, h.object, h.type) AS h
		LEFT JOIN (SELECT o.customer, o.object, CASE WHEN o.type LIKE 'tracking.%%' THEN 'tracking' ELSE o.type END AS type, COUNT(*) AS n
			FROM outbox o LEFT JOIN outbox_start s ON s.customer = o.customer
			WHERE o.endpoint = '' AND o.at > %[2]d AND o.at > COALESCE(s.at, 0) GROUP BY 1, 2, 3) AS o
		ON o.customer = h.customer AND o.object = h.object AND o.type = h.type WHERE h.n <> COALESCE(o.n, 0)`, happened, since), 2, func(what string, v []int64) {
		c.found(7, what, "it happened %d times and was told %d times", v[0], v[1])
	})
	c.rows(`SELECT o.event || ' ' || o.endpoint || ' ' || o.state, o.tries FROM outbox o LEFT JOIN webhooks w ON w.customer = o.customer AND w.id = o.endpoint
		WHERE o.endpoint <> '' AND NOT (o.state = 'waiting' AND o.next_at IS NOT NULL AND o.until IS NOT NULL AND w.state <> 'removed'
			OR o.state = 'delivered' AND o.code >= 200 AND o.code < 300 OR o.state = 'dead' AND o.reason <> '')`, 1, func(what string, v []int64) {
		c.found(7, what, "neither delivered, nor to be sent, nor dead with a reason, after %d tries", v[0])
	})
	c.rows(`SELECT o.event || ' ' || o.endpoint, o.at FROM outbox o LEFT JOIN outbox e ON e.customer = o.customer AND e.event = o.event AND e.endpoint = ''
		WHERE o.endpoint <> '' AND (e.event IS NULL OR e.body <> o.body)`, 1, func(what string, v []int64) {
		c.found(7, what, "of %s: it tells what did not happen", time.UnixMicro(v[0]).UTC().Format(time.RFC3339))
	})
}
