package portal_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/shipment"
	"ecship/internal/store/storetest"
	"ecship/internal/verify"
)

// M-G2, invariant 12: over a year of steps at random, every draft and item is
// there until the last hour that its class allows, and gone after it, on both
// databases; what is under refund waits for its end.
func TestRetentionOverAYear(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		dice := rand.New(rand.NewPCG(12, 12))
		type kept struct {
			id    string
			until policy.Day // the last day on which it is kept
		}
		var all []kept
		r.As("mei")
		mei := r.Who
		start := policy.DayOf(r.Now())
		waits, refund := waitingForRefund(r)
		for day := start; day < start+330; day += policy.Day(1 + dice.IntN(14)) {
			r.AsActor(mei)
			r.Until(day.Start().Add(time.Duration(dice.Int64N(int64(24 * time.Hour)))))
			today := policy.DayOf(r.Now())
			switch it := Must(r, r.Portal.CreateDraft, teaToNewYork()); dice.IntN(4) {
			case 0:
				all = append(all, kept{it.ID, today + policy.DraftDays})
			case 1:
				Must(r, r.Portal.IssueShipment, it.ID)
				Must(r, r.Portal.CancelShipment, it.ID)
				all = append(all, kept{it.ID, today.AddMonths(policy.HistoryMonths)})
			case 2:
				it = Must(r, r.Portal.IssueShipment, it.ID)
				Must(r.AsClerk("GPO"), r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(it.Number), Grams: 1500, Cash: 100000})
				all = append(all, kept{it.ID, today.AddMonths(policy.HistoryMonths)})
			case 3: // expires at the end of its day, and is kept from there
				it = Must(r, r.Portal.IssueShipment, it.ID)
				all = append(all, kept{it.ID, (it.ExpiresOn + 1).AddMonths(policy.HistoryMonths)})
			}
			// The last hour of the day before, and the first of this one, of each.
			for _, at := range []time.Time{today.End().Add(-time.Microsecond), today.End()} {
				r.Until(at)
				if err := r.Portal.Sweep(t.Context()); err != nil {
					t.Fatal(err)
				}
				r.AsActor(mei)
				for _, k := range all {
					gone := Must(r, r.Portal.Shipment, k.id).State == shipment.Purged
					if gone != (policy.DayOf(r.Now()) > k.until) {
						t.Fatalf("%s: gone %v, kept until %s", r.Now(), gone, k.until)
					}
				}
				if Must(r, r.Portal.Shipment, waits).State == shipment.Purged {
					t.Fatal("an item under refund is gone")
				}
			}
		}
		examine(r)
		r.AsActor(officer("ho"))
		if x := Must(r, r.Portal.DecideRefund, portal.Verdict{Refund: refund, Words: "too late"}); x.State != payment.Rejected {
			t.Fatal(x.State)
		}
		if err := r.Portal.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if it := Must(r.AsActor(mei), r.Portal.Shipment, waits); it.State != shipment.Purged || it.Recipient.Name != "" || it.Number != "" {
			t.Errorf("after its refund: %+v", it.State)
		}
		examine(r)
	})
}

// waitingForRefund is a cancelled item of mei's whose refund nobody decides.
func waitingForRefund(r *Runner) (item, refund string) {
	r.Helper()
	it := issued(r)
	approve(r, pay(r, it))
	until(r, evening)
	Must(r, r.Portal.CancelShipment, it.ID)
	return it.ID, Must(r, r.Portal.RequestRefund, portal.NewRefund{Item: it.ID}).ID
}

// Invariant 12 fires where something stayed too long, and where something went
// too early.
func TestVerifyRetention(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		r := On(t, database).As("mei")
		Must(r, r.Portal.CreateDraft, teaToNewYork())
		it := issued(r)
		Must(r.AsClerk("GPO"), r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(it.Number), Grams: 1500, Cash: 100000})
		examine(r)
		for want, stmt := range map[string]string{
			"mail of":                  `UPDATE mails SET created_at = 0`,
			"draft of":                 `UPDATE shipments SET created_at = 0 WHERE state = 'draft'`,
			"item of":                  `UPDATE shipments SET updated_at = 0 WHERE state = 'posted'`,
			"an item was purged after": `INSERT INTO shipment_events SELECT customer, shipment, seq + 1, 'purge', 'posted', 'purged', at, 'system', '' FROM shipment_events WHERE to_state = 'posted'`,
		} {
			storetest.Break(t, database, stmt)
			found, err := verify.Run(t.Context(), verify.Input{Database: database, Now: r.Now()})
			if err != nil || !slices.ContainsFunc(found, func(f verify.Finding) bool { return f.Invariant == 12 && strings.HasPrefix(f.What, want) }) {
				t.Errorf("%s: %v %v", stmt, err, found)
			}
		}
	})
}
