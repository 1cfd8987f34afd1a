package portal

import (
	"context"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/trial"
)

// CreateDraft begins an item with whatever is known of it.
func (p *Portal) CreateDraft(ctx context.Context, who account.Actor, d Draft) (it Item, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return it, err
	}
	return it, p.write(ctx, who, func(tx *store.Tx) error {
		s := newShipment(tx, who)
		if err := p.apply(&s, d, policy.DayOf(tx.Now)); err != nil {
			return err
		}
		if err := tx.InsertShipment(&s); err != nil {
			return err
		}
		it = p.view(s, tx)
		return nil
	})
}

func newShipment(tx *store.Tx, who account.Actor) (s shipment.Shipment) {
	own(&s, tx, who)
	return s
}

// own makes s a new draft of the actor's customer.
func own(s *shipment.Shipment, tx *store.Tx, who account.Actor) {
	s.ID, s.Customer, s.Test, s.State = tx.NewID("shp"), who.Customer, who.Mode == account.Test, shipment.Draft
	s.CreatedAt, s.UpdatedAt = tx.Now, tx.Now
}

// SaveDraft answers more groups of questions about a draft. Groups that are
// wrong are refused with their problems, and what was saved before stays
// (M-C2).
func (p *Portal) SaveDraft(ctx context.Context, who account.Actor, in DraftOf) (it Item, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return it, err
	}
	return it, p.write(ctx, who, func(tx *store.Tx) error {
		s, err := mine(tx, who, in.ID)
		if err != nil {
			return err
		}
		if s.State != shipment.Draft {
			return problem.New(problem.Conflict, "shipment.frozen", "")
		}
		if in.Version != 0 {
			s.Version = in.Version
		}
		if err := p.apply(&s, in.Draft, policy.DayOf(tx.Now)); err != nil {
			return err
		}
		s.UpdatedAt = tx.Now
		if err := tx.UpdateShipment(&s); err != nil {
			return err
		}
		it = p.view(s, tx)
		return nil
	})
}

// IssueShipment gives a complete draft its item number and freezes its data;
// both are committed before any byte of the label leaves (M-C3). Asked twice,
// it answers with the item as it was issued the first time.
func (p *Portal) IssueShipment(ctx context.Context, who account.Actor, id string) (it Item, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return it, err
	}
	s, err := p.draftToIssue(ctx, who, id)
	if err != nil || s.State != shipment.Draft {
		if err == nil {
			return p.Shipment(ctx, who, id)
		}
		return it, err
	}
	number, err := p.nextNumber(ctx, who, s.Service)
	if err != nil {
		return it, err
	}
	err = p.write(ctx, who, func(tx *store.Tx) error {
		s, err := mine(tx, who, id)
		if err != nil {
			return err
		}
		if err := p.issue(&s, number, tx.Now); err != nil {
			return err
		}
		if err := tx.UpdateShipment(&s); err != nil {
			return err
		}
		if err := tellStep(tx, s, event(tx, who, shipment.Issue, shipment.Draft, s.State)); err != nil {
			return err
		}
		if err := noteUse(tx, s); err != nil {
			return err
		}
		it = p.view(s, tx)
		return nil
	})
	if problem.Is(err, problem.Conflict) { // somebody was quicker
		if now, again := p.Shipment(ctx, who, id); again == nil && now.State == shipment.Issued {
			return now, nil
		}
	}
	return it, err
}

// draftToIssue looks before a number is taken, so that an incomplete draft
// costs none.
func (p *Portal) draftToIssue(ctx context.Context, who account.Actor, id string) (s shipment.Shipment, err error) {
	return s, p.read(ctx, who, func(tx *store.Tx) error {
		if s, err = mine(tx, who, id); err != nil || s.State == shipment.Issued {
			return err
		}
		if _, err := s.State.Next(shipment.Issue); err != nil {
			return err
		}
		return p.complete(s, policy.DayOf(tx.Now))
	})
}

// issue turns s, if it is complete, into an issued item of now; the caller
// saves it.
func (p *Portal) issue(s *shipment.Shipment, number postal.Number, now time.Time) error {
	if err := p.complete(*s, policy.DayOf(now)); err != nil {
		return err
	}
	return p.seal(s, number, now)
}

