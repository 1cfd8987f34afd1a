package rest

// Patterns lists every operation there is, "GET /api/v1/shipments/{id}", for the
// tests that try each.
func Patterns() (all []string) {
	for _, o := range operations() {
		all = append(all, o.method+" "+Base+o.path)
	}
	return all
}
