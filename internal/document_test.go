package internal_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// promise is an id of docs/promises.md as code names it.
var promise = regexp.MustCompile(`\b(M-[A-J][0-9]+|[UO]-[0-9]{2}|[RS]-[0-9]{2}|P-[0-9]{1,2}|I-[1-9])\b`)

// TestPromises finds ids in the code that stand for nothing.
func TestPromises(t *testing.T) {
	known := map[string]bool{}
	for _, line := range lines(t, "docs/promises.md") {
		if c := strings.Split(line, "|"); len(c) == 4 {
			id := strings.TrimSpace(c[1])
			if known[id] && promise.MatchString(id) {
				t.Errorf("docs/promises.md has %s twice", id)
			}
			known[id] = true
		}
	}
	for _, name := range tracked(t) {
		if !slices.Contains([]string{".go", ".templ", ".sql", ".js", ".css"}, filepath.Ext(name)) {
			continue
		}
		for i, line := range lines(t, name) {
			for _, id := range promise.FindAllString(line, -1) {
				if !known[id] && strings.Contains(line, "//") {
					t.Errorf("%s:%d: docs/promises.md has no %s", name, i+1, id)
				}
			}
		}
	}
}

// TestLibrariesAreExplained wants one row of the ADR for each module that the
// code imports, with the version of go.mod, and no other row.
func TestLibrariesAreExplained(t *testing.T) {
	versions := map[string]string{}
	for _, line := range lines(t, "go.mod") {
		if f := strings.Fields(line); len(f) >= 2 && strings.HasPrefix(line, "\t") {
			versions[f[0]] = strings.TrimPrefix(f[1], "v")
		}
	}
	rows := map[string]string{}
	for _, line := range lines(t, "docs/adr/0007-libraries.md") {
		if c := strings.Split(line, "|"); len(c) == 9 && strings.Contains(c[1], "`") {
			rows[strings.Trim(c[1], " `")] = strings.TrimSpace(c[2])
		}
	}
	used := map[string]bool{}
	for _, f := range goFiles(t) {
		for _, im := range f.ast.Imports {
			imp, _ := strconv.Unquote(im.Path.Value)
			for m := range versions {
				if imp == m || strings.HasPrefix(imp, m+"/") {
					used[m] = true
				}
			}
		}
	}
	for m := range used {
		if rows[m] != versions[m] {
			t.Errorf("go.mod has %s %s, the ADR of the libraries %q", m, versions[m], rows[m])
		}
	}
	for m := range rows {
		if !used[m] {
			t.Errorf("the ADR of the libraries has a row for %s, which nothing imports", m)
		}
	}
}

// TestDecisionsAreListed wants each ADR in the index, by its own title.
func TestDecisionsAreListed(t *testing.T) {
	index := read(t, "docs/adr/README.md")
	files, err := filepath.Glob("../docs/adr/[0-9]*.md")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		name := filepath.Base(f)
		if !strings.Contains(index, "["+name[:4]+"]("+name+")") {
			t.Errorf("docs/adr/README.md does not list %s", name)
		}
		if first := lines(t, "docs/adr/"+name)[0]; !strings.HasPrefix(first, "# "+name[:4]) {
			t.Errorf("%s opens with %q, not with its number", name, first)
		}
	}
}

// link is a link of Markdown to a file of the repository.
var link = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)

// TestLinksLead follows each link of each document.
func TestLinksLead(t *testing.T) {
	for _, name := range tracked(t) {
		if filepath.Ext(name) != ".md" {
			continue
		}
		for _, m := range link.FindAllStringSubmatch(read(t, name), -1) {
			if _, err := os.Stat(filepath.Join("..", filepath.Dir(name), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
	}
}
