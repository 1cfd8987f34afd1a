// Package internal_test keeps the house in order: it holds ARCHITECTURE.md, the
// catalogue, the glossary and the ADRs against the code, and fails by name.
package internal_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "ecship/"

// mayImport says which layers a layer may import. Within those, a package may
// import only what stands above it in the table, so that the table is also the
// order in which to read the code.
var mayImport = map[string][]string{
	"rules":   {"rules"},
	"adapter": {"rules"},
	"store":   {"rules", "store"},
	"core":    {"rules", "store"},
	"porch":   {"rules"},
	"door":    {"rules", "core", "porch"},
	"client":  {},
	"command": {"rules", "adapter", "store", "core", "porch", "door", "client"},
	"tool":    {"rules"},
	"test":    {"rules", "adapter", "store", "core", "porch", "door", "client", "test"},
}

// outside are the standard packages by which rules would reach the world.
// Sub-packages are meant too.
var outside = []string{"context", "database", "net", "os", "log", "math/rand", "syscall", "plugin"}

// pure are parts of those that reach nothing.
var pure = []string{"net/netip", "net/url", "net/mail"}

// excused are the few breaches that ARCHITECTURE.md allows, with their reason.
var excused = map[string]string{
	"internal/notify context":  "its Channel interface is called across the network",
	"internal/payment context": "its Method interface is called across the network",
}

type pkg struct {
	path, layer string
	row         int
}

// layers reads the table of ARCHITECTURE.md: package, layer, what it does.
func layers(t *testing.T) map[string]pkg {
	t.Helper()
	table := map[string]pkg{}
	for _, line := range lines(t, "ARCHITECTURE.md") {
		c := strings.Split(line, "|")
		if len(c) != 5 || !strings.HasPrefix(strings.TrimSpace(c[1]), "`") {
			continue
		}
		p := pkg{path: strings.Trim(c[1], " `"), layer: strings.TrimSpace(c[2]), row: len(table)}
		if _, ok := mayImport[p.layer]; !ok {
			t.Errorf("ARCHITECTURE.md: %s has the layer %q, which does not exist", p.path, p.layer)
		}
		if _, twice := table[p.path]; twice {
			t.Errorf("ARCHITECTURE.md: %s stands twice", p.path)
		}
		table[p.path] = p
	}
	if len(table) == 0 {
		t.Fatal("ARCHITECTURE.md has no layer table")
	}
	return table
}

// goFile is one parsed file of the module, by its path from the root.
type goFile struct {
	name, pkg string
	test      bool
	ast       *ast.File
}

var fset = token.NewFileSet()

// goFiles parses every Go file of this module.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var all []goFile
	err := filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(p, "../"))
		if d.IsDir() {
			_, sub := os.Stat(filepath.Join(p, "go.mod"))
			if p != ".." && (sub == nil || strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"testdata", "node_modules", "build"}, d.Name())) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		f, err := parser.ParseFile(fset, p, nil, parser.ParseComments|parser.SkipObjectResolution)
		all = append(all, goFile{name, path.Dir(name), strings.HasSuffix(name, "_test.go"), f})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestLayers holds every import against the layer table.
func TestLayers(t *testing.T) {
	table := layers(t)
	seen, used := map[string]bool{}, map[string]bool{}
	for _, f := range goFiles(t) {
		if f.test {
			continue
		}
		p, ok := table[f.pkg]
		if !ok && !seen[f.pkg] {
			t.Errorf("package %s is not in ARCHITECTURE.md", f.pkg)
		}
		if seen[f.pkg] = true; !ok {
			continue
		}
		for _, im := range f.ast.Imports {
			imp, _ := strconv.Unquote(im.Path.Value)
			why := breach(table, p, imp)
			if why != "" && excused[p.path+" "+imp] == "" {
				t.Errorf("%s: %s must not import %s: %s", f.name, p.path, imp, why)
			}
			used[p.path+" "+imp] = used[p.path+" "+imp] || why != ""
		}
	}
	for e := range excused {
		if !used[e] {
			t.Errorf("%s needs no excuse any more", e)
		}
	}
	for path := range table {
		if !seen[path] {
			t.Errorf("ARCHITECTURE.md names %s, which does not exist", path)
		}
	}
}

// breach says what is wrong with p importing imp; "" where nothing is.
func breach(table map[string]pkg, p pkg, imp string) string {
	if our, ok := strings.CutPrefix(imp, module); ok {
		q, ok := table[our]
		switch {
		case !ok:
			return "it is not in ARCHITECTURE.md"
		case !slices.Contains(mayImport[p.layer], q.layer):
			return fmt.Sprintf("a %s may not use a %s", p.layer, q.layer)
		case q.row > p.row:
			return "it stands below in the table"
		}
		return ""
	}
	under := func(list []string) bool {
		return slices.ContainsFunc(list, func(o string) bool { return imp == o || strings.HasPrefix(imp, o+"/") })
	}
	switch {
	case p.layer == "client" && strings.Contains(strings.Split(imp, "/")[0], "."):
		return "whoever takes the client takes nothing else with it"
	case p.layer == "rules" && under(outside) && !under(pure):
		return "rules do not reach outside"
	case imp == "database/sql" && !slices.Contains([]string{"store", "command", "test"}, p.layer):
		return "only store speaks SQL"
	}
	return ""
}

