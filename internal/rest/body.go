package rest

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"iter"
	"mime"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"ecship/internal/problem"
)

// bodyMost is the most that a request may send.
const bodyMost = 256 << 10

// read takes the request's JSON strictly: names in their very case, none twice,
// none that we don't know, nothing behind the value.
func (c *call) read(v any) error {
	if err := c.load(); err != nil {
		return err
	}
	err := json.Unmarshal(c.body, v, json.RejectUnknownMembers(true))
	if err == nil {
		return nil
	}
	at := func(p jsontext.Pointer) string {
		return strings.NewReplacer("/", ".", "~1", "/", "~0", "~").Replace(strings.TrimPrefix(string(p), "/"))
	}
	semantic, syntactic := (*json.SemanticError)(nil), (*jsontext.SyntacticError)(nil)
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntactic):
		return status{http.StatusBadRequest, problem.New(problem.Invalid, "api.member_twice", at(syntactic.JSONPointer))}
	case errors.As(err, &syntactic):
		return status{http.StatusBadRequest, problem.New(problem.Invalid, "api.not_json", "", "byte", syntactic.ByteOffset)}
	case errors.Is(err, json.ErrUnknownName) && errors.As(err, &semantic):
		field := at(semantic.JSONPointer)
		return problem.New(problem.Invalid, "api.member_unknown", field).Suggest(likely(field, reflect.TypeOf(v)))
	case errors.As(err, &semantic):
		return problem.New(problem.Invalid, "api.member_type", at(semantic.JSONPointer), "want", kindOf(semantic.GoType))
	}
	return status{http.StatusBadRequest, problem.New(problem.Invalid, "api.not_json", "", "byte", 0)}
}

// load reads the body's bytes.
func (c *call) load() error {
	if c.body != nil {
		return nil
	}
	if !isJSON(c.r.Header.Get("Content-Type")) {
		return status{http.StatusUnsupportedMediaType, problem.New(problem.Invalid, "api.media", "Content-Type").Suggest("application/json")}
	}
	most := cmp.Or(c.op.most, bodyMost)
	var b bytes.Buffer
	if n := c.r.ContentLength; n > 0 && n <= int64(most) {
		b.Grow(int(n) + bytes.MinRead)
	}
	if _, err := b.ReadFrom(io.LimitReader(c.r.Body, int64(most)+1)); err != nil {
		return status{http.StatusBadRequest, problem.New(problem.Invalid, "api.not_json", "", "byte", b.Len())}
	}
	if b.Len() > most {
		return status{http.StatusRequestEntityTooLarge, problem.New(problem.Invalid, "api.too_large", "", "most", most)}
	}
	c.body = b.Bytes()
	return nil
}

func isJSON(media string) bool {
	if media == "application/json" {
		return true
	}
	media, _, err := mime.ParseMediaType(media)
	return err == nil && media == "application/json"
}

// kindOf says in JSON's words what a member should have been.
func kindOf(t reflect.Type) string {
	if t == nil {
		return "object"
	}
	switch t.Kind() {
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "integer"
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	case reflect.Slice:
		return "array"
	}
	return "object"
}

// likely is the member of t that somebody who wrote field may have meant, or "".
func likely(field string, t reflect.Type) string {
	path := strings.Split(field, ".")
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	for _, name := range path[:len(path)-1] {
		if _, err := strconv.Atoi(name); err == nil && t.Kind() == reflect.Slice {
			t = t.Elem()
			continue
		}
		var next reflect.Type
		for n, f := range membersOf(t) {
			if n == name {
				next = f.Type
			}
		}
		if next == nil {
			return ""
		}
		for t = next; t.Kind() == reflect.Pointer; {
			t = t.Elem()
		}
	}
	var names []string
	for name := range membersOf(t) {
		names = append(names, name)
	}
	return near(path[len(path)-1], names)
}

// membersOf are the members of a struct on the wire, in their order.
func membersOf(t reflect.Type) iter.Seq2[string, reflect.StructField] {
	return func(yield func(string, reflect.StructField) bool) {
		if t.Kind() != reflect.Struct {
			return
		}
		for f := range t.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "" || name == "-" {
				continue
			}
			if !yield(name, f) {
				return
			}
		}
	}
}

// appender is an answer that writes its own JSON, because it is asked for often.
type appender interface{ AppendJSON(b []byte) []byte }

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// write answers with JSON.
func (c *call) write(code int, v any) error {
	names, err := c.chosen()
	if err != nil {
		return err
	}
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	b := (*buf)[:0]
	if a, ok := v.(appender); ok {
		b = a.AppendJSON(b)
	} else {
		out := bytes.NewBuffer(b)
		if err := json.MarshalWrite(out, v); err != nil {
			return problem.Because(problem.Internal, "error.internal", err)
		}
		b = out.Bytes()
	}
	*buf = b
	if names != nil {
		if b, err = thin(b, shapeOf(c.op.out), names); err != nil {
			return problem.Because(problem.Internal, "error.internal", err)
		}
	}
	c.send(code, v, b)
	return nil
}

// send answers with the bytes of v, or says that the caller has them.
func (c *call) send(code int, v any, b []byte) {
	h := c.w.Header()
	if _, ok := v.(versioned); ok || c.op.method == http.MethodGet {
		etag := tag(v, b)
		h["Etag"] = []string{etag}
		if c.op.method == http.MethodGet && c.same(etag) {
			c.w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h["Content-Type"] = mediaJSON
	h["Content-Language"] = []string{c.lang.HTML()}
	h["Content-Length"] = []string{strconv.Itoa(len(b))}
	c.w.WriteHeader(code)
	c.w.Write(b) //nolint:errcheck // a caller who hung up is not to be told
}
