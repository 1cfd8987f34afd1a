package postal

import (
	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// District is a district of Hong Kong. Addresses there have one, and no
// postcode.
type District struct {
	Name i18n.Text
	Area string // "Kowloon", with which an address ends
}

// Line is the district as addresses write it: "Sha Tin, New Territories".
func (d District) Line() string { return d.Name.En + ", " + d.Area }

// ParseDistricts reads a "district" table.
func ParseDistricts(t Table) (all []District, err error) {
	errs := &problem.List{}
	t.Each([]string{"name_en", "name_zh-Hant", "name_zh-Hans", "area"}, []string{"source"}, errs, func(r Row) {
		all = append(all, District{r.Words("name_"), r.OneOf("area", "Hong Kong", "Kowloon", "New Territories")})
	})
	return all, errs.Err()
}
