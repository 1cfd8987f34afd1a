package stub

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// operation writes a method, and the type of its query.
func (w *writer) operation(d *document, o operation) error {
	name := exported(o.ID)
	args, err := o.arguments()
	if err != nil {
		return err
	}
	query := o.method == "GET" && len(o.asked()) > 0
	if query {
		if err := w.query(name, o); err != nil {
			return err
		}
	}
	w.comment(name + ": " + strings.TrimSuffix(o.Summary, ".") + ".")
	r := fmt.Sprintf("request{method: http.Method%s, path: %s", method(o.method), pathOf(o.path))
	if query {
		r += ", query: q.values()"
	}
	if o.repeatable() {
		r += ", repeatable: true"
	}
	if o.once() {
		r += ", once: true"
	}
	switch s := o.answer(); {
	case s != nil:
		out, err := s.goType()
		if err != nil {
			return err
		}
		w.line("func (c *Client) %s(%s) (out %s, err error) {", name, args, out)
		w.line("err = c.do(ctx, %s}, %s, &out, opts)\nreturn out, err\n}\n", r, o.body())
		return w.pages(d, o, name, out)
	case len(o.gives()) == 0:
		w.line("func (c *Client) %s(%s) error {", name, args)
		w.line("return c.do(ctx, %s}, %s, nil, opts)\n}\n", r, o.body())
	default:
		w.line("func (c *Client) %s(%s) (File, error) {", name, args)
		w.line("return c.file(ctx, %s}, opts)\n}\n", r)
	}
	return nil
}

// arguments are a method's.
func (o operation) arguments() (string, error) {
	args := []string{"ctx context.Context"}
	for _, p := range o.in("path") {
		args = append(args, p.Name+" string")
	}
	switch {
	case o.RequestBody == nil:
	case o.RequestBody.Content["application/json"].Schema != nil:
		t, err := o.RequestBody.Content["application/json"].Schema.goType()
		if err != nil {
			return "", err
		}
		args = append(args, "in "+t)
	default:
		args = append(args, "in Upload")
	}
	if o.method == "GET" && len(o.asked()) > 0 {
		args = append(args, "q "+exported(o.ID)+"Query")
	}
	return strings.Join(append(args, "opts ...Option"), ", "), nil
}

// body is the argument that is sent.
func (o operation) body() string {
	if o.RequestBody == nil {
		return "nil"
	}
	return "in"
}

// query writes the type of a method's query.
func (w *writer) query(name string, o operation) error {
	w.line("// %sQuery is how %s may be asked; what is empty is not sent.", name, name)
	w.line("type %sQuery struct {", name)
	set := ""
	for _, p := range o.asked() {
		t, err := p.Schema.goType()
		if err != nil {
			return err
		}
		w.comment(p.Description)
		w.line("%s %s", exported(p.Name), t)
		value := map[string]string{"string": "%s", "int64": "whole(%s)", "bool": "map[bool]string{true: \"true\"}[%s]"}[t]
		if value == "" {
			return fmt.Errorf("stub: %s has the parameter %s of type %s", o.ID, p.Name, t)
		}
		set += fmt.Sprintf("set(v, %q, %s)\n", p.Name, fmt.Sprintf(value, "q."+exported(p.Name)))
	}
	w.line("}\n\nfunc (q %sQuery) values() url.Values {\nv := url.Values{}\n%sreturn v\n}\n", name, set)
	return nil
}

