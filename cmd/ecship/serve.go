package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/problem"
	"ecship/internal/web"
)

// serveCommand runs the portal for customers.
type serveCommand struct {
	Serving
	Conformance bool `env:"ECSHIP_CONFORMANCE" default:"true" negatable:"" help:"${conformance}"`
}

// Run serves until it is told to stop.
func (c serveCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	w := wiring{Settings: *s, Serving: c.Serving, mode: web.Serve, conform: c.Conformance, log: slog.New(slog.NewJSONHandler(t.Err, nil))}
	if c.SMTP == "" {
		w.log.Warn("there is no mail relay: nobody can activate an account (ECSHIP_SMTP)")
	}
	if c.PublicURL == "" && !loopback(c.Addr) {
		w.log.Warn("links in mails lead to this machine (ECSHIP_PUBLIC_URL)", "url", w.publicURL())
	}
	return w.serve(ctx, t, func(*portal.Portal) error { return nil })
}

// demoCommand runs the whole portal for somebody who wants to see it.
type demoCommand struct{ Serving }

// Run serves the demo's data on loopback, from a folder that is gone
// afterwards unless one was named (U-01).
func (c demoCommand) Run(ctx context.Context, t *terminal, s *Settings) error {
	if !loopback(c.Addr) {
		return problem.New(problem.Invalid, "cli.demo.loopback", "addr", "addr", c.Addr)
	}
	w := wiring{Settings: *s, Serving: c.Serving, mode: web.Demo,
		log: slog.New(slog.NewTextHandler(t.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	if w.Data == "" {
		dir, err := os.MkdirTemp("", "ecship-demo")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		w.Data = dir
	}
	return w.serve(ctx, t, func(p *portal.Portal) error {
		key, err := p.SeedDemo(ctx)
		if err != nil {
			return err
		}
		if s.Data == "" { // one that is kept stays as sound as verify wants it
			if err := strayCharge(ctx, p); err != nil {
				return err
			}
		}
		_, err = io.WriteString(t.Out, t.welcome(w.publicURL(), key, p.DemoPeople()))
		return err
	})
}

// strayCharge has the demo's gateway charge a card for what the portal knows
// nothing of, as by a mistake at the gateway's own desk: so that the daily close
// has a difference to show. A second time it does nothing.
func strayCharge(ctx context.Context, p *portal.Portal) error {
	g, ok := p.Methods.Find("sandbox", false).(interface {
		payment.Method
		Pay(ref string) error // plays the payer
	})
	if !ok {
		return nil
	}
	o := payment.Order{Ref: "desk-20-1187", Amount: 88_50, Memo: "by hand", Lang: "en", Until: p.Clock().Add(policy.PaymentOpen)}
	r, err := g.Start(ctx, o)
	if err != nil || r.State != payment.Open {
		return err
	}
	if err := g.Pay(o.Ref); err != nil {
		return err
	}
	_, err = g.Capture(ctx, o.Ref, o.Amount)
	return err
}

// collectAt is how much the heap may grow before garbage is collected, in per
// cent. What lives is small, 20 MiB; at Go's 100 a server under load would spend
// a tenth of its time collecting.
const collectAt = 300

// loopback tells whether only this machine reaches an address.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Bounds of a request. What a door takes in is bounded there.
const (
	headerTime = 10 * time.Second
	readTime   = time.Minute
	writeTime  = 2 * time.Minute
	idleTime   = 2 * time.Minute
	drainTime  = 20 * time.Second // for requests in hand when told to stop
)

// serve opens the portal, listens, gets ready and serves until ctx ends; then
// it lets the requests and jobs in hand finish. Who calls while it gets ready
// waits.
func (w wiring) serve(ctx context.Context, t *terminal, getReady func(*portal.Portal) error) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	p, db, err := w.open(ctx, t)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // all that was acknowledged is committed
	h, err := w.handler(p, db, t)
	if err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", w.Addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return problem.New(problem.Unavailable, "cli.addr_in_use", "addr", "addr", w.Addr)
	}
	if err != nil {
		return err
	}
	defer l.Close() //nolint:errcheck // the server closes it first, as a rule
	if err := getReady(p); err != nil {
		return err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		ErrorLog: slog.NewLogLogger(w.log.Handler(), slog.LevelWarn)}

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var background sync.WaitGroup
	background.Go(func() { p.Run(ctx) })
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	w.log.Info("listening", "addr", l.Addr().String(), "url", w.publicURL(), "postgres", db.Postgres())

	select {
	case err = <-failed:
	case <-ctx.Done():
		w.log.Info("stopping; a second signal stops at once")
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
		defer cancel()
		if err = server.Shutdown(drain); err != nil {
			err = fmt.Errorf("requests were cut off: %w", err)
		}
	}
	stop()
	background.Wait()
	return err
}
