package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

const newItemPath = "/items/new"

// The pages of a draft, one group of questions each. Every page that was
// answered is saved; a draft left half-way goes on from the history (M-C2).

// steps are the pages in their order.
var steps = []portal.Step{portal.RouteStep, portal.RecipientStep, portal.SenderStep, portal.ContentsStep}

// stepName is a page's message key.
func stepName(s portal.Step) string {
	switch s {
	case portal.RouteStep:
		return "web.step.route"
	case portal.RecipientStep:
		return "web.step.recipient"
	case portal.SenderStep:
		return "web.step.sender"
	}
	return "web.step.contents"
}

func stepPath(id string, s portal.Step) string { return itemPath(id) + "/" + string(s) }

// nextStep is the first page of a draft that is not answered, or the check of
// all answers.
func nextStep(it portal.Item) string {
	for _, s := range steps {
		if slices.Contains(it.Missing, s) {
			return stepPath(it.ID, s)
		}
	}
	return itemPath(it.ID) + "/check"
}

// newItem asks for the service, destination and weight. It can be reached
// before signing in; what was answered then waits, and goes on by itself
// afterwards.
func (s *site) newItem(v *visit) error {
	if err := s.offer(v, portal.RouteStep, portal.Item{}); err != nil {
		return err
	}
	if !v.sent() && !(v.resumed && v.who.SignedIn()) {
		return s.beginItem(v)
	}
	to, err := s.savedRecipient(v)
	if err != nil {
		return err
	}
	near := v.choosePlace()
	route, errs := routeFrom(v.typed)
	v.problems = append(v.problems, errs...)
	if to != nil && route.Place != to.Address.Place && len(v.problems) == 0 {
		v.problems = append(v.problems, problem.New(problem.Invalid, "book.elsewhere", "to", "place", v.placeText(to.Address.Place)))
	}
	if len(v.problems) > 0 {
		return v.show(routePage(v, portal.Item{}, near))
	}
	if !v.who.SignedIn() {
		return v.signInFirst()
	}
	open, err := s.Portal.OpenItem(v.ctx(), v.who)
	if err != nil {
		return err
	}
	d := portal.Draft{Route: &route, Sender: open.Sender}
	if to != nil {
		d.Recipient = &to.Address
	}
	it, err := s.Portal.CreateDraft(v.ctx(), v.who, d)
	if err != nil && to != nil && onlyOf(portal.RecipientStep, err) { // what the service wants besides is asked on the next page
		d.Recipient = nil
		if it, err = s.Portal.CreateDraft(v.ctx(), v.who, d); err == nil {
			return v.goTo(stepPath(it.ID, portal.RecipientStep) + "?use=" + url.QueryEscape(to.ID))
		}
	}
	if err != nil {
		if err := v.wrong(err); err != nil {
			return err
		}
		return v.show(routePage(v, portal.Item{}, near))
	}
	return v.goTo(nextStep(it))
}

// beginItem shows the first page with what is known already: the service that
// was used last, and whom the address book sent here.
func (s *site) beginItem(v *visit) error {
	if v.who.SignedIn() && v.get("service") == "" && !v.restored {
		open, err := s.Portal.OpenItem(v.ctx(), v.who)
		if err != nil {
			return err
		}
		v.typed.Set("service", open.Service)
	}
	to, err := s.savedRecipient(v)
	if err != nil {
		return err
	}
	if to != nil {
		v.typed.Set("to", to.Address.Name)
		v.typed.Set("place", v.placeName(to.Address.Place))
	}
	return v.show(routePage(v, portal.Item{}, nil))
}

// onlyOf tells whether all that is wrong is asked on one page.
func onlyOf(step portal.Step, err error) bool {
	for _, p := range problem.Of(err).All() {
		if p.Kind != problem.Invalid || portal.StepOf(p.Field) != step {
			return false
		}
	}
	return true
}

