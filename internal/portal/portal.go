// Package portal is the application: one method for each thing that an actor
// can do. A method authorises, loads, asks the rules, saves, and leaves behind
// what has to follow, in one transaction with one time. It knows no HTTP, no
// XML and no SQL, and no particular way to pay.
package portal

import (
	"context"
	"crypto/rand"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/notify"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/tariff"
)

// Config is what a portal is made of.
type Config struct {
	DB      *store.DB
	Clock   func() time.Time
	Channel notify.Channel // takes the mails
	Printer Printer        // draws the papers
	Thermal Labeller       // makes labels in a label printer's own language
	// Courier takes events to the endpoints of customers' programs. Without one
	// they wait.
	Courier Courier
	// HooksHere lets endpoints be on this machine, by plain http: the demo's are.
	HooksHere bool
	// Methods are the ways to pay.
	Methods payment.Methods
	// Operator is who carries the mail, as labels and receipts name it.
	Operator i18n.Text
	// Letterhead is how the portal names itself in mails.
	Letterhead notify.Letterhead
	// KeepMails leaves the text of sent mails in the database, sealed, for the
	// demo's outbox page; elsewhere it is wiped once a mail is gone.
	KeepMails bool
	// Conform has a live key given only to customers whose programs went through
	// the list of its door with a test key (M-I3).
	Conform bool
	// BudgetLeast is the floor of the read budget (I-1); 0 is the policy's. Only
	// tests that ask for much set it.
	BudgetLeast int
	// Failpoint is told of each moment at which a crash would hurt most: before
	// and after each commit of money and each word to a gateway. Only tests set
	// it, to crash there.
	Failpoint func(name string)
	Log       *slog.Logger
}

// at passes a failpoint.
func (p *Portal) at(name string) {
	if p.Failpoint != nil {
		p.Failpoint(name)
	}
}

// Portal is the application. Its methods may be called at once from anywhere.
type Portal struct {
	Config
	catalogue atomic.Pointer[tariff.Catalogue]
	tables    atomic.Int64 // the version of the reference tables behind catalogue
	passwords *passwords
	budgets   *budgets
	alarmed   sync.Map // the last alarm about each service's item numbers
	requests  requestLog
	inFlight  sync.Map // the idempotency keys that are being worked on
	process   string   // tells this run of the program from every other
	lanes     *lanes
	observed  sync.Map // the steps of conformance that are ticked off
}

// New makes a portal over an open database and loads its reference tables.
func New(ctx context.Context, c Config) (*Portal, error) {
	p := &Portal{Config: c, passwords: newPasswords(), budgets: newBudgets(), process: rand.Text(), lanes: newLanes()}
	if p.BudgetLeast == 0 {
		p.BudgetLeast = policy.BudgetLeast
	}
	p.tables.Store(-1)
	if err := p.RefreshTables(ctx); err != nil {
		return nil, err
	}
	return p, p.ensureRanges(ctx)
}

// Catalogue is the services, places and rate books as they stand now.
func (p *Portal) Catalogue() *tariff.Catalogue { return p.catalogue.Load() }

// write runs fn in a transaction whose time is the actor's (M-I3).
func (p *Portal) write(ctx context.Context, who account.Actor, fn func(*store.Tx) error) error {
	var seen []string
	err := p.DB.Tx(ctx, who.Clock, func(tx *store.Tx) error {
		err := fn(tx)
		seen = tx.Seen()
		return err
	})
	if over := p.watch(ctx, who, seen, err); err != nil {
		return over // what was done stays acknowledged
	}
	return nil
}

// read runs fn on a snapshot that it can't change.
func (p *Portal) read(ctx context.Context, who account.Actor, fn func(*store.Tx) error) error {
	var seen []string
	err := p.DB.Read(ctx, who.Clock, func(tx *store.Tx) error {
		err := fn(tx)
		seen = tx.Seen()
		return err
	})
	return p.watch(ctx, who, seen, err)
}

// today is the actor's date in Hong Kong.
func (p *Portal) today(who account.Actor) policy.Day { return policy.DayOf(p.Clock().Add(who.Clock)) }

// notFound is what absent things and other people's things have in common
// (M-A7).
func notFound() error { return problem.New(problem.NotFound, "error.not_found", "") }
