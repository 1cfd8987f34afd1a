package portal

import (
	"context"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// DayBook is a day's money as the officers close it: what we booked by method
// and by account, held against what others say of the same day.
type DayBook struct {
	Day      policy.Day
	Methods  []MethodDay
	Tills    []Till
	Accounts []AccountDay
	// Unknown are the payments whose outcome is not known now, whatever their
	// day, the longest unknown first.
	Unknown []payment.Payment
	Closes  []store.DayClose // earlier closes of the day, oldest first
	Over    bool             // the day has ended: only then can it be closed
}

// MethodDay is what moved by one way to pay. Amounts are in cents.
type MethodDay struct {
	Method             string // a code of Methods
	Captured, Refunded money.Amount
	// Hosted methods have a gateway with a statement of its own.
	Hosted bool
	// Stated tells whether the gateway gave its statement. Without one, Theirs
	// and Differences say nothing.
	Stated      bool
	Theirs      money.Amount // captured less refunded, by the statement
	Differences []Difference
}

// Ours is captured less refunded by our books.
func (m MethodDay) Ours() money.Amount { return m.Captured - m.Refunded }

// Difference is a line in which our books and a gateway's statement do not
// agree: 0 is nothing there.
type Difference struct {
	Ref, Key     string
	Ours, Theirs money.Amount
}

// Till is what an office took at its counters: by the postings there, and by
// the ledger.
type Till struct {
	Office i18n.Text
	Code   string
	Items  int
	Taken  money.Amount
	Booked money.Amount
}

// AccountDay is an account of the ledger, or a class of many. Detail says whose
// or what for, where that has a name.
type AccountDay struct {
	store.AccountTotal
	Detail i18n.Text
}

// Differences counts all that does not agree.
func (b DayBook) Differences() (n int) {
	for _, m := range b.Methods {
		n += len(m.Differences)
	}
	for _, t := range b.Tills {
		if t.Taken != t.Booked {
			n++
		}
	}
	return n
}

// unknownShown is how many payments a day's page lists at most.
const unknownShown = 100

// DayBook looks at a day's money, and asks the gateways for their statements.
// A gateway that does not answer spoils nothing but its own line.
func (p *Portal) DayBook(ctx context.Context, who account.Actor, day policy.Day) (b DayBook, err error) {
	if err := who.OnDuty(account.Officer); err != nil {
		return b, err
	}
	statements := p.statements(ctx, day)
	return b, p.read(ctx, who, func(tx *store.Tx) error {
		b, err = p.dayBook(tx, day, statements)
		return err
	})
}

// CloseDay notes that an officer closed a day that is over, with what did not
// agree then. Every gateway must have given its statement.
func (p *Portal) CloseDay(ctx context.Context, who account.Actor, day policy.Day) (b DayBook, err error) {
	if err := who.OnDuty(account.Officer); err != nil {
		return b, err
	}
	statements := p.statements(ctx, day)
	return b, p.write(ctx, who, func(tx *store.Tx) error {
		if b, err = p.dayBook(tx, day, statements); err != nil {
			return err
		}
		if !b.Over {
			return problem.New(problem.Conflict, "close.not_over", "day", "day", day)
		}
		c := store.DayClose{Day: day, Officer: who.User, Differences: b.Differences()}
		for _, m := range b.Methods {
			if m.Hosted && !m.Stated {
				return problem.New(problem.Unavailable, "payment.no_statement", "")
			}
			if m.Hosted {
				c.Ours, c.Theirs = c.Ours+m.Ours(), c.Theirs+m.Theirs
			}
		}
		if err := tx.InsertDayClose(c); err != nil {
			return err
		}
		if b.Closes, err = tx.DayCloses(day); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "day.close", Object: day.String(),
			Detail: map[string]any{"ours": c.Ours, "theirs": c.Theirs, "differences": c.Differences, "unknown": len(b.Unknown)}})
	})
}

// closeMargin is how far apart our clock and a gateway's may put one event.
const closeMargin = 2 * time.Hour

// statements asks every gateway of customers what moved around a day. One that
// does not answer is missing.
func (p *Portal) statements(ctx context.Context, day policy.Day) map[string][]payment.Movement {
	all := map[string][]payment.Movement{}
	for _, m := range p.Methods.Live {
		if m.Shape() != payment.Hosted {
			continue
		}
		calling, cancel := context.WithTimeout(ctx, gatewayTime)
		theirs, err := m.Statement(calling, day.Start().Add(-closeMargin), day.End().Add(closeMargin))
		cancel()
		if err != nil {
			p.Log.Warn("a gateway gave no statement", "method", m.Code(), "day", day.String(), "error", err)
			continue
		}
		all[m.Code()] = append([]payment.Movement{}, theirs...)
	}
	return all
}

