package portal

import (
	"context"

	"ecship/internal/account"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// Serials that a service has until the operator gives it ranges of his own. The
// test customers' lie apart, so that no specimen bears a live number.
const (
	firstLive, lastLive = 10_000_000, 89_999_999
	firstTest, lastTest = 99_000_000, 99_999_999
)

// ensureRanges gives every service that items can be prepared for a range of
// serials, if it has none.
func (p *Portal) ensureRanges(ctx context.Context) error {
	return p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		ranges, err := tx.NumberRanges()
		if err != nil {
			return err
		}
		has := map[string]bool{}
		for _, r := range ranges {
			has[r.Service+" "+string(r.Mode)] = true
		}
		for _, s := range p.Catalogue().On(p.today(account.Nobody)).Services() {
			for _, r := range []store.NumberRange{
				{Service: s.Code, Mode: account.Live, Indicator: s.Indicator, Country: postal.Home, First: firstLive, Last: lastLive},
				{Service: s.Code, Mode: account.Test, Indicator: s.Indicator, Country: postal.Home, First: firstTest, Last: lastTest},
			} {
				if !s.Prepared || has[r.Service+" "+string(r.Mode)] {
					continue
				}
				if err := tx.InsertNumberRange(r); err != nil && !problem.Is(err, problem.Conflict) {
					return err
				}
			}
		}
		return nil
	})
}

// nextNumber takes an item number for the actor's service. It is gone from its
// range before it is used, and never comes back (M-C3).
func (p *Portal) nextNumber(ctx context.Context, who account.Actor, service string) (postal.Number, error) {
	return p.DB.NextNumber(ctx, service, who.Mode)
}
