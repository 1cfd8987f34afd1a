package portal

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"ecship/internal/account"
	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/tariff"
	"ecship/internal/tracking"
)

// Route is where an item goes, by what service, and what it weighs.
type Route struct {
	Service string       `json:"service"`
	Place   string       `json:"place"`
	Grams   postal.Grams `json:"weight_g"`
	Size    postal.Size  `json:"size,omitzero"`
	Insured money.Amount `json:"insured_cents,omitempty"`
	// AdviceOfReceipt asks for the recipient's signed card back.
	AdviceOfReceipt bool `json:"advice_of_receipt,omitempty"`
}

// Draft is what a sender said about an item. A nil group was not asked.
type Draft struct {
	Route     *Route               `json:"route,omitempty"`
	Recipient *postal.Address      `json:"recipient,omitempty"`
	Sender    *postal.Address      `json:"sender,omitempty"`
	Contents  *customs.Declaration `json:"contents,omitempty"`
	Reference *string              `json:"reference,omitempty"`
	// Stateless tells that nobody was asked for the recipient's state, as in the
	// older services: there a postcode that tells it will do.
	Stateless bool `json:"-"`
}

// DraftOf is more about a draft that there is.
type DraftOf struct {
	ID string
	// Version is the one that was read; 0 saves over any.
	Version int64
	Draft
}

// Step is a group of questions about an item, a page each.
type Step string

// The steps, in their order.
const (
	RouteStep     Step = "route"
	RecipientStep Step = "recipient"
	SenderStep    Step = "sender"
	ContentsStep  Step = "contents"
)

// Item is a shipment as its sender sees it.
type Item struct {
	shipment.Shipment
	ServiceRow postal.Service
	PlaceRow   postal.Place // the destination; its Code is empty where none is chosen yet
	// Quote is what a draft would cost today; nil where there is no price, and
	// then NoPrice says why.
	Quote   *tariff.Quote
	NoPrice *problem.Problem
	// Missing are the steps of a draft that are not answered, or not rightly.
	Missing []Step
	// Asked is what the destination wants to know of a draft's contents, and
	// References the numbers that it asks for.
	Asked      customs.Rule
	References []customs.Reference
	// Certified is the last day on which a posted item's certificate of posting
	// can be had (M-C11); 0 is never.
	Certified policy.Day
	// Warnings are what the sender of a draft should know, at the fields of
	// Draft; nothing of it stops the label.
	Warnings []*problem.Problem
	// Faults are what is missing or wrong with a draft, at the fields of Draft.
	Faults []*problem.Problem
	Events []store.ShipmentEvent
	// Journey is what happened since it was posted; posting itself is in Events.
	Journey []tracking.Event
}

// maxReference is how long a sender's own reference may be.
const maxReference = 40

// apply puts the groups of d into s, cleaned and checked one by one, and tells
// what is wrong with them. Wrong groups are not taken over.
func (p *Portal) apply(s *shipment.Shipment, d Draft, on policy.Day) error {
	var l problem.List
	e := p.Catalogue().On(on)
	if d.Route != nil {
		if err := p.checkRoute(d.Route, on); err != nil {
			l.Take("", err)
		} else {
			d.Route.giveTo(s)
		}
	}
	if d.Recipient != nil {
		a := placed(*d.Recipient, s.Recipient.Place)
		if err := cmp.Or(checkRecipient(e, a, serviceOf(e, s.Service), d.Stateless), label.CheckAddress(a)); err != nil {
			l.Take("recipient", err)
		} else {
			s.Recipient = a
		}
	}
	if d.Sender != nil {
		a := placed(*d.Sender, postal.Home)
		err := cmp.Or(e.Places.CheckSender(a), label.CheckAddress(a))
		if err == nil && a.Phone == "" && reachable(e, *s) {
			err = problem.New(problem.Invalid, "customs.sender_phone", "phone")
		}
		if err != nil {
			l.Take("sender", err)
		} else {
			s.Sender = a
		}
	}
	if d.Contents != nil {
		decl := d.Contents.Clean()
		err := e.Customs.Check(decl, customs.Target{Place: s.Recipient.Place, Gross: s.Grams, Origin: func(code string) bool { return e.Places.Index(code) >= 0 }})
		if err = cmp.Or(err, label.CheckContents(decl)); err != nil {
			l.Take("contents", err)
		} else {
			s.Customs = decl
		}
	}
	if d.Reference != nil {
		ref := postal.CleanText(*d.Reference)
		if err := postal.CheckPrintable(ref); err != nil {
			l.Take("reference", err)
		} else if len([]rune(ref)) > maxReference {
			l.Add("text.too_long", "reference", "most", maxReference)
		} else {
			s.Reference = ref
		}
	}
	return l.Err()
}