// step serves one page of a draft: it shows the answers, or saves them.
func (s *site) step(step portal.Step) func(*visit) error {
	return func(v *visit) error {
		it, err := s.Portal.Shipment(v.ctx(), v.who, v.r.PathValue("id"))
		if err != nil {
			return err
		}
		if it.State != shipment.Draft {
			return v.goTo(itemPath(it.ID))
		}
		if err := s.offer(v, step, it); err != nil {
			return err
		}
		if !v.sent() {
			if !v.restored {
				use := v.get("use")
				v.offered.listed = v.typed.Has("book")
				if n, err := strconv.Atoi(v.get("templates")); err == nil {
					v.offered.line = n + 1
				}
				fillStep(v, step, it)
				v.problems = faultsOf(step, it)
				if codes := v.r.URL.Query().Get("codes"); codes != "" && step == portal.ContentsStep {
					v.typed.Set("codes", codes)
					if _, err := s.useHeadings(v); err != nil {
						return err
					}
				}
				if err := s.useAddress(v, step, use); err != nil {
					return err
				}
			}
			return v.show(stepPage(v, step, it, nil))
		}
		return s.saveStep(v, step, it)
	}
}

// faultsOf is what is wrong with the answers of a page. A page that was never
// answered has none: nobody is told off for what he was not asked yet.
func faultsOf(step portal.Step, it portal.Item) (all []*problem.Problem) {
	asked := map[portal.Step]bool{
		portal.RouteStep: it.Service != "", portal.RecipientStep: it.Recipient.Name != "", portal.SenderStep: it.Sender.Name != "",
		portal.ContentsStep: len(it.Customs.Lines) > 0,
	}
	for _, p := range it.Faults {
		if asked[step] && portal.StepOf(p.Field) == step {
			all = append(all, p)
		}
	}
	return all
}

