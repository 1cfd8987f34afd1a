package main

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"

	"ecship/internal/label/pdf"
	"ecship/internal/label/seal"
	"ecship/internal/label/zpl"
	"ecship/internal/notify"
	"ecship/internal/notify/outbox"
	"ecship/internal/notify/smtp"
	"ecship/internal/payment"
	"ecship/internal/payment/counter"
	"ecship/internal/payment/deposit"
	"ecship/internal/payment/sandbox"
	"ecship/internal/payment/stripe"
	"ecship/internal/portal"
	"ecship/internal/rest"
	"ecship/internal/soap"
	"ecship/internal/store"
	"ecship/internal/web"
	"ecship/internal/webhook/courier"
)

// wiring is what differs between the commands that open the portal.
type wiring struct {
	Settings
	Serving
	mode web.Mode
	// conform asks for a run of conformance before a live key; commands and the
	// demo do without.
	conform bool
	log     *slog.Logger
	// cards stands in for the card gateways of the settings: a test has it in a
	// process of its own.
	cards payment.Method
}

// open opens the database, made and migrated where need be, and the portal
// over it. Whoever opens closes.
func (w wiring) open(ctx context.Context, t *terminal) (*portal.Portal, *store.DB, error) {
	key, err := secret(w.Folder())
	if err != nil {
		return nil, nil, err
	}
	channel, err := w.channel()
	if err != nil {
		return nil, nil, err
	}
	operator, err := w.operator()
	if err != nil {
		return nil, nil, err
	}
	db, err := store.Open(ctx, store.Config{Database: w.Store(), Clock: t.Now, Secret: key})
	if err != nil {
		return nil, nil, err
	}
	cards, err := w.sandbox(key, t)
	if err != nil {
		db.Close() //nolint:errcheck // the first error counts
		return nil, nil, err
	}
	methods, err := w.methods(cards)
	if err != nil {
		db.Close() //nolint:errcheck // the first error counts
		return nil, nil, err
	}
	p, err := portal.New(ctx, portal.Config{DB: db, Clock: t.Now, Channel: channel, KeepMails: w.mode == web.Demo, Conform: w.conform, Log: w.log,
		Printer: printer(signer(key)), Thermal: thermal(signer(key)), Operator: operator, Methods: methods,
		Letterhead: notify.Letterhead{Product: w.ProductName, URL: w.publicURL()},
		Courier:    courier.New(courier.Config{Here: w.mode == web.Demo, Clock: t.Now, Agent: "ecship"}), HooksHere: w.mode == web.Demo})
	if err != nil {
		db.Close() //nolint:errcheck // the first error counts
		return nil, nil, err
	}
	if cards == nil {
		return p, db, nil
	}
	cards.Notify = func(header map[string][]string, body []byte) {
		if err := p.PaymentNotice(context.WithoutCancel(ctx), cards.Code(), header, body); err != nil {
			w.log.Warn("a notification was not taken", "error", err)
		}
	}
	return p, db, nil
}

// sandboxPath is where the gateway of the demo, and of test customers, has its
// page.
const sandboxPath = "/sandbox"

// sandbox opens the card gateway to try the portal with, where it is wanted: in
// the demo, and where the operator lets test customers pay by card. Its journal
// stands beside the database, and is not part of it.
func (w wiring) sandbox(key []byte, t *terminal) (*sandbox.Gateway, error) {
	if w.mode != web.Demo && !w.sandboxed() || w.cards != nil {
		return nil, nil
	}
	shared, err := hkdf.Expand(sha256.New, key, "ecship sandbox", sha256.Size) // a gateway never sees the key of the columns
	if err != nil {
		return nil, err
	}
	return sandbox.New(sandbox.Config{Journal: filepath.Join(w.Folder(), "sandbox.jsonl"), URL: w.publicURL() + sandboxPath, Secret: shared, Clock: t.Now})
}

// methods are the ways to pay. Test customers pay with the sandbox, where there
// is one, and so does everybody in the demo; a real portal has the card gateway
// that it was given.
func (w wiring) methods(cards *sandbox.Gateway) (payment.Methods, error) {
	m := payment.Methods{Live: []payment.Method{deposit.Method{}, counter.Method{}}, Test: []payment.Method{deposit.Method{}, counter.Method{}}}
	if cards != nil {
		m.Test = append([]payment.Method{cards}, m.Test...)
	}
	if w.cards != nil {
		m.Test = append([]payment.Method{w.cards}, m.Test...)
	}
	switch {
	case w.mode == web.Demo:
		m.Live = m.Test
	case w.StripeKey != "":
		g, err := stripe.New(stripe.Config{Key: w.StripeKey, Webhook: w.StripeWebhook, Checkout: w.StripeCheckout})
		if err != nil {
			return m, err
		}
		m.Live = append([]payment.Method{g}, m.Live...)
	}
	return m, nil
}

