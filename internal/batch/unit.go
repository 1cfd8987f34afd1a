package batch

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"ecship/internal/customs"
	"ecship/internal/i18n"
)

// units are the words for units, and currencies those for money, as headings
// and cells have them.
var (
	units = map[string][]string{
		"g":  {"g", "gm", "gms", "gram", "grams", "克", "公克"},
		"kg": {"kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "公斤", "千克"},
		"lb": {"lb", "lbs", "pound", "pounds", "磅"},
		"oz": {"oz", "ounce", "ounces", "安士", "盎司"},
		"mm": {"mm", "millimetre", "millimetres", "毫米"},
		"cm": {"cm", "centimetre", "centimetres", "厘米", "公分"},
		"m":  {"m", "metre", "metres", "米"},
		"in": {"in", "inch", "inches", `"`, "吋", "英吋", "英寸"},
	}
	currencies = map[string][]string{
		"HKD": {"hkd", "hk$", "hk", "港幣", "港币", "港元", "港紙"},
		"USD": {"usd", "us$", "us", "美元", "美金"},
		"EUR": {"eur", "€", "euro", "euros", "歐元", "欧元"},
		"GBP": {"gbp", "£", "英鎊", "英镑"},
		"CNY": {"cny", "rmb", "人民幣", "人民币", "cn¥"},
		"JPY": {"jpy", "jp¥", "日圓", "日元", "円"},
		"AUD": {"aud", "a$", "au$", "au", "澳元"},
		"CAD": {"cad", "c$", "ca$", "加元"},
		"SGD": {"sgd", "s$", "sg$", "坡元", "新加坡元"},
		"TWD": {"twd", "nt$", "ntd", "新台幣", "新臺幣", "台幣"},
		"KRW": {"krw", "₩", "韓圜", "韓元", "韩元"},
	}
	unitWords     = invert(units)
	currencyWords = invert(currencies)
)

func invert(words map[string][]string) map[string]string {
	all := map[string]string{}
	for name, list := range words {
		for _, w := range list {
			all[norm.NFKC.String(w)] = name
		}
	}
	return all
}

// unitOf is the unit of a word, or "".
func unitOf(word string) string {
	return unitWords[strings.TrimSuffix(strings.ToLower(strings.TrimSpace(norm.NFKC.String(word))), ".")]
}

// currencyOf is the currency of a word or a sign, "US $" too, or "".
func currencyOf(word string) string {
	word = strings.ToLower(strings.ReplaceAll(norm.NFKC.String(word), " ", ""))
	if code := currencyWords[word]; code != "" {
		return code
	}
	return currencyWords[strings.Trim(word, "$¥元")]
}

// plainMark tells of a sign that several currencies have: it says nothing.
func plainMark(mark string) bool {
	return slices.Contains([]string{"", "$", "¥", "元", "圓", "蚊"}, norm.NFKC.String(mark))
}

// categoriesOf is the category of each word for one, those of our template with
// them.
func categoriesOf(reasons []customs.Reason) map[string]customs.Category {
	all := map[string]customs.Category{}
	for _, k := range reasons {
		all[fold(string(k.Category))] = k.Category
		for _, l := range i18n.Langs {
			all[fold(k.Name.In(l))] = k.Category
		}
		for _, w := range k.Words {
			all[fold(w)] = k.Category
		}
	}
	return all
}

func (c cell) category() customs.Category {
	k, ok := c.row.categories[fold(c.text)]
	if !ok {
		c.bad("batch.row.category")
	}
	return k
}
