package label

import (
	"strings"

	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/shipment"
)

// Specimen is an item that nobody sent, by which a service's label can be looked
// at: SPECIMEN stands across it, and no item will ever have its number.
func Specimen(s postal.Service, p postal.Place, operator i18n.Text, lang i18n.Lang, today policy.Day) Item {
	it := Item{
		Service: s, Place: p.Name, Form: p.Form, Operator: operator, Lang: lang,
		Shipment: shipment.Shipment{
			Service: s.Code, Test: true, State: shipment.Issued, Grams: 1250, Reference: "ORDER-0001",
			IssuedAt: today.At(12), ExpiresOn: shipment.Expires(today),
			Sender: postal.Address{
				Name: "CHAN Tai Man", Street: []string{"Flat A, 12/F, Harmony Mansion", "183 Nathan Road", "Mong Kok, Kowloon"}, Place: postal.Home, Phone: "+852 2921 2222",
				Native: postal.NativeAddress{Name: "陳大文", Street: []string{"九龍旺角彌敦道183號", "和諧大廈12樓A室"}},
			},
			Recipient: postal.Address{Name: "Ada EXAMPLE", Company: "Example Ltd", Street: []string{"Suite 5", "1 Example Street"}, City: "Exampletown", Place: p.Code, Phone: "+0 000 000 0000"},
			Customs: customs.Declaration{Category: customs.Gift, Currency: "HKD", Lines: []customs.Line{
				{Description: "Cotton T-shirt", Native: "棉質恤衫", Quantity: 2, Net: 400, Value: 19_800, HS: "610910", Origin: "CN"},
				{Description: "Ceramic tea cup", Native: "陶瓷茶杯", Quantity: 4, Net: 700, Value: 32_000, HS: "691200", Origin: "HK"},
			}},
		},
	}
	if regions := p.Form.Regions(); len(regions) > 0 && p.Form.NeedsState() {
		it.Shipment.Recipient.State = regions[0]
	}
	if p.Postcode != nil {
		it.Shipment.Recipient.Postcode = p.Postcode.Example
	}
	if s.Indicator != "" {
		it.Shipment.Number = postal.MakeNumber(s.Indicator, 0, postal.Home)
	}
	if l, ok := For(s, p.Code); ok {
		it.Shipment.Layout = l.Name
		if strings.Contains(l.Name, "-us/") {
			it.Indicator = "1-JFK"
		}
	}
	return it
}
