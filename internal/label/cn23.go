package label

import "ecship/internal/customs"

// extras are the CN 23's further cells, in two rows.
var extras = [2][]struct {
	term  term
	share float64
	field string // where a text that is cut short is reported; empty may be cut
	value func(it *Item) string
}{
	{
		{term{"label.sender_reference", "Réf. en douane de l’expéditeur"}, 0.30, "customs.sender_reference", func(it *Item) string {
			return it.Shipment.Customs.Told(customs.AsSender, it.References)
		}},
		{term{"label.importer_reference", "Référence de l’importateur"}, 0.25, "customs.importer_reference", func(it *Item) string {
			return it.Shipment.Customs.Told(customs.AsImporter, it.References)
		}},
		{term{"label.comments", "Observations"}, 0.28, "customs.comments", func(it *Item) string {
			return joined(it.Shipment.Customs.Explanation, it.Shipment.Customs.Comments)
		}},
		{term{"label.charges", "Taxes postales"}, 0.17, "", func(it *Item) string {
			return sum(it.Shipment.Estimate.Total, it.Shipment.Estimate.Unpriced)
		}},
	},
	{
		{term{"label.licence", "N° de licence"}, 0.20, "customs.licence_number", func(it *Item) string { return it.Shipment.Customs.Licence }},
		{term{"label.certificate", "N° du certificat"}, 0.20, "customs.certificate_number", func(it *Item) string { return it.Shipment.Customs.Certificate }},
		{term{"label.invoice", "N° de la facture"}, 0.20, "customs.invoice_number", func(it *Item) string { return it.Shipment.Customs.Invoice }},
		{term{"label.office", "Bureau d’origine / Date de dépôt"}, 0.40, "", func(*Item) string { return "" }},
	},
}

func (d declaration) extraArt(p *pen, b box) {
	h := b.h / 2
	for i, row := range extras {
		x, y := b.x, b.y+float64(i)*h
		for _, c := range row {
			w := b.w * c.share
			p.heading(x+0.8, y+1.8, w-1.4, 4.5, c.term)
			if x > b.x {
				p.Line(x, y, x, y+h, hairline)
			}
			x += w
		}
		p.Line(b.x, y+h, b.right(), y+h, hairline)
	}
}

func (d declaration) extraFill(p *pen, b box, it *Item) {
	h := b.h / 2
	for i, row := range extras {
		x, y := b.x, b.y+float64(i)*h
		for _, c := range row {
			w := b.w * c.share
			if s := c.value(it); s != "" {
				p.block(box{x + 0.8, y + 2.1, w - 1.4, h - 2.2}, 7, 3.2, []paragraph{{field: c.field, text: s}})
			}
			x += w
		}
	}
}
