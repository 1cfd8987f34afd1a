package label_test

import (
	"math"
	"testing"

	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/problem"
)

// M-C5: as many whole plies as fit, never scaled: four of 101 x 101 mm on A4,
// three of 188 x 81, two of the others; none beyond the edge or on another.
func TestSlots(t *testing.T) {
	for _, s := range label.Stocks() {
		for _, l := range label.Layouts() {
			for _, p := range l.Plies {
				slots := s.Slots(p)
				if s.Name == "a4" {
					want := 2
					switch {
					case p.Width == 101:
						want = 4
					case p.Height == 81:
						want = 3
					}
					if len(slots) != want {
						t.Errorf("%d plies of %v x %v mm on A4, want %d", len(slots), p.Width, p.Height, want)
					}
				}
				if s.Kind == label.Exact {
					continue
				}
				var placed []rect
				for _, at := range slots {
					w, h := p.Width, p.Height
					if at.Turned {
						w, h = h, w
					}
					r := rect{at.X, at.Y, at.X + w, at.Y + h, ""}
					if r.x0 < 0 || r.y0 < 0 || r.x1 > s.Width+1e-9 || r.y1 > s.Height+1e-9 {
						t.Errorf("%s: a ply of %s leaves the page: %+v", s.Name, l.Name, r)
					}
					for _, o := range placed {
						if r.meets(o) {
							t.Errorf("%s: two plies of %s overlap", s.Name, l.Name)
						}
					}
					placed = append(placed, r)
				}
			}
		}
	}
}

// M-C5: stock that does not hold the whole ply is refused, in words that say
// how large both are.
func TestHolds(t *testing.T) {
	for stock, held := range map[string][]bool{ // registered, parcel, e-Express+ to the United States
		"exact": {true, true, true}, "a4": {true, true, true}, "100x150": {false, false, false},
		"102x152": {false, false, true}, "102x203": {true, false, true}, "203x152": {true, true, true},
	} {
		s, err := label.Print{Stock: stock}.On()
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range []string{"registered/1", "parcel/1", "eexpress-us/1"} {
			l, _ := label.Find(name)
			if err := s.Holds(l); (err == nil) != held[i] {
				t.Errorf("%s on %s: %v", name, stock, err)
			}
		}
	}
	s, _ := label.Print{Stock: "102x152"}.On()
	l, _ := label.Find("registered/1")
	p := problem.Of(s.Holds(l))
	if got := i18n.En.T(p.Key, p.Args...); got != "A label of 188 x 81 mm does not fit on stock of 101.6 x 152.4 mm, and labels are never made smaller. Please choose larger stock or A4." {
		t.Error(got)
	}
}

// What can't be printed so is refused at its field.
func TestPrintOptions(t *testing.T) {
	for _, c := range []struct {
		print label.Print
		want  string
	}{
		{label.Print{}, ""},
		{label.Print{Stock: "a4", Start: 4, NudgeX: -5, NudgeY: 5}, ""},
		{label.Print{Stock: "a3"}, "stock label.stock"},
		{label.Print{Start: -1}, "start label.start"},
		{label.Print{NudgeX: 5.01}, "nudge_x label.nudge"},
		{label.Print{NudgeY: math.NaN()}, "nudge_y label.nudge"},
		{label.Print{NudgeY: math.Inf(-1)}, "nudge_y label.nudge"},
		{label.Print{DPI: 300}, ""},
		{label.Print{DPI: 204}, "dpi label.dpi"},
	} {
		_, err := c.print.On()
		got := ""
		if err != nil {
			p := problem.Of(err)
			got = p.All()[0].Field + " " + p.All()[0].Key
		}
		if got != c.want {
			t.Errorf("%+v: %q, want %q", c.print, got, c.want)
		}
	}
}

// Cut marks stand outside every ply.
func TestCuts(t *testing.T) {
	s, _ := label.Print{Stock: "a4"}.On()
	for _, l := range label.Layouts() {
		p := l.Plies[0]
		slots := s.Slots(p)
		var c surveyor
		label.DrawCuts(&c, slots, p)
		if len(c.lines) < 4+2*len(slots) {
			t.Errorf("%s: %d marks", l.Name, len(c.lines))
		}
		for _, at := range slots {
			ply := rect{at.X + 0.1, at.Y + 0.1, at.X + p.Width - 0.1, at.Y + p.Height - 0.1, ""}
			for _, m := range c.lines {
				if m.meets(ply) {
					t.Errorf("%s: a mark stands on a ply: %+v", l.Name, m)
				}
			}
		}
	}
}
