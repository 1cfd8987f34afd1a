package portal

import (
	"context"

	"ecship/internal/account"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// ManyAct is what can be done with many items of the history at once.
type ManyAct string

// The acts.
const (
	PrintMany  ManyAct = "print"
	AgainMany  ManyAct = "again"
	CancelMany ManyAct = "cancel"
)

// Choice names items of the history, by id or as all that a search finds, and
// what is to become of them.
type Choice struct {
	Act ManyAct
	IDs []string
	// All takes what Search finds instead, page after page, the newest first.
	All    bool
	Search Search
}

// Planned is an item of a choice and what the act means for it.
type Planned struct {
	Row
	// Err says why nothing can be done with it; nil where it can.
	Err *problem.Problem
	// Charged tells of a cancellation that the postage was charged already, so
	// that it takes an application to get it back.
	Charged bool
	// Done is the item that came of the act: itself, or the new draft.
	Done string
}

// Plan says what an act would do to each item of a choice, and does nothing.
// Of more than 500 the newest are taken, and more is true.
func (p *Portal) Plan(ctx context.Context, who account.Actor, in Choice) (all []Planned, more bool, err error) {
	need := account.Prepare
	if in.Act == PrintMany {
		need = account.See
	}
	if err := who.Sender(need); err != nil {
		return nil, false, err
	}
	ids := in.IDs
	if in.All {
		if ids, more, err = p.found(ctx, who, in.Search); err != nil {
			return nil, false, err
		}
	}
	if len(ids) == 0 {
		return nil, false, problem.New(problem.Invalid, "history.chosen.none", "")
	}
	if len(ids) > policy.BatchRows {
		return nil, false, problem.New(problem.Invalid, "history.chosen.most", "", "most", policy.BatchRows)
	}
	return all, more, p.read(ctx, who, func(tx *store.Tx) error {
		rows, err := tx.ShipmentsOf(who.Customer, ids)
		if err != nil {
			return err
		}
		e := p.Catalogue().On(policy.DayOf(tx.Now))
		all = nil
		for _, row := range rows {
			row.State = row.StateAt(tx.Now)
			x := Planned{Row: Row{row, serviceOf(e, row.Service), placeOf(e, row.Place)}, Err: in.Act.refuses(row.State)}
			if in.Act == CancelMany && row.State == shipment.Issued {
				pay, err := tx.LivePayment(who.Customer, row.ID)
				if err != nil && !problem.Is(err, problem.NotFound) {
					return err
				}
				x.Charged = err == nil && pay.State == payment.Captured
			}
			all = append(all, x)
		}
		return nil
	})
}

// refuses is nil where the act can be done with an item in a state.
func (a ManyAct) refuses(s shipment.State) *problem.Problem {
	switch {
	case a == AgainMany && s != shipment.Purged,
		a == PrintMany && (s == shipment.Issued || s == shipment.Posted),
		a == CancelMany && (s == shipment.Draft || s == shipment.Issued):
		return nil
	case a == PrintMany && s == shipment.Draft:
		return problem.New(problem.Conflict, "shipment.no_label", "")
	case a == PrintMany:
		return problem.New(problem.Conflict, "shipment.label_dead", "", "state", s)
	}
	return problem.New(problem.Conflict, "state.illegal", "", "state", s)
}

// found are the ids of all that a search finds, as many as go at once.
func (p *Portal) found(ctx context.Context, who account.Actor, in Search) (ids []string, more bool, err error) {
	in.Limit = policy.BatchRows
	for {
		var l Listing
		err := p.read(ctx, who, func(tx *store.Tx) (err error) {
			l, err = p.list(tx, who, in)
			return err
		})
		if err != nil {
			return nil, false, err
		}
		for _, r := range l.Rows {
			if len(ids) == policy.BatchRows {
				return ids, true, nil
			}
			ids = append(ids, r.ID)
		}
		if in.After = l.Next; in.After == "" {
			return ids, false, nil
		}
	}
}

// DoMany sends many items again, or cancels them, one by one: each has its own
// outcome, and none waits for another. Labels are printed by Labels.
func (p *Portal) DoMany(ctx context.Context, who account.Actor, in Choice) ([]Planned, error) {
	if in.Act != AgainMany && in.Act != CancelMany {
		return nil, problem.New(problem.Invalid, "history.chosen.act", "act")
	}
	in.All = false // what was seen and agreed to
	all, _, err := p.Plan(ctx, who, in)
	if err != nil {
		return nil, err
	}
	for i := range all {
		x := &all[i]
		if x.Err != nil {
			continue
		}
		var it Item
		if in.Act == AgainMany {
			it, err = p.SendAgain(ctx, who, x.ID)
		} else {
			it, err = p.CancelShipment(ctx, who, x.ID)
		}
		if err != nil {
			if x.Err = problem.Of(err); x.Err.Kind != problem.Conflict && x.Err.Kind != problem.NotFound {
				return nil, err
			}
			continue
		}
		x.Done = it.ID
	}
	return all, nil
}
