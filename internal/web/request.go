package web

import (
	"ecship/internal/account"
	"ecship/internal/portal"
)

// requests shows what a key was used for; who says of whose keys: the visitor's
// own, or those of his test environment.
func (s *site) requests(root string, who func(*visit) (account.Actor, error)) func(*visit) error {
	return func(v *visit) error {
		actor, err := who(v)
		if err != nil {
			return err
		}
		l, err := s.Portal.Requests(v.ctx(), actor, portal.RequestPage{Key: v.r.PathValue("id"), After: v.get("after")})
		if err != nil {
			return err
		}
		return v.show(requestsPage(v, l, root))
	}
}

// self is the visitor.
func self(v *visit) (account.Actor, error) { return v.who, nil }
