package web

import (
	"strings"

	"ecship/internal/portal"
)

// track tells anybody where the item of a number is; an answer is a link.
func (s *site) track(v *visit) error {
	if !v.r.Form.Has("number") {
		return v.show(trackPage(v, nil))
	}
	t, err := s.Portal.Track(v.ctx(), v.who, portal.Lookup{Number: strings.TrimSpace(v.get("number")), From: v.TrustedProxies.Caller(v.r)})
	if err != nil {
		if err := v.wrong(err); err != nil {
			return err
		}
		return v.show(trackPage(v, nil))
	}
	v.typed.Set("number", t.Number.Grouped())
	return v.show(trackPage(v, &t))
}

// country names where something happened; mail centres are for programs.
func (v *visit) country(code string) string {
	if p, ok := v.edition().Places.Find(code); ok {
		return p.Name.In(v.lang)
	}
	return code
}
