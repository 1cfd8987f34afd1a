package store_test

import (
	"testing"

	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
)

// A write that may wait is judged wherever somebody looks next: at Flush, at a
// question, or at the commit. Its failure undoes the transaction (M-D5).
func TestLater(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := newCustomer(t, db)
		must(t, db, func(tx *store.Tx) error {
			return tx.InsertDepositAccount(store.DepositAccount{Number: "PM7", Customer: c.ID, CreditLimit: 100})
		})
		for name, look := range map[string]func(*store.Tx) error{
			"flush": func(tx *store.Tx) error { return tx.Flush() },
			"question": func(tx *store.Tx) error {
				_, err := tx.DepositAccounts(c.ID)
				return err
			},
			"commit": func(*store.Tx) error { return nil },
		} {
			looked := false
			err := db.Tx(ctx, 0, func(tx *store.Tx) error {
				if err := tx.DrawDeposit(c.ID, "PM7", 100); err != nil {
					return err
				}
				if err := tx.DrawDeposit(c.ID, "PM7", 1); err != nil {
					return err
				}
				looked = true
				return look(tx)
			})
			if !problem.Is(err, problem.Conflict) || problem.Of(err).Key != "deposit.short" {
				t.Errorf("%s: %v, looked %v", name, err, looked)
			}
			must(t, db, func(tx *store.Tx) error {
				if all, err := tx.DepositAccounts(c.ID); err != nil || all[0].Balance != 0 {
					t.Errorf("%s: %+v %v", name, all, err)
				}
				return nil
			})
		}
		// A reader writes nothing, whether it looks again or not.
		err := db.Read(ctx, 0, func(tx *store.Tx) error { return tx.DrawDeposit(c.ID, "PM7", 1) })
		if err == nil {
			t.Error("a reader drew money")
		}
		// What fails outright takes the rest with it.
		err = db.Tx(ctx, 0, func(tx *store.Tx) error {
			if err := tx.DrawDeposit(c.ID, "PM7", 100); err != nil {
				return err
			}
			return tx.AppendPaymentEvent(c.ID, "pay_unknown", store.MoneyEvent{Seq: 1})
		})
		if err == nil {
			t.Error("an event without its payment was saved")
		}
		must(t, db, func(tx *store.Tx) error {
			if all, err := tx.DepositAccounts(c.ID); err != nil || all[0].Balance != 0 {
				t.Errorf("%+v %v", all, err)
			}
			return tx.Flush()
		})
	})
}
