package store

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/shipment"
)

// A search looks for words in what the label prints (M-G1). What may be read is
// in the column search; streets, phones, addresses and references are sealed,
// and are opened for the items that a signature does not rule out.

// searchMost bounds the searched text of an item in bytes.
const searchMost = 2000

// searchWordsMost bounds the words of a search, each of which is a comparison.
const searchWordsMost = 8

// likeEscape makes % and _ ordinary characters of a LIKE pattern.
var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// searchText is the open part of what a search looks through. The separator
// keeps a word from matching across two fields.
func searchText(s *shipment.Shipment) string {
	if s.State == shipment.Purged {
		return ""
	}
	day := s.IssuedAt
	if day.IsZero() {
		day = s.CreatedAt
	}
	all := []string{string(s.Number), s.Reference, s.Sender.Name, s.Sender.Company, s.Sender.Native.Name, s.Sender.Native.Company,
		s.Recipient.Name, s.Recipient.Company, s.Recipient.Native.Name, s.Recipient.Native.Company,
		s.Recipient.Place, s.Recipient.City, s.Recipient.State, s.Recipient.Postcode, s.Service, policy.DayOf(day).String()}
	if s.Estimate.Total > 0 {
		all = append(all, amountText(s.Estimate.Total))
	}
	for _, l := range s.Customs.Lines {
		all = append(all, l.Description, l.Native)
	}
	return fold(strings.Join(all, "\n"))
}

// amountText is an amount as people type it into a search: 1234.50.
func amountText(a money.Amount) string {
	c := int64(a)
	return strconv.FormatInt(c/100, 10) + "." + strconv.FormatInt(c/10%10, 10) + strconv.FormatInt(c%10, 10)
}

// text is the sealed part. Phones stand there also as digits alone, as people
// type them.
func (p *shipmentPrivate) text() string {
	var all []string
	for _, a := range []privateAddress{p.Sender, p.Recipient} {
		all = append(all, a.Street...)
		all = append(all, a.Native...)
		all = append(all, a.Phone, digits(a.Phone), a.Email)
	}
	all = append(all, p.SenderRef, p.ImporterRef)
	for _, r := range p.References {
		all = append(all, r)
	}
	return fold(strings.Join(all, "\n"))
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// fold makes texts comparable: width, case and accents do not count.
func fold(s string) string {
	if s = foldAll(s); len(s) > searchMost {
		s = strings.ToValidUTF8(s[:searchMost], "")
	}
	return s
}

// foldAll is fold of a text of any length.
func foldAll(s string) string {
	s = clean(s)
	if !ascii(s) {
		s = norm.NFKC.String(strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFKD.String(s)))
	}
	return strings.ToLower(s)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Word is one word of a search: an item has it that has its text, or whose
// service or place is among its codes.
type Word struct {
	Text  string
	Codes []string
}

// Words are the words of a text.
func Words(text string) (all []Word) {
	for i, w := range strings.Fields(fold(text)) {
		if i == searchWordsMost {
			break
		}
		all = append(all, Word{Text: w})
	}
	return all
}

// in tells whether an item has the word.
func (w Word) in(text, service, place string) bool {
	if strings.Contains(text, w.Text) {
		return true
	}
	for _, c := range w.Codes {
		if c == service || c == place {
			return true
		}
	}
	return false
}
