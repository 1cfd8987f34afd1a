package web

import (
	"ecship/internal/i18n"
	"ecship/internal/portal"
)

// charts shows what was spent, each drawing with its table beside it (U-16).
func (s *site) charts(v *visit) error {
	x, err := s.Portal.Spending(v.ctx(), v.who, struct{}{})
	if err != nil {
		return err
	}
	return v.show(chartsPage(v, x))
}

// chart is a drawing of shares as bars, and their table.
type chart struct {
	ID, Title, Head string // Title and Head are message keys
	Shares          []portal.Share
}

// chartMost is how many bars a drawing has; the table has all.
const chartMost = 12

// Measures of a drawing in its own units; 400 are the whole width, which a
// phone shows nearly one to one.
const (
	chartWide = 400
	barPitch  = 40 // from one bar to the next: a line of text and the bar
	barHigh   = 12
)

func (c chart) bars() []portal.Share { return c.Shares[:min(chartMost, len(c.Shares))] }

// wide is a bar's length; the longest fills the drawing. What is not nought can
// be seen.
func (c chart) wide(s portal.Share) int {
	most := int64(1)
	for _, x := range c.Shares {
		most = max(most, int64(x.Total))
	}
	if s.Total == 0 {
		return 0
	}
	return max(2, int(int64(s.Total)*chartWide/most))
}

// shareName is what a bar and a line of the table stand for.
func (v *visit) shareName(s portal.Share) string {
	if s.Month == 0 {
		return or(s.Name.In(v.lang), s.Code)
	}
	y, m := s.MonthOf()
	if v.lang == i18n.En {
		return m.String() + " " + itoa(y)
	}
	return v.T("chart.month", "year", y, "month", int(m))
}
