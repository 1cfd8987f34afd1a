package tariff

import (
	"cmp"
	"slices"
	"strings"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// Request is an item whose postage is asked for.
type Request struct {
	// Place is a place's code, "US" or "US-UA", or a name that means one place.
	Place string
	Grams postal.Grams
	Size  postal.Size // the zero Size is unknown
	// Value is what the contents are worth, Insured the cover asked for.
	Value, Insured  money.Amount
	AdviceOfReceipt bool
}

// Bounds of a request that makes sense at all.
const (
	GramsMost = 100_000 // no service takes as much
	SideMost  = 10_000  // millimetres
)

// Quote is one service's answer: its price, or why it can't take the item.
type Quote struct {
	Service *postal.Service
	// Refusal is why the service can't take the item; nil where it can. It
	// names the field of the request to change. It is shared: do not change it.
	Refusal *problem.Problem
	// Unpriced marks a service without a rate whose items are priced and paid
	// for at the counter.
	Unpriced bool
	Format   string // the letter format that was priced; "" without formats

	Postage money.Amount
	AddOns  money.Amount // what was asked for and costs extra, without the premium
	Premium money.Amount // of the cover asked for
	Total   money.Amount
	// ValuePremium is what insuring the contents for their value would cost; 0
	// where no value was told, cover was asked for, or none so high is offered.
	ValuePremium money.Amount

	// AdviceFee is what an advice of receipt costs there; 0 where it is not offered.
	AdviceFee money.Amount
	// CoverLeast and CoverMost bound the cover on offer; 0 is none.
	CoverLeast, CoverMost money.Amount
	MaxGrams              postal.Grams // the greatest weight; 0 is not stated
	Formats               []*postal.Format
	Book                  *Book    // nil where there is none
	Marks                 []string // keys of remarks on the price
	// Notices are what the operator tells of the service to that place.
	Notices []*Notice
	// Elsewhere lists other zones of the country where the price differs.
	Elsewhere []ZonePrice

	words   []words  // of the service, by language
	sizes   []byte   // Formats as JSON
	remarks [][]byte // Marks as JSON, by language
}

func (q *Quote) allow(s *sizes) {
	q.Formats, q.sizes = nil, nil
	if s != nil {
		q.Formats, q.sizes = s.formats, s.json
	}
}

// ZonePrice is the postage to another zone of the same country.
type ZonePrice struct {
	Place   *postal.Place
	Postage money.Amount
}

// Comparison is every service side by side: those that can take the item first,
// cheapest first, then those that can't, each with its reason (M-B1).
type Comparison struct {
	On      policy.Day
	Place   *postal.Place
	Request Request
	Quotes  []Quote
	// Notices are what the operator tells of the place, of any service.
	Notices []*Notice
}

// Compare answers for every service that the operator shows, on a day of
// posting. An error is a problem with the request itself, at its field.
func (c *Catalogue) Compare(r Request, on policy.Day) (Comparison, error) {
	e, p, err := c.start(&r, on)
	if err != nil {
		return Comparison{}, err
	}
	quotes, order := make([]Quote, len(e.services)), make([]int, 0, len(e.services))
	at, notices := e.Places.Index(p.Code), e.noticesOf(p, on)
	for i := range e.services {
		if e.services[i].Shown {
			e.quote(&quotes[i], i, at, &r)
			quotes[i].heed(notices)
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := &quotes[i], &quotes[j]
		return cmp.Or(a.rank()-b.rank(), cmp.Compare(a.Total, b.Total))
	})
	return Comparison{On: on, Place: p, Request: r, Quotes: arrange(quotes, order), Notices: notices}, nil
}

// arrange puts quotes into an order, without another slice of them: each place
// waits for the quote that order names, along the rings that the exchange forms.
func arrange(quotes []Quote, order []int) []Quote {
	for at := range order {
		from := order[at]
		for from < at { // it was moved out of the way of an earlier one
			from = order[from]
		}
		quotes[at], quotes[from] = quotes[from], quotes[at]
	}
	return quotes[:len(order)]
}

// rank puts priced quotes before those without a rate, and these before refusals.
func (q *Quote) rank() int {
	switch {
	case q.Refusal == nil && !q.Unpriced:
		return 0
	case q.Refusal == nil:
		return 1
	}
	return 2
}

// Price is one service's quote. A service that can't take the item is an error,
// at the field to change.
func (c *Catalogue) Price(service string, r Request, on policy.Day) (Quote, error) {
	e, p, err := c.start(&r, on)
	if err != nil {
		return Quote{}, err
	}
	i := e.service(service)
	if i < 0 || !e.services[i].Shown {
		return Quote{}, problem.New(problem.Invalid, "quote.service_unknown", "service")
	}
	var q Quote
	e.quote(&q, i, e.Places.Index(p.Code), &r)
	q.heed(e.noticesOf(p, on))
	if q.Refusal != nil {
		refusal := *q.Refusal // the catalogue keeps its own
		return Quote{}, &refusal
	}
	return q, nil
}

// Estimate is the quote as an item keeps it.
func (q Quote) Estimate() shipment.Estimate {
	e := shipment.Estimate{Postage: q.Postage, AddOns: q.AddOns, Premium: q.Premium, Total: q.Total, Unpriced: q.Unpriced}
	if q.Book != nil {
		e.Book = q.Book.Name()
	}
	return e
}

// start checks a request and finds its day's edition and its place.
func (c *Catalogue) start(r *Request, on policy.Day) (*Edition, *postal.Place, error) {
	e := c.On(on)
	if e == nil {
		return nil, nil, problem.New(problem.Invalid, "quote.too_early", "date", "day", c.editions[0].From)
	}
	errs := &problem.List{}
	p, ok := e.Places.Find(r.Place)
	if !ok {
		p = e.resolve(r.Place, errs)
	}
	switch {
	case r.Grams <= 0:
		errs.Add("weight.zero", "weight")
	case r.Grams > GramsMost:
		errs.Add("weight.over", "weight", "most", postal.Grams(GramsMost))
	}
	if s := r.Size; s != (postal.Size{}) && (!s.Known() || max(s.Length, s.Breadth, s.Height) > SideMost) {
		errs.Add("size.form", "size", "most", SideMost)
	}
	if r.Value < 0 || r.Value > money.Max {
		errs.Add("value.form", "value")
	}
	if r.Insured < 0 || r.Insured > money.Max {
		errs.Add("value.form", "insured")
	}
	return e, p, errs.Err()
}

func (e *Edition) resolve(text string, errs *problem.List) *postal.Place {
	if strings.TrimSpace(text) == "" {
		errs.Add("place.missing", "place")
		return nil
	}
	p, near := e.Places.Resolve(text, i18n.En)
	switch {
	case p != nil:
	case len(near) > 0:
		errs.Add("place.unclear", "place", "places", names(near)).Suggest(near[0].Name.En)
	default:
		errs.Add("place.unknown", "place")
	}
	return p
}

// names are places' names, in each language.
func names(places []postal.Place) i18n.Text {
	var en, hant, hans []string
	for _, p := range places {
		en, hant, hans = append(en, p.Name.En), append(hant, p.Name.Hant), append(hans, p.Name.Hans)
	}
	return i18n.Text{En: strings.Join(en, ", "), Hant: strings.Join(hant, "、"), Hans: strings.Join(hans, "、")}
}

// quote prices one service. It looks nothing up by text.
func (e *Edition) quote(q *Quote, service, at int, r *Request) {
	s, o := &e.services[service], &e.offers[service][at]
	*q = Quote{Service: s, Book: o.book, MaxGrams: s.MaxGrams, AdviceFee: o.advice,
		CoverLeast: o.least, CoverMost: o.most, words: e.words[service]}
	q.allow(o.sizes)
	if q.Refusal = o.refusal; q.Refusal == nil {
		q.Refusal = q.price(o, r)
	}
	if q.Refusal == nil {
		q.Refusal = e.addOns(q, r)
	}
	if q.Refusal != nil {
		q.none()
		return
	}
	q.Total = q.Postage + q.AddOns + q.Premium
	e.offerCover(q, r)
}

// none takes the price off a quote that is refused.
func (q *Quote) none() {
	q.Postage, q.AddOns, q.Premium, q.Total, q.Unpriced, q.Elsewhere = 0, 0, 0, 0, false, nil
	q.Format, q.Marks, q.remarks = "", nil, nil
}

func refuse(key, field string, args ...any) *problem.Problem {
	return problem.New(problem.Invalid, key, field, args...)
}

// price finds the postage: of the cheapest format that the item fits, or of the
// largest where no size is known (M-B1).
func (q *Quote) price(o *offer, r *Request) *problem.Problem {
	if len(o.schedules) == 0 { // to be priced at the counter
		q.Unpriced = true
		if q.MaxGrams > 0 && r.Grams > q.MaxGrams {
			return refuse("quote.over_weight", "weight", "most", q.MaxGrams)
		}
		return nil
	}
	last := &o.schedules[len(o.schedules)-1]
	q.MaxGrams = most(q.MaxGrams, last.Most())
	q.allow(last.sizes)
	best, tried := (*priced)(nil), postal.TooLarge
	for i := len(o.schedules) - 1; i >= 0; i-- {
		sch := &o.schedules[i]
		if i < len(o.schedules)-1 && !r.Size.Known() {
			break
		}
		f := fit(sch.sizes, r.Size)
		if f != postal.Fits {
			tried = min(tried, f)
			continue
		}
		tried = postal.Fits
		if a, ok := sch.Price(r.Grams); ok && (best == nil || a <= q.Postage) && (q.Service.MaxGrams == 0 || r.Grams <= q.Service.MaxGrams) {
			best, q.Postage = sch, a
		}
	}
	switch {
	case best == nil && tried == postal.Fits, r.Grams > q.MaxGrams:
		return refuse("quote.over_weight", "weight", "most", q.MaxGrams)
	case best == nil && tried == postal.TooSmall:
		return refuse("quote.too_small", "size")
	case best == nil:
		return refuse("quote.too_large", "size")
	}
	q.Format, q.Marks, q.remarks = best.Format, best.sized.keys, best.sized.json
	if best.Format != "" {
		q.allow(best.sizes)
		if !r.Size.Known() {
			q.Marks, q.remarks = best.unsized.keys, best.unsized.json
		}
	}
	for i := range o.elsewhere {
		z := &o.elsewhere[i]
		if a, ok := z.schedules[0].Price(r.Grams); ok && a != q.Postage {
			q.Elsewhere = append(q.Elsewhere, ZonePrice{z.place, a})
		}
	}
	return nil
}

func most(a, b postal.Grams) postal.Grams {
	if a == 0 || b < a {
		return b
	}
	return a
}

// addOns prices what was asked for beside the postage (M-C9).
func (e *Edition) addOns(q *Quote, r *Request) *problem.Problem {
	if r.AdviceOfReceipt {
		if q.AdviceFee == 0 {
			return refuse("quote.no_advice", "advice_of_receipt")
		}
		q.AddOns = q.AdviceFee
	}
	switch {
	case r.Insured == 0:
		return nil
	case q.CoverMost == 0:
		return refuse("quote.no_cover", "insured")
	case r.Insured < q.CoverLeast:
		return refuse("quote.cover_least", "insured", "least", (q.CoverLeast - 1).HKD())
	case r.Insured > q.CoverMost:
		return refuse("quote.cover_most", "insured", "most", q.CoverMost.HKD())
	}
	q.Premium = e.rules.premium(q.Service.Code, r.Insured)
	return nil
}

// offerCover says what it would cost to insure the contents for their value,
// where that was told and no cover was asked for.
func (e *Edition) offerCover(q *Quote, r *Request) {
	if r.Value > 0 && r.Insured == 0 && r.Value >= q.CoverLeast && r.Value <= q.CoverMost {
		q.ValuePremium = e.rules.premium(q.Service.Code, r.Value)
	}
}
