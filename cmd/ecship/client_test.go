package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	"ecship/client"
	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/web"
)

// serveDemo serves the demo by this clock from a temporary file until the test
// ends. It gives its address, and the key of a sender's test customer.
func serveDemo(t *testing.T, now func() time.Time) (address, key string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	w := wiring{Settings: Settings{Data: t.TempDir(), Operator: "Post"}, Serving: Serving{Addr: addr, ProductName: "ecship", LimitFactor: 1000},
		mode: web.Demo, log: slog.New(slog.DiscardHandler)}
	ctx, stop := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- w.serve(ctx, &terminal{Out: io.Discard, Err: io.Discard, Lang: i18n.En, Now: now}, func(p *portal.Portal) error {
			key, err := p.SeedDemo(ctx)
			ready <- key
			return err
		})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case key = <-ready:
		return w.publicURL(), key
	case err := <-ended:
		ended <- err
		t.Fatal("the demo did not start: ", err)
	}
	return "", ""
}

// from is a clock that goes on from this hour of today in Hong Kong.
func from(hour time.Duration) func() time.Time {
	ahead := time.Until(policy.DayOf(time.Now()).Start().Add(hour * time.Hour))
	return func() time.Time { return time.Now().Add(ahead) }
}

// M-I1, M-D2, M-D3: the public client does the whole of a shop's work against the
// running program: quote, create, label, pay, cancel. By day the card is held and
// let go; after 20:00 it is charged at once, and the money is asked back.
func TestClientDoesTheJob(t *testing.T) {
	t.Run("by day", func(t *testing.T) {
		c, item, pay := shopsWork(t, from(10))
		if pay.State != "authorised" || pay.Money != "held" || pay.CaptureAt == nil {
			t.Fatal(pay)
		}
		cancelled(t, c, item)
		// Voiding is a job: the card is never charged.
		if pay = awaited(t, c, pay.ID, "nothing"); pay.CapturedCents != 0 {
			t.Errorf("cancelled before the charge, and %d cents of it", pay.CapturedCents)
		}
	})
	t.Run("at night", func(t *testing.T) {
		c, item, pay := shopsWork(t, from(21))
		if pay = awaited(t, c, pay.ID, "charged"); pay.CapturedCents != pay.AmountCents {
			t.Errorf("%d of %d cents are charged", pay.CapturedCents, pay.AmountCents)
		}
		cancelled(t, c, item)
		refund, err := c.CreateRefund(t.Context(), client.NewRefund{Shipment: item.ID})
		if err != nil || refund.AmountCents != pay.AmountCents || refund.PromisedTo == "" {
			t.Error(refund, err)
		}
	})
}

// shopsWork does it up to the sender's payment.
func shopsWork(t *testing.T, now func() time.Time) (*client.Client, client.Shipment, client.Payment) {
	t.Helper()
	address, key := serveDemo(t, now)
	c, ctx := client.New(address, key), t.Context()

	quote, err := c.CompareServices(ctx, client.QuoteRequest{Place: "US", WeightG: 500})
	if err != nil || len(quote.Services) == 0 || !quote.Services[0].Available {
		t.Fatal(quote, err)
	}
	order := client.NewShipment{Service: "ARM", WeightG: 500, Issue: true, Reference: "order 17",
		Sender:    &client.Address{Name: "Chan Tai Man", Street: []string{"8 Shanghai Street"}, City: "Kowloon", Place: "HK", Phone: "91234567"},
		Recipient: &client.Address{Name: "Zoë O'Brien", Street: []string{"1 Main Street"}, City: "Cupertino", State: "CA", Postcode: "95014", Place: "US", Phone: "+14085550100"},
		Contents: &client.Declaration{Category: "sale", Currency: "HKD", Lines: []client.Line{
			{Description: "black tea", Quantity: 2, NetWeightG: 450, ValueCents: 20000, HSCode: "0902300000", Origin: "CN", ProductID: "TEA-1", MakerID: "MEI TEA"}}}}
	item, err := c.CreateShipment(ctx, order, client.Once("order 17"))
	if err != nil || item.State != "issued" || !item.Test {
		t.Fatal(item, err)
	}
	var said http.Header
	if again, err := c.CreateShipment(ctx, order, client.Once("order 17"), client.Answered(&said)); err != nil || again.ID != item.ID || said.Get("Idempotent-Replayed") != "true" {
		t.Errorf("sent again it is %s, not %s: %v", again.ID, item.ID, err)
	}
	order.WeightG = 0
	if _, err := c.CreateShipment(ctx, order); client.Code(err) != "weight.zero" {
		t.Error("an item of no weight: ", err)
	}
	label, err := c.GetLabel(ctx, item.ID, client.GetLabelQuery{Stock: "a4"})
	if err != nil || label.Media != "application/pdf" || !bytes.HasPrefix(label.Body, []byte("%PDF-")) || label.Name == "" {
		t.Fatal(label.Media, label.Name, err)
	}

	pay, err := c.StartPayment(ctx, client.NewPayment{Items: []string{item.ID}, Method: "sandbox"})
	if err != nil || pay.CheckoutURL == "" {
		t.Fatal(pay, err)
	}
	payer := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := payer.PostForm(pay.CheckoutURL, url.Values{"do": {"pay"}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close() //nolint:errcheck // nothing to read
	if pay, err = c.GetPayment(ctx, pay.ID); err != nil {
		t.Fatal(err)
	}
	return c, item, pay
}

// cancelled cancels the item and finds it, once, in the list of those.
func cancelled(t *testing.T, c *client.Client, item client.Shipment) {
	t.Helper()
	item, err := c.CancelShipment(t.Context(), item.ID)
	if err != nil || item.State != "cancelled" {
		t.Fatal(item, err)
	}
	n := 0
	for it, err := range c.AllShipments(t.Context(), client.ListShipmentsQuery{State: "cancelled", Limit: "1"}) {
		if err != nil {
			t.Fatal(err)
		}
		if it.ID == item.ID {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the list has the item %d times", n)
	}
}

// awaited shows the payment as soon as its money is so.
func awaited(t *testing.T, c *client.Client, id, money string) client.Payment {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		pay, err := c.GetPayment(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if pay.Money == money {
			return pay
		}
		if time.Now().After(deadline) {
			t.Fatalf("the money of %s is %s, not %s", id, pay.Money, money)
		}
	}
}
