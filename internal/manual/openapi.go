package manual

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Group is the REST operations below one path, with the objects they speak of.
type Group struct {
	Name       string // the path's first part below the base: "shipments"
	Operations []Operation
	Objects    []Object
}

// Path is where the group's page stands.
func (g Group) Path() string { return Root + "/rest/" + g.Name }

// ObjectsPath is where the objects of the group stand.
func (g Group) ObjectsPath() string { return g.Path() + "/objects" }

// Operation is a REST operation.
type Operation struct {
	ID, Method, Path, Summary string
	Public                    bool        // asks for no key
	Parameters                []Parameter // its own
	Also                      []string    // of the book's Common, by name
	Body                      *Content
	Answers                   []Answer
	Refusals                  string // the statuses of what may be wrong, in words
	Limit                     Limit
}

// Limit is how often operations may be asked, all of a name together; the zero
// Limit is not published.
type Limit struct {
	Name      string
	PerMinute int `json:"per_minute"`
	AtOnce    int `json:"at_once"`
}

// Parameter is a value in the path, the query or a header.
type Parameter struct {
	Name, In, Type, Doc, Example string
	Needed                       bool
}

// Content is a body.
type Content struct {
	Media   string
	Object  string // the name of what it is; empty for a file
	Example string // in JSON; empty for a file
}

// Answer is what comes back when all is well.
type Answer struct {
	Status, Doc string
	Content     []Content
}

// Object is a type of the document.
type Object struct {
	Name    string
	Members []Member
}

// Member is a member of an object.
type Member struct {
	Name, Type, Doc string
	Object          string // the name of the object that it holds, if any
	Needed          bool
}

// openAPI is what is read of the document.
type openAPI struct {
	Paths      map[string]map[string]wireOperation
	Components struct{ Schemas map[string]*schema }
}

type wireOperation struct {
	OperationID, Summary string
	Security             []any
	Parameters           []struct {
		Name, In, Description string
		Required              bool
		Example               any
		Schema                *schema
	}
	RequestBody *struct{ Content map[string]wireContent }
	Limit       Limit `json:"x-rate-limit"`
	Responses   map[string]struct {
		Description string
		Content     map[string]wireContent
	}
}

type wireContent struct {
	Schema   *schema
	Example  json.RawMessage
	Examples map[string]struct{ Value json.RawMessage }
}

type schema struct {
	Ref         string `json:"$ref"`
	Type        types
	Format      string
	Description string
	Examples    []any
	Properties  map[string]*schema
	Required    []string
	Items       *schema
	Enum        []any
}

// types is the name of a type; that a value may be null besides is not told.
type types string

func (t *types) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*t = types(one)
		return nil
	}
	var many []string
	err := json.Unmarshal(b, &many)
	*t = types(strings.Join(slices.DeleteFunc(many, func(s string) bool { return s == "null" }), " or "))
	return err
}

// base is what the paths of all operations begin with.
const base = "/api/v1/"

// readOpenAPI makes the groups of a document, in the order of their names.
func readOpenAPI(text []byte) ([]Group, error) {
	var d openAPI
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, err
	}
	groups := map[string]*Group{}
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		name, _, _ := strings.Cut(strings.TrimPrefix(path, base), "/")
		name, _, _ = strings.Cut(name, ".")
		g := groups[name]
		if g == nil {
			g = &Group{Name: name}
			groups[name] = g
		}
		methods := d.Paths[path]
		for _, m := range slices.SortedFunc(maps.Keys(methods), func(a, b string) int { return cmp.Compare(weight[a], weight[b]) }) {
			o, err := d.operation(strings.ToUpper(m), path, methods[m])
			if err != nil {
				return nil, err
			}
			g.Operations = append(g.Operations, o)
		}
	}
	var all []Group
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		g := groups[name]
		g.Objects = d.objects(g.Operations)
		all = append(all, *g)
	}
	return all, nil
}

// oftenEnough is in how many operations a parameter stands that is told once.
const oftenEnough = 10

// gather takes the parameters that many operations have out of them.
func (b *Book) gather() {
	times := map[Parameter]int{}
	for _, g := range b.Groups {
		for _, o := range g.Operations {
			for _, p := range o.Parameters {
				times[p]++
			}
		}
	}
	often := func(p Parameter) bool { return p.In != "path" && times[p] >= oftenEnough }
	for p := range times {
		if often(p) {
			b.Common = append(b.Common, p)
		}
	}
	slices.SortFunc(b.Common, func(a, b Parameter) int { return cmp.Compare(a.Name, b.Name) })
	for _, g := range b.Groups {
		for i := range g.Operations {
			o := &g.Operations[i]
			for _, p := range o.Parameters {
				if often(p) {
					o.Also = append(o.Also, p.Name)
				}
			}
			o.Parameters = slices.DeleteFunc(o.Parameters, func(p Parameter) bool { return often(p) || p.In == "path" && p.Doc == "" })
		}
	}
}

// weight orders the methods of a path.
var weight = map[string]int{"get": 0, "post": 1, "put": 2, "patch": 3, "delete": 4}

