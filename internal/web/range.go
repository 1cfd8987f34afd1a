package web

import (
	"strconv"
	"strings"

	"ecship/internal/account"
	"ecship/internal/portal"
	"ecship/internal/problem"
)

// ranges shows officers how far the item numbers of each service are used, and
// gives a service a further range.
func (s *site) ranges(v *visit) error {
	if v.sent() {
		in, err := rangeFrom(v)
		if err == nil {
			err = s.Portal.GiveRange(v.ctx(), v.who, in)
		}
		if err == nil {
			return v.goTo("/office/ranges?given=" + strings.ToUpper(in.Service))
		}
		if err := v.wrong(err); err != nil {
			return err
		}
	}
	all, err := s.Portal.Ranges(v.ctx(), v.who, struct{}{})
	if err != nil {
		return err
	}
	return v.show(rangePage(v, all))
}

// rangeFrom is the range that the form asks for.
func rangeFrom(v *visit) (portal.NewRange, error) {
	var list problem.List
	serial := func(name string) int {
		n, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(v.get(name)), " ", ""))
		if err != nil {
			list.Add("label.whole", name)
		}
		return n
	}
	in := portal.NewRange{Service: v.get("service"), Mode: account.Mode(v.get("mode")), First: serial("first"), Last: serial("last"), Replace: v.get("replace") != ""}
	return in, list.Err()
}

// rangeTag is the colour of a range that runs out.
func rangeTag(u portal.RangeUse) string {
	switch {
	case u.Alarm == 0:
		return ""
	case u.Percent() >= 95:
		return "tag bad"
	}
	return "tag warn"
}

func modeName(m account.Mode) string {
	if m == account.Test {
		return "range.test"
	}
	return "range.live"
}

// serviceOptions lists the services in a list of uses, each once.
func (v *visit) serviceOptions(all []portal.RangeUse) (options []option) {
	for _, u := range all {
		if len(options) == 0 || options[len(options)-1].Value != u.Service {
			options = append(options, option{u.Service, or(v.serviceName(u.Service), u.Service)})
		}
	}
	return options
}

// grouped is a count with its thousands apart.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
