package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/adler32"
	"math/bits"
	"slices"
	"sync"
)

// packSmall compresses as well as can be, for what is made once.
func packSmall(raw []byte) []byte {
	var out bytes.Buffer
	z, _ := zlib.NewWriterLevel(&out, zlib.BestCompression) // the level is a valid one
	_, _ = z.Write(raw)                                     // a bytes.Buffer never fails
	_ = z.Close()
	return out.Bytes()
}

// A code compresses data of one kind fast. Most of the time that deflate takes
// for a few kilobytes goes into counting bytes and making Huffman codes of the
// counts; but one label's text and outlines are much like another's, so the
// codes are made once, from a sample, and only the copying is left. Any data
// can be written with any code, that of its own kind shortest (RFC 1951).
type code struct {
	literals  [286]symbol // bytes, the end, and lengths of repeats
	distances [30]symbol
	header    []symbol // what starts a block, ready to be written
}

// symbol is bits to write, the first in the lowest place.
type symbol struct {
	bits  uint32
	count uint8
}

// newCode is the code for data like the sample.
func newCode(sample []byte) *code {
	var literals [286]int
	var distances [30]int
	// Everything must be writable, if at length.
	for i := range literals {
		literals[i] = 1
	}
	for i := range distances {
		distances[i] = 1
	}
	const weight = 32 // of what the sample has, against what it lacks
	m := matchers.Get().(*matcher)
	defer matchers.Put(m)
	for _, t := range m.split(sample) {
		length, distance := t.repeat()
		if length == 0 {
			literals[t] += weight
			continue
		}
		literals[lengthOf[length].symbol] += weight
		s, _ := distanceOf(distance)
		distances[s] += weight
	}
	literals[endOfBlock] += weight
	c := &code{}
	long, far := depths(literals[:], 15), depths(distances[:], 15)
	assign(c.literals[:], long)
	assign(c.distances[:], far)
	c.header = header(long, far)
	return c
}

// pack appends raw, compressed in the form of RFC 1950, to dst.
func (c *code) pack(dst, raw []byte) []byte {
	w := bitWriter{out: append(dst, 0x78, 0x01)}
	for _, s := range c.header {
		w.write(s.bits, s.count)
	}
	m := matchers.Get().(*matcher)
	for _, t := range m.split(raw) {
		length, distance := t.repeat()
		if length == 0 {
			s := c.literals[t]
			w.write(s.bits, s.count)
			continue
		}
		l := lengthOf[length]
		s := c.literals[l.symbol]
		w.write(s.bits, s.count)
		w.write(uint32(length-int(l.base)), l.extra)
		d, extra := distanceOf(distance)
		s = c.distances[d]
		w.write(s.bits, s.count)
		w.write(uint32(distance-1)&(1<<extra-1), extra)
	}
	matchers.Put(m)
	end := c.literals[endOfBlock]
	w.write(end.bits, end.count)
	return binary.BigEndian.AppendUint32(w.finish(), adler32.Checksum(raw))
}

const endOfBlock = 256

// bitWriter writes bits, the lowest first.
type bitWriter struct {
	out   []byte
	held  uint64
	count uint8
}

func (w *bitWriter) write(b uint32, n uint8) {
	w.held |= uint64(b) << w.count
	if w.count += n; w.count >= 32 {
		w.out = binary.LittleEndian.AppendUint32(w.out, uint32(w.held))
		w.held >>= 32
		w.count -= 32
	}
}

func (w *bitWriter) finish() []byte {
	for ; w.count > 0; w.count -= min(8, w.count) {
		w.out = append(w.out, byte(w.held))
		w.held >>= 8
	}
	return w.out
}

// matcher finds repeats: for each four bytes it knows where their hash was seen
// last. Places count on from one use to the next, so that nothing has to be
// cleared.
type matcher struct {
	last   [1 << slotBits]uint32
	base   uint32
	tokens []token
}

const slotBits = 11

var matchers = sync.Pool{New: func() any { return &matcher{base: 1} }}

const (
	leastRepeat = 4
	mostRepeat  = 258
	window      = 32 << 10
)

// token is a byte that stands for itself, or a repeat: its length and its
// distance less one.
type token uint32

func (t token) repeat() (length, distance int) { return int(t >> 16), int(t&0xffff) + 1 }

