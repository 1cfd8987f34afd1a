package web

// Patterns lists every route there is, "GET /items/{id}", for the tests that try
// each.
func Patterns() (all []string) {
	for _, r := range (&site{}).routes() {
		all = append(all, r.pattern)
	}
	return all
}

// FormToken is what the forms of a session carry that move money, in the field
// TokenField.
var FormToken = formToken

const TokenField = tokenField
