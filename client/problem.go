package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
)

// Error says what is wrong, where, and what to name when asking for help.
func (p *Problem) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s", p.Status, p.Code)
	if p.Field != "" {
		fmt.Fprintf(&b, " at %s", p.Field)
	}
	fmt.Fprintf(&b, ": %s", p.Detail)
	if p.RequestID != "" {
		fmt.Fprintf(&b, " (%s)", p.RequestID)
	}
	return b.String()
}

// Code is the stable name of what the API refused, such as "weight.zero"; ""
// where an error is something else.
func Code(err error) string {
	if p := (*Problem)(nil); errors.As(err, &p) {
		return p.Code
	}
	return ""
}

// problemOf is the problem of an answer. What stands between the portal and us
// may answer in its own way.
func problemOf(a answer) error {
	p := &Problem{}
	media, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	if err != nil || media != "application/problem+json" || json.Unmarshal(a.body, p) != nil {
		p = &Problem{Title: http.StatusText(a.status), Code: "http", Detail: http.StatusText(a.status)}
	}
	p.Status = int64(a.status)
	return p
}
