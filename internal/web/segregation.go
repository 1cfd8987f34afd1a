package web

import "ecship/internal/portal"

// segregation shows how items to the United States are to be kept apart when
// they are handed in (M-C8).
func (s *site) segregation(v *visit) error {
	g, err := s.Portal.Segregation(v.ctx(), v.who, struct{}{})
	if err != nil {
		return err
	}
	return v.show(segregationPage(v, g))
}

// segregationList is the same list as a PDF.
func (s *site) segregationList(v *visit) error {
	out, err := s.Portal.SegregationList(v.ctx(), v.who, v.lang)
	if err != nil {
		return err
	}
	return v.paper(out)
}

// certificate sends the certificate of posting (M-C11).
func (s *site) certificate(v *visit) error {
	out, err := s.Portal.Certificate(v.ctx(), v.who, portal.Paper{ID: v.r.PathValue("id"), Lang: v.lang})
	if err != nil {
		return err
	}
	return v.paper(out)
}
