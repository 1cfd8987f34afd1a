package tariff

import (
	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
)

// Answer is a Comparison in one language, as programs get it: amounts in cents,
// weights in grams, measures in millimetres.
type Answer struct {
	Date     policy.Day    `json:"date"`
	Place    PlaceAnswer   `json:"place"`
	Grams    postal.Grams  `json:"weight_g"`
	Services []OfferAnswer `json:"services"`
	// Notices are what the operator tells of the place.
	Notices []NoticeAnswer `json:"notices,omitempty"`
}

// NoticeAnswer is what the operator tells of a service to a place.
type NoticeAnswer struct {
	Service   string `json:"service" doc:"a ship code, or * for all"`
	Suspended bool   `json:"suspended"`
	Message   string `json:"message"`
}

// PlaceAnswer names a place.
type PlaceAnswer struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// OfferAnswer is one service's price, or why there is none.
type OfferAnswer struct {
	Service   string `json:"service"`
	Name      string `json:"name"`
	Available bool   `json:"available"`
	// Refusal stands where Available is false.
	Refusal *RefusalAnswer `json:"refusal,omitempty"`
	// Unpriced marks a service whose price is found at the counter.
	Unpriced bool   `json:"unpriced,omitempty"`
	Format   string `json:"format,omitempty"`

	// The amounts are nil where there is no price.
	Postage *money.Amount `json:"postage_cents,omitempty"`
	AddOns  *money.Amount `json:"add_ons_cents,omitempty"`
	Premium *money.Amount `json:"premium_cents,omitempty"`
	Total   *money.Amount `json:"total_cents,omitempty"`

	// AdviceFee is what an advice of receipt costs, where it is offered.
	AdviceFee  money.Amount `json:"advice_of_receipt_cents,omitempty"`
	CoverLeast money.Amount `json:"cover_least_cents,omitempty"`
	CoverMost  money.Amount `json:"cover_most_cents,omitempty"`
	// ValuePremium is what insuring the contents for their value would cost,
	// where a value was told and no cover asked for.
	ValuePremium money.Amount `json:"value_premium_cents,omitempty"`

	// What the service promises stands where it can take the item.
	Standard  string           `json:"delivery_standard,omitempty"`
	Indemnity string           `json:"indemnity,omitempty"`
	Tracking  *int             `json:"tracking_level,omitempty"`
	Signature *bool            `json:"signature,omitempty"`
	MaxGrams  postal.Grams     `json:"max_weight_g,omitempty"`
	Sizes     []*postal.Format `json:"size_limits,omitempty"`
	Book      string           `json:"book,omitempty"`
	Source    string           `json:"source,omitempty"`
	Remarks   []string         `json:"remarks,omitempty"`
	Elsewhere []ZoneAnswer     `json:"elsewhere,omitempty"`
}

// RefusalAnswer is why a service can't take the item.
type RefusalAnswer struct {
	Code    string `json:"code"` // the message's key
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

// ZoneAnswer is the postage to another zone of the same country.
type ZoneAnswer struct {
	Place   PlaceAnswer  `json:"place"`
	Postage money.Amount `json:"postage_cents"`
}

// In is the comparison in a language.
func (c *Comparison) In(l i18n.Lang) Answer {
	a := Answer{Date: c.On, Place: placeAnswer(c.Place, l), Grams: c.Request.Grams, Services: make([]OfferAnswer, len(c.Quotes))}
	for i := range c.Quotes {
		c.Quotes[i].answer(&a.Services[i], l)
	}
	for _, n := range c.Notices {
		a.Notices = append(a.Notices, NoticeAnswer{n.Service, n.Suspended, n.Text.In(l)})
	}
	return a
}

// In is the quote in a language.
func (q *Quote) In(l i18n.Lang) (a OfferAnswer) { q.answer(&a, l); return a }

func placeAnswer(p *postal.Place, l i18n.Lang) PlaceAnswer {
	return PlaceAnswer{p.Code, p.Name.In(l)}
}

func (q *Quote) answer(a *OfferAnswer, l i18n.Lang) {
	s := q.Service
	*a = OfferAnswer{Service: s.Code, Name: s.Name.In(l), Available: q.Refusal == nil, Unpriced: q.Unpriced, Format: q.Format,
		AdviceFee: q.AdviceFee, CoverLeast: q.CoverLeast, CoverMost: q.CoverMost, ValuePremium: q.ValuePremium, MaxGrams: q.MaxGrams, Sizes: q.Formats}
	if r := q.Refusal; r != nil {
		a.Refusal = &RefusalAnswer{r.Key, r.Field, l.T(r.Key, r.Args...)}
		return
	}
	a.Standard, a.Indemnity, a.Tracking, a.Signature = stated(s.Standard, l), stated(s.Indemnity, l), &s.Tracking, &s.Signature
	if !q.Unpriced {
		a.Postage, a.AddOns, a.Premium, a.Total = &q.Postage, &q.AddOns, &q.Premium, &q.Total
	}
	if q.Book != nil {
		a.Book, a.Source = q.Book.Name(), q.Book.Source
	}
	for _, m := range q.Marks {
		a.Remarks = append(a.Remarks, l.T(m))
	}
	for _, z := range q.Elsewhere {
		a.Elsewhere = append(a.Elsewhere, ZoneAnswer{placeAnswer(z.Place, l), z.Postage})
	}
}

// stated is a text of the operator's, or that there is none.
func stated(t i18n.Text, l i18n.Lang) string {
	if s := t.In(l); s != "" {
		return s
	}
	return l.T("quote.not_stated")
}
