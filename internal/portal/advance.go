package portal

import (
	"context"
	"strings"

	"ecship/internal/account"
	"ecship/internal/advance"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/store"
)

// AdvanceOf names the items whose advance data is wanted: those that an office
// accepted on a day.
type AdvanceOf struct {
	Office string
	Day    policy.Day
}

// AdvanceData is what customs abroad are to be told of them (M-C11); specimens
// are left out. Only commands of the server offer it; by names who ran them.
func (p *Portal) AdvanceData(ctx context.Context, by string, in AdvanceOf) (x advance.Export, err error) {
	in.Office = strings.ToUpper(in.Office)
	e := p.Catalogue().On(in.Day)
	if e == nil {
		return x, problem.New(problem.Invalid, "date.form", "day")
	}
	if _, ok := e.Office(in.Office); !ok {
		return x, problem.New(problem.Invalid, "counter.no_office", "office", "office", in.Office)
	}
	x = advance.New(in.Office, in.Day)
	err = p.read(ctx, account.Nobody, func(tx *store.Tx) error {
		rows, err := tx.AcceptancesOf(in.Office, in.Day)
		if err != nil {
			return err
		}
		for _, a := range rows {
			s, err := tx.Shipment(a.Customer, a.Shipment)
			if err != nil {
				return err
			}
			if !s.Test {
				x.Add(s, serviceOf(e, s.Service), a.At, a.Grams, a.Charged)
			}
		}
		return nil
	})
	if err != nil {
		return x, err
	}
	return x, p.write(ctx, account.Nobody, func(tx *store.Tx) error {
		return tx.Audit(store.AuditRow{Actor: by, Act: "ead.export", Object: in.Office, Detail: map[string]any{"day": in.Day.String(), "items": len(x.Items)}})
	})
}
