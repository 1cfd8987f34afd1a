package customs

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ecship/internal/money"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// What a declaration may hold. The form's boxes and the label's space set them.
const (
	MostLines       = 20
	MostDescription = 60 // characters of a line's description
	MostQuantity    = 99_999
	MostText        = 100 // characters of a reference, comment or number
	MostValue       = money.Amount(99_999_999_99)
)

// currencies are those that a declaration may be made in.
var currencies = map[string]bool{
	"HKD": true, "USD": true, "EUR": true, "GBP": true, "CNY": true, "JPY": true, "AUD": true, "CAD": true, "SGD": true, "TWD": true, "KRW": true,
}

// Currencies lists the codes that a declaration may be made in, ours first.
func Currencies() []string {
	return []string{"HKD", "USD", "EUR", "GBP", "CNY", "JPY", "AUD", "CAD", "SGD", "TWD", "KRW"}
}

// limitCurrencies are those of limits only.
var limitCurrencies = []string{"NZD", "NOK", "CHF"}

// Clean is the declaration with its texts trimmed and its codes in capitals.
// Lines in which nothing was typed are dropped.
func (d Declaration) Clean() Declaration {
	for _, s := range []*string{&d.Explanation, &d.SenderRef, &d.ImporterRef, &d.Comments, &d.Licence, &d.Certificate, &d.Invoice} {
		*s = postal.CleanText(*s)
	}
	d.References = cleanReferences(d.References)
	d.Currency = strings.ToUpper(strings.TrimSpace(d.Currency))
	var lines []Line
	for _, l := range d.Lines {
		l.Description, l.Native = postal.CleanText(l.Description), postal.CleanText(l.Native)
		l.HS = hsMarks.Replace(l.HS)
		l.Product, l.Maker, l.Barcode = postal.CleanText(l.Product), postal.CleanText(l.Maker), hsMarks.Replace(l.Barcode)
		l.Origin = strings.ToUpper(strings.TrimSpace(l.Origin))
		if l != (Line{}) {
			lines = append(lines, l)
		}
	}
	d.Lines = lines
	return d
}

// hsMarks takes out of a code what people put between its digits.
var hsMarks = strings.NewReplacer(".", "", " ", "", "-", "")

// cleanReferences is the numbers in capitals and without spaces; empty ones go.
func cleanReferences(in map[string]string) map[string]string {
	var out map[string]string
	for name, s := range in {
		if s = strings.ToUpper(hsMarks.Replace(postal.CleanText(s))); s != "" {
			if out == nil {
				out = map[string]string{}
			}
			out[name] = s
		}
	}
	return out
}

// Target is the item that a declaration belongs to.
type Target struct {
	Place string // its destination's code
	Gross postal.Grams
	// Origin tells whether a code names a country.
	Origin func(code string) bool
}

// Check finds what is wrong with a declaration (M-C10): a line at the least,
// each described, counted, weighed and valued; weights that add up to no more
// than the gross; one known currency; and what the item's destination does not
// take or misses. Fields are named as in JSON: "lines.0.description".
func (r *Rules) Check(d Declaration, t Target) error {
	l := &problem.List{}
	reason, known := r.reasons.Find(d.Category)
	if !known {
		l.Add("customs.category.missing", "category")
	}
	d.check(l, reason, t)
	rule := r.For(t.Place)
	for i, line := range d.Lines[:min(len(d.Lines), MostLines)] {
		at := lineAt(i)
		if instead, vague := r.vague(line.Description); vague {
			l.Add("customs.description.vague", at+"description").Suggest(instead)
		}
		switch {
		case line.HS == "" && rule.HS.of(reason):
			l.Add("customs.hs.missing", at+"hs_code", "digits", rule.Digits)
		case line.HS != "" && rule.HS.of(reason) && len(line.HS) < rule.Digits:
			l.Add("customs.hs.digits", at+"hs_code", "digits", rule.Digits)
		}
		if line.Origin == "" && rule.Origin.of(reason) {
			l.Add("customs.origin.missing", at+"origin")
		}
		if rule.Products.of(reason) {
			if line.Product == "" {
				l.Add("customs.product.missing", at+"product_id")
			}
			if line.Maker == "" {
				l.Add("customs.maker.missing", at+"maker_id")
			}
		}
		line.Battery.check(l, at+"battery.", r.settings)
		r.checkGoods(l, d, i, t.Place)
	}
	r.checkBatteries(l, d)
	r.checkReferences(l, d, reason, t.Place)
	return l.Err()
}

// checkReferences holds the given numbers against their forms.
func (r *Rules) checkReferences(l *problem.List, d Declaration, reason Reason, place string) {
	asked := r.References(place)
	for _, f := range asked {
		s, at := d.References[f.Name], "references."+f.Name
		switch {
		case s == "" && f.Needed && reason.Trade:
			l.Add("customs.reference.missing", at, "name", f.Title)
		case s != "" && !f.Form.MatchString(s):
			l.Add("customs.reference.form", at, "name", f.Title, "example", f.Example)
		case s != "" && r.over(d.Value(), d.Currency, f.Most, f.Currency):
			l.Add("customs.reference.over", at, "name", f.Title, "most", f.Currency+" "+f.Most.Grouped())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.References)) {
		if !slices.ContainsFunc(asked, func(f Reference) bool { return f.Name == name }) {
			l.Add("customs.reference.unasked", "references."+name)
		}
	}
}

