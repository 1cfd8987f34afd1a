package portal

import (
	"context"
	"strings"
	"time"

	"ecship/internal/account"
	"ecship/internal/job"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/trial"
)

// Tester is a member acting for the test customer beside his own, which is
// there from the first day and has keys, data and a clock of its own (M-I3). A
// test key is one already; a live key never becomes one.
func (p *Portal) Tester(ctx context.Context, who account.Actor, _ struct{}) (account.Actor, error) {
	if err := who.Sender(account.See); err != nil {
		return account.Nobody, err
	}
	if who.Mode == account.Test {
		return who, nil
	}
	if who.User == "" {
		return account.Nobody, problem.New(problem.Forbidden, "trial.live_key", "")
	}
	var tester account.Actor
	err := p.read(ctx, who, func(tx *store.Tx) error {
		u, err := tx.User(who.User)
		if err == nil {
			tester, err = actAs(tx, u, account.Test)
		}
		return err
	})
	tester.Request = who.Request
	return tester, err
}

// testing is nil for who may change something in the test environment from
// within it.
func testing(who account.Actor) error {
	if err := who.Sender(account.Prepare); err != nil {
		return err
	}
	if who.Mode != account.Test {
		return problem.New(problem.Forbidden, "trial.live_key", "")
	}
	return nil
}

// ClockMove says how far a test customer's clock goes on. One of its members is
// set.
type ClockMove struct {
	By time.Duration
	To time.Time
	// Past is a date that something waits for.
	Past Milestone
}

// Milestone is a moment that a tester wants to be behind him.
type Milestone string

// The milestones: the next charge of cards at 20:00, and the end of every label
// that is issued now.
const (
	PastCharge Milestone = "charge"
	PastExpiry Milestone = "expiry"
)

// target is where the clock is to be.
func (m ClockMove) target(now time.Time) (time.Time, error) {
	switch {
	case m.By != 0 && m.To.IsZero() && m.Past == "":
		return now.Add(m.By), nil
	case m.By == 0 && !m.To.IsZero() && m.Past == "":
		return m.To, nil
	case m.By == 0 && m.To.IsZero() && m.Past == PastCharge:
		return payment.CaptureAt(now).Add(time.Second), nil
	case m.By == 0 && m.To.IsZero() && m.Past == PastExpiry:
		return (policy.DayOf(now) + policy.LabelDays).End().Add(time.Second), nil
	}
	return now, problem.New(problem.Invalid, "trial.clock_how", "by_seconds")
}

// settledAtOnce is how many payments a move of the clock settles before it
// answers; a job does the others.
const settledAtOnce = 50

// MoveClock moves the clock of a test customer on, never back, and does what
// became due by it: cards are charged before it answers (M-I3). Nobody else's
// time changes.
func (p *Portal) MoveClock(ctx context.Context, who account.Actor, in ClockMove) (now time.Time, err error) {
	if err := testing(who); err != nil {
		return now, err
	}
	var due []payment.Payment
	err = p.write(ctx, who, func(tx *store.Tx) error {
		c, err := tx.Customer(who.Customer)
		if err != nil {
			return err
		}
		ours := tx.OurTime(tx.Now)
		if now, err = in.target(ours.Add(c.Clock)); err != nil {
			return err
		}
		ahead := now.Sub(ours).Truncate(time.Microsecond)
		if ahead < c.Clock {
			return problem.New(problem.Conflict, "trial.clock_back", "to")
		}
		if ahead > policy.TrialClockMost {
			return problem.New(problem.Invalid, "trial.clock_far", "to", "day", policy.DayOf(ours.Add(policy.TrialClockMost)))
		}
		if err := tx.SetClock(who.Customer, ahead); err != nil {
			return err
		}
		if due, err = tx.UnsettledPayments(who.Customer, now, settledAtOnce); err != nil {
			return err
		}
		for _, pay := range due { // should we die before we are through
			j := job.Job{Kind: settleJob, Args: pay.Customer + "/" + pay.ID, Unique: settleJob + ":" + pay.ID + ":clock"}
			if err := tx.Enqueue(j); err != nil {
				return err
			}
		}
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "trial.clock", Object: who.Customer, Customer: who.Customer,
			Detail: map[string]any{"from": c.Clock.String(), "to": ahead.String()}})
	})
	if err != nil {
		return now, err
	}
	for _, pay := range due {
		p.note("trial", p.settle(ctx, pay.Customer, pay.ID))
	}
	return now, nil
}

