package store

import (
	"encoding/json"
	"strings"
	"time"

	"ecship/internal/book"
	"ecship/internal/customs"
	"ecship/internal/problem"
)

// templateDoc is what a template's row keeps; goods are nobody's secret.
type templateDoc struct {
	Category    customs.Category `json:"category"`
	Explanation string           `json:"explanation,omitempty"`
	Currency    string           `json:"currency"`
	Line        customs.Line     `json:"line"`
}

func packTemplate(t book.Template) (search, doc string, err error) {
	b, err := json.Marshal(templateDoc{t.Category, t.Explanation, t.Currency, t.Line})
	l := t.Line
	return fold(strings.Join([]string{l.Description, l.Native, l.HS, l.Product, l.Maker}, "\n")), string(b), err
}

// InsertTemplate adds a template and sets its Version. It is a Conflict where
// the customer has one of the same description.
func (tx *Tx) InsertTemplate(t *book.Template) error {
	search, doc, err := packTemplate(*t)
	if err != nil {
		return err
	}
	t.Version = 1
	n, err := tx.exec(`INSERT INTO templates (customer, id, version, name, search, rank, created_at, updated_at, used_at, doc)
		VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (customer, name) DO NOTHING`,
		t.Customer, t.ID, fold(t.Line.Description), search, rank(t.CreatedAt, t.UsedAt, t.ID), micros(t.CreatedAt), micros(t.UpdatedAt), micros(t.UsedAt), doc)
	if err == nil && n == 0 {
		return problem.New(problem.Conflict, "template.known", "line.description")
	}
	return err
}

// UpdateTemplate saves a template. It is a Conflict where somebody saved it
// since it was read, or another has its description. It counts t.Version up.
func (tx *Tx) UpdateTemplate(t *book.Template) error {
	search, doc, err := packTemplate(*t)
	if err != nil {
		return err
	}
	name := fold(t.Line.Description)
	other, err := tx.TemplateNamed(t.Customer, t.Line.Description)
	switch {
	case err == nil && other.ID != t.ID:
		return problem.New(problem.Conflict, "template.known", "line.description")
	case err != nil && !problem.Is(err, problem.NotFound):
		return err
	}
	n, err := tx.exec(`UPDATE templates SET version = version + 1, name = $1, search = $2, rank = $3, updated_at = $4, used_at = $5, doc = $6
		WHERE customer = $7 AND id = $8 AND version = $9`,
		name, search, rank(t.CreatedAt, t.UsedAt, t.ID), micros(t.UpdatedAt), micros(t.UsedAt), doc, t.Customer, t.ID, t.Version)
	if err := changed(n, err); err != nil {
		return err
	}
	t.Version++
	return nil
}

// TouchTemplate notes that a customer's template of a description was used.
func (tx *Tx) TouchTemplate(customer, description string, at time.Time) error {
	_, err := tx.exec(`UPDATE templates SET used_at = $1, rank = $2 || id WHERE customer = $3 AND name = $4`, micros(at), rankOf(at), customer, fold(description))
	return err
}

// DeleteTemplate removes a customer's template.
func (tx *Tx) DeleteTemplate(customer, id string) error {
	return touched(tx.exec(`DELETE FROM templates WHERE customer = $1 AND id = $2`, customer, id))
}

const templateColumns = `customer, id, version, created_at, updated_at, used_at, doc`

func (tx *Tx) templateScan(scan func(...any) error) (t book.Template, err error) {
	var doc []byte
	if err := scan(&t.Customer, &t.ID, &t.Version, instant{&t.CreatedAt}, instant{&t.UpdatedAt}, instant{&t.UsedAt}, &doc); err != nil {
		return t, err
	}
	tx.saw(t.ID)
	var d templateDoc
	err = json.Unmarshal(doc, &d)
	t.Category, t.Explanation, t.Currency, t.Line = d.Category, d.Explanation, d.Currency, d.Line
	return t, err
}

// Template finds a customer's template.
func (tx *Tx) Template(customer, id string) (book.Template, error) {
	return tx.oneTemplate(`SELECT `+templateColumns+` FROM templates WHERE customer = $1 AND id = $2`, customer, id)
}

// TemplateNamed finds a customer's template by its description, in whatever
// case and width it is written.
func (tx *Tx) TemplateNamed(customer, description string) (book.Template, error) {
	return tx.oneTemplate(`SELECT `+templateColumns+` FROM templates WHERE customer = $1 AND name = $2`, customer, fold(description))
}

func (tx *Tx) oneTemplate(query string, args ...any) (book.Template, error) {
	t, err := tx.templateScan(func(dest ...any) error { return tx.one(query, args, dest...) })
	return t, found(err)
}

// Templates lists a customer's templates, last used first: those in which every
// word of text stands, at most limit of them behind the cursor after.
func (tx *Tx) Templates(customer, text, after string, limit int) (all []book.Template, err error) {
	q := newQuery(`SELECT `+templateColumns+` FROM templates WHERE customer = $1`, customer)
	if after != "" {
		q.and(`rank < `, clean(after))
	}
	q.words(text)
	err = tx.each(q.limit(` ORDER BY rank DESC LIMIT `, limit), q.args, func(scan func(...any) error) error {
		t, err := tx.templateScan(scan)
		all = append(all, t)
		return err
	})
	return all, err
}

// TemplateCursor is where a list goes on behind a template.
func TemplateCursor(t book.Template) string { return rank(t.CreatedAt, t.UsedAt, t.ID) }

// CountTemplates counts a customer's templates.
func (tx *Tx) CountTemplates(customer string) (n int, err error) {
	return n, tx.one(`SELECT COUNT(*) FROM templates WHERE customer = $1`, []any{customer}, &n)
}
