package main

import (
	"ecship/internal/label"
	"ecship/internal/label/datamatrix"
	"ecship/internal/label/face"
)

// drawing is what the peer is given: the fixed part once, and each label's own.
type drawing struct {
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
	Art    []any   `json:"art"`
	Labels []own   `json:"labels"`
}

type own struct {
	Number string `json:"number"`
	Ops    []any  `json:"ops"`
}

// record resolves the labels into what any PDF library can draw.
func record(items []label.Item) drawing {
	l, _ := items[0].Layout()
	d := drawing{Width: points(l.Plies[0].Width), Height: points(l.Plies[0].Height)}
	var c canvas
	l.DrawArt(&c, 0, items[0].Art())
	d.Art = c.ops
	for i := range items {
		c.ops = nil
		l.DrawItem(&c, 0, &items[i])
		d.Labels = append(d.Labels, own{string(items[i].Shipment.Number), c.ops})
	}
	return d
}

// canvas keeps operations in points.
type canvas struct{ ops []any }

func points(mm float64) float64 { return mm * 72 / 25.4 }

type run struct {
	face face.Kind
	text string
}

// Text splits s where the face changes, as a writer must.
func (c *canvas) Text(x, y float64, st label.Style, s string) {
	var runs []run
	for _, r := range s {
		k, _, _ := face.Find(r, st.Bold)
		if n := len(runs); n > 0 && runs[n-1].face == k {
			runs[n-1].text += string(r)
			continue
		}
		runs = append(runs, run{k, string(r)})
	}
	var out [][2]any
	for _, r := range runs {
		out = append(out, [2]any{r.face, r.text})
	}
	c.ops = append(c.ops, []any{"t", points(x), points(y), st.Size, st.Grey, out})
}

func (c *canvas) Line(x1, y1, x2, y2, w float64) {
	c.ops = append(c.ops, []any{"l", points(x1), points(y1), points(x2), points(y2), points(w)})
}

func (c *canvas) Frame(x, y, w, h, width float64) {
	c.ops = append(c.ops, []any{"r", points(x), points(y), points(w), points(h), points(width)})
}

func (c *canvas) Fill(x, y, w, h, grey float64) {
	c.ops = append(c.ops, []any{"f", points(x), points(y), points(w), points(h), grey})
}

// Matrix draws each row's dark modules run by run, as a library without masks
// would.
func (c *canvas) Matrix(m label.Matrix) {
	for y := range datamatrix.Size {
		for x := 0; x < datamatrix.Size; x++ {
			from := x
			for x < datamatrix.Size && m.Code.Dark(x, y) {
				x++
			}
			if x > from {
				c.Fill(m.X+float64(from)*m.Module, m.Y+float64(y)*m.Module, float64(x-from)*m.Module, m.Module, 0)
			}
		}
	}
}

func (c *canvas) Barcode(b label.Barcode) {
	x := b.X
	for i, n := range label.Bars(b.Number) {
		w := float64(n) * b.Module
		if i%2 == 0 {
			c.Fill(x, b.Y, w, b.Height, 0)
		}
		x += w
	}
}
