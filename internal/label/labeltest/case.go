package labeltest

import (
	"fmt"
	"strings"

	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/tariff"
)

// Case is an item of the matrix, and what sets it apart: "ARM to DE, 4 lines, mixed".
type Case struct {
	Name string
	Item label.Item
	// Says are texts that the label must give back, spaces apart.
	Says []string
}

// Destinations are home, near, far, the United States and the European Union.
var Destinations = []string{postal.Home, "TW", "BR", "US", "DE"}

// Kinds are how many kinds of goods the matrix declares.
var Kinds = []int{1, 4, 12}

// Script is a way to write names, streets and goods.
type Script struct {
	Name   string
	lang   i18n.Lang
	who    postal.Address
	goods  string
	native string
}

// Scripts are what senders write: Latin beyond ASCII, Traditional with HKSCS
// characters above U+FFFF, Simplified, both in one line, and all fields full.
var Scripts = []Script{
	{"Latin", i18n.Hant, postal.Address{
		Name: "Zoë Łukasz-Nguyễn", Company: "Señor Čapek & Søn", Street: []string{"Büro 5", "1 Rue de l’Église"}, City: "Åbo"}, "Crème brûlée dish", ""},
	{"Traditional", i18n.Hant, postal.Address{
		Name: "CHAN Lip Man", Street: []string{"Flat A, 12/F", "183 Nathan Road"}, City: "Mong Kok",
		Native: postal.NativeAddress{Name: "陳𨋢文", Company: "嘉𠝹行", Street: []string{"九龍旺角彌敦道183號", "和諧大廈𨋢12樓Ａ室"}}}, "Ceramic tea cup", "陶瓷茶𠝹杯"},
	{"Simplified", i18n.Hans, postal.Address{
		Name: "CHEN Xiaoming", Street: []string{"Room 8", "5 Guangdong Road"}, City: "Tsim Sha Tsui",
		Native: postal.NativeAddress{Name: "陈小明", Company: "广东贸易行", Street: []string{"九龙尖沙咀广东道5号", "丽华楼8室"}}}, "Phone case", "手机保护壳"},
	{"mixed", i18n.Hant, postal.Address{
		Name: "Ada 李 Example", Company: "ABC 國際 Ltd", Street: []string{"Shop G5 和諧廣場", "1 Example Street"}, City: "Exampletown",
		Native: postal.NativeAddress{Name: "李 Ada", Street: []string{"Shop G5 和諧廣場", "Example 街1號"}}}, "T-shirt 恤衫 (cotton)", "純棉 T-shirt"},
	{"long", i18n.Hant, longest(), full("Harmony brand ceramic tea cup ", customs.MostDescription), full("和諧牌陶瓷茶杯連碟", customs.MostDescription)},
}

// full is a text repeated to so many characters.
func full(s string, n int) string {
	return strings.TrimSpace(string([]rune(strings.Repeat(s, n))[:n]))
}

func longest() postal.Address {
	latin := func(n int) string { return full("Harmony Mansion, Nathan Road ", n) }
	han := full("九龍旺角彌敦道和諧大廈", postal.NativeMost)
	return postal.Address{
		Name: latin(postal.NameMost), Company: latin(postal.NameMost), Street: []string{latin(postal.LineMost), latin(postal.LineMost), latin(postal.LineMost)},
		City: latin(postal.CityMost), State: latin(postal.StateMost), Postcode: full("123456789", postal.PostcodeMost), Phone: full("+852 1234 5678 ", postal.PhoneMost),
		Native: postal.NativeAddress{Name: han, Company: han, Street: []string{han, han, han}},
	}
}

// Matrix are items of every prepared service, to each of Destinations that it
// goes to, with each of Kinds, in each of Scripts; letter post in each script
// worth so much that it goes with a CN 23 too.
func Matrix() (all []Case) {
	const grams = 500
	book := tariff.Embedded()
	day := policy.Date(2026, 11, 23)
	for _, s := range book.On(day).Services() {
		for _, to := range Destinations {
			q, err := book.Price(s.Code, tariff.Request{Place: to, Grams: grams}, day)
			if !s.Prepared || err != nil || q.Refusal != nil {
				continue
			}
			place, _ := book.On(day).Places.Find(to)
			for _, kinds := range Kinds {
				for _, script := range Scripts {
					all = append(all, script.item(s, *place, kinds, len(all)))
					if dear := all[len(all)-1]; s.Form == "CN22" && kinds == Kinds[1] {
						dear.Name += ", dear"
						dear.Item.Shipment.Form, dear.Item.Shipment.Layout = "CN23", ""
						all = append(all, dear.finished(len(all)))
					}
				}
			}
		}
	}
	return all
}

func (s Script) item(service postal.Service, to postal.Place, kinds, n int) Case {
	it := Item(service, n)
	it.Lang, it.Place, it.Form = s.lang, to.Name, to.Form
	it.Shipment.Sender, it.Shipment.Recipient = s.who, s.who
	it.Shipment.Sender.Place, it.Shipment.Recipient.Place = postal.Home, to.Code
	it.Shipment.Form = service.Form
	line := it.Shipment.Customs.Lines[0]
	it.Shipment.Customs.Lines = nil
	c := Case{Item: it, Says: []string{s.who.Name, s.who.Native.Name, s.who.Street[0], to.Name.En}}
	c.Says = append(c.Says, s.who.Native.Street...)
	for i := range kinds {
		// A number ends each, so that none can stand for another.
		line.Description, line.Native = fmt.Sprintf("%.57s %d", s.goods, i+1), s.native
		c.Item.Shipment.Customs.Lines = append(c.Item.Shipment.Customs.Lines, line)
		if service.Form != "" {
			c.Says = append(c.Says, line.Description, line.Native)
		}
	}
	c.Name = fmt.Sprintf("%s to %s, %d lines, %s", service.Code, to.Code, kinds, s.Name)
	return c.finished(n)
}

// finished gives the case its number, layout and signed ticket.
func (c Case) finished(n int) Case {
	s := &c.Item.Shipment
	s.Number, s.Layout, c.Item.Seal = postal.MakeNumber(c.Item.Service.Indicator, 60_000_000+n, postal.Home), "", nil
	if l, ok := c.Item.Layout(); ok {
		s.Layout = l.Name
		if strings.Contains(l.Name, "-us/") {
			c.Item.Indicator = "1-JFK"
		}
	}
	c.Item.Copies = n % 5
	c.Item.Prepaid = n%2 == 1
	c.Item.SignWith(Sign)
	return c
}
