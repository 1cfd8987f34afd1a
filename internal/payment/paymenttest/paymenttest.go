// Package paymenttest is the conformance suite of the ways to pay: what every
// payment.Method must do, whoever stands behind it.
package paymenttest

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"ecship/internal/payment"
)

// Bench is a method ready to be tested.
type Bench struct {
	Method payment.Method
	// Pay is the payer approving on the gateway's page; nil where there is no
	// such page, or nobody to play the payer.
	Pay func(t *testing.T, ref string)
	// Now is the gateway's time.
	Now time.Time
	// Ref makes the suite's refs into ones that the gateway takes; nil where it
	// takes any.
	Ref func(name string) string
	// Forgetful marks a stand-in that keeps no state between calls: then only
	// the shape of its answers is tested.
	Forgetful bool
}

// Run runs the suite. open is called for each test and gives an empty gateway.
func Run(t *testing.T, open func(t *testing.T) Bench) {
	tests := map[string]func(*testing.T, Bench){"introduces itself": introduces, "starts once": startsOnce, "refuses forgeries": forgeries}
	if open(t).Method.Shape() != payment.Hosted {
		tests["asks nobody"] = asksNobody
	}
	if open(t).stateful() {
		maps.Copy(tests, map[string]func(*testing.T, Bench){
			"captures once": capturesOnce, "captures less": capturesLess, "voids": voids, "voids the unknown": voidsUnknown,
			"refunds once": refundsOnce, "never refunds more": neverMore, "keeps a statement": statement, "obeys its caller": obeys,
		})
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// asksNobody is for what the portal's own books keep: the method says at once
// what the books are to say, has no other party to ask or to compare with, and
// sends the payer nowhere.
func asksNobody(t *testing.T, b Bench) {
	m, o := b.Method, b.order()
	want := payment.Report{State: payment.Captured, Authorised: price, Captured: price} // an account pays at once
	let := payment.Captured                                                             // and nothing of that can be let go
	if m.Shape() == payment.Counter {
		want, let = payment.Report{State: payment.Deferred}, payment.Voided // nothing moves before the clerk
	}
	for range 2 {
		if r := must(t)(m.Start(t.Context(), o)); r.State != want.State || r.Authorised != want.Authorised || r.Captured != want.Captured || r.Checkout != "" {
			t.Errorf("begun: %+v", r)
		}
		if r := must(t)(m.Capture(t.Context(), o.Ref, price-40)); r.State != payment.Captured || r.Captured != price-40 {
			t.Errorf("captured: %+v", r)
		}
		if r := must(t)(m.Void(t.Context(), o.Ref)); r.State != let || r.Captured != 0 {
			t.Errorf("let go: %+v", r)
		}
		if r := must(t)(m.Ask(t.Context(), o.Ref)); r.State != payment.Started || r.Captured != 0 {
			t.Errorf("it was asked: %+v", r)
		}
		r, err := m.Refund(t.Context(), payment.RefundOrder{Ref: o.Ref, Key: "k1", Amount: 1000})
		if cash := errors.Is(err, payment.ErrByInstruction); cash != (m.Shape() == payment.Counter) || !cash && r.Refunds["k1"] != payment.RefundDone {
			t.Errorf("given back: %+v, %v", r, err)
		}
		b.moved(t, 0)
	}
	if m.Money("a") == m.Money("b") {
		t.Error("everybody's money is one account's")
	}
}

const price = 12_340

func (b Bench) ref(name string) string {
	if b.Ref == nil {
		return name
	}
	return b.Ref(name)
}

// over tells a payment that nothing can be charged under.
func over(s payment.State) bool { return s == payment.Voided || s == payment.Expired }

func (b Bench) order() payment.Order {
	return payment.Order{Ref: b.ref("ref-1"), Amount: price, Memo: "2 items", Lang: "en", Return: "http://localhost/back", Until: b.Now.Add(30 * time.Minute)}
}

// must is a call that has to be answered.
func must(t *testing.T) func(payment.Report, error) payment.Report {
	return func(r payment.Report, err error) payment.Report {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
}

// stateful tells a gateway with a page that remembers what it did; the others
// can't pass all tests.
func (b Bench) stateful() bool {
	return b.Method.Shape() == payment.Hosted && b.Pay != nil && !b.Forgetful
}

// paid starts a payment and has it approved.
func (b Bench) paid(t *testing.T) {
	t.Helper()
	must(t)(b.Method.Start(t.Context(), b.order()))
	b.Pay(t, b.ref("ref-1"))
	if r := must(t)(b.Method.Ask(t.Context(), b.ref("ref-1"))); r.State != payment.Authorised || r.Authorised != price || r.Captured != 0 || r.AuthorisedAt.IsZero() {
		t.Fatalf("after approval: %+v", r)
	}
}

func introduces(t *testing.T, b Bench) {
	if b.Method.Code() == "" || b.Method.Shape() == "" || b.Method.Money("x").Class() == "" {
		t.Error("a method has a code, a shape and a ledger account")
	}
	if o := b.Method.Origin(); (o != "") != (b.Method.Shape() == payment.Hosted) || strings.ContainsAny(strings.TrimPrefix(o, "http"), " ;,'") {
		t.Errorf("the payer's page is at %q", o)
	}
}

func startsOnce(t *testing.T, b Bench) {
	r := must(t)(b.Method.Start(t.Context(), b.order()))
	if b.Method.Shape() == payment.Hosted && (r.State != payment.Open || r.Checkout == "") {
		t.Fatalf("%+v", r)
	}
	if !b.Forgetful && !strings.HasPrefix(r.Checkout, b.Method.Origin()) {
		t.Errorf("the page %s is not at %s", r.Checkout, b.Method.Origin())
	}
	if b.Forgetful {
		return
	}
	if again := must(t)(b.Method.Start(t.Context(), b.order())); again.Checkout != r.Checkout || again.State != r.State {
		t.Errorf("the same ref began twice: %+v, %+v", r, again)
	}
	if r := must(t)(b.Method.Ask(t.Context(), b.ref("ref-other"))); r.State != payment.Started {
		t.Errorf("of an unknown ref it says %v", r.State)
	}
}

// M-D5: however often it is told to capture, it captures once.
func capturesOnce(t *testing.T, b Bench) {
	b.paid(t)
	for range 3 {
		if r := must(t)(b.Method.Capture(t.Context(), b.ref("ref-1"), price)); r.State != payment.Captured || r.Captured != price {
			t.Fatalf("%+v", r)
		}
	}
	if r := must(t)(b.Method.Void(t.Context(), b.ref("ref-1"))); r.State != payment.Captured || r.Captured != price {
		t.Errorf("voided after the capture: %+v", r)
	}
	b.moved(t, price)
}

func capturesLess(t *testing.T, b Bench) {
	b.paid(t)
	if r := must(t)(b.Method.Capture(t.Context(), b.ref("ref-1"), price-40)); r.State != payment.Captured || r.Captured != price-40 {
		t.Fatalf("%+v", r)
	}
	must(t)(b.Method.Capture(t.Context(), b.ref("ref-1"), 40))
	b.moved(t, price-40)
}

func (b Bench) moved(t *testing.T, want int64) {
	t.Helper()
	all, err := b.Method.Statement(t.Context(), b.Now.Add(-time.Hour), b.Now.Add(24*time.Hour))
	var sum int64
	for _, m := range all {
		sum += int64(m.Amount)
	}
	if err != nil || sum != want {
		t.Errorf("the statement sums to %d, want %d (%v)", sum, want, err)
	}
}

// Invariant 2: never both void and captured.
func voids(t *testing.T, b Bench) {
	b.paid(t)
	for range 2 {
		if r := must(t)(b.Method.Void(t.Context(), b.ref("ref-1"))); r.State != payment.Voided {
			t.Fatalf("%+v", r)
		}
	}
	if r := must(t)(b.Method.Capture(t.Context(), b.ref("ref-1"), price)); r.State != payment.Voided || r.Captured != 0 {
		t.Errorf("captured after the void: %+v", r)
	}
	b.moved(t, 0)
}

// A void that overtakes its payment's beginning still holds.
func voidsUnknown(t *testing.T, b Bench) {
	if r := must(t)(b.Method.Void(t.Context(), b.ref("ref-1"))); !over(r.State) {
		t.Fatalf("%+v", r)
	}
	if r := must(t)(b.Method.Start(t.Context(), b.order())); !over(r.State) || r.Checkout != "" {
		t.Errorf("begun after the void: %+v", r)
	}
}

func refundsOnce(t *testing.T, b Bench) {
	b.paid(t)
	must(t)(b.Method.Capture(t.Context(), b.ref("ref-1"), price))
	for range 3 {
		r := must(t)(b.Method.Refund(t.Context(), payment.RefundOrder{Ref: b.ref("ref-1"), Key: "k1", Amount: 1000}))
		if r.Refunds["k1"] != payment.RefundDone {
			t.Fatalf("%+v", r)
		}
	}
	b.moved(t, price-1000)
}

// M-D5: never refunded beyond what was paid.
func neverMore(t *testing.T, b Bench) {
	b.paid(t)
	must(t)(b.Method.Capture(t.Context(), b.ref("ref-1"), price))
	must(t)(b.Method.Refund(t.Context(), payment.RefundOrder{Ref: b.ref("ref-1"), Key: "k1", Amount: price}))
	if r := must(t)(b.Method.Refund(t.Context(), payment.RefundOrder{Ref: b.ref("ref-1"), Key: "k2", Amount: 1})); r.Refunds["k2"] != payment.RefundFailed {
		t.Errorf("%+v", r)
	}
	b.moved(t, 0)
}

func statement(t *testing.T, b Bench) {
	b.paid(t)
	must(t)(b.Method.Capture(t.Context(), b.ref("ref-1"), price))
	all, err := b.Method.Statement(t.Context(), b.Now.Add(24*time.Hour), b.Now.Add(48*time.Hour))
	if err != nil || len(all) != 0 {
		t.Errorf("tomorrow's statement has %v (%v)", all, err)
	}
}

func forgeries(t *testing.T, b Bench) {
	for _, body := range []string{"", "{}", `{"ref":"ref-1"}`, "\x00", "[[[["} {
		for _, header := range []map[string][]string{nil, {"Sandbox-Signature": {"t=1,v1=00"}}, {"Stripe-Signature": {"t=1,v1=00"}}} {
			if refs, err := b.Method.Notice(header, []byte(body), b.Now); err == nil {
				t.Errorf("%q was believed: %v", body, refs)
			}
		}
	}
}

// A call whose caller has gone does nothing and does not hang.
func obeys(t *testing.T, b Bench) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Method.Start(ctx, b.order()); err == nil {
		t.Error("answered to nobody")
	}
	if r := must(t)(b.Method.Ask(t.Context(), b.ref("ref-1"))); r.State != payment.Started {
		t.Error("begun for nobody")
	}
}
