package web

import (
	"slices"
	"strings"

	"ecship/internal/account"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// integrators lists whose programs act for the customer, and for whom its own
// act; an integrator asks others here.
func (s *site) integrators(v *visit) error {
	if v.sent() {
		var scopes []account.Act
		for _, x := range v.r.PostForm["scopes"] {
			scopes = append(scopes, account.Act(x))
		}
		_, err := s.Portal.AskToAct(v.ctx(), v.who, portal.Asking{Email: v.get("email"), Scopes: scopes, Lang: v.lang})
		if err == nil {
			return v.goTo("/integrators?note=asked")
		}
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	b, err := s.Portal.Bindings(v.ctx(), v.who, struct{}{})
	if err != nil {
		return err
	}
	return v.show(integratorsPage(v, b))
}

// integratorNotes are what the page says once something was done.
var integratorNotes = map[string]string{"asked": "integrator.asked_note", "confirmed": "integrator.confirmed", "ended": "integrator.ended"}

// confirmIntegrator shows what the link of a mail asks, and allows it when its
// button is pressed: looking uses nothing up.
func (s *site) confirmIntegrator(v *visit) error {
	if v.sent() {
		_, err := s.Portal.ConfirmBinding(v.ctx(), v.who, v.get("token"))
		if err == nil {
			return v.goTo("/integrators?note=confirmed")
		}
		if !problem.Is(err, problem.Conflict) { // what the page below says better
			return err
		}
	}
	b, err := s.Portal.BindingAsked(v.ctx(), v.who, v.get("token"))
	if problem.Is(err, problem.Conflict) {
		return v.show(deadBindingPage(v))
	}
	if err != nil {
		return err
	}
	return v.show(confirmBindingPage(v, b))
}

func (s *site) endIntegrator(v *visit) error {
	if _, err := s.Portal.EndBinding(v.ctx(), v.who, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.goTo("/integrators?note=ended")
}

// ticked tells which acts the form asks for: what was chosen, or else what most
// integrators want.
func (v *visit) ticked(a account.Act) bool {
	if v.sent() {
		return slices.Contains(v.r.PostForm["scopes"], string(a))
	}
	return a != account.Pay
}

// mayDo says what a binding allows.
func (v *visit) mayDo(b portal.Binding) string {
	var all []string
	for _, s := range b.Scopes {
		all = append(all, account.Act(s).In(v.lang))
	}
	return strings.Join(all, v.T("help.comma"))
}
