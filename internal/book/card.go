package book

import (
	"fmt"
	"io"
	"mime/quotedprintable"
	"strings"
	"unicode"
	"unicode/utf8"

	"ecship/internal/postal"
)

// Read is an address as a file has it, and where.
type Read struct {
	Row     int // of a table, or the line on which a card begins; from 1
	Address postal.Address
}

// property is one line of a card, unfolded: "ADR;TYPE=home:;;1 Main St;…".
type property struct {
	name   string
	params map[string]string
	value  string
}

// ReadCards reads vCards 3.0 (RFC 2426) and 4.0 (RFC 6350), and the 2.1 that old
// phones write: name, organisation, the first address, phone and mail. place
// finds the code of a country's name, or "". Everything else in a card is passed
// over. What is wrong with an address the caller judges; a file that is no vCard
// has none. At most most cards are read; more tells that there were more.
func ReadCards(text string, place func(country string) string, most int) (all []Read, more bool) {
	var card *reader
	for n, line := range unfold(text) {
		p, ok := parse(line)
		if !ok {
			continue
		}
		switch {
		case p.name == "BEGIN" && strings.EqualFold(p.value, "VCARD"):
			if len(all) == most {
				return all, true
			}
			card = &reader{Read: Read{Row: n}, place: place}
		case card == nil:
		case p.name == "END" && strings.EqualFold(p.value, "VCARD"):
			all = append(all, card.done())
			card = nil
		default:
			card.take(p)
		}
	}
	return all, false
}

// unfold gives each logical line with the number of its first physical one. A
// line that begins with white space goes on from the one before; so does, in
// quoted-printable, one after a line that ends in "=".
func unfold(text string) func(func(int, string) bool) {
	return func(yield func(int, string) bool) {
		var b strings.Builder
		first, n, soft := 0, 0, false
		for line := range strings.Lines(strings.ReplaceAll(text, "\r\n", "\n")) {
			line = strings.TrimRight(line, "\r\n")
			if n++; n == 1 {
				line = strings.TrimPrefix(line, "\uFEFF")
			}
			switch {
			case soft:
				b.WriteString("\n" + line)
			case line != "" && (line[0] == ' ' || line[0] == '\t') && first > 0:
				b.WriteString(line[1:])
			default:
				if first > 0 && !yield(first, b.String()) {
					return
				}
				b.Reset()
				b.WriteString(line)
				first = n
			}
			soft = strings.HasSuffix(line, "=") && strings.Contains(strings.ToUpper(b.String()), "QUOTED-PRINTABLE")
		}
		if first > 0 {
			yield(first, b.String())
		}
	}
}

// parse splits a line at its first colon outside quotes.
func parse(line string) (p property, ok bool) {
	quoted, colon := false, -1
	for i := range len(line) {
		if line[i] == '"' {
			quoted = !quoted
		} else if line[i] == ':' && !quoted {
			colon = i
			break
		}
	}
	if colon < 0 {
		return p, false
	}
	parts := strings.Split(line[:colon], ";")
	name := parts[0]
	if i := strings.LastIndexByte(name, '.'); i >= 0 { // "item1.ADR", as telephones group them
		name = name[i+1:]
	}
	p = property{name: strings.ToUpper(strings.TrimSpace(name)), params: map[string]string{}, value: line[colon+1:]}
	for _, s := range parts[1:] {
		k, v, named := strings.Cut(s, "=")
		if !named { // 2.1 writes values alone
			k, v = "ENCODING", s
			if !strings.EqualFold(s, "QUOTED-PRINTABLE") {
				continue
			}
		}
		p.params[strings.ToUpper(k)] = strings.Trim(v, `"`)
	}
	if strings.EqualFold(p.params["ENCODING"], "QUOTED-PRINTABLE") {
		plain, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(p.value)))
		if err != nil {
			return p, false
		}
		p.value = string(plain)
	}
	p.value = strings.ToValidUTF8(p.value, "\uFFFD")
	return p, p.name != ""
}

// parts splits a value at its separators and undoes the escapes.
func parts(value string, separator byte) (all []string) {
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '\\' && i+1 < len(value):
			i++
			if value[i] == 'n' || value[i] == 'N' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(value[i])
			}
		case c == separator:
			all = append(all, b.String())
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	return append(all, b.String())
}

// reader fills one address from a card's properties.
type reader struct {
	Read
	place          func(string) string
	structured     string // the name of N, where there is no FN
	placed, native bool   // an address was taken, in Roman letters or not
}

