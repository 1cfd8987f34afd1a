package portal

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/store"
)

// Share is a part of what was spent.
type Share struct {
	Code  string    // of a service or place; empty for a month
	Name  i18n.Text // of a service or place
	Month policy.Day
	Items int
	Total money.Amount // in cents
}

// Spending is what the items of the past six months cost, in three ways
// (U-16): month by month, and most first by destination and by service.
type Spending struct {
	Months, Places, Services []Share
	Items                    int
	Total                    money.Amount
}

// Spending sums up the postage of a customer's labels issued and items posted,
// by the month in which they were prepared: of posted ones what the counter
// charged, of the others the estimate.
func (p *Portal) Spending(ctx context.Context, who account.Actor, _ struct{}) (s Spending, err error) {
	if err := who.Sender(account.See); err != nil {
		return s, err
	}
	return s, p.read(ctx, who, func(tx *store.Tx) error {
		s = Spending{}
		today := policy.DayOf(tx.Now)
		e := p.Catalogue().On(today)
		places, services := map[string]*Share{}, map[string]*Share{}
		for from := (Search{}).since(today); from <= today; {
			next := nextMonth(from)
			rows, err := tx.Spent(who.Customer, from, min(next-1, today))
			if err != nil {
				return err
			}
			month := Share{Month: from}
			for _, r := range rows {
				for _, x := range []*Share{&month, shareOf(places, r.Place), shareOf(services, r.Service)} {
					x.Items, x.Total = x.Items+r.Items, x.Total+r.Total
				}
			}
			s.Months = append(s.Months, month)
			s.Items, s.Total = s.Items+month.Items, s.Total+month.Total
			from = next
		}
		for code, x := range places {
			x.Name = placeOf(e, code).Name
		}
		for code, x := range services {
			x.Name = serviceOf(e, code).Name
		}
		s.Places, s.Services = mostFirst(places), mostFirst(services)
		return nil
	})
}

func shareOf(all map[string]*Share, code string) *Share {
	if all[code] == nil {
		all[code] = &Share{Code: code}
	}
	return all[code]
}

func mostFirst(all map[string]*Share) (sorted []Share) {
	for _, x := range all {
		sorted = append(sorted, *x)
	}
	slices.SortFunc(sorted, func(a, b Share) int { return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(a.Code, b.Code)) })
	return sorted
}

// nextMonth is the first day of the month after d.
func nextMonth(d policy.Day) policy.Day {
	y, m, _ := d.Start().Date()
	return policy.Date(y, m, 1).AddMonths(1)
}

// MonthOf is a month's year and number.
func (s Share) MonthOf() (int, time.Month) {
	y, m, _ := s.Month.Start().Date()
	return y, m
}
