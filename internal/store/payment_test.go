package store_test

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

func newPayment(tx *store.Tx, customer string) payment.Payment {
	id := tx.NewID("pay")
	return payment.Payment{ID: id, Customer: customer, Ref: id, Method: "sandbox", State: payment.Started, Amount: 3000, Kept: 3000, Payer: "usr_1",
		CreatedAt: tx.Now, UpdatedAt: tx.Now}
}

// moneyRows fills every table of payments.
func moneyRows(tx *store.Tx, customer, shipmentID string) error {
	p := newPayment(tx, customer)
	r := store.Refund{ID: tx.NewID("rfd"), Customer: customer, Payment: p.ID, Shipment: shipmentID, Reason: payment.Cancelled, Amount: 1, State: payment.Submitted,
		Key: "k", SubmittedAt: tx.Now, UpdatedAt: tx.Now}
	for _, fn := range []func() error{
		func() error { return tx.InsertPayment(&p, []store.PaymentItem{{Shipment: shipmentID, Amount: 3000}}) },
		func() error { return tx.AppendPaymentEvent(customer, p.ID, store.MoneyEvent{Event: "begin"}) },
		func() error { return tx.InsertRefund(&r) },
		func() error { return tx.AppendRefundEvent(customer, r.ID, store.MoneyEvent{Event: "submit"}) },
		func() error { return tx.InsertDepositAccount(store.DepositAccount{Number: "PM1", Customer: customer}) },
	} {
		if err := fn(); err != nil {
			return err
		}
	}
	return nil
}

// paidItem is an item in a payment that was charged.
func paidItem(t testing.TB, db *store.DB, customer string) (p payment.Payment, shipmentID string) {
	t.Helper()
	must(t, db, func(tx *store.Tx) error {
		s := draft(tx, customer)
		if err := tx.InsertShipment(&s); err != nil {
			return err
		}
		shipmentID = s.ID
		p = newPayment(tx, customer)
		p.State, p.Authorised, p.Captured, p.CapturedAt = payment.Captured, 3000, 3000, tx.Now
		return tx.InsertPayment(&p, []store.PaymentItem{{Shipment: s.ID, Amount: 3000}})
	})
	return p, shipmentID
}

// A payment comes back as it was saved, to its owner and to nobody else, and
// the second of two savers is told (M-A7).
func TestPayment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c, foreign := newCustomer(t, db), newCustomer(t, db)
		p, item := paidItem(t, db, c.ID)
		must(t, db, func(tx *store.Tx) error {
			got, err := tx.Payment(c.ID, p.ID)
			if diff := cmp.Diff(p, got); diff != "" || err != nil {
				t.Error(err, diff)
			}
			if _, err := tx.Payment(foreign.ID, p.ID); !problem.Is(err, problem.NotFound) {
				t.Error("another customer sees it:", err)
			}
			if _, err := tx.LivePayment(foreign.ID, item); !problem.Is(err, problem.NotFound) {
				t.Error("another customer sees it:", err)
			}
			if got, err := tx.LivePayment(c.ID, item); got.ID != p.ID || err != nil {
				t.Error(got.ID, err)
			}
			stale := p
			p.UnansweredSince, p.AskedAt = tx.Now, tx.Now
			if err := tx.StepPayment(&p); err != nil {
				return err
			}
			if err := sent(tx, tx.StepPayment(&stale)); !problem.Is(err, problem.Conflict) {
				t.Error("saved over another's save:", err)
			}
			if list, err := tx.Payments(c.ID, "", 5); err != nil || len(list) != 1 || cmp.Diff(p, list[0]) != "" {
				t.Error(list, err)
			}
			second := newPayment(tx, c.ID)
			if err := sent(tx, tx.InsertPayment(&second, []store.PaymentItem{{Shipment: item, Amount: 3000}})); !problem.Is(err, problem.Conflict) {
				t.Error("an item in two live payments:", err)
			}
			return nil
		})
	})
}

// The CHECKs stand behind the statements: whoever went around them is stopped
// too (invariants 2 and 8).
func TestPaymentChecks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCustomer(t, db)
		paidItem(t, db, c.ID)
		must(t, db, func(tx *store.Tx) error {
			return tx.InsertDepositAccount(store.DepositAccount{Number: "PM7", Customer: c.ID, CreditLimit: 100})
		})
		for _, stmt := range []string{
			`UPDATE payments SET refunded = captured + 1`, `UPDATE payments SET captured = authorised + 1`, `UPDATE payments SET state = 'voided'`,
			`UPDATE payments SET kept = amount + 1`, `UPDATE payment_items SET claimed = amount + 1`, `UPDATE deposit_accounts SET balance = -101`,
		} {
			if err := db.Tx(ctx, 0, func(tx *store.Tx) error { _, err := store.Exec(tx, stmt); return err }); err == nil {
				t.Error("done:", stmt)
			}
		}
	})
}

// atOnce runs fn from n goroutines that start together, each in a transaction
// of its own, and counts those that were saved.
func atOnce(t *testing.T, db *store.DB, n int, fn func(*store.Tx) error) (saved int) {
	t.Helper()
	var done atomic.Int64
	var wg sync.WaitGroup
	gate := make(chan struct{})
	for range n {
		wg.Go(func() {
			<-gate
			switch err := db.Tx(ctx, 0, fn); {
			case err == nil:
				done.Add(1)
			case !problem.Is(err, problem.Conflict):
				t.Error(err)
			}
		})
	}
	close(gate)
	wg.Wait()
	return int(done.Load())
}

