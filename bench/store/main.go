// Command store measures how many durable writes a second the store takes on
// SQLite, and look-ups, beside bare one-row commits of the same driver in the same run
// (P-4): absolute figures drift with the machine, ratios do not.
//
//	go run ./bench/store
//	scripts/postgres.sh run sh -c 'go run ./bench/store -postgres "$ECSHIP_TEST_POSTGRES"'
package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	_ "modernc.org/sqlite" // the floor: the driver alone

	"ecship/internal/account"
	"ecship/internal/customs"
	"ecship/internal/job"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

var ctx = context.Background()

func main() {
	span := flag.Duration("span", time.Second, "length of one measurement")
	pairs := flag.Int("pairs", 5, "measurements of each, taken in turns")
	dir := flag.String("dir", "", "where the files go; a temporary directory by default")
	profile := flag.String("profile", "", "write a CPU profile of create and issue to this file")
	cluster := flag.String("postgres", "", "URL of a throwaway database, to measure PostgreSQL too")
	flag.Parse()
	tmp, err := os.MkdirTemp(*dir, "ecship-bench")
	if err != nil {
		log.Fatal(err)
	}
	err = run(tmp, *cluster, *span, *pairs, *profile)
	if err := os.RemoveAll(tmp); err != nil {
		log.Print(err)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// contest is a way to write, with so many writers at once.
type contest struct {
	name    string
	writers int
	write   func(n int64) error
}

func run(dir, cluster string, span time.Duration, pairs int, profile string) error {
	raw, err := openRaw(filepath.Join(dir, "raw.db"))
	if err != nil {
		return err
	}
	defer raw.Close() //nolint:errcheck // thrown away
	db, err := store.Open(ctx, store.Config{Database: filepath.Join(dir, "ecship.db"), Clock: time.Now, Secret: make([]byte, 32)})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // thrown away
	b, err := newBench(raw, db)
	if err != nil {
		return err
	}
	contests := []contest{
		{"bare driver, one row, a commit each", 1, b.bare},
		{"store, one row", 1, b.row}, {"store, one row", 32, b.row}, {"store, one row", 128, b.row},
		{"store, create and issue", 1, b.issue}, {"store, create and issue", 32, b.issue}, {"store, create and issue", 128, b.issue},
		{"store, look up an item by number", 1, b.look}, {"store, look up an item by number", 32, b.look},
	}
	if cluster != "" {
		pg, err := store.Open(ctx, store.Config{Database: cluster, Clock: time.Now, Secret: make([]byte, 32)})
		if err != nil {
			return err
		}
		defer pg.Close() //nolint:errcheck // thrown away
		p, err := newBench(raw, pg)
		if err != nil {
			return err
		}
		contests = append(contests, contest{"PostgreSQL, one row", 8, p.row}, contest{"PostgreSQL, create and issue", 8, p.issue},
			contest{"PostgreSQL, create and issue", 32, p.issue}, contest{"PostgreSQL, look up an item by number", 8, p.look})
	}
	if profile != "" {
		return profiled(profile, func() error {
			rate, cost, err := measure(contests[5], 5*span)
			fmt.Printf("%s: %.0f a second, %.0f µs of processor each\n", contests[5].name, rate, cost)
			return err
		})
	}
	rates, costs := make([][]float64, len(contests)), make([][]float64, len(contests))
	for range pairs {
		for i, c := range contests {
			rate, cost, err := measure(c, span)
			if err != nil {
				return err
			}
			rates[i], costs[i] = append(rates[i], rate), append(costs[i], cost)
		}
	}
	fmt.Printf("SQLite, WAL, synchronous=FULL, %s, %d cores, %d x %s each\n\n", runtime.Version(), runtime.NumCPU(), pairs, span)
	fmt.Println("| work | writers | a second, median | to the bare driver: median | least | most | processor, µs each |")
	fmt.Println("|---|---|---|---|---|---|---|")
	for i, c := range contests {
		ratios := make([]float64, pairs)
		for p := range pairs {
			ratios[p] = rates[i][p] / rates[0][p]
		}
		slices.Sort(ratios)
		slices.Sort(rates[i])
		slices.Sort(costs[i])
		fmt.Printf("| %s | %d | %.0f | %.2f | %.2f | %.2f | %.0f |\n", c.name, c.writers, rates[i][pairs/2], ratios[pairs/2], ratios[0], ratios[pairs-1], costs[i][pairs/2])
	}
	return nil
}

func profiled(path string, fn func() error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	err = fn()
	pprof.StopCPUProfile()
	if err := f.Close(); err != nil {
		return err
	}
	return err
}

// measure runs a contest for a span and gives the writes a second, and the
// processor time of each in microseconds, which other programs disturb less.
func measure(c contest, span time.Duration) (rate, cost float64, err error) {
	var n atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	start, before := time.Now(), processor()
	for range c.writers {
		wg.Go(func() {
			for time.Since(start) < span {
				if err := c.write(n.Add(1)); err != nil {
					failed.Store(&err)
					return
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return 0, 0, *err
	}
	done := float64(n.Load())
	return done / time.Since(start).Seconds(), float64((processor() - before).Microseconds()) / done, nil
}

// processor is the time that this program has computed.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

type bench struct {
	raw      *sql.Stmt
	db       *store.DB
	customer string
	mu       sync.Mutex
	issued   []postal.Number
}

// openRaw makes the same table for the driver alone, set up like the store's.
func openRaw(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`CREATE TABLE customers (id TEXT PRIMARY KEY, mode TEXT NOT NULL, clock BIGINT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, created_at BIGINT NOT NULL)`)
	return db, err
}

func newBench(raw *sql.DB, db *store.DB) (*bench, error) {
	insert, err := raw.Prepare(`INSERT INTO customers (id, mode, clock, name, state, created_at) VALUES ($1, $2, $3, $4, $5, $6)`)
	if err != nil {
		return nil, err
	}
	b := &bench{raw: insert, db: db}
	err = db.Tx(ctx, 0, func(tx *store.Tx) error {
		b.customer = tx.NewID("cus")
		if err := tx.InsertNumberRange(store.NumberRange{Service: "ARM", Mode: account.Live, Indicator: "RA", Country: "HK", Last: 99_999_999}); err != nil {
			return err
		}
		return tx.InsertCustomer(store.Customer{ID: b.customer, Mode: account.Live, Name: "Bench", State: store.Active, CreatedAt: tx.Now})
	})
	return b, err
}

func (b *bench) bare(n int64) error {
	now := time.Now().UnixMicro()
	_, err := b.raw.Exec(fmt.Sprintf("cus_%016x%010d", now, n), "live", 0, "Bench", "active", now)
	return err
}

func (b *bench) row(int64) error {
	return b.db.Tx(ctx, 0, func(tx *store.Tx) error {
		return tx.InsertCustomer(store.Customer{ID: tx.NewID("cus"), Mode: account.Live, Name: "Bench", State: store.Active, CreatedAt: tx.Now})
	})
}

// issue writes all rows of an item that is created and issued in one request:
// item with its contents, number, two events, outbox job, idempotency key.
func (b *bench) issue(n int64) error {
	number, err := b.db.NextNumber(ctx, "ARM", account.Live)
	if err != nil {
		return err
	}
	defer func() {
		b.mu.Lock()
		b.issued = append(b.issued, number)
		b.mu.Unlock()
	}()
	return b.db.Tx(ctx, 0, func(tx *store.Tx) error {
		s := b.item(tx, number)
		if err := tx.InsertShipment(&s); err != nil {
			return err
		}
		if err := tx.AppendEvents(b.customer, s.ID, store.ShipmentEvent{Event: "create", To: shipment.Draft, At: tx.Now, Actor: "key_1"},
			store.ShipmentEvent{Event: shipment.Issue, From: shipment.Draft, To: shipment.Issued, At: tx.Now, Actor: "key_1"}); err != nil {
			return err
		}
		if err := tx.Enqueue(job.Job{Kind: "webhook", Args: s.ID, RunAt: tx.Now.Add(time.Hour)}); err != nil {
			return err
		}
		key := store.IdempotencyKey{Customer: b.customer, Mode: account.Live, Operation: "createShipment", Key: s.ID}
		return tx.InsertAnswer(key, store.Answer{RequestHash: make([]byte, 32), Status: 201, Body: []byte(s.ID)})
	})
}

// look finds an item by its number, with all it holds.
func (b *bench) look(n int64) error {
	number := b.issued[int(n*7919)%len(b.issued)]
	return b.db.Read(ctx, 0, func(tx *store.Tx) error {
		_, err := tx.ShipmentByNumber(number)
		return err
	})
}

func (b *bench) item(tx *store.Tx, number postal.Number) shipment.Shipment {
	today := policy.DayOf(tx.Now)
	return shipment.Shipment{
		ID: tx.NewID("shp"), Customer: b.customer, State: shipment.Issued, Service: "ARM", Reference: "PO 2026-7",
		Sender: postal.Address{Name: "Chan & Co", Street: []string{"Flat 9, 12 Nathan Road", "Tsim Sha Tsui"}, Place: "HK", Phone: "29212222", Email: "chan@example.com"},
		Recipient: postal.Address{Name: "Zoe O'Neil", Street: []string{"1600 Pennsylvania Avenue"}, City: "Washington", State: "DC", Place: "US", Postcode: "20500",
			Phone: "+12025550123", Email: "zoe@example.org"},
		Grams: 250, Size: postal.Size{Length: 200, Breadth: 100, Height: 50},
		Customs: customs.Declaration{Category: customs.Gift, Currency: "HKD",
			Lines: []customs.Line{{Description: "Toy car", Quantity: 1, Net: 200, Value: 10000, HS: "950300", Origin: "CN"}}},
		Estimate: shipment.Estimate{Postage: 3250, Total: 3250, Book: "2026-01-01"},
		Number:   number, Layout: "registered/1", CreatedAt: tx.Now, UpdatedAt: tx.Now, IssuedAt: tx.Now, ExpiresOn: shipment.Expires(today),
	}
}
