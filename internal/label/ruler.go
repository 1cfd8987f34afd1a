package label

import (
	"strconv"

	"ecship/internal/i18n"
)

// DrawTest draws a page by which a printer is set up (U-14): rulers that must
// be as long as they say, the edge that the labels keep to, and the bars of a
// number that no item has.
func DrawTest(c Canvas, page Ply, l i18n.Lang) {
	p := pen{Canvas: c, zh: chinese(l)}
	const edge = 4.0
	p.Frame(edge, edge, page.Width-2*edge, page.Height-2*edge, hairline)
	across, down := int(page.Width-4*edge-6)/10*10, int(page.Height-4*edge-6)/10*10
	x0, y0 := 3*edge, 3*edge
	for mm := range across + 1 {
		p.Line(x0+float64(mm), y0, x0+float64(mm), y0+tick(mm), hairline)
		if mm%10 == 0 && mm > 0 {
			p.centre(x0+float64(mm)-5, y0+8, 10, Style{Size: 7}, strconv.Itoa(mm))
		}
	}
	for mm := range down + 1 {
		p.Line(x0, y0+float64(mm), x0+tick(mm), y0+float64(mm), hairline)
		if mm%10 == 0 && mm > 0 {
			p.Text(x0+6.2, y0+float64(mm)+0.9, Style{Size: 7}, strconv.Itoa(mm))
		}
	}
	p.Line(x0, y0, x0+float64(across), y0, rule)
	p.Line(x0, y0, x0, y0+float64(down), rule)

	at := box{x0 + 14, y0 + 14, page.Width - x0 - 14 - 3*edge, page.Height - y0 - 14 - 3*edge}
	p.block(box{at.x, at.y, at.w, min(at.h*0.5, 60)}, 11, 6, []paragraph{
		{text: l.T("paper.test.title"), bold: true, scale: 1.3},
		{text: l.T("paper.test.measure", "across", across, "down", down)},
		{text: l.T("paper.test.scale")},
		{text: l.T("paper.test.nudge")},
		{text: l.T("paper.test.bars")},
	})
	if module, y := Module, at.y+min(at.h*0.5, 60)+4; at.w >= (Modules+2*Quiet)*module && page.Height-y > 25 {
		p.Barcode(Barcode{X: float64(int((at.x+Quiet*module)/Dot)) * Dot, Y: y, Module: module, Height: BarHeight, Number: "UA000000005HK"})
	}
}

// tick is the length of a ruler's mark.
func tick(mm int) float64 {
	switch {
	case mm%10 == 0:
		return 5
	case mm%5 == 0:
		return 3.5
	}
	return 2
}
