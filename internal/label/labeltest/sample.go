// Package labeltest makes items for the tests and benchmarks of labels.
package labeltest

import (
	"crypto/ed25519"
	"strconv"
	"strings"
	"time"

	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/shipment"
)

// Registered and Parcel are the services of the samples.
var (
	Registered = postal.Service{
		Code: "ARM", Name: i18n.Text{En: "Air Registered Mail", Hant: "空郵掛號", Hans: "航空挂号"}, Scope: postal.Overseas,
		Class: postal.Letter, Air: true, Indicator: "RA", Form: "CN22", Layout: "registered",
	}
	Parcel = postal.Service{
		Code: "APL", Name: i18n.Text{En: "Air Parcel", Hant: "空郵包裹", Hans: "航空包裹"}, Scope: postal.Overseas,
		Class: postal.Parcel, Air: true, Indicator: "CA", Form: "CN23", Layout: "parcel",
	}
)

var (
	surnames = []string{"CHAN", "陳", "WONG", "黃", "LEE", "李", "CHEUNG", "張", "LAU", "劉", "HO", "何", "NG", "吳", "LAM", "林", "LEUNG", "梁", "KWOK", "郭", "AU YEUNG", "歐陽", "YIP", "葉"}
	given    = []string{"Tai Man", "大文", "Siu Ming", "小明", "Ka Yan", "嘉欣", "Chi Wai", "志偉", "Mei Ling", "美玲", "Wing Sze", "詠詩", "Ho Yin", "浩然", "Suk Fan", "淑芬", "Tsz Ching", "梓晴", "Yuk Lan", "玉蘭"}
	streets  = []string{"Nathan Road", "彌敦道", "Queen's Road Central", "皇后大道中", "Hennessy Road", "軒尼詩道", "Canton Road", "廣東道", "Castle Peak Road", "青山公路", "King's Road", "英皇道", "Tung Choi Street", "通菜街", "Prince Edward Road West", "太子道西"}
	areas    = []string{"Mong Kok, Kowloon", "九龍旺角", "Central, Hong Kong", "香港中環", "Wan Chai, Hong Kong", "香港灣仔", "Tsim Sha Tsui, Kowloon", "九龍尖沙咀", "Tsuen Wan, New Territories", "新界荃灣", "Sha Tin, New Territories", "新界沙田"}
	goods    = []string{"Cotton T-shirt", "棉質恤衫", "610910", "Leather wallet", "皮革錢包", "420231", "Plastic toy car", "塑膠玩具車", "950300", "Printed book", "印刷書籍", "490199", "Stainless steel watch strap", "不鏽鋼錶帶", "911320", "Ceramic tea cup", "陶瓷茶杯", "691110", "Phone case", "手機保護殼", "392690", "Greeting cards", "賀卡", "490900"}
	cities   = []string{"Springfield", "Port Hope", "Newton", "Milton", "Ashford", "Fairview", "Riverside", "Georgetown"}
	places   = []i18n.Text{{En: "United States of America", Hant: "美國", Hans: "美国"}, {En: "United Kingdom", Hant: "英國", Hans: "英国"}, {En: "Japan", Hant: "日本", Hans: "日本"}, {En: "Canada", Hant: "加拿大", Hans: "加拿大"}, {En: "Australia", Hant: "澳洲", Hans: "澳大利亚"}, {En: "Germany", Hant: "德國", Hans: "德国"}}
)

// dice is a small generator of its own, so that samples never change.
type dice uint64

func (d *dice) roll(n int) int {
	*d = *d*6364136223846793005 + 1442695040888963407
	return int(*d>>33) % n
}

func (d *dice) pair(list []string) (string, string) {
	i := d.roll(len(list)/2) * 2
	return list[i], list[i+1]
}

// Item is the n-th sample of a service: an item with names and addresses in
// both scripts, three kinds of goods, and an item number of its own.
func Item(s postal.Service, n int) label.Item {
	d := dice(uint64(n)*2654435761 + 12345)
	issued := policy.Date(2026, time.November, 23)
	it := label.Item{
		Service: s, Place: places[d.roll(len(places))], Operator: i18n.Text{En: "Hongkong Post", Hant: "香港郵政", Hans: "香港邮政"}, Lang: i18n.Hant,
		Shipment: shipment.Shipment{
			Service: s.Code, State: shipment.Issued, Layout: s.Layout + "/1",
			Number: postal.MakeNumber(s.Indicator, 47312000+n, "HK"), Reference: "ORD-2026-" + strconv.Itoa(100000+n),
			Sender: d.sender(), Recipient: d.recipient(), Grams: postal.Grams(300 + d.roll(1500)),
			Estimate: shipment.Estimate{Total: money.Amount(4000 + 10*d.roll(3000))},
			Customs:  customs.Declaration{Category: customs.Sale, Currency: "HKD"},
			IssuedAt: issued.At(12), ExpiresOn: shipment.Expires(issued),
		},
	}
	first := d.roll(len(goods) / 3)
	for i := range 3 {
		g := (first + i*3) % (len(goods) / 3) * 3
		q := 1 + d.roll(5)
		it.Shipment.Customs.Lines = append(it.Shipment.Customs.Lines, customs.Line{
			Description: goods[g], Native: goods[g+1], HS: goods[g+2], Quantity: q, Net: postal.Grams(q * (20 + d.roll(60))),
			Value: money.Amount(q * (1000 + 50*d.roll(400))), Origin: [3]string{"CN", "HK", "JP"}[d.roll(3)],
		})
	}
	return it
}

