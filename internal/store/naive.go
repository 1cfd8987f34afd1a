//go:build naive

package store

import "regexp"

// guards are the conditions that keep two callers apart, and what stands there
// without them. A version is still named, since PostgreSQL wants to know the
// type of each argument.
var guards = []struct {
	form *regexp.Regexp
	by   string
}{
	{regexp.MustCompile(`AND version = (\$\d+)`), `AND CAST($1 AS BIGINT) IS NOT NULL`},
	{regexp.MustCompile(`AND state = 'draft'`), ``},
	// That of the jobs is no guard: one job stands for another.
	{regexp.MustCompile(`(?s)\s*ON CONFLICT \((customer|ref|number)\b.*DO NOTHING`), ``},
	{regexp.MustCompile(`AND (refunded|claimed) \+ \$1 <= \w+`), ``},
	{regexp.MustCompile(`AND balance - \$1 >= -credit_limit`), ``},
	{regexp.MustCompile(`AND live AND claimed = 0`), ``},
}

// asked is a statement without its guards.
func asked(query string) string {
	for _, g := range guards {
		query = g.form.ReplaceAllString(query, g.by)
	}
	return query
}
