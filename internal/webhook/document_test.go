package webhook_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/webhook"
)

var update = flag.Bool("update", false, "write the table of types in docs/webhooks.md anew")

const document = "../../docs/webhooks.md"

func readDocument(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// M-I1: the documented types are those that there are. -update writes them anew.
func TestTypesAreDocumented(t *testing.T) {
	var want strings.Builder
	want.WriteString("<!-- types -->\n| type | what happened |\n|---|---|\n")
	for _, x := range webhook.Types() {
		said := strings.TrimSuffix(x.In(i18n.En), ".")
		if x != webhook.Test {
			said = i18n.En.T("webhook.family."+x.Family()) + ": " + strings.ToLower(said[:1]) + said[1:]
		}
		fmt.Fprintf(&want, "| `%s` | %s |\n", x, said)
	}
	want.WriteString("<!-- end -->")
	table := regexp.MustCompile(`(?s)<!-- types -->.*<!-- end -->`)
	text := readDocument(t)
	if *update {
		text = table.ReplaceAllLiteralString(text, want.String())
		if err := os.WriteFile(document, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := table.FindString(text); got != want.String() {
		t.Errorf("docs/webhooks.md is not what the types are; run with -update:\n%s", want.String())
	}
}

// runtimes run a documented function with what stands around it: each reads
// lines of JSON with secret, headers and body, and answers true or false.
var runtimes = []struct{ name, program, file, before, after string }{
	{"go", "go", "main.go", `package main

import ("bufio"; "crypto/hmac"; "crypto/sha256"; "encoding/base64"; "encoding/json"; "fmt"; "net/http"; "os"; "strconv"; "strings"; "time")

`, `
func main() {
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var m struct { Secret, Body string; Headers map[string]string }
		if err := json.Unmarshal(in.Bytes(), &m); err != nil { panic(err) }
		h := http.Header{}
		for k, v := range m.Headers { h.Set(k, v) }
		fmt.Println(verify(m.Secret, h, []byte(m.Body)))
	}
}
`},
	{"php", "php", "verify.php", "<?php\n", `
while ($line = fgets(STDIN)) {
    $m = json_decode($line, true);
    echo verify($m['Secret'], $m['Headers'], $m['Body']) ? "true\n" : "false\n";
}
`},
	{"python", "python3", "verify.py", "", `
import json, sys
for line in sys.stdin:
    m = json.loads(line)
    print(str(verify(m["Secret"], m["Headers"], m["Body"].encode())).lower())
`},
	{"js", "node", "verify.mjs", "", `
import { readFileSync } from "node:fs";
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const m = JSON.parse(line);
  console.log(verify(m.Secret, m.Headers, Buffer.from(m.Body)));
}
`},
}

// M-I1: each documented way to verify takes what is ours, also while a secret is
// being changed, and nothing that was changed, is old or is another's.
func TestSnippets(t *testing.T) {
	text := readDocument(t)
	one, two := webhook.NewSecret(bytes.Repeat([]byte{1}, webhook.SecretBytes)), webhook.NewSecret(bytes.Repeat([]byte{2}, webhook.SecretBytes))
	const body = `{"type":"test","data":{"reference":"中環 – €"}}`
	var in bytes.Buffer
	want := ""
	for _, c := range []struct {
		secret  webhook.Secret
		signers []webhook.Secret
		body    string
		age     time.Duration
		fine    bool
	}{
		{one, []webhook.Secret{one}, body, 0, true},
		{one, []webhook.Secret{two, one}, body, 0, true},
		{two, []webhook.Secret{two, one}, body, 4 * time.Minute, true},
		{one, []webhook.Secret{two}, body, 0, false},
		{one, []webhook.Secret{one}, body + " ", 0, false},
		{one, []webhook.Secret{one}, body, 10 * time.Minute, false},
		{one, []webhook.Secret{one}, body, -10 * time.Minute, false},
	} {
		signed, err := webhook.Sign("evt_1", time.Now().Add(-c.age), []byte(body), c.signers...)
		if err != nil {
			t.Fatal(err)
		}
		line, err := json.Marshal(map[string]any{"Secret": c.secret, "Headers": signed, "Body": c.body})
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(line, '\n'))
		want += fmt.Sprintln(c.fine)
	}
	for _, r := range runtimes {
		snippet := regexp.MustCompile("(?s)```" + r.name + "\n(.*?)```").FindStringSubmatch(text)
		if snippet == nil {
			t.Errorf("there is no snippet in %s", r.name)
			continue
		}
		program, err := exec.LookPath(r.program)
		if err != nil {
			t.Logf("%s is not run: %v", r.name, err)
			continue
		}
		file := filepath.Join(t.TempDir(), r.file)
		if err := os.WriteFile(file, []byte(r.before+snippet[1]+r.after), 0o644); err != nil {
			t.Fatal(err)
		}
		args := []string{file}
		if r.name == "go" {
			args = []string{"run", file}
		}
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Stdin = bytes.NewReader(in.Bytes())
		if out, err := cmd.CombinedOutput(); err != nil || string(out) != want {
			t.Errorf("%s says\n%s(%v), want\n%s", r.name, out, err, want)
		}
	}
}
