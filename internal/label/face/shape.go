package face

// Point is a point of an outline, in font units, y up. Points off the curve are
// the control points of quadratic splines.
type Point struct {
	X, Y float64
	On   bool
}

// UnitsPerEm is how many font units an em has.
func (f *Face) UnitsPerEm() int { return f.unitsPerEm }

// Shape is a glyph's closed contours; none for a space.
func (f *Face) Shape(g Glyph) [][]Point { return f.shape(g, 0) }

// deepest is how far composite glyphs may be nested.
const deepest = 4

func (f *Face) shape(g Glyph, depth int) [][]Point {
	o := table(f.Outline(g))
	switch n := o.i16(0); {
	case len(o) < 10 || depth > deepest:
		return nil
	case n < 0:
		return f.parts(o, depth)
	default:
		return contours(o, n)
	}
}

// contours reads a simple glyph (OpenType, glyf).
func contours(o table, n int) [][]Point {
	at := 10 + 2*n
	count := 0
	if n > 0 {
		count = o.u16(10+2*(n-1)) + 1
	}
	at += 2 + o.u16(at) // the instructions
	if count > len(o)*256 {
		return nil
	}
	next := func() int {
		if at >= len(o) {
			return 0
		}
		at++
		return int(o[at-1])
	}
	flags := make([]int, 0, count)
	for len(flags) < count && at < len(o) {
		flag := next()
		flags = append(flags, flag)
		if flag&8 != 0 {
			for again := next(); again > 0 && len(flags) < count; again-- {
				flags = append(flags, flag)
			}
		}
	}
	points := make([]Point, len(flags))
	read := func(short, same int, set func(p *Point, v float64)) {
		v := 0
		for i, flag := range flags {
			switch {
			case flag&short != 0:
				if d := next(); flag&same != 0 {
					v += d
				} else {
					v -= d
				}
			case flag&same == 0:
				v += o.i16(at)
				at += 2
			}
			set(&points[i], float64(v))
		}
	}
	read(2, 16, func(p *Point, v float64) { p.X = v })
	read(4, 32, func(p *Point, v float64) { p.Y = v })
	for i, flag := range flags {
		points[i].On = flag&1 != 0
	}
	var all [][]Point
	from := 0
	for i := range n {
		to := min(o.u16(10+2*i)+1, len(points))
		if to > from {
			all = append(all, points[from:to])
		}
		from = max(from, to)
	}
	return all
}

// parts reads a composite glyph.
func (f *Face) parts(o table, depth int) (all [][]Point) {
	const worded, placed = 1, 2
	for at := 10; at+4 <= len(o); {
		flags, part := o.u16(at), Glyph(o.u16(at+2))
		at += 4
		var dx, dy int
		if flags&worded != 0 {
			dx, dy = o.i16(at), o.i16(at+2)
			at += 4
		} else if at+1 < len(o) {
			dx, dy = int(int8(o[at])), int(int8(o[at+1]))
			at += 2
		}
		if flags&placed == 0 {
			dx, dy = 0, 0
		}
		m := [4]float64{1, 0, 0, 1}
		fraction := func(i int) float64 { return float64(o.i16(at+2*i)) / (1 << 14) }
		switch {
		case flags&oneScale != 0:
			m[0], m[3] = fraction(0), fraction(0)
			at += 2
		case flags&twoScales != 0:
			m[0], m[3] = fraction(0), fraction(1)
			at += 4
		case flags&matrix != 0:
			m = [4]float64{fraction(0), fraction(1), fraction(2), fraction(3)}
			at += 8
		}
		for _, c := range f.shape(part, depth+1) {
			moved := make([]Point, len(c))
			for i, p := range c {
				moved[i] = Point{m[0]*p.X + m[2]*p.Y + float64(dx), m[1]*p.X + m[3]*p.Y + float64(dy), p.On}
			}
			all = append(all, moved)
		}
		if flags&moreParts == 0 {
			break
		}
	}
	return all
}
