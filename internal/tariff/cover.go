package tariff

import (
	"slices"

	"ecship/internal/money"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// everywhere stands for every place in the tables destination and cover.
const everywhere = "*"

// rules are a day's tables beside the rates: where services go, what is insured
// and what add-ons cost.
type rules struct {
	// listed holds the places of a service that goes only to some (M-C9).
	listed map[string]map[string]bool
	// cover is the greatest cover by service and place; everywhere is the
	// rest's. A place at 0 is refused.
	cover    map[string]map[string]money.Amount
	premiums map[string][]premium
	notices  []Notice
	// advice is the fee for an advice of receipt; 0 while there is none.
	advice money.Amount
}

// premium is the price of cover over one sum up to and with another; where per
// is set it is for every per begun.
type premium struct {
	over, to money.Amount
	price    money.Amount
	per      money.Amount
}

// least is the least cover that a service sells, and most what it sells at a
// place; most is 0 where it sells none.
func (r *rules) bounds(service string, p *postal.Place) (least, most money.Amount) {
	bands, at := r.premiums[service], r.cover[service]
	if len(bands) == 0 {
		return 0, 0
	}
	for _, code := range []string{p.Code, postal.Country(p.Code), everywhere} {
		if m, ok := at[code]; ok {
			return bands[0].over + 1, min(m, bands[len(bands)-1].to)
		}
	}
	return 0, 0
}

// premium is the price of a cover within the bounds.
func (r *rules) premium(service string, cover money.Amount) money.Amount {
	for _, b := range r.premiums[service] {
		if cover <= b.to {
			if b.per == 0 {
				return b.price
			}
			return (cover + b.per - 1) / b.per * b.price
		}
	}
	return 0
}

func (r *rules) destination(t postal.Table, places *postal.Directory, errs *problem.List) {
	t.Each([]string{"service", "place"}, []string{"note"}, errs, func(row postal.Row) {
		service, place := row.Needed("service"), row.Text("place")
		if _, ok := places.Find(place); !ok {
			row.Bad("table.unknown_place", "place")
		}
		if r.listed[service] == nil {
			r.listed[service] = map[string]bool{}
		}
		r.listed[service][place] = true
	})
}

func (r *rules) coverage(t postal.Table, places *postal.Directory, errs *problem.List) {
	t.Each([]string{"service", "place", "most"}, []string{"note"}, errs, func(row postal.Row) {
		service, place := row.Needed("service"), row.Text("place")
		if _, ok := places.Find(place); !ok && place != everywhere {
			row.Bad("table.unknown_place", "place")
		}
		if r.cover[service] == nil {
			r.cover[service] = map[string]money.Amount{}
		}
		if _, twice := r.cover[service][place]; twice {
			row.Bad("table.twice", "place")
		}
		r.cover[service][place] = row.Amount("most")
	})
}

func (r *rules) premia(t postal.Table, errs *problem.List) {
	t.Each([]string{"service", "over", "to", "premium", "per"}, []string{"note"}, errs, func(row postal.Row) {
		b := premium{row.Amount("over"), row.Amount("to"), row.Amount("premium"), row.Amount("per")}
		bands := r.premiums[row.Needed("service")]
		if b.to <= b.over || len(bands) > 0 && b.over != bands[len(bands)-1].to {
			row.Bad("table.hole", "over")
		}
		r.premiums[row.Text("service")] = append(bands, b)
	})
}

func (r *rules) fees(t postal.Table, errs *problem.List) {
	t.Each([]string{"fee", "amount"}, []string{"unit", "note", "source"}, errs, func(row postal.Row) {
		row.Needed("amount")
		if slices.Contains([]string{"registration", "underpayment"}, row.Text("fee")) {
			row.Amount("amount") // for the record: the registered rates include theirs
			return
		}
		if row.OneOf("fee", "advice_of_receipt") != "" {
			r.advice = row.Amount("amount")
		}
	})
}
