package portal_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
)

// M-D1, invariant 8: a month's statement of a deposit account comes from the
// ledger: what was there, each item that was paid for or given back with its
// number, what is left. Months join without a gap, the last one ends at the
// balance, and nobody reads another's.
func TestStatement(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		mei := r.Who
		if err := r.Portal.OpenDepositAccount(t.Context(), portal.NewDepositAccount{Number: "PM10001", Customer: mei.Customer, Name: "Mei", Deposit: 2_000_00, CreditLimit: 500_00}); err != nil {
			t.Fatal(err)
		}
		a, b := issued(r), issued(r)
		Must(r, r.Portal.StartPayment, portal.NewPayment{Items: []string{a.ID, b.ID}, Method: "deposit", Source: "PM10001"})
		november := policy.MonthOf(policy.DayOf(r.Now()))
		// The last instant of the month, and the first of the next.
		r.Until(november.Last().End().Add(-time.Microsecond))
		Must(r, r.Portal.CancelShipment, a.ID)
		rfd := Must(r, r.Portal.RequestRefund, portal.NewRefund{Item: a.ID})
		r.AsActor(officer("ho"))
		Must(r, r.Portal.DecideRefund, portal.Verdict{Refund: rfd.ID, Approve: true})
		r.Work()
		r.Until(november.Last().End())
		r.AsActor(mei)
		c := issued(r)
		Must(r, r.Portal.StartPayment, portal.NewPayment{Items: []string{c.ID}, Method: "deposit", Source: "PM10001"})

		of := func(m policy.Month) portal.StatementOf {
			return portal.StatementOf{Account: "PM10001", Month: m, Lang: i18n.En}
		}
		one, two := Must(r, r.Portal.Statement, of(november)), Must(r, r.Portal.Statement, of(november.Add(1)))
		if one.Opening != 0 || one.In != 2_000_00+teaCents || one.Out != 2*teaCents || one.Closing != 2_000_00-teaCents || !one.Over || len(one.Lines) != 4 {
			t.Errorf("%+v", one)
		}
		if two.Opening != one.Closing || two.Over || len(two.Lines) != 1 || two.Lines[0].Number != c.Number || two.Lines[0].Amount != -teaCents {
			t.Errorf("%+v", two)
		}
		if last := one.Lines[3]; last.Kind != "credit" || last.Number != a.Number || last.Amount != teaCents || last.Balance != one.Closing {
			t.Errorf("%+v", last)
		}
		for _, s := range []portal.Statement{one, two} {
			at := s.Opening
			for _, l := range s.Lines {
				if at += l.Amount; l.Balance != at {
					t.Errorf("%+v", l)
				}
			}
			if at != s.Closing || s.Opening+s.In-s.Out != s.Closing {
				t.Errorf("%s does not add up", s.Month)
			}
		}
		if all := Must(r, accounts(r), struct{}{}); all[0].Balance != two.Closing {
			t.Errorf("the balance is %v, the statement ends at %v", all[0].Balance, two.Closing)
		}
		for _, l := range i18n.Langs {
			in := of(november)
			in.Lang = l
			out := Must(r, r.Portal.StatementPaper, in)
			var text bytes.Buffer
			if err := out.Write(&text); err != nil || !strings.Contains(text.String(), b.Number.Grouped()) || !strings.Contains(text.String(), one.Closing.HKD()) || strings.Contains(text.String(), "statement.") {
				t.Errorf("%s: %v\n%s", l, err, text.String())
			}
		}
		Refused(r, r.Portal.Statement, of(november.Add(-1)), "statement.month at month")
		Refused(r, r.Portal.Statement, of(november.Add(2)), "statement.month at month")
		r.As("wing")
		Refused(r, r.Portal.Statement, of(november), "error.not_found")
		Refused(r, r.Portal.StatementPaper, of(november), "error.not_found")
	})
}

func accounts(r *Runner) Op[struct{}, []portal.DepositAccount] {
	return func(ctx context.Context, who account.Actor, _ struct{}) ([]portal.DepositAccount, error) {
		return r.Portal.DepositAccounts(ctx, who)
	}
}
