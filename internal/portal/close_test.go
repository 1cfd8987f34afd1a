package portal_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/store"
)

// Invariant 3, O-03: at the daily close each difference to the gateway's
// statement is listed; where all is well there is none. A day is closed once it
// is over, and not before.
func TestCloseDay(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		approvedRefund(r)
		day := policy.DayOf(r.Now())
		b := Must(r, r.Portal.DayBook, day)
		want := portal.MethodDay{Method: "sandbox", Captured: teaCents, Refunded: teaCents, Hosted: true, Stated: true}
		if len(b.Methods) != 2 || !same(b.Methods[0], want) || b.Differences() != 0 || b.Over {
			t.Fatalf("%+v", b)
		}
		Refused(r, r.Portal.CloseDay, day, "close.not_over at day")
		r.Until(day.End().Add(-time.Microsecond))
		Refused(r, r.Portal.CloseDay, day, "close.not_over at day")
		r.Until(day.End())
		if b = Must(r, r.Portal.CloseDay, day); len(b.Closes) != 1 || b.Closes[0].Officer != "usr_ho" || b.Closes[0].Differences != 0 {
			t.Fatalf("%+v", b.Closes)
		}
		// Money that moved at the gateway and that we know nothing of.
		r.Until(day.End().Add(-time.Hour))
		stray(r, "stray", 700)
		r.Until(day.End())
		b = Must(r, r.Portal.CloseDay, day)
		if d := b.Methods[0].Differences; len(d) != 1 || d[0] != (portal.Difference{Ref: "stray", Theirs: 700}) || len(b.Closes) != 2 || b.Closes[1].Differences != 1 {
			t.Errorf("%+v", b)
		}
		if next := Must(r, r.Portal.DayBook, day+1); next.Differences() != 0 {
			t.Errorf("%+v", next)
		}
		r.As("mei")
		Refused(r, r.Portal.DayBook, day, "error.forbidden")
		Refused(r, r.Portal.CloseDay, day, "error.forbidden")
	})
}

func same(a, b portal.MethodDay) bool {
	return a.Method == b.Method && a.Captured == b.Captured && a.Refunded == b.Refunded && a.Hosted == b.Hosted && a.Stated == b.Stated && len(a.Differences) == len(b.Differences)
}

// stray is a charge at the gateway that nobody here asked for.
func stray(r *Runner, ref string, amount money.Amount) {
	r.Helper()
	_, err := r.Gateway.Start(r.Context(), payment.Order{Ref: ref, Amount: amount, Until: r.Now().Add(time.Hour)})
	if err == nil {
		err = r.Gateway.Pay(ref)
	}
	if err == nil {
		_, err = r.Gateway.Capture(r.Context(), ref, amount)
	}
	if err != nil {
		r.Fatal(err)
	}
}

// The day's accounts sum to nought, the till is what the counter took, a test
// customer's money is none, and what the gateway does not answer is listed with
// its age.
func TestDayBook(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.As("mei")
		day := policy.DayOf(r.Now())
		a, b := issued(r), issued(r)
		v := approve(r, pay(r, a))
		test, err := r.Portal.MemberActor(r.Context(), "mei@example.org", account.Test)
		if err != nil {
			t.Fatal(err)
		}
		r.AsActor(test)
		approve(r, pay(r, issued(r)))
		r.AsClerk("GPO")
		Must(r, r.Portal.AcceptAtCounter, portal.Acceptance{Number: string(b.Number), Grams: 1500, Cash: 50000})
		r.Gateway.Cause("", v.Ref, "lost_before", 9)
		r.Until(evening)
		r.Work() // nobody hears of the charge
		r.Later(5 * time.Minute)

		r.AsActor(officer("ho"))
		book := Must(r, r.Portal.DayBook, day)
		var debits, credits money.Amount
		accounts := map[ledger.Account]store.AccountTotal{}
		for _, x := range book.Accounts {
			debits, credits = debits+x.Debits, credits+x.Credits
			accounts[x.Account] = x.AccountTotal
		}
		if debits != credits || accounts["held:sandbox"].Debits != teaCents || accounts["till:GPO"].Debits != teaCents || accounts["prepaid"].Credits != teaCents {
			t.Errorf("%+v", book.Accounts)
		}
		if len(book.Tills) != 1 || book.Tills[0].Items != 1 || book.Tills[0].Taken != teaCents || book.Tills[0].Booked != teaCents || book.Tills[0].Office.En != "General Post Office" {
			t.Errorf("%+v", book.Tills)
		}
		if len(book.Unknown) != 1 || book.Unknown[0].ID != v.ID || r.Now().Sub(book.Unknown[0].UnknownSince()) < 5*time.Minute {
			t.Errorf("%+v", book.Unknown)
		}
	})
}

// Without the gateway's statement a day can be looked at, and not closed.
func TestCloseWithoutStatement(t *testing.T) {
	r := New(t)
	sandbox := r.Portal.Methods.Live[0]
	r.Portal.Methods.Live[0] = mute{sandbox}
	day := policy.DayOf(r.Now()) - 1
	r.AsActor(officer("ho"))
	if b := Must(r, r.Portal.DayBook, day); b.Methods[0].Stated || len(b.Methods[0].Differences) != 0 {
		t.Errorf("%+v", b.Methods)
	}
	Refused(r, r.Portal.CloseDay, day, "payment.no_statement")
	r.Portal.Methods.Live[0] = sandbox
	if b := Must(r, r.Portal.CloseDay, day); len(b.Closes) != 1 {
		t.Errorf("%+v", b)
	}
}

// mute gives no statement.
type mute struct{ payment.Method }

func (mute) Statement(context.Context, time.Time, time.Time) ([]payment.Movement, error) {
	return nil, errors.New("no statement today")
}
