package portal

import (
	"context"

	"ecship/internal/account"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// NewShipment is an item that a program prepares in one request.
type NewShipment struct {
	Draft
	// Issue gives it its label at once; then everything must be there.
	Issue bool
	Once  Once
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
	do := func(answer func(*store.Tx, string) error) error {
		number, err := p.numberFor(ctx, who, in)
		if err != nil {
			return err
		}
		return p.write(ctx, who, func(tx *store.Tx) error {
			s := newShipment(tx, who)
			if err := p.apply(&s, in.Draft, policy.DayOf(tx.Now)); err != nil {
				return err
			}
			if in.Issue {
				if err := p.issue(&s, number, tx.Now); err != nil {
					return err
				}
			}
			if err := tx.InsertShipment(&s); err != nil {
				return err
			}
			if in.Issue {
				if err := tx.AppendEvents(s.Customer, s.ID, event(tx, who, shipment.Issue, shipment.Draft, s.State)); err != nil {
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
	return c, p.once(ctx, who, "shipment.create", in.Once, do, again)
}

// numberFor takes a number for an item that is to be issued, after everything
// about it was found right: what is refused costs none.
func (p *Portal) numberFor(ctx context.Context, who account.Actor, in NewShipment) (postal.Number, error) {
	if !in.Issue {
		return "", nil
	}
	if in.Route == nil {
		return "", problem.New(problem.Invalid, "service.unknown", "service")
	}
	var s shipment.Shipment
	if err := p.apply(&s, in.Draft, p.today(who)); err != nil {
		return "", err
	}
	if err := p.complete(s, p.today(who)); err != nil {
		return "", err
	}
	return p.nextNumber(ctx, who, in.Route.Service)
}
