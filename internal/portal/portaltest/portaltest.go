// Package portaltest runs stories against a real portal: a database of its own,
// a clock that the test moves, mails that it can read, and papers drawn as
// text. It speaks as one actor at a time.
package portaltest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/notify"
	"ecship/internal/payment"
	"ecship/internal/payment/counter"
	"ecship/internal/payment/deposit"
	"ecship/internal/payment/sandbox"
	"ecship/internal/portal"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// Start is when every story begins: a Monday at 10:00 in Hong Kong.
var Start = time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)

// Runner is one story.
type Runner struct {
	*testing.T
	Portal *portal.Portal
	Who    account.Actor
	Mails  *Mails
	// Gateway is where cards are paid; the tests play the payer and the trouble.
	Gateway *sandbox.Gateway
	// Database is what the portal stands on, for whoever looks behind it.
	Database string
	clock    *Clock
	actors   map[string]account.Actor
}

// Clock is a clock that stands until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock is a clock that stands at Start.
func NewClock() *Clock { return &Clock{now: Start} }

// Now tells the time.
func (c *Clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

// Set moves the clock.
func (c *Clock) Set(t time.Time) { c.mu.Lock(); defer c.mu.Unlock(); c.now = t }

// Mails is a channel that keeps what it is given.
type Mails struct {
	mu   sync.Mutex
	Sent []notify.Message
	// Fail is what Send answers instead, where it is not nil.
	Fail error
}

// Send keeps m.
func (b *Mails) Send(_ context.Context, m notify.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Fail == nil {
		b.Sent = append(b.Sent, m)
	}
	return b.Fail
}

// To lists the mails to an address, oldest first.
func (b *Mails) To(address string) (all []notify.Message) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.Sent {
		if m.To == address {
			all = append(all, m)
		}
	}
	return all
}

// Printer draws papers as lists to read.
type Printer struct{}

// Print draws every ply of each item, below a line that says how.
func (Printer) Print(w io.Writer, how label.Print, items ...label.Item) error {
	if how != (label.Print{}) {
		fmt.Fprintf(w, "print %+v\n", how) //nolint:errcheck // the recorder's writes are not checked either
	}
	for _, it := range items {
		l, ok := it.Layout()
		if !ok {
			return fmt.Errorf("no layout for %s", it.Shipment.ID)
		}
		for i, sheet := range l.Sheets(&it) {
			fmt.Fprintf(w, "ply %d of %s\n", i+1, l.Name) //nolint:errcheck // the recorder's writes are not checked either
			label.Draw(&label.Recorder{W: w}, l, sheet, &it)
		}
	}
	return nil
}

// TestPage draws the rulers.
func (Printer) TestPage(w io.Writer, how label.Print, lang i18n.Lang) error {
	fmt.Fprintf(w, "test page %+v\n", how) //nolint:errcheck // the recorder's writes are not checked either
	label.DrawTest(&label.Recorder{W: w}, label.A4, lang)
	return nil
}

// Receipt draws every page of a receipt.
func (Printer) Receipt(w io.Writer, r label.Receipt) error {
	for _, page := range r.Pages() {
		page.Draw(&label.Recorder{W: w})
	}
	return nil
}

// Paper draws every page of a paper.
func (Printer) Paper(w io.Writer, p label.Paper) error {
	for _, page := range p.Pages() {
		page.Draw(&label.Recorder{W: w})
	}
	return nil
}

// New opens a portal on a SQLite file of its own.
func New(t *testing.T) *Runner {
	t.Helper()
	return On(t, t.TempDir()+"/portal.db")
}

// On opens a portal on a database.
func On(t *testing.T, database string) *Runner {
	t.Helper()
	clock := NewClock()
	r := Over(t, openStore(t, database, clock), clock)
	r.Database = database
	return r
}

// Beside is another node of r's portal: over the same database by connections
// of its own, with the same clock and gateway.
func (r *Runner) Beside() *Runner {
	r.Helper()
	other := Over(r.T, openStore(r.T, r.Database, r.clock), r.clock)
	other.Portal.Methods, other.Gateway, other.Database = r.Portal.Methods, r.Gateway, r.Database
	return other
}

func openStore(t *testing.T, database string, clock *Clock) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), store.Config{Database: database, Clock: clock.Now, Secret: []byte(strings.Repeat("secret of a test", 2))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // the test is over
	return db
}

