package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
)

// pocketbase builds the peer of P-4 and P-12, whose version bench/peers/go.mod
// pins, and says where it is.
func (l *lab) pocketbase() (string, error) {
	if l.peer != "" {
		return l.peer, nil
	}
	file := filepath.Join(l.dir, "pocketbase")
	out, err := exec.CommandContext(l.ctx, "go", "build", "-C", "bench/peers", "-o", file, "github.com/pocketbase/pocketbase/examples/base").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building PocketBase: %w\n%s", err, out)
	}
	l.peer = file
	return file, nil
}

// The peer's administrator, who makes its collection.
const (
	peerEmail    = "bench@example.org"
	peerPassword = "bench-bench-12"
)

// startPocketBase starts the peer on an empty database with one collection of
// the same width as ours, open to everybody, so that a request costs nothing
// but a row.
func (l *lab) startPocketBase(name string) (*server, error) {
	binary, err := l.pocketbase()
	if err != nil {
		return nil, err
	}
	dir := "--dir=" + filepath.Join(l.dir, name)
	if out, err := exec.CommandContext(l.ctx, binary, "superuser", "upsert", peerEmail, peerPassword, dir).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("PocketBase: %w\n%s", err, out)
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	s, err := l.serve(addr, "/api/health", nil, binary, "serve", "--http="+addr, dir)
	if err != nil {
		return nil, err
	}
	var auth struct {
		Token string `json:"token"`
	}
	err = s.post("/api/collections/_superusers/auth-with-password", "", map[string]string{"identity": peerEmail, "password": peerPassword}, &auth)
	if err == nil {
		err = s.post("/api/collections", auth.Token, map[string]any{
			"name": "shipment", "type": "base", "createRule": "",
			"fields": []map[string]any{
				{"name": "number", "type": "text", "required": true},
				{"name": "customer", "type": "text"},
				{"name": "state", "type": "text"},
				{"name": "doc", "type": "json", "maxSize": 100_000},
			},
			"indexes": []string{"CREATE UNIQUE INDEX by_number ON shipment (number)"},
		}, nil)
	}
	if err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// post sends JSON and reads the answer into out, if it is wanted.
func (s *server) post(path, authorization string, in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, s.url+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		var said bytes.Buffer
		said.ReadFrom(resp.Body) //nolint:errcheck // it goes into a message
		return fmt.Errorf("%s: %s %s", path, resp.Status, said.String())
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}
