package rest

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"net/http/httptest"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// M-I1: the document's examples are what its schemas and the door take.
func TestExamples(t *testing.T) {
	document, err := Document()
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("openapi.json", v); err != nil {
		t.Fatal(err)
	}
	used := 0
	for _, o := range operations() {
		text, ok := examples[o.id]
		if !ok {
			continue
		}
		used++
		place := "openapi.json#/paths/" + strings.NewReplacer("/", "~1", "{", "%7B", "}", "%7D").Replace(Base+o.path) + "/" + strings.ToLower(o.method) + "/requestBody/content/application~1json"
		s, err := c.Compile(place + "/schema")
		if err != nil {
			t.Fatal(err)
		}
		body, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err == nil {
			err = s.Validate(body)
		}
		if err != nil {
			t.Errorf("%s: %v", o.id, err)
		}
		r := httptest.NewRequest(o.method, "/", strings.NewReader(text))
		r.Header.Set("Content-Type", "application/json")
		if err := (&call{r: r, op: &o}).read(reflect.New(o.in).Interface()); err != nil {
			t.Errorf("%s: %v", o.id, err)
		}
	}
	if used != len(examples) {
		t.Errorf("%d of %d examples are of an operation", used, len(examples))
	}
}
