package main

import (
	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/tariff"
)

// comparison is what --json prints. Amounts are in cents, weights in grams.
type comparison struct {
	Place  string       `json:"place"`
	Grams  postal.Grams `json:"weight_g"`
	On     policy.Day   `json:"date"`
	Quotes []answer     `json:"quotes"`
}

// answer is one service's: a price, or the reason why there is none.
type answer struct {
	Service  string        `json:"service"`
	Name     string        `json:"name"`
	Postage  *money.Amount `json:"postage_cents,omitempty"`
	Premium  money.Amount  `json:"premium_cents,omitempty"`
	Total    *money.Amount `json:"total_cents,omitempty"`
	Format   string        `json:"format,omitempty"`
	Book     string        `json:"book,omitempty"`
	Unpriced bool          `json:"unpriced,omitempty"`
	Remarks  []string      `json:"remarks,omitempty"`
	Refused  string        `json:"refused,omitempty"` // the message's key
	Reason   string        `json:"reason,omitempty"`
}

// asJSON is a comparison for programs, its sentences in a language.
func asJSON(c tariff.Comparison, lang i18n.Lang) comparison {
	out := comparison{Place: c.Place.Code, Grams: c.Request.Grams, On: c.On}
	for _, q := range c.Quotes {
		a := answer{Service: q.Service.Code, Name: q.Service.Name.In(lang)}
		if r := q.Refusal; r != nil {
			a.Refused, a.Reason = r.Key, lang.T(r.Key, r.Args...)
			out.Quotes = append(out.Quotes, a)
			continue
		}
		a.Format, a.Unpriced, a.Premium = q.Format, q.Unpriced, q.Premium
		if !q.Unpriced {
			a.Postage, a.Total = &q.Postage, &q.Total
		}
		if q.Book != nil {
			a.Book = q.Book.Name()
		}
		a.Remarks = remarks(q, lang)
		out.Quotes = append(out.Quotes, a)
	}
	return out
}
