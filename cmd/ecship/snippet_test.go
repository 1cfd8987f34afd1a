package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"ecship/client"
	"ecship/internal/manual"
)

// program is a piece of code on a page for developers.
type program struct{ lang, text string }

var onPage = regexp.MustCompile(`(?s)<pre [^>]*data-lang="(\w*)"( data-run)?[^>]*><code>(.*?)</code></pre>`)

// programs are those on a page of the running portal, as a reader copies them.
func programs(t *testing.T, address, page string, runnable bool) (all []program) {
	t.Helper()
	res, err := http.Get(address + page)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(page, res.Status, err)
	}
	for _, m := range onPage.FindAllStringSubmatch(string(body), -1) {
		if m[2] != "" || !runnable {
			all = append(all, program{m[1], html.UnescapeString(m[3])})
		}
	}
	return all
}

// needs skips a test where a program is missing, or fails it where everything
// must be checked.
func needs(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("ECSHIP_CHECK") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// runIn runs a command in a folder with a key.
func runIn(t *testing.T, dir, key string, command ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "ECSHIP_KEY="+key)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", command[0], err, out)
	}
	return string(out)
}

// M-I1: a new developer's path, pasted from the pages: a first label by curl,
// what makes things once, lists, tracking, and the whole job in four languages.
// Then every command of the reference is understood.
func TestProgramsOfThePages(t *testing.T) {
	address, key := serveDemo(t, time.Now)
	dir := t.TempDir()
	t.Run("curl", func(t *testing.T) {
		needs(t, "curl")
		for _, p := range manual.Read().Pages {
			script := "set -euo pipefail\n"
			for _, s := range programs(t, address, p.Path(), true) {
				if s.lang == "sh" {
					script += s.text + "\n"
				}
			}
			if strings.Contains(script, "curl") {
				t.Log(p.Path(), runIn(t, dir, key, "bash", "-c", script))
			}
			if p.ID != "start" {
				continue
			}
			if n := strings.Count(script, "curl -"); n > 3 {
				t.Errorf("the first label takes %d requests", n)
			}
			checkLabel(t, dir)
		}
	})
	t.Run("reference", func(t *testing.T) {
		needs(t, "curl")
		tryReference(t, address, key, dir)
	})
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	ways := map[string][]string{"go": {"go", "run"}, "php": {"php"}, "python": {"python3"}, "js": {"node"}}
	endings := map[string]string{"python": "py"}
	for _, s := range programs(t, address, "/API-portal/programs", true) {
		t.Run(s.lang, func(t *testing.T) {
			way := ways[s.lang]
			needs(t, way[0])
			ending := s.lang
			if e := endings[s.lang]; e != "" {
				ending = e
			}
			own := t.TempDir()
			file := filepath.Join(own, "main."+ending)
			if err := os.WriteFile(file, []byte(s.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if s.lang == "go" { // within the module, and run where its paper is to be
				binary := filepath.Join(own, "main")
				runIn(t, root, key, "go", "build", "-o", binary, file)
				way, file = nil, binary
			}
			out := runIn(t, own, key, append(way, file)...)
			if !strings.Contains(out, "send the payer to "+address) || !strings.HasSuffix(strings.TrimSpace(out), "HK cancelled") {
				t.Errorf("it says %q", out)
			}
			checkLabel(t, own)
		})
	}
}

// checkLabel looks for the label that a program has left.
func checkLabel(t *testing.T, dir string) {
	t.Helper()
	if b, err := os.ReadFile(filepath.Join(dir, "label.pdf")); err != nil || !bytes.HasPrefix(b, []byte("%PDF-")) {
		t.Errorf("the label: %q %v", b[:min(len(b), 100)], err)
	}
}

// exampleID is an item that only examples have.
var exampleID = regexp.MustCompile(`shp_01[0-9A-Z]{24}`)

// tryReference runs the command of every operation, with the ids of things that
// are there. What they are refused with must be about the thing, never about
// the request's form.
func tryReference(t *testing.T, address, key, dir string) {
	ids := things(t, address, key)
	if err := os.WriteFile(filepath.Join(dir, "orders.csv"), []byte("reference,name\n1,Sato\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	done, all := 0, 0
	for _, g := range manual.Read().Groups {
		commands := programs(t, address, g.Path(), false)
		if len(commands) != len(g.Operations) {
			t.Fatalf("%s has %d commands for %d operations", g.Path(), len(commands), len(g.Operations))
		}
		// Each answer is kept in a file of its own; the statuses are what is printed.
		script := "N=0; curl() { command curl -sS -o answer.$N -w '%{http_code}\\n' \"$@\" 2>/dev/null; N=$((N+1)); }\n" +
			"ID=" + ids[g.Name] + " NUMBER=" + ids["number"] + " MONTH=2026-11 ROW=2 KEY=order-18 EVENT=evt_06h0fvff3xtrs00000pkq0e7dc\n"
		if g.Name == "deposit-accounts" {
			script += "NUMBER=PM10001\n"
		}
		order := lastThingsLast(g.Operations)
		for _, i := range order {
			script += exampleID.ReplaceAllString(commands[i].text, ids["shipments"]) + "\n"
		}
		statuses := strings.Fields(runIn(t, dir, key, "bash", "-c", script))
		for n, i := range order {
			o, status := g.Operations[i], statuses[n]
			body, err := os.ReadFile(filepath.Join(dir, fmt.Sprint("answer.", n)))
			if err != nil && status != "204" {
				t.Fatal(o.ID, err)
			}
			var p client.Problem
			_ = json.Unmarshal(body, &p) // of an answer that is no problem, nothing is left
			if all++; status[0] == '2' {
				done++
				continue
			}
			t.Log(o.ID, status, p.Code, p.Field)
			wrong := strings.HasPrefix(p.Code, "api.") || status[0] == '5' || status == "400" || status == "401" || status == "405" || status == "415" || p.Code == ""
			if wrong {
				t.Errorf("%s is not understood: %s %s %s %s\n%s", o.ID, status, p.Code, p.Field, p.Detail, commands[i].text)
			}
		}
	}
	if t.Logf("%d of %d commands of the reference did what they say", done, all); done*2 < all { // the demo's key manages nothing: keys and webhooks are refused
		t.Errorf("only %d of %d commands do what they say", done, all)
	}
}

// lastThingsLast are the operations' places in an order in which nothing is
// cancelled or struck out before the others have seen it.
func lastThingsLast(all []manual.Operation) (order []int) {
	var last []int
	for i, o := range all {
		if o.Method == http.MethodDelete || strings.HasPrefix(o.ID, "cancel") || strings.HasPrefix(o.ID, "abandon") {
			last = append(last, i)
			continue
		}
		order = append(order, i)
	}
	return append(order, last...)
}

// things makes one of each, and gives their ids by group.
func things(t *testing.T, address, key string) map[string]string {
	t.Helper()
	c, ctx := client.New(address, key), t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	take := func(id string) any {
		o, _, _ := manual.Read().Operation(id)
		return json.RawMessage(o.Body.Example)
	}
	const nothing = "06h0fvff3xtrs00000pkq0e7dc"
	ids := map[string]string{"keys": "key_" + nothing, "refunds": "rfd_" + nothing, "webhooks": "whk_" + nothing, "integrators": "bnd_" + nothing}
	make := func(group, operation, path string) map[string]any {
		var out map[string]any
		b, err := json.Marshal(take(operation))
		must(err)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/api/v1"+path, bytes.NewReader(b))
		must(err)
		req.Header.Set("Authorization", "Bearer "+key)
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		must(err)
		defer res.Body.Close() //nolint:errcheck // read to its end
		must(json.NewDecoder(res.Body).Decode(&out))
		if ids[group], _ = out["id"].(string); ids[group] == "" {
			t.Fatalf("%s makes %v", operation, out)
		}
		return out
	}
	item := make("shipments", "createShipment", "/shipments")
	ids["number"] = fmt.Sprint(item["number"])
	make("addresses", "addAddress", "/addresses")
	make("templates", "addTemplate", "/templates")
	p, err := c.StartPayment(ctx, client.NewPayment{Items: []string{ids["shipments"]}, Method: "sandbox"})
	must(err)
	ids["payments"] = p.ID
	b, err := c.UploadBatch(ctx, client.Upload{Media: "text/csv", Body: []byte("reference,name,country\n1,Sato,JP\n")})
	must(err)
	ids["batches"] = b.ID
	return ids
}
