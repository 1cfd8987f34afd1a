// Command labels measures the labels beside reportlab and fpdf, which draw the
// very same pages: P-2, each label its own PDF in memory, and P-1, all of them
// in one; and the same labels in ZPL beside our own PDF. Both run in turn, A B A B, each in a process of its own on one core. The
// ratio is of CPU seconds, which a busy machine disturbs least; wall seconds are
// printed beside it. What was written is checked before anything is timed.
//
//	go run ./bench/labels [-pairs 7] [-labels 500]
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/label/pdf"
	"ecship/internal/label/zpl"
)

// result is what a run prints about itself.
type result struct {
	Labels  int     `json:"labels"`
	CPU     float64 `json:"cpu_s"`
	Wall    float64 `json:"wall_s"`
	Bytes   int     `json:"bytes"`
	PeakKiB int     `json:"peak_kib"`
}

func (r result) rate() float64 { return float64(r.Labels) / r.CPU }

func main() {
	log.SetFlags(0)
	pairs := flag.Int("pairs", 7, "how many times each runs")
	n := flag.Int("labels", 500, "labels in a run")
	child := flag.String("child", "", "single, batch, streamed, zpl or stream: run ours once (for the program itself)")
	out := flag.String("out", "", "with -child: a folder to keep the files in")
	flag.Parse()
	if *child == "stream" {
		must(json.NewEncoder(os.Stdout).Encode(stream(*n)))
		return
	}
	if *child != "" {
		if err := json.NewEncoder(os.Stdout).Encode(ours(*child, samples(*child, *n), *out)); err != nil {
			log.Fatal(err)
		}
		return
	}
	if err := compare(*pairs, *n); err != nil {
		log.Fatal(err)
	}
}

// samples are the labels of a mode. Those of single have names and streets of
// random characters, so that hardly two need the same glyphs.
func samples(mode string, n int) []label.Item {
	r := rand.New(rand.NewPCG(2026, 11)) // the same in every run
	han := func(least, most int) string {
		var b strings.Builder
		for range least + r.IntN(most-least+1) {
			b.WriteRune(rune(0x4e00 + r.IntN(0x51a5)))
		}
		return b.String()
	}
	items := make([]label.Item, n)
	for i := range items {
		items[i] = sample(i)
		if mode != "single" {
			continue
		}
		s := &items[i].Shipment
		s.Sender.Native.Name, s.Recipient.Native.Name = han(2, 4), han(2, 4)
		s.Recipient.Native.Street = []string{han(6, 10)}
	}
	return items
}

// sample is a label of the newest layout, its square code signed beforehand: the
// peer is given the code too.
func sample(i int) label.Item {
	it := labeltest.Item(labeltest.Registered, i)
	it.Shipment.Layout = ""
	if l, ok := it.Layout(); ok {
		it.Shipment.Layout = l.Name
	}
	it.SignWith(labeltest.Sign)
	return it
}

// stream writes labels that are made one by one, as a long batch does, and says
// what that took.
func stream(n int) result {
	runtime.GOMAXPROCS(1)
	cpu, start := cpuSeconds(), time.Now()
	var size counter
	w := pdf.New(&size)
	for i := range n {
		it := sample(i)
		must(w.Label(&it))
	}
	must(w.Close())
	return result{Labels: n, CPU: cpuSeconds() - cpu, Wall: time.Since(start).Seconds(), Bytes: int(size), PeakKiB: peakKiB()}
}

// counter is a file that only knows its size.
type counter int

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// ours writes the labels and says what that took.
func ours(mode string, items []label.Item, out string) result {
	runtime.GOMAXPROCS(1)
	res := result{Labels: len(items)}
	var b bytes.Buffer
	must(pdf.Labels(io.Discard, items[0])) // reads the fonts, as the peer does before its clock starts
	must(roll(io.Discard, items[0]))
	cpu, start := cpuSeconds(), time.Now()
	switch mode {
	case "batch":
		must(pdf.Labels(&b, items...))
		res.Bytes = b.Len()
		keep(out, "batch", b.Bytes())
	case "streamed", "zpl":
		write, size := pdf.Labels, counter(0)
		if mode == "zpl" {
			write = roll
		}
		must(write(&size, items...))
		res.Bytes = int(size)
	default:
		for i := range items {
			b.Reset()
			must(pdf.Labels(&b, items[i]))
			res.Bytes += b.Len()
			keep(out, string(items[i].Shipment.Number), b.Bytes())
		}
	}
	res.CPU, res.Wall = cpuSeconds()-cpu, time.Since(start).Seconds()
	res.PeakKiB = peakKiB()
	return res
}

