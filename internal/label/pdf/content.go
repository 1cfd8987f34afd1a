package pdf

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf16"

	"ecship/internal/label"
	"ecship/internal/label/datamatrix"
	"ecship/internal/label/face"
)

// unit is how many steps a millimetre has. Every measure is a whole number of
// steps: a twentieth of the dot of a 203 dpi printer, so that the edges of bars
// lie on dots, and no fraction has to be written.
const unit = 160

// stepPoints is a step in PDF's own unit, the point.
const stepPoints = 72 / 25.4 / unit

// content is a Canvas that writes the operators of a page. Its origin is the
// page's top left, with y going up as PDF has it: all y are negative.
type content struct {
	buf     []byte
	fixed   *[kinds]subset // the art's glyphs; they come first
	added   *[kinds]subset // glyphs are added here where fixed lacks them
	missing string         // the characters that no face has
	// addedName is what the fonts of added glyphs are called in the page.
	addedName string

	font, size  int // what the operators before have set; -1 is nothing yet
	grey, width int
	thick       bool // text is filled and stroked
}

func (c *content) begin(a *art, added *[kinds]subset) {
	*c = content{buf: c.buf[:0], fixed: &a.glyphs, added: added, addedName: "/D", font: -1, size: -1, grey: -1, width: -1}
}

// next begins another drawing behind those before, and gives its place.
func (c *content) next() int {
	c.font, c.size, c.grey, c.width, c.thick = -1, -1, -1, -1, false
	return len(c.buf)
}

// steps rounds millimetres to steps.
func steps(mm float64) int { return int(math.Round(mm * unit)) }

func (c *content) int(n int) {
	c.buf = append(strconv.AppendInt(c.buf, int64(n), 10), ' ')
}

func (c *content) op(s string) { c.buf = append(c.buf, s...) }

// setGrey sets the colour of fills and, for text that is stroked, of lines.
func (c *content) setGrey(grey float64) {
	g := int(math.Round(grey * 100))
	if g == c.grey {
		return
	}
	c.grey = g
	at := len(c.buf)
	c.buf = append(strconv.AppendFloat(c.buf, float64(g)/100, 'f', -1, 64), ' ')
	number := string(c.buf[at:])
	c.op("g ")
	c.op(number)
	c.op("G\n")
}

func (c *content) setWidth(width int) {
	if width != c.width {
		c.width = width
		c.int(width)
		c.op("w ")
	}
}

// Text implements label.Canvas.
func (c *content) Text(x, y float64, st label.Style, s string) {
	c.setGrey(st.Grey)
	c.op("BT ")
	if st.Turn == 0 {
		c.int(steps(x))
		c.int(-steps(y))
		c.op("Td ")
	} else {
		sin, cos := math.Sincos(st.Turn * math.Pi / 180)
		for _, v := range [4]float64{cos, sin, -sin, cos} {
			c.buf = append(strconv.AppendFloat(c.buf, v, 'f', 4, 64), ' ')
		}
		c.int(steps(x))
		c.int(-steps(y))
		c.op("Tm ")
	}
	size := steps(st.Size * 25.4 / 72)
	open := false
	for _, r := range s {
		k, g, _ := face.Find(r, st.Bold)
		if g == 0 && !strings.ContainsRune(c.missing, r) {
			c.missing += string(r)
		}
		font, code := int(k), c.fixed[k].code(g, r)
		if code == 0 {
			font, code = kinds+int(k), c.added[k].add(k, g, r)
		}
		if thick := st.Bold && k == face.CJK; font != c.font || size != c.size || thick != c.thick {
			if open {
				c.op(")Tj ")
				open = false
			}
			c.setFont(font, size, thick)
		}
		if !open {
			c.op("(")
			open = true
		}
		c.buf = appendByte(appendByte(c.buf, byte(code>>8)), byte(code))
	}
	if open {
		c.op(")Tj ")
	}
	c.op("ET\n")
}