// pages writes an iterator over all pages of a list.
func (w *writer) pages(d *document, o operation, name, out string) error {
	of, ok := strings.CutPrefix(name, "List")
	page := d.Components.Schemas[out]
	after := func(p parameter) bool { return p.Name == "after" }
	if !ok || page == nil || page.Properties["next"] == nil || !slices.ContainsFunc(o.in("query"), after) {
		return nil
	}
	lists := slices.DeleteFunc(slices.Sorted(maps.Keys(page.Properties)), func(n string) bool { return page.Properties[n].Type != "array" })
	if len(lists) != 1 {
		return nil
	}
	item, err := page.Properties[lists[0]].Items.goType()
	if err != nil {
		return err
	}
	params, pass := "", ""
	for _, p := range o.in("path") {
		params, pass = params+", "+p.Name+" string", pass+", "+p.Name
	}
	next := "p.Next"
	if page.Properties["next"].Type == "integer" {
		next = "whole(p.Next)"
	}
	w.line("// All%s goes through all pages of %s. It ends with the first error.", of, name)
	w.line("func (c *Client) All%s(ctx context.Context%s, q %sQuery, opts ...Option) iter.Seq2[%s, error] {", of, params, name, item)
	w.line("return pages(q.After, func(after string) ([]%s, string, error) {\nq.After = after", item)
	w.line("p, err := c.%s(ctx%s, q, opts...)\nreturn p.%s, %s, err\n})\n}\n", name, pass, exported(lists[0]), next)
	return nil
}

// object writes the type of a schema.
func (w *writer) object(name string, s *schema, used []string) error {
	if s.Type != "object" {
		return fmt.Errorf("stub: %s is a %s", name, s.Type)
	}
	what := "part of others"
	if len(used) > 0 {
		what = strings.Join(used, ", ")
	}
	w.comment(name + " is " + what + ".")
	w.line("type %s struct {", name)
	members := slices.SortedFunc(maps.Keys(s.Properties), func(a, b string) int {
		return strings.Compare(strings.TrimPrefix(a, "id"), strings.TrimPrefix(b, "id")) // "id" comes first
	})
	for _, m := range members {
		t, err := s.Properties[m].goType()
		if err != nil {
			return fmt.Errorf("%s.%s: %w", name, m, err)
		}
		tag := m
		if !slices.Contains(s.Required, m) {
			tag += ",omitempty"
			if s.Properties[m].Ref != "" || t == "time.Time" {
				t = "*" + t
			}
		}
		if text := s.Properties[m].Description; text != "" {
			w.comment(text)
		}
		w.line("%s %s `json:%q`", exported(m), t, tag)
	}
	w.line("}\n")
	return nil
}

// name is the schema that a reference leads to.
func (s *schema) name() string { return strings.TrimPrefix(s.Ref, "#/components/schemas/") }

// goType is the Go type of a value.
func (s *schema) goType() (string, error) {
	if s.Ref != "" {
		return s.name(), nil
	}
	switch s.Type {
	case "string":
		if s.Format == "date-time" {
			return "time.Time", nil
		}
		return "string", nil
	case "integer":
		return "int64", nil
	case "boolean":
		return "bool", nil
	case "array":
		t, err := s.Items.goType()
		return "[]" + t, err
	case "object":
		var value schema
		if json.Unmarshal(s.Additional, &value) != nil || value.Type == "" && value.Ref == "" {
			return "map[string]any", nil
		}
		t, err := value.goType()
		return "map[string]" + t, err
	case "":
		return "any", nil
	}
	return "", fmt.Errorf("stub: a value of the type %s", s.Type)
}

// method is a method as net/http has it.
func method(m string) string { return m[:1] + strings.ToLower(m[1:]) }

// pathOf is the expression of a path below base.
func pathOf(path string) string {
	var parts []string
	for rest := strings.TrimPrefix(path, base); rest != ""; {
		text, after, found := strings.Cut(rest, "{")
		if text != "" {
			parts = append(parts, fmt.Sprintf("%q", text))
		}
		if !found {
			break
		}
		name, tail, _ := strings.Cut(after, "}")
		parts, rest = append(parts, "url.PathEscape("+name+")"), tail
	}
	return strings.Join(parts, " + ")
}

// initials are the words that Go writes in capitals.
var initials = []string{"id", "url", "hs", "pdf", "zpl"}

// exported is a name of the wire as Go has it.
func exported(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' || r == '.' })
	for i, w := range words {
		if slices.Contains(initials, w) {
			words[i] = strings.ToUpper(w)
			continue
		}
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, "")
}
