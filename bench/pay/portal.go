package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"ecship/internal/account"
	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/notify"
	"ecship/internal/payment"
	"ecship/internal/payment/deposit"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/store"
)

// payer is a portal with one customer and his deposit accounts.
type payer struct {
	*portal.Portal
	who     account.Actor
	sources []string // the numbers of the accounts
}

func open(database string, accounts int) (*payer, error) {
	ctx := context.Background()
	db, err := store.Open(ctx, store.Config{Database: database, Clock: time.Now, Secret: []byte(strings.Repeat("secret", 6))})
	if err != nil {
		return nil, err
	}
	p, err := portal.New(ctx, portal.Config{DB: db, Clock: time.Now, Channel: notify.Nowhere{}, Log: slog.New(slog.DiscardHandler),
		Methods: payment.Methods{Live: []payment.Method{deposit.Method{}}}, Letterhead: notify.Letterhead{Product: "bench", URL: "http://localhost"}})
	if err != nil {
		return nil, err
	}
	b := &payer{Portal: p}
	b.who, err = p.OpenAccount(ctx, portal.NewAccount{Email: fmt.Sprintf("bench%d@example.org", time.Now().UnixNano()), Password: "correct horse battery", Name: "Bench", Lang: i18n.En})
	for n := 0; n < accounts && err == nil; n++ {
		number := fmt.Sprintf("PM%d", 1000*accounts+n)
		b.sources = append(b.sources, number)
		err = p.OpenDepositAccount(ctx, portal.NewDepositAccount{Number: number, Customer: b.who.Customer, Name: "Bench", Deposit: 9_000_000_000_00})
	}
	return b, err
}

// item is one with a label.
type item struct {
	id     string
	number postal.Number
}

// pay pays for items, in their order, from one of the accounts each, and gives
// how many and the payments a second.
func (b *payer) pay(span time.Duration, clients int, items []item) (n int, rate float64, err error) {
	var next atomic.Int64
	rate, err = perSecond(span, clients, func() error {
		n := int(next.Add(1) - 1)
		if n >= len(items) {
			return fmt.Errorf("%d items were too few", len(items))
		}
		_, err := b.StartPayment(context.Background(), b.who, portal.NewPayment{Items: []string{items[n].id}, Method: "deposit", Source: b.sources[n%len(b.sources)]})
		return err
	})
	return int(next.Load()), rate, err
}

// accept takes paid items over the counter.
func (b *payer) accept(clients int, items []item) (float64, error) {
	clerk := account.Actor{User: "usr_clerk", Staff: account.Clerk, Office: "GPO", Mode: account.Live}
	return forAll(len(items), clients, func(i int) error {
		_, err := b.AcceptAtCounter(context.Background(), clerk, portal.Acceptance{Number: string(items[i].number), Grams: grams})
		return err
	})
}

const grams = 1500

// issue prepares items to pay for.
func (b *payer) issue(clients, n int) ([]item, float64, error) {
	sender := postal.Address{Name: "Chan Tai Man", Street: []string{"8 Shanghai Street"}, City: "Kowloon", Place: "HK", Phone: "91234567"}
	recipient := postal.Address{Name: "Ann O'Neil", Street: []string{"12 West 34th St"}, City: "New York", State: "NY", Postcode: "10001", Place: "US", Phone: "+12125550100"}
	contents := customs.Declaration{Category: customs.Gift, Currency: "HKD", Lines: []customs.Line{{Description: "black tea", Quantity: 4, Net: 1200, Value: 32000, HS: "090230", Origin: "CN"}}}
	items := make([]item, n)
	rate, err := forAll(n, clients, func(i int) error {
		it, err := b.CreateShipment(context.Background(), b.who, portal.NewShipment{Issue: true, Draft: portal.Draft{
			Route: &portal.Route{Service: "APL", Place: "US", Grams: grams}, Sender: &sender, Recipient: &recipient, Contents: &contents}})
		items[i] = item{it.ID, it.Number}
		return err
	})
	return items, rate, err
}
