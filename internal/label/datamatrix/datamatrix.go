// Package datamatrix makes Data Matrix symbols (ISO/IEC 16022, ECC 200) of one
// size, 36 x 36 modules, for up to 84 bytes of any kind. One size is all that
// the labels need, so where each bit goes is worked out once.
package datamatrix

import "sync"

const (
	// Size is a symbol's width and height in modules, without the quiet zone.
	Size = 36
	// Quiet is the white that it needs on all sides, in modules.
	Quiet = 1
	// Most is how many bytes a symbol holds.
	Most = dataWords - 2

	dataWords  = 86
	checkWords = 42
	inner      = 32 // the modules that hold data, in each direction
	region     = 16 // those of a region, which has borders of its own
)

// Matrix is a symbol, row by row from the top; the lowest bit of a row is its
// leftmost module. A set bit is dark.
type Matrix [Size]uint64

// Dark tells whether a module is dark.
func (m *Matrix) Dark(x, y int) bool { return m[y]>>x&1 == 1 }

// Turned is the symbol turned by a quarter against the clock.
func (m *Matrix) Turned() (t Matrix) {
	for y := range t {
		for x := range Size {
			t[y] |= m[x] >> (Size - 1 - y) & 1 << x
		}
	}
	return t
}

// Encode makes the symbol of some bytes. More than Most do not fit.
func Encode(data []byte) (m Matrix, ok bool) {
	if len(data) > Most {
		return m, false
	}
	words := encodeWords(data)
	p := plan()
	m = p.borders
	for i, w := range words {
		for bit, at := range p.place[i] {
			m[at.y] |= uint64(w>>(7-bit)&1) << at.x // without a jump: half of the bits are set
		}
	}
	return m, true
}

// encodeWords are the codewords: the bytes as they are (base 256), filled up,
// and the check words.
func encodeWords(data []byte) (words [dataWords + checkWords]byte) {
	const base256, pad = 231, 129
	words[0] = base256
	// Every word after the first is blurred by its place, so that no pattern
	// comes out regular.
	words[1] = blurred(byte(len(data)), 2)
	for i, b := range data {
		words[2+i] = blurred(b, 3+i)
	}
	for i := 2 + len(data); i < dataWords; i++ {
		words[i] = pad
		if i > 2+len(data) {
			v := pad + 149*(i+1)%253 + 1
			if v > 254 {
				v -= 254
			}
			words[i] = byte(v)
		}
	}
	check(&words)
	return words
}

// blurred is a base 256 word at a place, 1 for the first.
func blurred(b byte, place int) byte { return byte((int(b) + 149*place%255 + 1) % 256) }

// check fills in the Reed-Solomon words of GF(256) with the polynomial 0x12d.
func check(words *[dataWords + checkWords]byte) {
	table := factors()
	ecc := words[dataWords:]
	for _, d := range words[:dataWords] {
		row := &table[d^ecc[0]]
		copy(ecc, ecc[1:])
		ecc[checkWords-1] = 0
		for i := range ecc {
			ecc[i] ^= row[i]
		}
	}
}

// factors are the generator's coefficients times each value.
var factors = sync.OnceValue(func() *[256][checkWords]byte {
	generator := []byte{1}
	root := byte(2)
	for range checkWords {
		next := make([]byte, len(generator)+1)
		for i, c := range generator {
			next[i] ^= c
			next[i+1] ^= times(c, root)
		}
		generator, root = next, times(root, 2)
	}
	var table [256][checkWords]byte
	for v := range table {
		for i := range checkWords {
			table[v][i] = times(generator[i+1], byte(v))
		}
	}
	return &table
})

// times multiplies in GF(256).
func times(a, b byte) (sum byte) {
	for x := uint16(a); b != 0; b >>= 1 {
		if b&1 == 1 {
			sum ^= byte(x)
		}
		if x <<= 1; x&0x100 != 0 {
			x ^= 0x12d
		}
	}
	return sum
}

// layout is where everything stands in a symbol.
type layout struct {
	borders Matrix
	place   [dataWords + checkWords][8]spot // of each bit, the highest first
}

type spot struct{ x, y uint8 }

var plan = sync.OnceValue(func() *layout {
	l := &layout{}
	for y := range Size {
		for x := range Size {
			// Each region has solid lines to the left and below, dotted ones above
			// and to the right.
			rx, ry := x%(region+2), y%(region+2)
			if rx == 0 || ry == region+1 || ry == 0 && rx%2 == 0 || rx == region+1 && ry%2 == 1 {
				l.borders[y] |= 1 << x
			}
		}
	}
	w := walker{l: l}
	w.walk()
	return l
})

// walker goes through the modules in the order of the codewords, in steps of
// eight modules that lie like the state of Utah (ISO/IEC 16022, annex F). At
// this size no codeword needs a corner of its own shape.
type walker struct {
	l     *layout
	taken [inner][inner]bool
	word  int
}

func (w *walker) walk() {
	row, column := 4, 0
	for row < inner || column < inner {
		for ; row >= 0 && column < inner; row, column = row-2, column+2 {
			w.utah(row, column)
		}
		row, column = row+1, column+3
		for ; row < inner && column >= 0; row, column = row+2, column-2 {
			w.utah(row, column)
		}
		row, column = row+3, column+1
	}
}

func (w *walker) utah(row, column int) {
	if row < 0 || row >= inner || column < 0 || column >= inner || w.taken[row][column] {
		return
	}
	for bit, d := range [8][2]int{{-2, -2}, {-2, -1}, {-1, -2}, {-1, -1}, {-1, 0}, {0, -2}, {0, -1}, {0, 0}} {
		y, x := row+d[0], column+d[1]
		// What leaves the symbol comes in again on the other side.
		if y < 0 {
			y, x = y+inner, x+4-(inner+4)%8
		}
		if x < 0 {
			x, y = x+inner, y+4-(inner+4)%8
		}
		w.taken[y][x] = true
		w.l.place[w.word][bit] = spot{uint8(x + x/region*2 + 1), uint8(y + y/region*2 + 1)}
	}
	w.word++
}
