package portal

import (
	"cmp"
	"context"
	"strings"

	"ecship/internal/account"
	"ecship/internal/book"
	"ecship/internal/customs"
	"ecship/internal/label"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// TemplateSearch says which item templates to list, last used first.
type TemplateSearch struct {
	Text  string
	After string // the Next of the page before
	Limit int    // at most policy.PageRows, which 0 means too
}

// TemplatePage is a page of a customer's item templates.
type TemplatePage struct {
	Templates []book.Template
	Count     int    // of all templates of the customer
	Next      string // the cursor of the page after; empty at the end
}

// Templates lists a customer's item templates (M-A3).
func (p *Portal) Templates(ctx context.Context, who account.Actor, in TemplateSearch) (out TemplatePage, err error) {
	if err := who.Sender(account.See); err != nil {
		return out, err
	}
	return out, p.read(ctx, who, func(tx *store.Tx) error {
		most := pageLimit(in.Limit)
		all, err := tx.Templates(who.Customer, in.Text, in.After, most+1)
		if err != nil {
			return err
		}
		out = TemplatePage{Templates: all}
		if len(all) > most {
			out.Templates, out.Next = all[:most], store.TemplateCursor(all[most-1])
		}
		out.Count, err = tx.CountTemplates(who.Customer)
		return err
	})
}

// Template shows one template.
func (p *Portal) Template(ctx context.Context, who account.Actor, id string) (t book.Template, err error) {
	if err := who.Sender(account.See); err != nil {
		return t, err
	}
	return t, p.read(ctx, who, func(tx *store.Tx) error {
		t, err = tx.Template(who.Customer, id)
		return err
	})
}

// TemplateNamed finds the template of a description; nil where there is none.
func (p *Portal) TemplateNamed(ctx context.Context, who account.Actor, description string) (t *book.Template, err error) {
	if err := who.Sender(account.See); err != nil {
		return nil, err
	}
	return t, p.read(ctx, who, func(tx *store.Tx) error {
		found, err := tx.TemplateNamed(who.Customer, description)
		if problem.Is(err, problem.NotFound) {
			return nil
		}
		t = &found
		return err
	})
}

// NewTemplate is a template to add; its ID, Customer, Version and times are
// given by the portal.
type NewTemplate struct {
	book.Template
	Once Once
}

// AddedTemplate is the template that a request made, or had made before.
type AddedTemplate struct {
	book.Template
	Again bool
}

// AddTemplate keeps a line of goods to be used again. Its problems carry the
// fields category, explanation, currency and line.….
func (p *Portal) AddTemplate(ctx context.Context, who account.Actor, in NewTemplate) (out AddedTemplate, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return out, err
	}
	do := func(answer func(*store.Tx, string) error) error {
		return p.write(ctx, who, func(tx *store.Tx) error {
			t := in.Template
			if err := p.checkTemplate(&t, policy.DayOf(tx.Now)); err != nil {
				return err
			}
			if err := insertTemplate(tx, who, &t); err != nil {
				return err
			}
			out.Template = t
			return answer(tx, t.ID)
		})
	}
	again := func(id string) error {
		out.Again = true
		out.Template, err = p.Template(ctx, who, id)
		return err
	}
	return out, p.once(ctx, who, addedTemplate, in.Once, do, again)
}

func insertTemplate(tx *store.Tx, who account.Actor, t *book.Template) error {
	have, err := tx.CountTemplates(who.Customer)
	if err != nil {
		return err
	}
	if have >= policy.TemplatesMost {
		return problem.New(problem.Conflict, "template.full", "", "most", policy.TemplatesMost)
	}
	t.ID, t.Customer, t.CreatedAt, t.UpdatedAt = tx.NewID("tpl"), who.Customer, tx.Now, tx.Now
	return tx.InsertTemplate(t)
}

// checkTemplate cleans a template and tells what is wrong with it, wherever it
// may go: what a destination asks for besides is asked with the item.
func (p *Portal) checkTemplate(t *book.Template, on policy.Day) error {
	e := p.Catalogue().On(on)
	d := t.Declaration().Clean()
	t.Category, t.Explanation, t.Currency, t.Line = d.Category, d.Explanation, d.Currency, customs.Line{}
	if len(d.Lines) > 0 {
		t.Line = d.Lines[0]
	}
	err := cmp.Or(e.Customs.Check(d, customs.Target{Origin: func(code string) bool { return e.Places.Index(code) >= 0 }}), label.CheckContents(d))
	if err == nil {
		return nil
	}
	first := *problem.Of(err)
	for _, q := range first.All() {
		if rest, ok := strings.CutPrefix(q.Field, "lines.0."); ok {
			q.Field = "line." + rest
		}
	}
	return &first
}

// ChangeTemplate saves a template anew. Version is the one that was read; 0
// saves over any. Of two people who change the same one, the later is told.
func (p *Portal) ChangeTemplate(ctx context.Context, who account.Actor, in book.Template) (t book.Template, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return t, err
	}
	return t, p.write(ctx, who, func(tx *store.Tx) error {
		if t, err = tx.Template(who.Customer, in.ID); err != nil {
			return err
		}
		if in.Version != 0 {
			t.Version = in.Version
		}
		t.Category, t.Explanation, t.Currency, t.Line, t.UpdatedAt = in.Category, in.Explanation, in.Currency, in.Line, tx.Now
		if err := p.checkTemplate(&t, policy.DayOf(tx.Now)); err != nil {
			return err
		}
		return tx.UpdateTemplate(&t)
	})
}

// DeleteTemplate strikes a template out. Items keep what they declared.
func (p *Portal) DeleteTemplate(ctx context.Context, who account.Actor, id string) error {
	if err := who.Sender(account.Prepare); err != nil {
		return err
	}
	return p.write(ctx, who, func(tx *store.Tx) error { return tx.DeleteTemplate(who.Customer, id) })
}

// LineOfItem names a line of an item's contents, from 0.
type LineOfItem struct {
	Shipment string
	Line     int
}

// KeepTemplate makes a template of a line of an item. One of the same
// description says from then on what this line says.
func (p *Portal) KeepTemplate(ctx context.Context, who account.Actor, in LineOfItem) (t book.Template, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return t, err
	}
	return t, p.write(ctx, who, func(tx *store.Tx) error {
		s, err := mine(tx, who, in.Shipment)
		if err != nil {
			return err
		}
		fresh, ok := book.TemplateOf(s.Customs, in.Line)
		if !ok {
			return notFound()
		}
		if err := p.checkTemplate(&fresh, policy.DayOf(tx.Now)); err != nil {
			return err
		}
		fresh.UsedAt = s.IssuedAt
		t, err = tx.TemplateNamed(who.Customer, fresh.Line.Description)
		if problem.Is(err, problem.NotFound) {
			t = fresh
			return insertTemplate(tx, who, &t)
		}
		if err != nil {
			return err
		}
		t.Category, t.Explanation, t.Currency, t.Line, t.UpdatedAt = fresh.Category, fresh.Explanation, fresh.Currency, fresh.Line, tx.Now
		return tx.UpdateTemplate(&t)
	})
}
