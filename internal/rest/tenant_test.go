package rest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/rest"
)

// whole is all that a reply says, with its request's id made the same.
func (r reply) whole() string {
	h := r.Header.Clone()
	id := h.Get("X-Request-Id")
	h.Del("X-Request-Id")
	for _, left := range []string{"Ratelimit", "Ratelimit-Remaining", "Ratelimit-Reset"} {
		h.Del(left) // falls with every request
	}
	return fmt.Sprintf("%d %v\n%s", r.StatusCode, h, strings.ReplaceAll(string(r.body), id, "REQUEST"))
}

// bodies are what operations that name an object and want a body are sent.
var bodies = map[string]string{
	"PATCH " + shipments + "/{id}":          `{"reference":"Eve"}`,
	"POST " + shipments + "/{id}/many":      `{"recipients":[{"name":"Ann"}]}`,
	"PUT " + addresses + "/{id}":            `{"address":{"name":"Eve","street":[],"place":"US"}}`,
	"POST " + batches + "/{id}/start":       `{}`,
	"PATCH " + batches + "/{id}/rows/{row}": `{"lines":[{"recipient.name":"Eve"}]}`,
	"POST " + batches + "/{id}/mend":        `{"field":"item.origin","code":"customs.origin.missing","text":"CN"}`,
	"PUT " + templates + "/{id}":            goods("black tea", "stolen tea"),
	"PUT " + webhooks + "/{id}":             `{"url":"https://thief.example.org/","types":["shipment.*"]}`,
	"POST " + webhooks + "/{id}/replay":     `{}`,
}

// M-A7, S-01, I-1: by every operation that names an object, somebody else's is as
// absent as one that never was: the same status, headers and bytes. The table
// says which; a new one is tried by itself.
func TestForeignIsAbsent(t *testing.T) {
	t.Run("another's", func(t *testing.T) { c := open(t); foreignIsAbsent(t, c, c.as("tom")) })
	// M-I3: the two environments of one member are strangers too.
	t.Run("live to a test key", func(t *testing.T) { c := open(t); foreignIsAbsent(t, c, c.tester("mei")) })
	t.Run("test to a live key", func(t *testing.T) { c := open(t); foreignIsAbsent(t, c.tester("mei"), c) })
}

// foreignIsAbsent has a stranger try what is c's.
func foreignIsAbsent(t *testing.T, c, stranger *client) {
	c.speak()
	c.run.Portal.BudgetLeast = 1 << 20 // this asks in vain for more than anybody may
	var foreign, paths []string
	for _, body := range []string{tea(), tea(`"issue":true`, `"issue":false`), `{"service":"APL","place":"US","weight_g":1500}`} {
		id, _ := c.do("POST", shipments, body).must(t, 201).json["id"].(string)
		foreign, paths = append(foreign, id), append(paths, shipments+"/"+id)
	}
	for _, x := range []struct{ path, body string }{{addresses, saved()}, {templates, goods()}} {
		id := c.do("POST", x.path, x.body).must(t, 201).text("id")
		foreign, paths = append(foreign, id), append(paths, x.path+"/"+id)
	}
	id := c.do("POST", webhooks, `{"url":"https://shop.example.org/","types":["shipment.*"]}`).must(t, 201).text("id")
	foreign, paths = append(foreign, id), append(paths, webhooks+"/"+id)
	c.do("POST", webhooks+"/"+id+"/test", "").must(t, 202)
	id = c.upload(orders(3)).must(t, 201).text("id")
	c.do("POST", batches+"/"+id+"/start", `{}`).must(t, 202)
	c.run.Work()
	foreign, paths = append(foreign, id), append(paths, batches+"/"+id, batches+"/"+id+"/rows")
	id = c.do("POST", rest.Base+"/payments", fmt.Sprintf(`{"items":[%q],"method":"sandbox"}`, foreign[0])).must(t, 201).text("id")
	foreign, paths = append(foreign, id), append(paths, rest.Base+"/payments/"+id)
	key := c.do("POST", rest.Base+"/keys", `{"name":"other"}`).must(t, 201).text("id")
	foreign, paths = append(foreign, key, refunded(c)), append(paths, rest.Base+"/keys")
	if err := c.run.Portal.SetIntegrator(c.Context(), "test", portal.IntegratorOf{Email: "mei@example.org", On: true}); err != nil {
		c.Fatal(err)
	}
	if r := c.do("POST", rest.Base+"/integrators", `{"email":"sam@example.org","scopes":["see"]}`); r.StatusCode == http.StatusCreated { // no test customer is one
		foreign, paths = append(foreign, r.text("id")), append(paths, rest.Base+"/integrators")
	}
	look := func() (all string) {
		for _, path := range paths {
			all += c.do("GET", path, "").must(t, 200).whole()
		}
		return all
	}
	before := look()
	tried := 0
	for _, pattern := range rest.Patterns() {
		method, path, _ := strings.Cut(pattern, " ")
		if !strings.Contains(path, "{id}") {
			continue
		}
		ask := func(id string) string {
			r := stranger.do(method, strings.NewReplacer("{id}", url.PathEscape(id), "{row}", "2", "{event}", "evt_00000000000000000000000000").Replace(path), bodies[pattern])
			if r.StatusCode != http.StatusNotFound || r.json["code"] != "error.not_found" {
				t.Errorf("%s with %q: %d %s", pattern, id, r.StatusCode, r.body)
			}
			tried++
			return r.whole()
		}
		kind := rest.KindAt(path)
		if kind == "" {
			t.Fatalf("%s: whose ids?", pattern)
		}
		absent := ask(kind + "_00000000000000000000000000")
		mine := slices.DeleteFunc(slices.Clone(foreign), func(id string) bool { return !strings.HasPrefix(id, kind+"_") })
		for _, id := range append(mine, "\x00", "\xff", "' OR 1=1 --", strings.Repeat("9", 10_000)) {
			if diff := cmp.Diff(absent, ask(id)); diff != "" {
				t.Errorf("%s tells %q from an absent one:\n%s", pattern, id, diff)
			}
		}
	}
	if tried < 20 {
		t.Error("tried only", tried)
	}
	if diff := cmp.Diff(before, look()); diff != "" {
		t.Error("somebody else changed something:\n", diff)
	}
}

// refunded is the id of an application for a refund.
func refunded(c *client) string {
	item := c.do("POST", shipments, tea()).must(c.T, 201).text("id")
	pay := c.do("POST", rest.Base+"/payments", fmt.Sprintf(`{"items":[%q],"method":"sandbox"}`, item)).must(c.T, 201).text("id")
	if err := c.run.Gateway.Pay(pay); err != nil {
		c.Fatal(err)
	}
	c.do("GET", rest.Base+"/payments/"+pay, "").must(c.T, 200)
	c.run.Until(policy.DayOf(c.run.Now()).At(policy.CaptureHour))
	c.run.Work()
	c.do("POST", shipments+"/"+item+"/cancel", "").must(c.T, 200)
	return c.do("POST", rest.Base+"/refunds", fmt.Sprintf(`{"shipment":%q}`, item)).must(c.T, 201).text("id")
}
