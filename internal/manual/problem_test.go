package manual_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ecship/internal/i18n"
)

var update = flag.Bool("update", false, "write the golden files anew")

// elsewhere are the packages whose problems no program meets by REST: the other
// doors, what only commands call, and the help.
var elsewhere = []string{"web", "soap", "notify", "help", "store", "verify", "manual", "ledger", "job", "advance"}

// pages are the files of the portal that only pages and commands call.
var pages = []string{"account", "activation", "user", "team", "member", "invitation", "signin", "session", "password", "close", "deadletter", "queue", "range", "table", "ead",
	"counter", "office", "contact", "statement", "notice", "import", "demo"}

// others are the beginnings of codes that only pages and commands meet.
var others = []string{"table.", "track.feed.", "cli.", "counter.", "web.", "soap.", "tariff.", "account.password", "account.email", "account.name"}

// statusOf is what the REST door makes of a kind of problem.
var statusOf = map[string]string{"Invalid": "422", "Unauthorised": "401", "Forbidden": "403", "NotFound": "404", "Conflict": "409", "Limited": "429", "Unavailable": "503", "Internal": "500"}

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)

// codes finds every problem that the source makes, with its statuses.
func codes(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	files, err := filepath.Glob("../*/*.go")
	if err != nil || len(files) < 100 {
		t.Fatal(len(files), err)
	}
	for _, name := range files {
		pkg, file := filepath.Base(filepath.Dir(name)), strings.TrimSuffix(filepath.Base(name), ".go")
		if slices.Contains(elsewhere, pkg) || strings.HasSuffix(file, "_test") || pkg == "portal" && slices.Contains(pages, file) {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		special := map[ast.Node]string{} // calls within status{http.StatusX, …}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.CompositeLit); ok && len(lit.Elts) == 2 && lit.Type != nil {
				if fmt.Sprint(lit.Type) != "status" {
					return true
				}
				special[inner(lit.Elts[1])] = "405" // of the one that is told by the mux
				if of, ok := lit.Elts[0].(*ast.SelectorExpr); ok {
					special[inner(lit.Elts[1])] = numbers[of.Sel.Name]
				}
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if key, status, ok := made(call); ok && i18n.Has(key) && !slices.ContainsFunc(others, func(o string) bool { return strings.HasPrefix(key, o) }) {
				if s := special[call]; s != "" {
					status = s
				}
				if !slices.Contains(found[key], status) {
					found[key] = append(found[key], status)
				}
			}
			return true
		})
	}
	return found
}

// inner is the call at the beginning of a chain: problem.New(…).Suggest(…).
func inner(e ast.Expr) ast.Node {
	for {
		call, ok := e.(*ast.CallExpr)
		if !ok {
			return e
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Suggest" {
			return call
		}
		e = sel.X
	}
}

// numbers are the statuses that a kind does not tell.
var numbers = map[string]string{"StatusBadRequest": "400", "StatusMethodNotAllowed": "405", "StatusNotAcceptable": "406", "StatusPreconditionFailed": "412",
	"StatusRequestEntityTooLarge": "413", "StatusUnsupportedMediaType": "415"}

// made recognises problem.New(kind, key, …), problem.Because(kind, key, …) and
// list.Add(key, …).
func made(call *ast.CallExpr) (key, status string, ok bool) {
	sel, isSel := call.Fun.(*ast.SelectorExpr)
	if !isSel || len(call.Args) < 2 {
		return "", "", false
	}
	at := 0
	switch sel.Sel.Name {
	case "New", "Because":
		kind, isKind := call.Args[0].(*ast.SelectorExpr)
		if !isKind || statusOf[kind.Sel.Name] == "" {
			return "", "", false
		}
		at, status = 1, statusOf[kind.Sel.Name]
	case "Add":
		status = statusOf["Invalid"]
	default:
		return "", "", false
	}
	lit, isLit := call.Args[at].(*ast.BasicLit)
	if !isLit || lit.Kind != token.STRING {
		return "", "", false
	}
	key, err := strconv.Unquote(lit.Value)
	return key, status, err == nil && keyForm.MatchString(key)
}

// M-I1: the list of codes is that of the source: go test ./internal/manual
// -update writes it anew.
func TestProblems(t *testing.T) {
	const name = "problem.csv"
	found := codes(t)
	var b strings.Builder
	b.WriteString("code,status\n")
	for _, key := range slices.Sorted(maps.Keys(found)) {
		slices.Sort(found[key])
		fmt.Fprintf(&b, "%s,%s\n", key, strings.Join(found[key], " "))
	}
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil || string(want) != b.String() {
		t.Error("internal/manual/problem.csv is not what the source makes; run with -update", err)
	}
	if len(found) < 100 || found["weight.zero"] == nil || found["idempotency.in_flight"][0] != "409" {
		t.Error("the source makes too few problems:", len(found))
	}
}
