package sandbox

import (
	"context"
	"errors"
	"time"

	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/trial"
)

// Trouble is a way in which the gateway answers badly.
type Trouble string

// The troubles. The first is none.
const (
	Fine       Trouble = ""
	Declines   Trouble = "declined"
	LostAfter  Trouble = "lost_after"  // it is done, and the answer never comes
	LostBefore Trouble = "lost_before" // nothing is done, and no answer comes
	Slow       Trouble = "slow"        // done after SlowTime, or not at all if the caller leaves before
	Broken     Trouble = "broken"      // 5xx, nothing done
	Garbage    Trouble = "garbage"     // done, and answered with what nobody can read
	Twice      Trouble = "twice"       // its notification comes twice
)

// Troubles lists them.
var Troubles = []Trouble{Fine, Declines, LostAfter, LostBefore, Slow, Broken, Garbage, Twice}

// SlowTime is how long a slow answer takes.
const SlowTime = 20 * time.Second

// Magic are the cents of an amount that ask for trouble: HK$10.91 is declined,
// and so on (M-I3).
var Magic = map[money.Amount]Trouble{91: Declines, 92: LostAfter, 93: LostBefore, 94: Slow, 95: Broken, 96: Twice, 97: Garbage}

// trouble is one that was asked for: for an operation, "start", "ask" …, or
// for any where it is empty; so often.
type trouble struct {
	op, ref string
	kind    Trouble
	left    int
}

// Cause makes the next n calls of an operation go wrong; an empty op or ref
// means any.
func (g *Gateway) Cause(op, ref string, t Trouble, n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.troubles = append(g.troubles, trouble{op, ref, t, n})
}

// Heal ends all troubles that were caused.
func (g *Gateway) Heal() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.troubles = nil
}

// magic is the trouble that an order asks for: by the cents of what is charged,
// or by a magic word in what the payer reads.
func magic(o payment.Order, amount money.Amount) Trouble {
	if t := Magic[amount%100]; t != Fine {
		return t
	}
	for _, e := range []trial.Effect{trial.Decline, trial.Unheard, trial.Charged} {
		if trial.Has(o.Memo, e) {
			return Trouble(e)
		}
	}
	return Fine
}

// trouble is what is to go wrong with a call. Magic troubles only the charge
// itself: asking about it must find the truth. A word loses one charge, so that
// the next goes through.
func (g *Gateway) trouble(op, ref string, amount money.Amount) Trouble {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i := range g.troubles {
		t := &g.troubles[i]
		if t.left > 0 && (t.op == "" || t.op == op) && (t.ref == "" || t.ref == ref) {
			t.left--
			return t.kind
		}
	}
	e := g.payments[ref]
	if op != "capture" || e == nil || e.report.Captured != 0 || e.lost {
		return Fine
	}
	t := magic(e.order, amount)
	e.lost = t == LostBefore && Magic[amount%100] == Fine
	return t
}

var (
	errNoAnswer = errors.New("sandbox: no answer")
	errStatus   = errors.New("sandbox: status 503")
	errGarbled  = errors.New("sandbox: the answer can't be read")
)

// before is what goes wrong before anything is done.
func (t Trouble) before(ctx context.Context, slow time.Duration) error {
	switch t {
	case LostBefore:
		return errNoAnswer
	case Broken:
		return errStatus
	case Slow:
		wait := time.NewTimer(slow)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// after is what goes wrong once it is done.
func (t Trouble) after() error {
	switch t {
	case LostAfter:
		return errNoAnswer
	case Garbage:
		return errGarbled
	}
	return nil
}
