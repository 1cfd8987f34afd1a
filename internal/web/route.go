package web

import (
	"fmt"

	"ecship/internal/account"
	"ecship/internal/problem"
)

// route is a row of the table of pages: a method and path, who may come here,
// how often, and what answers. None of them may be missing.
type route struct {
	pattern string // of http.ServeMux: "GET /items/{id}"
	policy  gate
	limit   limit
	serve   func(*visit) error
}

func (r route) check() error {
	if r.policy.admit == nil || r.policy.name == "" {
		return fmt.Errorf("web: the route %q has no policy", r.pattern)
	}
	if r.limit.name == "" || r.limit.perMinute <= 0 {
		return fmt.Errorf("web: the route %q has no limit", r.pattern)
	}
	if r.serve == nil {
		return fmt.Errorf("web: the route %q has no handler", r.pattern)
	}
	return nil
}

// gate says who may use a route. It is the first look only: the portal asks
// the same again for the very object.
type gate struct {
	name  string
	admit func(*site, account.Actor) error
}

var (
	public   = gate{"public", func(*site, account.Actor) error { return nil }}
	signedIn = gate{"signed in", func(_ *site, who account.Actor) error {
		if !who.SignedIn() {
			return problem.New(problem.Unauthorised, "error.unauthorised", "")
		}
		return nil
	}}
	clerk = gate{"clerk", func(_ *site, who account.Actor) error {
		return who.OnDuty(account.Clerk)
	}}
	demoOnly = gate{"demo only", func(s *site, _ account.Actor) error {
		if s.Mode != Demo {
			return problem.New(problem.NotFound, "error.not_found", "")
		}
		return nil
	}}
)

// sender admits members whose role allows the act.
func sender(act account.Act) gate {
	return gate{"sender: " + string(act), func(_ *site, who account.Actor) error { return who.Sender(act) }}
}

// routes is every page there is.
func (s *site) routes() []route {
	return []route{
		{"GET /{$}", public, reads, s.compare},
	}
}
