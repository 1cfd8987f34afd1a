package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/book"
	"ecship/internal/customs"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// The address book and the templates in the pages of a draft (U-04). A script
// completes a name or a description while it is typed. Without one, a name or
// a description alone means what is saved under it, and a button lists what
// there is; all that was typed stays.

// offered is what the address book has for a form: the entries and templates
// used last, and which list of them is open.
type offered struct {
	kind      book.Kind
	place     string // where the entries are; empty is anywhere
	entries   []book.Entry
	templates []book.Template
	listed    bool // the entries are shown to choose from
	line      int  // the line for which the templates are, from 1; 0 shows none
	headings  []customs.Heading
	coded     int // the line for which the headings are, from 1; 0 shows none
}

// offer looks up what the page's form may be filled with.
func (s *site) offer(v *visit, step portal.Step, it portal.Item) (err error) {
	if !v.who.SignedIn() {
		return nil
	}
	switch step {
	case portal.ContentsStep:
		var page portal.TemplatePage
		page, err = s.Portal.Templates(v.ctx(), v.who, portal.TemplateSearch{})
		v.offered.templates = page.Templates
		return err
	case portal.SenderStep:
		v.offered.kind = book.Sender
	default:
		v.offered.kind, v.offered.place = book.Recipient, it.Recipient.Place
	}
	page, err := s.Portal.Addresses(v.ctx(), v.who, portal.AddressSearch{Kind: v.offered.kind, Place: v.offered.place})
	v.offered.entries = page.Entries
	return err
}

// fromBook fills a draft's page from the book, where that was asked for, and
// tells whether it has shown it.
func (s *site) fromBook(v *visit, step portal.Step, it portal.Item) (shown bool, err error) {
	switch step {
	case portal.RecipientStep, portal.SenderStep:
		if use := v.typed.Get("use"); use != "" {
			err = s.useAddress(v, step, use)
			shown = true
		} else if v.typed.Has("book") {
			v.offered.listed, shown = true, true
		} else if nameAlone(v.typed, string(step)) && step == portal.RecipientStep {
			shown, err = s.useName(v, it.Recipient.Place)
		}
	case portal.ContentsStep:
		if shown, err = s.useHeadings(v); !shown && err == nil {
			shown, err = s.useTemplates(v)
		}
	}
	if err != nil || !shown {
		return false, err
	}
	return true, v.showAs(http.StatusOK, stepPage(v, step, it, nil))
}

// useAddress fills a page's form with an entry of the book; "" with nothing.
func (s *site) useAddress(v *visit, step portal.Step, id string) error {
	if id == "" || step != portal.RecipientStep && step != portal.SenderStep {
		return nil
	}
	e, err := s.Portal.Address(v.ctx(), v.who, id)
	if err != nil {
		return err
	}
	v.problems = nil
	fillWhole(v.typed, string(step), e.Address)
	return nil
}

// fillWhole fills every field of an address, so that nothing of another one
// stays.
func fillWhole(t url.Values, prefix string, a postal.Address) {
	for len(a.Street) < postal.LinesMost {
		a.Street = append(slices.Clone(a.Street), "")
	}
	for len(a.Native.Street) < postal.LinesMost {
		a.Native.Street = append(slices.Clone(a.Native.Street), "")
	}
	fillAddress(t, prefix, a)
}

// nameAlone tells whether nothing but a name was typed into an address.
func nameAlone(typed url.Values, prefix string) bool {
	for k := range typed {
		if strings.HasPrefix(k, prefix+".") && k != prefix+".name" && strings.TrimSpace(typed.Get(k)) != "" {
			return false
		}
	}
	return strings.TrimSpace(typed.Get(prefix+".name")) != ""
}

// useName fills in the saved recipient of the name that was typed. Of several
// the visitor chooses.
func (s *site) useName(v *visit, place string) (choose bool, err error) {
	all, err := s.Portal.AddressesNamed(v.ctx(), v.who, portal.NamedAddress{Name: v.get("recipient.name"), Place: place})
	if err != nil {
		return false, err
	}
	switch len(all) {
	case 0:
	case 1:
		fillWhole(v.typed, "recipient", all[0].Address)
	default:
		v.offered.entries, v.offered.listed = all, true
	}
	return len(all) > 1, nil
}