// roll writes labels for a thermal printer.
func roll(w io.Writer, items ...label.Item) error {
	return zpl.Printer{}.Print(w, label.Print{Stock: "102x203"}, items...)
}

// peakKiB is the most memory that this process had. What getrusage tells counts
// the parent's too.
func peakKiB() (kib int) {
	status, err := os.ReadFile("/proc/self/status")
	must(err)
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err = strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
			must(err)
		}
	}
	return kib
}

func keep(dir, name string, b []byte) {
	if dir != "" {
		must(os.WriteFile(filepath.Join(dir, name+".pdf"), b, 0o600))
	}
}

func cpuSeconds() float64 {
	var u syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// compare checks both, then times both in turn and prints rows for RESULTS.md.
func compare(pairs, n int) error {
	dir, err := os.MkdirTemp("", "labels")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, mode := range []string{"single", "batch"} {
		raw, err := json.Marshal(record(samples(mode, n)))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, mode+".json"), raw, 0o600); err != nil {
			return err
		}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	we := func(mode string, more ...string) []string {
		return append([]string{self, "-labels", strconv.Itoa(n), "-child", mode}, more...)
	}
	fpdf, err := buildFpdf(dir)
	if err != nil {
		return err
	}
	second := func(mode string, more ...string) []string {
		return append([]string{fpdf, mode, filepath.Join(dir, mode+".json"), "third_party/fonts"}, more...)
	}
	peer := func(mode string, more ...string) []string {
		return append([]string{"/usr/bin/python3", "bench/peers/labels/reportlab_labels.py", mode, filepath.Join(dir, mode+".json"), "third_party/fonts"}, more...)
	}
	for who, command := range map[string]writer{"ours": we, "reportlab": peer} {
		if err := check(dir, n, who, command, "single", "batch"); err != nil {
			return err
		}
	}
	if err := check(dir, n, "fpdf", second, "batch"); err != nil {
		return err
	}
	fmt.Println("| id | work | ours, labels/CPU s | peer | ratio, median (least, greatest) of", pairs, "pairs | needed | bytes a label, ours and the peer's | peak MiB, ours and the peer's | |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|")
	for _, m := range []race{
		{"P-2", "single", "each label its own PDF, in memory, 1 core", "reportlab", peer, 30, 0, 0},
		{"P-1", "batch", strconv.Itoa(n) + " labels in one PDF, 1 core", "reportlab", peer, 20, 0.45, 0.45},
		{"P-1", "batch", "the same", "fpdf", second, 8, 0, 0},
	} {
		if err := m.run(we, pairs, n); err != nil {
			return err
		}
	}
	if err := thermal(we, pairs, n); err != nil {
		return err
	}
	return growth(self, pairs, n)
}

// writer is the command of a mode.
type writer func(mode string, more ...string) []string

// race is ours beside a peer: a row of the table.
type race struct {
	id, mode, work, who string
	peer                writer
	times               float64 // as fast as that
	bytes, memory       float64 // at most this share of the peer's; 0 asks nothing
}

func (r race) run(we writer, pairs, n int) error {
	var a, b []result
	var ratios []float64
	for range pairs {
		x, err := once(we(r.mode))
		if err != nil {
			return err
		}
		y, err := once(r.peer(r.mode))
		if err != nil {
			return err
		}
		a, b, ratios = append(a, x), append(b, y), append(ratios, x.rate()/y.rate())
	}
	share := func(of func(result) float64) float64 { return median(a, of) / median(b, of) }
	size, memory := share(result.size), share(result.peak)
	verdict := "met"
	if middle(ratios) < r.times || r.bytes > 0 && size > r.bytes || r.memory > 0 && memory > r.memory {
		verdict = "missed"
	}
	needed := fmt.Sprintf("≥ %.0f", r.times)
	if r.bytes > 0 {
		needed += fmt.Sprintf(", bytes ≤ %.2f, memory ≤ %.2f", r.bytes, r.memory)
	}
	fmt.Printf("| %s | %s | %.0f | %s %.0f | **%.1f** (%.1f, %.1f) | %s | %.0f, %.0f: %.2f | %.0f, %.0f: %.2f | %s |\n", r.id, r.work,
		median(a, result.rate), r.who, median(b, result.rate), middle(ratios), slices.Min(ratios), slices.Max(ratios), needed,
		median(a, result.size), median(b, result.size), size, median(a, result.peak), median(b, result.peak), memory, verdict)
	return nil
}

