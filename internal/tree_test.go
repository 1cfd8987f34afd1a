package internal_test

import (
	"bytes"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// tracked lists the files that git keeps or would keep.
func tracked(t *testing.T) []string {
	t.Helper()
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	var names []string
	for name := range strings.SplitSeq(strings.Trim(string(out), "\x00"), "\x00") {
		if _, err := os.Stat(filepath.Join("..", name)); err == nil {
			names = append(names, name)
		}
	}
	return names
}

// unwanted are texts that no file of the repository may hold. They are written
// in two halves so that this file may.
var unwanted = map[string]*regexp.Regexp{
	"work left undone":            regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b|// XX` + `X\b`),
	"a path of one machine":       regexp.MustCompile(`(^|[^\w.])/(work|root|home/\w+)/\w|/tmp/` + `(wt|work)|\.\./sha` + `red\b`),
	"the host of a registry":      regexp.MustCompile(`registry\.(npmjs|yarnpkg)|proxy\.go` + `lang\.org|(docker|ghcr|quay)\.` + `io|deb\.de` + `bian\.org|pypi\.` + `org`),
	"a conflict left by a rebase": regexp.MustCompile(`(?m)^(<{7}|>{7}) `),
}

// TestTreeIsClean reads every text file of the repository for what must not be
// in it.
func TestTreeIsClean(t *testing.T) {
	for _, name := range tracked(t) {
		b, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Error(err)
			continue
		}
		if bytes.IndexByte(b[:min(len(b), 4096)], 0) >= 0 || path.Base(name) == "go.sum" {
			continue
		}
		for what, re := range unwanted {
			if at := re.FindIndex(b); at != nil {
				t.Errorf("%s:%d: %s: %q", name, 1+bytes.Count(b[:at[0]], []byte("\n")), what, b[at[0]:at[1]])
			}
		}
	}
}
