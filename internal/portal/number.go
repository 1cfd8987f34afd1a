package portal

import (
	"context"
	"strings"

	"ecship/internal/account"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/store"
	"ecship/internal/trial"
)

// Serials that a service has until the operator gives it ranges of his own. The
// test customers' lie apart, so that no specimen bears a live number (M-I3).
const (
	firstLive, lastLive = 10_000_000, 89_999_999
	firstTest, lastTest = trial.FirstSerial, serialMost
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

// NewRange is a run of serials that the operator gives to a service.
type NewRange struct {
	Service     string
	Mode        account.Mode
	First, Last int
	// Replace retires what is left of the service's other ranges.
	Replace bool
}

// AddRange gives a service a range of serials. Serials of the same indicator
// that any range has had are refused: a number is never issued twice, within
// the 24 months of S10 or after. It is for commands of the server; by names who
// ran them.
func (p *Portal) AddRange(ctx context.Context, by string, in NewRange) error {
	s, ok := p.Catalogue().On(p.today(account.Nobody)).Service(strings.ToUpper(in.Service))
	if !ok || s.Indicator == "" {
		return problem.New(problem.Invalid, "service.unknown", "service")
	}
	if in.Mode != account.Live && in.Mode != account.Test {
		in.Mode = account.Live
	}
	if in.First < 0 || in.First > in.Last || in.Last > serialMost {
		return problem.New(problem.Invalid, "number.range_form", "first", "most", serialMost)
	}
	if tests := in.Mode == account.Test; in.Last >= trial.FirstSerial != tests || in.First >= trial.FirstSerial != tests {
		return problem.New(problem.Invalid, "number.range_trial", "first", "first", trial.FirstSerial)
	}
	return p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		if in.Replace {
			if err := tx.RetireRanges(s.Code, in.Mode); err != nil {
				return err
			}
		}
		r := store.NumberRange{Service: s.Code, Mode: in.Mode, Indicator: s.Indicator, Country: postal.Home, First: in.First, Last: in.Last}
		if err := tx.InsertNumberRange(r); err != nil {
			return err
		}
		return tx.Audit(store.AuditRow{Actor: by, Act: "range.add", Object: s.Code,
			Detail: map[string]any{"mode": in.Mode, "first": in.First, "last": in.Last, "replace": in.Replace}})
	})
}

// GiveRange is AddRange for an officer.
func (p *Portal) GiveRange(ctx context.Context, who account.Actor, in NewRange) error {
	if err := who.OnDuty(account.Officer); err != nil {
		return err
	}
	return p.AddRange(ctx, actorName(who), in)
}

// Ranges tells officers how far each service's numbers are used.
func (p *Portal) Ranges(ctx context.Context, who account.Actor, _ struct{}) ([]RangeUse, error) {
	if err := who.OnDuty(account.Officer); err != nil {
		return nil, err
	}
	return p.RangeUses(ctx)
}

// serialMost is the greatest serial of eight digits.
const serialMost = 99_999_999

// RangeUse is how far the item numbers of a service are used up.
type RangeUse struct {
	Service     string
	Mode        account.Mode
	Indicator   string
	Used, Total int
	Alarm       int // the greatest alarm that was reached, in per cent; 0 is none
}

// Percent is how much is used, rounded down.
func (u RangeUse) Percent() int {
	if u.Total == 0 {
		return 100
	}
	return u.Used * 100 / u.Total
}

// RangeUses adds up each service's ranges. What was given before a range was
// retired counts as used.
func (p *Portal) RangeUses(ctx context.Context) (all []RangeUse, err error) {
	return all, p.read(ctx, account.Nobody, func(tx *store.Tx) error {
		ranges, err := tx.NumberRanges()
		if err != nil {
			return err
		}
		all = usesOf(ranges)
		return nil
	})
}

// usesOf adds up ranges, which come ordered by service and mode.
func usesOf(ranges []store.NumberRange) (all []RangeUse) {
	for _, r := range ranges {
		if n := len(all); n == 0 || all[n-1].Service != r.Service || all[n-1].Mode != r.Mode {
			all = append(all, RangeUse{Service: r.Service, Mode: r.Mode, Indicator: r.Indicator})
		}
		u := &all[len(all)-1]
		u.Used, u.Total = u.Used+r.Next-r.First, u.Total+r.Last+1-r.First
	}
	for i := range all {
		for _, a := range policy.RangeAlarms {
			if all[i].Used*100 >= a*all[i].Total {
				all[i].Alarm = a
			}
		}
	}
	return all
}

// watchRanges tells the operator, in the log and the audit log, when a service
// has used 80, 90 or 95 % of its numbers: once for each step.
func (p *Portal) watchRanges(ctx context.Context) error {
	all, err := p.RangeUses(ctx)
	if err != nil {
		return err
	}
	for _, u := range all {
		key := u.Service + " " + string(u.Mode)
		if was, _ := p.alarmed.Swap(key, u.Alarm); u.Alarm == 0 || was == u.Alarm {
			continue
		}
		p.Log.Warn("item numbers run out", "service", u.Service, "mode", u.Mode, "used", u.Used, "of", u.Total, "percent", u.Percent())
		err := p.write(ctx, account.Nobody, func(tx *store.Tx) error {
			return tx.Audit(store.AuditRow{Actor: "system", Act: "range.alarm", Object: u.Service,
				Detail: map[string]any{"mode": u.Mode, "percent": u.Alarm, "used": u.Used, "total": u.Total}})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
