package rest

import (
	"net/http"

	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/postal"
)

// Segregation is how items are to be kept apart when they are posted (M-C8).
type Segregation struct {
	On     policy.Day        `json:"on"`
	Groups []SegregatedGroup `json:"groups"`
}

// SegregatedGroup is a bag or box: what may go together.
type SegregatedGroup struct {
	Group   string             `json:"group" example:"JFK"`
	Heading string             `json:"heading" doc:"the group in the language of Accept-Language"`
	Count   int                `json:"count"`
	Grams   postal.Grams       `json:"weight_g"`
	Offices []SegregatedOffice `json:"offices"`
}

// SegregatedOffice is an office's part of a group.
type SegregatedOffice struct {
	Office    string           `json:"office" example:"JFK"`
	Indicator string           `json:"indicator" doc:"what the label says" example:"1-JFK"`
	Count     int              `json:"count"`
	Grams     postal.Grams     `json:"weight_g"`
	Items     []SegregatedItem `json:"items"`
}

// SegregatedItem is an item of the list.
type SegregatedItem struct {
	ID        string        `json:"id"`
	Number    postal.Number `json:"number"`
	Recipient string        `json:"recipient"`
	Postcode  string        `json:"postcode"`
	Grams     postal.Grams  `json:"weight_g"`
}

func getSegregation(c *call, _ nothing) (int, Segregation, error) {
	g, err := c.Portal.Segregation(c.r.Context(), c.who, struct{}{})
	out := Segregation{On: g.On, Groups: []SegregatedGroup{}}
	for _, group := range g.Groups {
		x := SegregatedGroup{Group: group.Group, Heading: group.Heading(c.lang), Count: len(group.Items), Grams: group.Grams}
		for _, o := range group.Offices {
			office := SegregatedOffice{Office: o.Office, Indicator: o.Indicator, Count: len(o.Items), Grams: o.Grams}
			for _, it := range o.Items {
				office.Items = append(office.Items, SegregatedItem(it))
			}
			x.Offices = append(x.Offices, office)
		}
		out.Groups = append(out.Groups, x)
	}
	return http.StatusOK, out, err
}

func getSegregationList(c *call) error {
	return c.paper(c.Portal.SegregationList(c.r.Context(), c.who, c.lang))
}

// getCertificate answers with the certificate of posting (M-C11).
func getCertificate(c *call) error {
	return c.paper(c.Portal.Certificate(c.r.Context(), c.who, portal.Paper{ID: c.r.PathValue("id"), Lang: c.lang}))
}
