package customs

import (
	"embed"
	"regexp"
	"slices"
	"strings"
	"sync"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

//go:embed tables/*.csv
var files embed.FS

// EmbeddedTables are the customs rules that the program brings along. What is
// not known for sure says so in its source, for the operator to set.
var EmbeddedTables = sync.OnceValue(func() []postal.Table { return postal.MustTables(files) })

// Kinds lists the kinds of table that NewRules takes.
var Kinds = []string{"setting", "category", "currency", "customs_rule", "customs_reference", "stop_word", "prohibited", "copies", "hs"}

// Rules are what holds of declarations on a day. They do not change once made.
type Rules struct {
	settings   Settings
	reasons    *Reasons
	rates      map[string]money.Amount // HK$ cents for a hundred of the currency
	places     map[string]Rule
	references []Reference
	stops      []stopWord
	goods      []Goods
	copies     map[[2]string]int // by place and form
	headings   []Heading         // by code
}

// Settings are the numbers that hold everywhere.
type Settings struct {
	// CN22Limit is the value in HK$ from which letter post needs a CN 23: 300
	// SDR.
	CN22Limit money.Amount
	// Cells or Batteries is how many an item may carry, in equipment.
	Cells, Batteries int
	// CellWh and BatteryWh are the most watt-hours of each one of lithium ion;
	// CellLithium and BatteryLithium the most grams of lithium of lithium metal.
	CellWh, BatteryWh, CellLithium, BatteryLithium int
}

// Need says of which goods a destination asks for something.
type Need string

// The needs.
const (
	Never  Need = ""
	OnSale Need = "sale" // of commercial goods
	Always Need = "all"  // of all goods; papers are none
)

// of tells whether it is asked of goods sent for a reason.
func (n Need) of(k Reason) bool { return !k.Papers && (n == Always || n == OnSale && k.Trade) }

// Rule is what a destination asks for.
type Rule struct {
	// HS tells of which goods the HS code is asked, Digits how many digits it
	// must have; Origin and Products the same of the country of origin and of
	// the seller's and maker's numbers.
	HS       Need `json:"hs_code,omitempty"`
	Digits   int  `json:"hs_digits,omitempty"`
	Origin   Need `json:"origin,omitempty"`
	Products Need `json:"products,omitempty"`
	// Electronic tells that the data goes ahead of the item, for which the
	// sender must be reached by phone.
	Electronic bool `json:"electronic,omitempty"`
	// GiftMost is the worth up to which gifts go free of duty; 0 is not known.
	GiftMost     money.Amount `json:"gift_most_cents,omitempty"`
	GiftCurrency string       `json:"gift_currency,omitempty"`
}

// Reference is a number that a destination wants to know: IOSS, EORI …
type Reference struct {
	Name    string         `json:"name"` // "ioss"
	Title   i18n.Text      `json:"-"`
	Places  []string       `json:"-"`
	Needed  bool           `json:"needed,omitempty"`
	Form    *regexp.Regexp `json:"-"`
	Example string         `json:"example,omitempty"`
	// Most is the worth up to which goods may go under it; 0 is no limit.
	Most     money.Amount `json:"most_cents,omitempty"`
	Currency string       `json:"currency,omitempty"`
	Printed  Printed      `json:"-"`
}

// Printed is the cell of the CN 23 in which a number stands. The CN 22 has no
// such cells: there the advance data alone tells it.
type Printed string

// The cells. An IOSS or VOEC number stands in none: it clears by the data, and
// whoever reads it on a parcel could send under it.
const (
	Nowhere    Printed = ""
	AsSender   Printed = "sender"
	AsImporter Printed = "importer"
)

// NewRules reads the tables in force on a day; knows tells the codes of
// places. Without a table nothing of its kind is asked.
func NewRules(table func(kind string) (postal.Table, bool), knows func(place string) bool) (*Rules, error) {
	errs := &problem.List{}
	r := &Rules{reasons: &Reasons{}, rates: map[string]money.Amount{}, places: map[string]Rule{}, copies: map[[2]string]int{}}
	read := func(kind string, need []string, f func(postal.Row)) {
		if t, ok := table(kind); ok {
			own := &problem.List{}
			t.Each(need, []string{"source"}, own, f)
			errs.Take(kind+" "+t.Effective.String(), own.Err())
		}
	}
	places := func(row postal.Row) []string {
		all := strings.Fields(row.Needed("places"))
		for _, p := range all {
			if p != "*" && !knows(p) {
				row.Bad("table.unknown_place", "places")
			}
		}
		return all
	}
	read("setting", []string{"setting", "value"}, r.setting)
	read("category", reasonColumns, r.reasons.add)
	read("currency", []string{"currency", "hkd_per_100"}, func(row postal.Row) {
		rate := row.Amount("hkd_per_100")
		if rate <= 0 || rate > mostRate {
			row.Bad("table.amount", "hkd_per_100")
		}
		r.rates[row.OneOf("currency", append(Currencies(), limitCurrencies...)...)] = rate
	})
	read("customs_rule", []string{"places", "hs", "hs_digits", "origin", "products", "electronic", "gift_most", "gift_currency"}, func(row postal.Row) {
		rule := Rule{HS: need(row, "hs"), Digits: digitsOf(row), Origin: need(row, "origin"), Products: need(row, "products"),
			Electronic: row.Yes("electronic"), GiftMost: row.Amount("gift_most"), GiftCurrency: r.currency(row, "gift_currency")}
		for _, p := range places(row) {
			if _, twice := r.places[p]; twice {
				row.Bad("table.twice", "places")
			}
			r.places[p] = rule
		}
	})
	read("customs_reference", []string{"reference", "name_en", "name_zh-Hant", "name_zh-Hans", "places", "need", "form", "example", "most", "currency", "printed"},
		func(row postal.Row) { r.references = append(r.references, r.reference(row, places(row))) })
	read("stop_word", []string{"word", "instead"}, func(row postal.Row) {
		r.stops = append(r.stops, stopWord{wordsOf(row.Needed("word")), row.Text("instead")})
	})
	read("prohibited", []string{"places", "goods_en", "goods_zh-Hant", "goods_zh-Hans", "words", "hs", "rule"}, func(row postal.Row) {
		r.goods = append(r.goods, goodsOf(row, places(row)))
	})
	read("copies", []string{"places", "form", "copies"}, func(row postal.Row) {
		for _, p := range places(row) {
			r.copies[[2]string{p, row.OneOf("form", "CN22", "CN23")}] = row.Int("copies")
		}
	})
	read("hs", []string{"code", "name_en", "name_zh-Hant", "name_zh-Hans", "words"}, r.heading)
	return r, errs.Err()
}

func (r *Rules) setting(row postal.Row) {
	s := &r.settings
	if name := row.Text("setting"); name == "cn22_limit" {
		s.CN22Limit = row.Amount("value")
		return
	}
	for name, into := range map[string]*int{"battery_cells": &s.Cells, "battery_batteries": &s.Batteries, "cell_wh": &s.CellWh, "battery_wh": &s.BatteryWh,
		"cell_lithium_g": &s.CellLithium, "battery_lithium_g": &s.BatteryLithium} {
		if name == row.Text("setting") {
			*into = row.Int("value")
			return
		}
	}
	row.Bad("table.value", "setting")
}

func need(row postal.Row, column string) Need {
	return Need(row.OneOf(column, string(Never), string(OnSale), string(Always)))
}

func digitsOf(row postal.Row) int {
	n := row.Int("hs_digits")
	if n != 0 && n != 6 && n != 8 && n != 10 {
		row.Bad("table.value", "hs_digits")
	}
	return n
}

// currency is a cell with a currency whose rate is known, or empty.
func (r *Rules) currency(row postal.Row, column string) string {
	c := row.Text(column)
	if _, ok := r.rates[c]; c != "" && !ok {
		row.Bad("table.value", column)
	}
	return c
}

func (r *Rules) reference(row postal.Row, places []string) Reference {
	form, err := regexp.Compile("^(?:" + row.Needed("form") + ")$")
	if err != nil || !form.MatchString(row.Text("example")) {
		row.Bad("table.value", "form")
	}
	if slices.ContainsFunc(r.references, func(o Reference) bool { return o.Name == row.Text("reference") }) {
		row.Bad("table.twice", "reference")
	}
	return Reference{Name: row.Needed("reference"), Title: row.Words("name_"), Places: places, Needed: row.Yes("need"), Form: form, Example: row.Text("example"),
		Most: row.Amount("most"), Currency: r.currency(row, "currency"), Printed: Printed(row.OneOf("printed", string(Nowhere), string(AsSender), string(AsImporter)))}
}

// For is what a destination asks for.
func (r *Rules) For(place string) Rule {
	for _, p := range []string{place, postal.Country(place), "*"} {
		if rule, ok := r.places[p]; ok {
			return rule
		}
	}
	return Rule{}
}

// References lists the numbers that a destination asks for.
func (r *Rules) References(place string) (all []Reference) {
	for _, f := range r.references {
		if concerns(f.Places, place) {
			all = append(all, f)
		}
	}
	return all
}

// concerns tells whether a list of places has one, its country, or all.
func concerns(places []string, place string) bool {
	return slices.ContainsFunc(places, func(p string) bool { return p == "*" || p == place || p == postal.Country(place) })
}

// Reasons are the categories that a declaration may have.
func (r *Rules) Reasons() *Reasons { return r.reasons }

// Settings are the numbers that hold everywhere.
func (r *Rules) Settings() Settings { return r.settings }

// mostRate keeps the sums of HKD within 64 bits.
const mostRate = money.Amount(100_000_00)

// HKD is what a sum is worth in Hong Kong dollars, roughly; false where the
// currency's rate is not known. Only limits are held against it.
func (r *Rules) HKD(a money.Amount, currency string) (money.Amount, bool) {
	rate, ok := r.rates[currency]
	if a < 0 || a > MostLines*MostValue {
		return 0, false
	}
	return a * rate / 100_00, ok
}

// Form is the customs form of an item: its service's, but CN 23 for letter post
// whose contents are worth as much as the limit of the CN 22, or more.
func (r *Rules) Form(s postal.Service, d Declaration) string {
	if s.Form != "CN22" {
		return s.Form
	}
	if worth, ok := r.HKD(d.Value(), d.Currency); ok && r.settings.CN22Limit > 0 && worth >= r.settings.CN22Limit {
		return "CN23"
	}
	return s.Form
}

// CN22Limit is the value from which letter post needs a CN 23, in cents of the
// Hong Kong dollar; 0 is none.
func (r *Rules) CN22Limit() money.Amount { return r.settings.CN22Limit }

// Copies is how many of a form a destination wants; 0 for none.
func (r *Rules) Copies(place, form string) int {
	for _, p := range []string{place, postal.Country(place), "*"} {
		if n, ok := r.copies[[2]string{p, form}]; ok {
			return n
		}
	}
	return 0
}
