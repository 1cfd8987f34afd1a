package store_test

import (
	"strings"
	"testing"
	"time"

	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// P-9, P-14: searching and counting one customer's items reads the narrow index
// or a stretch of the table, from the newest on, and never sorts or scans all;
// only the rows shown are fetched.
func TestHistoryPlan(t *testing.T) {
	db := storetest.Open(t, storetest.SQLite(t), time.Now)
	c := newCustomer(t, db)
	must(t, db, func(tx *store.Tx) error {
		explain := func(query string, args ...any) string {
			plan, err := store.Strings(tx, `EXPLAIN QUERY PLAN `+query, args...)
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(plan, "\n")
		}
		for _, f := range []store.ShipmentFilter{{}, {State: shipment.Issued}, {State: shipment.Expired}, {Service: "ARM", Place: "US"}} {
			query, args := store.HistoryQuery(tx, c.ID, f)
			plan := explain(query, args...)
			if !strings.Contains(plan, "COVERING INDEX shipments_list (customer=? AND id>? AND id<?") || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "SCAN") {
				t.Errorf("%+v:\n%s", f, plan)
			}
		}
		query, args := store.HistoryQuery(tx, c.ID, store.ShipmentFilter{Batch: "bat_x"})
		if plan := explain(query, args...); !strings.Contains(plan, "COVERING INDEX batch_rows_items") || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "SCAN") {
			t.Error(plan)
		}
		query, args = store.HistoryQuery(tx, c.ID, store.ShipmentFilter{Words: store.Words("chan us")})
		if plan := explain(query, args...); !strings.Contains(plan, "(customer=? AND id>? AND id<?") || strings.Contains(plan, "TEMP B-TREE") {
			t.Error(plan)
		}
		if plan := explain(store.CountQuery, c.ID, "", "shq"); !strings.Contains(plan, "COVERING INDEX shipments_list (customer=? AND id>? AND id<?") {
			t.Error(plan)
		}
		if plan := explain(store.OverdueCount, 1, "", c.ID); !strings.Contains(plan, "shipments_issued (expires_on<?)") {
			t.Error(plan)
		}
		return nil
	})
}
