// Package postal is the postal vocabulary: mail services, places, item numbers,
// weights, sizes and addresses. It prices nothing and stores nothing.
package postal

import (
	"slices"
	"strings"

	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// Scope tells where a service goes.
type Scope string

// The scopes.
const (
	Local    Scope = "local"
	Overseas Scope = "overseas"
)

// Class is the kind of mail, after the first letter of its S10 indicator.
type Class string

// The classes.
const (
	Letter  Class = "letter"  // letter post: small letter, large letter, packet (U, R, L)
	Parcel  Class = "parcel"  // parcel post (C)
	Express Class = "express" // EMS (E)
)

// Service is one row of the catalogue, tables/service.csv. Only a new kind of
// rule needs code; a new service is a row, its rates and its label layout (M-C1).
type Service struct {
	Code     string // the ship code, such as "ARM"; clients of the web services know it
	RateCode string // the code of its rates in the operator's open data, such as "AIR_REG"
	Name     i18n.Text
	Scope    Scope
	Class    Class
	Air      bool // carries the air mail impression
	// Indicator is the two S10 letters of its item numbers; empty for a
	// service that has none.
	Indicator string
	// Form is the customs form: "CN22", "CN23" or "".
	Form string
	// Layout names its label layout; empty where no label can be made.
	Layout   string
	Prepared bool // items of it can be prepared here
	Shown    bool // the comparison lists it
	// Counter lets an item be issued while no rate is known, to be priced and
	// paid at the counter once the operator has entered one.
	Counter bool
	Formats bool // it is priced by letter format (M-B1); SizeRule is "letter"
	// SizeRule names the rows of the format table that bind it; empty where
	// the operator states none.
	SizeRule string
	// Zone is the place's zone that its rates go by: "air", "surface", or
	// empty where they go by place.
	Zone string
	// Advice tells where an advice of receipt is offered: "" nowhere,
	// "always", else the name of a column of the place table.
	Advice string
	// Postcodes lists the places to which it does not go without a postcode,
	// beyond those that always ask for one (M-C8).
	Postcodes []string
	// MaxGrams is its own limit; a place's or a format's may be lower. 0 is none.
	MaxGrams  Grams
	Tracking  int  // 0 none, 1 some points, 2 from end to end
	Signature bool // delivered against a signature
	// Standard says how long delivery takes, Indemnity what is paid on loss.
	// Empty reads "not stated".
	Standard  i18n.Text
	Indemnity i18n.Text
}

var serviceColumns = []string{
	"code", "rate_code", "name_en", "name_zh-Hant", "name_zh-Hans", "scope", "class", "air", "indicator", "form", "layout", "prepared", "shown",
	"counter", "size_rule", "zone", "advice", "postcodes", "max_g", "tracking", "signature",
}

// ParseServices reads a "service" table and the "terms" that go with it, in the
// order in which services are listed.
func ParseServices(services, terms Table) ([]Service, error) {
	errs := &problem.List{}
	var all []Service
	services.Each(serviceColumns, nil, errs, func(r Row) {
		s := Service{
			Code: r.Needed("code"), RateCode: r.Text("rate_code"), Name: r.Words("name_"),
			Scope: Scope(r.OneOf("scope", string(Local), string(Overseas))),
			Class: Class(r.OneOf("class", string(Letter), string(Parcel), string(Express))),
			Air:   r.Yes("air"), Indicator: r.Text("indicator"), Form: r.OneOf("form", "", "CN22", "CN23"), Layout: r.Text("layout"),
			Prepared: r.Yes("prepared"), Shown: r.Yes("shown"), Counter: r.Yes("counter"),
			SizeRule: r.Text("size_rule"), Zone: r.OneOf("zone", "", "air", "surface"),
			Advice:    r.OneOf("advice", append([]string{"", "always"}, adviceColumns...)...),
			Postcodes: strings.Fields(r.Text("postcodes")), MaxGrams: r.Grams("max_g"),
			Tracking: r.Int("tracking"), Signature: r.Yes("signature"),
		}
		s.Formats = s.SizeRule == "letter"
		if slices.ContainsFunc(all, func(o Service) bool { return o.Code == s.Code }) {
			r.Bad("table.twice", "code")
		}
		if s.Indicator != "" && (len(s.Indicator) != 2 || !letters(s.Indicator)) {
			r.Bad("table.value", "indicator")
		}
		if s.Prepared && (s.Indicator == "" || s.Layout == "") {
			r.Bad("table.value", "prepared")
		}
		all = append(all, s)
	})
	terms.Each([]string{"service", "term", "en", "zh-Hant", "zh-Hans", "source"}, nil, errs, func(r Row) {
		i := slices.IndexFunc(all, func(s Service) bool { return s.Code == r.Text("service") })
		if i < 0 {
			r.Bad("table.value", "service")
			return
		}
		if r.OneOf("term", "standard", "indemnity") == "standard" {
			all[i].Standard = r.Words("")
		} else {
			all[i].Indemnity = r.Words("")
		}
	})
	return all, errs.Err()
}

// Words is a text in three languages, from three columns.
func (r Row) Words(prefix string) i18n.Text {
	return i18n.Text{En: r.Needed(prefix + "en"), Hant: r.Needed(prefix + "zh-Hant"), Hans: r.Needed(prefix + "zh-Hans")}
}
