package label

import (
	"strings"

	"ecship/internal/i18n"
	"ecship/internal/money"
)

// serviceArt draws who carries the item and by which service.
func serviceArt(p *pen, b box, a Art) {
	operator := a.Operator.En
	if zh := a.Operator.In(p.zh); zh != operator {
		operator += " " + zh
	}
	p.fit(b.x, b.y+3, b.w, Style{Size: 8}, 5, "", operator)
	name := a.Service.En
	if zh := a.Service.In(p.zh); zh != name {
		name += " " + zh
	}
	p.fit(b.x, b.y+9.2, b.w, Style{Size: 14, Bold: true}, 6, "", name)
	p.Line(b.x, b.bottom(), b.right(), b.bottom(), frame)
}

// airmailArt draws the air mail impression (M-C4).
func airmailArt(p *pen, b box, a Art) {
	if !a.Air {
		return
	}
	p.Fill(b.x, b.y, b.w, b.h, 0)
	white := Style{Size: 15, Bold: true, Grey: 1}
	p.centre(b.x, b.y+b.h*0.5, b.w, white, "PAR AVION")
	white.Size = 8
	s := "AIR MAIL"
	if zh := p.zh.T("label.air_mail"); zh != "" {
		s += "  " + zh
	}
	p.centre(b.x, b.y+b.h*0.84, b.w, white, s)
}

// impressionArt draws what stands where a stamp would: postage paid, or what is
// to be paid at the counter.
func impressionArt(p *pen, b box, a Art) {
	p.Frame(b.x, b.y, b.w, b.h, frame)
	if a.Prepaid {
		paid, english := "PORT PAYÉ", i18n.En.T("label.postage_paid")
		if p.home {
			paid, english = strings.ToUpper(english), ""
		}
		p.centre(b.x, b.y+4.2, b.w, Style{Size: 10, Bold: true}, paid)
		p.centred(b, 7.2, 6.5, joined(english, p.zh.T("label.postage_paid")))
	} else {
		p.centred(b, 2.2, 4.5, i18n.En.T("label.pay_at_counter"))
		p.centred(b, 4, 4.5, p.zh.T("label.pay_at_counter"))
	}
	p.centred(b, b.h-0.9, 5, i18n.En.T("label.no_stamp")+" "+p.zh.T("label.no_stamp"))
}

// centred draws a line in the middle of a box, dy below its top.
func (p *pen) centred(b box, dy, size float64, s string) {
	s, st, _ := fitted(b.w-2, Style{Size: size}, 3.5, s)
	p.centre(b.x, b.y+dy, b.w, st, s)
}

func impressionFill(p *pen, b box, it *Item) {
	e := it.Shipment.Estimate
	if it.Prepaid {
		return
	}
	amount := "—"
	if !e.Unpriced {
		amount = hkd(e.Total)
	}
	amount, st, _ := fitted(b.w-2, Style{Size: 10.5, Bold: true}, 5, amount)
	p.centre(b.x, b.y+7.7, b.w, st, amount)
}

// hkd is an amount as labels write it; the bank code is read abroad too.
func hkd(a money.Amount) string { return "HKD " + a.Grouped() }

// indicatorArt draws the box of the text that the sender sorts by (M-C8).
func indicatorArt(p *pen, b box, _ Art) { p.Frame(b.x, b.y, b.w, b.h, 0.6) }

func indicatorFill(p *pen, b box, it *Item) {
	s, st, short := fitted(b.w-3, Style{Size: b.h / point * 0.8, Bold: true}, 8, it.Indicator)
	if short {
		p.overflow("indicator")
	}
	p.centre(b.x, b.y+b.h/2+st.Size*point*0.36, b.w, st, s)
}

// noticeArt draws what the sender must know, and noticeCopy whose copy this is.
// The instruction sheet says the same in three languages; here Chinese would
// cost each label a kilobyte of glyphs (P-2).
func noticeArt(p *pen, b box, _ Art) {
	p.fit(b.x, b.y+2, b.w*0.66, Style{Size: 5}, 3.5, "", i18n.En.T("label.notice"))
}

func noticeCopy(p *pen, b box, l Layout, ply int) {
	if l.Plies[ply].Copy == "" {
		return
	}
	key := "label.copy." + l.Plies[ply].Copy
	s := i18n.En.T(key) + " " + p.zh.T(key)
	if len(l.Plies) > 1 {
		s = string(rune('1'+ply)) + " / " + string(rune('0'+len(l.Plies))) + "   " + s
	}
	s, st, _ := fitted(b.w*0.33, Style{Size: 6.5, Bold: true}, 4, s)
	p.right(b.right(), b.y+2, st, s)
}
