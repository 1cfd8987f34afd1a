package client_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecship/client"
)

// wire is a portal that gives prepared answers in turn, the last one for ever.
type wire struct {
	answers []string // "429 Retry-After: 7", "503", "200 {…}", "broken"
	asked   []*http.Request
	bodies  []string
	at      []time.Time
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(r.Body)
	w.asked, w.bodies, w.at = append(w.asked, r), append(w.bodies, string(body)), append(w.at, time.Now())
	text := w.answers[min(len(w.asked), len(w.answers))-1]
	if text == "broken" {
		return nil, errors.New("connection reset")
	}
	status, rest, _ := strings.Cut(text, " ")
	res := &http.Response{StatusCode: map[string]int{"200": 200, "201": 201, "409": 409, "422": 422, "429": 429, "502": 502, "503": 503}[status], Header: http.Header{}}
	if name, value, ok := strings.Cut(rest, ": "); ok && !strings.HasPrefix(rest, "{") {
		res.Header.Set(name, value)
		rest = ""
	}
	if res.StatusCode >= 400 && rest != "" {
		res.Header.Set("Content-Type", "application/problem+json")
	}
	res.Body = io.NopCloser(bytes.NewBufferString(rest))
	return res, nil
}

func open(answers ...string) (*client.Client, *wire) {
	w := &wire{answers: answers}
	c := client.New("https://post.example/", "ecs_test_key")
	c.HTTP = &http.Client{Transport: w}
	return c, w
}

// M-I1: the client tries again where that can do no harm, and nowhere else.
func TestTries(t *testing.T) {
	create := func(c *client.Client) error {
		_, err := c.CreateShipment(context.Background(), client.NewShipment{Service: "ARM"})
		return err
	}
	show := func(c *client.Client) error { _, err := c.GetShipment(context.Background(), "shp_1"); return err }
	secret := func(c *client.Client) error {
		_, err := c.CreateKey(context.Background(), client.NewKey{Name: "till"})
		return err
	}
	const busy, wrong = `409 {"code":"idempotency.in_flight"}`, `422 {"code":"weight.zero"}`
	for _, c := range []struct {
		name    string
		do      func(*client.Client) error
		answers []string
		tries   int
		code    string // of the error; "" for none, "-" for one that is no problem
	}{
		{"at once", create, []string{`201 {}`}, 1, ""},
		{"after a pause", create, []string{"429", "503", `201 {}`}, 3, ""},
		{"a connection that broke", create, []string{"broken", `201 {}`}, 2, ""},
		{"half an answer would be sent again", show, []string{"broken", "broken", `200 {}`}, 3, ""},
		{"never", show, []string{"502"}, 4, "http"},
		{"never, without an answer", show, []string{"broken"}, 4, "-"},
		{"the first is still at work", create, []string{busy, `200 {}`}, 2, ""},
		{"wrong stays wrong", create, []string{wrong}, 1, "weight.zero"},
		{"too often did nothing", secret, []string{"429", `200 {}`}, 2, ""},
		{"what may have been done is not done again", secret, []string{"503"}, 1, "http"},
		{"nor where no answer came", secret, []string{"broken"}, 1, "-"},
		{"who is to wait for long is told", create, []string{"429 Retry-After: 3600"}, 1, "http"},
	} {
		synctest.Test(t, func(t *testing.T) {
			cl, w := open(c.answers...)
			err := c.do(cl)
			code := client.Code(err)
			if err != nil && code == "" {
				code = "-"
			}
			if len(w.asked) != c.tries || code != c.code {
				t.Errorf("%s: %d tries, %q (%v); want %d, %q", c.name, len(w.asked), code, err, c.tries, c.code)
			}
			for i, r := range w.asked {
				if r.Header.Get("Idempotency-Key") != w.asked[0].Header.Get("Idempotency-Key") || w.bodies[i] != w.bodies[0] {
					t.Errorf("%s: try %d is another request", c.name, i+1)
				}
			}
		})
	}
}

// M-I1: Retry-After is honoured, and each call has a key of its own unless the
// caller gives one.
func TestWaitAndKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, w := open("429 Retry-After: 7", `201 {"id":"pay_1"}`)
		p, err := c.StartPayment(t.Context(), client.NewPayment{Items: []string{"shp_1"}, Method: "sandbox"})
		if err != nil || p.ID != "pay_1" {
			t.Fatal(p, err)
		}
		if waited := w.at[1].Sub(w.at[0]); waited < 7*time.Second || waited > 8*time.Second {
			t.Errorf("came back after %s", waited)
		}
		c.StartPayment(t.Context(), client.NewPayment{}, client.Once("order 17")) //nolint:errcheck // only what was sent counts
		first, own := w.asked[0].Header.Get("Idempotency-Key"), w.asked[2].Header.Get("Idempotency-Key")
		if len(first) < 16 || own != "order 17" {
			t.Errorf("keys %q and %q", first, own)
		}
		if got := w.asked[0].URL.String() + " " + w.asked[0].Header.Get("Authorization"); got != "https://post.example/api/v1/payments Bearer ecs_test_key" {
			t.Error(got)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		c, w := open("429 Retry-After: 7")
		if _, err := c.GetShipment(ctx, "shp_1"); client.Code(err) != "http" || len(w.asked) != 1 || time.Since(w.at[0]) > time.Second {
			t.Errorf("after the caller's time: %v, %d tries", err, len(w.asked))
		}
	})
}

// M-I1: what the API refuses is a typed problem, with each mistake.
func TestProblem(t *testing.T) {
	c, _ := open(`422 {"code":"weight.zero","field":"weight_g","detail":"Say the weight.","request_id":"req_1","errors":[{"code":"a"},{"code":"b"}]}`)
	_, err := c.CreateShipment(t.Context(), client.NewShipment{})
	var p *client.Problem
	if !errors.As(err, &p) || p.Status != 422 || p.Field != "weight_g" || len(p.Errors) != 2 {
		t.Fatal(err)
	}
	if got := err.Error(); got != "422 weight.zero at weight_g: Say the weight. (req_1)" {
		t.Error(got)
	}
}

// M-I1: a list is gone through to its end, and again from its beginning.
func TestPages(t *testing.T) {
	pages := []string{`200 {"shipments":[{"id":"a"},{"id":"b"}],"next":"2"}`, `200 {"shipments":[],"next":"3"}`, `200 {"shipments":[{"id":"c"}]}`}
	c, w := open(append(append(pages, pages...), `422 {"code":"history.day"}`)...)
	all := c.AllShipments(t.Context(), client.ListShipmentsQuery{State: "issued", Limit: "2"})
	for range 2 {
		var ids []string
		for s, err := range all {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, s.ID)
		}
		if strings.Join(ids, "") != "abc" {
			t.Error(ids)
		}
	}
	if got := w.asked[1].URL.RawQuery + " " + w.asked[3].URL.RawQuery; got != "after=2&limit=2&state=issued limit=2&state=issued" {
		t.Error(got)
	}
	for _, err := range all {
		if client.Code(err) != "history.day" {
			t.Error(err)
		}
	}
}
