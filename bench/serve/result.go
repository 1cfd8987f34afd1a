package main

import (
	"fmt"
	"slices"
	"strconv"
)

// series is one thing measured several times.
type series []float64

func (s series) median() float64 {
	c := slices.Sorted(slices.Values(s))
	return (c[(len(c)-1)/2] + c[len(c)/2]) / 2
}

// result is ours beside a peer, or, without one, ours beside a bound.
type result struct {
	what, unit string
	ours       series
	peer       string // what theirs is
	theirs     series
	// cpu and theirCPU are the processor time for each, in microseconds.
	cpu, theirCPU series
	// need is the least ratio; without a peer, the greatest value of ours.
	need float64
	// less marks what is better when there is less of it, such as a time: the
	// ratio is then the peer's to ours.
	less bool
}

// ratios tell how many times better ours is, pair by pair.
func (r result) ratios() (all series) {
	for i := range r.theirs {
		if r.less {
			all = append(all, r.theirs[i]/r.ours[i])
		} else {
			all = append(all, r.ours[i]/r.theirs[i])
		}
	}
	return all
}

// row is the result as a line of the table.
func (r result) row(id string) string {
	theirs, ratio, need, met := "", "", "≤ "+number(r.need)+" "+r.unit, r.ours.median() <= r.need
	if r.peer != "" {
		theirs, ratio = r.peer+" "+spread(r.theirs), spread(r.ratios())
		need, met = "≥ "+number(r.need), r.ratios().median() >= r.need
	}
	verdict := "met"
	if !met {
		verdict = "missed"
	}
	cpu := ""
	if r.cpu != nil {
		cpu = number(r.cpu.median()) + ", " + number(r.theirCPU.median())
	}
	return fmt.Sprintf("| %s | %s | %s %s | %s | %s | %s | %s | %s |", id, r.what, spread(r.ours), r.unit, theirs, ratio, cpu, need, verdict)
}

// spread is a median with the least and the greatest.
func spread(s series) string {
	return fmt.Sprintf("%s (%s, %s)", number(s.median()), number(slices.Min(s)), number(slices.Max(s)))
}

// number is a value with no more figures than mean something.
func number(v float64) string {
	switch {
	case v >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case v >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}
