// Command pay measures payments from a deposit account (P-6), each with its
// balance, its payment, item, events, ledger entry, audit row and mail, beside
// the transactions of TPC-B on the same database in the same run: absolute
// figures drift with the machine, ratios do not.
//
//	go run ./bench/pay
//	scripts/postgres.sh run sh -c 'go run ./bench/pay -postgres "$ECSHIP_TEST_POSTGRES"'
package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // TPC-B on PostgreSQL
	_ "modernc.org/sqlite"             // TPC-B on SQLite

	"ecship/internal/account"
	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/notify"
	"ecship/internal/payment"
	"ecship/internal/payment/deposit"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/store"
)

func main() {
	span := flag.Duration("span", time.Second, "length of one measurement")
	pairs := flag.Int("pairs", 5, "measurements of each, taken in turns")
	clients := flag.Int("clients", 32, "payers at once")
	cluster := flag.String("postgres", "", "URL of a throwaway database, to measure PostgreSQL instead")
	flag.Parse()
	if err := run(*cluster, *span, *pairs, *clients); err != nil {
		log.Fatal(err)
	}
}

func run(cluster string, span time.Duration, pairs, clients int) error {
	tmp, err := os.MkdirTemp("", "ecship-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp) //nolint:errcheck // a folder of its own
	ours, floor := filepath.Join(tmp, "ours.db"), filepath.Join(tmp, "tpcb.db")
	if cluster != "" {
		ours, floor = cluster, cluster
	}
	p, who, err := open(ours)
	if err != nil {
		return err
	}
	defer p.DB.Close() //nolint:errcheck // the figures are out
	b, err := openTPCB(floor)
	if err != nil {
		return err
	}
	defer b.Close() //nolint:errcheck // the figures are out

	var paid, bare, ratios []float64
	for range pairs {
		items, err := issue(p, who, clients, int(span.Seconds()*4000)+clients)
		if err != nil {
			return err
		}
		var next atomic.Int64
		x, err := perSecond(span, clients, func() error {
			n := next.Add(1) - 1
			if int(n) >= len(items) {
				return fmt.Errorf("%d items were too few", len(items))
			}
			_, err := p.StartPayment(context.Background(), who, portal.NewPayment{Items: []string{items[n]}, Method: "deposit", Source: "PM1"})
			return err
		})
		if err != nil {
			return err
		}
		y, err := perSecond(span, clients, b.transfer)
		if err != nil {
			return err
		}
		paid, bare, ratios = append(paid, x), append(bare, y), append(ratios, x/y)
	}
	fmt.Printf("payments from a deposit account %8.0f/s\nTPC-B                           %8.0f/s\nratio                           %8.2f (of %d pairs, %d at once)\n",
		median(paid), median(bare), median(ratios), pairs, clients)
	return nil
}

func median(x []float64) float64 { return slices.Sorted(slices.Values(x))[len(x)/2] }

// perSecond runs do from many at once for a while.
func perSecond(span time.Duration, clients int, do func() error) (float64, error) {
	var n atomic.Int64
	var failed atomic.Value
	var wg sync.WaitGroup
	began := time.Now()
	for range clients {
		wg.Go(func() {
			for time.Since(began) < span && failed.Load() == nil {
				if err := do(); err != nil {
					failed.Store(err)
					return
				}
				n.Add(1)
			}
		})
	}
	wg.Wait()
	if err, ok := failed.Load().(error); ok {
		return 0, err
	}
	return float64(n.Load()) / time.Since(began).Seconds(), nil
}

// open opens a portal with one customer, who has a deposit account.
func open(database string) (*portal.Portal, account.Actor, error) {
	ctx := context.Background()
	who := account.Actor{}
	db, err := store.Open(ctx, store.Config{Database: database, Clock: time.Now, Secret: []byte(strings.Repeat("secret", 6))})
	if err != nil {
		return nil, who, err
	}
	p, err := portal.New(ctx, portal.Config{DB: db, Clock: time.Now, Channel: notify.Nowhere{}, Log: slog.New(slog.DiscardHandler),
		Methods: payment.Methods{Live: []payment.Method{deposit.Method{}}}, Letterhead: notify.Letterhead{Product: "bench", URL: "http://localhost"}})
	if err != nil {
		return nil, who, err
	}
	who, err = p.OpenAccount(ctx, portal.NewAccount{Email: fmt.Sprintf("bench%d@example.org", time.Now().UnixNano()), Password: "correct horse battery", Name: "Bench", Lang: i18n.En})
	if err != nil {
		return nil, who, err
	}
	return p, who, p.OpenDepositAccount(ctx, portal.NewDepositAccount{Number: "PM1", Customer: who.Customer, Name: "Bench", Deposit: 9_000_000_000_00})
}

// issue prepares items to pay for.
func issue(p *portal.Portal, who account.Actor, clients, n int) ([]string, error) {
	sender := postal.Address{Name: "Chan Tai Man", Street: []string{"8 Shanghai Street"}, City: "Kowloon", Place: "HK", Phone: "91234567"}
	recipient := postal.Address{Name: "Ann O'Neil", Street: []string{"12 West 34th St"}, City: "New York", State: "NY", Postcode: "10001", Place: "US", Phone: "+12125550100"}
	contents := customs.Declaration{Category: customs.Gift, Currency: "HKD", Lines: []customs.Line{{Description: "black tea", Quantity: 4, Net: 1200, Value: 32000, HS: "090230", Origin: "CN"}}}
	ids := make([]string, n)
	var next atomic.Int64
	var failed atomic.Value
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for i := next.Add(1) - 1; int(i) < n && failed.Load() == nil; i = next.Add(1) - 1 {
				it, err := p.CreateShipment(context.Background(), who, portal.NewShipment{Issue: true, Draft: portal.Draft{
					Route: &portal.Route{Service: "APL", Place: "US", Grams: 1500}, Sender: &sender, Recipient: &recipient, Contents: &contents}})
				if err != nil {
					failed.Store(err)
					return
				}
				ids[i] = it.ID
			}
		})
	}
	wg.Wait()
	if err, ok := failed.Load().(error); ok {
		return nil, err
	}
	return ids, nil
}

