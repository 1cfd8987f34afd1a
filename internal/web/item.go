package web

import (
	"net/url"
	"strconv"

	"ecship/internal/i18n"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/shipment"
)

// item shows one item. A draft opens where its questions go on.
func (s *site) item(v *visit) error {
	it, err := s.Portal.Shipment(v.ctx(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if it.State == shipment.Draft {
		return v.goTo(nextStep(it))
	}
	p, err := s.paymentFor(v, it.ID)
	if err != nil {
		return err
	}
	var press *portal.Press
	if it.State == shipment.Issued || it.State == shipment.Posted {
		pr, err := s.Portal.Press(v.ctx(), v.who, portal.Papers{IDs: []string{it.ID}, Lang: v.lang})
		if err != nil {
			return err
		}
		press = &pr
		v.showsPaper()
	}
	return v.show(itemPage(v, it, p, press))
}

// cancel asks first, then ends an item that was not posted, or throws a draft
// away.
func (s *site) cancel(v *visit) error {
	id := v.r.PathValue("id")
	if !v.sent() {
		it, err := s.Portal.Shipment(v.ctx(), v.who, id)
		if err != nil {
			return err
		}
		p, err := s.paymentFor(v, id)
		if err != nil {
			return err
		}
		return v.show(cancelPage(v, it, p))
	}
	it, err := s.Portal.CancelShipment(v.ctx(), v.who, id)
	if err != nil {
		return err
	}
	if it.State == shipment.Purged {
		return v.goTo("/items?note=discarded")
	}
	if v.get("refund") == "1" { // offered in the same step (M-D3)
		return v.goTo(itemPath(id) + "/refund")
	}
	return v.goTo(itemPath(id) + "?note=cancelled")
}

// cancelNote is what cancelling means for the money.
func (v *visit) cancelNote(p *portal.Payment) string {
	switch {
	case p == nil || !p.State.Live():
		return v.T("web.cancel.unpaid")
	case p.FreeToCancel(v.Now().Add(v.who.Clock)):
		said := v.T("web.cancel.free")
		if left := v.timeLeft(p.CaptureAt); p.State == payment.Authorised && left != "" {
			said += " " + v.T("web.item.free", "time", v.lang.Moment(p.CaptureAt), "left", left)
		}
		return said
	}
	if p.State != payment.Captured {
		return v.T("web.cancel.charging")
	}
	return v.T("web.cancel.charged")
}

// refundOnCancel tells whether cancelling offers to apply for a refund.
func (v *visit) refundOnCancel(p *portal.Payment) bool {
	return p != nil && p.State.Paid() && !p.FreeToCancel(v.Now().Add(v.who.Clock))
}

// again begins a new item with what an old one said (U-05).
func (s *site) again(v *visit) error {
	it, err := s.Portal.SendAgain(v.ctx(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.goTo(nextStep(it))
}

func withQuery(p string, q url.Values) string {
	if len(q) == 0 {
		return p
	}
	return p + "?" + q.Encode()
}

func itemPath(id string) string { return "/items/" + url.PathEscape(id) }

// stateTag is the colour of a state.
func stateTag(s shipment.State) string {
	switch s {
	case shipment.Issued:
		return "tag warn"
	case shipment.Posted:
		return "tag good"
	case shipment.Expired, shipment.Cancelled:
		return "tag bad"
	}
	return "tag"
}

// daysLeft is how many days a label stays good after today.
func (v *visit) daysLeft(last policy.Day) int {
	return int(last - policy.DayOf(v.Now().Add(v.who.Clock)))
}

// sizeIn is a size in centimetres.
func sizeIn(s postal.Size) string {
	return centimetres(s.Length) + " × " + centimetres(s.Breadth) + " × " + centimetres(s.Height)
}

// addressLines is an address as it is written on an envelope.
func addressLines(a postal.Address, place postal.Place, l i18n.Lang) (lines []string) {
	add := func(s ...string) {
		for _, t := range s {
			if t != "" {
				lines = append(lines, t)
			}
		}
	}
	add(a.Name, a.Company)
	add(a.Street...)
	add(place.Form.Town(a)...)
	add(place.Name.In(l), a.Phone, a.Email)
	return lines
}

// nativeLines is the part in the writer's own script.
func nativeLines(a postal.NativeAddress) (lines []string) {
	for _, t := range append([]string{a.Name, a.Company}, a.Street...) {
		if t != "" {
			lines = append(lines, t)
		}
	}
	return lines
}

func itoa[N ~int | ~int32 | ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }
