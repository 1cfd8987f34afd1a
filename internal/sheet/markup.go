package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// markup goes from tag to tag of an XML file, as workbooks have them: no
// document type, no entities of its own, and never more in memory than one tag
// and the text before it. encoding/xml is right for more and takes many times
// as long, which a file of 64 MiB must not.
type markup struct {
	in   *bufio.Reader
	name []byte // of the tag, without its prefix
	text []byte // what stood before it, as written
	// closing is </name>, empty is <name/>.
	closing, empty bool
	tag            []byte // name and attributes
	long           []byte // a tag that is not in one piece in the buffer
	keep           bool   // the text is wanted
}

// markMost is how long a tag or a text may be.
const markMost = RowMost

func newMarkup(r io.Reader) *markup { return &markup{in: bufio.NewReaderSize(r, 32<<10)} }

// errMarkup is XML that is not as workbooks have it.
var errMarkup = errors.New("sheet: not the XML of a workbook")

// next goes to the next tag; io.EOF ends the file. What it gives is good until
// it is called again.
func (m *markup) next() error {
	m.text = m.text[:0]
	for {
		if err := m.skip(); err != nil {
			return err
		}
		if err := m.readTag(); err != nil {
			return cut(err)
		}
		if len(m.tag) == 0 {
			return errMarkup
		}
		if m.tag[0] != '!' && m.tag[0] != '?' {
			break
		}
		if err := m.aside(); err != nil {
			return err
		}
	}
	m.closing, m.empty = m.tag[0] == '/', m.tag[len(m.tag)-1] == '/'
	if m.closing {
		m.tag = m.tag[1:]
	} else if m.empty {
		m.tag = m.tag[:len(m.tag)-1]
	}
	m.name = m.tag
	for i, c := range m.tag {
		if c <= ' ' {
			m.name = m.tag[:i]
			break
		}
	}
	m.name = m.name[bytes.IndexByte(m.name, ':')+1:]
	return nil
}

// skip reads the text before a tag and its <.
func (m *markup) skip() error {
	for {
		b, err := m.in.ReadSlice('<')
		if err == nil {
			b = b[:len(b)-1]
		}
		if m.keep && len(b) > 0 {
			if len(m.text)+len(b) > markMost {
				return refuse("sheet.cell_long", "most", markMost>>10)
			}
			m.text = append(m.text, b...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// readTag reads to the > that is in no attribute. Mostly the tag is where it
// was read to, and is not copied.
func (m *markup) readTag() error {
	b, err := m.in.ReadSlice('>')
	if err == nil {
		if m.tag = b[:len(b)-1]; closed(m.tag) || m.tag[0] == '!' || m.tag[0] == '?' {
			return nil
		}
	}
	m.long = append(m.long[:0], b...)
	for {
		if err == nil {
			if m.tag = m.long[:len(m.long)-1]; closed(m.tag) || m.tag[0] == '!' || m.tag[0] == '?' {
				return nil
			}
		} else if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		if len(m.long) > markMost {
			return errMarkup
		}
		b, err = m.in.ReadSlice('>')
		m.long = append(m.long, b...)
	}
}

// closed tells whether every quotation mark of a tag has its partner: the
// other kind may stand alone inside.
func closed(tag []byte) bool {
	if bytes.IndexByte(tag, '"') < 0 && bytes.IndexByte(tag, '\'') < 0 {
		return true
	}
	open := byte(0)
	for _, c := range tag {
		switch {
		case open == 0 && (c == '"' || c == '\''):
			open = c
		case c == open:
			open = 0
		}
	}
	return open == 0
}

// aside passes over the comment or instruction that was begun, and takes CDATA
// as text.
func (m *markup) aside() error {
	begin, end := "!--", "--"
	switch {
	case m.tag[0] == '?':
		begin, end = "?", "?"
	case bytes.HasPrefix(m.tag, []byte("![CDATA[")):
		begin, end = "![CDATA[", "]]"
	case !bytes.HasPrefix(m.tag, []byte(begin)): // <!DOCTYPE: entities and worse
		return errMarkup
	}
	inside := append([]byte(nil), m.tag[len(begin):]...)
	for !bytes.HasSuffix(inside, []byte(end)) {
		inside = append(inside, '>')
		if err := m.readPlain(&inside); err != nil {
			return err
		}
	}
	if end == "]]" && m.keep {
		inside = bytes.ReplaceAll(inside[:len(inside)-len(end)], []byte("&"), []byte("&amp;"))
		m.text = append(m.text, inside...)
	}
	return nil
}

// readPlain adds what is before the next >.
func (m *markup) readPlain(to *[]byte) error {
	for {
		b, err := m.in.ReadSlice('>')
		*to = append(*to, b...)
		if len(*to) > markMost {
			return refuse("sheet.cell_long", "most", markMost>>10)
		}
		if err == nil {
			*to = (*to)[:len(*to)-1]
			return nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return cut(err)
		}
	}
}

// cut makes the end of the file in the middle of something an error.
func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// is tells whether the tag is this one, opening.
func (m *markup) is(name string) bool { return !m.closing && string(m.name) == name }

// ends tells whether an element is over: its closing tag, or one in itself.
func (m *markup) ends(name string) bool { return (m.closing || m.empty) && string(m.name) == name }

// attr is an attribute's value as written, whatever its prefix; nil without it.
func (m *markup) attr(name string) []byte {
	rest := m.tag
	for {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimSpace(rest[:eq])
		key = key[bytes.LastIndexAny(key, " \t\r\n:")+1:]
		rest = bytes.TrimLeft(rest[eq+1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return nil
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil
		}
		if string(key) == name {
			return rest[1 : 1+end]
		}
		rest = rest[end+2:]
	}
}

// plain adds to b a text without its XML escapes.
func plain(b, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '&')
		if i < 0 {
			return append(b, text...)
		}
		b, text = append(b, text[:i]...), text[i:]
		end := bytes.IndexByte(text[:min(len(text), 12)], ';')
		if end < 0 {
			b, text = append(b, '&'), text[1:]
			continue
		}
		b, text = entity(b, string(text[1:end])), text[end+1:]
	}
}

func entity(b []byte, name string) []byte {
	switch name {
	case "amp":
		return append(b, '&')
	case "lt":
		return append(b, '<')
	case "gt":
		return append(b, '>')
	case "quot":
		return append(b, '"')
	case "apos":
		return append(b, '\'')
	}
	if len(name) > 1 && name[0] == '#' {
		digits, base := name[1:], 10
		if digits[0] == 'x' || digits[0] == 'X' {
			digits, base = digits[1:], 16
		}
		if n, err := strconv.ParseUint(digits, base, 21); err == nil && n != 0 {
			return utf8.AppendRune(b, rune(n))
		}
	}
	return utf8.AppendRune(b, utf8.RuneError)
}