// TestBreach shows that the rules of TestLayers bite.
func TestBreach(t *testing.T) {
	table := map[string]pkg{}
	for i, p := range []pkg{{path: "internal/money", layer: "rules"}, {path: "internal/tariff", layer: "rules"},
		{path: "internal/label/pdf", layer: "adapter"}, {path: "internal/store", layer: "store"},
		{path: "internal/portal", layer: "core"}, {path: "internal/web", layer: "door"}, {path: "internal/rest", layer: "door"},
		{path: "client", layer: "client"}} {
		p.row = i
		table[p.path] = p
	}
	for _, c := range []struct {
		from, imp string
		fine      bool
	}{
		{"internal/tariff", "ecship/internal/money", true},
		{"internal/money", "ecship/internal/tariff", false},
		{"internal/money", "ecship/internal/store", false},
		{"internal/money", "context", false},
		{"internal/money", "net/http", false},
		{"internal/money", "net/netip", true},
		{"internal/money", "ecship/internal/unknown", false},
		{"internal/store", "database/sql", true},
		{"internal/portal", "ecship/internal/store", true},
		{"internal/portal", "ecship/internal/label/pdf", false},
		{"internal/portal", "database/sql", false},
		{"internal/web", "ecship/internal/portal", true},
		{"internal/web", "ecship/internal/store", false},
		{"internal/rest", "ecship/internal/web", false},
		{"client", "ecship/internal/money", false},
		{"client", "example.com/library", false},
		{"client", "net/http", true},
	} {
		if why := breach(table, table[c.from], c.imp); (why == "") != c.fine {
			t.Errorf("%s importing %s: %q", c.from, c.imp, why)
		}
	}
}

// sqlText is a string that asks a database something.
var sqlText = regexp.MustCompile(`\b(SELECT\s[^"]*\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX|UNIQUE))\b`)

// clock are the functions by which code asks what time it is. Time comes in as
// an argument, so that tests and test customers can move it.
var clock = []string{"Now", "Since", "Until"}

// TestClockAndSQL finds the clock outside cmd and SQL outside store. What is no
// part of the program is free.
func TestClockAndSQL(t *testing.T) {
	table := layers(t)
	for _, f := range goFiles(t) {
		layer := table[f.pkg].layer
		if f.test || layer == "test" || layer == "tool" {
			continue
		}
		free := layer == "command"
		ast.Inspect(f.ast, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && !free && slices.Contains(clock, n.Sel.Name) {
					t.Errorf("%s: time.%s: time comes in as an argument", fset.Position(n.Pos()), n.Sel.Name)
				}
			case *ast.BasicLit:
				if n.Kind == token.STRING && layer != "store" && sqlText.MatchString(n.Value) {
					t.Errorf("%s: SQL outside store", fset.Position(n.Pos()))
				}
			}
			return true
		})
	}
}

// TestAdaptersAreWired finds an adapter imported anywhere but in wire.go, in
// test packages and in tests.
func TestAdaptersAreWired(t *testing.T) {
	table := layers(t)
	for _, f := range goFiles(t) {
		if f.test || table[f.pkg].layer == "test" || path.Base(f.name) == "wire.go" || f.pkg == "bench" {
			continue
		}
		for _, im := range f.ast.Imports {
			imp, _ := strconv.Unquote(im.Path.Value)
			if table[strings.TrimPrefix(imp, module)].layer == "adapter" {
				t.Errorf("%s: only wire.go may import the adapter %s", f.name, imp)
			}
		}
	}
}

// vague are names that tell a reader nothing.
var vague = []string{"utils", "util", "common", "helpers", "helper", "manager", "base", "misc", "shared"}

// TestPackagesIntroduceThemselves wants a sentence at the head of each package
// and a noun for its name.
func TestPackagesIntroduceThemselves(t *testing.T) {
	doc := map[string]bool{}
	for _, f := range goFiles(t) {
		if f.test {
			continue
		}
		want := "Package " + f.ast.Name.Name + " "
		if f.ast.Name.Name == "main" {
			want = "Command " + path.Base(f.pkg) + " "
		}
		doc[f.pkg] = doc[f.pkg] || strings.HasPrefix(f.ast.Doc.Text(), want)
		if stem := strings.TrimSuffix(path.Base(f.name), ".go"); slices.Contains(vague, stem) || slices.Contains(vague, path.Base(f.pkg)) {
			t.Errorf("%s: name it for what it holds", f.name)
		}
	}
	for p, ok := range doc {
		if !ok {
			t.Errorf("%s has no package comment that opens with its name", p)
		}
	}
}

// lines is a file of the repository, by its path from the root.
func lines(t *testing.T, name string) []string {
	t.Helper()
	return strings.Split(read(t, name), "\n")
}

// read is a file of the repository, by its path from the root.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
