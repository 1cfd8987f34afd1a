package portal

import (
	"context"
	"io"
	"slices"
	"strconv"
	"time"

	"ecship/internal/account"
	"ecship/internal/notify"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/tracking"
	"ecship/internal/trial"
)

// Lookup is the question where an item is.
type Lookup struct {
	Number string // as somebody typed it
	// From is whose limit counts: the caller's address, or a key's id.
	From string
}

// Tracked is what is known of a number. Events are in the order in which they
// happened; there are none for a number that is not ours, or of which nothing
// was heard: nobody can tell the two apart (M-A7).
type Tracked struct {
	Number postal.Number
	Events []tracking.Event
}

// Track tells what happened to the item of a number. Anybody may ask: the
// answer names no person. Whoever goes through numbers one by one is stopped;
// the owner of the item is not counted (M-I4).
func (p *Portal) Track(ctx context.Context, who account.Actor, in Lookup) (t Tracked, err error) {
	if t.Number, err = postal.ParseNumber(in.Number); err != nil {
		return t, err
	}
	own := false
	err = p.DB.Read(ctx, 0, func(tx *store.Tx) error {
		owner, err := tx.NumberOwner(t.Number)
		if err != nil {
			return err
		}
		own = owner != "" && owner == who.Customer
		all, err := tx.Tracking(t.Number)
		t.Events = tracking.Timeline(all)
		return err
	})
	if err != nil || own {
		return t, err
	}
	if trial.Number(t.Number) { // a specimen is on no way
		t.Events = nil
	}
	if err := p.countLookup(ctx, in.From, t.Number); err != nil {
		return Tracked{}, err
	}
	return t, nil
}

// countLookup is Limited for who asked too often, in all or within one run of
// consecutive numbers.
func (p *Portal) countLookup(ctx context.Context, from string, n postal.Number) error {
	serial, err := strconv.Atoi(string(n[2:10]))
	if err != nil {
		return err
	}
	run := string(n[:2]) + strconv.Itoa(serial/policy.TrackRun) + string(n[11:])
	limited := false
	err = p.DB.Tx(ctx, 0, func(tx *store.Tx) error {
		all, err := tx.Attempt("track:"+from, time.Hour)
		if err != nil {
			return err
		}
		near, err := tx.Attempt("track:"+from+":"+run, time.Hour)
		limited = all > policy.TrackHour || near > policy.TrackRunHour
		return err
	})
	if err == nil && limited {
		err = problem.New(problem.Limited, "track.limited", "number")
	}
	return err
}

// TrackingReport says what became of a file of events.
type TrackingReport struct {
	New, Known int
	Faults     []tracking.Fault
	// Unknown are the numbers, in order, that are no item's of ours. Their
	// events are kept: the item may be registered later.
	Unknown []postal.Number
}

// trackingStep is how many events are kept in one transaction.
const trackingStep = 500

// ImportTracking takes a file of events. An event that is there already counts
// once, so that a file may come again; what is wrong is told and left out.
// Whoever may run commands on the server may do it; no door offers it.
func (p *Portal) ImportTracking(ctx context.Context, by string, file io.Reader) (r TrackingReport, err error) {
	feed, err := tracking.ReadFeed(file, p.Clock())
	if err != nil {
		return r, err
	}
	r.Faults = feed.Faults
	for chunk := range slices.Chunk(feed.Events, trackingStep) {
		var fresh int
		var unknown []postal.Number
		err := p.DB.Tx(ctx, 0, func(tx *store.Tx) (err error) {
			fresh, unknown, err = p.keepTracking(tx, chunk)
			return err
		})
		if err != nil {
			return r, err
		}
		r.New, r.Known = r.New+fresh, r.Known+len(chunk)-fresh
		r.Unknown = append(r.Unknown, unknown...)
	}
	slices.Sort(r.Unknown)
	r.Unknown = slices.Compact(r.Unknown)
	return r, p.DB.Tx(ctx, 0, func(tx *store.Tx) error {
		return tx.Audit(store.AuditRow{Actor: by, Act: "tracking.import",
			Detail: map[string]any{"new": r.New, "known": r.Known, "faults": len(r.Faults), "unknown": len(r.Unknown)}})
	})
}

// keepTracking keeps events, and tells how many are new and which numbers are
// nobody's. The owner of an item that was delivered hears of it once.
func (p *Portal) keepTracking(tx *store.Tx, events []tracking.Event) (fresh int, unknown []postal.Number, err error) {
	for _, e := range events {
		added, err := tx.InsertTracking(e)
		if err != nil {
			return 0, nil, err
		}
		if added {
			fresh++
		}
		owner, err := tx.NumberOwner(e.Number)
		if err != nil {
			return 0, nil, err
		}
		switch {
		case owner == "":
			unknown = append(unknown, e.Number)
		case added:
			if err := tellTracking(tx, owner, e); err != nil {
				return 0, nil, err
			}
			if e.Code.Stage() != tracking.Delivered {
				continue
			}
			if err := p.noticeDelivered(tx, owner, e); err != nil {
				return 0, nil, err
			}
		}
	}
	return fresh, unknown, nil
}

func (p *Portal) noticeDelivered(tx *store.Tx, owner string, e tracking.Event) error {
	first, err := tx.NoticeOnce("delivered:" + string(e.Number))
	if err != nil || !first {
		return err
	}
	return p.noticeOwner(tx, owner, notify.Delivered, "/track?number="+string(e.Number), "number", e.Number.Grouped(), "time", clockTime(e.At))
}
