package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// kinds are what people search for, drawn in turn: what is in every item, in
// one, and in none.
func kinds(r *rand.Rand, numbers []string) []struct{ what, query string } {
	number := pick(r, numbers)
	return []struct{ what, query string }{
		{"the newest", ""},
		{"a tile", "state=cancelled"},
		{"an empty tile", "state=draft"},
		{"a common word", "q=" + url.QueryEscape(pick(r, goods))},
		{"a name", "q=" + pick(r, syllables) + pick(r, syllables) + pick(r, syllables)},
		{"part of a number", "q=" + number[4:11]},
		{"a reference", "q=" + strconv.Itoa(100000+10*r.IntN(100_000))},
		{"a phone", fmt.Sprintf("q=%08d", r.IntN(100_000_000))},
		{"a place and a service", "place=" + pick(r, places) + "&service=" + pick(r, services)},
		{"what is nowhere", "q=zzqqxx"},
		{"a month", "from=" + time.Now().AddDate(0, -3, 0).Format(time.DateOnly) + "&to=" + time.Now().AddDate(0, -2, 0).Format(time.DateOnly)},
	}
}

// ask is a request of some kind.
type ask struct{ what, path string }

// paced asks so many times a second, whether or not the answers are there yet,
// and prints how long they took.
func paced(id, what string, rate int, length, most time.Duration, next func(i int) ask, get func(path string) error) error {
	var mu sync.Mutex
	var all []time.Duration
	var kinds []string
	by := map[string][]time.Duration{}
	var failed error
	var wg sync.WaitGroup
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	for i := range int(length.Seconds() * float64(rate)) {
		x := next(i)
		if !slices.Contains(kinds, x.what) {
			kinds = append(kinds, x.what)
		}
		began := <-tick.C
		wg.Go(func() {
			err := get(x.path)
			took := time.Since(began)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed = err
			}
			all, by[x.what] = append(all, took), append(by[x.what], took)
		})
	}
	wg.Wait()
	if failed != nil {
		return failed
	}
	verdict := "met"
	if at(all, 95) > most {
		verdict = "missed"
	}
	fmt.Printf("\n| id | work | p50 | p95 | p99 | needed | |\n|---|---|---|---|---|---|---|\n| %s | %s, %d requests a second | %s | %s | %s | p95 ≤ %s | %s |\n",
		id, what, rate, show(at(all, 50)), show(at(all, 95)), show(at(all, 99)), show(most), verdict)
	for _, x := range kinds {
		fmt.Printf("| | %s | %s | %s | %s | | |\n", x, show(at(by[x], 50)), show(at(by[x], 95)), show(at(by[x], 99)))
	}
	return nil
}

// searches are P-9's.
func (s *shop) searches(length time.Duration) error {
	r := rand.New(rand.NewPCG(3, 4))
	return paced("P-9", "search", 50, length, 150*time.Millisecond, func(i int) ask {
		k := kinds(r, s.names)
		x := k[i%len(k)]
		return ask{x.what, "/api/v1/shipments?counts=true&" + x.query}
	}, s.get)
}

// processor is the time that this process has had.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // only a wrong argument
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func at(all []time.Duration, percent int) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

func show(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 1, 64) + " ms"
}

func (s *shop) get(path string) error {
	req, err := http.NewRequest(http.MethodGet, s.url+path, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(resp.Body)
		return fmt.Errorf("%s: %s %s", path, resp.Status, b)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

var report = regexp.MustCompile(`RESULT rps ([\d.]+) n (\d+) p99_us \d+ bad (\d+)`)

// lookUps asks for items by their numbers, as fast as answers come, and for a
// bare answer in turn.
func (s *shop) lookUps(length time.Duration) error {
	f, err := os.CreateTemp("", "numbers")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // a temporary file
	for _, n := range s.names {
		fmt.Fprintln(f, n) //nolint:errcheck // closed below
	}
	if err := f.Close(); err != nil {
		return err
	}
	drive := func(path, script string) (rate, cpu float64, err error) {
		began := processor()
		cmd := exec.Command("wrk", "-t1", "-c32", fmt.Sprintf("-d%ds", max(2, int(length.Seconds())/10)), "--latency", "-s", script, s.url+path)
		cmd.Env = append(os.Environ(), "KEY="+s.key, "NUMBERS="+f.Name())
		out, err := cmd.CombinedOutput()
		m := report.FindSubmatch(out)
		if err != nil || m == nil || string(m[3]) != "0" {
			return 0, 0, fmt.Errorf("wrk: %v\n%s", err, out)
		}
		rate, err = strconv.ParseFloat(string(m[1]), 64)
		n, _ := strconv.ParseFloat(string(m[2]), 64) // the expression asks for digits
		return rate, (processor() - began).Seconds() / n * 1e6, err
	}
	var ours, hello, ratios, ourCPU, helloCPU []float64
	for range 5 {
		a, c, err := drive("/api/v1/shipments", "bench/history/number.lua")
		if err != nil {
			return err
		}
		b, d, err := drive("/hello", "bench/serve/load/get.lua")
		if err != nil {
			return err
		}
		ours, hello, ratios = append(ours, a), append(hello, b), append(ratios, a/b)
		ourCPU, helloCPU = append(ourCPU, c), append(helloCPU, d)
	}
	for _, x := range [][]float64{ours, hello, ratios, ourCPU, helloCPU} {
		slices.Sort(x)
	}
	verdict := "met"
	if ratios[2] < 0.3 {
		verdict = "missed"
	}
	fmt.Printf("\n| id | work | ours | bare answer of the same process | ratio, median (least, greatest) | processor for each, µs: ours, bare | needed | |\n|---|---|---|---|---|---|---|---|\n| P-9 | look-up by number, 32 connections | %.0f | %.0f | %.2f (%.2f, %.2f) | %.0f, %.0f | ≥ 0.30 | %s |\n",
		ours[2], hello[2], ratios[2], ratios[0], ratios[4], ourCPU[2], helloCPU[2], verdict)
	return nil
}
