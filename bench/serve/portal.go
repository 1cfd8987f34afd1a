package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// unlimited keeps the limits of requests out of a measurement.
var unlimited = "ECSHIP_LIMIT_FACTOR=1000000"

// startPortal starts ours on an empty SQLite file, which commits at FULL
// durability, and gives an API key of a live customer.
func (l *lab) startPortal(name string) (s *server, key string, err error) {
	env := []string{"ECSHIP_DATA=" + filepath.Join(l.dir, name), unlimited}
	if _, err := l.ecship(env, "correct horse battery\n", "user", "create", peerEmail, "--name", "Bench"); err != nil {
		return nil, "", err
	}
	if key, err = l.ecship(env, "", "key", "create", peerEmail, "--live"); err != nil {
		return nil, "", err
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, "", err
	}
	s, err = l.serve(addr, "/readyz", env, l.binary, "serve", "--addr", addr)
	return s, strings.TrimSpace(key), err
}

// ecship runs a command of ours to its end.
func (l *lab) ecship(env []string, in string, args ...string) (string, error) {
	cmd := exec.CommandContext(l.ctx, l.binary, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdin = strings.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("ecship %v: %w", args, err)
	}
	return string(out), nil
}
