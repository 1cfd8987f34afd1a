// Command serve measures the running program beside its peers: P-3, the whole
// comparison by REST beside a bare JSON answer of the same process; P-4, create
// and issue by REST on SQLite at FULL durability beside PocketBase's single
// record; P-12, start and idle memory. Ours and the peer run in turn, A B A B,
// and a figure counts only as a ratio of two of the same run. It needs wrk and
// build/ecship.
//
//	go run ./bench/serve [-pairs 5] [-seconds 3] [P-3 P-4 P-12]
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"slices"
)

// lab is what a benchmark works with.
type lab struct {
	ctx     context.Context
	dir     string // a temporary folder
	binary  string // build/ecship
	peer    string // PocketBase, once it is built
	pairs   int
	seconds int // of each load
}

var benches = []struct {
	id  string
	run func(*lab) ([]result, error)
}{
	{"P-3", comparison},
	{"P-4", createAndIssue},
	{"P-12", startAndIdle},
}

func main() {
	log.SetFlags(0)
	pairs := flag.Int("pairs", 5, "how many times each runs")
	seconds := flag.Int("seconds", 3, "length of each load")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		log.Fatal(err)
	}
	err = run(&lab{ctx: ctx, dir: dir, binary: "build/ecship", pairs: *pairs, seconds: *seconds}, flag.Args())
	if err := os.RemoveAll(dir); err != nil {
		log.Print(err)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// run prints a table of the benches asked for, or of all.
func run(l *lab, ids []string) error {
	fmt.Println("| id | work | ours | peer | ratio, median (least, greatest) | processor for each, µs: ours, peer's | needed | |\n|---|---|---|---|---|---|---|---|")
	for _, b := range benches {
		if len(ids) > 0 && !slices.Contains(ids, b.id) {
			continue
		}
		rows, err := b.run(l)
		if err != nil {
			return fmt.Errorf("%s: %w", b.id, err)
		}
		for _, r := range rows {
			fmt.Println(r.row(b.id))
		}
	}
	return nil
}
