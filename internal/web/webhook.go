package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"ecship/internal/portal"
	"ecship/internal/webhook"
)

// madeHook keeps the new secret of an endpoint in the session, sealed, for the
// one page that shows it.
const madeHook = "made_webhook"

// webhooks lists the customer's endpoints and makes new ones (M-I1).
func (s *site) webhooks(v *visit) error {
	if v.sent() {
		w, err := s.Portal.CreateWebhook(v.ctx(), v.who, portal.NewWebhook{URL: v.get("url"), Types: v.typed["types"]})
		if err == nil {
			v.sessions.Put(v.ctx(), madeHook, string(w.Secret))
			return v.goTo("/webhooks/" + w.ID)
		}
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	all, err := s.Portal.Webhooks(v.ctx(), v.who, struct{}{})
	if err != nil {
		return err
	}
	return v.show(webhooksPage(v, all))
}

// hookView is an endpoint with a page of its deliveries.
type hookView struct {
	portal.Webhook
	secret string // shown this once
	list   portal.DeliveryList
}

// webhook shows an endpoint, and does what its buttons ask.
func (s *site) webhook(v *visit) error {
	id := v.r.PathValue("id")
	if v.sent() {
		note, err := s.changeHook(v, id)
		if err == nil {
			return v.goTo(note)
		}
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	w, err := s.Portal.Webhook(v.ctx(), v.who, id)
	if err != nil {
		return err
	}
	h := hookView{Webhook: w}
	if h.list, err = s.Portal.Deliveries(v.ctx(), v.who, portal.DeliveryPage{Webhook: id, State: stateOf(v.get("state")), After: v.get("after")}); err != nil {
		return err
	}
	if v.r.Method == http.MethodGet {
		h.secret = v.sessions.PopString(v.ctx(), madeHook)
	}
	if !v.sent() {
		v.typed.Set("url", w.URL)
		v.typed["types"] = w.Types
	}
	return v.show(webhookPage(v, h))
}

// stateOf is a state that there is, or all of them.
func stateOf(s string) webhook.State {
	if !slices.Contains(webhook.States, webhook.State(s)) {
		return ""
	}
	return webhook.State(s)
}

// changeHook does what a button asks, and says where to go.
func (s *site) changeHook(v *visit, id string) (to string, err error) {
	note := v.get("do")
	switch note {
	case "pause":
		_, err = s.Portal.PauseWebhook(v.ctx(), v.who, id)
	case "resume":
		_, err = s.Portal.ResumeWebhook(v.ctx(), v.who, id)
	case "rotate":
		var w portal.Webhook
		if w, err = s.Portal.RotateWebhook(v.ctx(), v.who, id); err == nil {
			v.sessions.Put(v.ctx(), madeHook, string(w.Secret))
		}
	case "drop":
		_, err = s.Portal.DropOldSecret(v.ctx(), v.who, id)
	case "test":
		_, err = s.Portal.TestWebhook(v.ctx(), v.who, id)
	case "replay":
		var n int64
		n, err = s.Portal.Replay(v.ctx(), v.who, portal.ReplayOf{Webhook: id, Events: v.typed["event"]})
		note = "replay&n=" + strconv.FormatInt(n, 10)
	case "remove":
		if _, err = s.Portal.RemoveWebhook(v.ctx(), v.who, id); err == nil {
			return "/webhooks?note=remove", nil
		}
	default:
		note = "change"
		_, err = s.Portal.ChangeWebhook(v.ctx(), v.who, portal.WebhookChange{ID: id, URL: v.get("url"), Types: v.typed["types"]})
	}
	return "/webhooks/" + url.PathEscape(id) + "?note=" + note, err
}

// hookNotes are what the page says once something was done.
var hookNotes = map[string]string{"pause": "webhook.note.pause", "resume": "webhook.note.resume", "drop": "webhook.note.drop", "test": "webhook.note.test",
	"remove": "webhook.note.remove", "change": "webhook.note.change"}

// hookNote says what the button before has done, or nothing.
func hookNote(v *visit) string {
	if n, err := strconv.Atoi(v.get("n")); err == nil && v.get("note") == "replay" {
		return v.lang.N("webhook.note.replay", n)
	}
	if key := hookNotes[v.get("note")]; key != "" {
		return v.T(key)
	}
	return ""
}

// delivery shows what was sent to an endpoint, and what it said each time.
func (s *site) delivery(v *visit) error {
	d, err := s.Portal.Delivery(v.ctx(), v.who, portal.DeliveryOf{Webhook: v.r.PathValue("id"), Event: v.get("event")})
	if err != nil {
		return err
	}
	return v.show(deliveryPage(v, d))
}

// hookTypes are the types of a family that can be chosen, in their order.
func hookTypes(family string) (all []webhook.Type) {
	for _, t := range webhook.Types() {
		if t.Family() == family && t != webhook.Test {
			all = append(all, t)
		}
	}
	return all
}

// wants tells whether a type, or a family as "payment.*", is chosen.
func (v *visit) wants(name string) bool { return slices.Contains(v.typed["types"], name) }

// wantsSome tells whether some types of a family are chosen one by one.
func (v *visit) wantsSome(family string) bool {
	return slices.ContainsFunc(hookTypes(family), func(t webhook.Type) bool { return v.wants(string(t)) })
}

// typeName says a type for people: its family and what became of it.
func (v *visit) typeName(t webhook.Type) string {
	if t == webhook.Test {
		return t.In(v.lang)
	}
	return v.T("webhook.family."+t.Family()) + v.T("webhook.colon") + t.In(v.lang)
}

// deliveryTag is the colour of a delivery's state.
func deliveryTag(s webhook.State) string {
	if s == webhook.Dead {
		return "tag bad"
	}
	return "tag"
}

// deliveryPath is where a delivery is shown.
func deliveryPath(d portal.Delivery) string {
	return withQuery("/webhooks/"+d.Endpoint+"/delivery", url.Values{"event": {d.Event}})
}

// deliveryStates are the states to choose from, all of them first.
func (v *visit) deliveryStates() []option {
	all := []option{{"", v.T("webhook.any")}}
	for _, s := range webhook.States {
		all = append(all, option{string(s), s.In(v.lang)})
	}
	return all
}

// olderDeliveries is the page after the one that is shown.
func (v *visit) olderDeliveries(h hookView) string {
	return withQuery("/webhooks/"+h.ID, url.Values{"state": {v.get("state")}, "after": {h.list.Next}})
}
