package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/store/storetest"
	"ecship/internal/webhook"
)

func newHook(tx *store.Tx, customer string, types ...string) store.Webhook {
	return store.Webhook{ID: tx.NewID("whk"), Customer: customer, URL: "https://shop.example.org/hook-path", Types: types, State: store.HookActive,
		Secret: "whsec_hook-secret", CreatedAt: tx.Now, MadeBy: "usr_1"}
}

// hookRows puts a row into each table of webhooks.
func hookRows(tx *store.Tx, customer string) error {
	w := newHook(tx, customer, "shipment.*")
	if err := tx.InsertWebhook(w); err != nil {
		return err
	}
	if err := tx.Tell(customer, "shipment.issued", webhook.Data{ID: "shp_1"}); err != nil {
		return err
	}
	taken, err := tx.TakeDeliveries(customer, w.ID, 9, time.Minute)
	if err != nil || len(taken) != 1 {
		return fmt.Errorf("%d taken: %w", len(taken), err)
	}
	if err := tx.EndDelivery(taken[0], webhook.Answer{Code: 500, Reason: webhook.Status, Excerpt: "hook-answer"}, webhook.Dead, time.Time{}); err != nil {
		return err
	}
	_, err = store.Exec(tx, `INSERT INTO outbox_start (customer, at) VALUES ($1, 0)`, customer)
	return err
}

// M-I1, M-A7: an endpoint hears what it wants of its own customer, from when it
// was made; what is its own no other customer finds.
func TestTell(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		now := time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)
		db := storetest.Open(t, database, func() time.Time { return now })
		a, b := newCustomer(t, db), newCustomer(t, db)
		var one, all, paused, gone, foreign store.Webhook
		must(t, db, func(tx *store.Tx) error {
			if err := tx.Tell(a.ID, "shipment.issued", webhook.Data{ID: "before"}); err != nil {
				return err
			}
			one, all, paused, gone, foreign = newHook(tx, a.ID, "shipment.issued"), newHook(tx, a.ID, "shipment.*", "payment.captured"), newHook(tx, a.ID, "refund.*"),
				newHook(tx, a.ID, "shipment.*"), newHook(tx, b.ID, "shipment.*", "payment.*", "refund.*")
			paused.State = store.HookPaused
			for _, w := range []store.Webhook{one, all, paused, gone, foreign} {
				if err := tx.InsertWebhook(w); err != nil {
					return err
				}
			}
			return tx.RemoveWebhook(a.ID, gone.ID)
		})
		told := []webhook.Type{"shipment.issued", "shipment.paid", "payment.captured", "payment.open", "refund.credited"}
		must(t, db, func(tx *store.Tx) error {
			for _, x := range told {
				if err := tx.Tell(a.ID, x, webhook.Data{ID: string(x)}); err != nil {
					return err
				}
			}
			return nil
		})
		must(t, db, func(tx *store.Tx) error {
			for _, c := range []struct {
				w    store.Webhook
				want []webhook.Type
			}{{one, told[:1]}, {all, told[:3]}, {paused, told[4:]}, {gone, nil}, {foreign, nil}} {
				got, err := tx.Deliveries(c.w.Customer, c.w.ID, "", "", 99)
				var types []webhook.Type
				for _, d := range slices.Backward(got) {
					types = append(types, d.Type)
				}
				if err != nil || !slices.Equal(types, c.want) {
					t.Errorf("%v is told %v: %v", c.w.Types, types, err)
				}
			}
			due, err := tx.DueWebhooks()
			if err != nil || len(due) != 2 || due[0].ID != one.ID || due[1].Secret != "whsec_hook-secret" {
				t.Errorf("due: %+v %v", due, err)
			}
			if all, err := tx.Webhooks(a.ID); err != nil || len(all) != 3 || all[0].Waiting != 1 || all[1].Waiting != 3 || all[0].Dead != 0 {
				t.Errorf("%+v %v", all, err)
			}
			for what, err := range map[string]error{
				"shown":   second(tx.Webhook(b.ID, one.ID)),
				"changed": tx.UpdateWebhook(store.Webhook{Customer: b.ID, ID: one.ID}),
				"removed": tx.RemoveWebhook(b.ID, one.ID),
				"gone":    second(tx.Webhook(a.ID, gone.ID)),
			} {
				if !problem.Is(err, problem.NotFound) {
					t.Errorf("%s: %v", what, err)
				}
			}
			if n, err := tx.Replay(b.ID, one.ID); n != 0 || err != nil {
				t.Error("another's was replayed", n, err)
			}
			return nil
		})
		// The feed has all, in order, and goes on where one stopped.
		now = now.Add(time.Minute)
		must(t, db, func(tx *store.Tx) error {
			feed, err := tx.EventsAfter(a.ID, "", 99)
			if err != nil || len(feed) != 6 || feed[0].Object != "before" || feed[5].Type != told[4] {
				t.Errorf("%+v %v", feed, err)
			}
			if rest, err := tx.EventsAfter(a.ID, feed[3].Event, 1); err != nil || len(rest) != 1 || rest[0].Event != feed[4].Event {
				t.Errorf("%+v %v", rest, err)
			}
			return nil
		})
	})
}

// a delivery is one sender's at a time, and goes to another where he does
// not come back; who comes back late changes nothing. What is paused, replayed,
// out of its time or purged is each as it should be.
func TestDeliveries(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		now := time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)
		db := storetest.Open(t, database, func() time.Time { return now })
		c := newCustomer(t, db)
		var w store.Webhook
		tell := func(n int) {
			must(t, db, func(tx *store.Tx) error {
				for range n {
					if err := tx.Tell(c.ID, "shipment.issued", webhook.Data{ID: "shp_1"}); err != nil {
						return err
					}
				}
				return nil
			})
		}
		take := func(n int) (all []store.Delivery) {
			must(t, db, func(tx *store.Tx) (err error) { all, err = tx.TakeDeliveries(c.ID, w.ID, n, time.Minute); return err })
			return all
		}
		end := func(d store.Delivery, a webhook.Answer, s webhook.State, next time.Time) {
			must(t, db, func(tx *store.Tx) error { return tx.EndDelivery(d, a, s, next) })
		}
		states := func() (all []webhook.State) {
			must(t, db, func(tx *store.Tx) error {
				rows, err := tx.Deliveries(c.ID, w.ID, "", "", 99)
				all = nil
				for _, d := range slices.Backward(rows) {
					all = append(all, d.State)
				}
				return err
			})
			return all
		}
		must(t, db, func(tx *store.Tx) error { w = newHook(tx, c.ID, "shipment.*"); return tx.InsertWebhook(w) })
		tell(3)
		first := take(2)
		if len(first) != 2 || first[0].Tries != 1 || len(take(9)) != 1 || len(take(9)) != 0 {
			t.Fatal("a delivery is two senders'")
		}
		now = now.Add(2 * time.Minute)
		again := take(9)
		if len(again) != 3 || again[0].Tries != 2 {
			t.Fatalf("the lease is over: %+v", again)
		}
		end(first[0], webhook.Answer{Code: 500, Reason: webhook.Status}, webhook.Dead, time.Time{}) // too late
		fine := webhook.Answer{Code: 204, Excerpt: "thanks", Took: 7 * time.Millisecond}
		end(again[0], fine, webhook.Delivered, time.Time{})
		end(again[1], webhook.Answer{Reason: webhook.Timeout}, webhook.Waiting, now.Add(time.Hour))
		end(again[2], webhook.Answer{Code: 500, Reason: webhook.Status}, webhook.Dead, time.Time{})
		if got := states(); !slices.Equal(got, []webhook.State{webhook.Delivered, webhook.Waiting, webhook.Dead}) {
			t.Fatal(got)
		}
		must(t, db, func(tx *store.Tx) error {
			tries, err := tx.Tries(again[0])
			if err != nil || len(tries) != 2 || tries[0].Code != 500 || tries[1].Answer != fine {
				t.Errorf("%+v %v", tries, err)
			}
			if due, err := tx.DueWebhooks(); err != nil || len(due) != 0 {
				t.Error("due:", due, err)
			}
			if n, err := tx.Replay(c.ID, w.ID); n != 1 || err != nil {
				t.Error("the dead one:", n, err)
			}
			if n, err := tx.Replay(c.ID, w.ID, again[0].Event, "evt_unknown"); n != 1 || err != nil {
				t.Error("the delivered one:", n, err)
			}
			return tx.ResumeWebhook(c.ID, w.ID) // brings the third forward
		})
		last := take(9)
		if len(last) != 3 || last[0].Until != webhook.Until(now) {
			t.Fatalf("%+v", last)
		}
		end(last[0], fine, webhook.Delivered, time.Time{})
		now = webhook.Until(now)
		must(t, db, func(tx *store.Tx) error {
			return tx.ExpireDeliveries(c.ID, w.ID, webhook.Answer{Reason: webhook.NoName})
		})
		if got := states(); !slices.Contains(got, webhook.Delivered) || slices.Contains(got, webhook.Waiting) {
			t.Error(got)
		}
		tell(1)
		must(t, db, func(tx *store.Tx) error { _, err := tx.PurgeEvents(now); return err })
		if got := states(); len(got) != 1 || got[0] != webhook.Waiting {
			t.Error("after the purge:", got)
		}
		must(t, db, func(tx *store.Tx) error {
			if rows, err := store.Strings(tx, `SELECT event FROM webhook_tries`); err != nil || len(rows) != 0 {
				t.Error("tries of nothing:", rows, err)
			}
			return tx.RemoveWebhook(c.ID, w.ID)
		})
		if got := states(); len(got) != 1 || got[0] != webhook.Dead {
			t.Error("after the removal:", got)
		}
	})
}
