package label

import (
	"image/color"
	"math"

	"github.com/boombuler/barcode/code128"

	"ecship/internal/label/datamatrix"
	"ecship/internal/postal"
)

// The measures of an S10 barcode (UPU S10, section 8), in millimetres.
const (
	// Modules is the width of an item number in Code 128, in modules, without
	// the quiet zones: the fewest that can write it.
	Modules = 156
	// Dot is that of a printer with 8 dots to the millimetre (203 dpi). Modules
	// are whole dots wide, so that no edge falls between two.
	Dot = 0.125
	// Module is the width of the narrowest bar: three dots, the first whole
	// number of them above the 0.33 that are recommended.
	Module = 3 * Dot
	// LeastModule is the least that S10 allows; two dots.
	LeastModule = 2 * Dot
	// BarHeight is what is recommended at least, LeastBarHeight what is allowed.
	BarHeight      = 12.5
	LeastBarHeight = 9.0
	// Quiet is the white to both sides of the bars, in modules.
	Quiet = 10
)

// Bars are the widths of an item number's bars and spaces in modules, a bar
// first, in turn.
func Bars(n postal.Number) []uint8 {
	code, err := code128.Encode(string(n))
	if err != nil {
		return nil // an empty number: a draft's label has no bars
	}
	width := code.Bounds().Dx()
	out := make([]uint8, 0, 80)
	dark := true
	run := uint8(0)
	for x := range width {
		if (code.At(x, 0) == color.Black) == dark {
			run++
			continue
		}
		out = append(out, run)
		dark, run = !dark, 1
	}
	return append(out, run)
}

// barcodeArt draws the service's mark beside the bars, where there is room.
func barcodeArt(p *pen, b box, a Art) {
	room := b.w - (Modules+2*Quiet)*Module
	if a.Mark == "" || room < 13 {
		return
	}
	st := Style{Size: 30, Bold: true}
	w := min(room-2, max(11, width(a.Mark, st)+4))
	_, st, _ = fitted(w-2, st, 8, a.Mark)
	p.Frame(b.x, b.y+1, w, BarHeight, frame)
	p.centre(b.x, b.y+1+BarHeight/2+st.Size*point*0.36, w, st, a.Mark)
}

// markArt draws the service's mark in a frame of its own.
func markArt(p *pen, b box, a Art) {
	if a.Mark == "" {
		return
	}
	_, st, _ := fitted(b.w-1.6, Style{Size: 30, Bold: true}, 6, a.Mark)
	p.Frame(b.x, b.y, b.w, b.h, frame)
	p.centre(b.x, b.y+b.h/2+st.Size*point*0.36, b.w, st, a.Mark)
}

// matrixFill draws the square code of the item's ticket: modules of three dots,
// as the bars have, on a whole dot.
func matrixFill(p *pen, b box, it *Item) {
	if len(it.Seal) == 0 {
		return // not issued yet
	}
	code, ok := datamatrix.Encode(it.Seal)
	if !ok {
		return
	}
	onDot := func(mm float64) float64 { return math.Ceil(mm/Dot-1e-9) * Dot }
	p.Matrix(Matrix{X: onDot(b.x), Y: onDot(b.y), Module: Module, Code: &code})
}

// barcodeFill draws the bars on white, and the number below them for people.
func barcodeFill(p *pen, b box, it *Item) {
	n := it.Shipment.Number
	if n == "" {
		return
	}
	module := Module
	if b.w < (Modules+2*Quiet)*module {
		module = LeastModule
	}
	height := max(LeastBarHeight, min(b.h-6, 15))
	quiet := Quiet * module
	code := Barcode{Y: b.y + 1, Module: module, Height: height, Number: n}
	// The bars stand at the right end, on a whole dot.
	code.X = float64(int((b.x+b.w-quiet-code.Width())/Dot)) * Dot
	p.Fill(code.X-quiet, b.y, code.Width()+2*quiet, height+2, 1)
	p.Barcode(code)
	p.centre(code.X, code.Y+height+4.4, code.Width(), Style{Size: 11, Bold: true}, n.Grouped())
}