func (p *Portal) dayBook(tx *store.Tx, day policy.Day, statements map[string][]payment.Movement) (b DayBook, err error) {
	b = DayBook{Day: day, Over: !tx.Now.Before(day.End())}
	for _, m := range p.Methods.Live {
		if m.Shape() == payment.Counter {
			continue // its money is the tills'
		}
		ours, err := booked(tx, m.Code(), day.Start().Add(-closeMargin), day.End().Add(closeMargin))
		if err != nil {
			return b, err
		}
		theirs, stated := statements[m.Code()]
		d := MethodDay{Method: m.Code(), Hosted: m.Shape() == payment.Hosted, Stated: stated}
		d.compare(day, ours, theirs)
		b.Methods = append(b.Methods, d)
	}
	totals, err := tx.AccountTotals(day.Start(), day.End())
	if err != nil {
		return b, err
	}
	for _, t := range totals {
		b.Accounts = append(b.Accounts, AccountDay{t, p.accountDetail(t.Account, day)})
		if t.Account.Class() != ledger.Till {
			continue
		}
		till := Till{Office: p.accountDetail(t.Account, day), Code: t.Account.Name(), Booked: t.Debits - t.Credits}
		if till.Items, till.Taken, err = tx.TillDay(till.Code, day); err != nil {
			return b, err
		}
		b.Tills = append(b.Tills, till)
	}
	if b.Unknown, err = tx.UnknownPayments(unknownShown); err != nil {
		return b, err
	}
	b.Closes, err = tx.DayCloses(day)
	return b, err
}

// accountDetail names whose an account is, or what it is for.
func (p *Portal) accountDetail(a ledger.Account, day policy.Day) i18n.Text {
	e := p.Catalogue().On(day)
	switch a.Class() {
	case ledger.Till:
		return officeName(e, a.Name())
	case ledger.Revenue, ledger.Premium:
		return serviceOf(e, a.Name()).Name
	case ledger.Clearing, ledger.Held:
		if a.Name() == bank {
			return translated("ledger.bank")
		}
		if p.Methods.Find(a.Name(), false) == nil && p.Methods.Find(a.Name(), true) == nil {
			break
		}
		return translated("method." + a.Name())
	}
	return i18n.Text{En: a.Name(), Hant: a.Name(), Hans: a.Name()}
}

// translated is a message in every language.
func translated(key string) i18n.Text {
	return i18n.Text{En: i18n.En.T(key), Hant: i18n.Hant.T(key), Hans: i18n.Hans.T(key)}
}

// booked is our side of a statement.
func booked(tx *store.Tx, method string, from, to time.Time) (all []payment.Movement, err error) {
	payments, err := tx.CapturedPayments(method, from, to)
	if err != nil {
		return nil, err
	}
	for _, pay := range payments {
		all = append(all, payment.Movement{Ref: pay.Ref, Amount: pay.Captured, At: pay.CapturedAt})
	}
	refunds, err := tx.CreditedRefunds(method, from, to)
	for _, r := range refunds {
		all = append(all, payment.Movement{Ref: r.Payment, Key: r.Key, Amount: -r.Amount, At: r.CreditedAt})
	}
	return all, err
}

// compare holds our movements against the gateway's. What either side has within
// the day must be on the other within the margin.
func (d *MethodDay) compare(day policy.Day, ours, theirs []payment.Movement) {
	type line struct{ ref, key string }
	sums := map[line]*Difference{}
	var order []line
	within := map[line]bool{}
	add := func(m payment.Movement, side func(*Difference) *money.Amount) (today bool) {
		k := line{m.Ref, m.Key}
		if sums[k] == nil {
			sums[k] = &Difference{Ref: m.Ref, Key: m.Key}
			order = append(order, k)
		}
		*side(sums[k]) += m.Amount
		today = policy.DayOf(m.At) == day
		within[k] = within[k] || today
		return today
	}
	for _, m := range ours {
		switch today := add(m, func(x *Difference) *money.Amount { return &x.Ours }); {
		case today && m.Key == "":
			d.Captured += m.Amount
		case today:
			d.Refunded -= m.Amount
		}
	}
	for _, m := range theirs {
		if add(m, func(x *Difference) *money.Amount { return &x.Theirs }) {
			d.Theirs += m.Amount
		}
	}
	if !d.Stated {
		return
	}
	for _, k := range order {
		if x := sums[k]; within[k] && x.Ours != x.Theirs {
			d.Differences = append(d.Differences, *x)
		}
	}
}
