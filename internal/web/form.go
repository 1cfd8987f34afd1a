package web

import (
	"strconv"
	"strings"
)

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// maxOf keeps a slip of the paste out of the request; what is really too long
// the rules say.
func maxOf(f field) string {
	if f.Max > 0 {
		return strconv.Itoa(f.Max)
	}
	return "200"
}

// describedBy names the texts that a screen reader reads with a field.
func (v *visit) describedBy(f field) string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.Name+"-hint")
	}
	if v.at(f.Name) != nil {
		ids = append(ids, f.Name+"-error")
	}
	return strings.Join(ids, " ")
}
