package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/ledger"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/payment/sandbox"
	"ecship/internal/portal"
	"ecship/internal/web"
)

// R-01 kills real processes: this test's own program, started again in one of
// these roles, which it is told in an environment variable.
const roleVariable = "ECSHIP_TEST_ROLE"

var roles = map[string]func() int{"server": playServer, "gateway": playGateway}

// part is what a role is told.
type part struct {
	Data, Database string
	Server         string // addresses
	Gateway        string
	// Behind is how far the clock of the story is behind the real one.
	Behind time.Duration
	// Lost is how many of a hundred answers of the gateway get lost, half of
	// them with nothing done.
	Lost int
}

func (p part) now() time.Time { return time.Now().Add(-p.Behind) }

func readPart() (p part) {
	if err := json.Unmarshal([]byte(os.Args[1]), &p); err != nil {
		panic(err)
	}
	return p
}

var gatewaySecret = []byte("the gateway's and the portal's")

// playServer serves the demo with its gateway in another process, and prints
// the key of a real customer's programs.
func playServer() int {
	p := readPart()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	t := &terminal{Out: os.Stdout, Err: os.Stderr, Lang: i18n.En, Now: p.now}
	w := wiring{Settings: Settings{Data: p.Data, Database: p.Database, Operator: "Post"}, Serving: Serving{Addr: p.Server, LimitFactor: 10_000},
		mode: web.Demo, log: slog.New(slog.DiscardHandler), cards: newRemote(p.Gateway)}
	err := w.serve(ctx, t, func(po *portal.Portal) error {
		if _, err := po.SeedDemo(ctx); err != nil {
			return err
		}
		who, err := po.MemberActor(ctx, "mei@example.org", account.Live)
		if err != nil {
			return err
		}
		k, err := po.CreateKey(ctx, who, "R-01")
		fmt.Println("ready", k.Secret)
		return err
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// wire is what the portal's process says to the gateway's.
type wire struct {
	Op     string
	Ref    string
	Amount money.Amount
	Order  payment.Order
	Refund payment.RefundOrder
}

// playGateway is the card gateway, with its own durable journal. Some of its
// answers never arrive.
func playGateway() int {
	p := readPart()
	url := "http://" + p.Gateway
	g, err := sandbox.New(sandbox.Config{Journal: filepath.Join(p.Data, "gateway.jsonl"), URL: url, Secret: gatewaySecret, Clock: p.now,
		Notify: func(header map[string][]string, body []byte) { go notifyPortal(p.Server, header, body) }})
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/pay/", g.Pages())
	mux.HandleFunc("POST /call", func(rw http.ResponseWriter, r *http.Request) {
		var in wire
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			panic(err)
		}
		luck := rand.IntN(100)
		if luck < p.Lost/2 {
			panic(http.ErrAbortHandler) // nothing done, nothing said
		}
		report, err := in.do(r.Context(), g)
		if luck < p.Lost || err != nil {
			panic(http.ErrAbortHandler) // done, and nothing said
		}
		json.NewEncoder(rw).Encode(report) //nolint:errcheck // the asker was killed
	})
	mux.HandleFunc("GET /statement", func(rw http.ResponseWriter, r *http.Request) {
		all, err := g.Statement(r.Context(), time.Time{}, time.Now().AddDate(1, 0, 0))
		if err != nil {
			panic(err)
		}
		json.NewEncoder(rw).Encode(all) //nolint:errcheck // the asker was killed
	})
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", p.Gateway)
	if err != nil {
		panic(err)
	}
	fmt.Println("ready")
	http.Serve(l, mux) //nolint:errcheck,gosec // until it is killed
	return 1
}

// notifyPortal sends a notification, to a portal that may be dead.
func notifyPortal(addr string, header map[string][]string, body []byte) {
	req, err := http.NewRequest(http.MethodPost, "http://"+addr+"/notices/sandbox", bytes.NewReader(body))
	if err != nil {
		panic(err)
	}
	req.Header = header
	if res, err := http.DefaultClient.Do(req); err == nil {
		res.Body.Close() //nolint:errcheck // nothing to read
	}
}

// do does what the portal asks for.
func (in wire) do(ctx context.Context, g *sandbox.Gateway) (payment.Report, error) {
	switch in.Op {
	case "start":
		return g.Start(ctx, in.Order)
	case "ask":
		return g.Ask(ctx, in.Ref)
	case "capture":
		return g.Capture(ctx, in.Ref, in.Amount)
	case "void":
		return g.Void(ctx, in.Ref)
	}
	return g.Refund(ctx, in.Refund)
}

// remote is the way to the gateway's process.
type remote struct {
	url    string
	notice *sandbox.Gateway // only checks signatures
}

func newRemote(addr string) payment.Method {
	g, err := sandbox.New(sandbox.Config{Secret: gatewaySecret, Clock: time.Now})
	if err != nil {
		panic(err)
	}
	return remote{"http://" + addr, g}
}

func (remote) Code() string                { return "sandbox" }
func (remote) Shape() payment.Shape        { return payment.Hosted }
func (remote) Money(string) ledger.Account { return ledger.Clearing.Of("sandbox") }
func (m remote) Origin() string            { return m.url }

func (m remote) Start(ctx context.Context, o payment.Order) (payment.Report, error) {
	return m.call(ctx, wire{Op: "start", Order: o})
}

func (m remote) Ask(ctx context.Context, ref string) (payment.Report, error) {
	return m.call(ctx, wire{Op: "ask", Ref: ref})
}

func (m remote) Capture(ctx context.Context, ref string, amount money.Amount) (payment.Report, error) {
	return m.call(ctx, wire{Op: "capture", Ref: ref, Amount: amount})
}

func (m remote) Void(ctx context.Context, ref string) (payment.Report, error) {
	return m.call(ctx, wire{Op: "void", Ref: ref})
}

func (m remote) Refund(ctx context.Context, o payment.RefundOrder) (payment.Report, error) {
	return m.call(ctx, wire{Op: "refund", Refund: o})
}

func (m remote) Notice(header map[string][]string, body []byte, now time.Time) ([]string, error) {
	return m.notice.Notice(header, body, now)
}

func (m remote) Statement(ctx context.Context, _, _ time.Time) (all []payment.Movement, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, m.url+"/statement", nil)
	if err != nil {
		return nil, err
	}
	err = answerOf(req, &all)
	return all, err
}

func (m remote) call(ctx context.Context, in wire) (r payment.Report, err error) {
	body, err := json.Marshal(in)
	if err != nil {
		return r, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.url+"/call", bytes.NewReader(body))
	if err != nil {
		return r, err
	}
	err = answerOf(req, &r)
	return r, err
}

// answerOf sends a request once: a client that repeats by itself would hide
// what was lost.
func answerOf(req *http.Request, into any) error {
	req.GetBody = nil
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	if res.StatusCode != http.StatusOK {
		return errors.New(res.Status)
	}
	return json.NewDecoder(res.Body).Decode(into)
}
