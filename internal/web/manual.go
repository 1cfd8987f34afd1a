package web

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"ecship/internal/manual"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// manualRoot leads to the first page: the older address of it, too.
func (s *site) manualRoot(v *visit) error {
	http.Redirect(v.w, v.r, manual.Root+"/", http.StatusSeeOther)
	return nil
}

// manualIndex says whom the site is for, and which services it serves.
func (s *site) manualIndex(v *visit) error { return v.show(manualIndexPage(v, manual.Read())) }

// manualPage shows a page that is a text.
func (s *site) manualPage(v *visit) error {
	b := manual.Read()
	p, ok := b.Page(v.r.PathValue("page"))
	if !ok {
		return problem.New(problem.NotFound, "error.not_found", "")
	}
	return v.show(manualTextPage(v, b, p))
}

// manualGroup shows the REST operations below a path.
func (s *site) manualGroup(v *visit) error { return v.showGroup(manualGroupPage) }

// manualObjects shows what those operations speak of.
func (s *site) manualObjects(v *visit) error { return v.showGroup(manualObjectsPage) }

func (v *visit) showGroup(page func(*visit, *manual.Book, manual.Group) templ.Component) error {
	b := manual.Read()
	i := slices.IndexFunc(b.Groups, func(g manual.Group) bool { return g.Name == v.r.PathValue("group") })
	if i < 0 {
		return problem.New(problem.NotFound, "error.not_found", "")
	}
	return v.show(page(v, b, b.Groups[i]))
}

// manualService shows the operations of a web service beside those of REST.
func (s *site) manualService(v *visit) error {
	b := manual.Read()
	i := slices.IndexFunc(b.Services, func(s manual.Service) bool { return s.Name == v.r.PathValue("service") })
	if i < 0 {
		return problem.New(problem.NotFound, "error.not_found", "")
	}
	return v.show(manualServicePage(v, b, b.Services[i]))
}

// manualTitle is a page's name in the visitor's language.
func (v *visit) manualTitle(p manual.Page) string {
	if p.ID == "" {
		return v.T("manual.page.index")
	}
	return v.T("manual.page." + strings.ReplaceAll(p.ID, "-", "_"))
}

// pasted is a code with this portal's address.
func (v *visit) pasted(code string) string {
	return manual.At(strings.TrimRight(v.PublicURL, "/"), code)
}

// place is where a sentence has a figure or a name that depends on the request.
var place = regexp.MustCompile(`\{\w+\}`)

// told is what is said of a problem, with dots for what depends on the request.
func (v *visit) told(p manual.Problem) string { return place.ReplaceAllString(v.T(p.Code), "…") }

// manualHead is the text of a table's head above a cell.
func manualHead(b manual.Block, i int) string {
	text := ""
	if i < len(b.Rows[0]) {
		for _, s := range b.Rows[0][i] {
			text += s.Text
		}
	}
	return text
}

// programServices are the services that programs may name.
func (v *visit) programServices() (all []postal.Service) {
	for _, s := range v.edition().Services() {
		if s.Shown || s.Prepared {
			all = append(all, s)
		}
	}
	return all
}

// heaviest is a service's own limit of weight.
func (v *visit) heaviest(s postal.Service) string {
	if s.MaxGrams == 0 {
		return v.T("manual.none")
	}
	return v.lang.Weight(int(s.MaxGrams))
}
