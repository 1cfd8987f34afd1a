package rest

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"ecship/internal/problem"
)

// fieldsParameter asks for less than the whole.
var fieldsParameter = parameter{"fields", "names of members, parted by commas: the answer has only these and id; of a list, its rows. Members that are else always there may then be missing", "id,state"}

// shape is what a reader may choose from of a type of answers: its members, or,
// of a list, those of its rows.
type shape struct {
	list    string // the member that holds the rows; "" where the answer is one thing
	members []string
}

// shapes are those of the types that were asked for: each request asks.
var shapes sync.Map

// shapeOf is the shape of t; it has no members where there is nothing to choose.
func shapeOf(t reflect.Type) shape {
	if s, ok := shapes.Load(t); ok {
		return s.(shape)
	}
	s := reflected(t)
	shapes.Store(t, s)
	return s
}

func reflected(t reflect.Type) (s shape) {
	if t == nil || t.Kind() != reflect.Struct {
		return s
	}
	for name, f := range membersOf(t) {
		if strings.HasSuffix(t.Name(), "List") && f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct {
			s = reflected(f.Type.Elem())
			s.list = name
			return s
		}
		s.members = append(s.members, name)
	}
	return s
}

// chosen is the parameter fields as names, nil where it is left out.
func (c *call) chosen() ([]string, error) {
	if !c.op.sparse() || c.r.URL.RawQuery == "" {
		return nil, nil
	}
	text := c.query().Get(fieldsParameter.name)
	if text == "" {
		return nil, nil
	}
	names := strings.Split(text, ",")
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
		if all := shapeOf(c.op.out).members; !slices.Contains(all, names[i]) {
			return nil, problem.New(problem.Invalid, "rest.fields", fieldsParameter.name, "name", names[i]).Suggest(near(names[i], all))
		}
	}
	return append(names, "id"), nil
}

// thin is an answer with only some of its members, in their order.
func thin(body []byte, s shape, names []string) ([]byte, error) {
	var b bytes.Buffer
	x := thinner{jsontext.NewDecoder(bytes.NewReader(body)), jsontext.NewEncoder(&b, jsontext.SpaceAfterComma(false)), names}
	var err error
	if s.list == "" {
		err = x.object(nil)
	} else {
		err = x.object(func(name string) error {
			if name != s.list {
				return x.copy()
			}
			return x.array()
		})
	}
	return bytes.TrimSpace(b.Bytes()), err
}

type thinner struct {
	*jsontext.Decoder
	to    *jsontext.Encoder
	names []string
}

func (x thinner) copy() error {
	v, err := x.ReadValue()
	if err == nil {
		err = x.to.WriteValue(v)
	}
	return err
}

func (x thinner) token() error {
	t, err := x.ReadToken()
	if err == nil {
		err = x.to.WriteToken(t)
	}
	return err
}

// object passes an object on: every member by each, or, without it, the chosen
// ones.
func (x thinner) object(each func(name string) error) error {
	if err := x.token(); err != nil {
		return err
	}
	for x.PeekKind() != '}' {
		t, err := x.ReadToken()
		if err != nil {
			return err
		}
		name := t.String()
		if each == nil && !slices.Contains(x.names, name) {
			if err := x.SkipValue(); err != nil {
				return err
			}
			continue
		}
		if err := x.to.WriteToken(jsontext.String(name)); err != nil {
			return err
		}
		pass := x.copy
		if each != nil {
			pass = func() error { return each(name) }
		}
		if err := pass(); err != nil {
			return err
		}
	}
	return x.token()
}

func (x thinner) array() error {
	if err := x.token(); err != nil {
		return err
	}
	for x.PeekKind() != ']' {
		if err := x.object(nil); err != nil {
			return err
		}
	}
	return x.token()
}