// printer makes the papers. Labels have their square code where it can sign.
func printer(sign seal.Signer) pdf.Printer { return pdf.Printer{Sign: sign} }

// thermal makes the labels in a label printer's own language.
func thermal(sign seal.Signer) zpl.Printer { return zpl.Printer{Sign: sign} }

// channel is how mails go out: by the relay. Without one they end, sealed, as dead
// letters in the database; the demo's are read on its outbox page.
func (w wiring) channel() (notify.Channel, error) {
	switch {
	case w.mode == web.Demo:
		return outbox.Channel{Log: w.log}, nil
	case w.SMTP == "":
		return notify.Nowhere{}, nil
	}
	return smtp.New(w.SMTP)
}

// publicURL is where people reach the portal. Where nobody says it, that is this
// machine: an address such as ":8080" or "0.0.0.0:8080" leads nowhere.
func (w wiring) publicURL() string {
	if w.PublicURL != "" {
		return strings.TrimRight(w.PublicURL, "/")
	}
	host, port, err := net.SplitHostPort(w.Addr)
	if err != nil {
		return "http://" + w.Addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && (ip.IsUnspecified() || ip.Equal(net.IPv4(127, 0, 0, 1))) {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// handler hangs the doors on one mux.
func (w wiring) handler(p *portal.Portal, db *store.DB, t *terminal) (http.Handler, error) {
	pages, err := web.New(web.Config{Mode: w.mode, ProductName: w.ProductName, PublicURL: w.publicURL(), TrustedProxies: w.TrustedProxies,
		Portal: p, Relax: w.LimitFactor, Now: t.Now, Log: w.log})
	if err != nil {
		return nil, err
	}
	api, err := rest.New(rest.Config{Portal: p, TrustedProxies: w.TrustedProxies, Relax: w.LimitFactor, Now: t.Now, Log: w.log})
	if err != nil {
		return nil, err
	}
	services, err := soap.New(soap.Config{Portal: p, PublicURL: w.PublicURL, TrustedProxies: w.TrustedProxies, Relax: w.LimitFactor, Now: t.Now, Log: w.log})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle(rest.Base+"/", api)
	for _, base := range soap.Bases {
		mux.Handle(base, services)
	}
	if cards, ok := p.Methods.Find("sandbox", true).(*sandbox.Gateway); ok {
		mux.Handle(sandboxPath+"/", http.StripPrefix(sandboxPath, cards.Pages()))
	}
	mux.HandleFunc("GET /livez", func(rw http.ResponseWriter, _ *http.Request) { w.health(rw, nil) })
	mux.HandleFunc("GET /readyz", func(rw http.ResponseWriter, r *http.Request) { w.health(rw, db.Ping(r.Context())) })
	mux.Handle("/", pages)
	if w.mode == web.Demo {
		return loopbackOnly(mux), nil
	}
	return mux, nil
}

// loopbackOnly answers only who asks for this machine by a name of its own. The
// demo listens nowhere else, but a page elsewhere could give its own name this
// machine's address and read the demo's mails.
func loopbackOnly(h http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !loopback(r.Host) && !loopback(r.Host+":80") {
			http.Error(rw, "the demo answers at localhost only", http.StatusMisdirectedRequest)
			return
		}
		h.ServeHTTP(rw, r)
	})
}

// health answers whoever watches the process; what is wrong stays in the log.
func (w wiring) health(rw http.ResponseWriter, err error) {
	rw.Header().Set("Content-Type", "application/json")
	rw.Header().Set("Cache-Control", "no-store")
	if err != nil {
		w.log.Error("not ready", "error", err)
		rw.WriteHeader(http.StatusServiceUnavailable)
		rw.Write([]byte(`{"status":"unavailable"}` + "\n")) //nolint:errcheck // the asker is gone
		return
	}
	rw.Write([]byte(`{"status":"ok"}` + "\n")) //nolint:errcheck // the asker is gone
}
