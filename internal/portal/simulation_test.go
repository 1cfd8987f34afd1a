package portal_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/notify"
	"ecship/internal/payment"
	"ecship/internal/payment/counter"
	"ecship/internal/payment/deposit"
	"ecship/internal/payment/sandbox"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/verify"
)

// The simulation: customers, a clerk, officers, a gateway that fails,
// notifications that are late, a scheduler, and crashes, all on the fake clock
// of one synctest bubble. Each waits for random spans, no two of which end at
// the same nanosecond, so that one seed is one history.

// TestSimulation runs a number of seeds, or the one of ECSHIP_SEED.
func TestSimulation(t *testing.T) {
	if testing.Short() {
		t.Skip("in fake time one acts after the other: the race detector has nothing to find, and takes every step for a race")
	}
	template := simTemplate(t)
	if s := os.Getenv("ECSHIP_SEED"); s != "" {
		seed, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		_, faults := simulate(t, template, seed, nil)
		for _, f := range faults {
			t.Error(f)
		}
		return
	}
	// In CI always the same; with time to spare, others each time.
	const few = 200
	began, first := time.Now(), uint64(0)
	if spare() > 0 {
		first = rand.Uint64() >> 20
	}
	var mu sync.Mutex
	var seeds uint64
	all := map[string]int{}
	next := func() (seed uint64, more bool) {
		mu.Lock()
		defer mu.Unlock()
		more = !t.Failed() && (seeds < few || time.Since(began) < spare())
		if more {
			seeds++
		}
		return first + seeds - 1, more
	}
	t.Run("histories", func(t *testing.T) {
		for n := range runtime.GOMAXPROCS(0) { // each history is one after the other in itself
			t.Run(strconv.Itoa(n), func(t *testing.T) {
				t.Parallel()
				for seed, more := next(); more; seed, more = next() {
					counts, faults := simulate(t, template, seed, nil)
					for _, f := range faults {
						t.Error(f)
					}
					if t.Failed() {
						t.Fatalf("seed %d; again: ECSHIP_SEED=%d go test ./internal/portal -run TestSimulation$", seed, seed)
					}
					mu.Lock()
					for what, n := range counts {
						all[what] += n
					}
					mu.Unlock()
				}
			})
		}
	})
	t.Logf("R-04: %d seeds from %d: %v", seeds, first, all)
	for _, what := range []string{"captured", "voided", "posted", "credited", "crash", "no answer", "deferred", "withdrawn", "at the counter"} {
		if all[what] == 0 {
			t.Errorf("in no history anything was %s: %v", what, all)
		}
	}
}

// rekeying is a naive way to pay: each try of a refund has a key of its own.
type rekeying struct {
	payment.Method
	n *int
}

func (m rekeying) Refund(ctx context.Context, o payment.RefundOrder) (payment.Report, error) {
	key := o.Key
	*m.n++
	o.Key = fmt.Sprint(key, "-", *m.n)
	r, err := m.Method.Refund(ctx, o)
	if r.Refunds != nil {
		r.Refunds[key] = r.Refunds[o.Key]
	}
	return r, err
}

// presuming is another: what is not answered has not happened.
type presuming struct{ payment.Method }

func (m presuming) Capture(ctx context.Context, ref string, amount money.Amount) (payment.Report, error) {
	r, err := m.Method.Capture(ctx, ref, amount)
	if err != nil {
		return payment.Report{State: payment.Lapsed}, nil
	}
	return r, err
}

// The simulation bites: with either naive way to pay it finds money that moved
// twice, or that the books deny.
func TestSimulationBites(t *testing.T) {
	if testing.Short() {
		t.Skip("in fake time one acts after the other: the race detector has nothing to find, and takes every step for a race")
	}
	template := simTemplate(t)
	for name, naive := range map[string]func(payment.Method) payment.Method{
		"a key for each try":         func(m payment.Method) payment.Method { return rekeying{m, new(int)} },
		"no answer is not happening": func(m payment.Method) payment.Method { return presuming{m} },
	} {
		caught := false
		for seed := uint64(0); seed < 30 && !caught; seed++ {
			_, faults := simulate(t, template, seed, naive)
			caught = len(faults) > 0
		}
		if !caught {
			t.Errorf("%s: 30 histories, and nothing was found", name)
		}
	}
}

// simCustomers own the items.
const simCustomers = 3

func simCustomer(n int) account.Actor {
	return account.Actor{User: fmt.Sprintf("usr_sim%d", n), Customer: fmt.Sprintf("cus_sim%d", n), Role: account.Owner, Mode: account.Live}
}

