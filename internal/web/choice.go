package web

import (
	"slices"
	"strings"
	"time"

	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/shipment"
)

// The lists that forms offer, and the message keys of what they list.

func scopeName(s postal.Scope) string {
	if s == postal.Local {
		return "web.scope.local"
	}
	return "web.scope.overseas"
}

// prepared lists the services of which labels are made.
func (v *visit) prepared(scope postal.Scope) (all []*postal.Service) {
	services := v.edition().Services()
	for i := range services {
		if services[i].Prepared && services[i].Scope == scope {
			all = append(all, &services[i])
		}
	}
	return all
}

// categoryName is a reason for export as the form calls it.
func (v *visit) categoryName(c customs.Category) string {
	return v.edition().Customs.Reasons().Name(c, v.lang)
}

func (v *visit) categories() (all []option) {
	for _, k := range v.edition().Customs.Reasons().All() {
		all = append(all, option{string(k.Category), k.Name.In(v.lang)})
	}
	return all
}

func currencies() (all []option) {
	for _, c := range customs.Currencies() {
		all = append(all, option{c, c})
	}
	return all
}

// contentsFormName is the form that the saved contents become, by their value.
func contentsFormName(v *visit, it portal.Item) string {
	return v.edition().Customs.Form(it.ServiceRow, it.Customs)
}

// countries lists the places that are countries, by name.
func (v *visit) countries() []option {
	all := []option{{"", v.T("web.contents.origin_unknown")}}
	for _, p := range v.edition().Places.All() {
		if p.Zone() == "" {
			all = append(all, option{p.Code, p.Name.In(v.lang)})
		}
	}
	slices.SortFunc(all[1:], func(a, b option) int { return strings.Compare(a.Label, b.Label) })
	return all
}

// homeName is Hong Kong's.
func (v *visit) homeName() i18n.Text {
	if p, ok := v.edition().Places.Find(postal.Home); ok {
		return p.Name
	}
	return i18n.Text{}
}

// answered tells whether a page of a draft was answered, and rightly.
func answered(it portal.Item, s portal.Step) bool {
	return it.ID != "" && !slices.Contains(it.Missing, s)
}

func cancelTitle(it portal.Item) string {
	if it.State == shipment.Draft {
		return "web.discard.title"
	}
	return "web.cancel.title"
}

// latest is the last thing that is known to have happened to an item.
func latest(r portal.Row) time.Time {
	for _, t := range []time.Time{r.PostedAt, r.IssuedAt} {
		if !t.IsZero() {
			return t
		}
	}
	return r.CreatedAt
}