// buildFpdf builds the peer in Go, whose version bench/peers/go.mod names.
func buildFpdf(dir string) (string, error) {
	file := filepath.Join(dir, "fpdf")
	out, err := exec.Command("go", "build", "-C", "bench/peers", "-o", file, "./labels").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building fpdf: %w\n%s", err, out)
	}
	return file, nil
}

// thermal prints how labels for a thermal printer compare with our own PDF, both
// given away as they come.
func thermal(we func(string, ...string) []string, pairs, n int) error {
	var a, b []result
	var ratios []float64
	for range pairs {
		x, err := once(we("zpl"))
		if err != nil {
			return err
		}
		y, err := once(we("streamed"))
		if err != nil {
			return err
		}
		a, b, ratios = append(a, x), append(b, y), append(ratios, x.rate()/y.rate())
	}
	verdict := "met"
	if middle(ratios) < 1 {
		verdict = "missed"
	}
	fmt.Printf("\nThe same %d labels in ZPL for a roll: %.0f labels/CPU s, our own PDF %.0f, ratio **%.2f** (%.2f, %.2f), needed ≥ 1.00: %s; %d bytes a label\n",
		n, median(a, result.rate), median(b, result.rate), middle(ratios), slices.Min(ratios), slices.Max(ratios), verdict, a[0].Bytes/n)
	return nil
}

// growth prints how the peak memory of a long streamed file compares with that
// of a short one (P-1).
func growth(self string, pairs, n int) error {
	const times = 20
	var short, long []result
	for range pairs {
		a, err := once([]string{self, "-child", "stream", "-labels", strconv.Itoa(n)})
		if err != nil {
			return err
		}
		b, err := once([]string{self, "-child", "stream", "-labels", strconv.Itoa(n * times)})
		if err != nil {
			return err
		}
		short, long = append(short, a), append(long, b)
	}
	x, y := median(short, result.peak), median(long, result.peak)
	fmt.Printf("\n%d labels streamed into one file take %.0f MiB, %d take %.0f: **%.2f** x\n", n, x, n*times, y, y/x)
	return nil
}

func (r result) size() float64 { return float64(r.Bytes) / float64(r.Labels) }

func (r result) peak() float64 { return float64(r.PeakKiB) / 1024 }

// once runs a command and reads its line.
func once(command []string) (r result, err error) {
	c := exec.Command(command[0], command[1:]...)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		return r, fmt.Errorf("%v: %w", command, err)
	}
	return r, json.Unmarshal(out, &r)
}

// check wants a program to have written sound files with every number and every
// recipient's name in them.
func check(dir string, n int, who string, command writer, modes ...string) error {
	for _, mode := range modes {
		out := filepath.Join(dir, who+mode)
		if err := os.Mkdir(out, 0o700); err != nil {
			return err
		}
		more := []string{out}
		if who == "ours" {
			more = []string{"-out", out}
		}
		if _, err := once(command(mode, more...)); err != nil {
			return err
		}
		files, _ := filepath.Glob(filepath.Join(out, "*.pdf"))
		if mode == "single" {
			if len(files) != n {
				return fmt.Errorf("%s wrote %d files, want %d", who, len(files), n)
			}
			files = files[:min(n, 20)]
		}
		items := samples(mode, n)
		for _, f := range files {
			if err := sound(f, items); err != nil {
				return fmt.Errorf("%s: %w", who, err)
			}
		}
	}
	return nil
}

// sound checks one file.
func sound(file string, items []label.Item) error {
	if out, err := exec.Command("qpdf", "--check", file).CombinedOutput(); err != nil {
		return fmt.Errorf("qpdf: %w\n%s", err, out)
	}
	c := exec.Command("pdftotext", "-raw", file, "-")
	c.Stderr = io.Discard
	text, err := c.Output()
	if err != nil {
		return fmt.Errorf("pdftotext: %w", err)
	}
	name := strings.TrimSuffix(filepath.Base(file), ".pdf")
	for i := range items {
		s := &items[i].Shipment
		if name != "batch" && name != string(s.Number) {
			continue
		}
		for _, want := range []string{s.Number.Grouped(), s.Recipient.Native.Name} {
			if !bytes.Contains(text, []byte(want)) {
				return fmt.Errorf("%s lacks %s", filepath.Base(file), want)
			}
		}
	}
	return nil
}

func median(all []result, f func(result) float64) float64 {
	var v []float64
	for _, r := range all {
		v = append(v, f(r))
	}
	return middle(v)
}

func middle(v []float64) float64 {
	v = slices.Clone(v)
	slices.Sort(v)
	return v[len(v)/2]
}