// Counter is an item that a tester brings to a counter of his own. Grams are
// what the scale shows; 0 is what was declared, unless magic says otherwise.
type Counter struct {
	Number string
	Grams  postal.Grams
}

// AcceptAtTrial is AcceptAtCounter for testers: by the same rules, over a
// counter that is in no office, for their own items alone, against just the
// money that is due (M-I3).
func (p *Portal) AcceptAtTrial(ctx context.Context, who account.Actor, in Counter) (a Accepted, err error) {
	if err := testing(who); err != nil {
		return a, err
	}
	if in.Grams < 0 {
		return a, problem.New(problem.Invalid, "weight.zero", "weight")
	}
	var c CounterItem
	err = p.read(ctx, who, func(tx *store.Tx) error {
		if c, err = p.atCounter(tx, who, Scanned{Number: in.Number}); err != nil {
			return err
		}
		if trial.Has(c.Reference, trial.Refused) {
			return problem.New(problem.Conflict, "trial.refused", "number", "number", c.Number.Grouped())
		}
		if in.Grams == 0 {
			in.Grams = trial.Scale(c.Reference, c.Grams)
		}
		c, err = p.atCounter(tx, who, Scanned(in))
		return err
	})
	if err != nil {
		return a, err
	}
	clerk := who
	clerk.Office = trial.Office
	if clerk.User == "" {
		clerk.User = who.Key
	}
	return p.accept(ctx, clerk, Acceptance{Number: in.Number, Grams: in.Grams, Cash: c.ToPay(), Quoted: c.Due.Total})
}

// Refusal is what a tester's clerk says.
type Refusal struct{ Number, Words string }

// RefuseAtTrial gives an item back over a tester's counter: it stays issued, as
// it does when a clerk refuses one. What could not be accepted anyway is refused
// in the words of the counter.
func (p *Portal) RefuseAtTrial(ctx context.Context, who account.Actor, in Refusal) (it Item, err error) {
	if err := testing(who); err != nil {
		return it, err
	}
	if in.Words, err = words(in.Words, "reason"); err != nil {
		return it, err
	}
	return it, p.write(ctx, who, func(tx *store.Tx) error {
		c, err := p.atCounter(tx, who, Scanned{Number: in.Number})
		if err != nil {
			return err
		}
		it = c.Item
		return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "trial.refuse", Object: it.ID, Customer: who.Customer, Detail: map[string]any{"words": in.Words}})
	})
}

// magicWords are those of a payment's items, for the gateway to heed.
func (p *Portal) magicWords(ctx context.Context, who account.Actor, pay payment.Payment) (magic string, err error) {
	return magic, p.read(ctx, who, func(tx *store.Tx) error {
		items, err := tx.PaymentItems(pay.Customer, pay.ID)
		if err != nil {
			return err
		}
		var all []string
		for _, it := range items {
			s, err := tx.Shipment(pay.Customer, it.Shipment)
			if err != nil {
				return err
			}
			all = append(all, trial.Words(s.Reference)...)
		}
		if len(all) > 0 {
			magic = " · " + strings.Join(all, " ")
		}
		return nil
	})
}

// limitedByMagic is Limited the first time that a test customer asks for an item
// whose reference says so: asked again it is made (M-I3).
func (p *Portal) limitedByMagic(ctx context.Context, who account.Actor, reference *string) error {
	if who.Mode != account.Test || reference == nil || !trial.Has(*reference, trial.Limited) {
		return nil
	}
	var asked int
	err := p.write(ctx, who, func(tx *store.Tx) (err error) {
		asked, err = tx.Attempt("trial:"+who.Customer+":"+*reference, 24*time.Hour)
		return err
	})
	if err == nil && asked%2 == 1 {
		err = problem.New(problem.Limited, "api.limited", "", "seconds", 1)
	}
	return err
}