// setFont chooses font and size, and whether strokes are thickened: there is no
// bold face for Chinese.
func (c *content) setFont(font, size int, thick bool) {
	if font != c.font || size != c.size {
		c.font, c.size = font, size
		if font < kinds {
			c.op("/A")
		} else {
			c.op(c.addedName)
		}
		c.int(font % kinds)
		c.int(size)
		c.op("Tf ")
	}
	if thick {
		c.setWidth(size / 36)
	}
	if thick != c.thick {
		c.thick = thick
		if thick {
			c.op("2 Tr ")
		} else {
			c.op("0 Tr ")
		}
	}
}

// Line implements label.Canvas.
func (c *content) Line(x1, y1, x2, y2, width float64) {
	c.setGrey(0)
	c.setWidth(steps(width))
	c.int(steps(x1))
	c.int(-steps(y1))
	c.op("m ")
	c.int(steps(x2))
	c.int(-steps(y2))
	c.op("l S\n")
}

// Frame implements label.Canvas.
func (c *content) Frame(x, y, w, h, width float64) {
	c.setGrey(0)
	c.setWidth(steps(width))
	c.rect(x, y, w, h)
	c.op("S\n")
}

// Fill implements label.Canvas.
func (c *content) Fill(x, y, w, h, grey float64) {
	c.setGrey(grey)
	c.rect(x, y, w, h)
	c.op("f\n")
}

func (c *content) rect(x, y, w, h float64) {
	left, top := steps(x), steps(y)
	c.int(left)
	c.int(-steps(y + h))
	c.int(steps(x+w) - left)
	c.int(steps(y+h) - top)
	c.op("re ")
}

// Barcode implements label.Canvas: the bars are rectangles of one path, in a
// space where a module is as wide as 1 and the bars are as high.
func (c *content) Barcode(b label.Barcode) {
	c.setGrey(0)
	c.op("q ")
	c.int(steps(b.Module))
	c.op("0 0 ")
	c.int(steps(b.Height))
	c.int(steps(b.X))
	c.int(-steps(b.Y + b.Height))
	c.op("cm\n")
	x := 0
	for i, n := range label.Bars(b.Number) {
		if i%2 == 0 {
			c.int(x)
			c.op("0 ")
			c.int(int(n))
			c.op("1 re\n")
		}
		x += int(n)
	}
	c.op("f Q\n")
}

// Matrix implements label.Canvas: a mask of one bit a module, in the page itself,
// written in hexadecimal so that no reader mistakes it for the end of the mask.
func (c *content) Matrix(m label.Matrix) {
	c.setGrey(0)
	c.op("q ")
	c.int(steps(m.Width()))
	c.op("0 0 ")
	c.int(steps(m.Width()))
	c.int(steps(m.X))
	c.int(-steps(m.Y + m.Width()))
	const n = datamatrix.Size
	c.op("cm BI/IM true/W 36/H 36/BPC 1/F/AHx ID ")
	for _, row := range m.Code {
		// A clear bit paints; the first module is the highest bit.
		row = bits.Reverse64(^row) >> (64 - n) << (40 - n)
		for shift := 36; shift >= 0; shift -= 4 {
			c.buf = append(c.buf, "0123456789ABCDEF"[row>>shift&15])
		}
	}
	c.op(">\nEI Q\n")
}

// appendByte writes a byte of a string, escaped where PDF asks for it.
func appendByte(b []byte, v byte) []byte {
	switch v {
	case '(', ')', '\\':
		return append(b, '\\', v)
	case '\r':
		return append(b, '\\', 'r')
	}
	return append(b, v)
}

// appendString writes a text string of the document's own data, in UTF-16 where
// it is not plain ASCII.
func appendString(b []byte, s string) []byte {
	b = append(b, '(')
	if strings.TrimFunc(s, func(r rune) bool { return r >= ' ' && r < 0x7f }) == "" {
		for i := range len(s) {
			b = appendByte(b, s[i])
		}
		return append(b, ')')
	}
	b = append(b, 0xfe, 0xff)
	for _, u := range utf16.Encode([]rune(s)) {
		b = appendByte(appendByte(b, byte(u>>8)), byte(u))
	}
	return append(b, ')')
}
