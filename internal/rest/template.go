package rest

import (
	"net/http"
	"time"

	"ecship/internal/book"
	"ecship/internal/customs"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

var templateQuery = []parameter{
	{name: "q", doc: "words that must all be there in description, HS code or product number"},
	{name: "after", doc: "the next of the page before"},
	{name: "limit", doc: "templates on a page, 1 to 25; 25 where it is left out"},
}

// NewTemplate is a line of goods to be used again.
type NewTemplate struct {
	Category    customs.Category `json:"category" doc:"gift, documents, sample, sale, returned or other" example:"sale"`
	Explanation string           `json:"explanation,omitempty" doc:"where the category is other"`
	Currency    string           `json:"currency" doc:"ISO 4217 code of the value" example:"HKD"`
	Line        customs.Line     `json:"line" doc:"weight and value are those of the whole quantity. There is one template of a description"`
}

// ChangedTemplate is a template to save anew, whole: what is left out is empty
// from then on.
type ChangedTemplate struct {
	Category    customs.Category `json:"category"`
	Explanation string           `json:"explanation,omitempty"`
	Currency    string           `json:"currency"`
	Line        customs.Line     `json:"line"`
	Version     int64            `json:"version,omitempty" doc:"the one that you read: where somebody has saved since, the answer is 409. Left out, it saves over any"`
}

// Template is a line of goods that its owner sends again and again (M-A3).
type Template struct {
	ID          string           `json:"id" example:"tpl_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	Category    customs.Category `json:"category"`
	Explanation string           `json:"explanation,omitempty"`
	Currency    string           `json:"currency"`
	Line        customs.Line     `json:"line"`
	Version     int64            `json:"version" doc:"counts the saves"`
	CreatedAt   time.Time        `json:"created_at"`
	UpdatedAt   time.Time        `json:"updated_at"`
	UsedAt      *time.Time       `json:"used_at,omitempty" doc:"when an item was last issued with it"`
}

func (t Template) saved() int64 { return t.Version }

// TemplateList is a page of templates, last used first.
type TemplateList struct {
	Templates []Template `json:"templates"`
	Count     int        `json:"count" doc:"of all templates, whatever the filters"`
	Next      string     `json:"next,omitempty" doc:"give it as after to go on; absent at the end"`
}

func listTemplates(c *call, _ nothing) (int, TemplateList, error) {
	var l problem.List
	q := c.query()
	in := portal.TemplateSearch{Text: q.Get("q"), After: c.after(&l), Limit: c.whole(&l, "limit", 1, policy.PageRows)}
	if err := l.Err(); err != nil {
		return 0, TemplateList{}, err
	}
	page, err := c.Portal.Templates(c.r.Context(), c.who, in)
	out := TemplateList{Templates: []Template{}, Count: page.Count, Next: c.onward(page.Next)}
	for _, t := range page.Templates {
		out.Templates = append(out.Templates, templateOf(t))
	}
	return http.StatusOK, out, err
}

func addTemplate(c *call, in NewTemplate) (int, Template, error) {
	made, err := c.Portal.AddTemplate(c.r.Context(), c.who, portal.NewTemplate{
		Template: book.Template{Category: in.Category, Explanation: in.Explanation, Currency: in.Currency, Line: in.Line}, Once: c.onceOf()})
	if err != nil {
		return 0, Template{}, err
	}
	return c.created("/templates/"+made.ID, made.Again), templateOf(made.Template), nil
}

func getTemplate(c *call, _ nothing) (int, Template, error) {
	t, err := c.Portal.Template(c.r.Context(), c.who, c.r.PathValue("id"))
	return http.StatusOK, templateOf(t), err
}

func changeTemplate(c *call, in ChangedTemplate) (int, Template, error) {
	v, err := c.version(in.Version)
	if err != nil {
		return 0, Template{}, err
	}
	t, err := c.Portal.ChangeTemplate(c.r.Context(), c.who, book.Template{
		ID: c.r.PathValue("id"), Category: in.Category, Explanation: in.Explanation, Currency: in.Currency, Line: in.Line, Version: v})
	return http.StatusOK, templateOf(t), err
}

func deleteTemplate(c *call) error {
	return c.Portal.DeleteTemplate(c.r.Context(), c.who, c.r.PathValue("id"))
}

func templateOf(t book.Template) Template {
	return Template{ID: t.ID, Category: t.Category, Explanation: t.Explanation, Currency: t.Currency, Line: t.Line, Version: t.Version,
		CreatedAt: t.CreatedAt.UTC(), UpdatedAt: t.UpdatedAt.UTC(), UsedAt: moment(t.UsedAt)}
}
