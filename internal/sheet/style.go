package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// style is how a cell's number is shown, as far as that changes what it says.
type style struct {
	date  bool
	zeros int // a format such as 00000, which keeps a postcode's first zero
}

// dates are Excel's own number formats of dates and times (ECMA-376 part 1,
// 18.8.30), those of East Asian versions with them.
func dates(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

var (
	quoted   = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.|\*.`)
	zeroForm = regexp.MustCompile(`^0{2,15}$`)
)

// styleOf reads a number format of the workbook's own.
func styleOf(format string) style {
	if zeroForm.MatchString(format) {
		return style{zeros: len(format)}
	}
	first, _, _ := strings.Cut(quoted.ReplaceAllString(format, ""), ";")
	first = strings.ToLower(first)
	return style{date: strings.ContainsAny(first, "ymdhs") && !strings.ContainsAny(first, "#0?") || strings.Contains(first, "yy")}
}

func (w *workbook) readStyles(name string) error {
	formats, cells := map[int]style{}, false
	err := w.each(name, func(m *markup) error {
		switch {
		case m.is("numFmt") && len(formats) < 10_000:
			formats[atoi(m.attr("numFmtId"))] = styleOf(string(plain(nil, m.attr("formatCode"))))
		case m.is("cellXfs"):
			cells = true
		case m.is("cellStyles"), m.is("dxfs"):
			cells = false
		case cells && m.is("xf") && len(w.styles) < 100_000:
			id := atoi(m.attr("numFmtId"))
			s, own := formats[id]
			if !own {
				s = style{date: dates(id)}
			}
			w.styles = append(w.styles, s)
		}
		return nil
	})
	return err
}

func atoi(b []byte) int {
	n, err := strconv.Atoi(string(b))
	if err != nil {
		return -1
	}
	return n
}

// shown adds a number to b as people see it: fifteen digits, which is all that
// a spreadsheet keeps, and no exponent below that; a date as 2006-01-02.
func (w *workbook) shown(b, number []byte, s style) []byte {
	if s == (style{}) && simple(number) {
		return append(b, number...)
	}
	v, err := strconv.ParseFloat(string(number), 64)
	switch {
	case err != nil || math.IsInf(v, 0) || math.IsNaN(v):
		return append(b, number...)
	case s.date && v >= 0 && v < 2_958_466: // the year 10000
		at := w.from.Add(time.Duration(math.Round(v*86400)) * time.Second)
		if v != math.Trunc(v) {
			return at.AppendFormat(b, "2006-01-02 15:04:05")
		}
		return at.AppendFormat(b, time.DateOnly)
	case math.Abs(v) >= 1e15 || v != 0 && math.Abs(v) < 1e-9:
		return strconv.AppendFloat(b, v, 'E', 14, 64)
	}
	from := len(b)
	b = strconv.AppendFloat(b, v, 'f', 15-max(1, len(strconv.FormatFloat(math.Trunc(math.Abs(v)), 'f', 0, 64))), 64)
	if strings.Contains(string(b[from:]), ".") {
		for b[len(b)-1] == '0' {
			b = b[:len(b)-1]
		}
		if b[len(b)-1] == '.' {
			b = b[:len(b)-1]
		}
	}
	if missing := s.zeros - (len(b) - from); missing > 0 && v >= 0 && v == math.Trunc(v) {
		b = append(b[:from], strings.Repeat("0", missing)+string(b[from:])...)
	}
	return b
}

// simple tells of a number that is written as it is shown.
func simple(b []byte) bool {
	if len(b) > 12 {
		return false
	}
	for _, c := range b {
		if (c < '0' || c > '9') && c != '.' && c != '-' {
			return false
		}
	}
	return true
}