func (d *openAPI) operation(method, path string, w wireOperation) (Operation, error) {
	o := Operation{ID: w.OperationID, Method: method, Path: path, Summary: w.Summary, Public: len(w.Security) == 0, Limit: w.Limit}
	for _, p := range w.Parameters {
		q := Parameter{Name: p.Name, In: p.In, Doc: p.Description, Needed: p.Required}
		q.Type, _ = p.Schema.words()
		if p.Example != nil {
			q.Example = fmt.Sprint(p.Example)
		} else if p.Schema != nil && len(p.Schema.Examples) > 0 {
			q.Example = fmt.Sprint(p.Schema.Examples[0])
		}
		o.Parameters = append(o.Parameters, q)
	}
	if w.RequestBody != nil {
		for _, media := range slices.Sorted(maps.Keys(w.RequestBody.Content)) {
			c, err := d.content(media, w.RequestBody.Content[media])
			if err != nil {
				return o, fmt.Errorf("%s: %w", o.ID, err)
			}
			if own, ok := bodies[o.ID]; ok && c.Object != "" {
				c.Example = own
			}
			if o.Body == nil || media == "text/csv" {
				o.Body = &c
			}
		}
	}
	for _, status := range slices.Sorted(maps.Keys(w.Responses)) {
		r := w.Responses[status]
		if status == "default" {
			_, o.Refusals, _ = strings.Cut(r.Description, ": ")
			continue
		}
		a := Answer{Status: status, Doc: r.Description}
		for _, media := range slices.Sorted(maps.Keys(r.Content)) {
			c, err := d.content(media, r.Content[media])
			if err != nil {
				return o, fmt.Errorf("%s: %w", o.ID, err)
			}
			a.Content = append(a.Content, c)
		}
		o.Answers = append(o.Answers, a)
	}
	return o, nil
}

func (d *openAPI) content(media string, w wireContent) (Content, error) {
	c := Content{Media: media}
	if w.Schema == nil || w.Schema.Ref == "" {
		return c, nil
	}
	c.Object = w.Schema.name()
	raw := w.Example
	for _, name := range slices.Sorted(maps.Keys(w.Examples)) {
		raw = w.Examples[name].Value
		break
	}
	var v any = d.example(w.Schema, 0)
	if raw != nil {
		if err := json.Unmarshal(raw, &v); err != nil {
			return c, err
		}
	}
	b, err := json.MarshalIndent(v, "", "  ")
	c.Example = string(b)
	return c, err
}

// example is a value of a schema: what it must have, and what has an example.
func (d *openAPI) example(s *schema, deep int) any {
	if s.Ref != "" {
		s = d.Components.Schemas[s.name()]
	}
	if len(s.Examples) > 0 {
		return s.Examples[0]
	}
	switch s.Type {
	case "object":
		out := map[string]any{}
		for name, p := range s.Properties {
			if v := d.example(p, deep+1); deep < 4 && (slices.Contains(s.Required, name) || len(p.Examples) > 0) {
				out[name] = v
			}
		}
		return out
	case "array":
		if deep < 4 {
			return []any{d.example(s.Items, deep+1)}
		}
		return []any{}
	case "integer":
		return 1
	case "boolean":
		return true
	}
	if len(s.Enum) > 0 {
		return s.Enum[0]
	}
	return "text"
}

// objects are those that the operations speak of, and those within them.
func (d *openAPI) objects(all []Operation) (out []Object) {
	seen := map[string]bool{}
	var add func(name string)
	add = func(name string) {
		s := d.Components.Schemas[name]
		if seen[name] || s == nil {
			return
		}
		seen[name] = true
		at := len(out)
		out = append(out, Object{Name: name})
		for _, m := range slices.Sorted(maps.Keys(s.Properties)) {
			p := s.Properties[m]
			kind, of := p.words()
			out[at].Members = append(out[at].Members, Member{Name: m, Type: kind, Object: of, Doc: p.Description, Needed: slices.Contains(s.Required, m)})
		}
		for _, m := range out[at].Members {
			add(m.Object)
		}
	}
	for _, o := range all {
		if o.Body != nil {
			add(o.Body.Object)
		}
		for _, a := range o.Answers {
			for _, c := range a.Content {
				add(c.Object)
			}
		}
	}
	slices.SortFunc(out, func(a, b Object) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// Limits are those of all operations, by name.
func (b *Book) Limits() (all []Limit) {
	for _, g := range b.Groups {
		for _, o := range g.Operations {
			if o.Limit != (Limit{}) && !slices.Contains(all, o.Limit) {
				all = append(all, o.Limit)
			}
		}
	}
	slices.SortFunc(all, func(a, b Limit) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// name is the type that a reference leads to.
func (s *schema) name() string { return strings.TrimPrefix(s.Ref, "#/components/schemas/") }

// words say what a value is, and of which object.
func (s *schema) words() (kind, object string) {
	switch {
	case s == nil:
		return "", ""
	case s.Ref != "":
		return "", s.name()
	case s.Type == "array":
		kind, object = s.Items.words()
		return strings.TrimSpace("list of " + kind), object
	case s.Format == "date-time":
		return "time", ""
	}
	return string(s.Type), ""
}