// tpcb is the classic: an account, its teller and its branch are moved, and a
// line of history is written.
type tpcb struct {
	*sql.DB
	mu sync.Locker // SQLite has one writer at a time
}

const accounts = 100_000

// noLock lets everybody in.
type noLock struct{}

func (noLock) Lock()   {}
func (noLock) Unlock() {}

func openTPCB(database string) (*tpcb, error) {
	b := &tpcb{mu: noLock{}}
	var err error
	if strings.HasPrefix(database, "postgres") {
		if b.DB, err = sql.Open("pgx", database); err == nil {
			b.SetMaxOpenConns(32)
			b.SetMaxIdleConns(32)
		}
	} else {
		b.mu = &sync.Mutex{}
		b.DB, err = sql.Open("sqlite", "file:"+database+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
		if err == nil {
			b.SetMaxOpenConns(1)
		}
	}
	if err != nil {
		return nil, err
	}
	for _, stmt := range []string{
		`DROP TABLE IF EXISTS tpcb_accounts`, `DROP TABLE IF EXISTS tpcb_tellers`, `DROP TABLE IF EXISTS tpcb_branches`, `DROP TABLE IF EXISTS tpcb_history`,
		`CREATE TABLE tpcb_accounts (aid BIGINT PRIMARY KEY, abalance BIGINT NOT NULL, filler TEXT NOT NULL)`,
		`CREATE TABLE tpcb_tellers (tid BIGINT PRIMARY KEY, tbalance BIGINT NOT NULL)`,
		`CREATE TABLE tpcb_branches (bid BIGINT PRIMARY KEY, bbalance BIGINT NOT NULL)`,
		`CREATE TABLE tpcb_history (tid BIGINT, bid BIGINT, aid BIGINT, delta BIGINT, mtime BIGINT)`,
		fmt.Sprintf(`INSERT INTO tpcb_accounts WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT i, 0, 'filler of a row' FROM n`, accounts),
		`INSERT INTO tpcb_tellers WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT i, 0 FROM n`,
		`INSERT INTO tpcb_branches VALUES (1, 0)`,
	} {
		if _, err := b.Exec(stmt); err != nil {
			return nil, fmt.Errorf("%s: %w", stmt, err)
		}
	}
	return b, nil
}

// transfer is one transaction of TPC-B.
func (b *tpcb) transfer() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	tx, err := b.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // no-op after the commit
	aid, tid, delta := rand.IntN(accounts)+1, rand.IntN(10)+1, rand.IntN(10000)-5000
	if _, err := tx.Exec(`UPDATE tpcb_accounts SET abalance = abalance + $1 WHERE aid = $2`, delta, aid); err != nil {
		return err
	}
	var balance int64
	if err := tx.QueryRow(`SELECT abalance FROM tpcb_accounts WHERE aid = $1`, aid).Scan(&balance); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE tpcb_tellers SET tbalance = tbalance + $1 WHERE tid = $2`, delta, tid); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE tpcb_branches SET bbalance = bbalance + $1 WHERE bid = 1`, delta); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO tpcb_history VALUES ($1, 1, $2, $3, $4)`, tid, aid, delta, time.Now().UnixMicro()); err != nil {
		return err
	}
	return tx.Commit()
}
