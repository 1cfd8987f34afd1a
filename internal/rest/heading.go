package rest

import (
	"net/http"
	"strconv"

	"ecship/internal/portal"
)

var headingQuery = []parameter{
	{name: "q", doc: "what the goods are, in English or Chinese, or the first digits of their code", example: "cotton t-shirt"},
	{name: "limit", doc: "at most so many headings; 20 where it is left out"},
}

// HeadingList are headings of the Harmonized System, the better ones first.
type HeadingList struct {
	Headings []Heading `json:"headings"`
}

// Heading is a subheading of the Harmonized System, which small senders often use.
type Heading struct {
	Code    string `json:"hs_code" doc:"six digits; a destination may ask for more" example:"610910"`
	Name    string `json:"name" doc:"in the caller's language, in our words"`
	Chapter string `json:"chapter"`
}

func findHeadings(c *call, _ nothing) (int, HeadingList, error) {
	q := c.query()
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil {
		limit = 0
	}
	all, err := c.Portal.Headings(c.r.Context(), c.who, portal.HeadingSearch{Text: q.Get("q"), Limit: limit})
	out := HeadingList{Headings: []Heading{}}
	for _, h := range all {
		out.Headings = append(out.Headings, Heading{h.Code, h.Name.In(c.lang), h.Chapter.In(c.lang)})
	}
	return http.StatusOK, out, err
}
