package portal

import (
	"context"

	"ecship/internal/account"
	"ecship/internal/job"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// Search says which items to list, newest first: those of the past six months
// (M-G1). Its zero value is all of them.
type Search struct {
	// Text is what somebody typed into the one search box: every word must be
	// there, in what the label prints or in the name of its service or place. A
	// whole item number finds that item.
	Text           string
	Reference      string // the sender's own, letter by letter
	State          shipment.State
	Service, Place string // codes
	Batch          string // bat_…: the items of one file
	// From and To are days of creation, both included; 0 is open.
	From, To policy.Day
	After    string // the Next of the page before
	// Limit is how many rows are wanted; 0 is a page's.
	Limit int
	// Uncounted leaves the counts out, for programs that only look something up.
	Uncounted bool
}

// Row is a line of the history, with what belongs to it.
type Row struct {
	store.ShipmentRow
	ServiceRow postal.Service
	PlaceRow   postal.Place
}

// Listing is a page of a customer's items.
type Listing struct {
	Rows []Row
	// Counts are all items of the past six months by state, whatever was
	// searched for; nil where the search said so.
	Counts map[shipment.State]int
	// Next is the cursor of the page after; empty at the end. A page may be
	// short and have one: a search for what is rare looks back step by step.
	Next string
}

// Since is the first day of the history: six months ago, or what the search
// asks for where that is later.
func (in Search) since(today policy.Day) policy.Day {
	return max(in.From, today.AddMonths(-policy.HistoryMonths))
}

// Shipments lists a customer's items (M-G1).
func (p *Portal) Shipments(ctx context.Context, who account.Actor, in Search) (l Listing, err error) {
	if err := who.Sender(account.See); err != nil {
		return l, err
	}
	if in.Limit == 0 {
		in.Limit = policy.PageRows
	}
	if in.Limit < 0 || in.Limit > policy.ListRows {
		return l, problem.New(problem.Invalid, "history.limit", "limit", "most", policy.ListRows)
	}
	if in.Uncounted {
		look := p.DB.Read
		if _, err := postal.ParseNumber(in.Text); err == nil {
			look = p.DB.Look // one statement needs no transaction around it
		}
		return l, look(ctx, who.Clock, func(tx *store.Tx) (err error) {
			l, err = p.list(tx, who, in)
			return err
		})
	}
	var counts store.Counts
	err = p.read(ctx, who, func(tx *store.Tx) error {
		var err error
		if l, err = p.list(tx, who, in); err != nil {
			return err
		}
		counts, err = tx.CountByState(who.Customer, Search{}.since(policy.DayOf(tx.Now)))
		l.Counts = counts.By
		return err
	})
	if err == nil && counts.Unindexed >= store.IndexWorth {
		// The list is right without it; it only gets faster.
		p.note("history", p.write(ctx, who, func(tx *store.Tx) error {
			return tx.Enqueue(job.Job{Kind: historyJob, Args: who.Customer, Unique: historyJob + ":" + who.Customer})
		}))
	}
	return l, err
}

// list is a page without the counts.
func (p *Portal) list(tx *store.Tx, who account.Actor, in Search) (l Listing, err error) {
	today := policy.DayOf(tx.Now)
	e := p.Catalogue().On(today)
	found, err := tx.SearchShipments(who.Customer, in.filter(e, today), in.After, in.Limit)
	for _, row := range found.Rows {
		if in.Reference != "" && row.Reference != in.Reference {
			continue // the words are there, and others or in another way
		}
		row.State = row.StateAt(tx.Now)
		l.Rows = append(l.Rows, Row{row, serviceOf(e, row.Service), placeOf(e, row.Place)})
	}
	l.Next = found.Next
	return l, err
}

// historyJob makes blocks of a customer's items, so that a search need not
// look at each.
const historyJob = "history.index"

// indexHistory runs by the customer's own clock, which dates its ids.
func (p *Portal) indexHistory(ctx context.Context, customer string) error {
	var c store.Customer
	if err := p.read(ctx, account.Nobody, func(tx *store.Tx) (err error) {
		c, err = tx.Customer(customer)
		return err
	}); err != nil {
		return err
	}
	for more := true; more && ctx.Err() == nil; {
		if err := p.DB.Tx(ctx, c.Clock, func(tx *store.Tx) (err error) {
			more, err = tx.IndexShipments(customer)
			return err
		}); err != nil {
			return err
		}
	}
	return ctx.Err()
}
