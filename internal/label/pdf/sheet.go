package pdf

import (
	"math"
	"strconv"

	"ecship/internal/label"
	"ecship/internal/problem"
)

// sheet is the page being filled with plies, on stock that is not of their own
// size. Plies are forms; the page only says where they go.
type sheet struct {
	stock  label.Stock
	print  label.Print
	next   int // the slot for the next ply
	slots  []label.Slot
	ply    label.Ply // the size that the slots are for
	placed []placed
	// content is the page's own: the label's drawing may still be needed.
	content content
}

type placed struct {
	form int
	slot label.Slot
	ply  label.Ply
}

// put gives a ply its place, on the next page where this one is full or is
// divided otherwise.
func (d *Writer) put(ply label.Ply, form int) error {
	s := &d.sheet
	slots := s.stock.Slots(ply)
	if len(slots) == 0 {
		return s.stock.Holds(label.Layout{Plies: []label.Ply{ply}})
	}
	switch {
	case s.slots == nil:
		if s.next = max(0, s.print.Start-1); s.stock.Kind != label.Cut {
			s.next = 0
		}
		if s.next >= len(slots) {
			return problem.New(problem.Invalid, "label.start", "start", "most", strconv.Itoa(len(slots)))
		}
	case len(slots) != len(s.slots) || s.next == len(slots):
		d.eject()
	}
	s.slots, s.ply = slots, ply
	s.placed = append(s.placed, placed{form, slots[s.next], ply})
	s.next++
	return nil
}

// eject ends the page.
func (d *Writer) eject() {
	s := &d.sheet
	if len(s.placed) == 0 {
		return
	}
	resources := d.reserve()
	d.begin(resources)
	d.text("<</XObject<<")
	for i, p := range s.placed {
		d.number("/P", i)
		d.text(" ")
		d.ref(p.form)
	}
	d.text(">>>>")
	d.end()

	page := label.Ply{Width: s.stock.Width, Height: s.stock.Height}
	c := &s.content
	c.begin(blank, &d.added)
	for i, p := range s.placed {
		c.op("q ")
		c.op(matrix(p, page, s.print))
		c.op(" cm /P" + strconv.Itoa(i) + " Do Q\n")
	}
	if s.stock.Kind == label.Cut {
		c.op(origin(page.Height))
		for _, p := range s.placed {
			slot := p.slot
			slot.X, slot.Y = slot.X+s.print.NudgeX, slot.Y+s.print.NudgeY
			label.DrawCuts(c, []label.Slot{slot}, p.ply)
		}
	}
	d.page(page, resources, d.stream(plainCode(), c.buf))
	s.placed, s.next = s.placed[:0], 0
}

// matrix puts the top left corner of a ply, whose unit is the step, to its slot.
func matrix(p placed, page label.Ply, print label.Print) string {
	scale := strconv.FormatFloat(stepPoints, 'f', 12, 64)
	x, y := p.slot.X+print.NudgeX, page.Height-p.slot.Y-print.NudgeY
	if !p.slot.Turned {
		return scale + " 0 0 " + scale + " " + onDot(x) + " " + onDot(y)
	}
	return "0 " + scale + " -" + scale + " 0 " + onDot(x) + " " + onDot(y-p.ply.Width)
}

// onDot is a place in points, moved to the next dot of a 203 dpi printer, so
// that bars stay on dots.
func onDot(mm float64) string { return points(math.Round(mm/label.Dot) * label.Dot) }
