package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
)

// load is a stream of requests over some connections.
type load struct {
	url, script string
	connections int
	env         []string
}

var report = regexp.MustCompile(`RESULT rps ([\d.]+) p99_us (\d+) bad (\d+)`)

// drive runs wrk on one thread and gives answers a second. Any answer but a
// 2xx is an error: a fast refusal is no speed.
func (l *lab) drive(ld load) (float64, error) {
	cmd := exec.CommandContext(l.ctx, "wrk", "-t1", fmt.Sprintf("-c%d", ld.connections), fmt.Sprintf("-d%ds", l.seconds),
		"--latency", "-s", "bench/serve/load/"+ld.script, ld.url)
	cmd.Env = append(os.Environ(), ld.env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	m := report.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("wrk said\n%s", out)
	}
	if string(m[3]) != "0" {
		return 0, fmt.Errorf("%s: %s answers were refusals", ld.url, m[3])
	}
	return strconv.ParseFloat(string(m[1]), 64)
}
