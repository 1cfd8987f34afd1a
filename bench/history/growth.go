package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Runs of growth, and calls of each.
const (
	growthPairs = 11
	growthCalls = 30
)

// growth is P-14: how much longer a caller who is alone waits where there are
// many items than where there are few, both asked in turn.
func growth(small, large *shop) error {
	r := rand.New(rand.NewPCG(7, 8))
	fmt.Printf("\n| id | work | with %d items | with all | ratio, median (least, greatest) of %d pairs | needed | |\n|---|---|---|---|---|---|---|\n", few, growthPairs)
	for _, x := range []struct {
		what string
		call func(*shop) error
	}{
		{"create and issue", (*shop).create},
		{"look-up by number", func(s *shop) error { return s.get("/api/v1/shipments?q=" + pick(r, s.names)) }},
		{"the newest, with counts", func(s *shop) error { return s.get("/api/v1/shipments?counts=true") }},
	} {
		var before, after, ratios []float64
		for range growthPairs {
			a, err := pace(small, x.call)
			if err != nil {
				return err
			}
			b, err := pace(large, x.call)
			if err != nil {
				return err
			}
			before, after, ratios = append(before, a), append(after, b), append(ratios, b/a)
		}
		for _, all := range [][]float64{before, after, ratios} {
			slices.Sort(all)
		}
		middle, verdict := growthPairs/2, "met"
		if ratios[middle] > 1.5 {
			verdict = "missed"
		}
		fmt.Printf("| P-14 | %s | %.2f ms | %.2f ms | %.2f (%.2f, %.2f) | ≤ 1.50 | %s |\n",
			x.what, before[middle], after[middle], ratios[middle], ratios[0], ratios[growthPairs-1], verdict)
	}
	return nil
}

// pace is how long a call takes in milliseconds: the middle of some.
func pace(s *shop, call func(*shop) error) (float64, error) {
	var all []time.Duration
	for range growthCalls {
		began := time.Now()
		if err := call(s); err != nil {
			return 0, err
		}
		all = append(all, time.Since(began))
	}
	return float64(at(all, 50).Microseconds()) / 1000, nil
}

const newItem = `{"service":"ARM","weight_g":450,"issue":true,
"sender":{"name":"Bench Shop","street":["Shop 3, 18 Shanghai Street"],"city":"Kowloon","place":"HK","phone":"+852 25550123"},
"recipient":{"name":"Jane Doe","street":["1948 Example Avenue"],"city":"London","postcode":"N1 6AF","place":"GB"},
"contents":{"category":"gift","currency":"HKD","lines":[{"description":"printed book","quantity":1,"net_weight_g":380,"value_cents":9000,"hs_code":"490199","origin":"HK"}]}}`

// create makes and issues an item.
func (s *shop) create() error {
	req, err := http.NewRequest(http.MethodPost, s.url+"/api/v1/shipments", strings.NewReader(newItem))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.key)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusCreated {
		err = fmt.Errorf("creating an item: %s %s", res.Status, b)
	}
	return err
}