// over tells whether a sum is surely more than a limit in another currency; a
// limit of 0 is none.
func (r *Rules) over(a money.Amount, currency string, most money.Amount, in string) bool {
	if most == 0 {
		return false
	}
	if currency == in {
		return a > most
	}
	worth, ok1 := r.HKD(a, currency)
	limit, ok2 := r.HKD(most, in)
	return ok1 && ok2 && worth > limit
}

// Warn gives what the sender of a good declaration should know: a gift worth
// more than goes free, or one that looks like trade.
func (r *Rules) Warn(d Declaration, place string) (all []*problem.Problem) {
	rule := r.For(place)
	reason, _ := r.reasons.Find(d.Category)
	if reason.Gift && r.over(d.Value(), d.Currency, rule.GiftMost, rule.GiftCurrency) {
		all = append(all, problem.New(problem.Invalid, "customs.gift.over", "category", "most", rule.GiftCurrency+" "+rule.GiftMost.Grouped()))
	}
	if reason.Gift && d.Invoice != "" {
		all = append(all, problem.New(problem.Invalid, "customs.gift.invoice", "category"))
	}
	return all
}

// lineAt is how fields of a line begin.
func lineAt(i int) string { return "lines." + strconv.Itoa(i) + "." }

// check finds what is wrong with a declaration wherever it goes.
func (d Declaration) check(l *problem.List, reason Reason, t Target) {
	d.checkHead(l, reason)
	switch {
	case len(d.Lines) == 0:
		l.Add("customs.lines.none", "lines.0.description")
	case len(d.Lines) > MostLines:
		l.Add("customs.lines.many", "lines", "most", MostLines)
	}
	for i, line := range d.Lines {
		if i == MostLines {
			break
		}
		line.check(l, lineAt(i), reason, t.Origin)
	}
	if net := d.Net(); t.Gross > 0 && net > t.Gross {
		l.Add("customs.net.over_gross", "lines.0.net_weight_g", "net", int(net), "gross", int(t.Gross))
	}
	if d.Value() > MostValue {
		l.Add("customs.value.over", "lines.0.value_cents")
	}
}

func (d Declaration) checkHead(l *problem.List, reason Reason) {
	if reason.Explain && d.Explanation == "" {
		l.Add("customs.explanation.missing", "explanation")
	}
	if !currencies[d.Currency] {
		l.Add("customs.currency.unknown", "currency", "known", strings.Join(Currencies(), ", "))
	}
	for _, f := range [...][2]string{{"explanation", d.Explanation}, {"sender_reference", d.SenderRef}, {"importer_reference", d.ImporterRef},
		{"comments", d.Comments}, {"licence_number", d.Licence}, {"certificate_number", d.Certificate}, {"invoice_number", d.Invoice}} {
		field, s := f[0], f[1]
		if utf8.RuneCountInString(s) > MostText {
			l.Add("text.too_long", field, "most", MostText)
		} else if err := postal.CheckLatin(s); err != nil {
			l.Take(field, err)
		}
	}
}

func (line Line) check(l *problem.List, at string, reason Reason, origin func(string) bool) {
	switch n := utf8.RuneCountInString(line.Description); {
	case n == 0:
		l.Add("customs.description.missing", at+"description")
	case n > MostDescription:
		l.Add("text.too_long", at+"description", "most", MostDescription)
	default:
		l.Take(at+"description", postal.CheckLatin(line.Description))
	}
	if utf8.RuneCountInString(line.Native) > MostDescription {
		l.Add("text.too_long", at+"native", "most", MostDescription)
	} else {
		l.Take(at+"native", postal.CheckPrintable(line.Native))
	}
	if line.Quantity < 1 || line.Quantity > MostQuantity {
		l.Add("customs.quantity.range", at+"quantity", "most", MostQuantity)
	}
	if line.Net < 1 || line.Net > 1_000_000 {
		l.Add("customs.net.missing", at+"net_weight_g")
	}
	// Only papers may be worth nothing: customs refuse goods without a value.
	if line.Value < 0 || line.Value == 0 && !reason.Papers {
		l.Add("customs.value.missing", at+"value_cents")
	}
	if line.Value > MostValue {
		l.Add("customs.value.over", at+"value_cents")
	}
	if line.HS != "" && (len(line.HS) < 6 || len(line.HS) > 10 || len(line.HS)%2 != 0 || strings.Trim(line.HS, "0123456789") != "") {
		l.Add("customs.hs.form", at+"hs_code")
	}
	for _, f := range [][2]string{{"product_id", line.Product}, {"maker_id", line.Maker}} {
		if utf8.RuneCountInString(f[1]) > MostDescription {
			l.Add("text.too_long", at+f[0], "most", MostDescription)
		} else {
			l.Take(at+f[0], postal.CheckLatin(f[1]))
		}
	}
	if line.Barcode != "" && !trade(line.Barcode) {
		l.Add("customs.barcode.form", at+"barcode")
	}
	if line.Origin != "" && !origin(line.Origin) {
		l.Add("customs.origin.unknown", at+"origin")
	}
}

// trade tells whether s is an EAN or UPC: 8, 12, 13 or 14 digits, the last of
// which checks the others (GS1).
func trade(s string) bool {
	if n := len(s); n != 8 && n != 12 && n != 13 && n != 14 || strings.Trim(s, "0123456789") != "" {
		return false
	}
	sum := 0
	for i := range s {
		weight := 1
		if (len(s)-i)%2 == 0 { // every second from the right
			weight = 3
		}
		sum += weight * int(s[i]-'0')
	}
	return sum%10 == 0
}
