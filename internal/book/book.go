// Package book is what a customer writes down to use again (M-A3): addresses of
// recipients and senders, and templates of goods. It decides when two addresses
// are one, how they are merged, and reads and writes them as vCards and tables.
// It keeps nothing.
package book

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"ecship/internal/postal"
)

// Kind tells to whom mail goes from whom it comes.
type Kind string

// The kinds of entries. A sender's address is a return address, in Hong Kong
// (M-C7).
const (
	Recipient Kind = "recipient"
	Sender    Kind = "sender"
)

// Kinds lists them.
var Kinds = []Kind{Recipient, Sender}

// Entry is one address of a customer's book.
type Entry struct {
	ID       string // adr_ + 26 characters
	Customer string // cus_ + 26 characters: the owner
	Kind     Kind
	Address  postal.Address
	// Preferred marks the sender that new items begin with; one at most.
	Preferred bool
	// Version counts the saves; of two savers who read the same one, the later
	// is refused.
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
	UsedAt    time.Time // when an item last went out with it; zero for never
}

// words are those that one writer spells out and another cuts short.
var words = map[string]string{
	"street": "st", "road": "rd", "avenue": "ave", "boulevard": "blvd", "drive": "dr", "lane": "ln", "place": "pl", "square": "sq", "court": "ct",
	"building": "bldg", "floor": "f", "fl": "f", "flat": "", "room": "", "rm": "", "apartment": "", "apt": "", "unit": "", "suite": "", "ste": "",
	"north": "n", "south": "s", "east": "e", "west": "w", "number": "", "no": "",
}

// Twin is what two spellings of the same name at the same address have in
// common: case, accents, width, punctuation, line breaks and words cut short do
// not count, nor do company, phone, e-mail and the Chinese part.
func Twin(a postal.Address) string {
	return strings.Join([]string{plain(a.Name), a.Place, plain(strings.Join(append(append([]string{}, a.Street...), a.City), " ")), plain(a.State), plain(a.Postcode)}, "\n")
}

// plain is the letters and digits of a text, folded, its words cut short.
func plain(s string) string {
	s = norm.NFKD.String(cases.Fold().String(norm.NFKC.String(s)))
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' {
			return -1
		}
		return r
	}, s)
	var b strings.Builder
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if short, ok := words[w]; ok {
			w = short
		}
		b.WriteString(w)
	}
	return b.String()
}

// Merge is one entry with what all of them know: the first stays as it is, and
// what it lacks comes from the others in their order. The first is the one that
// its owner used last.
func Merge(first Entry, others ...Entry) Entry {
	for _, o := range others {
		a, b := &first.Address, o.Address
		for _, f := range []struct {
			to   *string
			from string
		}{{&a.Company, b.Company}, {&a.City, b.City}, {&a.State, b.State}, {&a.Postcode, b.Postcode}, {&a.Phone, b.Phone}, {&a.Email, b.Email},
			{&a.Native.Name, b.Native.Name}, {&a.Native.Company, b.Native.Company}} {
			if *f.to == "" {
				*f.to = f.from
			}
		}
		if len(a.Native.Street) == 0 {
			a.Native.Street = b.Native.Street
		}
		first.Preferred = first.Preferred || o.Preferred
		if o.UsedAt.After(first.UsedAt) {
			first.UsedAt = o.UsedAt
		}
		if o.CreatedAt.Before(first.CreatedAt) {
			first.CreatedAt = o.CreatedAt
		}
	}
	return first
}
