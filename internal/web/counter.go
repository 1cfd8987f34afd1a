package web

import (
	"errors"
	"net/url"
	"strings"

	"ecship/internal/money"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// desk is what the counter's page shows: nothing but the scan field, an item
// with what to do next, or a finished acceptance.
type desk struct {
	item     *portal.CounterItem
	weighed  bool // Due is for the weight on the scale
	refusal  *problem.Problem
	accepted *portal.Accepted
}

// counter is the clerk's one page (O-01): scan, weigh, take the money. Every
// step is a form that Enter sends, so that a scanner and a number pad do.
func (s *site) counter(v *visit) error {
	number := strings.TrimSpace(v.get("number"))
	if number == "" {
		return v.show(counterPage(v, desk{}))
	}
	in := portal.Scanned{Number: number}
	d := desk{}
	if v.get("weight") != "" {
		g, err := postal.ParseGrams(withUnit(v.get("weight"), v.get("unit")))
		if err != nil {
			v.problems = append(v.problems, problem.Of(err).All()...)
		}
		in.Grams, d.weighed = g, err == nil
	}
	if v.sent() && d.weighed {
		return s.accept(v, in)
	}
	return s.lookUp(v, in, d)
}

// lookUp shows a scanned item, or why it is refused.
func (s *site) lookUp(v *visit, in portal.Scanned, d desk) error {
	item, err := s.Portal.LookUpAtCounter(v.ctx(), v.who, in)
	var p *problem.Problem
	switch {
	case err == nil:
		d.item = &item
	case errors.As(err, &p) && p.Field == "weight":
		v.problems = append(v.problems, p) // too heavy: the item stays on the page
		if item, err = s.Portal.LookUpAtCounter(v.ctx(), v.who, portal.Scanned{Number: in.Number}); err != nil {
			return err
		}
		d.item, d.weighed = &item, false
	case errors.As(err, &p) && p.Kind != problem.Internal && p.Kind != problem.Unavailable && p.Kind != problem.Forbidden:
		d.refusal = p
		v.typed.Del("number")
	default:
		return err
	}
	return v.show(counterPage(v, d))
}

// accept takes the item in against cash.
func (s *site) accept(v *visit, in portal.Scanned) error {
	cash, err := amountFrom(v.typed, "cash")
	if err != nil {
		v.problems = append(v.problems, problem.Of(err).All()...)
		return s.lookUp(v, in, desk{weighed: true})
	}
	quoted, err := money.Parse(v.get("quoted"))
	if err != nil {
		quoted = 0
	}
	a, err := s.Portal.AcceptAtCounter(v.ctx(), v.who, portal.Acceptance{Number: in.Number, Grams: in.Grams, Cash: cash, Quoted: quoted})
	if p := problem.Of(err); err != nil && p.Field == "cash" {
		v.problems = append(v.problems, p)
		return s.lookUp(v, in, desk{weighed: true})
	}
	if err != nil {
		return s.lookUp(v, in, desk{weighed: true}) // it says itself why not
	}
	v.typed = url.Values{}
	return v.show(counterPage(v, desk{accepted: &a}))
}

// cashTyped is the cash keyed in; nothing need be where all is prepaid.
func cashTyped(v *visit, d desk) string {
	if v.get("cash") == "" && d.item.ToPay() == 0 {
		return "0"
	}
	return v.get("cash")
}

// counterRefusals tell the reasons apart by more than words: each has a heading, and a
// picture and colour by the name of a style.
var counterRefusals = map[string]struct{ style, heading string }{
	"counter.expired":    {"expired", "web.counter.expired"},
	"counter.cancelled":  {"cancelled", "web.counter.cancelled"},
	"counter.posted":     {"posted", "web.counter.posted"},
	"counter.foreign":    {"foreign", "web.counter.foreign"},
	"number.form":        {"mistyped", "web.counter.mistyped"},
	"number.check_digit": {"mistyped", "web.counter.mistyped"},
}

func refusalOf(p *problem.Problem) (style, heading string) {
	if r, ok := counterRefusals[p.Key]; ok {
		return r.style, r.heading
	}
	return "unknown", "web.counter.refused"
}
