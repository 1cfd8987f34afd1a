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
	"ecship/internal/portal"
	"ecship/internal/web"
)

// serveDemo serves the demo from a temporary file until the test ends. It gives
// its address, and the key of a sender's test customer.
func serveDemo(t *testing.T) (address, key string) {
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
		ended <- w.serve(ctx, &terminal{Out: io.Discard, Err: io.Discard, Lang: i18n.En, Now: time.Now}, func(p *portal.Portal) error {
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

// M-I1: the public client does the whole of a shop's work against the running
// program: quote, create, label, pay, cancel.
func TestClientDoesTheJob(t *testing.T) {
	address, key := serveDemo(t)
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
	if pay, err = c.GetPayment(ctx, pay.ID); err != nil || pay.State != "authorised" || pay.Money != "held" || pay.CaptureAt == nil {
		t.Fatal(pay, err)
	}
	if item, err = c.CancelShipment(ctx, item.ID); err != nil || item.State != "cancelled" {
		t.Fatal(item, err)
	}
	// Voiding is a job: the card is never charged.
	for deadline := time.Now().Add(time.Minute); pay.Money != "nothing" && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if pay, err = c.GetPayment(ctx, pay.ID); err != nil {
			t.Fatal(err)
		}
	}
	if pay.Money != "nothing" || pay.CapturedCents != 0 {
		t.Errorf("cancelled before the charge, and %s of %d cents", pay.Money, pay.CapturedCents)
	}
	n := 0
	for it, err := range c.AllShipments(ctx, client.ListShipmentsQuery{State: "cancelled", Limit: "1"}) {
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
