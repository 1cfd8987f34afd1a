package rest

import (
	"net/http"
	"time"

	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// NewPayment says what to pay for, and how.
type NewPayment struct {
	Items  []string     `json:"items" doc:"ids of issued items, 100 at most" example:"[\"shp_01JDF3Q2V7X8Z9K4M5N6P7R8S9\"]"`
	Method string       `json:"method" doc:"sandbox with a test key; deposit, counter to pay when the items are handed in, or the operator's card gateway" example:"sandbox"`
	Source string       `json:"source,omitempty" doc:"the deposit account that pays" example:"PM10001"`
	Quoted money.Amount `json:"quoted_cents,omitempty" doc:"the total that you expect; where it has changed nothing is paid and the answer is 409"`
}

// Payment is a payment as its payer's programs see it.
type Payment struct {
	ID         string        `json:"id" doc:"empty in a dry run" example:"pay_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	State      payment.State `json:"state" doc:"started, open, authorised, capturing, captured, voiding, voided, declined, expired or lapsed; deferred while it is to be paid at the counter, withdrawn where it no longer is"`
	Money      payment.Money `json:"money" doc:"nothing: nothing was charged; held: nothing yet; charged; unknown: not yet known, do not pay again"`
	KnownBy    *time.Time    `json:"known_by,omitempty" doc:"while money is unknown: when it will be known at the latest, if the gateway answers"`
	Method     string        `json:"method"`
	Source     string        `json:"source,omitempty"`
	Amount     money.Amount  `json:"amount_cents"`
	Kept       money.Amount  `json:"kept_cents" doc:"of it, still to be charged or charged: less once an item was cancelled before the charge"`
	Captured   money.Amount  `json:"captured_cents"`
	Refunded   money.Amount  `json:"refunded_cents"`
	Checkout   string        `json:"checkout_url,omitempty" doc:"while open: the page to send the payer to"`
	CaptureAt  *time.Time    `json:"capture_at,omitempty" doc:"while authorised: when it is charged, and until when cancelling is free"`
	PayBy      *policy.Day   `json:"pay_by,omitempty" doc:"while deferred: the last day to hand all items in and pay at the counter"`
	CreatedAt  time.Time     `json:"created_at"`
	CapturedAt *time.Time    `json:"captured_at,omitempty"`
	Items      []PaidItem    `json:"items"`
	Refunds    []Refund      `json:"refunds,omitempty"`
}

// PaidItem is an item of a payment.
type PaidItem struct {
	Shipment string       `json:"shipment"`
	Amount   money.Amount `json:"amount_cents"`
	Live     bool         `json:"live" doc:"counts as paid, or about to be"`
}

// NewRefund asks for what was charged for a cancelled or expired item.
type NewRefund struct {
	Shipment string `json:"shipment" example:"shp_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	Evidence string `json:"evidence,omitempty" doc:"what speaks for it"`
}

// Refund is a refund application.
type Refund struct {
	ID          string              `json:"id" example:"rfd_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	State       payment.RefundState `json:"state" doc:"submitted, vetting, approved, rejected, instructed, credited or failed"`
	Payment     string              `json:"payment"`
	Shipment    string              `json:"shipment"`
	Reason      payment.Reason      `json:"reason"`
	Amount      money.Amount        `json:"amount_cents"`
	Decision    string              `json:"decision,omitempty" doc:"the officer's words"`
	SubmittedAt time.Time           `json:"submitted_at"`
	From        *policy.Day         `json:"promised_from,omitempty"`
	To          *policy.Day         `json:"promised_to,omitempty"`
	CreditedAt  *time.Time          `json:"credited_at,omitempty"`
}

func startPayment(c *call, in NewPayment) (int, Payment, error) {
	if err := mistakenAmong("items", in.Items, "shp"); err != nil {
		return 0, Payment{}, err
	}
	dry, err := c.dry()
	if err != nil {
		return 0, Payment{}, err
	}
	p, err := c.Portal.StartPayment(c.r.Context(), c.who, portal.NewPayment{Items: in.Items, Method: in.Method, Source: in.Source, Quoted: in.Quoted, Dry: dry, Once: c.onceOf()})
	if err != nil {
		return 0, Payment{}, err
	}
	if dry {
		return http.StatusOK, paymentOf(p), nil
	}
	return c.created("/payments/"+p.ID, p.Again), paymentOf(p), nil
}

// getPayment asks the gateway first where something is to be learnt.
func getPayment(c *call, _ nothing) (int, Payment, error) {
	p, err := c.Portal.RefreshPayment(c.r.Context(), c.who, c.r.PathValue("id"))
	return http.StatusOK, paymentOf(p), err
}

func cancelShipment(c *call, _ nothing) (int, Shipment, error) {
	it, err := c.Portal.CancelShipment(c.r.Context(), c.who, c.r.PathValue("id"))
	if err != nil {
		return 0, Shipment{}, err
	}
	if it.State == shipment.Purged {
		return http.StatusOK, Shipment{ID: it.ID, Version: it.Version, State: it.State, CreatedAt: it.CreatedAt.UTC()}, nil
	}
	return http.StatusOK, c.shipment(it), nil
}

func createRefund(c *call, in NewRefund) (int, Refund, error) {
	if err := mistaken("shipment", in.Shipment, "shp"); err != nil {
		return 0, Refund{}, err
	}
	r, err := c.Portal.RequestRefund(c.r.Context(), c.who, portal.NewRefund{Item: in.Shipment, Evidence: in.Evidence, Once: c.onceOf()})
	if err != nil {
		return 0, Refund{}, err
	}
	return c.created("/refunds/"+r.ID, r.Again), refundOf(r.Refund), nil
}

func getRefund(c *call, _ nothing) (int, Refund, error) {
	r, err := c.Portal.Refund(c.r.Context(), c.who, c.r.PathValue("id"))
	return http.StatusOK, refundOf(r.Refund), err
}

// PaymentList is a page of payments, newest first.
type PaymentList struct {
	Payments []PaymentLine `json:"payments"`
	Next     string        `json:"next,omitempty" doc:"give it as after to go on; absent at the end"`
}

// PaymentLine is what a list tells of a payment; ask for the payment for more.
type PaymentLine struct {
	ID        string        `json:"id" example:"pay_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	State     payment.State `json:"state"`
	Money     payment.Money `json:"money"`
	Method    string        `json:"method"`
	Source    string        `json:"source,omitempty"`
	Amount    money.Amount  `json:"amount_cents"`
	Captured  money.Amount  `json:"captured_cents"`
	Refunded  money.Amount  `json:"refunded_cents"`
	CreatedAt time.Time     `json:"created_at"`
}

func listPayments(c *call, _ nothing) (int, PaymentList, error) {
	var wrong problem.List
	after := c.after(&wrong)
	if err := wrong.Err(); err != nil {
		return 0, PaymentList{}, err
	}
	l, err := c.Portal.Payments(c.r.Context(), c.who, portal.PaymentPage{After: after})
	out := PaymentList{Payments: []PaymentLine{}, Next: c.onward(l.Next)}
	for _, p := range l.Rows {
		out.Payments = append(out.Payments, PaymentLine{p.ID, p.State, p.Money(), p.Method, p.Source, p.Amount, p.Captured, p.Refunded, p.CreatedAt.UTC()})
	}
	return http.StatusOK, out, err
}

func getPaymentOf(c *call, _ nothing) (int, Payment, error) {
	p, err := c.Portal.PaymentOf(c.r.Context(), c.who, c.r.PathValue("id"))
	return http.StatusOK, paymentOf(p), err
}

func abandonPayment(c *call, _ nothing) (int, Payment, error) {
	p, err := c.Portal.AbandonPayment(c.r.Context(), c.who, c.r.PathValue("id"))
	return http.StatusOK, paymentOf(p), err
}

// getUnpaid lists what can be paid for now.
func getUnpaid(c *call, _ nothing) (int, Unpaid, error) {
	p, err := c.Portal.Unpaid(c.r.Context(), c.who)
	out := Unpaid{Items: []string{}, Amount: p.Amount}
	for _, it := range p.Items {
		out.Items = append(out.Items, it.ID)
	}
	return http.StatusOK, out, err
}

func paymentOf(p portal.Payment) Payment {
	out := Payment{ID: p.ID, State: p.State, Money: p.Money(), Method: p.Method, Source: p.Source, Amount: p.Amount, Kept: p.Kept, Captured: p.Captured,
		Refunded: p.Refunded, CreatedAt: p.CreatedAt.UTC(), CapturedAt: moment(p.CapturedAt), Items: []PaidItem{}}
	switch p.State {
	case payment.Open:
		out.Checkout = p.Checkout
	case payment.Authorised:
		out.CaptureAt = moment(p.CaptureAt)
	case payment.Deferred:
		day := p.PayBy()
		out.PayBy = &day
	}
	if out.Money == payment.Unknown {
		out.KnownBy = moment(p.KnownBy())
	}
	for _, it := range p.Items {
		out.Items = append(out.Items, PaidItem{it.ID, it.PaymentItem.Amount, it.Live})
	}
	for _, r := range p.Refunds {
		out.Refunds = append(out.Refunds, refundOf(r))
	}
	return out
}

func refundOf(r portal.RefundRow) Refund {
	out := Refund{ID: r.ID, State: r.State, Payment: r.Payment, Shipment: r.Shipment, Reason: r.Reason, Amount: r.Amount, Decision: r.Decision,
		SubmittedAt: r.SubmittedAt.UTC(), CreditedAt: moment(r.CreditedAt)}
	if r.State != payment.Rejected && r.State != payment.Credited {
		from, to := payment.Promised(policy.DayOf(r.SubmittedAt))
		out.From, out.To = &from, &to
	}
	return out
}
