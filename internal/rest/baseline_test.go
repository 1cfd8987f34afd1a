package rest_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"ecship/internal/rest"
)

var release = flag.Bool("release", false, "take today's document for the released one: done once, with a release")

const baseline = "../../docs/api/baseline.json"

// M-I1: programs that were written for the last release go on working: nothing
// that they may send is refused now, and nothing that they may read is gone.
func TestNothingBreaks(t *testing.T) {
	now, err := rest.Document()
	if err != nil {
		t.Fatal(err)
	}
	if *release {
		var small bytes.Buffer
		if err := json.Compact(&small, now); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(baseline, append(small.Bytes(), '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	released, err := os.ReadFile(baseline)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range breaks(t, released, now) {
		t.Error(b)
	}
}

// The check bites: every kind of break is found, and growth is none.
func TestBreaksAreFound(t *testing.T) {
	const old = `{"paths":{"/a":{"post":{"parameters":[{"name":"q","in":"query"}],
		"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/In"}}}},
		"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Out"}}}}}}}},
		"components":{"schemas":{"In":{"type":"object","properties":{"x":{"type":"string","enum":["a","b"]},"y":{"type":"integer"}},"required":["x"]},
		"Out":{"type":"object","properties":{"id":{"type":"string"},"all":{"type":"array","items":{"type":"object","properties":{"n":{"type":"integer"}}}}},"required":["id"]}}}}`
	for what, x := range map[string]struct {
		replace []string
		breaks  int
	}{
		"nothing":                     {nil, 0},
		"a new operation":             {[]string{`"paths":{`, `"paths":{"/b":{"get":{}},`}, 0},
		"a new answer member":         {[]string{`"id":{"type":"string"},`, `"id":{"type":"string"},"more":{"type":"string"},`}, 0},
		"a new optional member":       {[]string{`"y":{`, `"z":{"type":"string"},"y":{`}, 0},
		"a new enum value":            {[]string{`["a","b"]`, `["a","b","c"]`}, 0},
		"a member is no longer asked": {[]string{`"required":["x"]`, `"required":[]`}, 0},
		"an operation gone":           {[]string{`"post":{"param`, `"put":{"param`}, 1},
		"a path gone":                 {[]string{`"/a"`, `"/A"`}, 1},
		"a parameter gone":            {[]string{`"name":"q"`, `"name":"p"`}, 1},
		"a new required parameter":    {[]string{`[{"name"`, `[{"name":"r","in":"query","required":true},{"name"`}, 1},
		"a new required member":       {[]string{`"required":["x"]`, `"required":["x","y"]`}, 1},
		"a request member gone":       {[]string{`,"y":{"type":"integer"}`, ``}, 1},
		"an enum value gone":          {[]string{`["a","b"]`, `["a"]`}, 1},
		"a request's type":            {[]string{`"y":{"type":"integer"}`, `"y":{"type":"string"}`}, 1},
		"an answer member gone":       {[]string{`"id":{"type":"string"},`, ``, `"required":["id"]`, `"required":[]`}, 1},
		"an answer's type":            {[]string{`"n":{"type":"integer"}`, `"n":{"type":"string"}`}, 1},
		"an answer member optional":   {[]string{`"required":["id"]`, `"required":[]`}, 1},
		"a status gone":               {[]string{`"200"`, `"202"`}, 1},
		"a media type gone":           {[]string{`"responses":{"200":{"content":{"application/json"`, `"responses":{"200":{"content":{"text/html"`}, 1},
	} {
		now := old
		for i := 0; i+1 < len(x.replace); i += 2 {
			if !strings.Contains(now, x.replace[i]) {
				t.Fatal(what, x.replace[i])
			}
			now = strings.Replace(now, x.replace[i], x.replace[i+1], 1)
		}
		if got := breaks(t, []byte(old), []byte(now)); len(got) != x.breaks {
			t.Errorf("%s: %q", what, got)
		}
	}
}

// breaks lists what a program written for one document trips over in another.
func breaks(t *testing.T, old, now []byte) (all []string) {
	t.Helper()
	c := comparer{found: func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }}
	for _, err := range []error{json.Unmarshal(old, &c.old), json.Unmarshal(now, &c.now)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for path, methods := range at(c.old, "paths") {
		for method, o := range methods.(node) {
			n, ok := at(c.now, "paths", path)[method].(node)
			if !ok {
				c.found("%s %s is gone", method, path)
				continue
			}
			c.operation(method+" "+path, o.(node), n)
		}
	}
	return all
}

type node = map[string]any

type comparer struct {
	old, now node
	found    func(format string, args ...any)
}

// at is the object at a path of names, empty where there is none.
func at(n node, path ...string) node {
	for _, name := range path {
		n, _ = n[name].(node)
	}
	return n
}

// list is a member that is a list of texts.
func list(n node, name string) (all []string) {
	values, _ := n[name].([]any)
	for _, v := range values {
		all = append(all, fmt.Sprint(v))
	}
	return all
}

func (c comparer) operation(name string, old, now node) {
	parameters := func(o node) map[string]node {
		all := map[string]node{}
		values, _ := o["parameters"].([]any)
		for _, v := range values {
			p := v.(node)
			all[fmt.Sprint(p["in"], " ", p["name"])] = p
		}
		return all
	}
	was, is := parameters(old), parameters(now)
	for p := range was {
		if is[p] == nil {
			c.found("%s: the parameter %s is gone", name, p)
		}
	}
	for p, v := range is {
		if v["required"] == true && (was[p] == nil || was[p]["required"] != true) {
			c.found("%s: the parameter %s is asked for now", name, p)
		}
	}
	c.content(name+" takes", at(old, "requestBody", "content"), at(now, "requestBody", "content"), false)
	for code, r := range at(old, "responses") {
		n, ok := at(now, "responses")[code].(node)
		if !ok {
			c.found("%s: the answer %s is gone", name, code)
			continue
		}
		c.content(name+" answers "+code, at(r.(node), "content"), at(n, "content"), true)
	}
}

// content compares bodies; answer tells on whose side the reader is.
func (c comparer) content(name string, old, now node, answer bool) {
	for media, m := range old {
		n, ok := now[media].(node)
		if !ok {
			c.found("%s: %s is gone", name, media)
			continue
		}
		c.schema(name, at(m.(node), "schema"), at(n, "schema"), answer, nil)
	}
}

func (c comparer) schema(name string, old, now node, answer bool, above []string) {
	if ref, ok := old["$ref"].(string); ok {
		if slices.Contains(above, ref) {
			return // a thing that holds its like
		}
		above = append(slices.Clip(above), ref)
	}
	old, now = follow(c.old, old), follow(c.now, now)
	if was, is := types(old), types(now); was != is {
		c.found("%s was %s and is %s", name, was, is)
		return
	}
	if enum := list(now, "enum"); enum != nil && !answer {
		for _, v := range list(old, "enum") {
			if !slices.Contains(enum, v) {
				c.found("%s: the value %s is gone", name, v)
			}
		}
	}
	for member, s := range at(old, "properties") {
		n, ok := at(now, "properties")[member].(node)
		if !ok {
			c.found("%s: %s is gone", name, member)
			continue
		}
		c.schema(name+"."+member, s.(node), n, answer, above)
	}
	was, is := list(old, "required"), list(now, "required")
	if answer {
		was, is = is, was
	}
	for _, member := range is {
		switch gone := at(now, "properties")[member] == nil; {
		case slices.Contains(was, member) || gone:
		case answer:
			c.found("%s: %s may be missing now", name, member)
		default:
			c.found("%s: %s is asked for now", name, member)
		}
	}
	for _, part := range []string{"items", "additionalProperties"} {
		if s, ok := old[part].(node); ok {
			c.schema(name+"[]", s, at(now, part), answer, above)
		}
	}
}

// follow is the schema that a reference leads to.
func follow(document, schema node) node {
	for {
		ref, ok := schema["$ref"].(string)
		if !ok {
			return schema
		}
		schema = at(document, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
	}
}

// types are what a value may be; that it may be null besides breaks nobody.
func types(schema node) string {
	all := list(schema, "type")
	if one, ok := schema["type"].(string); ok {
		all = []string{one}
	}
	all = slices.DeleteFunc(all, func(s string) bool { return s == "null" })
	slices.Sort(all)
	return strings.Join(all, " or ")
}
