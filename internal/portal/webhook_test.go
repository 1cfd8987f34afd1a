package portal_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ecship/internal/account"
	"ecship/internal/policy"
	"ecship/internal/portal"
	. "ecship/internal/portal/portaltest"
	"ecship/internal/webhook"
	"ecship/internal/webhook/courier"
)

// subscriber is a shop's program that is told of events, and its troubles.
type subscriber struct {
	*httptest.Server
	r        *Runner
	secret   webhook.Secret
	mu       sync.Mutex
	got      map[string]int // signed messages that were answered with 204, by event
	order    []string       // their types as they came
	unsigned int
	trouble  http.HandlerFunc // answers instead, where it is there
}

func subscribe(r *Runner, trouble http.HandlerFunc, types ...string) (*subscriber, portal.Webhook) {
	r.Helper()
	s := &subscriber{r: r, got: map[string]int{}, trouble: trouble}
	s.Server = httptest.NewServer(s)
	r.Cleanup(s.Close)
	w := Must(r, r.Portal.CreateWebhook, portal.NewWebhook{URL: s.URL, Types: types})
	s.secret = w.Secret
	return s, w
}

// ServeHTTP is the program.
func (s *subscriber) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	s.mu.Lock()
	trouble := s.trouble
	if webhook.Verify(s.secret, req.Header.Get, body, s.r.Now()) != nil {
		s.unsigned++
	} else if trouble == nil {
		s.got[req.Header.Get(webhook.HeaderID)]++
		s.order = append(s.order, strings.Split(string(body), `"`)[3])
	}
	s.mu.Unlock()
	if trouble != nil {
		trouble(w, req)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *subscriber) mend() { s.mu.Lock(); defer s.mu.Unlock(); s.trouble = nil }

func (s *subscriber) seen() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.order)
}

// hooked is a story on a portal that sends webhooks to this machine.
func hooked(r *Runner, most time.Duration) *Runner {
	r.Portal.HooksHere = true
	r.Portal.Courier = courier.New(courier.Config{Here: true, Time: most, Clock: time.Now, Agent: "ecship"})
	return r
}

func sendAll(r *Runner) {
	r.Helper()
	if err := r.Portal.DeliverDue(r.Context()); err != nil {
		r.Fatal(err)
	}
}

// R-12, invariant 7: over 74 hours each subscriber, whatever its trouble, got
// each event at least once or has it dead with the reason; the one that was
// down for 71 hours missed nothing; nothing went unsigned, and the trouble of
// one was no other's.
func TestWebhooksIn74Hours(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		hooked(r, 60*time.Millisecond).As("mei")
		status := func(code int) http.HandlerFunc {
			return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
		}
		hang := func(_ http.ResponseWriter, req *http.Request) { <-req.Context().Done() }
		fine, _ := subscribe(r, nil, "shipment.*")
		down, downHook := subscribe(r, status(http.StatusServiceUnavailable), "shipment.*")
		troubles := map[webhook.Reason]http.HandlerFunc{
			webhook.Timeout: hang, webhook.Status: status(http.StatusInternalServerError),
			webhook.Redirect: func(w http.ResponseWriter, req *http.Request) {
				http.Redirect(w, req, fine.URL, http.StatusPermanentRedirect)
			},
			webhook.Cut: func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "9")
				w.Write([]byte("half")) //nolint:errcheck // it breaks off on purpose
			},
		}
		hooks := map[webhook.Reason]portal.Webhook{}
		var all []*subscriber
		for reason, trouble := range troubles {
			s, w := subscribe(r, trouble, "shipment.*")
			hooks[reason], all = w, append(all, s)
		}
		closed, w := subscribe(r, nil, "shipment.*")
		closed.Close()
		hooks[webhook.Unreachable] = w
		all = append(all, fine, down)

		start := r.Now()
		it := issued(r)
		sendAll(r)
		if got := fine.seen(); !slices.Equal(got, []string{"shipment.issued"}) {
			t.Fatalf("at once: %v", got)
		}
		Must(r, r.Portal.CancelShipment, it.ID)
		for r.Now().Before(start.Add(74 * time.Hour)) {
			sendAll(r)
			r.Later(119 * time.Minute)
			if r.Now().Sub(start) > 71*time.Hour {
				down.mend()
			}
		}
		sendAll(r)
		for _, s := range []*subscriber{fine, down} {
			if got := s.seen(); len(s.got) != 2 || !slices.Contains(got, "shipment.issued") || !slices.Contains(got, "shipment.cancelled") {
				t.Errorf("it got %v", got)
			}
		}
		for _, s := range all {
			if s.unsigned > 0 {
				t.Errorf("%d unsigned", s.unsigned)
			}
		}
		for reason, w := range hooks {
			l := Must(r, r.Portal.Deliveries, portal.DeliveryPage{Webhook: w.ID})
			for _, d := range l.Rows {
				if d.State != webhook.Dead || d.Reason != reason {
					t.Errorf("%s: %+v", reason, d)
				}
			}
			if len(l.Rows) != 2 {
				t.Errorf("%s: %d deliveries", reason, len(l.Rows))
			}
		}
		d := Must(r, r.Portal.Delivery, portal.DeliveryOf{Webhook: downHook.ID, Event: Must(r, r.Portal.Deliveries, portal.DeliveryPage{Webhook: downHook.ID}).Rows[0].Event})
		if n := len(d.All); n < 10 || d.All[0].Code != http.StatusServiceUnavailable || d.All[n-1].Code != http.StatusNoContent || d.State != webhook.Delivered {
			t.Errorf("%d tries: %+v", n, d)
		}
		examine(r)
		// What is dead comes to life when its owner wants it.
		if n := Must(r, r.Portal.Replay, portal.ReplayOf{Webhook: hooks[webhook.Status].ID}); n != 2 {
			t.Errorf("%d are replayed", n)
		}
	})
}

