package zpl

import "bytes"

// bitmap is a picture of dots, a bit each, the highest bit to the left; a set
// bit is black.
type bitmap struct {
	w, h, stride int
	bits         []byte
}

func newBitmap(w, h int) *bitmap {
	w, h = max(w, 1), max(h, 1)
	stride := (w + 7) / 8
	return &bitmap{w, h, stride, make([]byte, stride*h)}
}

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
	for row := max(y, 0); row < min(y+h, b.h); row++ {
		for col := max(x, 0); col < min(x+w, b.w); col++ {
			if col%8 == 0 && col+8 <= min(x+w, b.w) {
				v := byte(0)
				if black {
					v = 0xff
				}
				b.bits[row*b.stride+col/8] = v
				col += 7
				continue
			}
			b.set(col, row, black)
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

// encode writes the dots as ZPL's compressed hexadecimal: repeats have letters,
// a comma and an exclamation mark end a row in white or black, and a colon is
// the row before once more.
func (b *bitmap) encode(dst []byte) []byte {
	var before []byte
	for y := range b.h {
		row := b.bits[y*b.stride : (y+1)*b.stride]
		if before != nil && bytes.Equal(row, before) {
			dst = append(dst, ':')
			continue
		}
		dst, before = encodeRow(dst, row), row
	}
	return dst
}

func encodeRow(dst, row []byte) []byte {
	n := 2 * len(row)
	digit := func(i int) byte { return row[i/2] >> (4 * (1 - i%2)) & 15 }
	for i := 0; i < n; {
		d, from := digit(i), i
		for i++; i < n && digit(i) == d; i++ {
		}
		switch {
		case i == n && d == 0:
			return append(dst, ',')
		case i == n && d == 15:
			return append(dst, '!')
		}
		dst = appendRun(dst, i-from)
		dst = append(dst, "0123456789ABCDEF"[d])
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
