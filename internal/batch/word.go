package batch

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"ecship/internal/customs"
	"ecship/internal/postal"
)

// tidy is a cell without what programs put around it: spaces, the apostrophe
// that keeps a number a text, and ="…", which does the same.
func tidy(s string) string {
	if s == "" {
		return s
	}
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' })
	if inner, ok := strings.CutPrefix(s, `="`); ok && strings.HasSuffix(inner, `"`) {
		return strings.TrimSpace(inner[:len(inner)-1])
	}
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune("0123456789+-=@", rune(s[1])) {
		return s[1:]
	}
	return s
}

// fold makes words comparable: lower case, width and composition alike, one
// space for anything that is no letter or digit.
func fold(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(norm.NFKC.String(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '+' && r != '$'
	}), " ")
}

// han tells whether there is Chinese in s.
func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// broken tells of what a spreadsheet shows where a formula failed, or where a
// column was too narrow when it was saved.
func broken(s string) bool {
	return slices.Contains([]string{"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"}, s) ||
		strings.HasPrefix(s, "###")
}

// eaten is how a spreadsheet writes a long number that it took for one to
// reckon with; its last digits are lost.
var eaten = regexp.MustCompile(`^[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}$`)

// dated is how a sheet gives a cell that a spreadsheet took for a date, such
// as the address "3-12".
var dated = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?$`)

// isDate looks before it asks dated, for it is asked of every cell.
func isDate(s string) bool { return len(s) >= 10 && s[4] == '-' && dated.MatchString(s) }

// free tells of a field in which a date is as good as any text.
func (c cell) free() bool {
	_, base := c.field.Goods()
	return slices.Contains([]Field{"reference", "item.description", "item.product", "customs.comments", "customs.explanation", "customs.invoice", "customs.sender_reference"}, base)
}

// zeroPoint is the end of a whole number that a program wrote as a decimal.
var zeroPoint = regexp.MustCompile(`^([0-9]+)\.0+$`)

var extension = regexp.MustCompile(`(?i)\s*(?:ext\.?|x|#)\s*[0-9]{1,6}$`)

// phone reads a telephone number. An extension, which no carrier can dial, is
// left out.
func (c cell) phone() string {
	if eaten.MatchString(c.text) {
		c.bad("batch.row.phone_eaten")
		return ""
	}
	s := norm.NFKC.String(zeroPoint.ReplaceAllString(c.text, "$1"))
	if at := extension.FindStringIndex(s); at != nil && at[0] > 6 {
		c.mended("batch.row.phone_extension", s[:at[0]])
		s = s[:at[0]]
	}
	return s
}

// code reads a number that is a name: no digit may be lost.
func (c cell) code() string {
	if eaten.MatchString(c.text) {
		c.bad("batch.row.code_eaten")
		return ""
	}
	return zeroPoint.ReplaceAllString(c.text, "$1")
}

var (
	hsMarks  = strings.NewReplacer(".", "", " ", "", "-", "")
	hsDigits = regexp.MustCompile(`^[0-9]+$`)
	hsPoint  = regexp.MustCompile(`^[0-9]{4}\.[0-9]$`)
)

// hs reads a tariff number. It has an even number of digits; a spreadsheet
// takes away a zero at its beginning, or, behind a point, at its end.
func (c cell) hs() string {
	s := c.code()
	plain := hsMarks.Replace(s)
	if !hsDigits.MatchString(plain) || len(plain)%2 == 0 {
		return s
	}
	whole := "0" + plain
	if hsPoint.MatchString(s) {
		whole = plain + "0"
	}
	c.mended("batch.row.hs_zero", whole)
	return whole
}

// postcode puts back the zeros that a spreadsheet took from the beginning of a
// postcode: where it is not of its country's form and would be with them.
func (r *row) postcode(column int, f Field, typed string) {
	p, ok := r.places.Find(r.Place)
	a := &r.Recipient
	a.Postcode = zeroPoint.ReplaceAllString(a.Postcode, "$1")
	if !ok || p.Postcode == nil || p.Postcode.Form.MatchString(strings.ToUpper(a.Postcode)) {
		return
	}
	for _, zeros := range []string{"0", "00"} {
		if p.Postcode.Form.MatchString(zeros + a.Postcode) {
			a.Postcode = zeros + a.Postcode
			c := cell{row: r, column: column, field: f, typed: typed, text: typed}
			c.mended("batch.row.postcode_zero", a.Postcode, "place", p.Name)
			return
		}
	}
}

// The words of yes and no.
var (
	yeses = []string{"yes", "y", "true", "t", "1", "x", "✓", "√", "是", "有", "要", "需要"}
	noes  = []string{"no", "n", "false", "f", "0", "none", "nil", "-", "否", "無", "无", "沒有", "没有", "不要", "不需要", "不", "非"}
)

func (c cell) yes() bool {
	word := strings.ToLower(norm.NFKC.String(c.text))
	if slices.Contains(yeses, word) {
		return true
	}
	if !slices.Contains(noes, word) {
		c.bad("batch.row.yes_no")
	}
	return false
}

// battery takes goods without lithium; with it, more is asked than a cell can
// say.
func (c cell) battery() customs.Battery {
	if !slices.Contains(noes, strings.ToLower(norm.NFKC.String(c.text))) {
		c.bad("batch.row.battery")
		return customs.Battery{}
	}
	return customs.Battery{Kind: customs.NoBattery}
}

// addressLines parts an address that stands in one cell: at its line breaks,
// or, where it is too long for a line of the label, at its commas.
func addressLines(s string) (lines []string) {
	for _, l := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	if len(lines) != 1 || utf8.RuneCountInString(lines[0]) <= postal.LineMost {
		return lines
	}
	whole := lines[0]
	lines = nil
	for _, part := range strings.SplitAfter(whole, ",") {
		n := len(lines)
		if n > 0 && utf8.RuneCountInString(lines[n-1]+part) <= postal.LineMost {
			lines[n-1] += part
		} else {
			lines = append(lines, part)
		}
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(lines[i]), ","))
	}
	return lines
}
