package soap

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// The types of fields on the wire. What a client sent stays text until its
// operation reads it: an empty element stands where a number is declared, and
// what is wrong with a number is said by the operation's status.
type (
	integer string // xsd:int; "" where there is none
	decimal string // xsd:decimal, such as "12.50"; "" where there is none
	binary  []byte // xsd:base64Binary
	// binaryText is bytes in Base64 whose type the WSDL gives as xsd:string.
	binaryText []byte
	// withheld is an xsd:string that is dropped as it is read; only that there
	// was one is known.
	withheld bool
)

// class is an object of the wire: a Go struct, and the complexType that the
// WSDL says of it.
type class struct {
	name string // of the complexType
	base *class // it extends this one; nil where it stands alone
	// fields are its own, in the schema's order; all also has the base's, first.
	fields, all []field
}

// field is one element of an object. Every field may be left out of a request.
type field struct {
	name  string
	index []int // in the struct
	kind  reflect.Type
	// item is the class of an array's items; nil where they are texts or it is
	// no array.
	item *class
}

var (
	textType     = reflect.TypeFor[string]()
	integerType  = reflect.TypeFor[integer]()
	decimalType  = reflect.TypeFor[decimal]()
	binaryType   = reflect.TypeFor[binary]()
	encodedType  = reflect.TypeFor[binaryText]()
	withheldType = reflect.TypeFor[withheld]()
	textsType    = reflect.TypeFor[[]string]()
)

// classOf reads a struct. Its first field may embed the class that it extends;
// flat ones list the fields of that among their own, by the alphabet. A field
// is named as in Go with a small first letter, or by its tag.
func classOf(t reflect.Type, flat bool) *class {
	c := &class{name: strings.ToUpper(t.Name()[:1]) + t.Name()[1:]}
	for i := range t.NumField() {
		sf := t.Field(i)
		if sf.Anonymous {
			base := classOf(sf.Type, false)
			c.all = within(i, base.all)
			if !flat {
				c.base = base
			}
			continue
		}
		f := field{name: cmp.Or(sf.Tag.Get("soap"), strings.ToLower(sf.Name[:1])+sf.Name[1:]), index: sf.Index, kind: sf.Type}
		switch f.kind {
		case textType, integerType, decimalType, binaryType, encodedType, withheldType, textsType:
		default:
			if f.kind.Kind() != reflect.Slice || f.kind.Elem().Kind() != reflect.Struct {
				panic(fmt.Sprintf("soap: %s.%s has no type on the wire", t.Name(), sf.Name))
			}
			f.item = classOf(f.kind.Elem(), false)
		}
		c.fields = append(c.fields, f)
	}
	if flat {
		c.fields = append(c.all, c.fields...)
		slices.SortFunc(c.fields, func(a, b field) int { return cmp.Compare(a.name, b.name) })
		c.all = c.fields
	} else {
		c.all = append(c.all, c.fields...)
	}
	return c
}

// within are fields as a struct has them that embeds theirs as its field i.
func within(i int, fields []field) []field {
	out := make([]field, len(fields))
	for k, f := range fields {
		f.index = append([]int{i}, f.index...)
		out[k] = f
	}
	return out
}

// bind puts the elements of n into the struct v. Those in no namespace or
// another, in another order, nil or unknown do no harm; two of one do.
func (c *class) bind(n *node, v reflect.Value) error {
	for _, f := range c.all {
		e, err := n.only(f.name)
		if err != nil {
			return err
		}
		if e == nil {
			continue
		}
		if err := f.bind(e, v.FieldByIndex(f.index)); err != nil {
			return err
		}
	}
	return nil
}

func (f field) bind(e *node, v reflect.Value) error {
	switch f.kind {
	case textsType:
		return f.items(e, v, func(item *node, at reflect.Value) error {
			s, err := item.value()
			at.SetString(s)
			return err
		})
	case withheldType:
		s, err := e.value()
		v.SetBool(s != "")
		return err
	}
	if f.item != nil {
		return f.items(e, v, f.item.bind)
	}
	s, err := e.value()
	if err == nil && !f.bytes() {
		v.SetString(s)
	}
	return err
}

// items binds an array. Clients that know a field as a single text send it
// without items.
func (f field) items(e *node, v reflect.Value, bind func(*node, reflect.Value) error) error {
	if len(e.children) == 0 && f.kind == textsType && strings.TrimSpace(e.text) != "" {
		v.Set(reflect.Append(v, reflect.ValueOf(strings.TrimSpace(e.text))))
		return nil
	}
	for _, item := range e.children {
		if item.name != "item" {
			return malformed("soap.item", f.name)
		}
		if item.null {
			continue
		}
		at := reflect.New(f.kind.Elem()).Elem()
		if err := bind(item, at); err != nil {
			return err
		}
		v.Set(reflect.Append(v, at))
	}
	return nil
}

// bytes tells whether the field is a file.
func (f field) bytes() bool { return f.kind == binaryType || f.kind == encodedType }
