package portal

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"time"

	"ecship/internal/account"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// instructionColumns are the columns of the file for the bank; amounts are in
// dollars and cents.
var instructionColumns = []string{"key", "payment", "method", "amount", "currency"}

// RefundInstructions is the file that tells the bank of the refunds that no
// gateway pays by itself (M-D4). It may be drawn as often as wished: a key is
// one refund.
func (p *Portal) RefundInstructions(ctx context.Context, who account.Actor) ([]byte, error) {
	if err := who.OnDuty(account.Officer); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err := p.read(ctx, who, func(tx *store.Tx) error {
		all, err := tx.RefundQueue(payment.Instructed, queueMost)
		if err != nil {
			return err
		}
		b.Reset()
		w := csv.NewWriter(&b)
		if err := w.Write(instructionColumns); err != nil {
			return err
		}
		for _, r := range all {
			pay, err := tx.Payment(r.Customer, r.Payment)
			if err != nil {
				return err
			}
			if !r.ByFile {
				continue
			}
			if err := w.Write([]string{r.Key, pay.Ref, pay.Method, r.Amount.String(), "HKD"}); err != nil {
				return err
			}
		}
		w.Flush()
		return w.Error()
	})
	return b.Bytes(), err
}

// answerMost bounds the bank's answer in bytes.
const answerMost = 1 << 20

// ReadRefundAnswers reads the bank's answer back: lines of key, "credited" or
// "failed", and a note. All of it is taken or none; a line that was read before
// changes nothing.
func (p *Portal) ReadRefundAnswers(ctx context.Context, who account.Actor, answer []byte) (n int, err error) {
	if err := who.OnDuty(account.Officer); err != nil {
		return 0, err
	}
	lines, err := parseAnswers(answer)
	if err != nil {
		return 0, err
	}
	return n, p.writeMoney(ctx, who, func(tx *store.Tx) error {
		n = 0
		for i, l := range lines {
			changed, err := p.readAnswer(tx, who, l)
			if err != nil {
				if problem.Is(err, problem.Invalid) {
					return problem.New(problem.Invalid, "refund.answer", "answer", "line", i+1)
				}
				return err
			}
			if changed {
				n++
			}
		}
		return nil
	})
}

type bankAnswer struct {
	key      string
	credited bool
	note     string
}

func parseAnswers(answer []byte) (lines []bankAnswer, err error) {
	if len(answer) > answerMost {
		return nil, problem.New(problem.Invalid, "refund.answer", "answer", "line", 0)
	}
	r := csv.NewReader(bytes.NewReader(answer))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	for n := 1; ; n++ {
		f, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil || len(f) < 2 || len(f) > 3 {
			return nil, problem.New(problem.Invalid, "refund.answer", "answer", "line", n)
		}
		said := strings.ToLower(strings.TrimSpace(f[1]))
		if n == 1 && strings.TrimSpace(f[0]) == "key" {
			continue
		}
		if said != "credited" && said != "failed" {
			return nil, problem.New(problem.Invalid, "refund.answer", "answer", "line", n)
		}
		l := bankAnswer{key: strings.TrimSpace(f[0]), credited: said == "credited"}
		if len(f) == 3 {
			if l.note, err = words(f[2], "answer"); err != nil {
				return nil, err
			}
		}
		lines = append(lines, l)
	}
}

// readAnswer takes one refund to where the bank says it is.
func (p *Portal) readAnswer(tx *store.Tx, who account.Actor, l bankAnswer) (changed bool, err error) {
	r, err := tx.RefundByKey(l.key)
	if problem.Is(err, problem.NotFound) || err == nil && !r.ByFile {
		return false, problem.New(problem.Invalid, "refund.answer", "answer", "line", 0)
	}
	if err != nil || r.State != payment.Instructed {
		return false, err
	}
	if !l.credited {
		return true, p.stepRefund(tx, who, &r, payment.Fail, l.note)
	}
	pay, err := tx.Payment(r.Customer, r.Payment)
	if err != nil {
		return false, err
	}
	m := p.Methods.Find(pay.Method, false)
	if m == nil {
		return false, notFound()
	}
	return true, p.creditRefund(tx, who, m, pay, &r)
}

// Difference is a line in which our books and a gateway's statement do not
// agree: 0 is nothing there.
type Difference struct {
	Ref, Key     string
	Ours, Theirs money.Amount
}

// Close is a day's comparison with one gateway.
type Close struct {
	Day          policy.Day
	Method       string
	Ours, Theirs money.Amount // captured less refunded, in cents
	Differences  []Difference
}

// closeMargin is how far apart our clock and a gateway's may put one event.
const closeMargin = 2 * time.Hour

// CloseDay compares what we booked on a day with the statement of each gateway,
// line by line, and leaves the result in the audit log (invariant 3).
func (p *Portal) CloseDay(ctx context.Context, who account.Actor, day policy.Day) (all []Close, err error) {
	if err := who.OnDuty(account.Officer); err != nil {
		return nil, err
	}
	for _, m := range p.Methods.Live {
		if m.Shape() != payment.Hosted {
			continue
		}
		calling, cancel := context.WithTimeout(ctx, gatewayTime)
		theirs, err := m.Statement(calling, day.Start().Add(-closeMargin), day.End().Add(closeMargin))
		cancel()
		if err != nil {
			return nil, problem.Because(problem.Unavailable, "payment.no_statement", err)
		}
		var c Close
		err = p.write(ctx, who, func(tx *store.Tx) error {
			ours, err := booked(tx, m.Code(), day.Start().Add(-closeMargin), day.End().Add(closeMargin))
			if err != nil {
				return err
			}
			c = compare(day, ours, theirs)
			c.Method = m.Code()
			return tx.Audit(store.AuditRow{Actor: actorName(who), Act: "payment.close", Object: m.Code() + "/" + day.String(),
				Detail: map[string]any{"ours": c.Ours, "theirs": c.Theirs, "differences": len(c.Differences)}})
		})
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
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

// compare holds two lists of movements against each other. What either side
// has within the day must be on the other within the margin.
func compare(day policy.Day, ours, theirs []payment.Movement) Close {
	type line struct{ ref, key string }
	sums := map[line]*Difference{}
	var order []line
	within := map[line]bool{}
	c := Close{Day: day}
	add := func(m payment.Movement, side func(*Difference) *money.Amount, total *money.Amount) {
		k := line{m.Ref, m.Key}
		if sums[k] == nil {
			sums[k] = &Difference{Ref: m.Ref, Key: m.Key}
			order = append(order, k)
		}
		*side(sums[k]) += m.Amount
		if policy.DayOf(m.At) == day {
			within[k] = true
			*total += m.Amount
		}
	}
	for _, m := range ours {
		add(m, func(d *Difference) *money.Amount { return &d.Ours }, &c.Ours)
	}
	for _, m := range theirs {
		add(m, func(d *Difference) *money.Amount { return &d.Theirs }, &c.Theirs)
	}
	for _, k := range order {
		if d := sums[k]; within[k] && d.Ours != d.Theirs {
			c.Differences = append(c.Differences, *d)
		}
	}
	return c
}
