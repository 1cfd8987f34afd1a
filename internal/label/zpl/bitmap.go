package zpl

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strconv"

	"ecship/internal/label/datamatrix"
)

// bitmap is a picture of dots, a bit each, the highest bit to the left; a set
// bit is black. Behind the bits there is room for wide more bytes.
type bitmap struct {
	w, h, stride int
	bits         []byte
}

func newBitmap(w, h int) *bitmap {
	b := &bitmap{}
	b.reset(w, h)
	return b
}

// reset makes it a white picture of this size.
func (b *bitmap) reset(w, h int) {
	b.w, b.h = max(w, 1), max(h, 1)
	b.stride = (b.w + 7) / 8
	b.bits = cleared(b.bits, b.stride*b.h+wide)[:b.stride*b.h]
}

// wide is how many bytes lay takes at a time.
const wide = 8

func (b *bitmap) set(x, y int, black bool) {
	if x < 0 || y < 0 || x >= b.w || y >= b.h {
		return
	}
	at, bit := y*b.stride+x/8, byte(0x80)>>(x%8)
	if black {
		b.bits[at] |= bit
	} else {
		b.bits[at] &^= bit
	}
}

func (b *bitmap) dark(x, y int) bool { return b.bits[y*b.stride+x/8]<<(x%8)&0x80 != 0 }

// fill sets a rectangle.
func (b *bitmap) fill(x, y, w, h int, black bool) {
	left, right := max(x, 0), min(x+w, b.w)
	if left >= right {
		return
	}
	first, last := left/8, (right-1)/8
	head, tail := byte(0xff)>>(left%8), byte(0xff)<<(7-(right-1)%8)
	if first == last {
		head, tail = head&tail, head&tail
	}
	for row := max(y, 0); row < min(y+h, b.h); row++ {
		bits := b.bits[row*b.stride : (row+1)*b.stride]
		put(&bits[first], head, black)
		for i := first + 1; i < last; i++ {
			put(&bits[i], 0xff, black)
		}
		put(&bits[last], tail, black)
	}
}

func put(bits *byte, mask byte, black bool) {
	if black {
		*bits |= mask
	} else {
		*bits &^= mask
	}
}

// square makes it the picture of a square code, modules so many dots wide and one
// dot high.
func (b *bitmap) square(code *datamatrix.Matrix, module int) {
	b.reset(len(code)*module, len(code))
	const step = 4 // modules at a time; the size is a multiple of it
	var spread [1 << step]uint64
	for v := range spread {
		for i := range step {
			spread[v] = spread[v]<<module | (1<<module-1)*uint64(v>>i&1)
		}
	}
	for y, dark := range code {
		bits, waiting, have := b.bits[y*b.stride:], uint64(0), 0
		for range len(code) / step {
			waiting = waiting<<(step*module) | spread[dark&(1<<step-1)]
			dark >>= step
			for have += step * module; have >= 8; have -= 8 {
				bits[0], bits = byte(waiting>>(have-8)), bits[1:]
			}
		}
		if have > 0 {
			bits[0] = byte(waiting << (8 - have))
		}
	}
}

// lay blackens what is black in g, whose top left corner goes to x, y. What
// would be outside is left out.
func (b *bitmap) lay(x, y int, g *bitmap) {
	if x < 0 || y < 0 || x+g.w > b.w || y+g.h > b.h {
		for row := range g.h {
			for col := range g.w {
				if g.dark(col, row) {
					b.set(x+col, y+row, true)
				}
			}
		}
		return
	}
	from, to := g.bits[:len(g.bits)+wide], b.bits[:len(b.bits)+wide]
	for row := range g.h {
		for i := 0; i < g.stride; i += wide - 1 {
			n := min(g.stride-i, wide-1)
			v := binary.BigEndian.Uint64(from[row*g.stride+i:]) >> (64 - 8*n) << (64 - 8*n)
			p := to[(y+row)*b.stride+x/8+i:]
			binary.BigEndian.PutUint64(p, binary.BigEndian.Uint64(p)|v>>(x%8))
		}
	}
}

// turned is the picture turned by a quarter against the clock.
func (b *bitmap) turned() *bitmap {
	t := newBitmap(b.h, b.w)
	for y := range b.h {
		bit := byte(0x80) >> (y % 8)
		for i, v := range b.bits[y*b.stride : (y+1)*b.stride] {
			for x := 8 * i; v != 0; v, x = v<<1, x+1 {
				if v&0x80 != 0 {
					t.bits[(b.w-1-x)*t.stride+y/8] |= bit
				}
			}
		}
	}
	return t
}

// graphic writes the picture as a field, with every row so many times.
func (b *bitmap) graphic(dst []byte, times int) []byte {
	size := int64(len(b.bits) * times)
	dst = slices.Grow(dst, 32+len(b.bits)) // most pictures shrink to half of their digits
	dst = strconv.AppendInt(append(dst, "^GFA,"...), size, 10)
	dst = strconv.AppendInt(append(dst, ','), size, 10)
	dst = strconv.AppendInt(append(dst, ','), int64(b.stride), 10)
	return append(b.encode(append(dst, ','), times), "^FS\n"...)
}

// encode writes the dots as ZPL's compressed hexadecimal: repeats have letters,
// a comma and an exclamation mark end a row in white or black, and a colon is
// the row before once more.
func (b *bitmap) encode(dst []byte, times int) []byte {
	var before []byte
	for y := range b.h {
		row, again := b.bits[y*b.stride:(y+1)*b.stride], times
		if !bytes.Equal(row, before) {
			dst, before = encodeRow(dst, row), row
			again--
		}
		for range again {
			dst = append(dst, ':')
		}
	}
	return dst
}

// hexadecimal has the two digits of each byte.
var hexadecimal = func() (all [256][2]byte) {
	const digits = "0123456789ABCDEF"
	for v := range all {
		all[v] = [2]byte{digits[v>>4], digits[v&15]}
	}
	return all
}()

// encodeRow shortens whole bytes of white or black alone: letters and bars have
// few other repeats, and a batch is as quick as this loop.
func encodeRow(dst, row []byte) []byte {
	for i := 0; i < len(row); {
		v, from := row[i], i
		if v != 0 && v != 0xff {
			dst = append(dst, hexadecimal[v][0], hexadecimal[v][1])
			i++
			continue
		}
		for i++; i < len(row) && row[i] == v; i++ {
		}
		switch {
		case i < len(row):
			dst = append(appendRun(dst, 2*(i-from)), hexadecimal[v][0])
		case v == 0:
			dst = append(dst, ',')
		default:
			dst = append(dst, '!')
		}
	}
	return dst
}

// appendRun writes how often the next digit stands: g to z are 20 to 400, G to Y
// are 1 to 19; once needs no letter.
func appendRun(dst []byte, n int) []byte {
	for ; n > 419; n -= 400 {
		dst = append(dst, 'z')
	}
	if n == 1 {
		return dst
	}
	if n >= 20 {
		dst = append(dst, byte('g'+n/20-1))
	}
	if n%20 > 0 {
		dst = append(dst, byte('G'+n%20-1))
	}
	return dst
}