// a subscriber that hangs delays no other: while it has one message, the
// other gets all of theirs.
func TestSlowSubscriber(t *testing.T) {
	r := hooked(New(t), time.Minute).As("mei")
	release := make(chan struct{})
	var hung sync.WaitGroup
	hung.Add(1)
	once := sync.OnceFunc(hung.Done)
	_, slow := subscribe(r, func(w http.ResponseWriter, _ *http.Request) { once(); <-release; w.WriteHeader(http.StatusNoContent) }, "shipment.*")
	quick, _ := subscribe(r, nil, "shipment.*")
	ctx, cancel := context.WithCancel(r.Context())
	var running sync.WaitGroup
	running.Go(func() { r.Portal.Run(ctx) })
	defer running.Wait()
	defer cancel()
	defer close(release)
	issued(r)
	hung.Wait()
	for range 20 {
		issued(r)
	}
	for until := time.Now().Add(time.Minute); len(quick.seen()) < 21; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("it got %d", len(quick.seen()))
		}
	}
	if all := Must(r, r.Portal.Webhooks, struct{}{}); all[0].ID != slow.ID || all[0].Waiting != 21 {
		t.Errorf("%+v", all)
	}
}

// M-I1: types, pause without loss, two secrets at once, replay, test event,
// removal.
func TestWebhookLife(t *testing.T) {
	each(t, func(t *testing.T, r *Runner) {
		hooked(r, time.Minute).As("mei")
		s, w := subscribe(r, nil, "shipment.issued", "payment.*", "refund.submitted")
		if Must(r, r.Portal.Webhook, w.ID).Secret != "" {
			t.Error("the secret is shown again")
		}
		v := pay(r, issued(r), issued(r))
		if err := r.Gateway.Pay(v.Ref); err != nil {
			t.Fatal(err)
		}
		r.Later(10 * time.Minute)
		r.Work()
		r.Until(policy.DayOf(r.Now()).At(policy.CaptureHour))
		r.Work()
		Must(r, r.Portal.CancelShipment, v.Items[0].ID)
		Must(r, r.Portal.RequestRefund, portal.NewRefund{Item: v.Items[0].ID})
		sendAll(r)
		got := s.seen()
		slices.Sort(got)
		want := []string{"payment.authorised", "payment.captured", "payment.capturing", "payment.open", "refund.submitted", "shipment.issued", "shipment.issued"}
		if !slices.Equal(got, want) {
			t.Fatalf("it got %v", got)
		}
		// Whatever happens while it is paused comes after, even days later.
		Must(r, r.Portal.PauseWebhook, w.ID)
		issued(r)
		r.Later(100 * time.Hour)
		sendAll(r)
		if len(s.seen()) != len(want) {
			t.Error("it was paused")
		}
		old := s.secret
		fresh := Must(r, r.Portal.RotateWebhook, w.ID)
		if fresh.Secret == old || fresh.Secret == "" {
			t.Fatal("no new secret")
		}
		Must(r, r.Portal.ResumeWebhook, w.ID)
		sendAll(r) // the old secret still verifies
		s.secret = fresh.Secret
		Must(r, r.Portal.TestWebhook, w.ID)
		sendAll(r) // and so does the new one
		if len(s.seen()) != len(want)+2 || s.unsigned != 0 {
			t.Error(s.seen(), s.unsigned)
		}
		s.secret = old
		Must(r, r.Portal.DropOldSecret, w.ID)
		event := Must(r, r.Portal.TestWebhook, w.ID)
		sendAll(r)
		if s.unsigned != 1 {
			t.Error("the old secret still signs")
		}
		s.secret = fresh.Secret
		if n := Must(r, r.Portal.Replay, portal.ReplayOf{Webhook: w.ID, Events: []string{event, event}}); n != 1 {
			t.Error(n)
		}
		sendAll(r)
		if s.got[event] != 1 {
			t.Error("not replayed")
		}
		Must(r, r.Portal.RotateWebhook, w.ID)
		r.Later(policy.WebhookRotation * time.Hour)
		Must(r, r.Portal.TestWebhook, w.ID)
		sendAll(r)
		if s.unsigned != 2 {
			t.Error("after a day the old secret still signs")
		}
		issued(r)
		Must(r, r.Portal.RemoveWebhook, w.ID)
		before := len(s.seen())
		sendAll(r)
		if len(s.seen()) != before {
			t.Error("it was removed")
		}
		Refused(r, r.Portal.Webhook, w.ID, "error.not_found")
		examine(r)
	})
}

