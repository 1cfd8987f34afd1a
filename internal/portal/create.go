package portal

import (
	"context"

	"ecship/internal/account"
	"ecship/internal/customs"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// NewShipment is an item that a program prepares in one request.
type NewShipment struct {
	Draft
	// Issue gives it its label at once; then everything must be there.
	Issue bool
	// Dry looks at everything and makes nothing: the answer is what would have
	// been made, without an id, a number and a time of its own.
	Dry  bool
	Once Once
}

// Created is the item that a request made, or had made before.
type Created struct {
	Item
	Again bool
}

// CreateShipment prepares an item, and issues it if asked to, in one
// transaction (M-I1).
func (p *Portal) CreateShipment(ctx context.Context, who account.Actor, in NewShipment) (c Created, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return c, err
	}
	if in.Dry {
		err := p.try(ctx, who, in, &c)
		return c, err
	}
	do := func(answer func(*store.Tx, string) error) error {
		if err := p.limitedByMagic(ctx, who, in.Reference); err != nil {
			return err
		}
		day := p.today(who)
		ready, err := p.prepare(in, day)
		if err != nil {
			return err
		}
		var number postal.Number
		if in.Issue {
			if number, err = p.nextNumber(ctx, who, ready.Service); err != nil {
				return err
			}
		}
		return p.write(ctx, who, func(tx *store.Tx) error {
			s := ready
			if now := policy.DayOf(tx.Now); now != day { // midnight came between
				if s, err = p.prepare(in, now); err != nil {
					return err
				}
			}
			own(&s, tx, who)
			if in.Issue {
				if err := p.seal(&s, number, tx.Now); err != nil {
					return err
				}
			}
			if err := tx.InsertShipment(&s); err != nil {
				return err
			}
			if in.Issue {
				if err := tellStep(tx, s, event(tx, who, shipment.Issue, shipment.Draft, s.State)); err != nil {
					return err
				}
				if err := noteUse(tx, s); err != nil {
					return err
				}
			}
			c.Item = p.view(s, tx)
			return answer(tx, s.ID)
		})
	}
	again := func(id string) error {
		c.Again = true
		c.Item, err = p.Shipment(ctx, who, id)
		return err
	}
	return c, p.once(ctx, who, createdShipment, in.Once, do, again)
}

// try is CreateShipment up to where something would be kept.
func (p *Portal) try(ctx context.Context, who account.Actor, in NewShipment, c *Created) error {
	return p.read(ctx, who, func(tx *store.Tx) error {
		s, err := p.prepare(in, policy.DayOf(tx.Now))
		if err != nil {
			return err
		}
		own(&s, tx, who)
		if in.Issue {
			if err := p.seal(&s, "", tx.Now); err != nil {
				return err
			}
		}
		s.ID = ""
		c.Item = p.view(s, tx)
		return nil
	})
}

// prepare fills and checks an item before its transaction, which other writers
// wait for. One that is to be issued must have every group; what is refused
// costs no number.
func (p *Portal) prepare(in NewShipment, on policy.Day) (s shipment.Shipment, err error) {
	d := in.Draft
	if in.Issue {
		d = p.whole(d, on)
	}
	if err := p.apply(&s, d, on); err != nil || !in.Issue {
		return s, err
	}
	return s, p.printable(s, on)
}

// whole is a draft with an empty group for each that an issued item needs and
// that was not sent, so that the checks say what is missing.
func (p *Portal) whole(d Draft, on policy.Day) Draft {
	if d.Route == nil {
		d.Route = &Route{}
	}
	if d.Recipient == nil {
		d.Recipient = &postal.Address{}
	}
	if d.Sender == nil {
		d.Sender = &postal.Address{}
	}
	if d.Contents == nil && serviceOf(p.Catalogue().On(on), d.Route.Service).Form != "" {
		d.Contents = &customs.Declaration{}
	}
	return d
}
