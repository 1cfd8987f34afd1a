package rest

import (
	"fmt"
	"net/http"
	"reflect"

	"ecship/internal/account"
	"ecship/internal/porch"
)

// operation is a row of the table: a method and path, who may use it, how often,
// and what answers. None of them may be missing.
type operation struct {
	id      string // the operationId of the OpenAPI document
	method  string
	path    string // below Base, in the form of http.ServeMux
	summary string // for the OpenAPI document, in English
	gate    gate
	limit   porch.Limit
	once    bool // the portal itself does it once under an Idempotency-Key
	secret  bool // the answer is not to be kept
	parts   bool // each element of its list is done once for itself
	most    int  // bytes of the body; bodyMost where it is 0
	match   bool // takes an If-Match
	query   []parameter
	action
	answers answers
	media   string   // of the answer where it is not JSON
	orMedia string   // another that the answer may have
	accepts []string // media types of the request's body where it is a file
	kind    kind     // of the id in the path; set from it
	names   []string // of the parameters; set from them
}

// answers say what comes back when all is well, by status.
type answers map[int]string

func (o operation) check() error {
	switch {
	case o.gate.admit == nil || o.gate.name == "":
		return fmt.Errorf("rest: the operation %q has no policy", o.id)
	case o.limit.Name == "" || o.limit.PerMinute <= 0:
		return fmt.Errorf("rest: the operation %q has no limit", o.id)
	case o.serve == nil || o.id == "" || o.answers == nil:
		return fmt.Errorf("rest: the operation %s %s is incomplete", o.method, o.path)
	}
	return nil
}

// sparse tells whether a caller may choose members of the answer.
func (o operation) sparse() bool {
	return o.method == http.MethodGet && len(shapeOf(o.out).members) > 0
}

// gate says who may use an operation. It is the first look only: the portal
// asks the same again for the very object.
type gate struct {
	name  string
	scope account.Act // that a key needs; empty where none is needed
	admit func(account.Actor) error
}

var public = gate{"public", "", func(account.Actor) error { return nil }}

// sender admits keys whose role allows the act.
func sender(act account.Act) gate {
	return gate{"sender: " + string(act), act, func(who account.Actor) error { return who.Sender(act) }}
}

// action is what an operation does, with the types of its JSON bodies; nil where
// there is none.
type action struct {
	serve   func(*call) error
	in, out reflect.Type
}

// nothing is the body of a request that has none.
type nothing struct{}

// does makes an action that reads an In and answers with what do gives, under
// the status that it gives.
func does[In, Out any](do func(*call, In) (int, Out, error)) action {
	a := action{in: reflect.TypeFor[In](), out: reflect.TypeFor[Out]()}
	if a.in == reflect.TypeFor[nothing]() {
		a.in = nil
	}
	a.serve = func(c *call) error {
		var body In
		if a.in != nil {
			if err := c.read(&body); err != nil {
				return err
			}
		}
		code, answer, err := do(c, body)
		if err != nil {
			return c.overtaken(err)
		}
		return c.write(code, answer)
	}
	return a
}

// removes makes an action that leaves nothing to answer with.
func removes(do func(*call) error) func(*call) error {
	return func(c *call) error {
		if err := do(c); err != nil {
			return err
		}
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// created is the status of what was made at a path below Base, or, again, had
// been made before under the same Idempotency-Key. It writes the headers that
// say so.
func (c *call) created(path string, again bool) int {
	c.w.Header().Set("Location", Base+path)
	if again {
		c.w.Header().Set(replayed, "true")
		return http.StatusOK
	}
	return http.StatusCreated
}
