// Command history measures what a million items cost: P-9, the search of a
// customer with 100,000 of them at 50 requests a second, and the look-up of an
// item by its number beside a bare answer of the same process; P-13, pages at
// 100 requests a second; and P-14, creating, looking up and listing beside a
// portal with 1,000 items. It needs wrk.
//
//	go run ./bench/history [-items 1000000] [-searches 20s] [-lookups 20s] [-database postgres://…]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"time"

	"ecship/internal/payment"
	"ecship/internal/portal"
	"ecship/internal/rest"
	"ecship/internal/store"
	"ecship/internal/web"
)

func main() {
	log.SetFlags(0)
	items := flag.Int("items", 1_000_000, "items in the database; a tenth belongs to the customer who searches")
	searches := flag.Duration("searches", 20*time.Second, "length of the searches, and of the pages; 0 for none")
	lookUps := flag.Duration("lookups", 20*time.Second, "length of the look-ups; 0 for none")
	database := flag.String("database", "", "an empty PostgreSQL database; SQLite in a temporary folder without it")
	profile := flag.String("profile", "", "a file for the processor's profile of the loads")
	flag.Parse()
	dir, err := os.MkdirTemp("", "bench")
	if err == nil {
		err = run(dir, *database, *profile, *items, *searches, *lookUps)
		os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	}
	if err != nil {
		log.Fatal(err)
	}
}

// shop is a running portal with its searching customer.
type shop struct {
	portal *portal.Portal
	url    string
	key    string
	at     time.Time // the portal's clock, which the seeding moves
	names  []string  // numbers of some items, to look up
	ids    []string  // and their ids
}

func run(dir, database, profile string, items int, searches, lookUps time.Duration) error {
	if database == "" {
		database = filepath.Join(dir, "portal.db")
	}
	began := time.Now()
	s, err := open(database, items)
	if err != nil {
		return err
	}
	defer s.portal.DB.Close() //nolint:errcheck // the process ends
	kind := "SQLite"
	if s.portal.DB.Postgres() {
		kind = "PostgreSQL"
	}
	fmt.Printf("%s, %d items, %d of the customer; made in %s\n\n", kind, items, items/owners, time.Since(began).Round(time.Second))
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	if searches > 0 {
		if err := errors.Join(s.searches(searches), s.pages(searches)); err != nil {
			return err
		}
	}
	if lookUps > 0 {
		if err := s.lookUps(lookUps); err != nil {
			return err
		}
	}
	if s.portal.DB.Postgres() {
		return nil // there is no second database to grow from
	}
	small, err := open(filepath.Join(dir, "small.db"), few)
	if err != nil {
		return err
	}
	defer small.portal.DB.Close() //nolint:errcheck // the process ends
	return growth(small, s)
}

// open makes a portal with so many items, and serves it as ecship serve does.
func open(database string, items int) (*shop, error) {
	s := &shop{at: time.Now()}
	clock := func() time.Time { return s.at }
	db, err := store.Open(context.Background(), store.Config{Database: database, Clock: clock, Secret: []byte("the secret of a benchmark, 32 bytes")})
	if err != nil {
		return nil, err
	}
	quiet := slog.New(slog.DiscardHandler)
	if s.portal, err = portal.New(context.Background(), portal.Config{DB: db, Clock: clock, Methods: payment.Methods{}, Log: quiet}); err != nil {
		return nil, err
	}
	if err := s.seed(items); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.url = "http://" + l.Addr().String()
	api, err := rest.New(rest.Config{Portal: s.portal, Relax: 1e9, Now: time.Now, Log: quiet})
	if err != nil {
		return nil, err
	}
	site, err := web.New(web.Config{Portal: s.portal, Mode: web.Serve, PublicURL: s.url, Relax: 1e9, Now: time.Now, Log: quiet})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle(rest.Base+"/", api)
	mux.Handle("/", site)
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = []string{"application/json"}
		w.Write([]byte(`{"hello":"world"}`)) //nolint:errcheck // the client is a benchmark
	})
	debug.SetGCPercent(300) // as ecship serve does
	go http.Serve(l, mux)   //nolint:errcheck // until the process ends
	return s, nil
}
