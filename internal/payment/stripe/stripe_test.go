package stripe_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stripe/stripe-go/v85/webhook"

	"ecship/internal/payment"
	"ecship/internal/payment/paymenttest"
	"ecship/internal/payment/stripe"
)

var now = time.Now()

// mock is Stripe's own stand-in, which knows every parameter of every call and
// refuses what Stripe would refuse, but remembers nothing.
var mock = sync.OnceValues(startMock)

func startMock() (address string, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	address = l.Addr().String()
	if err := l.Close(); err != nil {
		return "", err
	}
	where, err := exec.Command("go", "tool", "-n", "-modfile=../../../tools/stripemock/go.mod", "stripe-mock").Output()
	if err != nil {
		return "", fmt.Errorf("building stripe-mock: %w", err)
	}
	cmd := exec.Command(strings.TrimSpace(string(where)), "-http-addr", address)
	if err := cmd.Start(); err != nil {
		return "", err
	}
	running = append(running, cmd)
	for range 200 {
		if c, err := net.Dial("tcp", address); err == nil {
			return address, c.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return "", fmt.Errorf("stripe-mock does not listen at %s", address)
}

var running []*exec.Cmd

func TestMain(m *testing.M) {
	m.Run()
	for _, cmd := range running {
		cmd.Process.Kill() //nolint:errcheck // it ends with us at the latest
		cmd.Wait()         //nolint:errcheck // killed
	}
}

// world is Stripe with a memory: each call is first shown to stripe-mock, which
// checks its parameters, then answered from what the calls before it did.
type world struct {
	*testing.T
	mu       sync.Mutex
	sessions map[string]*session // by ref
	refunds  []refund
	moved    []object
}

type session struct {
	id, ref, status string
	amount          int64
	intent          string // status; empty before the payer came
	received        int64
	currency        string
}

type refund struct {
	key, ref string
	amount   int64
}

type object = map[string]any

func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.Error(err)
	}
	if err := w.accepted(r, string(body)); err != nil {
		w.Error(err)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		w.Error(err)
	}
	status, answer := w.answer(r, form)
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(status)
	json.NewEncoder(rw).Encode(answer) //nolint:errcheck // the asker is gone
}

// accepted asks stripe-mock whether Stripe would take a call.
func (w *world) accepted(r *http.Request, body string) error {
	address, err := mock()
	if err != nil {
		return err
	}
	req, err := http.NewRequest(r.Method, "http://"+address+r.URL.RequestURI(), strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header = r.Header.Clone()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // read below
	if res.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(res.Body)
		return fmt.Errorf("Stripe would refuse %s %s?%s: %s", r.Method, r.URL, body, b)
	}
	return nil
}

func (w *world) answer(r *http.Request, form url.Values) (int, any) {
	id := r.URL.Path
	for _, s := range w.sessions {
		switch id {
		case "/v1/checkout/sessions/" + s.id + "/expire":
			s.status = "expired"
			return 200, s.object()
		case "/v1/payment_intents/pi_" + s.id + "/capture":
			if s.intent == "requires_capture" {
				s.received, _ = strconv.ParseInt(form.Get("amount_to_capture"), 10, 64)
				s.intent = "succeeded"
				w.move(s.received, object{"id": "ch_1", "object": "charge", "metadata": object{"ref": s.ref}})
			}
			return 200, s.intentObject()
		case "/v1/payment_intents/pi_" + s.id + "/cancel":
			s.intent = "canceled"
			return 200, s.intentObject()
		}
	}
	switch r.Method + " " + id {
	case "POST /v1/checkout/sessions":
		ref := form.Get("client_reference_id")
		if w.sessions[ref] == nil {
			amount, _ := strconv.ParseInt(form.Get("line_items[0][price_data][unit_amount]"), 10, 64)
			w.sessions[ref] = &session{id: fmt.Sprintf("cs_%d", len(w.sessions)), ref: ref, status: "open", amount: amount}
		}
		return 200, w.sessions[ref].object()
	case "GET /v1/checkout/sessions":
		all := []any{}
		for _, s := range w.sessions {
			all = append(all, s.object())
		}
		return 200, list(all)
	case "POST /v1/refunds":
		return w.refund(form)
	case "GET /v1/refunds":
		all := []any{}
		for _, x := range w.refunds {
			if "pi_"+w.sessions[x.ref].id == r.URL.Query().Get("payment_intent") {
				all = append(all, object{"id": "re", "object": "refund", "status": "succeeded", "metadata": object{"key": x.key}})
			}
		}
		return 200, list(all)
	case "GET /v1/balance_transactions":
		all := []any{}
		from, _ := strconv.ParseInt(r.URL.Query().Get("created[gte]"), 10, 64)
		for _, m := range w.moved {
			if m["created"].(int64) >= from {
				all = append(all, m)
			}
		}
		return 200, list(all)
	}
	w.Errorf("an unforeseen call: %s %s", r.Method, r.URL)
	return 404, object{}
}

func (w *world) move(amount int64, source object) {
	w.moved = append(w.moved, object{"id": "txn", "object": "balance_transaction", "amount": amount, "currency": "hkd", "created": now.Unix(), "source": source})
}

