package main

import (
	"path/filepath"
	"strconv"
	"time"
)

// startAndIdle starts the program with no database yet, waits for its first
// answer, lets it rest, and looks how much memory it holds. PocketBase does the
// same in turn.
func startAndIdle(l *lab) ([]result, error) {
	peer, err := l.pocketbase()
	if err != nil {
		return nil, err
	}
	ready := result{what: "start to first answer, new database", unit: "ms", need: 500}
	faster := result{what: "the same beside a peer", unit: "ms", peer: "PocketBase", need: 0.2, less: true}
	idle := result{what: "idle, two seconds after", unit: "MiB", need: 80}
	for i := range l.pairs {
		dir := filepath.Join(l.dir, "start"+strconv.Itoa(i))
		addr, err := freeAddr()
		if err != nil {
			return nil, err
		}
		ours, err := l.serve(addr, "/readyz", nil, l.binary, "serve", "--addr", addr, "--data", dir+"/ours")
		if err != nil {
			return nil, err
		}
		time.Sleep(2 * time.Second)
		mib, err := ours.memory()
		ours.stop()
		if err != nil {
			return nil, err
		}
		theirs, err := l.serve(addr, "/api/health", nil, peer, "serve", "--http="+addr, "--dir="+dir+"/peer")
		if err != nil {
			return nil, err
		}
		theirs.stop()
		ready.ours, idle.ours = append(ready.ours, ours.ready.Seconds()*1000), append(idle.ours, mib)
		faster.theirs = append(faster.theirs, theirs.ready.Seconds()*1000)
	}
	faster.ours = ready.ours
	return []result{ready, idle, faster}, nil
}
