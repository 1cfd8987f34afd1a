package rest

import (
	"net/http"
	"slices"

	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

var placeQuery = []parameter{
	{name: "q", doc: "a name in any language, or a code, or how either begins: the better places first", example: "Korea"},
	{name: "limit", doc: "at most so many; all where it is left out"},
}

// placesMost is more than there are.
const placesMost = 1000

// PlaceList are the places that mail goes to.
type PlaceList struct {
	Places []Destination `json:"places"`
}

// Destination is a country, or a part of one that has rates or rules of its own, with
// the form of its addresses (M-B2).
type Destination struct {
	Code            string   `json:"code" doc:"what every operation calls place" example:"JP"`
	Name            string   `json:"name" doc:"in the language of Accept-Language"`
	Lines           []string `json:"lines" doc:"which of city, state and postcode its addresses have, in their order"`
	StateName       string   `json:"state_name,omitempty" doc:"what its state is called: state, province, prefecture, county, region, emirate or district"`
	States          []string `json:"states,omitempty" doc:"as addresses write them, where they are known"`
	StateNeeded     bool     `json:"state_needed"`
	PostcodeNeeded  string   `json:"postcode_needed" doc:"yes: refused without one; warn: the answer warns of its lack; no"`
	PostcodeForm    string   `json:"postcode_form,omitempty" doc:"a regular expression for the whole of it"`
	PostcodeExample string   `json:"postcode_example,omitempty" example:"100-0001"`
}

func listPlaces(c *call, _ nothing) (int, PlaceList, error) {
	var wrong problem.List
	limit := c.whole(&wrong, "limit", 1, placesMost)
	if limit == 0 {
		limit = placesMost
	}
	if err := wrong.Err(); err != nil {
		return 0, PlaceList{}, err
	}
	places := c.Portal.Catalogue().On(policy.DayOf(c.Now().Add(c.who.Clock))).Places
	found := places.All()
	if text := c.query().Get("q"); text != "" {
		found = places.Search(text, c.lang, limit)
	}
	out := PlaceList{Places: []Destination{}}
	for _, p := range found[:min(limit, len(found))] {
		out.Places = append(out.Places, c.place(p))
	}
	return http.StatusOK, out, nil
}

func (c *call) place(p postal.Place) Destination {
	f := p.Form
	out := Destination{Code: p.Code, Name: p.Name.In(c.lang), Lines: f.Order(), StateNeeded: f.NeedsState(), PostcodeNeeded: "no"}
	if slices.Contains(out.Lines, "state") {
		out.StateName, out.States = f.StateName(), f.Regions()
	}
	if code := p.Postcode; code != nil {
		out.PostcodeNeeded, out.PostcodeExample = code.Needed, code.Example
		if code.Form != nil {
			out.PostcodeForm = code.Form.String()
		}
	}
	return out
}

// ServiceList are the services of the operator.
type ServiceList struct {
	Services []Service `json:"services"`
}

// Service is what the operator offers; what it costs and takes is told by a
// quote.
type Service struct {
	Code      string       `json:"code" doc:"the ship code: what every operation calls service" example:"ARM"`
	Name      string       `json:"name" doc:"in the language of Accept-Language"`
	Scope     postal.Scope `json:"scope" doc:"local or overseas"`
	Prepared  bool         `json:"prepared" doc:"labels of it can be made here"`
	Numbered  bool         `json:"numbered" doc:"its items have item numbers"`
	Form      string       `json:"customs_form,omitempty" doc:"CN22 or CN23"`
	Grams     postal.Grams `json:"max_weight_g,omitempty" doc:"its own limit; that of a destination may be lower"`
	Tracking  int          `json:"tracking" doc:"0 none, 1 some points, 2 from end to end"`
	Signature bool         `json:"signature" doc:"delivered against a signature"`
	Standard  string       `json:"delivery_standard,omitempty"`
	Indemnity string       `json:"indemnity,omitempty"`
}

func listServices(c *call, _ nothing) (int, ServiceList, error) {
	out := ServiceList{Services: []Service{}}
	for _, s := range c.Portal.Catalogue().On(policy.DayOf(c.Now().Add(c.who.Clock))).Services() {
		out.Services = append(out.Services, Service{s.Code, s.Name.In(c.lang), s.Scope, s.Prepared, s.Indicator != "", s.Form, s.MaxGrams, s.Tracking, s.Signature,
			s.Standard.In(c.lang), s.Indemnity.In(c.lang)})
	}
	return http.StatusOK, out, nil
}
