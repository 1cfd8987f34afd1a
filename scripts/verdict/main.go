// Command verdict reads the events of go test -json and prints what a person
// wants to see of them: the closing line of each package, the whole output of
// what failed, and one sentence at the end. It fails where a test failed or was
// skipped, because a skipped test proves nothing, and where no test at all ran
// under a name given by -need.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

// event is one line of go test -json (see go doc test2json).
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Output     string
}

// run gathers the events of one go test.
type run struct {
	out     io.Writer
	need    []string
	seen    map[string]int              // tests passed, by the word of need
	outputs map[string]*strings.Builder // by package and test, until it passes
	skipped []string
	passed  int
	failed  int
	broken  int // packages
}

func main() {
	need := flag.String("need", "", "comma-separated words: each must stand in the name of a test that passed")
	flag.Parse()
	r := newRun(os.Stdout, strings.FieldsFunc(*need, func(c rune) bool { return c == ',' }))
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	for in.Scan() {
		var e event
		if err := json.Unmarshal(in.Bytes(), &e); err != nil {
			fmt.Fprintln(r.out, in.Text())
			continue
		}
		r.take(e)
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(r.out, err)
		os.Exit(1)
	}
	if !r.close() {
		os.Exit(1)
	}
}

func newRun(out io.Writer, need []string) *run {
	return &run{out: out, need: need, seen: map[string]int{}, outputs: map[string]*strings.Builder{}}
}

// take notes one event.
func (r *run) take(e event) {
	name := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		if e.Test == "" && closing(e.Output) {
			fmt.Fprint(r.out, e.Output)
			return
		}
		if r.outputs[name] == nil {
			r.outputs[name] = &strings.Builder{}
		}
		r.outputs[name].WriteString(e.Output)
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "build-fail":
		r.broken++
	case "pass":
		delete(r.outputs, name)
		if e.Test == "" {
			return
		}
		r.passed++
		for _, w := range r.need {
			if strings.Contains(strings.ToLower(e.Test), w) {
				r.seen[w]++
			}
		}
	case "skip":
		if e.Test != "" {
			r.skipped = append(r.skipped, name)
		}
	case "fail":
		if e.Test == "" {
			r.broken++ // with its tests, or without any: a panic, a time-out, a build
		} else {
			r.failed++
		}
		if o := r.outputs[name]; o != nil {
			fmt.Fprint(r.out, o)
		}
	}
}

// closing tells whether a line is the last that go test says of a package.
func closing(line string) bool {
	for _, p := range []string{"ok  \t", "FAIL\t", "panic:"} {
		if strings.HasPrefix(line, p) {
			return true
		}
	}
	return false
}

// close prints the verdict and tells whether all is well.
func (r *run) close() bool {
	sort.Strings(r.skipped)
	for _, s := range r.skipped {
		fmt.Fprintf(r.out, "SKIPPED %s\n%s", s, r.outputs[s])
	}
	var lacking []string
	for _, w := range r.need {
		if r.seen[w] == 0 {
			lacking = append(lacking, w)
		}
	}
	for _, w := range lacking {
		fmt.Fprintf(r.out, "LACKING no test with %q in its name passed\n", w)
	}
	fmt.Fprintf(r.out, "%d tests passed, %d failed, %d skipped", r.passed, r.failed, len(r.skipped))
	for _, w := range r.need {
		fmt.Fprintf(r.out, ", %d %s", r.seen[w], w)
	}
	good := r.failed+r.broken+len(r.skipped)+len(lacking) == 0 && r.passed > 0
	if good {
		fmt.Fprintln(r.out, "\nPASS")
	} else {
		fmt.Fprintln(r.out, "\nFAIL")
	}
	return good
}
