package web

import "ecship/internal/portal"

// receipt sends the posting receipt of the sender's item.
func (s *site) receipt(v *visit) error {
	out, err := s.Portal.Receipt(v.ctx(), v.who, portal.Paper{ID: v.r.PathValue("id"), Lang: v.lang})
	if err != nil {
		return err
	}
	return v.paper(out)
}

// counterReceipt sends the receipt that the clerk hands over.
func (s *site) counterReceipt(v *visit) error {
	out, err := s.Portal.ReceiptAtCounter(v.ctx(), v.who, portal.CounterPaper{Number: v.r.PathValue("number"), Lang: v.lang})
	if err != nil {
		return err
	}
	return v.paper(out)
}
