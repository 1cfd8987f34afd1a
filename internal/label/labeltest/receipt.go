package labeltest

import (
	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/policy"
)

// Receipt is a sample with a prepaid item, one whose weight and one whose
// insurance the counter amended.
func Receipt(l i18n.Lang) label.Receipt {
	at := policy.Day(20780).At(15) // 23 November 2026
	r := label.Receipt{
		Operator: i18n.Text{En: "Hongkong Post", Hant: "香港郵政", Hans: "香港邮政"},
		Office:   i18n.Text{En: "General Post Office", Hant: "郵政總局", Hans: "邮政总局"},
		Clerk:    "C-0412", Number: "GPO-20261123-000187", At: at, Lang: l,
	}
	a, b, c := Item(Registered, 1), Item(Parcel, 2), Item(Parcel, 3)
	for _, it := range []label.Item{a, b, c} {
		r.Items = append(r.Items, label.Posted{
			Number: it.Shipment.Number, Service: it.Service.Name, Place: it.Place,
			Grams: it.Shipment.Grams, Declared: it.Shipment.Grams, Postage: it.Shipment.Estimate.Total,
		})
	}
	r.Items[0].Prepaid = r.Items[0].Postage
	r.Items[1].Grams += 120
	r.Items[2].Insured, r.Items[2].InsuredBefore = 100000, 50000
	r.Total = r.Items[1].Postage + r.Items[2].Postage
	cash := map[i18n.Lang]string{i18n.En: "Cash", i18n.Hant: "現金", i18n.Hans: "现金"}[l]
	r.Tenders = []label.Tender{{Name: cash, Amount: r.Total + 1000}}
	r.Change = 1000
	return r
}
