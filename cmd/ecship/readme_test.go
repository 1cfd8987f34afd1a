package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// unrun are commands of the README that this test leaves to others.
var unrun = map[string]string{
	"make test": "is what runs this test",
	"ECSHIP_DATABASE=postgres://ecship@localhost/ecship build/ecship serve": "names the operator's database; the store's suite has its own",
}

// U-01: the README's commands run as they are written, in a copy of the tree
// that holds nothing but what git does.
func TestReadme(t *testing.T) {
	if os.Getenv("ECSHIP_CHECK") != "1" {
		t.Skip("builds the whole program twice: make test runs it")
	}
	tree := copyTree(t)
	text, err := os.ReadFile(filepath.Join(tree, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	commands := shellLines(string(text))
	if len(commands) < 5 || commands[0] != "go run ./cmd/ecship demo" || commands[1] != "make test" {
		t.Fatalf("the README should begin with the demo and the tests, not with %q", commands)
	}
	for _, c := range commands {
		switch {
		case unrun[c] != "":
			t.Logf("%s: %s", c, unrun[c])
		case strings.HasSuffix(c, " demo") || strings.HasSuffix(c, " serve"):
			serveAsWritten(t, tree, c)
		default:
			cmd := exec.Command("bash", "-c", c)
			cmd.Dir = tree
			if out, err := cmd.CombinedOutput(); err != nil || len(out) == 0 {
				t.Errorf("%s: %v\n%s", c, err, out)
			}
		}
	}
}

var shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")

// shellLines are the commands in a document's sh blocks.
func shellLines(text string) (all []string) {
	for _, m := range shellBlock.FindAllStringSubmatch(text, -1) {
		all = append(all, strings.Split(strings.TrimSpace(m[1]), "\n")...)
	}
	return all
}

// copyTree copies what git keeps, or would keep, into an empty folder.
func copyTree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("bash", "-c", `git ls-files -z --cached --others --exclude-standard | xargs -0 -I{} sh -c 'test -e "$1" && cp --parents -t "$0" "$1"; :' "$DEST" {}`)
	cmd.Dir, cmd.Env = "../..", append(os.Environ(), "DEST="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("copying the tree: %v\n%s", err, out)
	}
	return dir
}

// serveAsWritten runs a command that serves until it answers, and stops it. It
// takes another port only where somebody else has 8080.
func serveAsWritten(t *testing.T, tree, command string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", command)
	addr := "localhost:8080"
	if l, err := net.Listen("tcp", "127.0.0.1:8080"); err == nil {
		l.Close()
	} else if l, err = net.Listen("tcp", "127.0.0.1:0"); err == nil {
		addr = strings.Replace(l.Addr().String(), "127.0.0.1", "localhost", 1)
		cmd.Env = append(os.Environ(), "ECSHIP_ADDR="+l.Addr().String())
		l.Close()
	}
	var out output
	cmd.Dir, cmd.Stdout, cmd.Stderr = tree, &out, &out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	page, err := wait(ended, "http://"+addr+"/")
	if err != nil || !strings.Contains(page, "<html") {
		t.Errorf("%s: %v\n%s", command, err, out.String())
	}
	if strings.HasSuffix(command, " demo") && !strings.Contains(out.String(), "http://"+addr) {
		t.Errorf("%s does not say where it is:\n%s", command, out.String())
	}
	if err == nil {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) //nolint:errcheck // it may be gone
		<-ended
	}
}

// wait asks for a page until it is there or the server has ended.
func wait(ended <-chan error, url string) (string, error) {
	for {
		resp, err := http.Get(url)
		if err == nil {
			b, err := io.ReadAll(resp.Body)
			return string(b), errors.Join(err, resp.Body.Close())
		}
		select {
		case err := <-ended:
			return "", fmt.Errorf("it ended by itself: %w", err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// output is a buffer that a process writes while the test reads.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}
