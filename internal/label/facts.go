package label

import (
	"strconv"

	"ecship/internal/postal"
)

// fact is a cell with a heading and a value: how many columns of a row of six
// it takes, and what it says.
type fact struct {
	term  term
	span  float64
	value func(it *Item) string
}

// facts are the two rows of cells that the counter reads. Weight and insured
// value have room to be amended by hand (M-E2).
var facts = [2][]fact{
	{
		{term{"label.weight", "Poids"}, 2, func(it *Item) string { return kilograms(it.Shipment.Grams) }},
		{term{"label.insured", "Valeur assurée"}, 2, func(it *Item) string {
			if it.Shipment.Insured == 0 {
				return "" // left free to be written in by hand
			}
			return hkd(it.Shipment.Insured)
		}},
		{term{"label.advice", "Avis de réception"}, 2, func(it *Item) string {
			if it.Shipment.AdviceOfReceipt {
				return "A.R."
			}
			return "—"
		}},
	},
	{
		{term{"label.valid_until", ""}, 2, func(it *Item) string {
			if it.Shipment.ExpiresOn == 0 {
				return "—"
			}
			return it.Shipment.ExpiresOn.String()
		}},
		{term{"label.reference", "Référence"}, 4, func(it *Item) string { return it.Shipment.Reference }},
	},
}

// kilograms is a weight with three decimals, as the customs forms want it.
func kilograms(g postal.Grams) string {
	b := make([]byte, 0, 16)
	if g < 0 && g/1000 == 0 {
		b = append(b, '-')
	}
	b = strconv.AppendInt(b, int64(g)/1000, 10)
	rest := max(int64(g)%1000, -(int64(g) % 1000))
	b = append(b, '.', byte('0'+rest/100), byte('0'+rest/10%10), byte('0'+rest%10))
	return string(append(b, " kg"...))
}

// cells calls f with each fact and its box.
func cells(b box, f func(box, fact)) {
	h := b.h / float64(len(facts))
	for i, row := range facts {
		x := b.x
		for _, c := range row {
			w := b.w * c.span / 6
			f(box{x, b.y + float64(i)*h, w, h}, c)
			x += w
		}
	}
}

func factsArt(p *pen, b box, _ Art) {
	cells(b, func(c box, f fact) {
		p.Frame(c.x, c.y, c.w, c.h, hairline)
		p.heading(c.x+0.8, c.y+1.9, c.w-1.6, 4.5, f.term)
	})
}

func factsFill(p *pen, b box, it *Item) {
	cells(b, func(c box, f fact) {
		size := min(8, (c.h-2.4)/point*0.78)
		p.fit(c.x+1, c.bottom()-1, c.w-2, Style{Size: size, Bold: true}, 4, "", f.value(it))
	})
}