func (w *world) refund(form url.Values) (int, any) {
	x := refund{key: form.Get("metadata[key]"), ref: form.Get("metadata[ref]")}
	x.amount, _ = strconv.ParseInt(form.Get("amount"), 10, 64)
	left := w.sessions[x.ref].received
	for _, y := range w.refunds {
		if y.ref == x.ref {
			left -= y.amount
		}
	}
	if x.amount > left {
		return 400, object{"error": object{"type": "invalid_request_error", "message": "greater than unrefunded amount"}}
	}
	w.refunds = append(w.refunds, x)
	w.move(-x.amount, object{"id": "re", "object": "refund", "metadata": object{"ref": x.ref, "key": x.key}})
	return 200, object{"id": "re", "object": "refund", "status": "succeeded", "metadata": object{"key": x.key}}
}

func list(all []any) object {
	return object{"object": "list", "data": all, "has_more": false, "url": "/v1/x"}
}

func (s *session) object() object {
	o := object{"id": s.id, "object": "checkout.session", "status": s.status, "client_reference_id": s.ref}
	if s.status == "open" {
		o["url"] = "https://checkout.example/" + s.id
	}
	if s.intent != "" {
		o["payment_intent"] = s.intentObject()
	}
	return o
}

func (s *session) intentObject() object {
	return object{"id": "pi_" + s.id, "object": "payment_intent", "status": s.intent, "amount": s.amount, "amount_received": s.received,
		"currency": cmp.Or(s.currency, "hkd"), "latest_charge": object{"id": "ch_1", "object": "charge", "created": now.Unix()}}
}

// ref is one as the portal makes them: the suite's own names carry no time.
func ref(name string) string {
	u := make([]byte, 0, 26)
	const digits = "0123456789abcdefghjkmnpqrstvwxyz"
	ms := uint64(now.UnixMilli()) << 2
	for i := 9; i >= 0; i-- {
		u = append(u, digits[ms>>(5*i)&31])
	}
	return "pay_" + string(u) + strings.Repeat("0", 14) + map[string]string{"ref-1": "10", "ref-other": "20"}[name]
}

func open(t *testing.T) (*stripe.Gateway, *world) {
	t.Helper()
	w := &world{T: t, sessions: map[string]*session{}}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	g, err := stripe.New(stripe.Config{Key: "sk_test_123", Webhook: "whsec_test", URL: server.URL, Checkout: "https://checkout.example"})
	if err != nil {
		t.Fatal(err)
	}
	return g, w
}

// The suite, against Stripe's parameters and a memory of ours.
func TestConformance(t *testing.T) {
	paymenttest.Run(t, func(t *testing.T) paymenttest.Bench {
		g, w := open(t)
		return paymenttest.Bench{Method: g, Now: now, Ref: ref, Pay: func(t *testing.T, ref string) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.sessions[ref].status, w.sessions[ref].intent = "complete", "requires_capture"
		}}
	})
}

// An amount in the money of another place is not known to be any of ours.
func TestOtherMoney(t *testing.T) {
	g, w := open(t)
	if _, err := g.Start(t.Context(), payment.Order{Ref: ref("ref-1"), Amount: 12_340, Memo: "m", Return: "http://localhost/", Until: now.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	s := w.sessions[ref("ref-1")]
	s.status, s.intent, s.currency = "complete", "requires_capture", "usd"
	if r, err := g.Ask(t.Context(), ref("ref-1")); err == nil {
		t.Errorf("believed: %+v", r)
	}
	if r, err := g.Capture(t.Context(), ref("ref-1"), 12_340); err == nil || s.received != 0 {
		t.Errorf("charged: %+v", r)
	}
	w.move(12_340, object{"id": "ch", "object": "charge", "metadata": object{"ref": ref("ref-1")}})
	w.moved[0]["currency"] = "usd"
	if all, err := g.Statement(t.Context(), now.Add(-time.Hour), now.Add(time.Hour)); err == nil {
		t.Errorf("stated: %+v", all)
	}
}

// a webhook holds against every change of a byte, and grows old.
func TestWebhook(t *testing.T) {
	g, _ := open(t)
	body := []byte(`{"id":"evt_1","object":"event","type":"payment_intent.succeeded","data":{"object":{"object":"payment_intent","metadata":{"ref":"pay_1"}}}}`)
	signed := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: body, Secret: "whsec_test", Timestamp: now})
	header := http.Header{"Stripe-Signature": {signed.Header}}
	if refs, err := g.Notice(header, body, now); err != nil || len(refs) != 1 || refs[0] != "pay_1" {
		t.Fatal(refs, err)
	}
	for i := range body {
		forged := append([]byte{}, body...)
		forged[i] ^= 1
		if _, err := g.Notice(header, forged, now); err == nil {
			t.Fatalf("byte %d may be changed", i)
		}
	}
	for _, late := range []time.Duration{6 * time.Minute, -6 * time.Minute} {
		if _, err := g.Notice(header, body, now.Add(late)); err == nil {
			t.Error("believed after", late)
		}
	}
	other := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: body, Secret: "whsec_other", Timestamp: now})
	if _, err := g.Notice(http.Header{"Stripe-Signature": {other.Header}}, body, now); err == nil {
		t.Error("another's signature was believed")
	}
}
