package postal

import (
	"slices"

	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// Office is where mail is handed in. The codes are ours until the operator
// enters his own: the published list has none.
type Office struct {
	Code string
	Name i18n.Text
	// Accepts tells whether items prepared here are taken over its counter;
	// mobile offices do not (M-E1).
	Accepts bool
	// Bulk tells whether bulk mail is taken (M-E1).
	Bulk bool
}

// ParseOffices reads an "office" table.
func ParseOffices(t Table) (all []Office, err error) {
	errs := &problem.List{}
	t.Each([]string{"code", "name_en", "name_zh-Hant", "name_zh-Hans", "accepts", "bulk"}, []string{"source"}, errs, func(r Row) {
		o := Office{Code: r.Needed("code"), Name: r.Words("name_"), Accepts: r.Yes("accepts"), Bulk: r.Yes("bulk")}
		if slices.ContainsFunc(all, func(other Office) bool { return other.Code == o.Code }) {
			r.Bad("table.twice", "code")
		}
		all = append(all, o)
	})
	return all, errs.Err()
}
