package portal

import (
	"context"

	"ecship/internal/account"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// Block names a user who is to be let in no more, or again.
type Block struct {
	Email string
	Lift  bool   // let him in again
	By    string // who runs the command, for the audit log
}

// BlockUser ends all that a user can do: his sessions are gone, and the keys
// that he made stop, from the next request on, on every node (I-1). What waits
// in his name goes on. Whoever may run commands on the server may do it; no door
// offers it.
func (p *Portal) BlockUser(ctx context.Context, in Block) error {
	return p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		u, err := tx.UserByEmail(account.CleanEmail(in.Email))
		if problem.Is(err, problem.NotFound) {
			return problem.New(problem.NotFound, "cli.key.nobody", "email", "email", in.Email)
		}
		if err != nil {
			return err
		}
		to, act := store.Blocked, "user.block"
		if in.Lift {
			to, act = store.Active, "user.unblock"
		}
		if err := tx.SetUserState(u.ID, to); err != nil {
			return err
		}
		if err := tx.DeleteSessions(u.ID); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: in.By, Act: act, Object: u.ID})
	})
}
