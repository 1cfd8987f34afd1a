package label

// The measures of cut marks, in millimetres.
const (
	markGap    = 0.6
	markLength = 2.4
)

// DrawCuts draws the marks along which plies are cut out of a sheet: short
// lines outside their corners, none on another ply.
func DrawCuts(c Canvas, slots []Slot, p Ply) {
	onPly := func(x, y float64) bool {
		for _, s := range slots {
			if x > s.X && x < s.X+p.Width && y > s.Y && y < s.Y+p.Height {
				return true
			}
		}
		return false
	}
	for _, s := range slots {
		for _, x := range [2]float64{s.X, s.X + p.Width} {
			for _, y := range [2]float64{s.Y, s.Y + p.Height} {
				dx, dy := -1.0, -1.0
				if x > s.X {
					dx = 1
				}
				if y > s.Y {
					dy = 1
				}
				// A hair beside the edge tells whether a neighbour lies there.
				if !onPly(x+dx*(markGap+markLength), y-dy*0.01) {
					c.Line(x+dx*markGap, y, x+dx*(markGap+markLength), y, hairline)
				}
				if !onPly(x-dx*0.01, y+dy*(markGap+markLength)) {
					c.Line(x, y+dy*markGap, x, y+dy*(markGap+markLength), hairline)
				}
			}
		}
	}
}
