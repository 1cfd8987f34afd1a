package labeltest

import (
	"strconv"

	"ecship/internal/i18n"
	"ecship/internal/label"
)

// Paper is a sample with facts, a paragraph and a table.
func Paper(l i18n.Lang) label.Paper {
	r := Receipt(l)
	p := label.Paper{
		Operator: r.Operator, Title: l.T("receipt.title"), Lang: l, Footer: l.T("receipt.keep"),
		Facts: []label.Entry{{Name: l.T("receipt.office"), Value: r.Office.In(l)}, {Name: l.T("receipt.time"), Value: l.Moment(r.At)}},
	}
	b := label.Block{Heading: l.T("label.title"), Text: []string{l.T("label.certify")},
		Heads: []label.Head{{Name: l.T("receipt.number"), Share: 0.3}, {Name: l.T("label.to"), Share: 0.45}, {Name: l.T("receipt.weight"), Share: 0.25, Right: true}}}
	grams := 0
	for _, it := range r.Items {
		grams += int(it.Grams)
		b.Rows = append(b.Rows, []string{it.Number.Grouped(), it.Place.In(l), l.Weight(int(it.Grams))})
	}
	b.Total = []string{"", strconv.Itoa(len(b.Rows)), l.Weight(grams)}
	p.Blocks = append(p.Blocks, b)
	return p
}
