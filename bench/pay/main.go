// Command pay measures payments from a deposit account (P-6), each with its
// balance, its payment, item, events, ledger entry, audit row and mail, the
// acceptance of the paid items at a counter (P-7), and on PostgreSQL their
// making (P-5), beside the transactions of TPC-B on the same database in the
// same run: absolute figures drift with the machine, ratios do not.
//
//	go run ./bench/pay
//	scripts/postgres.sh bench go run ./bench/pay
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	span := flag.Duration("span", time.Second, "length of one measurement")
	pairs := flag.Int("pairs", 5, "measurements of each, taken in turns")
	clients := flag.Int("clients", 32, "payers at once")
	cluster := flag.String("postgres", os.Getenv("ECSHIP_TEST_POSTGRES"), "URL of a throwaway database, to measure PostgreSQL instead")
	flag.Parse()
	fmt.Println("| id | work | ours | peer | ratio, median (least, greatest) | needed | |\n|---|---|---|---|---|---|---|")
	// As many accounts as the peer has branches: its own manual asks for as many
	// as clients. One of each is the hottest there can be.
	for _, accounts := range []int{*clients, 1} {
		if err := run(*cluster, *span, *pairs, *clients, accounts); err != nil {
			log.Fatal(err)
		}
	}
}

// peer is TPC-B on the same database.
type peer interface {
	perSecond(span time.Duration, clients int) (float64, error)
}

func run(cluster string, span time.Duration, pairs, clients, accounts int) error {
	tmp, err := os.MkdirTemp("", "ecship-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp) //nolint:errcheck // a folder of its own
	ours, name, need := filepath.Join(tmp, "ours.db"), "SQLite at FULL", 0.7
	floor, beside := peer(nil), "TPC-B by a bare loop"
	if cluster != "" {
		ours, name, need, beside = cluster, "PostgreSQL", 0.4, "pgbench, prepared"
		floor, err = newPgbench(cluster, accounts)
	} else {
		floor, err = openTPCB(filepath.Join(tmp, "tpcb.db"), accounts)
	}
	if err != nil {
		return err
	}
	b, err := open(ours, accounts)
	if err != nil {
		return err
	}
	defer b.DB.Close() //nolint:errcheck // the figures are out

	var issued, paid, taken, bare []float64
	for range pairs {
		items, rate, err := b.issue(clients, int(span.Seconds()*5000)+clients)
		if err != nil {
			return err
		}
		issued = append(issued, rate)
		n, rate, err := b.pay(span, clients, items)
		if err != nil {
			return err
		}
		paid = append(paid, rate)
		if rate, err = b.accept(clients, items[:n]); err != nil {
			return err
		}
		taken = append(taken, rate)
		if rate, err = floor.perSecond(span, clients); err != nil {
			return err
		}
		bare = append(bare, rate)
	}
	show := func(id, work, unit string, ours []float64, need float64) {
		ratios := make([]float64, len(ours))
		for i := range ours {
			ratios[i] = ours[i] / bare[i]
		}
		verdict := "met"
		if median(ratios) < need {
			verdict = "missed"
		}
		fmt.Printf("| %s | %s, %s, %d clients, %d accounts or branches | %s %s/s | %s %s | %.2f (%.2f, %.2f) | ≥ %.2f | %s |\n",
			id, work, name, clients, accounts, spread(ours), unit, beside, spread(bare), median(ratios), slices.Min(ratios), slices.Max(ratios), need, verdict)
	}
	show("P-6", "pay from a deposit account", "payments", paid, need)
	if accounts == 1 {
		return nil
	}
	show("P-7", "counter acceptance of a prepaid item", "items", taken, need)
	if cluster != "" { // P-4 has its own bench, over HTTP
		show("P-5", "create and issue, without HTTP", "items", issued, 0.5)
	}
	return nil
}

func median(x []float64) float64 { return slices.Sorted(slices.Values(x))[len(x)/2] }

// spread is a median with the least and the greatest.
func spread(x []float64) string {
	return fmt.Sprintf("%.0f (%.0f, %.0f)", median(x), slices.Min(x), slices.Max(x))
}

// perSecond runs do from many at once for a while.
func perSecond(span time.Duration, clients int, do func() error) (float64, error) {
	var n atomic.Int64
	began := time.Now()
	err := each(clients, func() (bool, error) {
		err := do()
		n.Add(1)
		return time.Since(began) < span, err
	})
	return float64(n.Load()) / time.Since(began).Seconds(), err
}

// forAll does something with each of n things, and gives how many a second.
func forAll(n, clients int, do func(i int) error) (float64, error) {
	var next atomic.Int64
	began := time.Now()
	err := each(clients, func() (bool, error) {
		i := int(next.Add(1) - 1)
		if i >= n {
			return false, nil
		}
		return true, do(i)
	})
	return float64(n) / time.Since(began).Seconds(), err
}

// each runs do from many at once, until it has no more or fails.
func each(clients int, do func() (more bool, err error)) error {
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for failed.Load() == nil {
				more, err := do()
				if err != nil {
					failed.Store(&err)
				}
				if !more {
					return
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}
