package batch

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/postal"
)

// measure is a number with what stands before and behind it: "HK$12.50",
// "1,5 kg".
var measure = regexp.MustCompile(`^([^0-9+-]*)([0-9][0-9.,' ]*)([^0-9]*)$`)

// split takes a measure apart; false where it has no number, or several.
func split(text string) (before, number, behind string, ok bool) {
	m := measure.FindStringSubmatch(norm.NFKC.String(text))
	if m == nil {
		return "", "", "", false
	}
	return strings.TrimSpace(m[1]), strings.TrimSpace(m[2]), strings.TrimSpace(m[3]), true
}

// gaps and marks are what stands between digits.
var (
	gaps  = strings.NewReplacer(" ", "", "'", "")
	marks = strings.NewReplacer(",", "", ".", "")
)

// micro is a decimal in millionths. A comma may part the thousands or the
// decimals: with a dot beside it the later of the two parts the decimals; alone
// and before three digits it says neither, and then doubt is true.
func micro(number string) (n int64, doubt, ok bool) {
	number = gaps.Replace(number)
	point := strings.LastIndexAny(number, ".,")
	if point < 0 {
		point = len(number)
	} else {
		mark, rest := number[point:point+1], len(number)-point-1
		only := !strings.ContainsAny(number[:point], ".,")
		switch {
		case only && mark == "," && rest == 3:
			doubt, point = true, len(number)
		case strings.Contains(number[:point], mark): // parts the thousands: 1,234,567
			point = len(number)
		}
	}
	whole := marks.Replace(number[:point])
	frac := strings.TrimRight(strings.TrimLeft(number[point:], ".,"), "0")
	if len(whole) == 0 || len(whole) > 6 && strings.TrimLeft(whole, "0") != whole || len(whole) > 9 || len(frac) > 6 {
		return 0, doubt, false
	}
	n, err := strconv.ParseInt(whole+frac+strings.Repeat("0", 6-len(frac)), 10, 64)
	return n, doubt, err == nil
}

// The units of weight in milligrams, and of length in tenths of a millimetre.
var (
	milligrams = map[string]int64{"g": 1000, "kg": 1_000_000, "lb": 453_592, "oz": 28_350}
	tenths     = map[string]int64{"mm": 10, "cm": 100, "m": 10_000, "in": 254}
)

// scaled is a measure in whole units, begun ones counting; each one of the
// unit is so many parts, and per parts make one.
func (c cell) scaled(units map[string]int64, per int64, wrong string) int {
	before, number, behind, ok := split(c.text)
	unit := c.field.unit()
	if behind != "" {
		unit = unitOf(behind)
	}
	factor := units[unit]
	n, doubt, good := micro(number)
	switch {
	case !ok || !good || before != "" || factor == 0:
		c.bad(wrong)
		return 0
	case doubt && unit == "kg":
		c.bad("batch.row.comma")
		return 0
	case n > 1_000_000*1_000_000: // a million of any unit is no item
		c.bad(wrong)
		return 0
	}
	per *= 1_000_000
	return int((n*factor + per - 1) / per)
}

func (c cell) grams() postal.Grams {
	return postal.Grams(c.scaled(milligrams, 1000, "batch.row.weight"))
}

func (c cell) millimetres() int { return c.scaled(tenths, 10, "batch.row.length") }

var times = regexp.MustCompile(`[x×*X]`)

// size reads "20x15x5 cm".
func (c cell) size() (s postal.Size) {
	parts := times.Split(norm.NFKC.String(c.text), -1)
	if len(parts) != 3 {
		c.bad("batch.row.size")
		return s
	}
	had := len(c.row.faults)
	unit := ""
	for i := 2; i >= 0; i-- { // the last one's unit is that of all
		part := c
		part.text = strings.TrimSpace(parts[i])
		if i == 2 {
			_, _, unit, _ = split(part.text)
		} else if _, _, own, _ := split(part.text); own == "" {
			part.text += unit
		}
		mm := part.millimetres()
		switch i {
		case 0:
			s.Length = mm
		case 1:
			s.Breadth = mm
		case 2:
			s.Height = mm
		}
	}
	if len(c.row.faults) > had { // one fault for the cell
		c.row.faults = c.row.faults[:had]
		c.bad("batch.row.size")
		return postal.Size{}
	}
	return s
}

// amount reads a sum of money; the currency that it names is the
// declaration's.
func (c cell) amount() money.Amount {
	a, code, ok := c.sum()
	if ok && code != "" {
		c.currency(code)
	}
	return a
}

// insured reads the cover asked for, which is in Hong Kong dollars.
func (c cell) insured() money.Amount {
	a, code, ok := c.sum()
	if ok && code != "HKD" && code != "" {
		c.bad("batch.row.hkd_only", "currency", code)
		return 0
	}
	return a
}

// sum reads a sum and the currency named with it, or in the heading.
func (c cell) sum() (a money.Amount, code string, ok bool) {
	before, number, behind, ok := split(c.text)
	n, _, good := micro(number)
	if !ok || !good || n%10_000 != 0 || money.Amount(n/10_000) > customs.MostValue {
		c.bad("batch.row.amount")
		return 0, "", false
	}
	for _, mark := range []string{before, behind} {
		said := currencyOf(mark)
		if said == "" && !plainMark(mark) || said != "" && code != "" && said != code {
			c.bad("batch.row.currency", "currency", short(mark))
			return 0, "", false
		}
		if said != "" {
			code = said
		}
	}
	if code == "" {
		code = c.field.Unit()
	}
	return money.Amount(n / 10_000), code, true
}

// customsValue is the value of so many pieces at a price in cents.
func customsValue(price int64, pieces int) money.Amount {
	return money.Amount(price) * money.Amount(pieces)
}

// currency notes the declaration's currency, which is one for all its goods.
func (c cell) currency(text string) {
	code := currencyOf(text)
	d := &c.row.Contents
	switch {
	case code == "":
		c.bad("batch.row.currency", "currency", short(text))
	case d.Currency == "":
		d.Currency = code
	case d.Currency != code:
		c.bad("batch.row.currencies", "currency", code, "other", d.Currency)
	}
}

var pieces = regexp.MustCompile(`^[x×]?\s*([0-9]{1,6})(?:\.0+)?\s*(?:pcs?|pieces?|件|個|个|隻|只|套)?$`)

// quantity reads a whole number of pieces.
func (c cell) quantity() int {
	m := pieces.FindStringSubmatch(strings.ToLower(norm.NFKC.String(c.text)))
	if m == nil {
		c.bad("batch.row.quantity")
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	if n < 1 || n > customs.MostQuantity {
		c.bad("batch.row.quantity")
		return 0
	}
	return n
}