// R-08, invariant 8: 8 at once claim, credit and draw what is there once.
// Beside each guard stands its naive twin, which reads, thinks and writes: on
// PostgreSQL the twin must fail, or the race is none.
func TestMoneyRaces(t *testing.T) {
	const callers, rounds = 8, 20
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCustomer(t, db)
		for name, race := range map[string]struct {
			guarded func(tx *store.Tx, p payment.Payment, item string) error
			column  string // what the naive twin reads and writes, and of which table
			table   string
			most    int64 // above this the twin holds back
			step    int64
		}{
			"claim": {func(tx *store.Tx, p payment.Payment, item string) error { return tx.ClaimItem(c.ID, p.ID, item, 2000) },
				"claimed", "payment_items", 3000, 2000},
			"credit": {func(tx *store.Tx, p payment.Payment, _ string) error { return tx.CreditPayment(c.ID, p.ID, 2000) },
				"refunded", "payments", 3000, 2000},
			"draw": {func(tx *store.Tx, p payment.Payment, _ string) error {
				return tx.DrawDeposit(c.ID, "PM"+p.ID[len(p.ID)-8:], 2000)
			},
				"-balance", "deposit_accounts", 3000, 2000},
		} {
			doubled := 0
			for range rounds {
				p, item := paidItem(t, db, c.ID)
				must(t, db, func(tx *store.Tx) error {
					return tx.InsertDepositAccount(store.DepositAccount{Number: "PM" + p.ID[len(p.ID)-8:], Customer: c.ID, CreditLimit: 3000})
				})
				if n := atOnce(t, db, callers, func(tx *store.Tx) error { return race.guarded(tx, p, item) }); n != 1 {
					t.Fatalf("%s: %d of %d went through", name, n, callers)
				}
				where := map[string]string{"payments": `id = $1`, "payment_items": `payment = $1`, "deposit_accounts": `number = $1`}[race.table]
				key := map[string]string{"payments": p.ID, "payment_items": p.ID, "deposit_accounts": "PM" + p.ID[len(p.ID)-8:]}[race.table]
				column := race.column
				set := column
				sign := int64(1)
				if column == "-balance" {
					set, sign = "balance", -1
				}
				must(t, db, func(tx *store.Tx) error {
					_, err := store.Exec(tx, `UPDATE `+race.table+` SET `+set+` = 0 WHERE `+where, key)
					return err
				})
				naive := atOnce(t, db, callers, func(tx *store.Tx) error {
					rows, err := store.Strings(tx, `SELECT `+column+` FROM `+race.table+` WHERE `+where, key)
					if err != nil {
						return err
					}
					now, err := strconv.ParseInt(rows[0], 10, 64)
					if err != nil {
						return err
					}
					if now+race.step > race.most {
						return problem.New(problem.Conflict, "refund.too_much", "")
					}
					if db.Postgres() {
						time.Sleep(time.Millisecond)
					}
					_, err = store.Exec(tx, `UPDATE `+race.table+` SET `+set+` = $2 WHERE `+where, key, sign*(now+race.step))
					return err
				})
				if naive > 1 {
					doubled++
				}
			}
			if db.Postgres() && doubled == 0 {
				t.Errorf("%s: the naive twin was never caught: this race races nothing", name)
			}
		}
	})
}

// 8 at once pay for the same item; one payment has it.
func TestPayRace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCustomer(t, db)
		start := func(item string) int {
			return atOnce(t, db, 8, func(tx *store.Tx) error {
				p := newPayment(tx, c.ID)
				return tx.InsertPayment(&p, []store.PaymentItem{{Shipment: item, Amount: 3000}})
			})
		}
		for range 20 {
			var item string
			must(t, db, func(tx *store.Tx) error {
				s := draft(tx, c.ID)
				item = s.ID
				return tx.InsertShipment(&s)
			})
			if n := start(item); n != 1 {
				t.Fatalf("paid %d times", n)
			}
		}
	})
}

// Deposit money is exact: what was drawn is what is gone.
func TestDepositAccount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCustomer(t, db)
		must(t, db, func(tx *store.Tx) error {
			if err := tx.InsertDepositAccount(store.DepositAccount{Number: "PM9", Customer: c.ID, Name: "Chan", CreditLimit: 500}); err != nil {
				return err
			}
			return tx.PayDeposit("PM9", 1000)
		})
		if n := atOnce(t, db, 20, func(tx *store.Tx) error { return tx.DrawDeposit(c.ID, "PM9", 100) }); n != 15 {
			t.Error(n, "of 15 draws")
		}
		must(t, db, func(tx *store.Tx) error {
			all, err := tx.DepositAccounts(c.ID)
			if len(all) != 1 || all[0].Balance != -500 || all[0].Available() != money.Amount(0) {
				t.Errorf("%+v", all)
			}
			return err
		})
	})
}

// M-D4: the bank is told of those refunds that wait for it by file, however many
// others wait for a gateway, and of none of a test customer.
func TestRefundsByFile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		want := ""
		for i := range 4 {
			c := newCustomer(t, db)
			p, s := paidItem(t, db, c.ID)
			must(t, db, func(tx *store.Tx) error {
				r := store.Refund{ID: tx.NewID("rfd"), Customer: c.ID, Payment: p.ID, Shipment: s, Reason: payment.Cancelled, Amount: 3000, State: payment.Instructed,
					SubmittedAt: tx.Now, UpdatedAt: tx.Now}
				r.Key = r.ID
				if err := tx.InsertRefund(&r); err != nil || i != 2 {
					return err
				}
				want, r.ByFile = r.ID, true
				return tx.StepRefund(&r)
			})
		}
		must(t, db, func(tx *store.Tx) error {
			all, err := tx.RefundsByFile(1)
			if len(all) != 1 || all[0].ID != want || !all[0].ByFile {
				t.Errorf("%+v, want %s", all, want)
			}
			return err
		})
	})
}
