package portal

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"ecship/internal/account"
	"ecship/internal/payment"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// instructionColumns are the columns of the file for the bank; amounts are in
// dollars and cents.
var instructionColumns = []string{"key", "payment", "method", "amount", "currency"}

// instructedMost is how many refunds one file holds; the bank's answer makes room
// for more.
const instructedMost = 10_000

// RefundInstructions is the file that tells the bank of the refunds that no
// gateway pays by itself (M-D4). It may be drawn as often as wished: a key is
// one refund.
func (p *Portal) RefundInstructions(ctx context.Context, who account.Actor) ([]byte, error) {
	if err := who.OnDuty(account.Officer); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err := p.read(ctx, who, func(tx *store.Tx) error {
		all, err := tx.RefundsByFile(instructedMost)
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
