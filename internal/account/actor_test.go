package account_test

import (
	"testing"

	"ecship/internal/account"
	"ecship/internal/problem"
)

// M-A4: each role and act is tried against the table; nobody may do anything.
func TestSender(t *testing.T) {
	roles := []account.Role{account.Owner, account.Preparer, account.Payer, account.Viewer, ""}
	for _, role := range roles {
		for _, act := range []account.Act{account.See, account.Prepare, account.Pay, account.Manage} {
			err := account.Actor{User: "usr_1", Customer: "cus_1", Role: role}.Sender(act)
			if allowed := account.May[role][act]; allowed != (err == nil) || err != nil && !problem.Is(err, problem.Forbidden) {
				t.Errorf("%q %s: %v", role, act, err)
			}
			if err := account.Nobody.Sender(act); !problem.Is(err, problem.Unauthorised) {
				t.Error("nobody may", act)
			}
			if err := (account.Actor{User: "usr_1", Staff: account.Clerk, Role: role}).Sender(act); err == nil {
				t.Error("staff without a customer may", act)
			}
		}
	}
	key := account.Actor{Key: "key_1", Customer: "cus_1", Role: account.Owner, Scopes: []string{"see", "manage"}}
	for act, may := range map[account.Act]bool{account.See: true, account.Manage: true, account.Prepare: false, account.Pay: false} {
		if err := key.Sender(act); (err == nil) != may {
			t.Errorf("a key of two scopes and %s: %v", act, err)
		}
	}
	if account.May[account.Viewer][account.Prepare] || !account.May[account.Owner][account.Manage] {
		t.Error("the table is upside down")
	}
}

func TestOnDuty(t *testing.T) {
	clerk := account.Actor{User: "usr_1", Staff: account.Clerk}
	if err := clerk.OnDuty(account.Clerk, account.Officer); err != nil {
		t.Error(err)
	}
	if err := clerk.OnDuty(account.Officer); !problem.Is(err, problem.Forbidden) {
		t.Error(err)
	}
	if err := (account.Actor{User: "usr_1"}).OnDuty(); !problem.Is(err, problem.Forbidden) {
		t.Error(err)
	}
	if err := account.Nobody.OnDuty(account.Clerk); !problem.Is(err, problem.Unauthorised) {
		t.Error(err)
	}
}
