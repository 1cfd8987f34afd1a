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

func (b block) left() int {
	if b.indicator == "" {
		return 0
	}
	return b.last + 1 - b.next
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

// shelf holds the open block of one service and the next. Whoever takes a
// number when less than half a block is left fetches the next one, while
// others go on with what is left.
type shelf struct {
	mu          sync.Mutex
	open, spare block
	// size is how much the next block takes: policy.NumberBlock, and twice as
	// much each time that somebody had to wait, up to blockMost times that.
	size int
	// fetching is closed when the block under way is there; nil where none is.
	fetching chan struct{}
}

// blockMost bounds how many numbers a stop can lose: 16 blocks.
const blockMost = 16 * policy.NumberBlock

// NextNumber gives out an item number that nobody else ever gets. Call it
// before the transaction that uses it, not within. Without serials left, or a
// range, it is the problem number.exhausted.
func (db *DB) NextNumber(ctx context.Context, service string, mode account.Mode) (postal.Number, error) {
	k := shelfKey{service, mode}
	s := db.numbers.shelf(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.open.left() == 0 {
		switch {
		case s.spare.left() > 0:
			s.open, s.spare = s.spare, block{}
		case s.fetching != nil:
			if err := s.wait(ctx); err != nil {
				return "", err
			}
		default:
			if err := db.fetch(ctx, s, k); err != nil {
				return "", err
			}
		}
	}
	n := postal.MakeNumber(s.open.indicator, s.open.next, s.open.country)
	s.open.next++
	if s.fetching == nil && s.spare.left() == 0 && s.open.left() < s.size/2 {
		// We have our number: whoever finds nothing will tell of the error.
		_ = db.fetch(ctx, s, k)
	}
	return n, nil
}

// wait lets go of the shelf until the block under way is there.
func (s *shelf) wait(ctx context.Context) error {
	s.size = min(2*s.size, blockMost)
	fetching := s.fetching
	s.mu.Unlock()
	defer s.mu.Lock()
	select {
	case <-fetching:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// fetch takes a block, letting go of the shelf meanwhile.
func (db *DB) fetch(ctx context.Context, s *shelf, k shelfKey) error {
	fetching, size := make(chan struct{}), s.size
	s.fetching = fetching
	s.mu.Unlock()
	var b block
	err := db.Tx(ctx, 0, func(tx *Tx) (err error) {
		b, err = tx.takeBlock(k.service, k.mode, size)
		return err
	})
	s.mu.Lock()
	s.fetching = nil
	close(fetching)
	if err == nil {
		s.spare = b
	}
	return err
}

func (n *numbers) shelf(k shelfKey) *shelf {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.shelves == nil {
		n.shelves = map[shelfKey]*shelf{}
	}
	if n.shelves[k] == nil {
		n.shelves[k] = &shelf{size: policy.NumberBlock}
	}
	return n.shelves[k]
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

// RetireRanges takes what is left out of a service's ranges, so that only those
// added later give numbers. What was given stays in the ranges: it is never
// given again.
func (tx *Tx) RetireRanges(service string, mode account.Mode) error {
	for _, query := range []string{
		`DELETE FROM number_ranges WHERE service = $1 AND mode = $2 AND next = first`,
		`UPDATE number_ranges SET last = next - 1 WHERE service = $1 AND mode = $2 AND next <= last`,
	} {
		if _, err := tx.exec(query, service, string(mode)); err != nil {
			return err
		}
	}
	return nil
}