// simTemplate is a migrated database with the customers in it, to be copied for
// each seed.
func simTemplate(t *testing.T) []byte {
	t.Helper()
	file := t.TempDir() + "/template.db"
	r := On(t, file)
	err := r.Portal.DB.Tx(t.Context(), 0, func(tx *store.Tx) error {
		for n := range simCustomers {
			who := simCustomer(n)
			if err := tx.InsertUser(store.User{ID: who.User, Email: who.User + "@example.org", Lang: i18n.En, State: store.Active, CreatedAt: tx.Now}); err != nil {
				return err
			}
			if err := tx.InsertCustomer(store.Customer{ID: who.Customer, Mode: account.Live, State: store.Active, CreatedAt: tx.Now}); err != nil {
				return err
			}
			if err := tx.InsertMembership(who.User, who.Customer, account.Owner); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := range simCustomers {
		if err := r.Portal.OpenDepositAccount(t.Context(), portal.NewDepositAccount{Number: fmt.Sprintf("PM%d", n), Customer: simCustomer(n).Customer, Deposit: 1000_00, CreditLimit: 500_00}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Portal.DB.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// memory is a folder in memory, where there is one.
func memory() string {
	const shm = "/dev/shm"
	if _, err := os.Stat(shm); err == nil {
		return shm
	}
	return ""
}

// world is one history.
type world struct {
	*testing.T
	p       *portal.Portal
	gateway *sandbox.Gateway
	now     func() time.Time
	end     time.Time
	items   [][]string // of each customer
	pending []sandbox.Notice
	counts  map[string]int
	faults  []string
	healing bool
}

// fault notes what must not be.
func (w *world) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

// simDays is how long a history lasts: over an evening's charges, or over two.
func simDays() int {
	if long() {
		return 2
	}
	return 1
}

// simulate lives one history and judges it. naive, where it is given, wraps the
// way to pay.
func simulate(t *testing.T, template []byte, seed uint64, naive func(payment.Method) payment.Method) (counts map[string]int, faults []string) {
	dir, err := os.MkdirTemp(memory(), "simulation")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // it is in memory
	file := dir + "/ecship.db"
	if err := os.WriteFile(file, template, 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		now := func() time.Time { return Start.Add(time.Since(began)) }
		db, err := store.Open(context.Background(), store.Config{Database: file, Clock: now, Secret: []byte("secret of a testsecret of a test")})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close() //nolint:errcheck // the history is over
		g, err := sandbox.New(sandbox.Config{Secret: []byte("gateway"), Clock: now})
		if err != nil {
			t.Fatal(err)
		}
		var m payment.Method = g
		if naive != nil {
			m = naive(g)
		}
		p, err := portal.New(context.Background(), portal.Config{DB: db, Clock: now, Channel: &Mails{}, Printer: Printer{}, Log: slog.New(slog.DiscardHandler),
			Methods: payment.Methods{Live: []payment.Method{m, deposit.Method{}, counter.Method{}}}, Letterhead: notify.Letterhead{Product: "sim", URL: "http://localhost"}})
		if err != nil {
			t.Fatal(err)
		}
		w := &world{T: t, p: p, gateway: g, now: now, end: Start.AddDate(0, 0, simDays()), items: make([][]string, simCustomers), counts: map[string]int{}}
		w.run(seed)
		w.settleDown()
		w.judge(file)
		counts, faults = w.counts, w.faults
	})
	return counts, faults
}

// run starts everybody and waits until the days are over. Each has a seed of
// his own, so that what one draws does not move another.
func (w *world) run(seed uint64) {
	crashes := rand.New(rand.NewPCG(seed, 1000))
	w.p.Failpoint = func(name string) {
		if !w.healing && crashes.IntN(60) == 0 {
			w.counts["crash"]++
			panic(crash{name})
		}
	}
	done := make(chan struct{})
	n := 0
	begin := func(pause time.Duration, act func(*rand.Rand)) {
		n++
		r := rand.New(rand.NewPCG(seed, uint64(n)))
		offset := time.Duration(n) // no two wake at the same nanosecond
		go func() {
			defer func() { done <- struct{}{} }()
			for w.now().Before(w.end) {
				time.Sleep((pause/4 + time.Duration(r.Int64N(int64(pause*3/2)))).Truncate(64) + offset)
				survives(func() { act(r) })
			}
		}()
	}
	for c := range simCustomers {
		begin(40*time.Minute, func(r *rand.Rand) { w.customer(c, r) })
		begin(time.Hour, func(r *rand.Rand) { w.customer(c, r) }) // the other tab
	}
	begin(25*time.Minute, w.payer)
	begin(2*time.Hour, w.clerk)
	begin(3*time.Hour, func(r *rand.Rand) { w.officer("usr_ho", r) })
	begin(4*time.Hour, func(r *rand.Rand) { w.officer("usr_lam", r) })
	begin(30*time.Minute, w.trouble)
	begin(15*time.Minute, w.post)
	begin(3*time.Minute, func(*rand.Rand) { w.p.Worker().Drain(context.Background()) }) //nolint:errcheck // comes again
	begin(time.Hour, func(*rand.Rand) { w.p.Sweep(context.Background()) })              //nolint:errcheck // comes again
	for range n {
		<-done
	}
}

// fine notes an error that nobody may ever see.
func (w *world) fine(what string, err error) {
	if err != nil && problem.Of(err).Kind == problem.Internal {
		w.fault("%s: %v", what, err)
	}
	if err == nil {
		w.counts[what]++
	}
}

// customer does one thing that customers do.
func (w *world) customer(c int, r *rand.Rand) {
	ctx, who := context.Background(), simCustomer(c)
	pick := func() string {
		if len(w.items[c]) == 0 {
			return ""
		}
		return w.items[c][r.IntN(len(w.items[c]))]
	}
	switch r.IntN(8) {
	case 0, 1:
		d := teaToNewYork()
		d.Route.Grams = postal.Grams(1300 + 100*r.IntN(5))
		it, err := w.p.CreateShipment(ctx, who, portal.NewShipment{Draft: d, Issue: true})
		w.fine("issued", err)
		if err == nil {
			w.items[c] = append(w.items[c], it.ID)
		}
	case 2, 3, 4:
		in := portal.NewPayment{Items: []string{pick()}, Method: "sandbox"}
		if r.IntN(3) == 0 {
			in.Items = append(in.Items, pick())
		}
		switch r.IntN(10) {
		case 0, 1:
			in.Method, in.Source = "deposit", fmt.Sprintf("PM%d", r.IntN(simCustomers))
		case 2, 3:
			in.Method = "counter"
		}
		_, err := w.p.StartPayment(ctx, who, in)
		w.fine("started", err)
	case 5:
		if l, err := w.p.Payments(ctx, who, portal.PaymentPage{}); err == nil && len(l.Rows) > 0 {
			p := l.Rows[r.IntN(len(l.Rows))]
			var err error
			if r.IntN(3) == 0 {
				_, err = w.p.AbandonPayment(ctx, who, p.ID)
				w.fine("abandoned", err)
			} else {
				_, err = w.p.RefreshPayment(ctx, who, p.ID)
				w.fine("asked", err)
			}
		}
	case 6:
		_, err := w.p.CancelShipment(ctx, who, pick())
		w.fine("cancelled", err)
	case 7:
		_, err := w.p.RequestRefund(ctx, who, portal.NewRefund{Item: pick()})
		w.fine("applied", err)
	}
}

// payer stands before the gateway's page of some payment.
func (w *world) payer(r *rand.Rand) {
	l, err := w.p.Payments(context.Background(), simCustomer(r.IntN(simCustomers)), portal.PaymentPage{})
	if err != nil {
		return
	}
	for _, p := range l.Rows {
		if p.Method != "sandbox" {
			continue
		}
		switch r.IntN(6) {
		case 0:
			w.gateway.Decline(p.Ref) //nolint:errcheck // closed
		case 1:
			w.gateway.Lapse(p.Ref) //nolint:errcheck // not authorised
		default:
			w.gateway.Pay(p.Ref) //nolint:errcheck // closed
		}
	}
}

// clerk takes some item over the counter, at a weight of its own.
func (w *world) clerk(r *rand.Rand) {
	c := r.IntN(simCustomers)
	if len(w.items[c]) == 0 {
		return
	}
	it, err := w.p.Shipment(context.Background(), simCustomer(c), w.items[c][r.IntN(len(w.items[c]))])
	if err != nil {
		return
	}
	clerk := account.Actor{User: "usr_clerk", Staff: account.Clerk, Office: "GPO", Mode: account.Live}
	_, err = w.p.AcceptAtCounter(context.Background(), clerk, portal.Acceptance{Number: string(it.Number), Grams: postal.Grams(1000 + 100*r.IntN(9)), Cash: 5000_00})
	w.fine("posted", err)
}

func (w *world) officer(user string, r *rand.Rand) {
	who := account.Actor{User: user, Staff: account.Officer, Mode: account.Live}
	all, err := w.p.RefundQueue(context.Background(), who, "")
	if err != nil || len(all) == 0 {
		return
	}
	x := all[r.IntN(len(all))]
	if x.State == payment.Failed {
		_, err = w.p.RetryRefund(context.Background(), who, x.ID)
	} else {
		_, err = w.p.DecideRefund(context.Background(), who, portal.Verdict{Refund: x.ID, Approve: r.IntN(6) > 0, Words: "so it is"})
	}
	w.fine("decided", err)
}

// trouble makes the gateway answer badly for a while.
func (w *world) trouble(r *rand.Rand) {
	w.gateway.Heal()
	if r.IntN(2) == 0 {
		return
	}
	kind := sandbox.Troubles[2+r.IntN(len(sandbox.Troubles)-2)]
	op := []string{"", "start", "ask", "capture", "void", "refund"}[r.IntN(6)]
	w.gateway.Cause(op, "", kind, 1+r.IntN(6))
	w.counts["no answer"]++
}

// post brings notifications late, in any order, some twice and some never.
func (w *world) post(r *rand.Rand) {
	w.pending = append(w.pending, w.gateway.Notices()...)
	r.Shuffle(len(w.pending), func(i, j int) { w.pending[i], w.pending[j] = w.pending[j], w.pending[i] })
	for len(w.pending) > 0 && r.IntN(4) > 0 {
		n := w.pending[0]
		if r.IntN(3) > 0 {
			w.pending = w.pending[1:]
		}
		w.p.PaymentNotice(context.Background(), "sandbox", n.Header, n.Body) //nolint:errcheck // too old, or no answer: the jobs ask
	}
}

// settleDown lets everything that is under way come to its end.
func (w *world) settleDown() {
	w.healing = true
	w.gateway.Heal()
	for range 24 * 6 {
		time.Sleep(10 * time.Minute)
		if err := w.p.Worker().Drain(context.Background()); err != nil {
			w.fault("draining: %v", err)
		}
	}
}

// judge holds the end against what must be: the independent checker finds
// nothing, nothing is unknown, and each item was paid for once.
func (w *world) judge(file string) {
	moved, err := w.gateway.Statement(context.Background(), time.Time{}, w.now().AddDate(1, 0, 0))
	if err != nil {
		w.Fatal(err)
	}
	found, err := verify.Run(context.Background(), verify.Input{Database: file, Now: w.now(), Gateways: said(verify.Stated(moved))})
	if err != nil {
		w.Fatal(err)
	}
	for _, f := range found {
		w.fault("%s", f)
	}
	for c := range simCustomers {
		w.judgeCustomer(simCustomer(c), w.items[c])
	}
}

func (w *world) judgeCustomer(who account.Actor, items []string) {
	ctx := context.Background()
	for after := ""; ; {
		l, err := w.p.Payments(ctx, who, portal.PaymentPage{After: after})
		if err != nil {
			w.Fatal(err)
		}
		for _, p := range l.Rows {
			w.counts[string(p.State)]++
			if p.Method == "counter" && p.Captured > 0 {
				w.counts["at the counter"]++
			}
			if p.State.Pending() || p.Money() == payment.Unknown {
				w.fault("%s is still %s", p.ID, p.State)
			}
		}
		if after = l.Next; after == "" {
			break
		}
	}
	for _, id := range items {
		v, err := w.p.PaymentOf(ctx, who, id)
		if err != nil {
			continue
		}
		var paid, back money.Amount
		for _, it := range v.Items {
			if it.ID == id && it.Live && v.State == payment.Captured {
				paid += it.PaymentItem.Amount
			}
		}
		for _, r := range v.Refunds {
			if r.Shipment == id && r.State == payment.Credited && r.Reason != payment.Unwanted {
				back += r.Amount
				w.counts["credited"]++
			}
		}
		it, err := w.p.Shipment(ctx, who, id)
		if err != nil || back > paid {
			w.fault("%s: %d of %d given back (%v)", id, back, paid, err)
		}
		if it.State == shipment.Cancelled && v.State == payment.Authorised {
			w.fault("%s is cancelled, and still held", id)
		}
		if it.State != shipment.Issued && v.State == payment.Deferred && live(v, id) && v.Captured == 0 {
			w.fault("%s is %s, and still to be paid at the counter", id, it.State)
		}
	}
}

// live tells whether an item counts in its payment.
func live(v portal.Payment, item string) bool {
	return slices.ContainsFunc(v.Items, func(it portal.PaidItem) bool { return it.ID == item && it.Live })
}