// seal gives a complete item its number, its estimate and its label's layout.
func (p *Portal) seal(s *shipment.Shipment, number postal.Number, now time.Time) (err error) {
	today := policy.DayOf(now)
	if s.State, err = s.State.Next(shipment.Issue); err != nil {
		return err
	}
	q, err := p.Catalogue().Price(s.Service, routeOf(*s).request(), today)
	if err != nil {
		return err
	}
	s.Estimate = q.Estimate()
	s.Form = p.Catalogue().On(today).Customs.Form(*q.Service, s.Customs)
	it := p.labelItem(*s, p.Catalogue().On(today), i18n.Hant)
	layout, ok := it.Layout()
	if !ok {
		return problem.New(problem.Unavailable, "shipment.no_layout", "", "service", q.Service.Name)
	}
	s.Layout = layout.Name
	s.Exchange = p.Catalogue().On(today).Zips.Exchange(s.Service, s.Recipient)
	s.Number, s.IssuedAt, s.UpdatedAt, s.ExpiresOn = number, now, now, shipment.Expires(today)
	if s.Test && trial.Has(s.Reference, trial.Expires) {
		s.ExpiresOn = today - 1
	}
	return nil
}

// event is a row of an item's history.
func event(tx *store.Tx, who account.Actor, e shipment.Event, from, to shipment.State) store.ShipmentEvent {
	return store.ShipmentEvent{Event: e, From: from, To: to, At: tx.Now, Actor: actorName(who)}
}

// actorName is how an actor stands in events and the audit log.
func actorName(who account.Actor) string {
	switch {
	case who.Integrator != "":
		return who.Key + " of " + who.Integrator
	case who.Key != "":
		return who.Key
	case who.User != "":
		return who.User
	}
	return "system"
}

// CancelShipment ends an issued item that was not posted; a draft is thrown
// away instead (M-D3). Of a payment that is not charged yet the item is let go,
// and nothing is charged for it; of one that is, a refund can be applied for.
func (p *Portal) CancelShipment(ctx context.Context, who account.Actor, id string) (it Item, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return it, err
	}
	settle := ""
	err = p.writeMoney(ctx, who, func(tx *store.Tx) error {
		s, err := mine(tx, who, id)
		if err != nil {
			return err
		}
		s.State = s.StateAt(tx.Now)
		event := shipment.Cancel
		if s.State == shipment.Draft {
			event = shipment.Purge
		}
		if err := p.step(tx, who, &s, event, ""); err != nil {
			return err
		}
		it = p.view(s, tx)
		settle, err = p.releaseCancelled(tx, who, s)
		return err
	})
	if err == nil && settle != "" {
		// The void is written down; a job tells the gateway where this does not.
		_ = p.settle(ctx, who.Customer, settle)
	}
	return it, err
}

// releaseCancelled takes a cancelled item out of its payment while that costs
// nothing (M-D3), and names the payment where the gateway is to hear of it.
func (p *Portal) releaseCancelled(tx *store.Tx, who account.Actor, s shipment.Shipment) (settle string, err error) {
	if s.State != shipment.Cancelled {
		return "", nil
	}
	pay, err := tx.LivePayment(who.Customer, s.ID)
	if problem.Is(err, problem.NotFound) {
		return "", nil
	}
	if err != nil || !pay.FreeToCancel(tx.Now) {
		return "", err
	}
	err = p.release(tx, who, &pay, s.ID)
	if pay.State == payment.Voiding {
		settle = pay.ID
	}
	return settle, err
}

// step takes s along one edge of its states after its draft, saves it and
// writes the event.
func (p *Portal) step(tx *store.Tx, who account.Actor, s *shipment.Shipment, e shipment.Event, note string) error {
	row := event(tx, who, e, s.State, "")
	to, err := s.State.Next(e)
	if err != nil {
		return err
	}
	row.To, row.Note = to, note
	s.State, s.UpdatedAt = to, tx.Now
	if e == shipment.Expire { // by its date, whenever the job comes
		s.UpdatedAt = s.ExpiresOn.End()
	}
	save := tx.StepShipment
	if to == shipment.Purged { // only the fact that there was something stays
		save = func(s *shipment.Shipment) error { return tx.PurgeShipment(s, shipment.State(row.From)) }
	}
	if err := save(s); err != nil {
		return err
	}
	return tellStep(tx, *s, row)
}

// SendAgain makes a new draft with what an item said (M-G1).
func (p *Portal) SendAgain(ctx context.Context, who account.Actor, id string) (it Item, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return it, err
	}
	return it, p.write(ctx, who, func(tx *store.Tx) error {
		old, err := mine(tx, who, id)
		if err != nil {
			return err
		}
		if old.State == shipment.Purged {
			return notFound()
		}
		s := newShipment(tx, who)
		s.Service, s.Reference, s.Sender, s.Recipient, s.Customs = old.Service, old.Reference, old.Sender, old.Recipient, old.Customs
		s.Grams, s.Size, s.Insured, s.AdviceOfReceipt = old.Grams, old.Size, old.Insured, old.AdviceOfReceipt
		if err := tx.InsertShipment(&s); err != nil {
			return err
		}
		it = p.view(s, tx)
		return nil
	})
}
