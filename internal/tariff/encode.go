package tariff

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/postal"
)

// words are the parts of an OfferAnswer's JSON that are the same for every item.
type words struct{ head, tail []byte }

func makeWords(services []postal.Service) [][]words {
	all := make([][]words, len(services))
	for i := range services {
		s := &services[i]
		for _, l := range i18n.Langs {
			var w words
			w.head = text(append(w.head, `{"service":`...), s.Code)
			w.head = text(append(w.head, `,"name":`...), s.Name.In(l))
			w.tail = text(append(w.tail, `,"delivery_standard":`...), stated(s.Standard, l))
			w.tail = text(append(w.tail, `,"indemnity":`...), stated(s.Indemnity, l))
			w.tail = strconv.AppendInt(append(w.tail, `,"tracking_level":`...), int64(s.Tracking), 10)
			w.tail = strconv.AppendBool(append(w.tail, `,"signature":`...), s.Signature)
			all[i] = append(all[i], w)
		}
	}
	return all
}

// AppendJSON writes In(l) as JSON, without making it: a comparison is what the
// portal is asked for most. A test holds the two against each other.
func (c *Comparison) AppendJSON(b []byte, l i18n.Lang) []byte {
	b = slices.Grow(b, 8<<10)
	b = text(append(b, `{"date":`...), c.On.String())
	b = append(b, `,"place":`...)
	b = appendPlace(b, c.Place, l)
	b = number(b, `,"weight_g":`, int64(c.Request.Grams))
	b = append(b, `,"services":[`...)
	for i := range c.Quotes {
		if i > 0 {
			b = append(b, ',')
		}
		b = c.Quotes[i].appendJSON(b, l)
	}
	b = append(b, ']')
	for i, n := range c.Notices {
		b = append(b, separator(i, `,"notices":[`)...)
		b = text(append(b, `{"service":`...), n.Service)
		b = strconv.AppendBool(append(b, `,"suspended":`...), n.Suspended)
		b = append(text(append(b, `,"message":`...), n.Text.In(l)), '}')
		if i == len(c.Notices)-1 {
			b = append(b, ']')
		}
	}
	return append(b, '}')
}

func (q *Quote) appendJSON(b []byte, l i18n.Lang) []byte {
	at := max(0, slices.Index(i18n.Langs, l))
	w := &q.words[at]
	b = append(b, w.head...)
	if r := q.Refusal; r != nil {
		b = text(append(b, `,"available":false,"refusal":{"code":`...), r.Key)
		if r.Field != "" {
			b = text(append(b, `,"field":`...), r.Field)
		}
		b = append(text(append(b, `,"message":`...), l.T(r.Key, r.Args...)), '}')
	} else {
		b = q.appendPrice(append(append(b, `,"available":true`...), w.tail...), at, l)
	}
	b = amount(b, `,"advice_of_receipt_cents":`, q.AdviceFee)
	b = amount(b, `,"cover_least_cents":`, q.CoverLeast)
	b = amount(b, `,"cover_most_cents":`, q.CoverMost)
	b = amount(b, `,"value_premium_cents":`, q.ValuePremium)
	b = amount(b, `,"max_weight_g":`, money.Amount(q.MaxGrams))
	if q.sizes != nil {
		b = append(append(b, `,"size_limits":`...), q.sizes...)
	}
	return append(b, '}')
}

// appendPrice writes what only a service that takes the item has.
func (q *Quote) appendPrice(b []byte, at int, l i18n.Lang) []byte {
	if q.Unpriced {
		b = append(b, `,"unpriced":true`...)
	} else {
		b = number(b, `,"postage_cents":`, int64(q.Postage))
		b = number(b, `,"add_ons_cents":`, int64(q.AddOns))
		b = number(b, `,"premium_cents":`, int64(q.Premium))
		b = number(b, `,"total_cents":`, int64(q.Total))
	}
	if q.Format != "" {
		b = text(append(b, `,"format":`...), q.Format)
	}
	if q.Book != nil {
		b = append(b, q.Book.json...)
	}
	if q.remarks != nil {
		b = append(b, q.remarks[at]...)
	}
	for i, z := range q.Elsewhere {
		b = append(b, separator(i, `,"elsewhere":[`)...)
		b = appendPlace(append(b, `{"place":`...), z.Place, l)
		b = append(number(b, `,"postage_cents":`, int64(z.Postage)), '}')
		if i == len(q.Elsewhere)-1 {
			b = append(b, ']')
		}
	}
	return b
}

// source is a book's part of the JSON.
func (b *Book) source() []byte {
	out := text([]byte(`,"book":`), b.Name())
	if b.Source != "" {
		out = text(append(out, `,"source":`...), b.Source)
	}
	return out
}

// remarksIn are the marks' part of the JSON, by language.
func remarksIn(marks []string) (all [][]byte) {
	for _, l := range i18n.Langs {
		var b []byte
		for i, m := range marks {
			b = text(append(b, separator(i, `,"remarks":[`)...), l.T(m))
		}
		if b != nil {
			b = append(b, ']')
		}
		all = append(all, b)
	}
	return all
}

func separator(i int, first string) string {
	if i == 0 {
		return first
	}
	return ","
}

func appendPlace(b []byte, p *postal.Place, l i18n.Lang) []byte {
	b = text(append(b, `{"code":`...), p.Code)
	return append(text(append(b, `,"name":`...), p.Name.In(l)), '}')
}

func number(b []byte, name string, n int64) []byte {
	return strconv.AppendInt(append(b, name...), n, 10)
}

// amount leaves out what is 0.
func amount(b []byte, name string, a money.Amount) []byte {
	if a == 0 {
		return b
	}
	return number(b, name, int64(a))
}

// text writes a JSON string.
func text(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r != utf8.RuneError || n > 1 {
				i += n
				continue
			}
			b = append(append(b, s[from:i]...), "\ufffd"...)
			i++
			from = i
			continue
		}
		b = append(b, s[from:i]...)
		if c == '"' || c == '\\' {
			b = append(b, '\\', c)
		} else {
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		from = i
	}
	return append(append(b, s[from:]...), '"')
}
