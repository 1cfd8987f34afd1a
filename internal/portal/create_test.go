package portal_test

import (
	"sync"
	"testing"

	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store/storetest"
)

// M-I1: the same key gives the same item; another body under it is refused.
func TestCreateOnce(t *testing.T) {
	r := New(t).As("mei")
	in := portal.NewShipment{Draft: teaToNewYork(), Issue: true, Once: portal.Once{Key: "order-1001", Hash: []byte("a")}}
	first := Must(r, r.Portal.CreateShipment, in)
	again := Must(r, r.Portal.CreateShipment, in)
	if first.Again || !again.Again || again.ID != first.ID || again.Number != first.Number || first.State != shipment.Issued {
		t.Errorf("%+v\n%+v", first, again)
	}
	in.Once.Hash = []byte("b")
	Refused(r, r.Portal.CreateShipment, in, "idempotency.other_body at Idempotency-Key")
	r.As("wing") // another customer's keys are his own
	if other := Must(r, r.Portal.CreateShipment, in); other.ID == first.ID {
		t.Error("one customer got another's item")
	}
}

// What is refused leaves nothing behind: no item, no number, and the key is
// free (P of bad input: nothing half-done).
func TestRefusedLeavesNothing(t *testing.T) {
	r := New(t).As("mei")
	in := portal.NewShipment{Draft: teaToNewYork(), Issue: true, Once: portal.Once{Key: "k", Hash: []byte("a")}}
	good := *in.Recipient
	for want, spoil := range map[string]func(*postal.Address){
		"address.missing at recipient.name":           func(a *postal.Address) { a.Name = " " },
		"text.emoji at recipient.name":                func(a *postal.Address) { a.Name = "Ann 😀" },
		"text.latin at recipient.name":                func(a *postal.Address) { a.Name = "陳大文" },
		"text.control at recipient.name":              func(a *postal.Address) { a.Name = "Ann \u202eeM" },
		"address.postcode_form at recipient.postcode": func(a *postal.Address) { a.Postcode = "ABC" },
	} {
		bad := good
		spoil(&bad)
		in.Recipient = &bad
		Refused(r, r.Portal.CreateShipment, in, want)
	}
	in.Recipient = &good
	abroad := *in.Sender
	abroad.Place = "US"
	in.Sender = &abroad
	Refused(r, r.Portal.CreateShipment, in, "address.sender_home at sender.place") // M-C7
	in.Sender = teaToNewYork().Sender
	for want, route := range map[string]portal.Route{
		"place.unknown at place":      {Service: "APL", Place: "Atlantis", Grams: 500},
		"weight.zero at weight":       {Service: "APL", Place: "US"},
		"quote.over_weight at weight": {Service: "ARM", Place: "US", Grams: 2001},
		"service.unknown at service":  {Service: "XYZ", Place: "US", Grams: 500},
	} {
		in.Route = &route
		Refused(r, r.Portal.CreateShipment, in, want)
	}
	in.Route = teaToNewYork().Route
	beyond := good
	in.Recipient = &beyond
	beyond.Native.Name = "𪚥" // beyond U+FFFF, and in no font of ours: refused by its name
	Refused(r, r.Portal.CreateShipment, in, "label.character_at at recipient.native.name")
	beyond.Native.Name = "𨋢先生" // beyond U+FFFF, and used in Hong Kong
	it := Must(r, r.Portal.CreateShipment, in)
	if serial := string(it.Number[2:10]); serial != "10000000" {
		t.Error("refused items cost numbers:", it.Number)
	}
	if l := Must(r, r.Portal.Shipments, portal.Search{}); len(l.Rows) != 1 {
		t.Error("refused items were left behind:", len(l.Rows))
	}
}

// R-07, in small: eight callers with one key make one item, eight
// issue a draft once, and eight clerks accept it once, on both databases.
func TestRaces(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, database string) {
		clock := NewClock()
		r := Over(t, storetest.Open(t, database, clock.Now), clock).As("mei")
		in := portal.NewShipment{Draft: teaToNewYork(), Issue: true, Once: portal.Once{Key: "k", Hash: []byte("a")}}
		made := race(8, func() (string, error) {
			c, err := r.Portal.CreateShipment(t.Context(), r.Who, in)
			return string(c.Number), err
		})
		numbers := map[string]bool{}
		for _, m := range made {
			switch {
			case m.err == nil:
				numbers[m.out] = true
			case problem.Of(m.err).Key != "idempotency.in_flight":
				t.Error(m.err)
			}
		}
		if len(numbers) != 1 {
			t.Fatal("one key made", numbers)
		}
		l := Must(r, r.Portal.Shipments, portal.Search{})
		if len(l.Rows) != 1 {
			t.Fatal(len(l.Rows), "items")
		}
		draft := Must(r, r.Portal.CreateDraft, teaToNewYork())
		issued := map[string]bool{}
		for _, i := range race(8, func() (string, error) {
			it, err := r.Portal.IssueShipment(t.Context(), r.Who, draft.ID)
			return string(it.Number), err
		}) {
			issued[i.out] = true
			if i.err != nil {
				t.Error("issued twice at once:", i.err)
			}
		}
		if len(issued) != 1 {
			t.Error("one item was issued as", issued)
		}
		clerk := r.AsClerk("GPO").Who
		accepted := 0
		for _, a := range race(8, func() (string, error) {
			_, err := r.Portal.AcceptAtCounter(t.Context(), clerk, portal.Acceptance{Number: string(l.Rows[0].Number), Grams: 1500, Cash: 100000})
			return "", err
		}) {
			if a.err == nil {
				accepted++
			} else if !problem.Is(a.err, problem.Conflict) {
				t.Error(a.err)
			}
		}
		if accepted != 1 {
			t.Errorf("accepted %d times", accepted)
		}
		balance(t, r, "till:GPO", 45700)
	})
}

type raced struct {
	out string
	err error
}

// race runs f n times at once, from one start gate.
func race(n int, f func() (string, error)) []raced {
	gate := make(chan struct{})
	all := make([]raced, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-gate
			all[i].out, all[i].err = f()
		})
	}
	close(gate)
	wg.Wait()
	return all
}
