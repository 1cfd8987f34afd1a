package rest

import (
	"net/http"
	"time"

	"ecship/internal/account"
	"ecship/internal/portal"
)

// BindingList are who acts for a customer, and for whom it acts.
type BindingList struct {
	Integrator bool      `json:"integrator" doc:"your programs may ask to act for others"`
	ForUs      []Binding `json:"for_us" doc:"integrators that act for you"`
	ByUs       []Binding `json:"by_us" doc:"members that you act for, or asked"`
}

// Binding lets an integrator's programs act for a member (M-I3).
type Binding struct {
	ID          string     `json:"id" example:"bnd_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	Account     string     `json:"account,omitempty" doc:"the member's, for the header Ecship-Account; absent until the member agreed" example:"cus_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	Name        string     `json:"name,omitempty" doc:"of the other side"`
	Email       string     `json:"email,omitempty" doc:"that you asked"`
	Scopes      []string   `json:"scopes" doc:"what may be done: see, prepare, pay"`
	CreatedAt   time.Time  `json:"created_at"`
	ExpiresAt   *time.Time `json:"expires_at,omitempty" doc:"of the link in the mail, while it waits for the member"`
	ConfirmedAt *time.Time `json:"confirmed_at,omitempty"`
	EndedAt     *time.Time `json:"ended_at,omitempty"`
}

func listBindings(c *call, _ nothing) (int, BindingList, error) {
	b, err := c.Portal.Bindings(c.r.Context(), c.who, struct{}{})
	out := BindingList{Integrator: b.Integrator, ForUs: []Binding{}, ByUs: []Binding{}}
	for _, one := range b.ForUs {
		v := bindingOf(one)
		v.Account, v.Email, v.Name = "", "", one.IntegratorName
		out.ForUs = append(out.ForUs, v)
	}
	for _, one := range b.ByUs {
		out.ByUs = append(out.ByUs, bindingOf(one))
	}
	return http.StatusOK, out, err
}

// Asking asks a member whether your programs may act for him.
type Asking struct {
	Email  string        `json:"email" example:"shop@example.com"`
	Scopes []account.Act `json:"scopes" doc:"see, prepare, pay"`
}

func askMember(c *call, in Asking) (int, Binding, error) {
	b, err := c.Portal.AskToAct(c.r.Context(), c.who, portal.Asking{Email: in.Email, Scopes: in.Scopes, Lang: c.lang})
	if err != nil {
		return 0, Binding{}, err
	}
	return http.StatusCreated, bindingOf(b), nil
}

func endBinding(c *call) error {
	_, err := c.Portal.EndBinding(c.r.Context(), c.who, c.r.PathValue("id"))
	return err
}

func bindingOf(b portal.Binding) Binding {
	out := Binding{ID: b.ID, Account: b.Member, Name: b.MemberName, Email: b.Email, Scopes: b.Scopes, CreatedAt: b.CreatedAt.UTC(),
		ConfirmedAt: moment(b.ConfirmedAt), EndedAt: moment(b.EndedAt)}
	if b.ConfirmedAt.IsZero() {
		out.ExpiresAt = moment(b.ExpiresAt)
	}
	return out
}