// assemble is apply without the checks, for a draft with all its groups that
// they have passed before.
func (p *Portal) assemble(d Draft, on policy.Day) (s shipment.Shipment) {
	e := p.Catalogue().On(on)
	atHome(d.Route, serviceOf(e, d.Route.Service))
	d.Route.giveTo(&s)
	s.Recipient, s.Sender = placed(*d.Recipient, s.Recipient.Place), placed(*d.Sender, postal.Home)
	if d.Contents != nil {
		s.Customs = d.Contents.Clean()
	}
	s.Reference = postal.CleanText(*d.Reference)
	return s
}

// giveTo puts a route into an item.
func (r Route) giveTo(s *shipment.Shipment) {
	s.Service, s.Grams, s.Size, s.Insured, s.AdviceOfReceipt = r.Service, r.Grams, r.Size, r.Insured, r.AdviceOfReceipt
	s.Recipient.Place = r.Place
}

// placed is an address as it is kept, at a place unless it names one.
func placed(a postal.Address, place string) postal.Address {
	if a = a.Clean(); a.Place == "" {
		a.Place = place
	}
	return a
}

// atHome sends an item of the local services home without being told.
func atHome(r *Route, svc postal.Service) {
	if svc.Scope == postal.Local && r.Place == "" {
		r.Place = postal.Home
	}
}

func checkRecipient(e *tariff.Edition, a postal.Address, svc postal.Service, stateless bool) error {
	var l problem.List
	l.Take("", e.Places.CheckRecipient(a, svc))
	if !stateless {
		l.Take("", e.Places.CheckState(a))
	}
	return l.Err()
}

// reachable tells whether an item's destination wants its data ahead, for which
// the sender must be reached by phone.
func reachable(e *tariff.Edition, s shipment.Shipment) bool {
	return s.Recipient.Place != "" && serviceOf(e, s.Service).Form != "" && e.Customs.For(s.Recipient.Place).Electronic
}

// checkRoute is nil where the service takes such an item there, on the day.
func (p *Portal) checkRoute(r *Route, on policy.Day) error {
	svc, ok := p.Catalogue().On(on).Service(r.Service)
	if !ok || !svc.Prepared {
		return problem.New(problem.Invalid, "service.unknown", "service")
	}
	atHome(r, *svc)
	_, err := p.Catalogue().Price(r.Service, r.request(), on)
	return err
}

func (r Route) request() tariff.Request {
	return tariff.Request{Place: r.Place, Grams: r.Grams, Size: r.Size, Insured: r.Insured, AdviceOfReceipt: r.AdviceOfReceipt}
}

// serviceOf is a service's row, or the zero Service.
func serviceOf(e *tariff.Edition, code string) postal.Service {
	if s, ok := e.Service(code); ok {
		return *s
	}
	return postal.Service{}
}

func placeOf(e *tariff.Edition, code string) postal.Place {
	if p, ok := e.Places.Find(code); ok {
		return *p
	}
	return postal.Place{}
}

// view is a shipment with what belongs to it, at the transaction's time.
func (p *Portal) view(s shipment.Shipment, tx *store.Tx) Item {
	today := policy.DayOf(tx.Now)
	e := p.Catalogue().On(today)
	it := Item{Shipment: s, ServiceRow: serviceOf(e, s.Service), PlaceRow: placeOf(e, s.Recipient.Place)}
	it.State = s.StateAt(tx.Now)
	if s.State == shipment.Posted && today <= certifiedUntil(s.PostedAt) {
		it.Certified = certifiedUntil(s.PostedAt)
	}
	if s.State != shipment.Draft {
		return it
	}
	if s.Service != "" {
		q, err := p.Catalogue().Price(s.Service, routeOf(s).request(), today)
		if err != nil {
			it.NoPrice = problem.Of(err)
		} else {
			it.Quote = &q
		}
	}
	if it.ServiceRow.Form != "" && s.Recipient.Place != "" {
		it.Asked, it.References = e.Customs.For(s.Recipient.Place), e.Customs.References(s.Recipient.Place)
	}
	it.Missing, it.Faults = p.missing(s, today)
	it.Warnings = warnings(e, s)
	return it
}