func (d *dice) sender() postal.Address {
	surname, surnameZH := d.pair(surnames)
	name, nameZH := d.pair(given)
	street, streetZH := d.pair(streets)
	area, areaZH := d.pair(areas)
	no, floor := strconv.Itoa(1+d.roll(900)), strconv.Itoa(1+d.roll(40))
	return postal.Address{
		Name: surname + " " + name, Street: []string{"Flat " + string(rune('A'+d.roll(8))) + ", " + floor + "/F, Harmony Mansion", no + " " + street, area},
		Place: "HK", Phone: "+852 " + strconv.Itoa(20000000+d.roll(79999999)),
		Native: postal.NativeAddress{Name: surnameZH + nameZH, Street: []string{areaZH + streetZH + no + "號", "和諧大廈" + floor + "樓"}},
	}
}

func (d *dice) recipient() postal.Address {
	surname, surnameZH := d.pair(surnames)
	name, nameZH := d.pair(given)
	return postal.Address{
		Name: name + " " + surname, Street: []string{"Apt " + strconv.Itoa(1+d.roll(99)), strconv.Itoa(1+d.roll(9999)) + " Example Avenue"},
		City: cities[d.roll(len(cities))], State: "CA", Postcode: strconv.Itoa(10000 + d.roll(89999)), Place: "US",
		Phone:  "+1 " + strconv.Itoa(2000000000+d.roll(999999999)),
		Native: postal.NativeAddress{Name: surnameZH + nameZH},
	}
}

// key signs the samples' tickets; it is no secret.
var key = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

// Sign signs a ticket with the samples' key.
func Sign(message []byte) []byte { return ed25519.Sign(key, message) }

// PublicKey is the key that the samples' tickets are opened with.
func PublicKey() ed25519.PublicKey { return key.Public().(ed25519.PublicKey) }

// Of is the n-th sample of an item that a layout is for, with all that the
// layout has a place for.
func Of(l label.Layout, n int) label.Item {
	name, _, _ := strings.Cut(l.Name, "/")
	name, us := strings.CutSuffix(name, "-us")
	name, dear := strings.CutSuffix(name, "-cn23")
	it := Item(Service(name), n)
	it.Shipment.Layout = l.Name
	if dear {
		it.Shipment.Form = "CN23"
	}
	it.Shipment.Recipient.Place = "JP"
	it.SignWith(Sign)
	if us {
		it.Shipment.Recipient.Place = "US"
		it.Place, it.Indicator = places[0], "1-JFK"
	}
	return it
}

// Newest is the layout that the item would get if it were issued now.
func Newest(it label.Item) label.Layout {
	it.Shipment.Layout = ""
	l, _ := it.Layout()
	return l
}

// others are the services of the remaining layouts.
var others = []postal.Service{
	{Code: "EMS", Name: i18n.Text{En: "Speedpost (Standard)", Hant: "特快專遞", Hans: "特快专递"}, Scope: postal.Overseas, Class: postal.Express, Air: true, Indicator: "EA", Form: "CN23", Layout: "speedpost"},
	{Code: "AEX", Name: i18n.Text{En: "e-Express+", Hant: "易網遞+", Hans: "易网递+"}, Scope: postal.Overseas, Class: postal.Letter, Air: true, Indicator: "LA", Form: "CN22", Layout: "eexpress"},
	{Code: "LRM", Name: i18n.Text{En: "Local Registered Mail", Hant: "本地掛號", Hans: "本地挂号"}, Scope: postal.Local, Class: postal.Letter, Indicator: "RC", Layout: "local"},
}

// Service is the sample service of a layout's name without its version.
func Service(layout string) postal.Service {
	for _, s := range append([]postal.Service{Registered, Parcel}, others...) {
		if s.Layout == layout {
			return s
		}
	}
	panic("no sample service has the layout " + layout)
}
