package store

import (
	"context"
	"sync"

	"ecship/internal/account"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// NumberRange is a run of serials that the operator gave to a service.
type NumberRange struct {
	Service   string
	Mode      account.Mode
	Indicator string // the two letters of S10
	Country   string // ISO code at the end of the number
	First     int
	Last      int
	Next      int // the first serial that no block has taken
}

// block is a run of serials taken from a range and not yet all given out.
type block struct {
	indicator, country string
	next, last         int
}

// numbers gives out item numbers from blocks that were committed before their
// first number leaves. What a stopped process had left is never given
// again: it is the difference between number_blocks and item_numbers.
type numbers struct {
	mu      sync.Mutex
	shelves map[shelfKey]*shelf
}

type shelfKey struct {
	service string
	mode    account.Mode
}

// shelf is the open block of one service; its lock is held while the next one
// is taken, so that the waiting get theirs from it.
type shelf struct {
	mu   sync.Mutex
	open block
}

// NextNumber gives out an item number that nobody else ever gets. Call it
// before the transaction that uses it, not within. Without serials left, or a
// range, it is the problem number.exhausted.
func (db *DB) NextNumber(ctx context.Context, service string, mode account.Mode) (postal.Number, error) {
	s := db.numbers.shelf(shelfKey{service, mode})
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open.next > s.open.last || s.open.indicator == "" {
		if err := db.takeBlock(ctx, s, service, mode); err != nil {
			return "", err
		}
	}
	n := postal.MakeNumber(s.open.indicator, s.open.next, s.open.country)
	s.open.next++
	return n, nil
}

func (n *numbers) shelf(k shelfKey) *shelf {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.shelves == nil {
		n.shelves = map[shelfKey]*shelf{}
	}
	if n.shelves[k] == nil {
		n.shelves[k] = &shelf{}
	}
	return n.shelves[k]
}

func (db *DB) takeBlock(ctx context.Context, s *shelf, service string, mode account.Mode) error {
	var b block
	err := db.Tx(ctx, 0, func(tx *Tx) (err error) {
		b, err = tx.takeBlock(service, mode, policy.NumberBlock)
		return err
	})
	if err == nil {
		s.open = b
	}
	return err
}

// takeBlock moves a range's next serial on by up to n and keeps a record of
// the block. The guard stands in the UPDATE itself: of two takers the later
// sees what the earlier one left.
func (tx *Tx) takeBlock(service string, mode account.Mode, n int) (b block, err error) {
	for {
		var first, next, last int
		err := tx.one(`SELECT first, next, last, indicator, country FROM number_ranges
			WHERE service = $1 AND mode = $2 AND next <= last ORDER BY first LIMIT 1`,
			[]any{service, string(mode)}, &first, &next, &last, &b.indicator, &b.country)
		if problem.Is(found(err), problem.NotFound) {
			return b, problem.New(problem.Unavailable, "number.exhausted", "service", "service", service)
		}
		if err != nil {
			return b, err
		}
		b.next, b.last = next, min(next+n-1, last)
		took, err := tx.exec(`UPDATE number_ranges SET next = $1 WHERE service = $2 AND mode = $3 AND first = $4 AND next = $5`,
			b.last+1, service, string(mode), first, next)
		if err != nil {
			return b, err
		}
		if took == 1 {
			break
		}
	}
	_, err = tx.exec(`INSERT INTO number_blocks (id, service, mode, indicator, first, last, node, taken_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.NewID("blk"), service, string(mode), b.indicator, b.next, b.last, tx.db.node, micros(tx.Now))
	return b, err
}

// InsertNumberRange gives a service a range; the first that has serials left is
// used. It is a Conflict where any serial of the indicator is in another
// range: a number is never issued twice.
func (tx *Tx) InsertNumberRange(r NumberRange) error {
	n, err := tx.exec(`INSERT INTO number_ranges (service, mode, indicator, country, first, last, next)
		SELECT $1, $2, $3, $4, CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($5 AS BIGINT) WHERE NOT EXISTS (
			SELECT 1 FROM number_ranges WHERE indicator = $3 AND country = $4 AND first <= $6 AND last >= $5)`,
		r.Service, string(r.Mode), r.Indicator, r.Country, r.First, r.Last)
	if err == nil && n == 0 {
		return problem.New(problem.Conflict, "number.range_overlaps", "", "indicator", r.Indicator)
	}
	return err
}

// NumberRanges lists the ranges of every service.
func (tx *Tx) NumberRanges() (all []NumberRange, err error) {
	err = tx.each(`SELECT service, mode, indicator, country, first, last, next FROM number_ranges ORDER BY service, mode, first`, nil,
		func(scan func(...any) error) error {
			var r NumberRange
			err := scan(&r.Service, &r.Mode, &r.Indicator, &r.Country, &r.First, &r.Last, &r.Next)
			all = append(all, r)
			return err
		})
	return all, err
}
