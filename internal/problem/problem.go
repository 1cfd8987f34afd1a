// Package problem is the one error vocabulary. A problem says what kind of
// thing went wrong, which message explains it, and at which field; the doors
// turn kinds into status codes and keys into sentences. It holds no sentences.
package problem

import (
	"errors"
	"strings"
)

// Kind is what a caller can do about a problem.
type Kind string

// The kinds. A door maps each to one status.
const (
	Invalid      Kind = "invalid"      // the input is wrong: mend it
	Unauthorised Kind = "unauthorised" // nobody is signed in: sign in
	Forbidden    Kind = "forbidden"    // signed in, but not for this
	NotFound     Kind = "not_found"    // absent, or somebody else's (M-A7)
	Conflict     Kind = "conflict"     // the thing is in a state that does not allow it
	Limited      Kind = "limited"      // too many: wait
	Unavailable  Kind = "unavailable"  // something outside failed: try again
	Internal     Kind = "internal"     // our fault
)

// Problem is an error with a message key of the catalogue.
type Problem struct {
	Kind Kind
	// Key names the message in the catalogue, such as "weight.over_limit"; it
	// is also the stable code that API clients see.
	Key string
	// Field is the path of the input at fault, such as "recipient.postcode";
	// empty where no single field is.
	Field string
	// Args are the message's values: name, value, name, value …
	Args []any
	// Suggestion is a value that would do, where one is known. An example of what
	// such values look like is none: forms offer a suggestion to be taken over.
	Suggestion string
	// More are further problems of the same input, so that a form can show
	// every one of them at once.
	More []*Problem
	// Err is the cause, for the log only.
	Err error
}

// New makes a problem. args are name, value pairs of the message.
func New(kind Kind, key, field string, args ...any) *Problem {
	return &Problem{Kind: kind, Key: key, Field: field, Args: args}
}

// Because makes an Internal or Unavailable problem that keeps its cause.
func Because(kind Kind, key string, err error) *Problem {
	return &Problem{Kind: kind, Key: key, Err: err}
}

// Suggest returns p with a suggestion.
func (p *Problem) Suggest(s string) *Problem { p.Suggestion = s; return p }

// Error is for logs; people read the message of Key.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(string(p.Kind) + ": " + p.Key)
	if p.Field != "" {
		b.WriteString(" at " + p.Field)
	}
	for _, m := range p.More {
		b.WriteString("; " + m.Error())
	}
	if p.Err != nil {
		b.WriteString(": " + p.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.Err }

// All lists p and what stands in More, in order.
func (p *Problem) All() []*Problem { return append([]*Problem{p}, p.More...) }

// Of finds the problem in err. Any other error is an Internal one.
func Of(err error) *Problem {
	if p := (*Problem)(nil); errors.As(err, &p) {
		return p
	}
	return Because(Internal, "error.internal", err)
}

// Is tells whether err is a problem of this kind.
func Is(err error, kind Kind) bool { return err != nil && Of(err).Kind == kind }

// List gathers the problems of one input. The zero List is ready.
type List struct{ all []*Problem }

// Add notes an Invalid problem at a field.
func (l *List) Add(key, field string, args ...any) *Problem {
	p := New(Invalid, key, field, args...)
	l.all = append(l.all, p)
	return p
}

// Take notes err, if it is one, and whatever it carries in More. Fields get the
// prefix, joined by a dot where both are there.
func (l *List) Take(prefix string, err error) {
	if err == nil {
		return
	}
	for _, p := range Of(err).All() {
		q := *p
		q.More = nil
		switch {
		case q.Field == "":
			q.Field = prefix
		case prefix != "":
			q.Field = prefix + "." + q.Field
		}
		l.all = append(l.all, &q)
	}
}

// Err is nil where nothing was noted, else the first problem with the others
// in More.
func (l *List) Err() error {
	if len(l.all) == 0 {
		return nil
	}
	p := *l.all[0]
	p.More = l.all[1:]
	return &p
}