func (r *reader) take(p property) {
	a := &r.Address
	text := func() string { return strings.TrimSpace(parts(p.value, 0)[0]) }
	switch p.name {
	case "FN":
		if s := text(); chinese(s) {
			first(&a.Native.Name, s)
		} else {
			first(&a.Name, s)
		}
	case "N": // family; given; additional; prefixes; suffixes
		if n := append(parts(p.value, ';'), "", ""); r.structured == "" {
			r.structured = strings.TrimSpace(n[1] + " " + n[0])
		}
	case "ORG":
		if s := strings.TrimSpace(parts(p.value, ';')[0]); chinese(s) {
			first(&a.Native.Company, s)
		} else {
			first(&a.Company, s)
		}
	case "TEL":
		first(&a.Phone, strings.TrimPrefix(text(), "tel:"))
	case "EMAIL":
		first(&a.Email, text())
	case "ADR":
		r.address(append(parts(p.value, ';'), make([]string, 7)...)[:7])
	}
}

// address takes the seven parts of ADR: box, further, street, town, region,
// postcode, country.
func (r *reader) address(part []string) {
	a := &r.Address
	for i := range part {
		part[i] = strings.TrimSpace(part[i])
	}
	street := split(part[2], part[1], part[0])
	if chinese(strings.Join(part[:4], "")) {
		if !r.native {
			r.native = true
			a.Native.Street = split(strings.Join(part[3:5], "") + strings.Join(street, ""))
		}
		if a.Place == "" {
			a.Place = r.place(part[6])
		}
		return
	}
	if r.placed {
		return
	}
	r.placed = true
	a.Street, a.City, a.State, a.Postcode = street, part[3], part[4], part[5]
	if code := r.place(part[6]); code != "" {
		a.Place = code
	}
}

func (r *reader) done() Read {
	if r.Address.Name == "" && !chinese(r.structured) {
		r.Address.Name = r.structured
	}
	first(&r.Address.Native.Name, map[bool]string{true: r.structured}[chinese(r.structured)])
	r.Address = r.Address.Clean()
	return r.Read
}

// first sets a text that is still empty.
func first(to *string, s string) {
	if *to == "" {
		*to = s
	}
}

// split gives the lines of texts.
func split(texts ...string) (lines []string) {
	for _, t := range texts {
		for s := range strings.SplitSeq(t, "\n") {
			if s = strings.TrimSpace(s); s != "" {
				lines = append(lines, s)
			}
		}
	}
	return lines
}

// chinese tells whether a text is in another script than machines read.
func chinese(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) }) >= 0
}

// WriteCards writes addresses as vCards 4.0. country names a place. What is in
// Chinese stands beside the Roman letters as the same property in another
// language (ALTID, RFC 6350 §5.4).
func WriteCards(w io.Writer, all []Entry, country func(place string) string) error {
	for _, e := range all {
		if err := writeCard(w, e.Address, country(e.Address.Place)); err != nil {
			return err
		}
	}
	return nil
}

func writeCard(w io.Writer, a postal.Address, country string) error {
	var b strings.Builder
	line := func(name string, values ...string) {
		if strings.Join(values, "") == "" {
			return
		}
		for i, s := range values {
			values[i] = escape.Replace(s)
		}
		fold(&b, name+":"+strings.Join(values, ";"))
	}
	b.WriteString("BEGIN:VCARD\r\nVERSION:4.0\r\n")
	line("FN;ALTID=1", a.Name)
	line("FN;ALTID=1;LANGUAGE=zh", a.Native.Name)
	line("ORG;ALTID=1", a.Company)
	line("ORG;ALTID=1;LANGUAGE=zh", a.Native.Company)
	line("ADR;ALTID=1", "", "", strings.Join(a.Street, "\n"), a.City, a.State, a.Postcode, country)
	if len(a.Native.Street) > 0 {
		line("ADR;ALTID=1;LANGUAGE=zh", "", "", strings.Join(a.Native.Street, "\n"), "", "", "", country)
	}
	line("TEL;VALUE=text", a.Phone)
	line("EMAIL", a.Email)
	b.WriteString("END:VCARD\r\n")
	_, err := io.WriteString(w, b.String())
	if err != nil {
		return fmt.Errorf("book: %w", err)
	}
	return nil
}

var escape = strings.NewReplacer(`\`, `\\`, "\n", `\n`, ";", `\;`, ",", `\,`)

// fold writes a line in pieces of at most 75 octets, never within a character
// (RFC 6350 §3.2).
func fold(b *strings.Builder, line string) {
	room := 75
	for len(line) > room {
		cut := room
		for cut > 1 && !utf8.RuneStart(line[cut]) {
			cut--
		}
		b.WriteString(line[:cut] + "\r\n ")
		line, room = line[cut:], 74
	}
	b.WriteString(line + "\r\n")
}
