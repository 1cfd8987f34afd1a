package book

import (
	"time"

	"ecship/internal/customs"
)

// Template is a line of contents that a customer sends again and again, with
// the reason for export that goes with it. Weight and value are those of the
// whole line, as it was declared.
type Template struct {
	ID          string // tpl_ + 26 characters
	Customer    string // cus_ + 26 characters: the owner
	Category    customs.Category
	Explanation string // where the category is Other
	Currency    string
	Line        customs.Line
	Version     int64
	CreatedAt   time.Time
	UpdatedAt   time.Time
	UsedAt      time.Time // when an item was last issued with it; zero for never
}

// Declaration is the template as contents of one line.
func (t Template) Declaration() customs.Declaration {
	return customs.Declaration{Category: t.Category, Explanation: t.Explanation, Currency: t.Currency, Lines: []customs.Line{t.Line}}
}

// TemplateOf is a declaration's nth line as a template; ok is false where there
// is no such line.
func TemplateOf(d customs.Declaration, n int) (t Template, ok bool) {
	if n < 0 || n >= len(d.Lines) {
		return t, false
	}
	return Template{Category: d.Category, Explanation: d.Explanation, Currency: d.Currency, Line: d.Lines[n]}, true
}
