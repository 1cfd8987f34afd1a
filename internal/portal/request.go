package portal

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"ecship/internal/account"
	"ecship/internal/policy"
	"ecship/internal/store"
)

// Request is something that a program asked for with a key.
type Request = store.Request

// requestLog holds what programs asked for until it is written, many at once: no
// request waits for its line. What a dying server still held is lost, and so is
// what comes faster than it can be kept: it is for developers, not for proof.
type requestLog struct {
	mu   sync.Mutex
	held []Request
}

const (
	requestsHeld = 8192 // at most, between two writings
	requestsOnce = 256  // in one transaction
)

// NoteRequest keeps what a program asked for, and how it was answered, for the
// developers who look for it (M-I1). Of people nothing is noted.
func (p *Portal) NoteRequest(who account.Actor, r Request) {
	if who.Key == "" || who.Customer == "" {
		return
	}
	r.Customer, r.Key, r.ID, r.At = who.Customer, who.Key, who.Request, p.Clock()
	p.requests.mu.Lock()
	defer p.requests.mu.Unlock()
	if len(p.requests.held) < requestsHeld {
		p.requests.held = append(p.requests.held, r)
	}
}

// writeRequests writes what is held.
func (p *Portal) writeRequests(ctx context.Context) (err error) {
	p.requests.mu.Lock()
	held := p.requests.held
	p.requests.held = nil
	p.requests.mu.Unlock()
	for some := range slices.Chunk(held, requestsOnce) {
		err = errors.Join(err, p.write(ctx, account.Nobody, func(tx *store.Tx) error { return tx.InsertRequests(some) }))
	}
	return err
}

// RequestPage names a page of what was asked for with a key.
type RequestPage struct {
	Key   string // key_…
	After string // the Next of the page before
}

// RequestList is a page of it, the newest first.
type RequestList struct {
	Key  store.APIKey
	Rows []Request
	Next string
}

// Requests lists what was asked for with a key of the actor's customer in the
// past 30 days: for who looks after its keys, and for the key itself.
func (p *Portal) Requests(ctx context.Context, who account.Actor, in RequestPage) (l RequestList, err error) {
	need := account.Manage
	if who.Key != "" && who.Key == in.Key {
		need = account.See
	}
	if err := who.Sender(need); err != nil {
		return l, err
	}
	if err := p.writeRequests(ctx); err != nil {
		return l, err
	}
	return l, p.read(ctx, who, func(tx *store.Tx) error {
		keys, err := tx.APIKeys(who.Customer)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(keys, func(k store.APIKey) bool { return k.ID == in.Key })
		if at < 0 {
			return notFound()
		}
		rows, err := tx.Requests(who.Customer, in.Key, requestAt(in.After), policy.PageRows+1)
		l = RequestList{Key: keys[at], Rows: rows}
		if len(rows) > policy.PageRows {
			l.Rows = rows[:policy.PageRows]
			last := l.Rows[policy.PageRows-1]
			l.Next = strconv.FormatInt(last.At.UnixMicro(), 10) + "." + last.ID
		}
		return err
	})
}

// requestAt is where a cursor points; a made-up one points nowhere.
func requestAt(cursor string) (r Request) {
	at, id, ok := strings.Cut(cursor, ".")
	if us, err := strconv.ParseInt(at, 10, 64); ok && err == nil {
		r.At, r.ID = time.UnixMicro(us), id
	}
	return r
}
