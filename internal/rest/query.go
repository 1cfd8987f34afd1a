package rest

import (
	"net/url"
	"slices"
	"strconv"

	"ecship/internal/problem"
)

// parameter is a name that the query may have, once.
type parameter struct{ name, doc, example string }

// parameters are those of an operation: its own, and what its answer allows.
func (o operation) parameters() []parameter {
	if !o.sparse() {
		return o.query
	}
	return append(o.query[:len(o.query):len(o.query)], fieldsParameter)
}

// known refuses a query with a name that the operation does not have, or with
// one of its names twice.
func (c *call) known() error {
	if c.r.URL.RawQuery == "" {
		return nil
	}
	q, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return problem.New(problem.Invalid, "api.query", "")
	}
	c.values = q
	for _, name := range c.op.names {
		if len(q[name]) > 1 {
			return problem.New(problem.Invalid, "api.parameter_twice", name)
		}
	}
	for name := range q {
		if !slices.Contains(c.op.names, name) {
			return problem.New(problem.Invalid, "api.parameter_unknown", name).Suggest(near(name, c.op.names))
		}
	}
	return nil
}

// query is the query once known has taken it apart.
func (c *call) query() url.Values { return c.values }

// whole is a parameter of the query that is a number within bounds; 0 where it
// is left out.
func (c *call) whole(l *problem.List, name string, least, most int) int {
	text := c.query().Get(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		l.Add("api.whole", name, "least", least, "most", most)
	}
	return n
}

// dryParameter asks for everything but the effect.
var dryParameter = parameter{"dry_run", "true, to have everything checked and priced and nothing made: 200 with what would have been made, without an id. An Idempotency-Key is not used up", "true"}

// dry tells whether only an answer is wanted.
func (c *call) dry() (bool, error) {
	var l problem.List
	dry := c.yes(&l, dryParameter.name)
	return dry, l.Err()
}

// yes is a parameter of the query that is true or false; false where it is left
// out.
func (c *call) yes(l *problem.List, name string) bool {
	switch c.r.URL.Query().Get(name) {
	case "", "false":
		return false
	case "true":
		return true
	}
	l.Add("rest.true_false", name)
	return false
}

// at is the path of the ith element of a member.
func at(field string, i int) string { return field + "." + strconv.Itoa(i) }
