package web

import (
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// statements offers the months of the customer's deposit accounts, and shows
// the one that was asked for, or else the current one of the first account.
func (s *site) statements(v *visit) error {
	accounts, err := s.Portal.DepositAccounts(v.ctx(), v.who)
	if err != nil {
		return err
	}
	if len(accounts) == 0 {
		return v.show(noStatementPage(v))
	}
	if v.get("account") == "" {
		v.typed.Set("account", accounts[0].Number)
	}
	st, err := s.Portal.Statement(v.ctx(), v.who, v.statementOf())
	if problem.Is(err, problem.Invalid) {
		if err := v.wrong(err); err != nil {
			return err
		}
		v.typed.Del("month")
		st, err = s.Portal.Statement(v.ctx(), v.who, v.statementOf())
	}
	if err != nil {
		return err
	}
	return v.show(statementPage(v, accounts, st))
}

// statementOf is which statement was asked for; this month's where none was.
func (v *visit) statementOf() portal.StatementOf {
	in := portal.StatementOf{Account: v.get("account"), Lang: v.lang, Month: policy.MonthOf(policy.DayOf(v.Now().Add(v.who.Clock)))}
	if m, err := policy.ParseMonth(v.get("month")); err == nil {
		in.Month = m
	}
	return in
}

// months are those that a statement's account has, newest first, a few years
// at the most.
func (v *visit) months(st portal.Statement) (all []policy.Month) {
	first := policy.MonthOf(policy.DayOf(st.Account.CreatedAt))
	for m := policy.MonthOf(policy.DayOf(v.Now().Add(v.who.Clock))); m >= first && len(all) < 84; m = m.Add(-1) {
		all = append(all, m)
	}
	return all
}

func statementPath(ending string, st portal.Statement) string {
	return "/account/statements" + ending + "?account=" + st.Account.Number + "&month=" + st.Month.String()
}

// statementPaper is the statement as a PDF.
func (s *site) statementPaper(v *visit) error {
	out, err := s.Portal.StatementPaper(v.ctx(), v.who, v.statementOf())
	if err != nil {
		return err
	}
	return v.paper(out)
}

// statementFile is the statement for a spreadsheet.
func (s *site) statementFile(v *visit) error {
	out, err := s.Portal.StatementFile(v.ctx(), v.who, v.statementOf())
	if err != nil {
		return err
	}
	return v.file(out.Name, out.Write)
}
