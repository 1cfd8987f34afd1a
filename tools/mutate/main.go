// Command mutate asks whether the tests of a package bite: it changes
// one thing in its code, runs the package's tests, and counts the changes that
// they notice. The tree is never touched: the compiler reads the changed file
// through an overlay.
//
//	go run ./tools/mutate -budget 10m internal/ledger internal/payment
//
// Where the budget is too short for all changes, those that the seed picks are
// tried. A survivor is printed with its place.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	budget := flag.Duration("budget", 10*time.Minute, "time for all packages together")
	seed := flag.Uint64("seed", uint64(time.Now().Unix()), "which changes are tried first")
	least := flag.Int("least", 0, "fail where fewer per cent are noticed")
	flag.Parse()
	if flag.NArg() == 0 {
		log.Fatal("name the folders of the packages to change")
	}
	share := *budget / time.Duration(flag.NArg())
	failed := false
	for _, folder := range flag.Args() {
		t, err := try(folder, *seed, share)
		if err != nil {
			log.Fatalf("%s: %v", folder, err)
		}
		fmt.Println(t)
		failed = failed || t.percent() < *least
	}
	if failed {
		log.Fatalf("the tests notice fewer than %d %%", *least)
	}
}

// tally is what became of a package's mutants.
type tally struct {
	folder             string
	seed               uint64
	killed, survived   int
	invalid, leftAlone int // those that do not compile, and those beyond the budget
}

func (t tally) percent() int {
	if t.killed+t.survived == 0 {
		return 0
	}
	return 100 * t.killed / (t.killed + t.survived)
}

func (t tally) String() string {
	return fmt.Sprintf("R-26: %s: %d %% of %d changes noticed, %d survived, %d not tried, seed %d", t.folder, t.percent(), t.killed+t.survived, t.survived, t.leftAlone, t.seed)
}

// try tests a package's mutants, in an order that the seed gives, for a while.
func try(folder string, seed uint64, budget time.Duration) (t tally, err error) {
	t = tally{folder: folder, seed: seed}
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return t, err
	}
	var all []mutant
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "_templ.go") {
			continue
		}
		found, err := mutants(file)
		if err != nil {
			return t, err
		}
		all = append(all, found...)
	}
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	tmp, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return t, err
	}
	defer os.RemoveAll(tmp) //nolint:errcheck // a folder of its own
	began := time.Now()
	if verdict, out := test(folder, tmp, nil); verdict != survived {
		return t, fmt.Errorf("its tests fail as it is:\n%s", out)
	}
	// A mutant may loop for ever; ten times as long as the tests take is enough.
	patience := 10*time.Since(began) + 10*time.Second
	for i := range all {
		if time.Since(began) > budget {
			t.leftAlone = len(all) - i
			break
		}
		switch v, _ := test(folder, tmp, &all[i], patience); v {
		case killed:
			t.killed++
		case survived:
			t.survived++
			fmt.Println("  survived:", all[i])
		case invalid:
			t.invalid++
		}
	}
	return t, nil
}

type verdict int

const (
	survived verdict = iota
	killed
	invalid
)

// test runs a package's tests with one file replaced.
func test(folder, tmp string, m *mutant, patience ...time.Duration) (verdict, string) {
	args := []string{"test", "-count=1", "-short", "-failfast", "-vet=off"}
	limit := 10 * time.Minute
	if m != nil {
		limit = patience[0]
		overlay, err := m.overlay(tmp)
		if err != nil {
			log.Fatal(err)
		}
		args = append(args, "-overlay", overlay)
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", append(args, "./"+filepath.ToSlash(folder))...)
	cmd.WaitDelay = time.Second
	cmd.Env = append(os.Environ(), "ECSHIP_CHECK=") // what is missing is skipped
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return survived, string(out)
	case bytes.Contains(out, []byte("[build failed]")) || bytes.Contains(out, []byte("[setup failed]")):
		return invalid, string(out)
	case errors.As(err, &exit) || ctx.Err() != nil:
		return killed, string(out)
	}
	log.Fatal(err)
	return invalid, ""
}

// overlay writes the changed file, and the list that has the compiler read it.
func (m *mutant) overlay(tmp string) (string, error) {
	original, err := filepath.Abs(m.file)
	if err != nil {
		return "", err
	}
	changed, list := filepath.Join(tmp, "mutant.go"), filepath.Join(tmp, "overlay.json")
	if err := os.WriteFile(changed, slices.Concat(m.source[:m.from], []byte(m.by), m.source[m.to:]), 0o600); err != nil {
		return "", err
	}
	b, err := json.Marshal(map[string]map[string]string{"Replace": {original: changed}})
	if err != nil {
		return "", err
	}
	return list, os.WriteFile(list, b, 0o600)
}
