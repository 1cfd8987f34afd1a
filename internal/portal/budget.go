package portal

import (
	"context"
	"hash/maphash"
	"sync"
	"time"

	"ecship/internal/account"
	"ecship/internal/notify"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// The read budget (I-1). Nobody reads another's objects through the portal's
// methods; this is for the day on which one of them is wrong. Of each sender it
// counts, within the hour, what he asked for that was not there for him, on all
// nodes together, and which objects he was shown, on each node. Whoever comes to
// three times what is his, and to more than a floor for small accounts, gets
// nothing more for an hour, and the operator is told.

// budgets is what each sender was shown within the hour.
type budgets struct {
	mu     sync.Mutex
	seed   maphash.Seed
	of     map[string]*budget
	opened time.Time
}

type budget struct {
	since time.Time
	shown map[uint64]struct{} // hashes of ids
	most  int                 // by the last count; 0 until there was one
}

func newBudgets() *budgets {
	return &budgets{seed: maphash.MakeSeed(), of: map[string]*budget{}}
}

// show notes objects and gives how many different ones the sender was shown, and
// his budget if it is known.
func (b *budgets) show(sender string, ids []string, now time.Time) (shown, most int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Sub(b.opened) > policy.BudgetWindow { // forget those who are gone
		for k, v := range b.of {
			if now.Sub(v.since) > policy.BudgetWindow {
				delete(b.of, k)
			}
		}
		b.opened = now
	}
	v := b.of[sender]
	if v == nil || now.Sub(v.since) > policy.BudgetWindow {
		v = &budget{since: now, shown: map[uint64]struct{}{}}
		b.of[sender] = v
	}
	for _, id := range ids {
		v.shown[maphash.String(b.seed, id)] = struct{}{}
	}
	return len(v.shown), v.most
}

// set remembers a sender's budget until his hour is over, or it is used up and
// counted again.
func (b *budgets) set(sender string, most int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if v := b.of[sender]; v != nil {
		v.most = most
	}
}

// watch notes what a transaction showed its actor, or that it found nothing for
// him, and is Limited where that is more than his budget.
func (p *Portal) watch(ctx context.Context, who account.Actor, seen []string, err error) error {
	sender := who.Person()
	if sender == "" || who.Staff != "" || who.Customer == "" {
		return err
	}
	missed := problem.Is(err, problem.NotFound)
	if err != nil && !missed {
		return err
	}
	shown, most := p.budgets.show(sender, seen, p.Clock())
	misses := 0
	if missed {
		if err := p.DB.Tx(ctx, 0, func(tx *store.Tx) (err error) {
			misses, err = tx.Attempt("missed:"+sender, policy.BudgetWindow)
			return err
		}); err != nil {
			return err
		}
	}
	asked := max(shown, misses)
	if asked <= max(most, p.BudgetLeast) {
		return err
	}
	// What is his grows while he works: nobody is halted by an old count.
	if over := p.DB.Read(ctx, 0, func(tx *store.Tx) error {
		own, err := tx.CountObjects(sender)
		most = max(p.BudgetLeast, policy.BudgetTimes*own)
		return err
	}); over != nil {
		return over
	}
	if p.budgets.set(sender, most); asked <= most {
		return err
	}
	return p.halt(ctx, sender, asked, most)
}

// halt gives a sender nothing more for an hour, and tells the operator once.
func (p *Portal) halt(ctx context.Context, sender string, asked, most int) error {
	err := p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		fresh, err := tx.HaltUser(sender, tx.Now.Add(policy.BudgetWindow))
		if err != nil || !fresh {
			return err
		}
		p.Log.Error("read budget exceeded", "user", sender, "asked", asked, "budget", most)
		if err := tx.Audit(store.AuditRow{Actor: "system", Act: "user.halt", Object: sender, Detail: map[string]any{"asked": asked, "budget": most}}); err != nil {
			return err
		}
		staff, err := tx.StaffOf(account.Admin, account.Officer)
		for _, u := range staff {
			if err == nil {
				err = p.mail(tx, u.Email, notify.Halted, u.Lang, "", "user", sender, "asked", asked, "most", most)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return account.ErrHalted()
}
