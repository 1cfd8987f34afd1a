package store_test

import (
	"strings"
	"testing"
	"time"

	"ecship/internal/policy"
	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// P-9, P-14: searching and counting one customer's items reads the narrow index
// alone, from the newest on, and never sorts or scans a table; only the rows
// shown are fetched.
func TestHistoryPlan(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), time.Now)
	c := newCustomer(t, db)
	must(t, db, func(tx *store.Tx) error {
		for _, f := range []store.ShipmentFilter{{}, {Text: "chan us"}, {State: shipment.Issued}, {Service: "ARM", From: policy.Day(1), To: policy.Day(2)}} {
			for _, after := range []string{"", "shp_1"} {
				query, args := store.HistoryQuery(c.ID, f, after, 26)
				plan, err := store.Strings(tx, `EXPLAIN QUERY PLAN `+query, args...)
				if err != nil {
					return err
				}
				text := strings.Join(plan, "\n")
				if !strings.Contains(text, "COVERING INDEX shipments_list (customer=?") || strings.Contains(text, "TEMP B-TREE") || strings.Contains(text, "SCAN") {
					t.Errorf("%+v after %q:\n%s", f, after, text)
				}
			}
		}
		plan, err := store.Strings(tx, `EXPLAIN QUERY PLAN `+store.CountQuery, c.ID)
		if text := strings.Join(plan, "\n"); !strings.Contains(text, "COVERING INDEX shipments_list (customer=?") {
			t.Error(text)
		}
		return err
	})
}
