package rest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"ecship/internal/account"
	"ecship/internal/rest"
)

// open to everybody are these and no others.
var forAll = []string{"compareServices", "findHeadings", "listPlaces", "listServices", "trackNumber", "getDocument"}

// S-01: every operation is asked without a key, with a wrong one, and with keys
// of every scope but its own: nothing is done and nothing told.
func TestEveryGate(t *testing.T) {
	c := open(t)
	var d struct {
		Paths map[string]map[string]struct {
			OperationID string
			Scope       account.Act `json:"x-scope"`
		}
	}
	document, err := rest.Document()
	if err == nil {
		err = json.Unmarshal(document, &d)
	}
	if err != nil {
		t.Fatal(err)
	}
	keys := map[account.Act]*client{}
	for _, act := range account.Acts {
		others := slices.DeleteFunc(slices.Clone(account.Acts), func(a account.Act) bool { return a == act })
		body, err := json.Marshal(map[string]any{"name": "all but " + act, "scopes": others})
		if err != nil {
			t.Fatal(err)
		}
		k := c.do("POST", rest.Base+"/keys", string(body)).must(t, 201)
		keys[act] = &client{T: t, run: c.run, door: c.door, key: k.text("secret")}
	}
	nobody := &client{T: t, run: c.run, door: c.door}
	n := 0
	for path, methods := range d.Paths {
		for method, o := range methods {
			asked := strings.NewReplacer("{id}", rest.KindAt(path)+"_00000000000000000000000000", "{row}", "2", "{number}", "RR000000005HK", "{month}", "2026-11", "{key}", "k").Replace(path)
			ask := func(by *client, headers ...string) reply {
				return by.do(strings.ToUpper(method), asked, "", headers...)
			}
			n++
			if o.Scope == "" {
				if !slices.Contains(forAll, o.OperationID) && !strings.Contains(path, "/test/") {
					t.Error("everybody may use", o.OperationID)
				}
				continue
			}
			ask(nobody).refused(t, "401 error.unauthorised")
			ask(nobody, "Authorization: Bearer ecs_live_WRONG").refused(t, "401 key.unknown")
			ask(keys[o.Scope]).refused(t, "403 error.forbidden")
		}
	}
	if n != len(rest.Patterns()) {
		t.Errorf("asked %d of %d", n, len(rest.Patterns()))
	}
}

// cutOff is a body whose line broke.
type cutOff struct{ io.Reader }

func (b cutOff) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// S-11: bodies that are cut, huge, doubled or of floats are refused, and leave
// nothing behind.
func TestBadBodies(t *testing.T) {
	c := open(t)
	pay := rest.Base + "/payments"
	for _, x := range []struct{ path, body, want string }{
		{shipments, tea(`"value_cents":32000`, `"value_cents":320.00`), "422 api.member_type at contents.lines.0.value_cents"},
		{shipments, tea(`"value_cents":32000`, `"value_cents":3.2e4`), "422 api.member_type at contents.lines.0.value_cents"},
		{shipments, tea(`"value_cents":32000`, `"value_cents":"32000"`), "422 api.member_type at contents.lines.0.value_cents"},
		{pay, `{"items":["shp_1"],"method":"sandbox","quoted_cents":159.0}`, "422 api.member_type at quoted_cents"},
		{pay, `{"items":["shp_1"],"items":["shp_2"],"method":"sandbox"}`, "400 api.member_twice at items"},
		{shipments, tea(`"city":"New York"`, `"city":"New York","city":"Boston"`), "400 api.member_twice at recipient.city"},
		{shipments, `{"service":"` + strings.Repeat("x", 10<<20) + `"}`, "413 api.too_large"},
		{shipments, strings.Repeat(`{"sender":`, 100_000), "413 api.too_large"},
		{shipments, strings.Repeat(`[`, 200_000), "422 api.member_type"},
		{shipments, tea()[:200], "400 api.not_json"},
		{shipments, "\xff\xfe{\x00}\x00", "400 api.not_json"},
		{shipments, tea() + tea(), "400 api.not_json"},
	} {
		c.do("POST", x.path, x.body, "Idempotency-Key: bad").refused(t, x.want)
	}
	r := httptest.NewRequest("POST", shipments, cutOff{strings.NewReader(tea())})
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.key)
	w := httptest.NewRecorder()
	c.door.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "api.not_json") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if l := c.do("GET", shipments, "").must(t, 200); l.count("shipments") != 0 {
		t.Errorf("%s", l.body)
	}
	c.do("POST", shipments, tea(), "Idempotency-Key: bad").must(t, 201)
}
