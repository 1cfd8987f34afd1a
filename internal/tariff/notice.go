package tariff

import (
	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// Notice is what the operator tells of a service to a place for some time: that
// it is suspended, or what to mind (M-C8).
type Notice struct {
	Service   string // a ship code, or everywhere for all
	Place     string // a place, a country, or everywhere for all
	Suspended bool
	From      policy.Day
	Until     policy.Day // the last day; 0 while it is open
	Text      i18n.Text
}

// notices reads the "notice" table.
func (r *rules) noticed(t postal.Table, places *postal.Directory, errs *problem.List) {
	t.Each([]string{"service", "place", "state", "from", "until", "en", "zh-Hant", "zh-Hans"}, []string{"source"}, errs, func(row postal.Row) {
		n := Notice{Service: row.Needed("service"), Place: row.Needed("place"), Suspended: row.OneOf("state", "suspended", "restricted") == "suspended", Text: row.Words("")}
		if _, ok := places.Find(n.Place); !ok && n.Place != everywhere {
			row.Bad("table.unknown_place", "place")
		}
		for column, day := range map[string]*policy.Day{"from": &n.From, "until": &n.Until} {
			if s := row.Text(column); s != "" {
				d, err := policy.ParseDay(s)
				if err != nil {
					row.Bad("table.value", column)
				}
				*day = d
			}
		}
		r.notices = append(r.notices, n)
	})
}

// noticesOf lists what is told of a place on a day, in the table's order.
func (e *Edition) noticesOf(p *postal.Place, on policy.Day) (all []*Notice) {
	for i := range e.rules.notices {
		n := &e.rules.notices[i]
		here := n.Place == everywhere || n.Place == p.Code || n.Place == postal.Country(p.Code)
		if here && on >= n.From && (n.Until == 0 || on <= n.Until) {
			all = append(all, n)
		}
	}
	return all
}

// heed gives a quote the notices that concern its service; where it is
// suspended, no item is taken.
func (q *Quote) heed(notices []*Notice) {
	for _, n := range notices {
		if n.Service != everywhere && n.Service != q.Service.Code {
			continue
		}
		q.Notices = append(q.Notices, n)
		if n.Suspended && q.Refusal == nil {
			q.Refusal = refuse("quote.suspended", "place", "text", n.Text)
			q.none()
		}
	}
}