// M-I1, M-A7, I-1: who may have endpoints, and how many; addresses and types that
// will not do are told together; nobody finds another's; nothing is sent for who
// is blocked.
func TestWebhookOwner(t *testing.T) {
	r := New(t).As("mei")
	Refused(r, r.Portal.CreateWebhook, portal.NewWebhook{URL: "http://hooks.example.org/", Types: []string{"x"}}, "webhook.url.https at url")
	Refused(r, r.Portal.CreateWebhook, portal.NewWebhook{URL: "http://hooks.example.org/", Types: []string{"x"}}, "webhook.type.unknown at types")
	Refused(r, r.Portal.CreateWebhook, portal.NewWebhook{URL: "https://127.0.0.1/", Types: []string{"batch.done"}}, "webhook.url.inward at url")
	hooked(r, time.Minute)
	s, w := subscribe(r, nil, "shipment.*")
	event := Must(r, r.Portal.TestWebhook, w.ID)
	sendAll(r)
	mei := r.Who
	for name, who := range map[string]account.Actor{"tom": r.As("tom").Who, "key": {Key: "key_x", Customer: r.Who.Customer, Role: account.Owner}} {
		r.AsActor(who)
		Refused(r, r.Portal.Webhook, w.ID, "error.not_found")
		Refused(r, r.Portal.ChangeWebhook, portal.WebhookChange{ID: w.ID, URL: s.URL, Types: []string{"batch.*"}}, "error.not_found")
		for _, do := range []Op[string, portal.Webhook]{r.Portal.PauseWebhook, r.Portal.ResumeWebhook, r.Portal.RotateWebhook, r.Portal.DropOldSecret} {
			Refused(r, do, w.ID, "error.not_found")
		}
		Refused(r, r.Portal.RemoveWebhook, w.ID, "error.not_found")
		Refused(r, r.Portal.TestWebhook, w.ID, "error.not_found")
		Refused(r, r.Portal.Deliveries, portal.DeliveryPage{Webhook: w.ID}, "error.not_found")
		Refused(r, r.Portal.Delivery, portal.DeliveryOf{Webhook: w.ID, Event: event}, "error.not_found")
		Refused(r, r.Portal.Replay, portal.ReplayOf{Webhook: w.ID, Events: []string{event}}, "error.not_found")
		if all := Must(r, r.Portal.Webhooks, struct{}{}); len(all) != 0 {
			t.Error(name, all)
		}
	}
	for _, role := range []account.Role{account.Payer, account.Preparer, account.Viewer} {
		who := mei
		who.Role = role
		r.AsActor(who)
		Refused(r, r.Portal.Webhooks, struct{}{}, "error.forbidden")
		Refused(r, r.Portal.ChangeWebhook, portal.WebhookChange{}, "error.forbidden")
	}
	r.AsActor(mei)
	for i := 1; i < policy.WebhooksMost; i++ {
		Must(r, r.Portal.CreateWebhook, portal.NewWebhook{URL: fmt.Sprint("https://hooks.example.org/", i), Types: []string{"batch.done"}})
	}
	Refused(r, r.Portal.CreateWebhook, portal.NewWebhook{URL: "https://hooks.example.org/", Types: []string{"batch.done"}}, "webhook.too_many at url")
	issued(r)
	if err := r.Portal.BlockUser(r.Context(), portal.Block{Email: "mei@example.org", By: "test"}); err != nil {
		t.Fatal(err)
	}
	sendAll(r)
	if got := s.seen(); len(got) != 1 {
		t.Error("sent for who is blocked:", got)
	}
}