// split cuts data into tokens, which are good until the next call.
func (m *matcher) split(data []byte) []token {
	if m.base > 1<<31 || len(data) > 1<<30 {
		m.last, m.base = [len(m.last)]uint32{}, 1
	}
	tokens := m.tokens[:0]
	i := 0
	for i+leastRepeat <= len(data) {
		four := binary.LittleEndian.Uint32(data[i:])
		slot := four * 2654435761 >> (32 - slotBits)
		before := int(m.last[slot]) - int(m.base)
		m.last[slot] = m.base + uint32(i)
		if before < 0 || i-before > window || binary.LittleEndian.Uint32(data[before:]) != four {
			tokens = append(tokens, token(data[i]))
			i++
			continue
		}
		n := leastRepeat
		for n < mostRepeat && i+n < len(data) && data[before+n] == data[i+n] {
			n++
		}
		tokens = append(tokens, token(n<<16|(i-before-1)))
		i += n
	}
	for ; i < len(data); i++ {
		tokens = append(tokens, token(data[i]))
	}
	m.base += uint32(len(data))
	m.tokens = tokens
	return tokens
}

// lengths of repeats: the symbol, the least length it stands for, and how many
// bits say which of the others.
var lengthOf = func() (all [mostRepeat + 1]struct {
	symbol uint16
	base   uint16
	extra  uint8
}) {
	length := 3
	for s := range 28 {
		extra := uint8(max(0, s/4-1))
		for base, n := length, 0; n < 1<<extra && length < mostRepeat; n++ {
			all[length].symbol, all[length].base, all[length].extra = uint16(257+s), uint16(base), extra
			length++
		}
	}
	all[mostRepeat].symbol, all[mostRepeat].base = 285, mostRepeat
	return all
}()

// distanceOf is a distance's symbol, and how many bits follow it.
func distanceOf(distance int) (symbol int, extra uint8) {
	d := uint32(distance - 1)
	if d < 4 {
		return int(d), 0
	}
	n := bits.Len32(d) - 1
	return 2*n + int(d>>(n-1)&1), uint8(n - 1)
}

// depths are the lengths of a Huffman code for these counts, none above most.
func depths(counts []int, most int) []uint8 {
	for {
		out := huffman(counts)
		if int(slices.Max(out)) <= most {
			return out
		}
		// Flatter counts give a flatter tree.
		counts = slices.Clone(counts)
		for i, n := range counts {
			if n > 0 {
				counts[i] = n/2 + 1
			}
		}
	}
}

// huffman joins the two rarest until one tree is left. A count of 0 takes no
// part and gets no code.
func huffman(counts []int) []uint8 {
	type node struct {
		count   int
		symbols []int
	}
	var heap []node
	for s, n := range counts {
		if n > 0 {
			heap = append(heap, node{n, []int{s}})
		}
	}
	out := make([]uint8, len(counts))
	rarer := func(a, b node) int {
		if a.count != b.count {
			return a.count - b.count
		}
		return a.symbols[0] - b.symbols[0]
	}
	for len(heap) > 1 {
		slices.SortFunc(heap, rarer)
		joined := node{heap[0].count + heap[1].count, append(slices.Clone(heap[0].symbols), heap[1].symbols...)}
		for _, s := range joined.symbols {
			out[s]++
		}
		heap = append(heap[2:], joined)
	}
	return out
}

// assign gives each symbol its bits, by the rule of RFC 1951, 3.2.2.
func assign(symbols []symbol, depths []uint8) {
	next := uint32(0)
	for depth := uint8(1); depth <= 15; depth++ {
		for s, d := range depths {
			if d == depth {
				symbols[s] = symbol{bits.Reverse32(next) >> (32 - depth), depth}
				next++
			}
		}
		next <<= 1
	}
}

// orderOfLengths is that in which a block's header gives the code of codes
// (RFC 1951, 3.2.7).
var orderOfLengths = [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// header is the start of a block with these codes: the only block, its kind,
// how many codes, the code that the depths are written in, and the depths,
// where 16 repeats the one before three to six times.
func header(literals, distances []uint8) []symbol {
	type step struct{ depth, again uint8 }
	var steps []step
	counts := make([]int, 19)
	for _, all := range [][]uint8{literals, distances} {
		for i := 0; i < len(all); {
			steps = append(steps, step{depth: all[i]})
			counts[all[i]]++
			n := 1
			for i+n < len(all) && all[i+n] == all[i] {
				n++
			}
			i++
			for n--; n >= 3; {
				again := min(n, 6)
				steps = append(steps, step{16, uint8(again)})
				counts[16]++
				n -= again
				i += again
			}
		}
	}
	codeOfCodes := make([]symbol, 19)
	depth := depths(counts, 7)
	assign(codeOfCodes, depth)
	out := []symbol{{1, 1}, {2, 2}, {uint32(len(literals) - 257), 5}, {uint32(len(distances) - 1), 5}, {19 - 4, 4}}
	for _, s := range orderOfLengths {
		out = append(out, symbol{uint32(depth[s]), 3})
	}
	for _, s := range steps {
		out = append(out, codeOfCodes[s.depth])
		if s.depth == 16 {
			out = append(out, symbol{uint32(s.again - 3), 2})
		}
	}
	return out
}
