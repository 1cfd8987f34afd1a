package main

import "fmt"

// createAndIssue makes items by REST, each with its contents, number, event and
// idempotency key, at FULL durability. PocketBase writes one record of the same
// width in turn, at its own setting, which is NORMAL.
func createAndIssue(l *lab) ([]result, error) {
	ours, key, err := l.startPortal("issue")
	if err != nil {
		return nil, err
	}
	defer ours.stop()
	peer, err := l.startPocketBase("peer")
	if err != nil {
		return nil, err
	}
	defer peer.stop()
	var all []result
	for _, connections := range []int{32, 128} {
		r := result{what: fmt.Sprintf("create and issue by REST, SQLite at FULL, %d connections", connections), unit: "items/s",
			peer: "PocketBase's single record at NORMAL", need: 1.5}
		for i := range l.pairs {
			env := []string{"KEY=" + key, fmt.Sprintf("RUN=%dx%d", connections, i)}
			err := l.duel(&r, ours, load{path: "/api/v1/shipments", script: "issue.lua", connections: connections, env: env},
				peer, load{path: "/api/collections/shipment/records", script: "record.lua", connections: connections, env: env})
			if err != nil {
				return nil, err
			}
		}
		all = append(all, r)
	}
	return all, nil
}
