package soap

import (
	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// Status is how an operation went, in its own reply. Clients test for 0 alone;
// the other values are ours (docs/soap.md).
type Status int

// The statuses.
const (
	Done        Status = 0
	Invalid     Status = 101 // something that was sent is wrong: mend it
	Unknown     Status = 102 // nothing of the caller's own has that number
	Refused     Status = 103 // its state does not allow it
	Forbidden   Status = 104 // the caller may not, or not for that member
	Environment Status = 105 // a key of the other environment
	NotOffered  Status = 106 // a service or a way that there is no more, or not here
	CardRefused Status = 107 // card numbers are not taken, and nothing was created
	NotPaid     Status = 108 // the deposit account did not pay, and nothing was created
	Limited     Status = 109 // too many requests: wait
	Unavailable Status = 110 // something of ours failed: try again
)

// Statuses lists them all, in order.
var Statuses = []Status{Done, Invalid, Unknown, Refused, Forbidden, Environment, NotOffered, CardRefused, NotPaid, Limited, Unavailable}

// told is a problem with a status of its own.
type told struct {
	Status
	why *problem.Problem
}

func (t told) Error() string { return t.why.Error() }
func (t told) Unwrap() error { return t.why }

// say makes an error of a status with a sentence.
func (s Status) say(key string, args ...any) error {
	return told{s, problem.New(problem.Invalid, key, "", args...)}
}

// statusOf is the status of an error that has none of its own.
func statusOf(err error) Status {
	switch problem.Of(err).Kind {
	case problem.Invalid:
		return Invalid
	case problem.NotFound:
		return Unknown
	case problem.Conflict:
		return Refused
	case problem.Forbidden, problem.Unauthorised:
		return Forbidden
	case problem.Limited:
		return Limited
	}
	return Unavailable
}

// sentence says what is wrong, and at which of the fields that the caller sent.
func sentence(l i18n.Lang, err error) string {
	out := ""
	for _, p := range problem.Of(err).All() {
		if out != "" {
			out += " / "
		}
		if p.Field != "" {
			out += p.Field + ": "
		}
		out += l.T(p.Key, p.Args...)
	}
	return out
}
