package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"ecship/internal/account"
	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// Parts of names and streets; two syllables of each give some ten thousand.
var (
	syllables = []string{"an", "bar", "chen", "dor", "el", "fan", "gar", "hol", "im", "jo", "kim", "lund", "mor", "nak", "ost", "pet", "quin", "ros", "sat", "tan", "ul", "vik", "wong", "xia", "yam", "zel"}
	cities    = []string{"London", "Berlin", "Osaka", "Sydney", "Toronto", "Paris", "Taipei", "Austin", "Leeds", "Lyon"}
	places    = []string{"GB", "DE", "JP", "AU", "CA", "FR", "TW", "US", "NZ", "SG"}
	goods     = []string{"cotton shirts", "leather wallet", "printed book", "tea", "toy car", "phone case", "silk scarf"}
	services  = []string{"ARM", "APL", "EMS", "AEX"}
)

const (
	owners   = 10 // customers, with as many items each; the first one searches
	few      = 1000
	password = "correct horse battery"
)

// each is how many items one transaction adds.
const each = 1000

// seed makes the customers and their items, dated over the past 150 days, and
// has the searching customer's blocks made.
func (s *shop) seed(items int) error {
	now := s.at
	r := rand.New(rand.NewPCG(1, 2))
	var all []account.Actor
	for i := range owners {
		who, err := s.portal.OpenAccount(context.Background(), portal.NewAccount{Email: fmt.Sprintf("bench%d@example.org", i), Password: password, Name: "Bench", Lang: "en"})
		if err != nil {
			return err
		}
		all = append(all, who)
	}
	key, err := s.portal.CreateKey(context.Background(), all[0], "bench")
	if err != nil {
		return err
	}
	s.key = key.Secret
	for n := 0; n < items; n += each {
		s.at = now.Add(-time.Duration(float64(items-n) / float64(items) * float64(150*24*time.Hour)))
		err := s.portal.DB.Tx(context.Background(), 0, func(tx *store.Tx) error {
			for i := range min(each, items-n) {
				it := item(r, tx, all[i%owners].Customer, now, n+i)
				if err := tx.InsertShipment(&it); err != nil {
					return err
				}
				if i%owners == 0 && len(s.names) < 10_000 {
					s.names, s.ids = append(s.names, string(it.Number)), append(s.ids, it.ID)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	s.at = now
	for more := true; more && err == nil; {
		err = s.portal.DB.Tx(context.Background(), 0, func(tx *store.Tx) (err error) {
			more, err = tx.IndexShipments(all[0].Customer)
			return err
		})
	}
	return err
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

func name(r *rand.Rand) string { return pick(r, syllables) + pick(r, syllables) + pick(r, syllables) }

func item(r *rand.Rand, tx *store.Tx, customer string, now time.Time, n int) shipment.Shipment {
	k := r.IntN(len(places))
	states := []shipment.State{shipment.Posted, shipment.Posted, shipment.Posted, shipment.Posted, shipment.Issued, shipment.Cancelled}
	state := states[r.IntN(len(states))]
	if state == shipment.Issued && tx.Now.Before(now.AddDate(0, 0, -policy.LabelDays)) {
		state = shipment.Expired // a job has seen to it
	}
	total := money.Amount(2000 + r.IntN(30000))
	return shipment.Shipment{
		ID: tx.NewID("shp"), Customer: customer, State: state, Service: pick(r, services), Reference: fmt.Sprintf("Order %d", 100000+n),
		Sender: postal.Address{Name: "Bench Shop", Street: []string{"Shop 3, 18 Shanghai Street"}, City: "Kowloon", Place: "HK", Phone: "+852 2555 0123"},
		Recipient: postal.Address{Name: name(r) + " " + name(r), Street: []string{fmt.Sprintf("%d %s Street", 1+r.IntN(400), name(r))}, City: cities[k], Place: places[k],
			Postcode: fmt.Sprintf("%05d", r.IntN(100000)), Phone: fmt.Sprintf("+%d%08d", 1+k, r.IntN(100_000_000)), Email: name(r) + "@example.com"},
		Grams: postal.Grams(50 + r.IntN(1900)), Estimate: shipment.Estimate{Postage: total, Total: total, Book: "bench"},
		Customs: customs.Declaration{Category: customs.Sale, Currency: "HKD", Lines: []customs.Line{{Description: pick(r, goods), Quantity: 1, Net: 40, Value: 10000, HS: "610910", Origin: "CN"}}},
		Number:  postal.MakeNumber(string(rune('A'+n/50_000_000))+"A", n, "HK"), Layout: "registered/1",
		CreatedAt: tx.Now, UpdatedAt: tx.Now, IssuedAt: tx.Now, ExpiresOn: shipment.Expires(policy.DayOf(tx.Now)),
	}
}
