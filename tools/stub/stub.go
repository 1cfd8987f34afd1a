// Package stub writes the types and methods of the public Go client from the
// OpenAPI document. It knows the shapes that our own document has, and refuses
// what it does not know.
package stub

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"go/format"
	"maps"
	"slices"
	"strings"
)

// document is what we read of an OpenAPI document.
type document struct {
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]*schema }
}

type operation struct {
	ID          string `json:"operationId"`
	Summary     string
	Parameters  []parameter
	RequestBody *struct{ Content map[string]media }
	Responses   map[string]struct{ Content map[string]media }

	method, path string
}

type parameter struct {
	Name, In, Description string
	Schema                *schema
}

type media struct{ Schema *schema }

type schema struct {
	Ref         string `json:"$ref"`
	Type        kinds
	Format      string
	Description string
	Properties  map[string]*schema
	Required    []string
	Items       *schema
	Additional  json.RawMessage `json:"additionalProperties"`
}

// kinds is a schema's type, or several; that a value may be null besides makes
// no difference to Go.
type kinds string

func (k *kinds) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*k = kinds(one)
		return nil
	}
	var many []string
	if err := json.Unmarshal(b, &many); err != nil {
		return err
	}
	many = slices.DeleteFunc(many, func(s string) bool { return s == "null" })
	if len(many) != 1 {
		return fmt.Errorf("stub: a value of the types %v", many)
	}
	*k = kinds(many[0])
	return nil
}

// base is what all paths of the document begin with; the client adds it.
const base = "/api/v1"

// Source is the Go source that an OpenAPI document gives.
func Source(openapi []byte) ([]byte, error) {
	var d document
	if err := json.Unmarshal(openapi, &d); err != nil {
		return nil, err
	}
	var w writer
	w.line("// Code generated from docs/api/openapi.json by tools/stub; DO NOT EDIT.\n\npackage client\n")
	w.line("import (\n\"context\"\n\"iter\"\n\"net/http\"\n\"net/url\"\n\"time\"\n)\n")
	all := d.operations()
	for _, o := range all {
		if err := w.operation(&d, o); err != nil {
			return nil, err
		}
	}
	used := d.uses(all)
	for _, name := range slices.Sorted(maps.Keys(d.Components.Schemas)) {
		if err := w.object(name, d.Components.Schemas[name], used[name]); err != nil {
			return nil, err
		}
	}
	return format.Source(w.Bytes())
}

// operations are those of the document, by path and method.
func (d *document) operations() (all []operation) {
	for path, methods := range d.Paths {
		for method, o := range methods {
			o.method, o.path = strings.ToUpper(method), path
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b operation) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.method, b.method))
	})
	return all
}

// uses tells by schema which operations take and give it.
func (d *document) uses(all []operation) map[string][]string {
	used := map[string][]string{}
	add := func(s *schema, how string) {
		if s != nil && s.Ref != "" && !slices.Contains(used[s.name()], how) {
			used[s.name()] = append(used[s.name()], how)
		}
	}
	for _, o := range all {
		if o.RequestBody != nil {
			add(o.RequestBody.Content["application/json"].Schema, "taken by "+exported(o.ID))
		}
		add(o.answer(), "given by "+exported(o.ID))
	}
	return used
}

// answer is the schema of what an operation gives when all is well; nil where
// that is a file, or nothing.
func (o operation) answer() *schema {
	for _, code := range slices.Sorted(maps.Keys(o.Responses)) {
		if code[0] == '2' {
			return o.Responses[code].Content["application/json"].Schema
		}
	}
	return nil
}

// gives are the media types of an operation's answers.
func (o operation) gives() (all []string) {
	for code, r := range o.Responses {
		if code[0] == '2' {
			all = append(all, slices.Collect(maps.Keys(r.Content))...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// in are the parameters of a place: "path", "query", "header".
func (o operation) in(place string) (all []parameter) {
	for _, p := range o.Parameters {
		if p.In == place {
			all = append(all, p)
		}
	}
	return all
}

// options are the parameters of queries that many operations have; they are
// options of the client; its types are whole, and who wants less asks for it.
var options = []string{"fields", "dry_run"}

// asked are the parameters of an operation's own query.
func (o operation) asked() []parameter {
	return slices.DeleteFunc(o.in("query"), func(p parameter) bool { return slices.Contains(options, p.Name) })
}

// once tells whether the operation takes an Idempotency-Key.
func (o operation) once() bool {
	return slices.ContainsFunc(o.Parameters, func(p parameter) bool { return p.Name == "Idempotency-Key" })
}

// harmless are the operations that change nothing although they are POSTs.
var harmless = []string{"compareServices"}

// repeatable tells whether asking twice does no more than asking once.
func (o operation) repeatable() bool {
	return o.once() || o.method == "GET" || o.method == "PUT" || o.method == "DELETE" || slices.Contains(harmless, o.ID)
}

// writer gathers source.
type writer struct{ bytes.Buffer }

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// comment writes a text as a comment of lines that fit.
func (w *writer) comment(text string) {
	line := "//"
	for _, word := range strings.Fields(text) {
		if len(line)+1+len(word) > 100 && line != "//" {
			w.line("%s", line)
			line = "//"
		}
		line += " " + word
	}
	w.line("%s", line)
}
