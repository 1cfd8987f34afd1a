package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the peer: the driver alone

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/notify"
	"ecship/internal/portal"
	"ecship/internal/store"
)

// ctx is that of a program that is let run to its end.
var ctx = context.Background()

// The file of P-8, and the commits of the peer.
const (
	columnNames = "Reference,Service,Country,Name,Address line 1,City,Postcode,Weight (g),Category,Currency,Description,Quantity,Net weight (g),Value,HS code,Origin,Sender name,Sender address 1,Sender city,Sender phone\n"
	order       = "R-%d,ARM,GB,Ann Smith %d,4 Canal Walk,London,N1 6AF,320,sale,HKD,black tea,1,200,80,090230,CN,Chan Tai Man,8 Shanghai Street,Kowloon,91234567\n"
	commit      = 500
)

// leastShare is the least of the bare driver's rows that P-8 asks for.
const leastShare = 0.3

// engine measures P-8: a file of so many items checked, priced and issued by
// the portal's job, beside bare commits of 500 rows of the same driver at the
// same durability, before and after it. Every row that ours writes is counted.
func engine(items int, profile string) error {
	dir, err := os.MkdirTemp("", "ecship-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder of its own
	before, beforeCPU, err := bareRows(filepath.Join(dir, "a.db"))
	if err != nil {
		return err
	}
	database := filepath.Join(dir, "ours.db")
	stop, err := profiled(profile)
	if err != nil {
		return err
	}
	var took time.Duration
	var early, late uint64
	cpu, err := seconds(func() (err error) {
		took, early, late, err = issueFile(database, items)
		return err
	})
	stop()
	if err != nil {
		return err
	}
	after, afterCPU, err := bareRows(filepath.Join(dir, "b.db"))
	if err != nil {
		return err
	}
	rows, err := countRows(database)
	if err != nil {
		return err
	}
	rows += items // each row of the file is written once more, when it is issued
	ours, bare := float64(rows)/took.Seconds(), (before+after)/2
	verdict := "met"
	if ours < leastShare*bare {
		verdict = "missed"
	}
	fmt.Println("| id | work | ours | bare commits of 500 rows | ratio | processor for a row, µs: ours, bare | needed | heap, MiB: at a tenth, at the end | |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|")
	fmt.Printf("| P-8 | file of %d items checked, priced and issued, SQLite at FULL | %.0f items/s, %.0f rows/s | %.0f rows/s (%.0f, %.0f) | **%.2f** | %.1f, %.1f | ≥ %.1f | %d, %d | %s |\n",
		items, float64(items)/took.Seconds(), ours, bare, before, after, ours/bare, cpu/float64(rows)*1e6, (beforeCPU+afterCPU)/2*1e6, leastShare, early>>20, late>>20, verdict)
	return nil
}

// profiled begins to write a profile, where a file is named for it.
func profiled(name string) (stop func(), err error) {
	if name == "" {
		return func() {}, nil
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	return pprof.StopCPUProfile, pprof.StartCPUProfile(f)
}

// manyOrders is a file of so many rows, made as it is read.
type manyOrders struct {
	n, all int
	rest   string
}

func (m *manyOrders) Read(p []byte) (int, error) {
	if m.rest == "" {
		switch {
		case m.n > m.all:
			return 0, io.EOF
		case m.n == 0:
			m.rest = columnNames
		default:
			m.rest = fmt.Sprintf(order, m.n, m.n)
		}
		m.n++
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

// issueFile sends a file to a new portal and waits until all of it is issued.
func issueFile(database string, items int) (took time.Duration, early, late uint64, err error) {
	db, err := store.Open(ctx, store.Config{Database: database, Clock: time.Now, Secret: []byte(strings.Repeat("secret", 6))})
	if err != nil {
		return 0, 0, 0, err
	}
	defer db.Close() //nolint:errcheck // the figures are out
	p, err := portal.New(ctx, portal.Config{DB: db, Clock: time.Now, Channel: notify.Nowhere{}, Log: slog.New(slog.DiscardHandler),
		Letterhead: notify.Letterhead{Product: "bench", URL: "http://localhost"}})
	if err != nil {
		return 0, 0, 0, err
	}
	const email = "bench@example.org"
	who, err := p.OpenAccount(ctx, portal.NewAccount{Email: email, Password: "correct horse battery", Name: "Bench", Lang: i18n.En})
	if err != nil {
		return 0, 0, 0, err
	}
	if err := p.SetBatchLimit(ctx, "bench", portal.BatchLimit{Email: email, Mode: account.Live, Most: items}); err != nil {
		return 0, 0, 0, err
	}
	b, err := p.ReceiveBatch(ctx, who, portal.NewBatch{Name: "orders.csv", Body: &manyOrders{all: items}})
	if err != nil {
		return 0, 0, 0, err
	}
	watch := watchHeap(func() int {
		now, err := p.Batch(ctx, who, b.ID)
		if err != nil {
			return 0
		}
		return now.Position + now.Issued
	}, items/5)
	began := time.Now()
	if _, err := p.StartBatch(ctx, who, portal.StartBatch{ID: b.ID}); err != nil {
		return 0, 0, 0, err
	}
	if err := p.Worker().Drain(ctx); err != nil {
		return 0, 0, 0, err
	}
	if _, err := p.IssueBatch(ctx, who, b.ID); err != nil {
		return 0, 0, 0, err
	}
	if err := p.Worker().Drain(ctx); err != nil {
		return 0, 0, 0, err
	}
	took = time.Since(began)
	if b, err = p.Batch(ctx, who, b.ID); err == nil && b.Issued != items {
		err = fmt.Errorf("%d of %d items were issued", b.Issued, items)
	}
	early = <-watch
	return took, early, heap(), err
}

// watchHeap gives the heap once so much is done.
func watchHeap(done func() int, enough int) <-chan uint64 {
	c := make(chan uint64, 1)
	go func() {
		for done() < enough {
			time.Sleep(100 * time.Millisecond)
		}
		c <- heap()
	}()
	return c
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// bareRows is how many rows a second the driver alone writes, 500 in a commit,
// each as long as a row of ours; and the processor's seconds for a row.
func bareRows(database string) (rate, cpu float64, err error) {
	var took time.Duration
	n := 0
	cpu, err = seconds(func() (err error) {
		n, took, err = writeRows(database)
		return err
	})
	return float64(n) / took.Seconds(), cpu / float64(n), err
}

func writeRows(database string) (n int, took time.Duration, err error) {
	db, err := sql.Open("sqlite", database+"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return 0, 0, err
	}
	defer db.Close() //nolint:errcheck // thrown away
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE rows (customer TEXT NOT NULL, id BIGINT NOT NULL, state TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (customer, id))"); err != nil {
		return 0, 0, err
	}
	body := make([]byte, 400)
	began := time.Now()
	for time.Since(began) < 5*time.Second {
		tx, err := db.Begin()
		if err != nil {
			return 0, 0, err
		}
		insert, err := tx.Prepare("INSERT INTO rows (customer, id, state, body) VALUES ($1, $2, $3, $4)")
		if err != nil {
			return 0, 0, err
		}
		for range commit {
			if _, err := insert.Exec("cus_0000000000000000000000000000", n, "ready", body); err != nil {
				return 0, 0, err
			}
			n++
		}
		if err := tx.Commit(); err != nil {
			return 0, 0, err
		}
	}
	return n, time.Since(began), nil
}

// countRows counts the rows of all tables.
func countRows(database string) (all int, err error) {
	db, err := sql.Open("sqlite", database)
	if err != nil {
		return 0, err
	}
	defer db.Close() //nolint:errcheck // it was only read
	rows, err := db.Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
	if err != nil {
		return 0, err
	}
	defer rows.Close() //nolint:errcheck // it was only read
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return 0, err
		}
		tables = append(tables, name)
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	for _, name := range tables {
		n := 0
		if err := db.QueryRow(`SELECT COUNT(*) FROM "` + name + `"`).Scan(&n); err != nil {
			return 0, err
		}
		all += n
	}
	return all, nil
}
