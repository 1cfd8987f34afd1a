package pdf

import (
	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/policy"
)

// guide gathers what the instruction sheet says of the labels (M-C4).
type guide struct {
	labels   int
	operator i18n.Text
	lang     i18n.Lang
	lastDay  policy.Day // on which all of them are good
}

func (g *guide) count(it *label.Item) {
	if g.labels == 0 {
		g.operator, g.lang = it.Operator, it.Lang
	}
	g.labels++
	if day := it.Shipment.ExpiresOn; day != 0 && (g.lastDay == 0 || day < g.lastDay) {
		g.lastDay = day
	}
}

func (g *guide) paper() label.Paper {
	return label.Instructions(g.operator, g.lang, g.labels, g.lastDay)
}

// guideKey tells the arts of instruction sheets from those of layouts.
const guideKey = "instructions"

// instructions adds the sheet that goes with every print.
func (d *Writer) instructions() {
	if d.sheet.print.Bare || d.guide.labels == 0 {
		return
	}
	p := d.guide.paper()
	if d.sheet.stock.Kind != label.Exact {
		p.Width, p.Height = d.sheet.stock.Width, d.sheet.stock.Height
	}
	d.paper(p.Pages(), guideArt(&d.guide))
}

// guideArt is the art of instruction sheets: their letters, made once, for they
// are two hundred that no label has.
func guideArt(g *guide) *art {
	key := label.Art{Layout: guideKey, Operator: g.operator, Chinese: g.lang}
	return keep(key, func() *art {
		a := &art{}
		sample := guide{labels: 1234567890, operator: g.operator, lang: g.lang, lastDay: g.lastDay}
		p := sample.paper()
		var c content
		c.begin(blank, &a.glyphs)
		for _, page := range p.Pages() {
			page.Draw(&c)
		}
		a.addFonts()
		return a
	})
}
