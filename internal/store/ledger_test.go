package store_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

var (
	till    = ledger.Till.Of("GPO")
	revenue = ledger.Revenue.Of("ARM")
)

// M-D5: entries balance, are found again, and add up to the cent.
func TestLedger(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		must(t, db, func(tx *store.Tx) error {
			e := ledger.Move("posting:shp_1", "cash", till, revenue, 3250)
			e.Object, e.Memo = "shp_1", "at the counter"
			if err := tx.Append(e); err != nil {
				return err
			}
			if err := tx.Append(ledger.Move("posting:shp_2", "cash", till, revenue, 1)); err != nil {
				return err
			}
			got, err := tx.EntryByRef("posting:shp_1")
			e.ID, e.At = got.ID, tx.Now
			if diff := cmp.Diff(e, got); diff != "" || !strings.HasPrefix(got.ID, "led_") {
				t.Error(diff)
			}
			e.Ref = "x"
			e.Lines = []ledger.Line{{Account: till, Amount: 1}, {Account: revenue, Amount: -2}}
			if err := tx.Append(e); !problem.Is(err, problem.Internal) {
				t.Error("an entry that does not balance:", err)
			}
			for a, want := range map[ledger.Account]money.Amount{till: 3251, revenue: -3251, ledger.Till.Of("TST"): 0} {
				if got, err := tx.Balance(a); got != want || err != nil {
					t.Errorf("%s has %d, %v; want %d", a, got, err, want)
				}
			}
			return err
		})
	})
}

// of many who enter the same thing at once, one succeeds.
func TestLedgerOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var done atomic.Int64
		var wg sync.WaitGroup
		gate := make(chan struct{})
		const callers, things = 8, 10
		for range callers {
			wg.Go(func() {
				<-gate
				for i := range things {
					err := db.Tx(ctx, 0, func(tx *store.Tx) error {
						return tx.Append(ledger.Move(fmt.Sprint("posting:", i), "cash", till, revenue, 100))
					})
					switch {
					case err == nil:
						done.Add(1)
					case !problem.Is(err, problem.Conflict):
						t.Error(err)
					}
				}
			})
		}
		close(gate)
		wg.Wait()
		must(t, db, func(tx *store.Tx) error {
			got, err := tx.Balance(till)
			if got != 100*things || done.Load() != things {
				t.Error("the till has", got, "after", done.Load(), "entries")
			}
			return err
		})
	})
}

// Invariants 1, 6 and 11: the database itself refuses to change or delete what
// is append only, whoever asks.
func TestAppendOnly(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCustomer(t, db)
		must(t, db, func(tx *store.Tx) error {
			s := draft(tx, c.ID)
			if err := tx.InsertShipment(&s); err != nil {
				return err
			}
			if err := tx.AppendEvents(c.ID, s.ID, store.ShipmentEvent{Event: "create", At: tx.Now}); err != nil {
				return err
			}
			if _, err := accept(tx, c.ID, "RA000000014HK"); err != nil {
				return err
			}
			if err := tx.Audit(store.AuditRow{Actor: "usr_1", Act: "Test", Object: "x"}); err != nil {
				return err
			}
			if err := tx.Append(ledger.Move("r", "cash", till, revenue, 5)); err != nil {
				return err
			}
			return moneyRows(tx, c.ID, s.ID)
		})
		column := map[string]string{"ledger_entries": "memo", "ledger_lines": "cents", "shipment_events": "note", "audit": "detail", "acceptances": "cash", "payment_events": "note", "refund_events": "note"}
		for _, table := range store.AppendOnlyTables {
			if column[table] == "" {
				t.Fatal("name a column of", table)
			}
			stmts := []string{`DELETE FROM ` + table, `UPDATE ` + table + ` SET ` + column[table] + ` = ` + column[table]}
			if db.Postgres() {
				stmts = append(stmts, `TRUNCATE `+table+` CASCADE`)
			}
			for _, stmt := range stmts {
				err := db.Tx(ctx, 0, func(tx *store.Tx) error { _, err := store.Exec(tx, stmt); return err })
				if err == nil || !strings.Contains(err.Error(), "append only") {
					t.Errorf("%s: %v", stmt, err)
				}
			}
			must(t, db, func(tx *store.Tx) error {
				if rows, err := store.Strings(tx, `SELECT * FROM `+table); len(rows) == 0 || err != nil {
					t.Error(table, "is empty", err)
				}
				return nil
			})
		}
	})
}

func TestAudit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		must(t, db, func(tx *store.Tx) error {
			for _, act := range []string{"A", "B", "C"} {
				if err := tx.Audit(store.AuditRow{Actor: "usr_1", Act: act, Object: "shp_1", Customer: "cus_1", Detail: map[string]any{"n": act}}); err != nil {
					return err
				}
			}
			all, err := tx.AuditRows("", 10)
			if len(all) != 3 || err != nil {
				t.Fatal(all, err)
			}
			page, err := tx.AuditRows(all[0].ID, 1)
			if len(page) != 1 || !cmp.Equal(page[0], all[1]) || page[0].Detail["n"] != page[0].Act || !page[0].At.Equal(tx.Now) {
				t.Error(page, all)
			}
			return err
		})
	})
}
