package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"ecship/internal/book"
	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

const templatesPath = "/templates"

func templatePath(id string) string { return templatesPath + "/" + url.PathEscape(id) }

// templates lists the item templates (M-A3).
func (s *site) templates(v *visit) error {
	page, err := s.Portal.Templates(v.ctx(), v.who, portal.TemplateSearch{Text: v.get("q"), After: v.get("after")})
	if err != nil {
		return err
	}
	return v.show(templatesPage(v, page))
}

// newTemplate adds a template.
func (s *site) newTemplate(v *visit) error {
	if !v.sent() {
		if v.get("category") == "" {
			v.typed.Set("category", string(customs.Sale))
		}
		return v.show(templatePage(v, book.Template{}))
	}
	if shown, err := s.useHeading(v); err != nil {
		return err
	} else if shown {
		return v.showAs(http.StatusOK, templatePage(v, book.Template{}))
	}
	t := v.templateTyped(book.Template{})
	if len(v.problems) == 0 {
		if _, err := s.Portal.AddTemplate(v.ctx(), v.who, portal.NewTemplate{Template: t}); err == nil {
			return v.goTo(templatesPath + "?note=saved")
		} else if err := v.wrong(err); err != nil {
			return err
		}
	}
	return v.show(templatePage(v, book.Template{}))
}

// template shows a template to be changed.
func (s *site) template(v *visit) error {
	t, err := s.Portal.Template(v.ctx(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if !v.sent() {
		if !v.restored {
			v.typed = url.Values{}
			fillTemplate(v.typed, t)
		}
		return v.show(templatePage(v, t))
	}
	if shown, err := s.useHeading(v); err != nil {
		return err
	} else if shown {
		return v.showAs(http.StatusOK, templatePage(v, t))
	}
	t = v.templateTyped(t)
	t.Version, _ = strconv.ParseInt(v.get("version"), 10, 64) // what is no number saves over any
	if len(v.problems) == 0 {
		if _, err := s.Portal.ChangeTemplate(v.ctx(), v.who, t); err == nil {
			return v.goTo(templatesPath + "?note=saved")
		} else if err := v.wrong(err); err != nil {
			return err
		}
	}
	return v.show(templatePage(v, t))
}

func (s *site) deleteTemplate(v *visit) error {
	if err := s.Portal.DeleteTemplate(v.ctx(), v.who, v.r.PathValue("id")); err != nil {
		return err
	}
	return v.goTo(templatesPath + "?note=deleted")
}

// keepTemplate makes a template of a line of an item.
func (s *site) keepTemplate(v *visit) error {
	id := v.r.PathValue("id")
	n, err := strconv.Atoi(v.get("line"))
	if err != nil {
		n = -1
	}
	if _, err := s.Portal.KeepTemplate(v.ctx(), v.who, portal.LineOfItem{Shipment: id, Line: n}); err != nil {
		if !problem.Is(err, problem.Invalid) && !problem.Is(err, problem.Conflict) {
			return err
		}
		return v.goTo(itemPath(id) + "?note=not_kept")
	}
	return v.goTo(itemPath(id) + "?note=kept")
}

// templateTyped reads a template's form over what it was: what the form does
// not ask stays.
func (v *visit) templateTyped(t book.Template) book.Template {
	var l problem.List
	t.Category, t.Explanation, t.Currency = customs.Category(v.get("category")), v.get("explanation"), v.get("currency")
	line := &t.Line
	line.Description, line.Native, line.HS, line.Origin = v.get("line.description"), v.get("line.native"), v.get("line.hs_code"), v.get("line.origin")
	line.Product, line.Maker = v.get("line.product_id"), v.get("line.maker_id")
	line.Quantity, line.Net, line.Value = wholeFrom(v.typed, "line.quantity", &l), 0, 0
	if text := v.get("line.net_weight_g"); strings.TrimSpace(text) != "" {
		g, err := postal.ParseGrams(text)
		line.Net = g
		takeAt(&l, "line.net_weight_g", err)
	}
	if text := strings.TrimSpace(v.get("line.value_cents")); text != "" {
		a, err := money.Parse(text)
		line.Value = a
		if err != nil {
			l.Add("web.value.form", "line.value_cents")
		}
	}
	if err := l.Err(); err != nil {
		v.problems = append(v.problems, problem.Of(err).All()...)
	}
	return t
}

func fillTemplate(t url.Values, of book.Template) {
	l := of.Line
	for k, s := range map[string]string{"category": string(of.Category), "explanation": of.Explanation, "currency": of.Currency, "version": itoa(of.Version),
		"line.description": l.Description, "line.native": l.Native, "line.quantity": itoa(l.Quantity), "line.net_weight_g": itoa(l.Net),
		"line.value_cents": l.Value.String(), "line.hs_code": l.HS, "line.origin": l.Origin, "line.product_id": l.Product, "line.maker_id": l.Maker} {
		t.Set(k, s)
	}
}

func templateTitle(t book.Template) string {
	if t.ID == "" {
		return "template.add"
	}
	return "template.edit"
}

// templateNote is the message of what was just done, if it was something.
func templateNote(note string) string {
	switch note {
	case "saved":
		return "template.saved"
	case "deleted":
		return "template.deleted"
	}
	return ""
}

// goods is what a template says besides its description, in one line.
func (v *visit) goods(t book.Template) string {
	parts := []string{"× " + itoa(t.Line.Quantity), v.lang.Weight(int(t.Line.Net)), t.Currency + " " + t.Line.Value.Grouped()}
	if t.Line.HS != "" {
		parts = append(parts, "HS "+t.Line.HS)
	}
	if t.Line.Origin != "" {
		parts = append(parts, v.placeName(t.Line.Origin))
	}
	return strings.Join(parts, " · ")
}