// savedRecipient is whom the first page of an item names; nil where it names
// nobody. Somebody who is not in the book, or is in it more than once, is a
// problem of the form.
func (s *site) savedRecipient(v *visit) (*book.Entry, error) {
	to := strings.TrimSpace(v.get("to"))
	if to == "" || !v.who.SignedIn() {
		return nil, nil
	}
	if pick := v.get("use"); pick != "" {
		to = pick
	}
	if strings.HasPrefix(to, "adr_") {
		e, err := s.Portal.Address(v.ctx(), v.who, to)
		if err == nil && v.get("place") == "" {
			v.typed.Set("place", e.Address.Place)
		}
		return &e, err
	}
	all, err := s.Portal.AddressesNamed(v.ctx(), v.who, portal.NamedAddress{Name: to})
	if err != nil {
		return nil, err
	}
	switch len(all) {
	case 0:
		v.problems = append(v.problems, problem.New(problem.Invalid, "book.nobody", "to"))
		return nil, nil
	case 1:
		if v.get("place") == "" {
			v.typed.Set("place", all[0].Address.Place)
		}
		return &all[0], nil
	}
	v.offered.entries, v.offered.listed = all, true
	v.problems = append(v.problems, problem.New(problem.Invalid, "book.several", "to"))
	return nil, nil
}

// keepRecipient writes the recipient of an issued item into the book, where its
// sender left that ticked. The label is made whether or not there is room.
func (s *site) keepRecipient(v *visit, it portal.Item) {
	if v.typed.Get("keep") == "" || it.State != shipment.Issued {
		return
	}
	if _, err := s.Portal.KeepRecipient(v.ctx(), v.who, it.ID); err != nil {
		s.Log.Warn("recipient not kept", "request", v.who.Request, "error", err)
	}
}

// useTemplates fills lines of contents from templates: the line that asked for
// one, and each in which a template's description stands and nothing else.
func (s *site) useTemplates(v *visit) (shown bool, err error) {
	if at := v.typed.Get("templates"); at != "" {
		n, err := strconv.Atoi(at)
		v.offered.line = n + 1
		return err == nil, nil
	}
	if at, id, ok := strings.Cut(v.typed.Get("template"), ":"); ok {
		t, err := s.Portal.Template(v.ctx(), v.who, id)
		if n, bad := strconv.Atoi(at); err == nil && bad == nil && n >= 0 && n < customs.MostLines {
			fillGoods(v.typed, n, t)
		}
		return true, err
	}
	for i := range linesTyped(v.typed) {
		if !v.describedAlone(i) {
			continue
		}
		t, err := s.Portal.TemplateNamed(v.ctx(), v.who, v.get(lineField(i, "description")))
		if err != nil {
			return false, err
		}
		if t != nil {
			fillGoods(v.typed, i, *t)
		}
	}
	return false, nil
}

// describedAlone tells whether nothing of a line but its description was typed.
func (v *visit) describedAlone(i int) bool {
	for _, f := range lineFields {
		if f != "description" && v.get(lineField(i, f)) != "" {
			return false
		}
	}
	return v.get(lineField(i, "description")) != ""
}

// fillGoods fills a line from a template. The reason for export goes with it
// where none is chosen, the currency with the only line; a value in another
// currency is left out.
func fillGoods(t url.Values, i int, of book.Template) {
	if t.Get("contents.category") == "" {
		t.Set("contents.category", string(of.Category))
		if of.Explanation != "" {
			t.Set("contents.explanation", of.Explanation)
		}
	}
	if linesTyped(t) == 1 {
		t.Set("contents.currency", of.Currency)
	}
	l := of.Line
	if t.Get("contents.currency") != of.Currency {
		l.Value = 0
	}
	fillLine(t, i, l)
}

// findTemplate completes a description.
func (s *site) findTemplate(v *visit) error {
	page, err := s.Portal.Templates(v.ctx(), v.who, portal.TemplateSearch{Text: v.get("q"), Limit: foundMost})
	if err != nil {
		return err
	}
	line, err := strconv.Atoi(v.get("line"))
	if err != nil || line < 0 || line >= customs.MostLines {
		return badForm(err)
	}
	rows := []found{}
	for _, t := range page.Templates {
		rows = append(rows, found{Name: t.Line.Description, Also: v.goods(t), Fill: flat(func(to url.Values) {
			to.Set("contents.currency", v.get("with"))
			to.Set("lines", v.get("lines"))
			fillGoods(to, line, t)
			to.Del("lines")
		})})
	}
	return v.json(rows)
}

// findSaved is where a script completes the name of a form's address.
func (v *visit) findSaved(prefix string) string {
	if len(v.offered.entries) == 0 {
		return ""
	}
	return withQuery(bookPath+"/find", url.Values{"kind": {string(v.offered.kind)}, "place": {v.offered.place}, "as": {prefix}})
}

// findGoods is where a script completes the description of a line.
func (v *visit) findGoods(i int) string {
	if len(v.offered.templates) == 0 {
		return ""
	}
	return withQuery(templatesPath+"/find", url.Values{"line": {strconv.Itoa(i)}, "lines": {strconv.Itoa(linesTyped(v.typed))}})
}

// suggestions are the names of a completion that a browser can do by itself.
func (v *visit) suggestions() (all []string) {
	for _, e := range v.offered.entries {
		all = append(all, e.Address.Name)
	}
	for _, t := range v.offered.templates {
		all = append(all, t.Line.Description)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
