package portal

import (
	"context"
	"sync"
	"time"

	"ecship/internal/account"
	"ecship/internal/store"
	"ecship/internal/webhook"
)

// Courier takes one message to an endpoint and tells what came of it. It calls
// nobody inside (S-10), and does not take longer than deliveryTime.
type Courier interface {
	Deliver(ctx context.Context, c webhook.Call) webhook.Answer
}

// Sizes of the sending.
const (
	deliveryTime  = 30 * time.Second       // the most that a courier may take
	deliveryLease = 2 * time.Minute        // then another node sends it again
	deliveryPoll  = 200 * time.Millisecond // how soon after it happened something is sent
	breath        = 3 * time.Millisecond   // between two looks while there is much to send: one commit then takes several
	laneMost      = 100                    // messages on their way to one endpoint at once
	poolMost      = 512                    // and to all, beyond one for each
	briskly       = time.Second            // an endpoint that takes longer gets no further lane
	quietMost     = time.Minute            // how long an endpoint that fails is left alone
)

// lane is the way to one endpoint. A slow or broken endpoint never delays
// another: each has one message on its way whatever happens elsewhere, and only
// those that answer briskly get more, out of a common pool.
type lane struct {
	busy, wide int
	fails      int // in a row
	quiet      time.Time
}

// lanes are those of this process, by endpoint.
type lanes struct {
	mu    sync.Mutex
	all   map[string]*lane
	extra int           // messages on their way beyond each lane's first
	freed chan struct{} // told when a message has come through
}

func newLanes() *lanes { return &lanes{all: map[string]*lane{}, freed: make(chan struct{}, 1)} }

// room is how many messages may be sent to an endpoint now; they count as on
// their way until done is called for each.
func (l *lanes) room(endpoint string, now time.Time) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.all[endpoint]
	if w == nil {
		w = &lane{wide: 1}
		l.all[endpoint] = w
	}
	if now.Before(w.quiet) {
		return 0
	}
	n := 0
	if w.busy == 0 {
		n = 1
	}
	if more := min(w.wide-w.busy-n, poolMost-l.extra); more > 0 {
		n += more
	}
	l.enter(w, n)
	return n
}

func (l *lanes) enter(w *lane, n int) {
	was := max(w.busy-1, 0)
	w.busy += n
	l.extra += max(w.busy-1, 0) - was
}

// unused gives back what room gave and nothing was sent for.
func (l *lanes) unused(endpoint string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.enter(l.all[endpoint], -n)
}

// done notes what came of a message. A brisk answer widens the lane; a failure
// narrows it to one, and leaves the endpoint alone for a while that grows.
func (l *lanes) done(endpoint string, a webhook.Answer, now time.Time) {
	l.mu.Lock()
	w := l.all[endpoint]
	l.enter(w, -1)
	switch {
	case a.Reason != "":
		if w.wide = 1; !now.Before(w.quiet) { // of several that fail together the first counts
			w.fails++
			w.quiet = now.Add(min(time.Duration(1<<min(w.fails, 10))*time.Second, quietMost))
		}
	case a.Took > briskly:
		w.fails, w.wide = 0, 1
	default:
		w.fails, w.wide = 0, min(2*w.wide, laneMost)
	}
	l.mu.Unlock()
	select {
	case l.freed <- struct{}{}:
	default: // it is told already
	}
}

// deliver sends what is due until ctx ends, and waits for what is on its way.
func (p *Portal) deliver(ctx context.Context) {
	if p.Courier == nil {
		return
	}
	var out sync.WaitGroup
	defer out.Wait()
	poll := time.NewTicker(deliveryPoll)
	defer poll.Stop()
	for ctx.Err() == nil {
		n, err := p.sendDue(ctx, &out)
		if ctx.Err() == nil {
			p.note("webhooks", err)
		}
		if n > 0 && err == nil {
			select {
			case <-p.lanes.freed:
				time.Sleep(breath)
			case <-poll.C:
			case <-ctx.Done():
			}
			continue
		}
		select {
		case <-poll.C:
		case <-ctx.Done():
		}
	}
}

// DeliverDue sends what is due by now, once each, and returns when all has come
// through: for tests, whose clock stands, and for commands that end.
func (p *Portal) DeliverDue(ctx context.Context) error {
	for {
		var out sync.WaitGroup
		n, err := p.sendDue(ctx, &out)
		out.Wait()
		if err != nil || n == 0 {
			return err
		}
	}
}

// sendDue sends what may be sent now, and tells how much that was.
func (p *Portal) sendDue(ctx context.Context, out *sync.WaitGroup) (n int, err error) {
	var due []store.Webhook
	if err := p.DB.Look(ctx, 0, func(tx *store.Tx) (err error) { due, err = tx.DueWebhooks(); return err }); err != nil || len(due) == 0 {
		return 0, err
	}
	room := map[string]int{}
	for _, w := range due {
		if free := p.lanes.room(w.ID, p.Clock()); free > 0 {
			room[w.ID] = free
		}
	}
	if len(room) == 0 {
		return 0, nil
	}
	taken := map[string][]store.Delivery{}
	err = p.DB.Tx(ctx, 0, func(tx *store.Tx) error {
		clear(taken)
		for _, w := range due {
			if room[w.ID] == 0 {
				continue
			}
			if taken[w.ID], err = tx.TakeDeliveries(w.Customer, w.ID, room[w.ID], deliveryLease); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		clear(taken)
	}
	for _, w := range due {
		if unused := room[w.ID] - len(taken[w.ID]); unused > 0 {
			p.lanes.unused(w.ID, unused)
		}
		for _, d := range taken[w.ID] {
			n++
			out.Go(func() { p.send(context.WithoutCancel(ctx), w, d) })
		}
	}
	return n, err
}

// send takes one message to its endpoint and notes what came of it. Where that
// can't be noted the message goes again when its lease is over: at least once,
// and in no order.
func (p *Portal) send(ctx context.Context, w store.Webhook, d store.Delivery) {
	now := p.Clock()
	call, cancel := context.WithTimeout(ctx, deliveryTime)
	defer cancel()
	a := p.Courier.Deliver(call, webhook.Call{URL: w.URL, ID: d.Event, At: now, Body: []byte(d.Body), Secrets: w.Secrets(now)})
	p.lanes.done(w.ID, a, p.Clock()) // the next one need not wait for the note
	state, next := webhook.After(d.Tries, a, p.Clock(), d.Until)
	err := p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		if err := tx.EndDelivery(d, a, state, next); err != nil || state != webhook.Dead {
			return err
		}
		return tx.ExpireDeliveries(d.Customer, d.Endpoint, a)
	})
	p.note("webhooks", err)
}
