package rest

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"

	"ecship/internal/problem"
)

// statuses maps the kinds of problem once.
var statuses = map[problem.Kind]int{
	problem.Invalid:      http.StatusUnprocessableEntity,
	problem.Unauthorised: http.StatusUnauthorized,
	problem.Forbidden:    http.StatusForbidden,
	problem.NotFound:     http.StatusNotFound,
	problem.Conflict:     http.StatusConflict,
	problem.Limited:      http.StatusTooManyRequests,
	problem.Unavailable:  http.StatusServiceUnavailable,
	problem.Internal:     http.StatusInternalServerError,
}

// status is a problem whose status its kind does not tell.
type status struct {
	code int
	*problem.Problem
}

func (s status) Unwrap() error { return s.Problem }

// Problem is the answer where something is wrong (RFC 9457).
type Problem struct {
	Type      string         `json:"type" doc:"always about:blank: the code says what it is"`
	Title     string         `json:"title" doc:"the status in words"`
	Status    int            `json:"status"`
	Code      string         `json:"code" doc:"stable name of what is wrong, such as weight.zero"`
	Detail    string         `json:"detail" doc:"a sentence for people, in the language of Accept-Language"`
	Field     string         `json:"field,omitempty" doc:"path of the member at fault, such as recipient.postcode"`
	Suggest   string         `json:"suggestion,omitempty" doc:"a value that would do"`
	RequestID string         `json:"request_id" doc:"name this when you ask for help"`
	Errors    []ProblemError `json:"errors,omitempty" doc:"every mistake of the request, the first one too, where there is more than one"`
}

// ProblemError is one mistake of several.
type ProblemError struct {
	Code    string `json:"code"`
	Detail  string `json:"detail"`
	Field   string `json:"field,omitempty"`
	Suggest string `json:"suggestion,omitempty"`
}

// refuse answers with a problem.
func (c *call) refuse(err error) {
	p := problem.Of(err)
	code := statuses[p.Kind]
	if s := (status{}); errors.As(err, &s) {
		code = s.code
	}
	if code >= http.StatusInternalServerError {
		c.Log.Error("failed", "request", c.who.Request, "path", c.r.URL.Path, "error", err)
	}
	body := c.problem(code, p)
	h := c.w.Header()
	if code == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="ecship"`)
	}
	if i := slices.Index(p.Args, any("seconds")); code == http.StatusTooManyRequests && i >= 0 && h.Get("Retry-After") == "" {
		h.Set("Retry-After", fmt.Sprint(p.Args[i+1]))
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Content-Language", c.lang.HTML())
	b, err := json.Marshal(body)
	if err != nil {
		c.Log.Error("a problem that can't be written", "request", c.who.Request, "error", err)
	}
	h.Set("Content-Length", strconv.Itoa(len(b)))
	c.w.WriteHeader(code)
	c.w.Write(b) //nolint:errcheck // a caller who hung up is not to be told
}

// problem is p as people and programs read it.
func (c *call) problem(code int, p *problem.Problem) Problem {
	body := Problem{Type: "about:blank", Title: http.StatusText(code), Status: code, Code: p.Key, Detail: c.lang.T(p.Key, p.Args...),
		Field: member(p.Field), Suggest: p.Suggestion, RequestID: c.who.Request}
	if all := p.All(); len(all) > 1 {
		for _, q := range all {
			body.Errors = append(body.Errors, ProblemError{q.Key, c.lang.T(q.Key, q.Args...), member(q.Field), q.Suggestion})
		}
	}
	return body
}

// members are the fields of the portal that the wire calls otherwise.
var members = map[string]string{"weight": "weight_g", "insured": "insured_cents", "value": "value_cents"}

// member is the path of a field in the request's body.
func member(field string) string {
	if m, ok := members[field]; ok {
		return m
	}
	return field
}
