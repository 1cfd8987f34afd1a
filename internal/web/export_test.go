package web

// Patterns lists every route there is, "GET /items/{id}", for the tests that try
// each.
func Patterns() (all []string) {
	for _, r := range (&site{}).routes() {
		all = append(all, r.pattern)
	}
	return all
}
