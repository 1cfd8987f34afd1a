// Command webhook measures how many signed messages a second reach a subscriber
// on this machine from the outbox, each leased before and noted after, beside an
// endpoint that never answers.
//
//	go run ./bench/webhook
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"ecship/internal/account"
	"ecship/internal/portal"
	"ecship/internal/store"
	"ecship/internal/webhook"
	"ecship/internal/webhook/courier"
)

func main() {
	events := flag.Int("events", 10_000, "events of one measurement")
	runs := flag.Int("runs", 5, "measurements")
	database := flag.String("postgres", "", "URL of a throwaway database, to measure PostgreSQL instead")
	flag.Parse()
	if err := run(*database, *events, *runs); err != nil {
		log.Fatal(err)
	}
}

// sink is a subscriber that answers at once, or never.
func sink(answer func(r *http.Request)) (url string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) //nolint:errcheck // the sender notes what went wrong
		answer(r)
	})}
	go s.Serve(l) //nolint:errcheck // it is closed
	return "http://" + l.Addr().String(), func() { s.Close() }, nil
}

func run(database string, events, runs int) error {
	name := "PostgreSQL"
	if database == "" {
		tmp, err := os.MkdirTemp("", "ecship-bench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp) //nolint:errcheck // a folder of its own
		name, database = "SQLite at FULL", filepath.Join(tmp, "hooks.db")
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	db, err := store.Open(ctx, store.Config{Database: database, Clock: time.Now, Secret: []byte(strings.Repeat("secret of a bench", 2))})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // the figures are out
	p, err := portal.New(ctx, portal.Config{DB: db, Clock: time.Now, HooksHere: true, Log: slog.New(slog.DiscardHandler),
		Courier: courier.New(courier.Config{Here: true, Clock: time.Now, Agent: "ecship"})})
	if err != nil {
		return err
	}
	var got atomic.Int64
	quick, stop, err := sink(func(*http.Request) { got.Add(1) })
	if err != nil {
		return err
	}
	defer stop()
	hanging, stop, err := sink(func(r *http.Request) { <-r.Context().Done() })
	if err != nil {
		return err
	}
	defer stop()
	who := account.Actor{User: "usr_bench", Role: account.Owner, Mode: account.Live}
	if err := db.Tx(ctx, 0, func(tx *store.Tx) error {
		who.Customer = tx.NewID("cus")
		return tx.InsertCustomer(store.Customer{ID: who.Customer, Mode: account.Live, Name: "Bench", State: store.Active, CreatedAt: tx.Now})
	}); err != nil {
		return err
	}
	for _, url := range []string{quick, hanging} {
		if _, err := p.CreateWebhook(ctx, who, portal.NewWebhook{URL: url, Types: []string{"shipment.*"}}); err != nil {
			return err
		}
	}
	var background sync.WaitGroup
	background.Go(func() { p.Run(ctx) })
	defer background.Wait()
	defer cancel()

	var rates []float64
	for range runs {
		before := got.Load()
		if err := db.Tx(ctx, 0, func(tx *store.Tx) error {
			for range events {
				if err := tx.Tell(who.Customer, "shipment.issued", webhook.Data{ID: "shp_01JDF3Q2V7X8Z9K4M5N6P7R8S9", Number: "RA473124829HK", State: "issued"}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		began := time.Now()
		for got.Load()-before < int64(events) { // all have come; the last notes are on their way
			time.Sleep(time.Millisecond)
		}
		rates = append(rates, float64(got.Load()-before)/time.Since(began).Seconds())
	}
	slices.Sort(rates)
	median, verdict := rates[len(rates)/2], "met"
	if median < 1000 {
		verdict = "missed"
	}
	fmt.Println("| id | work | ours, median (least, greatest) | needed | |\n|---|---|---|---|---|")
	fmt.Printf("| M-I1 | webhooks to a subscriber on this machine, beside one that hangs, %s | %.0f (%.0f, %.0f) messages/s | ≥ 1,000 | %s |\n",
		name, median, rates[0], rates[len(rates)-1], verdict)
	return nil
}
