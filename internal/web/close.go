package web

import (
	"time"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// closeDay shows a day's money to the officers, today's where none is named,
// and notes that they closed it.
func (s *site) closeDay(v *visit) error {
	today := policy.DayOf(v.Now())
	day, err := dayTyped(v, today)
	if err != nil {
		if err := v.wrong(err); err != nil {
			return err
		}
	} else if v.sent() {
		_, err := s.Portal.CloseDay(v.ctx(), v.who, day)
		if err == nil {
			return v.goTo("/office/close?day=" + day.String())
		}
		if !problem.Is(err, problem.Unavailable) {
			err = v.wrong(err)
		}
		if err != nil {
			return err
		}
	}
	b, err := s.Portal.DayBook(v.ctx(), v.who, day)
	if err != nil {
		return err
	}
	v.typed.Set("day", day.String())
	return v.show(closePage(v, b, today))
}

// dayTyped is the day that was asked for; a day that can't be is told, and
// today shown.
func dayTyped(v *visit, today policy.Day) (policy.Day, error) {
	if v.get("day") == "" {
		return today, nil
	}
	day, err := policy.ParseDay(v.get("day"))
	if err != nil || day > today || day < policy.Date(2000, time.January, 1) {
		return today, problem.New(problem.Invalid, "close.day", "day")
	}
	return day, nil
}

// closeFile is the same as a file for a spreadsheet.
func (s *site) closeFile(v *visit) error {
	day, err := dayTyped(v, policy.DayOf(v.Now()))
	if err != nil {
		return err
	}
	b, err := s.Portal.DayBook(v.ctx(), v.who, day)
	if err != nil {
		return err
	}
	return v.csv("close-"+day.String(), closeRows(b, v.lang))
}

// closeColumns are the columns of the file: programs read them, so they are the
// same in every language. Amounts are in dollars.
var closeColumns = []string{"day", "part", "name", "ref", "refund_key", "debits", "credits", "ours", "theirs", "difference", "since"}

func closeRows(b portal.DayBook, l i18n.Lang) [][]string {
	rows := [][]string{closeColumns}
	add := func(part, name, ref, key string, sums ...string) {
		row := append([]string{b.Day.String(), part, name, ref, key}, sums...)
		rows = append(rows, append(row, make([]string, len(closeColumns)-len(row))...))
	}
	pair := func(ours, theirs money.Amount) []string {
		return []string{"", "", ours.String(), theirs.String(), (ours - theirs).String()}
	}
	for _, m := range b.Methods {
		sums := []string{"", "", m.Ours().String()}
		if m.Stated {
			sums = pair(m.Ours(), m.Theirs)
		}
		add("method", m.Method, "", "", sums...)
		for _, d := range m.Differences {
			add("difference", m.Method, d.Ref, d.Key, pair(d.Ours, d.Theirs)...)
		}
	}
	for _, t := range b.Tills {
		add("till", t.Office.In(l), t.Code, "", pair(t.Booked, t.Taken)...)
	}
	for _, u := range b.Unknown {
		add("unknown", u.Method, u.Ref, "", "", "", u.Amount.String(), "", "", u.UnknownSince().UTC().Format(time.RFC3339))
	}
	for _, a := range b.Accounts {
		add("account", a.Detail.In(l), string(a.Account), "", a.Debits.String(), a.Credits.String())
	}
	return rows
}

// waited is how long something has lasted, as people say it.
func (v *visit) waited(since time.Time) string { return v.lasting(v.Now().Sub(since)) }

// lasting is a length of time as people say it.
func (v *visit) lasting(d time.Duration) string {
	minutes := int(d.Round(time.Minute).Minutes())
	switch {
	case minutes < 60:
		return v.lang.N("web.pay.minutes", max(1, minutes))
	case minutes < 48*60:
		return v.T("web.pay.hours", "hours", minutes/60, "minutes", minutes%60)
	}
	return v.lang.N("web.office.days", minutes/60/24)
}

// accountTotals are the sums of all accounts: of a sound day, they are equal.
func accountTotals(b portal.DayBook) (debits, credits money.Amount) {
	for _, a := range b.Accounts {
		debits, credits = debits+a.Debits, credits+a.Credits
	}
	return debits, credits
}
