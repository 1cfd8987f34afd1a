package rest_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"mime"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"ecship/internal/rest"
)

// contract is the OpenAPI document as a judge of requests and answers.
type contract struct {
	mux   *http.ServeMux
	paths map[string]map[string]described
	whole *jsonschema.Compiler
	thin  *jsonschema.Compiler // the same with nothing required, for answers to fields=

	mu       sync.Mutex
	schemas  map[string]*jsonschema.Schema
	answered map[string]bool // operations that were answered well, by their pattern
}

// described is an operation as far as the judge reads it.
type described struct {
	RequestBody struct{ Content map[string]any }
	Responses   map[string]struct {
		Headers map[string]any
		Content map[string]any
	}
}

var theContract = sync.OnceValue(func() *contract {
	document, err := rest.Document()
	must := func(e error) {
		if e != nil {
			panic(e)
		}
	}
	must(err)
	k := &contract{mux: http.NewServeMux(), schemas: map[string]*jsonschema.Schema{}, answered: map[string]bool{}}
	var d struct {
		Paths map[string]map[string]described
	}
	must(json.Unmarshal(document, &d))
	k.paths = d.Paths
	for _, p := range rest.Patterns() {
		k.mux.Handle(p, http.NotFoundHandler())
	}
	compiler := func(document []byte) *jsonschema.Compiler {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
		must(err)
		c := jsonschema.NewCompiler()
		c.DefaultDraft(jsonschema.Draft2020)
		c.AssertFormat()
		must(c.AddResource("openapi.json", v))
		return c
	}
	k.whole = compiler(document)
	var v any
	must(json.Unmarshal(document, &v))
	loosen(v)
	document, err = json.Marshal(v)
	must(err)
	k.thin = compiler(document)
	return k
})

// loosen takes away what is required of objects.
func loosen(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["required"].([]any); ok {
			delete(v, "required")
		}
		for _, x := range v {
			loosen(x)
		}
	case []any:
		for _, x := range v {
			loosen(x)
		}
	}
}

// check is nil where a body is what a place of the document says.
func (k *contract) check(thin bool, body []byte, place ...string) error {
	escaped := make([]string, len(place))
	for i, p := range place {
		escaped[i] = strings.NewReplacer("~", "~0", "/", "~1").Replace(p)
	}
	at := strings.NewReplacer("{", "%7B", "}", "%7D").Replace("openapi.json#/" + strings.Join(escaped, "/"))
	k.mu.Lock()
	defer k.mu.Unlock()
	name := at + fmt.Sprint(thin)
	s := k.schemas[name]
	if s == nil {
		c := k.whole
		if thin {
			c = k.thin
		}
		var err error
		if s, err = c.Compile(at); err != nil {
			return err
		}
		k.schemas[name] = s
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	return s.Validate(v)
}

// judge is nil where an answer is one that the document describes, and, where it
// is a good one, the request was too.
func (k *contract) judge(r *http.Request, sent []byte, got reply) error {
	_, pattern := k.mux.Handler(r)
	media, _, _ := mime.ParseMediaType(got.Header.Get("Content-Type"))
	if pattern == "" {
		return k.check(false, got.body, "components", "schemas", "Problem")
	}
	method, path, _ := strings.Cut(pattern, " ")
	method = strings.ToLower(method)
	o, ok := k.paths[path][method]
	if !ok {
		return fmt.Errorf("%s is not described", pattern)
	}
	code := strconv.Itoa(got.StatusCode)
	answer, ok := o.Responses[code]
	if !ok {
		if got.StatusCode < 400 {
			return fmt.Errorf("the status %s is not described", code)
		}
		code, answer = "default", o.Responses["default"]
	}
	for name := range answer.Headers {
		if strings.HasPrefix(name, "RateLimit") && got.Header.Get(name) == "" {
			return fmt.Errorf("there is no header %s", name)
		}
	}
	for _, name := range []string{"ETag", "Location", "Idempotent-Replayed"} {
		if _, ok := answer.Headers[name]; !ok && got.Header.Get(name) != "" && code != "default" {
			return fmt.Errorf("the header %s is not described", name)
		}
	}
	if len(got.body) == 0 && (got.StatusCode == http.StatusNoContent || got.StatusCode == http.StatusNotModified) {
		k.well(pattern)
		return nil
	}
	if _, ok := answer.Content[media]; !ok {
		return fmt.Errorf("the media type %q of %s is not described", media, code)
	}
	if strings.HasSuffix(media, "json") {
		if err := k.check(r.URL.Query().Has("fields"), got.body, "paths", path, method, "responses", code, "content", media, "schema"); err != nil {
			return err
		}
	}
	if got.StatusCode >= 400 {
		return nil
	}
	k.well(pattern)
	if _, ok := o.RequestBody.Content["application/json"]; ok {
		return k.check(false, sent, "paths", path, method, "requestBody", "content", "application/json", "schema")
	}
	return nil
}

func (k *contract) well(pattern string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.answered[pattern] = true
}

// M-I1: the document and the door agree: every answer of this package's tests
// was judged by it, and of every operation there was a good one.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.list").Value.String() == "" {
		for _, p := range rest.Patterns() {
			if !theContract().answered[p] {
				fmt.Fprintln(os.Stderr, "no test has a good answer of", p)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// The judge bites: what is not described is found.
func TestContractBites(t *testing.T) {
	k := theContract()
	answer := func(status int, media, body string, headers ...string) reply {
		h := http.Header{"Content-Type": {media}}
		for _, name := range []string{"RateLimit", "RateLimit-Policy", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"} {
			h.Set(name, "1")
		}
		for _, name := range headers {
			h.Set(name, "1")
		}
		return reply{Response: &http.Response{StatusCode: status, Header: h}, body: []byte(body)}
	}
	const good = `{"shipments":[{"id":"shp_1","state":"draft","created_at":"2026-11-23T02:00:00Z"}]}`
	list, _ := http.NewRequest("GET", shipments, nil)
	if err := k.judge(list, nil, answer(200, "application/json", good, "ETag")); err != nil {
		t.Error(err)
	}
	for name, bad := range map[string]reply{
		"another status":       answer(201, "application/json", good),
		"another media type":   answer(200, "text/html", good),
		"another header":       answer(200, "application/json", good, "Location"),
		"a further member":     answer(200, "application/json", strings.Replace(good, `"state"`, `"x":1,"state"`, 1)),
		"a missing member":     answer(200, "application/json", strings.Replace(good, `"state":"draft",`, ``, 1)),
		"another type":         answer(200, "application/json", strings.Replace(good, `"draft"`, `1`, 1)),
		"no moment":            answer(200, "application/json", strings.Replace(good, `2026-11-23T`, `23 Nov `, 1)),
		"a problem of its own": answer(422, "application/problem+json", `{"error":"x"}`),
	} {
		if k.judge(list, nil, bad) == nil {
			t.Error(name, "passes")
		}
	}
}
