package main

// comparison asks for the whole comparison by REST and, in turn, the same
// process for a bare JSON answer, which is as fast as it can serve anything.
func comparison(l *lab) ([]result, error) {
	s, _, err := l.startPortal("quote")
	if err != nil {
		return nil, err
	}
	defer s.stop()
	r := result{what: "whole comparison by REST, 32 connections", unit: "requests/s", peer: "bare JSON answer of the same process", need: 0.40}
	for range l.pairs {
		err := l.duel(&r, s, load{path: "/api/v1/quotes", script: "quote.lua", connections: 32}, s, load{path: "/livez", script: "get.lua", connections: 32})
		if err != nil {
			return nil, err
		}
	}
	return []result{r}, nil
}
