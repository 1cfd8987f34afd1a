package soap

import (
	"encoding/base64"
	"reflect"
	"slices"
	"unicode/utf8"
)

// style is how the names of a reply are written. Two clients disagree: one
// finds its fields by their name without a prefix, the other cuts four
// characters off each. The second is known by sending its wrapper in no
// namespace.
type style bool

// The styles.
const (
	plain    style = false // <status xmlns="…">
	prefixed style = true  // <ns1:status>
)

// reply writes the envelope of an operation's answer v.
func (s style) reply(b []byte, operation string, c *class, v reflect.Value) []byte {
	b = append(b, envelopeHead...)
	if s == prefixed {
		b = append(b, ` xmlns:ns1="`+spaceObject+`" xmlns:ns2="`+spaceService+`"`...)
	}
	b = append(b, `><soapenv:Body>`...)
	b = s.open(b, spaceService, operation+"Response", "")
	b = s.open(b, spaceService, operation+"Return", spaceService)
	b = s.object(b, c, v)
	b = s.close(b, spaceService, operation+"Return")
	b = s.close(b, spaceService, operation+"Response")
	return append(b, envelopeTail...)
}

// object writes the fields of v. Each is there, if only empty, because clients
// read them unasked.
func (s style) object(b []byte, c *class, v reflect.Value) []byte {
	for _, f := range c.all {
		at := v.FieldByIndex(f.index)
		b = s.open(b, spaceObject, f.name, spaceService)
		switch {
		case f.bytes():
			b = slices.Grow(b, base64.StdEncoding.EncodedLen(at.Len()))
			b = base64.StdEncoding.AppendEncode(b, at.Bytes())
		case f.kind == withheldType:
		case f.kind.Kind() == reflect.Slice:
			for i := range at.Len() {
				b = s.open(b, spaceService, "item", spaceObject)
				if f.item == nil {
					b = escape(b, at.Index(i).String())
				} else {
					b = s.object(b, f.item, at.Index(i))
				}
				b = s.close(b, spaceService, "item")
			}
		default:
			b = escape(b, at.String())
		}
		b = s.close(b, spaceObject, f.name)
	}
	return b
}

// open begins an element of a namespace, where in is the default one of its
// parent.
func (s style) open(b []byte, space, name, in string) []byte {
	if s == prefixed {
		b = append(b, '<')
		return append(append(append(b, prefixOf(space)...), name...), '>')
	}
	b = append(append(b, '<'), name...)
	if space != in {
		b = append(append(append(b, ` xmlns="`...), space...), '"')
	}
	return append(b, '>')
}

func (s style) close(b []byte, space, name string) []byte {
	b = append(b, '<', '/')
	if s == prefixed {
		b = append(b, prefixOf(space)...)
	}
	return append(append(b, name...), '>')
}

func prefixOf(space string) string {
	if space == spaceObject {
		return "ns1:"
	}
	return "ns2:"
}

// escape writes text. What XML 1.0 can't say at all becomes U+FFFD.
func escape(b []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r == '"':
			b = append(b, "&quot;"...)
		case r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF:
			b = utf8.AppendRune(b, utf8.RuneError)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}