// Over makes a portal over an open database.
func Over(t *testing.T, db *store.DB, clock *Clock) *Runner {
	t.Helper()
	mails := &Mails{}
	gateway, err := sandbox.New(sandbox.Config{URL: "http://localhost:8080/sandbox", Secret: []byte("gateway"), Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	methods := []payment.Method{gateway, deposit.Method{}, counter.Method{}}
	p, err := portal.New(context.Background(), portal.Config{DB: db, Clock: clock.Now, Channel: mails, Printer: Printer{}, Thermal: Printer{}, Methods: payment.Methods{Live: methods, Test: methods}, Operator: i18n.Text{En: "Hongkong Post", Hant: "香港郵政", Hans: "香港邮政"}, KeepMails: true,
		Letterhead: notify.Letterhead{Product: "ecship", URL: "http://localhost:8080"}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return &Runner{T: t, Portal: p, Mails: mails, Gateway: gateway, clock: clock, actors: map[string]account.Actor{}}
}

// Now is the story's time, and Later moves it on.
func (r *Runner) Now() time.Time { return r.clock.Now() }

// Later moves the story's clock on.
func (r *Runner) Later(d time.Duration) { r.clock.Set(r.clock.Now().Add(d)) }

// Until moves the story's clock to a moment.
func (r *Runner) Until(t time.Time) { r.clock.Set(t) }

// As makes somebody speak from here on: a sender with an account of his own,
// opened the first time the name is heard, by registering and activating.
func (r *Runner) As(name string) *Runner {
	r.Helper()
	who, ok := r.actors[name]
	if !ok {
		email := name + "@example.org"
		if err := r.Portal.Register(context.Background(), account.Nobody, portal.Registration{Email: email, Password: Password, Name: name, Lang: i18n.En}); err != nil {
			r.Fatal(err)
		}
		r.Work()
		who = Must(r, r.Portal.Activate, r.Token(email))
		r.actors[name] = who
	}
	r.Who = who
	return r
}

// AsActor makes an actor of the test's own making speak.
func (r *Runner) AsActor(who account.Actor) *Runner { r.Who = who; return r }

// AsClerk makes a clerk of an office speak.
func (r *Runner) AsClerk(office string) *Runner {
	r.Who = account.Actor{User: "usr_clerk", Staff: account.Clerk, Office: office, Mode: account.Live}
	return r
}

// Password is what everybody in a story signs in with.
const Password = "correct horse battery"

// Work runs the jobs that are due, and those that they ask for, until none is
// left.
func (r *Runner) Work() {
	r.Helper()
	if err := r.Portal.Worker().Drain(context.Background()); err != nil {
		r.Fatal(err)
	}
}

var tokenForm = regexp.MustCompile(`token=([A-Za-z0-9_-]+)`)

// Token is the one in the newest mail to an address.
func (r *Runner) Token(email string) string {
	r.Helper()
	mails := r.Mails.To(email)
	if len(mails) == 0 {
		r.Fatalf("no mail to %s", email)
	}
	m := tokenForm.FindStringSubmatch(mails[len(mails)-1].Body)
	if m == nil {
		r.Fatalf("no token in the last mail to %s:\n%s", email, mails[len(mails)-1].Body)
	}
	return m[1]
}

// Op is the shape of the portal's methods.
type Op[In, Out any] func(context.Context, account.Actor, In) (Out, error)

// Must does an operation that has to succeed.
func Must[In, Out any](r *Runner, op Op[In, Out], in In) Out {
	r.Helper()
	out, err := op(context.Background(), r.Who, in)
	if err != nil {
		r.Fatalf("refused: %v", err)
	}
	return out
}

// Refused does an operation that has to be refused with a message, at a field
// if one is named: "weight.zero at weight".
func Refused[In, Out any](r *Runner, op Op[In, Out], in In, want string) {
	r.Helper()
	_, err := op(context.Background(), r.Who, in)
	if err == nil {
		r.Fatalf("done, but it must be refused with %s", want)
	}
	key, field, at := strings.Cut(want, " at ")
	for _, p := range problem.Of(err).All() {
		if p.Key == key && (!at || p.Field == field) {
			return
		}
	}
	r.Fatalf("refused with %v, want %s", err, want)
}
