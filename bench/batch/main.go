// Command batch measures sheets of orders: P-11, a workbook of 500 rows and 24
// columns read, validated and priced as the portal does, beside the bare
// reading of the same workbook by excelize. Both run in turn in one process;
// the ratio is of CPU seconds, which a busy machine disturbs least. And P-8, a
// file of many items checked, priced and issued.
//
//	go run ./bench/batch [-pairs 21] [-items 100000] [-profile cpu.out]
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"runtime"
	"slices"
	"syscall"

	"github.com/xuri/excelize/v2"

	"ecship/internal/batch"
	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/sheet"
	"ecship/internal/tariff"
)

// The workbook of P-11.
const (
	orders = 500
	wide   = 24
)

// needed is the most that P-11 lets ours take beside the peer.
const needed = 1.5

func main() {
	log.SetFlags(0)
	pairs := flag.Int("pairs", 21, "how many times each of P-11 runs")
	items := flag.Int("items", 100_000, "rows of the file of P-8; 0 leaves it out")
	profile := flag.String("profile", "", "a file for the processor's profile of P-8")
	flag.Parse()
	if err := run(*pairs); err != nil {
		log.Fatal(err)
	}
	if *items == 0 {
		return
	}
	fmt.Println()
	if err := engine(*items, *profile); err != nil {
		log.Fatal(err)
	}
}

func run(pairs int) error {
	file, err := workbook()
	if err != nil {
		return err
	}
	day, err := policy.ParseDay("2026-11-23")
	if err != nil {
		return err
	}
	var ours, peer, ratios []float64
	for i := range pairs + 2 {
		a, err := seconds(func() error { return priced(file, day) })
		if err != nil {
			return err
		}
		b, err := seconds(func() error { return bare(file) })
		if err != nil {
			return err
		}
		if i >= 2 { // the first ones fill caches
			ours, peer, ratios = append(ours, a*1000), append(peer, b*1000), append(ratios, a/b)
		}
	}
	verdict := "met"
	if median(ratios) > needed {
		verdict = "missed"
	}
	fmt.Println("| id | work | ours, CPU ms | excelize's bare read | ratio, median (least, greatest) | needed | |")
	fmt.Println("|---|---|---|---|---|---|---|")
	fmt.Printf("| P-11 | workbook of %d x %d (%d kB) read, validated and priced | %s | %s | **%s** | ≤ %.1f | %s |\n",
		orders, wide, len(file)>>10, spread(ours, 1), spread(peer, 1), spread(ratios, 2), needed, verdict)
	return nil
}

func median(x []float64) float64 { return slices.Sorted(slices.Values(x))[len(x)/2] }

func spread(x []float64, digits int) string {
	return fmt.Sprintf("%.*f (%.*f, %.*f)", digits, median(x), digits, slices.Min(x), digits, slices.Max(x))
}

// seconds is the processor's time for f.
func seconds(f func() error) (float64, error) {
	runtime.GC()
	began, err := processor()
	if err != nil {
		return 0, err
	}
	if err := f(); err != nil {
		return 0, err
	}
	ended, err := processor()
	return ended - began, err
}

func processor() (float64, error) {
	var u syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9, err
}

// workbook is what a shop sends, written by excelize itself.
func workbook() ([]byte, error) {
	headings := []any{"Order No", "Service", "Country", "Name", "Company", "Address 1", "Address 2", "City", "State", "Postcode", "Phone", "Email",
		"Weight (g)", "Category", "Currency", "Item 1 description", "Item 1 quantity", "Item 1 net weight (g)", "Item 1 value", "Item 1 HS code", "Item 1 origin",
		"Item 1 SKU", "Item 1 batteries", "Insured value"}
	if len(headings) != wide {
		return nil, fmt.Errorf("%d headings", len(headings))
	}
	f := excelize.NewFile()
	for i := range orders + 1 {
		row := headings
		if i > 0 {
			row = []any{fmt.Sprintf("ORDER-%d", i), "ARM", "USA", fmt.Sprintf("Ann Smith %d", i), "", fmt.Sprintf("%d West 34th Street", i), "Apt 5B", "New York", "NY", "10001", "+1 212 555 0100",
				fmt.Sprintf("ann%d@example.com", i), 350, "sale", "USD", "men's cotton shirt", 2, 300, 25.5, "6205200000", "CN", fmt.Sprintf("SHIRT-%d", i), "no", ""}
		}
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			return nil, err
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), f.Close()
}

// bare reads every cell by excelize's stream of rows, which is quicker than its
// GetRows.
func bare(file []byte) error {
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		return err
	}
	rows, err := f.Rows("Sheet1")
	if err != nil {
		return err
	}
	n := 0
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return err
		}
		if len(cells) > 0 {
			n++
		}
	}
	if n != orders+1 {
		return fmt.Errorf("excelize found %d rows", n)
	}
	return errors.Join(rows.Error(), rows.Close(), f.Close())
}

// priced does what the portal does with such a file before it shows it: each
// row becomes a record, which the rules check and the rate book prices.
func priced(file []byte, day policy.Day) error {
	r, err := sheet.Open("orders.xlsx", bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // it was only read
	c := tariff.Embedded()
	e := c.On(day)
	m, from := batch.Recognise(r.Headings())
	rows := batch.NewReader(m, from, e.Places, e.Services(), e.Customs.Reasons().All())
	n, total := 0, money.Amount(0)
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		rec, faults := rows.Read(row.Cells)
		if len(faults) > 0 {
			return faults[0].Problem
		}
		q, err := check(c, e, rec, day)
		if err != nil {
			return fmt.Errorf("row %d: %w", row.Line, err)
		}
		n, total = n+1, total+q.Total
	}
	if n != orders || total == 0 {
		return fmt.Errorf("%d rows, %s", n, total)
	}
	return nil
}

// sender is the customer's own, where no row names another.
var sender = postal.Address{Name: "Chan Tai Man", Street: []string{"8 Shanghai Street"}, City: "Kowloon", Place: postal.Home, Phone: "91234567"}

// check holds a record against the rules that the portal asks.
func check(c *tariff.Catalogue, e *tariff.Edition, rec batch.Record, day policy.Day) (q tariff.Quote, err error) {
	q, err = c.Price(rec.Service, tariff.Request{Place: rec.Place, Grams: rec.Grams, Size: rec.Size, Insured: rec.Insured, AdviceOfReceipt: rec.AdviceOfReceipt}, day)
	if err != nil {
		return q, err
	}
	known := func(code string) bool { return e.Places.Index(code) >= 0 }
	return q, errors.Join(
		e.Places.CheckRecipient(rec.Recipient.Clean(), *q.Service),
		e.Places.CheckSender(sender.Clean()),
		e.Customs.Check(rec.Contents.Clean(), customs.Target{Place: rec.Place, Gross: rec.Grams, Origin: known}),
	)
}
