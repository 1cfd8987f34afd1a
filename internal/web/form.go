package web

import (
	"strconv"
	"strings"

	"ecship/internal/problem"
)

// labels names the fields whose problems do not say by themselves which field
// they are about.
var labels = map[string]string{
	"name": "web.address.name", "company": "web.address.company", "street": "web.address.street", "city": "web.address.city",
	"state": "web.address.state", "postcode": "web.address.postcode", "phone": "web.address.phone", "email": "web.email",
	"native": "web.address.native_street", "reference": "web.reference", "description": "web.contents.description",
}

// summary is a problem as a line of the summary, away from its field.
func (v *visit) summary(p *problem.Problem) string {
	if p.Key != "address.missing" && !strings.HasPrefix(p.Key, "text.") {
		return v.says(p)
	}
	parts := strings.Split(p.Field, ".")
	for i := len(parts) - 1; i >= 0; i-- {
		if key := labels[parts[i]]; key != "" {
			return v.T("web.error.at", "field", v.T(key), "message", v.says(p))
		}
	}
	return v.says(p)
}

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
