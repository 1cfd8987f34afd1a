package web

func (s *site) compare(v *visit) error { return v.show(comparePage(v)) }
