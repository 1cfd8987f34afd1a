// Package stripe takes cards through Stripe: its Checkout page, charged by hand
// later, with signed webhooks. No card number ever comes near the portal.
package stripe

import (
	"context"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v85"

	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/payment"
)

// Config is what the gateway needs.
type Config struct {
	Key     string // sk_live_… or sk_test_…
	Webhook string // whsec_…: signs the notifications
	// URL is Stripe's address; empty is the real one. Tests have a stand-in.
	URL string
	// Checkout is the origin of the account's own Checkout domain; empty is
	// Stripe's.
	Checkout string
}

// Gateway is Stripe; it is a payment.Method.
type Gateway struct {
	webhook  string
	checkout string
	api      *stripe.Client
}

// New makes a gateway. It asks nothing yet.
func New(c Config) (*Gateway, error) {
	if c.Key == "" || c.Webhook == "" {
		return nil, errors.New("stripe: no key, or no webhook secret")
	}
	b := &stripe.BackendConfig{EnableTelemetry: stripe.Bool(false), LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull},
		// The portal asks again by itself, and knows when to stop.
		MaxNetworkRetries: stripe.Int64(0)}
	if c.URL != "" {
		b.URL = stripe.String(c.URL)
	}
	if c.Checkout == "" {
		c.Checkout = "https://checkout.stripe.com"
	}
	return &Gateway{webhook: c.Webhook, checkout: c.Checkout, api: stripe.NewClient(c.Key, stripe.WithBackends(stripe.NewBackendsWithConfig(b)))}, nil
}

// Code is the method's name.
func (*Gateway) Code() string { return "stripe" }

// Shape tells that the payer goes to Stripe's page.
func (*Gateway) Shape() payment.Shape { return payment.Hosted }

// Money is what Stripe owes the operator.
func (*Gateway) Money(string) ledger.Account { return ledger.Clearing.Of("stripe") }

// Origin is where Checkout is. An account with a domain of its own there names
// that one.
func (g *Gateway) Origin() string { return g.checkout }

// expiryMargin is how much longer Stripe's page lives than our payment: Stripe
// takes no page that lives for less than half an hour.
const expiryMargin = 5 * time.Minute

// Start makes a Checkout session. The idempotency key makes it one, however
// often it is sent.
func (g *Gateway) Start(ctx context.Context, o payment.Order) (payment.Report, error) {
	p := &stripe.CheckoutSessionCreateParams{
		Mode: stripe.String(string(stripe.CheckoutSessionModePayment)), ClientReferenceID: stripe.String(o.Ref),
		PaymentMethodTypes: stripe.StringSlice([]string{"card"}),
		SuccessURL:         stripe.String(o.Return), CancelURL: stripe.String(o.Return), ExpiresAt: stripe.Int64(o.Until.Add(expiryMargin).Unix()),
		LineItems: []*stripe.CheckoutSessionCreateLineItemParams{{Quantity: stripe.Int64(1), PriceData: &stripe.CheckoutSessionCreateLineItemPriceDataParams{
			Currency: stripe.String("hkd"), UnitAmount: stripe.Int64(int64(o.Amount)),
			ProductData: &stripe.CheckoutSessionCreateLineItemPriceDataProductDataParams{Name: stripe.String(o.Memo)}}}},
		PaymentIntentData: &stripe.CheckoutSessionCreatePaymentIntentDataParams{CaptureMethod: stripe.String("manual"), Metadata: map[string]string{"ref": o.Ref}},
	}
	p.SetIdempotencyKey(o.Ref + ":start")
	s, err := g.api.V1CheckoutSessions.Create(ctx, p)
	if refused := (*stripe.Error)(nil); errors.As(err, &refused) && refused.Type == stripe.ErrorTypeIdempotency {
		return g.Ask(ctx, o.Ref) // begun otherwise, or let go before it began
	}
	if err != nil {
		return payment.Report{}, err
	}
	return g.report(ctx, s)
}

// Ask finds what Stripe knows of a ref.
func (g *Gateway) Ask(ctx context.Context, ref string) (payment.Report, error) {
	s, err := g.find(ctx, ref)
	if err != nil || s == nil {
		return payment.Report{State: payment.Started}, err
	}
	return g.report(ctx, s)
}

