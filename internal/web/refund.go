package web

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"ecship/internal/account"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// officer admits those who vet refunds.
var officer = gate{"officer", func(_ *site, who account.Actor) error { return who.OnDuty(account.Officer) }}

// payNote is which of the two times of charging applies now (M-D2).
func payNote(v *visit) string {
	now := v.Now().Add(v.who.Clock)
	if payment.CaptureAt(now).After(now) {
		return "web.pay.at_eight"
	}
	return "web.pay.at_once"
}

// refundsFor are the refunds of one item of a payment.
func refundsFor(p portal.Payment, item string) (all []portal.RefundRow) {
	for _, r := range p.Refunds {
		if r.Shipment == item {
			all = append(all, r)
		}
	}
	return all
}

// refundSaid tells whether the list of a payment's items has something to say of
// refunds for one.
func refundSaid(p portal.Payment, it portal.PaidItem) bool {
	return len(refundsFor(p, it.ID)) > 0 || canRefund(p, it) || !it.Live && (p.State.Paid() || p.State == payment.Deferred)
}

// unposted are the items of a payment that can still be paid for otherwise, as a
// query of the pay page.
func unposted(p portal.Payment) url.Values {
	q := url.Values{}
	for _, it := range p.Items {
		if it.Live && it.State == shipment.Issued {
			q.Add("items", it.ID)
		}
	}
	return q
}

// freeFor is how long an item can still be cancelled without a charge; empty
// where it can't, or nothing would be charged (M-D3).
func freeFor(v *visit, it portal.Item, p portal.Payment) string {
	if it.State != shipment.Issued || p.State != payment.Authorised {
		return ""
	}
	return v.timeLeft(p.CaptureAt)
}

// canRefund tells whether an application can be opened for an item.
func canRefund(p portal.Payment, it portal.PaidItem) bool {
	over := it.State == shipment.Cancelled || it.State == shipment.Expired
	return over && it.Live && p.State.Paid() && it.Claimed < it.PaymentItem.Amount
}

// refundable is canRefund for the item with an id.
func refundable(p portal.Payment, item string) bool {
	return slices.ContainsFunc(p.Items, func(it portal.PaidItem) bool { return it.ID == item && canRefund(p, it) })
}

// mayPay tells whether an item's page offers to pay for it.
func mayPay(v *visit, it portal.Item, p *portal.Payment) bool {
	return it.State == shipment.Issued && (p == nil || !p.State.Live() && p.State != payment.Voiding) && v.who.Sender(account.Pay) == nil
}

// paymentFor is the payment of an item, or nil.
func (s *site) paymentFor(v *visit, id string) (*portal.Payment, error) {
	p, err := s.Portal.PaymentOf(v.ctx(), v.who, id)
	if problem.Is(err, problem.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// askRefund is the application for what was charged for an item (M-D4).
func (s *site) askRefund(v *visit) error {
	id := v.r.PathValue("id")
	p, err := s.paymentFor(v, id)
	if err != nil {
		return err
	}
	if p == nil {
		if _, err := s.Portal.Shipment(v.ctx(), v.who, id); err != nil {
			return err
		}
		return problem.New(problem.Conflict, "refund.not_paid", "")
	}
	if v.r.Method == http.MethodPost {
		r, err := s.Portal.RequestRefund(v.ctx(), v.who, portal.NewRefund{Item: id, Evidence: v.get("evidence")})
		if err == nil {
			return v.goTo("/refunds/" + r.ID)
		}
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	for _, it := range p.Items {
		if it.ID == id {
			return v.show(askRefundPage(v, *p, it))
		}
	}
	return problem.New(problem.NotFound, "error.not_found", "")
}

// refund shows an application to its applicant.
func (s *site) refund(v *visit) error {
	r, err := s.Portal.Refund(v.ctx(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.show(refundPage(v, r))
}

// refundQueue lists what waits for the officers, the oldest first.
func (s *site) refundQueue(v *visit) error {
	all, err := s.Portal.RefundQueue(v.ctx(), v.who, payment.RefundState(v.get("state")))
	if err != nil {
		return err
	}
	return v.show(refundQueuePage(v, all))
}

// vetRefund shows an application to an officer, and takes his verdict.
func (s *site) vetRefund(v *visit) error {
	id := v.r.PathValue("id")
	if v.r.Method == http.MethodPost {
		var err error
		switch v.get("do") {
		case "take":
			_, err = s.Portal.TakeRefund(v.ctx(), v.who, id)
		case "retry":
			_, err = s.Portal.RetryRefund(v.ctx(), v.who, id)
		default:
			_, err = s.Portal.DecideRefund(v.ctx(), v.who, portal.Verdict{Refund: id, Approve: v.get("do") == "approve", Words: v.get("words")})
		}
		if err == nil {
			return v.goTo("/office/refunds/" + id)
		}
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	r, err := s.Portal.RefundAtOffice(v.ctx(), v.who, id)
	if err != nil {
		return err
	}
	return v.show(vetRefundPage(v, r))
}

// instructions is the file for the bank (M-D4).
func (s *site) instructions(v *visit) error {
	b, err := s.Portal.RefundInstructions(v.ctx(), v.who)
	if err != nil {
		return err
	}
	return v.file("refunds-"+policy.DayOf(v.Now()).String()+".csv", func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}

// bankAnswer reads the bank's answer back.
func (s *site) bankAnswer(v *visit) error {
	n, err := s.Portal.ReadRefundAnswers(v.ctx(), v.who, []byte(v.get("answer")))
	if err != nil {
		return err
	}
	return v.goTo(fmt.Sprintf("/office/refunds?answered=%d", n))
}

// age is how long an application has waited, in days.
func (v *visit) age(since time.Time) string {
	return v.lang.N("web.office.days", int(policy.DayOf(v.Now())-policy.DayOf(since)))
}

// late tells whether a promised day is past.
func (v *visit) late(to policy.Day) bool { return policy.DayOf(v.Now()) > to }

// refundTag is the colour of a refund's state.
func refundTag(s payment.RefundState) string {
	switch s {
	case payment.Credited:
		return "tag good"
	case payment.Rejected, payment.Failed:
		return "tag bad"
	}
	return "tag warn"
}
