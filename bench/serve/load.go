package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
)

// load is a stream of requests over some connections.
type load struct {
	path, script string
	connections  int
	env          []string
}

var report = regexp.MustCompile(`RESULT rps ([\d.]+) n (\d+) p99_us (\d+) bad (\d+)`)

// drive loads a server for a while and gives answers a second, and the server's
// processor time for each in microseconds. Any answer but a 2xx is an error: a
// fast refusal is no speed.
func (l *lab) drive(s *server, ld load) (rate, micros float64, err error) {
	before, err := s.cpu()
	if err != nil {
		return 0, 0, err
	}
	cmd := exec.CommandContext(l.ctx, "wrk", "-t1", fmt.Sprintf("-c%d", ld.connections), fmt.Sprintf("-d%ds", l.seconds),
		"--timeout", "20s", "--latency", "-s", "bench/serve/load/"+ld.script, s.url+ld.path)
	cmd.Env = append(os.Environ(), ld.env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return 0, 0, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	after, err := s.cpu()
	if err != nil {
		return 0, 0, err
	}
	m := report.FindSubmatch(out)
	if m == nil {
		return 0, 0, fmt.Errorf("wrk said\n%s", out)
	}
	if string(m[4]) != "0" {
		return 0, 0, fmt.Errorf("%s: %s answers were refusals", ld.path, m[4])
	}
	rate, err = strconv.ParseFloat(string(m[1]), 64)
	n, err2 := strconv.ParseFloat(string(m[2]), 64)
	return rate, (after - before) * 1e6 / n, errors.Join(err, err2)
}

// duel drives ours and the peer in turn and adds to r what they reached. The
// processor time goes into a result of its own, which a busy machine disturbs
// less.
func (l *lab) duel(r *result, ours *server, a load, peer *server, b load) error {
	mine, mineCPU, err := l.drive(ours, a)
	if err != nil {
		return err
	}
	theirs, theirsCPU, err := l.drive(peer, b)
	if err != nil {
		return err
	}
	r.ours, r.theirs = append(r.ours, mine), append(r.theirs, theirs)
	r.cpu, r.theirCPU = append(r.cpu, mineCPU), append(r.theirCPU, theirsCPU)
	return nil
}
