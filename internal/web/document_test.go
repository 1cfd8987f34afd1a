package web_test

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// node is an element of a page, or the page itself.
type node struct {
	tag  string
	attr map[string]string
	kids []*node
	own  string // the text that stands in it directly
	up   *node
}

var (
	tagForm  = regexp.MustCompile(`(?s)<(/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z][a-zA-Z0-9-]*(?:="[^"<>]*")?)*)\s*(/?)>|<!doctype html>`)
	attrForm = regexp.MustCompile(`([a-zA-Z][a-zA-Z0-9-]*)(?:="([^"]*)")?`)
	void     = []string{"br", "hr", "img", "input", "link", "meta", "path"}
)

// parse reads a page strictly: every element is closed in its turn, every
// attribute quoted and there once, every < and & of the text escaped.
func parse(t *testing.T, page string) *node {
	t.Helper()
	root := &node{tag: "page"}
	at, rest := root, 0
	text := func(s string) {
		if i := strings.IndexAny(s, "<>"); i >= 0 {
			t.Fatalf("a stray sign in %q", s[max(0, i-60):min(len(s), i+60)])
		}
		at.own += html.UnescapeString(s)
	}
	for _, m := range tagForm.FindAllStringSubmatchIndex(page, -1) {
		text(page[rest:m[0]])
		rest = m[1]
		if m[4] < 0 {
			continue // the doctype
		}
		tag := page[m[4]:m[5]]
		if m[2] != m[3] {
			if at.tag != tag {
				t.Fatalf("</%s> closes <%s> near %q", tag, at.tag, page[max(0, m[0]-80):m[1]])
			}
			at = at.up
			continue
		}
		n := &node{tag: tag, attr: map[string]string{}, up: at}
		for _, a := range attrForm.FindAllStringSubmatch(page[m[6]:m[7]], -1) {
			if _, twice := n.attr[a[1]]; twice {
				t.Fatalf("<%s> has %s twice", tag, a[1])
			}
			n.attr[a[1]] = html.UnescapeString(a[2])
		}
		at.kids = append(at.kids, n)
		if !slices.Contains(void, tag) {
			at = n
		} else if tag == "path" && !strings.HasSuffix(page[m[0]:m[1]], "/>") {
			at = n
		}
	}
	text(page[rest:])
	if at != root {
		t.Fatalf("<%s> is never closed", at.tag)
	}
	return root
}

// walk visits n and all below it, in the order of the page.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, k := range n.kids {
		k.walk(visit)
	}
}

// all lists the elements below n of a tag whose attributes have these values:
// name, value, name, value. "" is any value.
func (n *node) all(tag string, attrs ...string) (found []*node) {
	n.walk(func(k *node) {
		if tag != "" && k.tag != tag {
			return
		}
		for i := 0; i+1 < len(attrs); i += 2 {
			v, ok := k.attr[attrs[i]]
			if !ok || attrs[i+1] != "" && v != attrs[i+1] {
				return
			}
		}
		found = append(found, k)
	})
	return found
}

// one is the only such element.
func (n *node) one(t *testing.T, tag string, attrs ...string) *node {
	t.Helper()
	found := n.all(tag, attrs...)
	if len(found) != 1 {
		t.Fatalf("%d elements <%s %v>, want one", len(found), tag, attrs)
	}
	return found[0]
}

// text is all text below n, its spaces made single.
func (n *node) text() string { return n.words(func(*node) bool { return true }) }

// prose is the text without commands and paths, which have braces of their own.
func (n *node) prose() string { return n.words(func(k *node) bool { return k.tag != "code" }) }

func (n *node) words(want func(*node) bool) string {
	var b strings.Builder
	var add func(*node)
	add = func(k *node) {
		if !want(k) {
			return
		}
		b.WriteString(k.own + " ")
		for _, c := range k.kids {
			add(c)
		}
	}
	add(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// class tells whether an element has a class.
func (n *node) class(name string) bool {
	return slices.Contains(strings.Fields(n.attr["class"]), name)
}

// problems lists the page's messages at fields.
func (n *node) problems() (all []string) {
	for _, s := range n.all("span", "class", "error") {
		all = append(all, strings.TrimSuffix(s.attr["id"], "-error")+": "+strings.TrimSpace(s.own))
	}
	return all
}

// values is what the fields of a page's main form hold, ready to be sent.
func (n *node) values(t *testing.T) map[string][]string {
	t.Helper()
	form := n.one(t, "form", "id", "main")
	v := map[string][]string{}
	for _, f := range form.all("input") {
		if _, checked := f.attr["checked"]; f.attr["type"] == "radio" && !checked {
			continue
		}
		v[f.attr["name"]] = []string{f.attr["value"]}
	}
	for _, s := range form.all("select") {
		for _, o := range s.all("option", "selected", "") {
			v[s.attr["name"]] = []string{o.attr["value"]}
		}
	}
	return v
}

// checkDocument holds a page against what every page must be.
func checkDocument(t *testing.T, name, page string) *node {
	t.Helper()
	root := parse(t, page)
	ids := map[string]bool{}
	root.walk(func(n *node) {
		if id := n.attr["id"]; id != "" {
			if ids[id] {
				t.Errorf("%s: the id %q stands twice", name, id)
			}
			ids[id] = true
		}
		if _, inline := n.attr["style"]; inline || n.tag == "style" || n.tag == "script" && n.attr["src"] == "" {
			t.Errorf("%s: inline style or script at <%s>", name, n.tag)
		}
		for a := range n.attr {
			if strings.HasPrefix(a, "on") {
				t.Errorf("%s: a handler %s at <%s>", name, a, n.tag)
			}
		}
	})
	root.walk(func(n *node) {
		for _, a := range []string{"for", "aria-describedby", "aria-labelledby", "form"} {
			for _, id := range strings.Fields(n.attr[a]) {
				if !ids[id] {
					t.Errorf("%s: <%s %s=%q> points nowhere", name, n.tag, a, id)
				}
			}
		}
		if n.tag == "a" && strings.HasPrefix(n.attr["href"], "#") && !ids[n.attr["href"][1:]] {
			t.Errorf("%s: the link %s points nowhere", name, n.attr["href"])
		}
	})
	if n := len(root.all("h1")); n != 1 {
		t.Errorf("%s: %d headings h1", name, n)
	}
	return root
}