func (s *site) saveStep(v *visit, step portal.Step, it portal.Item) error {
	if step == portal.ContentsStep && v.changeLines() {
		return v.showAs(http.StatusOK, stepPage(v, step, it, nil))
	}
	if shown, err := s.fromBook(v, step, it); shown || err != nil {
		return err
	}
	var near []postal.Place
	if step == portal.RouteStep {
		near = v.choosePlace()
	}
	d, errs := draftFrom(v.typed, step)
	v.problems = append(v.problems, errs...)
	if len(v.problems) == 0 {
		saved, err := s.Portal.SaveDraft(v.ctx(), v.who, portal.DraftOf{ID: it.ID, Draft: d})
		if err == nil {
			return v.goTo(nextStep(saved))
		}
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	return v.show(stepPage(v, step, it, near))
}

// check shows every answer with a link to change it, and issues the label.
func (s *site) check(v *visit) error {
	id := v.r.PathValue("id")
	if v.sent() {
		it, err := s.Portal.IssueShipment(v.ctx(), v.who, id)
		if err == nil {
			s.keepRecipient(v, it)
			return v.goTo(itemPath(it.ID) + "?note=issued")
		}
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	it, err := s.Portal.Shipment(v.ctx(), v.who, id)
	if err != nil {
		return err
	}
	if it.State != shipment.Draft {
		return v.goTo(itemPath(id))
	}
	kept, err := s.Portal.KeptAddress(v.ctx(), v.who, it.Recipient)
	if err != nil {
		return err
	}
	return v.show(checkPage(v, it, kept))
}

// draftFrom reads the answers of one page.
func draftFrom(typed url.Values, step portal.Step) (d portal.Draft, errs []*problem.Problem) {
	switch step {
	case portal.RouteStep:
		r, errs := routeFrom(typed)
		ref := typed.Get("reference")
		return portal.Draft{Route: &r, Reference: &ref}, errs
	case portal.RecipientStep:
		a := addressFrom(typed, "recipient")
		return portal.Draft{Recipient: &a}, nil
	case portal.SenderStep:
		a := addressFrom(typed, "sender")
		return portal.Draft{Sender: &a}, nil
	}
	decl, errs := contentsFrom(typed)
	return portal.Draft{Contents: &decl}, errs
}

// routeFrom reads the first page.
func routeFrom(typed url.Values) (portal.Route, []*problem.Problem) {
	r, errs := itemFrom(typed)
	route := portal.Route{Service: typed.Get("service"), Place: r.Place, Grams: r.Grams, Size: r.Size, Insured: r.Insured, AdviceOfReceipt: r.AdviceOfReceipt}
	if route.Service == "" {
		errs = append(errs, problem.New(problem.Invalid, "web.service.missing", "service"))
	}
	return route, errs
}

// addressFrom reads an address whose fields begin with a prefix.
func addressFrom(typed url.Values, prefix string) postal.Address {
	get := func(name string) string { return typed.Get(prefix + "." + name) }
	a := postal.Address{
		Name: get("name"), Company: get("company"), City: get("city"), State: get("state"), Postcode: get("postcode"),
		Phone: get("phone"), Email: get("email"), Native: postal.NativeAddress{Name: get("native.name"), Company: get("native.company")},
	}
	for i := range postal.LinesMost {
		a.Street = append(a.Street, get("street."+strconv.Itoa(i)))
		a.Native.Street = append(a.Native.Street, get("native.street."+strconv.Itoa(i)))
	}
	return a
}

// lineFields are the questions about one line of contents.
var lineFields = append([]string{"description", "native", "quantity", "net_weight_g", "value_cents", "hs_code", "origin"}, askedFields...)

func lineField(i int, name string) string {
	return "contents.lines." + strconv.Itoa(i) + "." + name
}

// changeLines adds or takes away a line of contents, without judging what was
// typed so far; it tells whether that was asked for.
func (v *visit) changeLines() bool {
	add, remove := v.typed.Has("add"), v.typed.Get("remove")
	if !add && remove == "" {
		compactLines(v.typed)
		return false
	}
	n := linesTyped(v.typed)
	if i, err := strconv.Atoi(remove); err == nil && i >= 0 && i < n {
		for _, f := range lineFields {
			v.typed.Del(lineField(i, f))
		}
		compactLines(v.typed)
		return true
	}
	v.typed.Set("lines", strconv.Itoa(min(n+1, customs.MostLines)))
	return true
}

// linesTyped is how many lines the form shows.
func linesTyped(typed url.Values) int {
	n, err := strconv.Atoi(typed.Get("lines"))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, customs.MostLines)
}

// compactLines moves the lines in which something was typed together, so that
// a problem's line is the one on the page.
func compactLines(typed url.Values) {
	to := 0
	for i := range linesTyped(typed) {
		if !slices.ContainsFunc(lineFields, func(f string) bool { return strings.TrimSpace(typed.Get(lineField(i, f))) != "" }) {
			continue
		}
		for _, f := range lineFields {
			typed.Set(lineField(to, f), typed.Get(lineField(i, f)))
		}
		to++
	}
	for i := to; i < customs.MostLines; i++ {
		for _, f := range lineFields {
			typed.Del(lineField(i, f))
		}
	}
	typed.Set("lines", strconv.Itoa(max(to, 1)))
}

// contentsFrom reads the declaration.
func contentsFrom(typed url.Values) (customs.Declaration, []*problem.Problem) {
	var l problem.List
	d := customs.Declaration{
		Category: customs.Category(typed.Get("contents.category")), Explanation: typed.Get("contents.explanation"), Currency: typed.Get("contents.currency"),
		SenderRef: typed.Get("contents.sender_reference"), ImporterRef: typed.Get("contents.importer_reference"), Comments: typed.Get("contents.comments"),
		Licence: typed.Get("contents.licence_number"), Certificate: typed.Get("contents.certificate_number"), Invoice: typed.Get("contents.invoice_number"),
		References: referencesFrom(typed),
	}
	for i := range linesTyped(typed) {
		line := customs.Line{Description: typed.Get(lineField(i, "description")), Native: typed.Get(lineField(i, "native")),
			HS: typed.Get(lineField(i, "hs_code")), Origin: typed.Get(lineField(i, "origin"))}
		line.Quantity = wholeFrom(typed, lineField(i, "quantity"), &l)
		if text := typed.Get(lineField(i, "net_weight_g")); strings.TrimSpace(text) != "" {
			g, err := postal.ParseGrams(text)
			line.Net = g
			takeAt(&l, lineField(i, "net_weight_g"), err)
		}
		if text := strings.TrimSpace(typed.Get(lineField(i, "value_cents"))); text != "" {
			a, err := money.Parse(text)
			line.Value = a
			if err != nil {
				l.Add("web.value.form", lineField(i, "value_cents"))
			}
		}
		askedFrom(typed, i, &line, &l)
		d.Lines = append(d.Lines, line)
	}
	if err := l.Err(); err != nil {
		return d, problem.Of(err).All()
	}
	return d, nil
}

func wholeFrom(typed url.Values, name string, l *problem.List) int {
	text := strings.TrimSpace(typed.Get(name))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		l.Add("web.whole.form", name)
	}
	return n
}

// takeAt notes err at a field, whatever field it names itself.
func takeAt(l *problem.List, field string, err error) {
	if err != nil {
		p := problem.Of(err)
		l.Add(p.Key, field, p.Args...)
	}
}
