package soap

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"ecship/internal/problem"
)

// The namespaces on the wire.
const (
	spaceEnvelope = "http://schemas.xmlsoap.org/soap/envelope/"
	spaceInstance = "http://www.w3.org/2001/XMLSchema-instance"
	spaceSchema   = "http://www.w3.org/2001/XMLSchema"
	spaceSecurity = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
	// spaceService holds wrappers, requests, returns and the items of arrays;
	// spaceObject the fields of every object. Both are the original's.
	spaceService = "http://webservice.integrator.hkpost.com"
	spaceObject  = "http://object.integrator.hkpost.com"
)

// What a message may hold (S-11). A real one has some 150 tokens, 8 deep.
const (
	bodyMost  = 2 << 20
	depthMost = 32
	tokenMost = 50_000
)

// node is an element. Names are compared without their namespace, because
// clients differ in what they put there.
type node struct {
	space, name string
	text        string // outer spaces are kept
	null        bool   // xsi:nil: as good as absent
	must        bool   // mustUnderstand
	children    []*node
}

// message is an envelope taken apart.
type message struct {
	security *node // nil without one
	call     *node // the wrapper: its name is the operation's
}

// readMessage takes a request's body strictly: one well-formed document in
// UTF-8, without a document type, processing instructions or anything behind
// its root, no deeper and no longer than a real message could be.
func readMessage(body []byte) (m message, err error) {
	root, err := readTree(body)
	if err != nil {
		return m, err
	}
	if root.name != "Envelope" || root.space != spaceEnvelope {
		return m, fault{code: versionMismatch, why: problem.New(problem.Invalid, "soap.version", "")}
	}
	parts := root.children
	if len(parts) > 0 && parts[0].name == "Header" && parts[0].space == spaceEnvelope {
		for _, h := range parts[0].children {
			switch {
			case h.name == "Security" && h.space == spaceSecurity && m.security == nil:
				m.security = h
			case h.name == "Security" && h.space == spaceSecurity:
				return m, malformed("soap.twice", h.name)
			case h.must:
				return m, fault{code: mustUnderstand, why: problem.New(problem.Invalid, "soap.header", "", "name", clip(h.name))}
			}
		}
		parts = parts[1:]
	}
	if len(parts) != 1 || parts[0].name != "Body" || parts[0].space != spaceEnvelope || len(parts[0].children) != 1 {
		return m, malformed("soap.body", "")
	}
	m.call = parts[0].children[0]
	return m, nil
}

// malformed is a fault that the client can mend.
func malformed(key, name string) error {
	return fault{code: client, why: problem.New(problem.Invalid, key, "", "name", clip(name))}
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// readTree reads one document.
func readTree(body []byte) (*node, error) {
	body = bytes.TrimPrefix(body, byteOrderMark)
	if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 {
		return nil, malformed("soap.encoding", "")
	}
	d := xml.NewDecoder(bytes.NewReader(body))
	var open []*node
	var root *node
	for tokens := 0; ; tokens++ {
		if tokens > tokenMost {
			return nil, malformed("soap.too_long", "")
		}
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, malformed("soap.not_xml", "")
		}
		switch t := t.(type) {
		case xml.StartElement:
			if len(open) == 0 && root != nil {
				return nil, malformed("soap.two_roots", "")
			}
			if len(open) == depthMost {
				return nil, malformed("soap.too_deep", "")
			}
			n, err := element(t)
			if err != nil {
				return nil, err
			}
			if root == nil {
				root = n
			} else {
				parent := open[len(open)-1]
				parent.children = append(parent.children, n)
			}
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			switch {
			case len(open) > 0:
				open[len(open)-1].text += string(t)
			case len(bytes.TrimSpace(t)) > 0:
				return nil, malformed("soap.not_xml", "")
			}
		case xml.ProcInst:
			if t.Target != "xml" || tokens > 0 {
				return nil, malformed("soap.instruction", "")
			}
		case xml.Directive:
			return nil, malformed("soap.doctype", "")
		}
	}
	if root == nil || len(open) > 0 {
		return nil, malformed("soap.not_xml", "")
	}
	return root, nil
}

// element is a node with what matters of its attributes.
func element(t xml.StartElement) (*node, error) {
	n := &node{space: t.Name.Space, name: t.Name.Local}
	for i, a := range t.Attr {
		if slices.ContainsFunc(t.Attr[:i], func(b xml.Attr) bool { return b.Name == a.Name }) {
			return nil, malformed("soap.twice", a.Name.Local)
		}
		yes := a.Value == "1" || a.Value == "true"
		switch {
		case a.Name.Local == "nil" && a.Name.Space == spaceInstance:
			n.null = yes
		case a.Name.Local == "mustUnderstand" && a.Name.Space == spaceEnvelope:
			n.must = yes
		}
	}
	return n, nil
}

// only is the one child of a name, nil where there is none or it is nil.
func (n *node) only(name string) (found *node, err error) {
	for _, c := range n.children {
		if c.name != name {
			continue
		}
		if found != nil {
			return nil, malformed("soap.twice", name)
		}
		found = c
	}
	if found != nil && found.null {
		found = nil
	}
	return found, nil
}

// value is the trimmed text of an element that holds nothing else.
func (n *node) value() (string, error) {
	if len(n.children) > 0 {
		return "", malformed("soap.not_text", n.name)
	}
	return strings.TrimSpace(n.text), nil
}

// clip keeps what a client sent short enough for an answer.
func clip(s string) string {
	if utf8.RuneCountInString(s) > 40 {
		return string([]rune(s)[:40]) + "…"
	}
	return s
}
