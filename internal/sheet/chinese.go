package sheet

// pairs counts what a text's bytes would be in each of the encodings that have
// no mark of their own. Both Chinese ones write a character in two bytes, and
// both were laid out with the everyday characters before the rare ones; a text
// read in the wrong one falls all over the table, a name of three characters
// too. GB 2312's everyday characters have a second byte from A1 on, while a
// third of Big5's have one below 7F, which only the rare ones of GB18030 have.
type pairs struct {
	big5, gb count
	high     int // bytes from 80 on
	western  int // of them, those that are letters in Windows-1252
}

// count is one encoding's walk through the text.
type count struct {
	lead                       byte // the first byte of a pair that is under way
	more                       int  // bytes of a four-byte character still to come
	everyday, rare, sign, fail int
}

func (p *pairs) add(b []byte) {
	for _, c := range b {
		p.big5.add(c, big5Class)
		p.gb.add(c, gbClass)
		if c >= 0x80 {
			p.high++
		}
		if c >= 0xc0 && c != 0xd7 && c != 0xf7 {
			p.western++
		}
	}
}

// The classes of a pair of bytes.
type class int

const (
	fail     class = iota // no character
	sign                  // punctuation, full width letters
	everyday              // of the first level
	rare                  // of the others
	longer                // the first half of a four-byte character
)

func (n *count) add(c byte, of func(lead, c byte) class) {
	switch {
	case n.more > 0:
		n.more--
		return
	case n.lead == 0 && c < 0x80:
		return
	case n.lead == 0:
		n.lead = c
		return
	}
	switch of(n.lead, c) {
	case sign:
		n.sign++
	case everyday:
		n.everyday++
	case rare:
		n.rare++
	case longer:
		n.rare++
		n.more = 2
	default:
		n.fail++
	}
	n.lead = 0
}

// big5Class: A440 to C67E are the frequent characters (Big5's first level),
// C940 to F9D5 the others; HKSCS is around them.
func big5Class(lead, c byte) class {
	switch {
	case lead == 0x80 || lead == 0xff || c < 0x40 || c > 0x7e && c < 0xa1 || c == 0xff:
		return fail
	case lead >= 0xa1 && lead <= 0xa3:
		return sign
	case lead >= 0xa4 && lead < 0xc6 || lead == 0xc6 && c <= 0x7e:
		return everyday
	}
	return rare
}

// gbClass: B0A1 to D7F9 are the frequent characters (GB 2312's first level),
// D8A1 to F7FE the others; GBK and GB18030 are around them.
func gbClass(lead, c byte) class {
	switch {
	case lead == 0x80 || lead == 0xff:
		return fail
	case c >= '0' && c <= '9':
		return longer
	case c < 0x40 || c == 0x7f || c == 0xff:
		return fail
	case c >= 0xa1 && (lead == 0xa1 || lead == 0xa3):
		return sign
	case c >= 0xa1 && lead >= 0xb0 && lead <= 0xd7:
		return everyday
	}
	return rare
}

// score is the share of everyday characters; what is no character costs more
// than a rare one.
func (n *count) score() float64 {
	all := n.everyday + n.rare + n.fail
	if all == 0 {
		return 0
	}
	return float64(n.everyday-4*n.fail) / float64(all)
}

// chinese is the least score of what is Chinese; that of "Größe" is none.
const chinese = 0.5

// best is the likeliest encoding. Where both are as likely, it is Hong Kong's.
func (p *pairs) best() string {
	switch {
	case p.western*10 >= p.high*9 && max(p.big5.score(), p.gb.score()) < chinese:
		return Western
	case p.gb.score() > p.big5.score():
		return GB18030
	}
	return Big5
}