// warnings are what is good enough to go, and yet worth a look.
func warnings(e *tariff.Edition, s shipment.Shipment) []*problem.Problem {
	var l problem.List
	for _, w := range e.Places.Warn(s.Recipient) {
		l.Take("recipient", w)
	}
	if w := e.Zips.Warn(s.Recipient); w != nil {
		l.Take("recipient", w)
	}
	for _, w := range e.Customs.Warn(s.Customs, s.Recipient.Place) {
		l.Take("contents", w)
	}
	if err := l.Err(); err != nil {
		return problem.Of(err).All()
	}
	return nil
}

func routeOf(s shipment.Shipment) Route {
	return Route{Service: s.Service, Place: s.Recipient.Place, Grams: s.Grams, Size: s.Size, Insured: s.Insured, AdviceOfReceipt: s.AdviceOfReceipt}
}

// complete is nil where nothing is missing and nothing wrong; its problems
// carry the fields of Draft.
func (p *Portal) complete(s shipment.Shipment, on policy.Day) error {
	r := routeOf(s)
	copied := s
	d := Draft{Route: &r, Recipient: &s.Recipient, Sender: &s.Sender, Stateless: true} // who was asked was held to it then
	if serviceOf(p.Catalogue().On(on), s.Service).Form != "" {
		d.Contents = &s.Customs
	}
	if err := p.apply(&copied, d, on); err != nil {
		return err
	}
	return p.printable(copied, on)
}

// printable is nil where the label can say all that it must (M-C4).
func (p *Portal) printable(s shipment.Shipment, on policy.Day) error {
	e := p.Catalogue().On(on)
	s.Form = e.Customs.Form(serviceOf(e, s.Service), s.Customs)
	it := p.labelItem(s, e, i18n.Hant)
	err := label.Check(&it)
	if err == nil {
		return nil
	}
	first := *problem.Of(err)
	for _, q := range first.All() { // the label speaks of customs, the pages of contents
		if rest, ok := strings.CutPrefix(q.Field, "customs."); ok {
			q.Field = string(ContentsStep) + "." + rest
		}
	}
	return &first
}

// missing are the steps that complete finds fault with, and the faults.
func (p *Portal) missing(s shipment.Shipment, on policy.Day) (steps []Step, faults []*problem.Problem) {
	err := p.complete(s, on)
	if err == nil {
		return nil, nil
	}
	at := map[Step]bool{}
	faults = problem.Of(err).All()
	for _, q := range faults {
		at[StepOf(q.Field)] = true
	}
	for _, st := range []Step{RouteStep, RecipientStep, SenderStep, ContentsStep} {
		if at[st] {
			steps = append(steps, st)
		}
	}
	return steps, faults
}

// StepOf is the page on which a field of Draft is asked.
func StepOf(field string) Step {
	for _, st := range []Step{RecipientStep, SenderStep, ContentsStep} {
		if len(field) >= len(st) && field[:len(st)] == string(st) {
			return st
		}
	}
	return RouteStep
}

// mine loads an item of the actor's customer.
func mine(tx *store.Tx, who account.Actor, id string) (shipment.Shipment, error) {
	return tx.Shipment(who.Customer, id)
}

// Shipment shows one item with its history.
func (p *Portal) Shipment(ctx context.Context, who account.Actor, id string) (it Item, err error) {
	if err := who.Sender(account.See); err != nil {
		return it, err
	}
	return it, p.read(ctx, who, func(tx *store.Tx) error {
		s, err := mine(tx, who, id)
		if err != nil {
			return err
		}
		it = p.view(s, tx)
		if it.Events, err = tx.Events(who.Customer, id); err != nil || s.Number == "" {
			return err
		}
		all, err := tx.Tracking(s.Number)
		it.Journey = slices.DeleteFunc(tracking.Timeline(all), func(e tracking.Event) bool { return e.Code == tracking.Posting && s.State == shipment.Posted })
		return err
	})
}

// ShipmentNumbered shows the actor's own item with an item number.
func (p *Portal) ShipmentNumbered(ctx context.Context, who account.Actor, number string) (it Item, err error) {
	if err := who.Sender(account.See); err != nil {
		return it, err
	}
	n, err := postal.ParseNumber(number)
	if err != nil {
		return it, err
	}
	return it, p.read(ctx, who, func(tx *store.Tx) error {
		s, err := tx.OwnNumber(who.Customer, n)
		if err != nil {
			return err
		}
		it = p.view(s, tx)
		it.Events, err = tx.Events(who.Customer, s.ID)
		return err
	})
}
