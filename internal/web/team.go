package web

import (
	"ecship/internal/account"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// mayManage tells whether the visitor manages the customer: its team and keys.
func (v *visit) mayManage() bool { return v.who.Sender(account.Manage) == nil }

// team lists who acts for the customer, and invites others.
func (s *site) team(v *visit) error {
	if v.sent() {
		_, err := s.Portal.Invite(v.ctx(), v.who, portal.Invite{Email: v.get("email"), Role: account.Role(v.get("role")), Lang: v.lang})
		if err == nil {
			return v.goTo("/team?note=invited")
		}
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	t, err := s.Portal.Team(v.ctx(), v.who, struct{}{})
	if err != nil {
		return err
	}
	return v.show(teamPage(v, t))
}

// teamNotes are what the page says once something was done.
var teamNotes = map[string]string{
	"invited": "team.note.invited", "withdrawn": "team.note.withdrawn", "role": "team.note.role", "removed": "team.note.removed",
}

// member shows one of the team, and changes what he may do.
func (s *site) member(v *visit) error {
	id := v.r.PathValue("id")
	if v.sent() {
		err := s.Portal.SetRole(v.ctx(), v.who, portal.RoleOf{User: id, Role: account.Role(v.get("role"))})
		if err == nil {
			return v.goTo("/team?note=role")
		}
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	return s.showMember(v, id)
}

func (s *site) showMember(v *visit, id string) error {
	m, err := s.Portal.Member(v.ctx(), v.who, id)
	if err != nil {
		return err
	}
	if v.get("role") == "" {
		v.typed.Set("role", string(m.Role))
	}
	return v.show(memberPage(v, m))
}

func (s *site) removeMember(v *visit) error {
	id := v.r.PathValue("id")
	if err := s.Portal.RemoveMember(v.ctx(), v.who, id); err != nil {
		if err := v.wrong(err); err != nil {
			return err
		}
		return s.showMember(v, id)
	}
	return v.goTo("/team?note=removed")
}

func (s *site) resendInvitation(v *visit) error {
	err := s.Portal.ResendInvitation(v.ctx(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.goTo("/team?note=invited")
}

func (s *site) withdrawInvitation(v *visit) error {
	if err := s.Portal.WithdrawInvitation(v.ctx(), v.who, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.goTo("/team?note=withdrawn")
}

// invitation shows what a link invites to, and joins when its button is pressed:
// looking uses nothing up.
func (s *site) invitation(v *visit) error {
	if v.sent() {
		_, err := s.Portal.Join(v.ctx(), v.who, portal.Joining{Token: v.get("token"), Name: v.get("name"), Password: v.get("password"), Lang: v.lang})
		if err == nil {
			return v.goTo("/sign-in?note=joined")
		}
		if problem.Is(err, problem.Invalid) {
			err = v.wrong(err)
		}
		if err != nil && !problem.Is(err, problem.Conflict) { // what the page below says better
			return err
		}
	}
	in, err := s.Portal.Invitation(v.ctx(), v.who, v.get("token"))
	if problem.Is(err, problem.Conflict) {
		return v.show(deadInvitationPage(v))
	}
	if err != nil {
		return err
	}
	return v.show(invitationPage(v, in))
}

// roleOptions are the roles to choose from.
func (v *visit) roleOptions() (all []option) {
	for _, r := range account.Roles {
		all = append(all, option{string(r), r.In(v.lang)})
	}
	return all
}
