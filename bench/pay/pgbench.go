package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"time"
)

// pgbench is PostgreSQL's own TPC-B, on the same cluster. Its statements are
// prepared, as ours are.
type pgbench struct{ program, database string }

func newPgbench(database string, branches int) (*pgbench, error) {
	program, err := exec.LookPath("pgbench")
	if err != nil {
		found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench") // where Debian keeps it
		if len(found) == 0 {
			return nil, errors.New("pgbench is not here; on Debian: apt-get install postgresql")
		}
		program = found[len(found)-1]
	}
	b := &pgbench{program, database}
	_, err = b.run("--initialize", "--quiet", "--scale", strconv.Itoa(branches))
	return b, err
}

func (b *pgbench) run(args ...string) ([]byte, error) {
	cmd := exec.Command(b.program, append(args, b.database)...)
	cmd.Stderr = os.Stderr
	if args[0] == "--initialize" {
		cmd.Stderr = nil // its progress
	}
	return cmd.Output()
}

var tps = regexp.MustCompile(`tps = ([0-9.]+) \(without`)

func (b *pgbench) perSecond(span time.Duration, clients int) (float64, error) {
	out, err := b.run("--protocol=prepared", "--no-vacuum", "--client", strconv.Itoa(clients), "--jobs", strconv.Itoa(min(clients, runtime.NumCPU())),
		"--time", strconv.Itoa(max(1, int(span.Seconds()))))
	if err != nil {
		return 0, err
	}
	m := tps.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("pgbench said %q", out)
	}
	return strconv.ParseFloat(string(m[1]), 64)
}
