package soap

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"ecship/internal/money"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// amount reads a sum at a field; none is 0.
func (d decimal) amount(l *problem.List, field string) money.Amount {
	s := string(d)
	if s == "" {
		return 0
	}
	if whole, part, dot := strings.Cut(s, "."); dot { // "1.5000"
		if part = strings.TrimRight(part, "0"); part == "" {
			s = whole
		} else {
			s = whole + "." + part
		}
	}
	a, err := money.Parse(s)
	if err != nil || strings.Contains(s, ",") {
		l.Add("soap.number", field)
	}
	return a
}

// grams reads a weight in kilograms at a field; none is 0.
func (d decimal) grams(l *problem.List, field string) postal.Grams {
	if d == "" {
		return 0
	}
	g, err := postal.ParseGrams(string(d) + "kg")
	if err != nil {
		l.Take(field, &problem.Problem{Kind: problem.Invalid, Key: problem.Of(err).Key})
	}
	return g
}

// count reads a whole number at a field; none is 0.
func (i integer) count(l *problem.List, field string) int {
	if i == "" {
		return 0
	}
	n, err := strconv.ParseInt(string(i), 10, 32)
	if err != nil || n < 0 || n > math.MaxInt32 {
		l.Add("soap.number", field)
	}
	return int(n)
}

// cents writes a sum as clients read it.
func cents(a money.Amount) decimal { return decimal(a.String()) }

// kilos writes a weight in kilograms.
func kilos(g postal.Grams) decimal {
	return decimal(strconv.FormatFloat(float64(g)/1000, 'f', 3, 64))
}

// phone joins an area code and a number.
func phone(area, number string) string {
	area = strings.TrimLeft(strings.TrimPrefix(area, "+"), "0")
	if area == "" || number == "" || strings.HasPrefix(number, "+") {
		return number
	}
	return "+" + area + " " + number
}

// address puts an address of one text into lines: where it has lines, there,
// else at its commas or spaces. Lines in Chinese are the native address, as
// long as there are others for foreign sorters to read.
func address(a *postal.Address, text string) {
	var latin, native []string
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = postal.CleanText(line)
		switch {
		case line == "":
		case strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
			native = append(native, line)
		default:
			latin = append(latin, line)
		}
	}
	if len(latin) == 0 {
		latin, native = native, nil
	}
	if len(latin) > postal.LinesMost || anyLonger(latin, postal.LineMost) {
		latin = fill(strings.Join(latin, ", "), postal.LineMost)
	}
	a.Street, a.Native.Street = latin, native
}

func anyLonger(lines []string, most int) bool {
	for _, l := range lines {
		if len([]rune(l)) > most {
			return true
		}
	}
	return false
}

// fill breaks a text into lines of at most so many characters, after a comma
// where the line stays half full, else at a space.
func fill(text string, most int) (lines []string) {
	rest := []rune(text)
	for len(rest) > most {
		at := 0
		for i := most; i > 0 && at == 0; i-- {
			if i > most/2 && rest[i-1] == ',' {
				at = i
			}
		}
		for i := most; i > 0 && at == 0; i-- {
			if rest[i] == ' ' {
				at = i
			}
		}
		if at == 0 {
			at = most
		}
		lines = append(lines, strings.TrimRight(strings.TrimSpace(string(rest[:at])), ","))
		rest = []rune(strings.TrimSpace(string(rest[at:])))
	}
	if len(rest) > 0 {
		lines = append(lines, string(rest))
	}
	return lines
}