// Capture charges a payment.
func (g *Gateway) Capture(ctx context.Context, ref string, amount money.Amount) (payment.Report, error) {
	s, r, err := g.know(ctx, ref)
	if err != nil || r.State != payment.Authorised || amount <= 0 || amount > r.Authorised {
		return r, err
	}
	p := &stripe.PaymentIntentCaptureParams{AmountToCapture: stripe.Int64(int64(amount))}
	p.SetIdempotencyKey(ref + ":capture")
	if _, err := g.api.V1PaymentIntents.Capture(ctx, s.PaymentIntent.ID, p); err != nil {
		return payment.Report{}, err
	}
	return g.Ask(ctx, ref)
}

// Void ends the page, or lets the authorisation go.
func (g *Gateway) Void(ctx context.Context, ref string) (payment.Report, error) {
	s, r, err := g.know(ctx, ref)
	switch {
	case err != nil:
		return r, err
	case s == nil:
		return g.forestall(ctx, ref)
	case r.State == payment.Open:
		p := &stripe.CheckoutSessionExpireParams{}
		p.SetIdempotencyKey(ref + ":expire")
		if _, err := g.api.V1CheckoutSessions.Expire(ctx, s.ID, p); err != nil {
			return payment.Report{}, err
		}
	case r.State == payment.Authorised:
		p := &stripe.PaymentIntentCancelParams{}
		p.SetIdempotencyKey(ref + ":void")
		if _, err := g.api.V1PaymentIntents.Cancel(ctx, s.PaymentIntent.ID, p); err != nil {
			return payment.Report{}, err
		}
	default:
		return r, nil
	}
	return g.Ask(ctx, ref)
}

// forestall uses up the key of a payment that Stripe has not heard of, so that
// a beginning which is still on its way begins nothing.
func (g *Gateway) forestall(ctx context.Context, ref string) (payment.Report, error) {
	made, ok := madeAt(ref)
	if !ok {
		return payment.Report{State: payment.Voided}, nil
	}
	if _, err := g.Start(ctx, payment.Order{Ref: ref, Amount: 400, Memo: "void", Return: "https://example.com/", Until: made.Add(time.Hour)}); err != nil {
		return payment.Report{}, err
	}
	s, r, err := g.know(ctx, ref)
	if err != nil || s == nil || r.State != payment.Open {
		return r, err
	}
	p := &stripe.CheckoutSessionExpireParams{}
	p.SetIdempotencyKey(ref + ":expire")
	if _, err := g.api.V1CheckoutSessions.Expire(ctx, s.ID, p); err != nil {
		return payment.Report{}, err
	}
	return g.Ask(ctx, ref)
}

// Refund gives money back, once for a key.
func (g *Gateway) Refund(ctx context.Context, o payment.RefundOrder) (payment.Report, error) {
	s, r, err := g.know(ctx, o.Ref)
	if err != nil || s == nil || s.PaymentIntent == nil || r.Refunds[o.Key] != "" {
		return r, err
	}
	p := &stripe.RefundCreateParams{PaymentIntent: stripe.String(s.PaymentIntent.ID), Amount: stripe.Int64(int64(o.Amount)), Metadata: map[string]string{"ref": o.Ref, "key": o.Key}}
	p.SetIdempotencyKey(o.Key)
	if _, err := g.api.V1Refunds.Create(ctx, p); err != nil {
		var refused *stripe.Error
		if errors.As(err, &refused) && refused.Type == stripe.ErrorTypeInvalidRequest {
			r.Refunds[o.Key] = payment.RefundFailed
			return r, nil
		}
		return payment.Report{}, err
	}
	return g.Ask(ctx, o.Ref)
}

// know finds a payment's session and what it says.
func (g *Gateway) know(ctx context.Context, ref string) (*stripe.CheckoutSession, payment.Report, error) {
	s, err := g.find(ctx, ref)
	if err != nil || s == nil {
		return nil, payment.Report{State: payment.Started}, err
	}
	r, err := g.report(ctx, s)
	return s, r, err
}

// find looks for the session of a ref among those of its hour: Stripe's search
// lags behind, its lists do not, and our refs tell when they were made.
func (g *Gateway) find(ctx context.Context, ref string) (*stripe.CheckoutSession, error) {
	made, ok := madeAt(ref)
	if !ok {
		return nil, nil
	}
	p := &stripe.CheckoutSessionListParams{CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: made.Add(-10 * time.Minute).Unix(), LesserThanOrEqual: made.Add(time.Hour).Unix()}}
	p.Limit = stripe.Int64(100)
	p.Context = ctx
	p.AddExpand("data.payment_intent.latest_charge")
	for s, err := range g.api.V1CheckoutSessions.List(ctx, p).All(ctx) {
		if err != nil {
			return nil, err
		}
		if s.ClientReferenceID == ref {
			return s, nil
		}
	}
	return nil, nil
}

