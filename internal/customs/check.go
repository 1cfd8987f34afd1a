package customs

import (
	"fmt"
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

// Clean is the declaration with its texts trimmed and its codes in capitals.
// Lines in which nothing was typed are dropped.
func (d Declaration) Clean() Declaration {
	for _, s := range []*string{&d.Explanation, &d.SenderRef, &d.ImporterRef, &d.Comments, &d.Licence, &d.Certificate, &d.Invoice} {
		*s = postal.CleanText(*s)
	}
	d.Currency = strings.ToUpper(strings.TrimSpace(d.Currency))
	var lines []Line
	for _, l := range d.Lines {
		l.Description, l.Native = postal.CleanText(l.Description), postal.CleanText(l.Native)
		l.HS = hsMarks.Replace(l.HS)
		l.Origin = strings.ToUpper(strings.TrimSpace(l.Origin))
		if l != (Line{}) {
			lines = append(lines, l)
		}
	}
	d.Lines = lines
	return d
}

// hsMarks takes out of an HS code what people put between its digits.
var hsMarks = strings.NewReplacer(".", "", " ", "")

// Check finds what is wrong with a declaration for an item of a gross weight
// (M-C10): a line at the least, each described, counted, weighed and valued;
// weights that add up to no more than the gross; one known currency. origin
// tells whether a code names a country. Fields are named as in JSON:
// "lines.0.description".
func (d Declaration) Check(gross postal.Grams, origin func(code string) bool) error {
	var l problem.List
	d.checkHead(&l)
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
		line.check(&l, fmt.Sprintf("lines.%d.", i), d.Category, origin)
	}
	if net := d.Net(); gross > 0 && net > gross {
		l.Add("customs.net.over_gross", "lines.0.net_weight_g", "net", int(net), "gross", int(gross))
	}
	if d.Value() > MostValue {
		l.Add("customs.value.over", "lines.0.value_cents")
	}
	return l.Err()
}

func (d Declaration) checkHead(l *problem.List) {
	known := false
	for _, c := range Categories {
		known = known || c == d.Category
	}
	if !known {
		l.Add("customs.category.missing", "category")
	}
	if d.Category == Other && d.Explanation == "" {
		l.Add("customs.explanation.missing", "explanation")
	}
	if !currencies[d.Currency] {
		l.Add("customs.currency.unknown", "currency", "known", strings.Join(Currencies(), ", "))
	}
	for field, s := range map[string]string{"explanation": d.Explanation, "sender_reference": d.SenderRef, "importer_reference": d.ImporterRef,
		"comments": d.Comments, "licence_number": d.Licence, "certificate_number": d.Certificate, "invoice_number": d.Invoice} {
		if utf8.RuneCountInString(s) > MostText {
			l.Add("text.too_long", field, "most", MostText)
		} else if err := postal.CheckLatin(s); err != nil {
			l.Take(field, err)
		}
	}
}

func (line Line) check(l *problem.List, at string, c Category, origin func(string) bool) {
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
	if line.Value < 0 || line.Value == 0 && c != Documents {
		l.Add("customs.value.missing", at+"value_cents")
	}
	if line.Value > MostValue {
		l.Add("customs.value.over", at+"value_cents")
	}
	if line.HS != "" && (len(line.HS) < 6 || len(line.HS) > 10 || len(line.HS)%2 != 0 || strings.Trim(line.HS, "0123456789") != "") {
		l.Add("customs.hs.form", at+"hs_code")
	}
	if line.Origin != "" && !origin(line.Origin) {
		l.Add("customs.origin.unknown", at+"origin")
	}
}
