package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"ecship/internal/portal"
	"ecship/internal/webhook"
)

// deaf is a courier whose endpoints never take anything.
type deaf struct{}

func (deaf) Deliver(context.Context, webhook.Call) webhook.Answer {
	return webhook.Answer{Code: 500, Reason: webhook.Status, Excerpt: "<b>the shop's database is away</b>"}
}

// stageHooks gives the first sender two endpoints: one that was sent something in
// vain, and one that is paused.
func (d *demo) stageHooks() []string {
	d.Helper()
	who := d.sender(mei)
	d.Portal.Courier = deaf{}
	var hooks []string
	for _, path := range []string{"events", "a-second-endpoint-with-quite-a-long-path?shop=central"} {
		w, err := d.Portal.CreateWebhook(d.Context(), who, portal.NewWebhook{URL: "https://shop.example.org/" + path, Types: []string{"shipment.issued", "payment.*"}})
		if err != nil {
			d.Fatal(err)
		}
		hooks = append(hooks, w.ID)
	}
	event, err := d.Portal.TestWebhook(d.Context(), who, hooks[0])
	if err == nil {
		err = d.Portal.DeliverDue(d.Context())
	}
	if err == nil {
		_, err = d.Portal.PauseWebhook(d.Context(), who, hooks[1])
	}
	if err != nil {
		d.Fatal(err)
	}
	return []string{"{hook}", "/webhooks/" + hooks[0], "{hookpaused}", "/webhooks/" + hooks[1], "{delivery}", "/webhooks/" + hooks[0] + "/delivery?event=" + event}
}

// M-I1: the page makes an endpoint and shows its secret once; its buttons do what
// they say; what the endpoint said stands there as text.
func TestWebhookPages(t *testing.T) {
	d := newDemo(t)
	d.Portal.Courier = deaf{}
	d.signIn(mei)
	bad := d.post("/webhooks", url.Values{"url": {"https://10.0.0.1/x"}, "types": {"refund.credited"}})
	if p := parse(t, bad.body).problems(); len(p) != 1 || !strings.Contains(bad.body, `value="https://10.0.0.1/x"`) || !strings.Contains(bad.body, `value="refund.credited" checked`) {
		t.Error(p, "and what was typed is kept")
	}
	made := d.post("/webhooks", url.Values{"url": {"https://shop.example.org/x"}, "types": {"shipment.*", "refund.credited"}})
	if !strings.HasPrefix(made.path, "/webhooks/whk_") || strings.Count(made.body, "whsec_") != 1 || strings.Contains(d.get(made.path).body, "whsec_") {
		t.Error("the secret is not shown once:", made.path)
	}
	checkDocument(t, "made", made.body)
	path := made.path
	do := func(what string, more ...string) string {
		t.Helper()
		form := url.Values{"do": {what}}
		for i := 0; i+1 < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		a := d.post(path, form)
		checkDocument(t, what, a.body)
		return a.body
	}
	do("test")
	if err := d.Portal.DeliverDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	page := d.get(path).body
	if !strings.Contains(page, "Waiting") || !strings.Contains(page, ">500<") {
		t.Error("the delivery is not listed")
	}
	all, err := d.Portal.Deliveries(t.Context(), d.sender(mei), portal.DeliveryPage{Webhook: strings.TrimPrefix(path, "/webhooks/")})
	if err != nil || len(all.Rows) != 1 {
		t.Fatal(all, err)
	}
	one := d.get(path + "/delivery?event=" + all.Rows[0].Event).body
	if !strings.Contains(one, "&lt;b&gt;the shop&#39;s database") {
		t.Error("what the endpoint said is not there, or is not text")
	}
	if body := do("replay", "event", all.Rows[0].Event); !strings.Contains(body, "1 event is being sent again.") {
		t.Error("not replayed")
	}
	if body := do("pause"); !strings.Contains(body, "Paused") || !strings.Contains(do("resume"), "Resumed") {
		t.Error("not paused")
	}
	if a := d.post(path, url.Values{"do": {"rotate"}}); strings.Count(a.body, "whsec_") != 1 || !strings.Contains(a.body, "old secret signs until") {
		t.Error("not rotated")
	}
	do("drop")
	do("change", "url", "https://shop.example.org/y", "types", "batch.done")
	if body := d.get("/webhooks").body; !strings.Contains(body, "https://shop.example.org/y") {
		t.Error("not changed")
	}
	if a := d.post(path, url.Values{"do": {"remove"}}); a.path != "/webhooks?note=remove" || strings.Contains(a.body, "shop.example.org") {
		t.Error("not removed")
	}
}
