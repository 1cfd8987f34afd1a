package batch

import (
	"slices"
	"strings"
	"sync"

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

// categories are the words for the reasons for export.
var categories = map[customs.Category][]string{
	customs.Gift:      {"gift", "present", "禮物", "禮品", "礼物", "礼品"},
	customs.Documents: {"documents", "document", "文件"},
	customs.Sample:    {"sample", "samples", "commercial sample", "樣品", "样品", "商品樣本", "貨樣", "货样", "商業樣本"},
	customs.Sale:      {"sale", "sale of goods", "goods", "merchandise", "sold", "purchase", "貨品銷售", "銷售", "銷售貨品", "商品", "售賣貨品", "出售", "货品销售", "销售"},
	customs.Returned:  {"returned", "return", "returned goods", "退貨", "退货", "退回貨品"},
	customs.Other:     {"other", "others", "其他", "其它"},
}

// categoryOf is the category of each word, those of our template with them.
var categoryOf = sync.OnceValue(func() map[string]customs.Category {
	all := map[string]customs.Category{}
	for _, k := range customs.Categories {
		for _, l := range i18n.Langs {
			all[fold(l.T("label.category."+string(k)))] = k
		}
		for _, w := range categories[k] {
			all[w] = k
		}
	}
	return all
})

func (c cell) category() customs.Category {
	k, ok := categoryOf()[fold(c.text)]
	if !ok {
		c.bad("batch.row.category")
	}
	return k
}
