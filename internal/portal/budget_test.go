package portal_test

import (
	"testing"

	"ecship/internal/account"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
)

// I-1: who looks at nothing but what is his is never halted, however fast it
// grows within the hour, and however little it was when the hour began.
func TestBudgetGrows(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.Portal.BudgetLeast = 2
		r.As("mei")
		for range 12 {
			Must(r, r.Portal.Shipment, issued(r).ID)
		}
	})
}

// I-1: an integrator without an item of its own may look at those of the members
// for whom it acts, and at no more once they have ended that.
func TestBudgetOfIntegrator(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		r.Portal.BudgetLeast = 2
		mei := r.As("mei").Who
		var its []portal.Item
		for range 8 {
			its = append(its, issued(r))
		}
		key := keyed(r.As("shop"))
		if err := r.Portal.SetIntegrator(t.Context(), "test", portal.IntegratorOf{Email: "shop@example.org", On: true}); err != nil {
			t.Fatal(err)
		}
		Must(r, r.Portal.AskToAct, portal.Asking{Email: "mei@example.org", Scopes: []account.Act{account.See}})
		r.Work()
		Must(r.As("mei"), r.Portal.ConfirmBinding, r.Token("mei@example.org"))
		acting := Must(r.AsActor(key), r.Portal.ActFor, mei.Customer)
		r.AsActor(acting)
		for _, it := range its {
			Must(r, r.Portal.Shipment, it.ID)
		}
	})
}
