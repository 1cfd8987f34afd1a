package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"ecship/client"
	"ecship/internal/i18n"
	"ecship/internal/webhook"
)

// M-I1: ecship listen forwards what happens from its start on, once, signed with
// the secret that it prints, body and id as endpoints get them.
func TestListen(t *testing.T) {
	address, key := serveDemo(t, time.Now)
	type message struct {
		header http.Header
		body   []byte
	}
	got := make(chan message, 9)
	shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got <- message{r.Header, body}
	}))
	defer shop.Close()
	api := client.New(address, key)
	issue := func() string {
		t.Helper()
		it, err := api.CreateShipment(t.Context(), client.NewShipment{Service: "ARM", WeightG: 500, Issue: true,
			Sender:    &client.Address{Name: "Chan Tai Man", Street: []string{"8 Shanghai Street"}, City: "Kowloon", Place: "HK", Phone: "91234567"},
			Recipient: &client.Address{Name: "Zoë O'Brien", Street: []string{"1 Main Street"}, City: "Cupertino", State: "CA", Postcode: "95014", Place: "US", Phone: "+14085550100"},
			Contents: &client.Declaration{Category: "sale", Currency: "HKD", Lines: []client.Line{
				{Description: "black tea", Quantity: 2, NetWeightG: 450, ValueCents: 20000, HSCode: "0902300000", Origin: "CN", ProductID: "TEA-1", MakerID: "MEI TEA"}}}})
		if err != nil {
			t.Fatal(err)
		}
		return it.ID
	}
	before := issue()
	out, to := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- listenCommand{To: shop.URL, Portal: address, Key: key, every: 20 * time.Millisecond}.Run(ctx, &terminal{Out: to, Err: io.Discard, Lang: i18n.En, Now: time.Now})
	}()
	lines := bufio.NewScanner(out)
	secret := ""
	for secret == "" && lines.Scan() {
		secret = regexp.MustCompile(`whsec_\S+`).FindString(lines.Text())
	}
	item := issue()
	m := <-got
	if err := webhook.Verify(webhook.Secret(secret), m.header.Get, m.body, time.Now()); err != nil {
		t.Error(err)
	}
	if !strings.HasPrefix(string(m.body), `{"type":"shipment.issued"`) || !strings.Contains(string(m.body), item) || strings.Contains(string(m.body), before) {
		t.Errorf("%v %s", m.header, m.body)
	}
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), m.header.Get(webhook.HeaderID)+" ") || !strings.HasSuffix(lines.Text(), "200 OK") {
		t.Errorf("%q", lines.Text())
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // until it ends
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	err := listenCommand{To: shop.URL, Portal: address, Key: "ecs_test_none"}.Run(t.Context(), &terminal{Out: io.Discard, Err: io.Discard, Lang: i18n.En, Now: time.Now})
	if err == nil {
		t.Error("an unknown key listens")
	}
}
