package portal_test

import (
	"strings"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/problem"
)

// join invites an address to the speaker's team and accepts.
func join(r *Runner, name string, role account.Role) account.Actor {
	r.Helper()
	email := name + "@example.org"
	Must(r, r.Portal.Invite, portal.Invite{Email: email, Role: role, Lang: i18n.En})
	r.Work()
	Must(r, r.Portal.Join, portal.Joining{Token: r.Token(email), Name: name, Password: Password, Lang: i18n.En})
	return Must(r, r.Portal.SignIn, portal.Credentials{Email: email, Password: Password})
}

// now is who a user is at this moment.
func now(r *Runner, user string) account.Actor {
	r.Helper()
	who, err := r.Portal.Actor(r.Context(), user)
	if err != nil {
		r.Fatal(err)
	}
	return who
}

// M-A4: somebody invited prepares for the customer as his role allows, from his
// mail to his removal.
func TestTeamStory(t *testing.T) {
	r := New(t).As("mei")
	mei := r.Who
	item := Must(r, r.Portal.CreateDraft, teaToNewYork())
	pak := join(r, "pak", account.Viewer)
	if pak.Customer != mei.Customer || pak.Role != account.Viewer || pak.User == mei.User {
		t.Fatalf("%+v", pak)
	}
	if trial, err := r.Portal.MemberActor(t.Context(), "pak@example.org", account.Test); err != nil || trial.Role != account.Viewer {
		t.Errorf("in the test customer: %+v, %v", trial, err)
	}
	r.AsActor(pak)
	Must(r, r.Portal.Shipment, item.ID)
	Refused(r, r.Portal.CreateDraft, teaToNewYork(), "error.forbidden")
	Refused(r, r.Portal.Team, struct{}{}, "error.forbidden")
	Refused(r, r.Portal.Invite, portal.Invite{Email: "x@example.org", Role: account.Owner}, "error.forbidden")

	r.AsActor(mei)
	if err := r.Portal.SetRole(t.Context(), mei, portal.RoleOf{User: pak.User, Role: account.Preparer}); err != nil {
		t.Fatal(err)
	}
	r.AsActor(now(r, pak.User)) // from the next request on
	Must(r, r.Portal.CreateDraft, teaToNewYork())
	session := r.Portal.Sessions(func([]byte) string { return pak.User })
	if err := session.CommitCtx(t.Context(), "pak's", []byte("x"), r.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := r.Portal.RemoveMember(t.Context(), mei, pak.User); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := session.FindCtx(t.Context(), "pak's"); ok || err != nil {
		t.Error("a session outlived the removal:", err)
	}
	gone := now(r, pak.User)
	if gone.Customer == mei.Customer {
		t.Fatal("removed, and still acts")
	}
	r.AsActor(gone)
	Refused(r, r.Portal.Shipment, item.ID, "error.not_found")
	if l := Must(r, r.Portal.Shipments, portal.Search{}); len(l.Rows) != 0 {
		t.Error("he took items with him")
	}
	if trial, err := r.Portal.MemberActor(t.Context(), "pak@example.org", account.Test); err != nil || trial.Role != account.Owner {
		t.Errorf("in the test customer: %+v, %v", trial, err)
	}
	r.Work()
	var subjects []string
	for _, m := range r.Mails.To("pak@example.org") {
		subjects = append(subjects, m.Subject)
	}
	want := "mei invites you to ecship|Your role for mei was changed|You no longer work for mei"
	if got := strings.Join(subjects, "|"); got != want {
		t.Errorf("mails: %s", got)
	}
	// He may be asked again, and joins as he is.
	r.AsActor(mei)
	Must(r, r.Portal.Invite, portal.Invite{Email: "PAK@example.org ", Role: account.Payer, Lang: i18n.En})
	r.Work()
	if in := Must(r, r.Portal.Invitation, r.Token("pak@example.org")); in.Standing != portal.Free || in.Customer != "mei" {
		t.Errorf("%+v", in)
	}
	Must(r, r.Portal.Join, portal.Joining{Token: r.Token("pak@example.org")})
	if back := now(r, pak.User); back.Customer != mei.Customer || back.Role != account.Payer {
		t.Errorf("%+v", back)
	}
}

// M-A4: a link works once, for its days, not once withdrawn or sent again; who
// acts for another customer is told so, and loses nothing.
func TestInvitations(t *testing.T) {
	r := New(t).As("tom")
	Must(r, r.Portal.CreateDraft, teaToNewYork())
	tom := r.Who
	r.As("ann") // an account with nothing in it
	ann := r.Who
	r.As("mei")
	mei := r.Who
	invite := func(email string) (id, token string) {
		t.Helper()
		i := Must(r, r.Portal.Invite, portal.Invite{Email: email, Role: account.Preparer, Lang: i18n.Hant})
		r.Work()
		return i.ID, r.Token(email)
	}
	dead := func(token, why string) {
		t.Helper()
		if _, err := r.Portal.Join(t.Context(), account.Nobody, portal.Joining{Token: token, Name: "x", Password: Password}); err == nil || problem.Of(err).Key != "account.link.dead" {
			t.Errorf("%s: %v", why, err)
		}
	}
	id, first := invite("new@example.org")
	Refused(r, r.Portal.Invite, portal.Invite{Email: "New@example.org", Role: account.Owner}, "team.invited at email")
	Refused(r, r.Portal.Invite, portal.Invite{Email: "mei@example.org", Role: account.Owner}, "team.member_already at email")
	Refused(r, r.Portal.Invite, portal.Invite{Email: "x", Role: "king"}, "team.role.missing at role")
	Refused(r, r.Portal.Invite, portal.Invite{Email: "x", Role: "king"}, "account.email.form at email")
	if err := r.Portal.ResendInvitation(t.Context(), mei, id); err != nil {
		t.Fatal(err)
	}
	r.Work()
	dead(first, "an older link")
	second := r.Token("new@example.org")
	if err := r.Portal.WithdrawInvitation(t.Context(), tom, id); !problem.Is(err, problem.NotFound) {
		t.Error("somebody else's was withdrawn:", err)
	}
	Refused(r, r.Portal.Join, portal.Joining{Token: second, Name: "", Password: Password}, "account.name.missing at name")
	Refused(r, r.Portal.Join, portal.Joining{Token: second, Name: "N", Password: "short"}, "account.password.short at password")
	if err := r.Portal.WithdrawInvitation(t.Context(), mei, id); err != nil {
		t.Fatal(err)
	}
	dead(second, "withdrawn")

	_, token := invite("new@example.org")
	r.Until((policy.DayOf(r.Now()) + policy.InvitationDays).End())
	dead(token, "too old")
	_, token = invite("new@example.org") // the old one does not stand in the way
	Must(r, r.Portal.Join, portal.Joining{Token: token, Name: "Neu", Password: Password, Lang: i18n.En})
	dead(token, "used")

	_, token = invite("tom@example.org")
	if in := Must(r, r.Portal.Invitation, token); in.Standing != portal.Elsewhere {
		t.Errorf("%+v", in)
	}
	Refused(r, r.Portal.Join, portal.Joining{Token: token}, "team.elsewhere")
	if still := now(r, tom.User); still.Customer != tom.Customer || still.Role != tom.Role {
		t.Errorf("refused, and changed: %+v", still)
	}
	_, token = invite("ann@example.org")
	Must(r, r.Portal.Join, portal.Joining{Token: token})
	if joined := now(r, ann.User); joined.Customer != mei.Customer || joined.Role != account.Preparer {
		t.Errorf("%+v", joined)
	}
	team := Must(r, r.Portal.Team, struct{}{})
	if len(team.Members) != 3 || len(team.Invitations) != 1 { // tom's waits until it ends
		t.Errorf("%+v", team)
	}
	mails := r.Mails.To("ann@example.org")
	if got := mails[len(mails)-1]; got.Subject != i18n.Hant.T("mail.invited.subject", "customer", "mei", "product", "ecship") || !strings.Contains(got.Body, "製作人") {
		t.Error("not in the language of the invitation:", got)
	}
}

// M-A4: an account has something in it, and can't be left for a team, where a
// program can come in by it, is told of it, or may act for it.
func TestInvitationOfUsed(t *testing.T) {
	r := New(t)
	for name, use := range map[string]func(){
		"soap": func() { Must(r, r.Portal.TurnOnSOAP, struct{}{}) },
		"hook": func() {
			Must(r, r.Portal.CreateWebhook, portal.NewWebhook{URL: "https://shop.example.com/", Types: []string{"shipment.*"}})
		},
		"integrator": func() {
			if err := r.Portal.SetIntegrator(t.Context(), "test", portal.IntegratorOf{Email: "integrator@example.org", On: true}); err != nil {
				t.Fatal(err)
			}
			Must(r, r.Portal.AskToAct, portal.Asking{Email: "tom@example.org", Scopes: []account.Act{account.See}})
		},
	} {
		r.As(name)
		use()
		r.As("mei")
		Must(r, r.Portal.Invite, portal.Invite{Email: name + "@example.org", Role: account.Preparer, Lang: i18n.En})
		r.Work()
		if in := Must(r, r.Portal.Invitation, r.Token(name+"@example.org")); in.Standing != portal.Elsewhere {
			t.Errorf("%s: %+v", name, in)
		}
	}
}

// M-A7: inviting an address with an account, one that waits for its activation
// and one that nobody has is the same answer after the same work.
func TestIncident_InvitationEnumeration(t *testing.T) {
	r := New(t).As("known")
	if err := r.Portal.Register(t.Context(), account.Nobody, portal.Registration{Email: "waiting@example.org", Password: Password, Name: "W", Lang: i18n.En}); err != nil {
		t.Fatal(err)
	}
	r.Work()
	r.As("mei")
	for _, act := range []string{"invite", "again"} {
		costs := map[string]int64{}
		for _, name := range []string{"known", "waiting", "unknown"} {
			email := name + "@example.org"
			before := r.Portal.DB.Statements()
			switch act {
			case "invite":
				Must(r, r.Portal.Invite, portal.Invite{Email: email, Role: account.Viewer, Lang: i18n.En})
			case "again":
				for _, i := range Must(r, r.Portal.Team, struct{}{}).Invitations {
					if i.Email == email {
						if err := r.Portal.ResendInvitation(t.Context(), r.Who, i.ID); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
			costs[name] = r.Portal.DB.Statements() - before
		}
		if costs["known"] != costs["unknown"] || costs["waiting"] != costs["unknown"] || costs["unknown"] == 0 {
			t.Error(act, costs)
		}
	}
}

// M-A4: an owner's removal takes his sessions, invitations and standing; the
// keys that he made are the customer's, and whoever removed him answers for
// them (I-1). The last owner stays.
func TestOwnerRemoved(t *testing.T) {
	r := New(t).As("mei")
	mei := r.Who
	if err := r.Portal.RemoveMember(t.Context(), mei, mei.User); problem.Of(err).Key != "team.last_owner" {
		t.Error("the last owner went:", err)
	}
	if err := r.Portal.SetRole(t.Context(), mei, portal.RoleOf{User: mei.User, Role: account.Viewer}); problem.Of(err).Key != "team.last_owner" {
		t.Error("the last owner is a viewer:", err)
	}
	lok := join(r, "lok", account.Owner)
	r.AsActor(lok)
	key := Must(r, r.Portal.CreateKey, "shop")
	soap := Must(r, r.Portal.TurnOnSOAP, struct{}{})
	hook := Must(r, r.Portal.CreateWebhook, portal.NewWebhook{URL: "https://shop.example.com/", Types: []string{"shipment.*"}})
	Must(r, r.Portal.Invite, portal.Invite{Email: "friend@example.org", Role: account.Owner, Lang: i18n.En})
	r.Work()
	back := r.Token("friend@example.org")
	r.AsActor(mei)
	if m := Must(r, r.Portal.Member, lok.User); len(m.Keys) != 1 || m.Keys[0].ID != key.ID {
		t.Errorf("the owner is not told of the keys: %+v", m)
	}
	if err := r.Portal.RemoveMember(t.Context(), mei, lok.User); err != nil {
		t.Fatal(err)
	}
	Refused(r, r.Portal.Join, portal.Joining{Token: back, Name: "F", Password: Password}, "account.link.dead")
	if who := Must(r, r.Portal.ActorByKey, key.Secret); who.Customer != mei.Customer || who.Maker != mei.User {
		t.Errorf("%+v", who)
	}
	if err := r.Portal.BlockUser(t.Context(), portal.Block{Email: "lok@example.org"}); err != nil {
		t.Fatal(err)
	}
	Must(r, r.Portal.ActorByKey, key.Secret) // no longer in his name
	older := portal.UsernameToken{Username: soap.Username, Proves: func(secret string) bool { return secret == soap.Secret }}
	if who := Must(r, r.Portal.ActorByToken, older); who.Maker != mei.User {
		t.Errorf("%+v", who)
	}
	if w := Must(r.AsActor(mei), r.Portal.Webhook, hook.ID); w.MadeBy != mei.User {
		t.Errorf("events wait for who was removed: %+v", w)
	}
	if _, err := r.Portal.Member(t.Context(), mei, lok.User); !problem.Is(err, problem.NotFound) {
		t.Error("removed, and still found:", err)
	}
	// An owner who goes by himself leaves his keys to who remains.
	siu := join(r, "siu", account.Owner)
	if err := r.Portal.RemoveMember(t.Context(), mei, mei.User); err != nil {
		t.Fatal(err)
	}
	if who := Must(r, r.Portal.ActorByKey, key.Secret); who.Maker != siu.User {
		t.Errorf("%+v", who)
	}
}

// I-1: a key that a key made stops with the person behind both.
func TestKeyOfKey(t *testing.T) {
	r := New(t).As("mei")
	mei := r.Who
	first := Must(r, r.Portal.MakeKey, portal.KeyOf{Name: "first", Scopes: account.Acts})
	r.AsActor(Must(r, r.Portal.ActorByKey, first.Secret))
	second := Must(r, r.Portal.MakeKey, portal.KeyOf{Name: "second"})
	if who := Must(r, r.Portal.ActorByKey, second.Secret); who.Maker != mei.User {
		t.Errorf("%+v", who)
	}
	if err := r.Portal.BlockUser(t.Context(), portal.Block{Email: "mei@example.org"}); err != nil {
		t.Fatal(err)
	}
	for _, k := range []portal.NewKey{first, second} {
		Refused(r, r.Portal.ActorByKey, k.Secret, "key.unknown")
	}
}

// A stranger's mailbox can't be flooded through a team.
func TestInvitationsLimited(t *testing.T) {
	r := New(t).As("mei")
	i := Must(r, r.Portal.Invite, portal.Invite{Email: "x@example.org", Role: account.Viewer, Lang: i18n.En})
	for range policy.InvitationsDay - 1 {
		if err := r.Portal.ResendInvitation(t.Context(), r.Who, i.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Portal.ResendInvitation(t.Context(), r.Who, i.ID); problem.Of(err).Key != "team.too_often" {
		t.Error(err)
	}
	r.Later(24 * time.Hour)
	if err := r.Portal.ResendInvitation(t.Context(), r.Who, i.ID); err != nil {
		t.Error(err)
	}
}