var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// madeAt is when a ref was made: its id is a UUIDv7 (RFC 9562).
func madeAt(ref string) (time.Time, bool) {
	_, id, _ := strings.Cut(ref, "_")
	b, err := crockford.DecodeString(id)
	if err != nil || len(b) < 8 {
		return time.Time{}, false
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(b) >> 16)), true //nolint:gosec // 48 bits
}

// report is what a session and its payment say.
func (g *Gateway) report(ctx context.Context, s *stripe.CheckoutSession) (payment.Report, error) {
	r := payment.Report{State: payment.Open, Refunds: map[string]payment.RefundStanding{}}
	switch s.Status {
	case stripe.CheckoutSessionStatusOpen:
		r.Checkout = s.URL
	case stripe.CheckoutSessionStatusExpired:
		r.State = payment.Expired
	}
	if s.PaymentIntent == nil {
		return r, nil
	}
	if err := inDollars(s.PaymentIntent.Currency); err != nil {
		return payment.Report{}, err
	}
	intent(&r, s.PaymentIntent)
	if r.Captured == 0 {
		return r, nil
	}
	p := &stripe.RefundListParams{PaymentIntent: stripe.String(s.PaymentIntent.ID)}
	p.Limit = stripe.Int64(100)
	for x, err := range g.api.V1Refunds.List(ctx, p).All(ctx) {
		if err != nil {
			return payment.Report{}, err
		}
		if key := x.Metadata["key"]; key != "" {
			r.Refunds[key] = standing(x.Status)
		}
	}
	return r, nil
}

// inDollars is nil for amounts in cents of Hong Kong: those of any other money
// are believed nothing.
func inDollars(c stripe.Currency) error {
	if c != stripe.CurrencyHKD {
		return fmt.Errorf("stripe: an amount in %q, not in HKD", c)
	}
	return nil
}

// intent adds what a payment intent says to a report.
func intent(r *payment.Report, in *stripe.PaymentIntent) {
	switch in.Status {
	case stripe.PaymentIntentStatusRequiresCapture:
		r.State, r.Checkout = payment.Authorised, ""
	case stripe.PaymentIntentStatusSucceeded:
		r.State, r.Checkout = payment.Captured, ""
		r.Captured = money.Amount(in.AmountReceived)
	case stripe.PaymentIntentStatusCanceled:
		r.State, r.Checkout = payment.Voided, ""
		if in.CancellationReason == stripe.PaymentIntentCancellationReasonAutomatic {
			r.State = payment.Lapsed
		}
		return
	default:
		return
	}
	r.Authorised = money.Amount(in.Amount)
	if in.LatestCharge != nil && in.LatestCharge.Created != 0 {
		r.AuthorisedAt = time.Unix(in.LatestCharge.Created, 0).UTC()
	}
}

func standing(s stripe.RefundStatus) payment.RefundStanding {
	switch s {
	case stripe.RefundStatusSucceeded:
		return payment.RefundDone
	case stripe.RefundStatusFailed, stripe.RefundStatusCanceled:
		return payment.RefundFailed
	}
	return payment.RefundPending
}

// Statement lists what moved on Stripe's balance.
func (g *Gateway) Statement(ctx context.Context, from, to time.Time) (all []payment.Movement, err error) {
	p := &stripe.BalanceTransactionListParams{CreatedRange: &stripe.RangeQueryParams{GreaterThanOrEqual: from.Unix(), LesserThan: to.Unix()}}
	p.Limit = stripe.Int64(100)
	p.AddExpand("data.source")
	for b, err := range g.api.V1BalanceTransactions.List(ctx, p).All(ctx) {
		if err != nil {
			return nil, err
		}
		if err := inDollars(b.Currency); err != nil {
			return nil, err
		}
		m := payment.Movement{Amount: money.Amount(b.Amount), At: time.Unix(b.Created, 0).UTC()}
		switch {
		case b.Source == nil:
			continue
		case b.Source.Charge != nil:
			m.Ref = b.Source.Charge.Metadata["ref"]
		case b.Source.Refund != nil:
			m.Ref, m.Key = b.Source.Refund.Metadata["ref"], b.Source.Refund.Metadata["key"]
		}
		if m.Ref != "" { // the rest is Stripe's own: fees, payouts
			all = append(all, m)
		}
	}
	return all, nil
}
