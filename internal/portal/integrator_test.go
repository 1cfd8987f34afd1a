package portal_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
)

// keyed is the actor behind a new key of whoever speaks.
func keyed(r *Runner) account.Actor {
	r.Helper()
	k := Must(r, r.Portal.CreateKey, "shop")
	who, err := r.Portal.ActorByKey(r.Context(), account.Nobody, k.Secret)
	if err != nil {
		r.Fatal(err)
	}
	return who
}

// M-A7, S-01: an integrator acts for a member only after the member's own click,
// within what he allowed, and not a request longer than either wants. The audit
// log names both.
func TestIntegrator(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		mei := r.As("mei").Who
		its := issued(r)
		r.As("tom")
		shop := r.As("shop").Who
		key := keyed(r)
		ask := portal.Asking{Email: "mei@example.org", Scopes: []account.Act{account.See, account.Prepare, account.See}}
		Refused(r, r.Portal.AskToAct, ask, "integrator.none")
		set := func(on bool) {
			t.Helper()
			if err := r.Portal.SetIntegrator(t.Context(), "test", portal.IntegratorOf{Email: "shop@example.org", On: on}); err != nil {
				t.Fatal(err)
			}
		}
		set(true)
		Refused(r, r.Portal.AskToAct, portal.Asking{Email: "mei@example.org"}, "integrator.scope at scopes")
		Refused(r, r.Portal.AskToAct, portal.Asking{Email: "mei@example.org", Scopes: []account.Act{account.Manage}}, "integrator.scope at scopes")
		known := Must(r, r.Portal.AskToAct, ask)
		nobody := ask
		nobody.Email = "nobody@example.org"
		stranger := Must(r, r.Portal.AskToAct, nobody)
		stranger.ID, stranger.Email = known.ID, known.Email
		if len(r.Mails.To("nobody@example.org")) != 0 || !slices.Equal(known.Scopes, stranger.Scopes) || known.MemberName != stranger.MemberName || known.Member != "" {
			t.Errorf("%+v and %+v", known, stranger)
		}
		r.Work()
		if len(r.Mails.To("nobody@example.org")) != 1 {
			t.Error("an address without an account got no mail")
		}
		token := r.Token("mei@example.org")
		none := func(when string) {
			t.Helper()
			for _, who := range []account.Actor{key, shop, mei} {
				r.AsActor(who)
				for _, c := range []string{mei.Customer, "cus_nobody"} {
					if who.Customer != c {
						Refused(r, r.Portal.ActFor, c, "integrator.unbound")
					}
				}
			}
			if t.Failed() {
				t.Fatal(when)
			}
		}
		none("before the member agreed")
		r.As("tom")
		Refused(r, r.Portal.ConfirmBinding, token, "account.link.dead") // it was not sent to him
		r.AsActor(shop)
		Refused(r, r.Portal.ConfirmBinding, token, "account.link.dead")
		r.As("mei")
		if b := Must(r, r.Portal.BindingAsked, token); b.IntegratorName != "shop" || strings.Join(b.Scopes, " ") != "see prepare" {
			t.Errorf("%+v", b)
		}
		none("after looking")
		b := func() portal.Binding { r.As("mei"); return Must(r, r.Portal.ConfirmBinding, token) }()
		Refused(r, r.Portal.ConfirmBinding, token, "account.link.dead") // it works once

		acting := Must(r.AsActor(key), r.Portal.ActFor, mei.Customer)
		r.AsActor(acting)
		Must(r, r.Portal.Shipment, its.ID)
		made := issued(r)
		Refused(r, r.Portal.StartPayment, portal.NewPayment{Method: "sandbox", Items: []string{its.ID}}, "error.forbidden")
		Refused(r, r.Portal.CreateKey, "mine", "error.forbidden")
		Refused(r, r.Portal.Bindings, struct{}{}, "error.forbidden")
		r.As("mei")
		it := Must(r, r.Portal.Shipment, made.ID)
		if actor := it.Events[0].Actor; actor != key.Key+" of "+shop.Customer {
			t.Error("the history names", actor)
		}
		r.AsActor(key)
		Refused(r, r.Portal.ActFor, Must(r.As("tom"), r.Portal.Tester, struct{}{}).Customer, "integrator.unbound")
		seen := key
		seen.Scopes = []string{string(account.Pay)} // of which the member allowed nothing
		Refused(r.AsActor(seen), r.Portal.ActFor, mei.Customer, "error.forbidden")

		r.As("tom")
		Refused(r, r.Portal.EndBinding, b.ID, "error.not_found")
		for _, side := range []account.Actor{mei, shop} {
			r.AsActor(side)
			if all := Must(r, r.Portal.Bindings, struct{}{}); len(all.ForUs)+len(all.ByUs) == 0 {
				t.Error("a side does not see the binding")
			}
			Must(r, r.Portal.EndBinding, b.ID)
			none("after it ended")
			Refused(r.AsActor(side), r.Portal.EndBinding, b.ID, "error.not_found")
			r.AsActor(shop)
			Must(r, r.Portal.AskToAct, ask)
			r.Work()
			r.As("mei")
			b = Must(r, r.Portal.ConfirmBinding, r.Token("mei@example.org"))
			Must(r.AsActor(key), r.Portal.ActFor, mei.Customer)
		}
		r.AsActor(shop) // asked for anew, for less: the later one counts
		Must(r, r.Portal.AskToAct, portal.Asking{Email: "mei@example.org", Scopes: []account.Act{account.See}})
		r.Work()
		Must(r.As("mei"), r.Portal.ConfirmBinding, r.Token("mei@example.org"))
		if less := Must(r.AsActor(key), r.Portal.ActFor, mei.Customer); !slices.Equal(less.Scopes, []string{"see"}) {
			t.Error(less.Scopes)
		}
		set(false)
		none("once it is no integrator any more")
		set(true)
		r.AsActor(shop)
		Must(r, r.Portal.AskToAct, ask)
		r.Work()
		r.Later(31 * 24 * time.Hour)
		Refused(r.As("mei"), r.Portal.ConfirmBinding, r.Token("mei@example.org"), "account.link.dead")
	})
}
