package label

import (
	"io"
	"math"
	"strconv"

	"ecship/internal/label/datamatrix"
	"ecship/internal/postal"
)

// Canvas is what labels are drawn on. All measures are millimetres, from the
// top left.
type Canvas interface {
	// Text draws s with the start of its baseline at x, y.
	Text(x, y float64, st Style, s string)
	// Line draws a black line of this width.
	Line(x1, y1, x2, y2, width float64)
	// Frame draws the outline of a rectangle, its line centred on the edge.
	Frame(x, y, w, h, width float64)
	// Fill fills a rectangle with a grey: 0 is black, 1 is white.
	Fill(x, y, w, h, grey float64)
	// Barcode draws the bars of an item number.
	Barcode(b Barcode)
	// Matrix draws the dark modules of a square code.
	Matrix(m Matrix)
}

// Style is how a text looks.
type Style struct {
	Size float64 // in points
	Bold bool
	Grey float64 // 0 is black, 1 is white
	Turn float64 // degrees, against the clock
}

// Barcode is where an item number's bars stand.
type Barcode struct {
	X, Y   float64 // of the first bar's top left corner
	Module float64 // the width of the narrowest bar
	Height float64
	Number postal.Number
}

// Matrix is where a square code stands.
type Matrix struct {
	X, Y   float64 // of the top left module's corner
	Module float64
	Code   *datamatrix.Matrix
}

// Width is that of the modules without their quiet zone.
func (m Matrix) Width() float64 { return datamatrix.Size * m.Module }

// Width is that of the bars without their quiet zones.
func (b Barcode) Width() float64 { return Modules * b.Module }

// Recorder is a Canvas that writes what is drawn as a list to read, a line
// each: what, where, how large, and the text. It is what tests compare.
type Recorder struct {
	W   io.Writer
	buf []byte
}

func (r *Recorder) line(what string, numbers []float64, rest string) {
	b := append(r.buf[:0], what...)
	for _, n := range numbers {
		b = append(b, ' ')
		b = strconv.AppendFloat(b, math.Round(n*1000)/1000, 'f', -1, 64)
	}
	b = append(b, rest...)
	r.buf = append(b, '\n')
	_, _ = r.W.Write(r.buf) // the tests' own buffers never fail
}

// Text is "text x y size [bold] [grey n] [turn n] | s".
func (r *Recorder) Text(x, y float64, st Style, s string) {
	rest := ""
	if st.Bold {
		rest += " bold"
	}
	if st.Grey != 0 {
		rest += " grey " + strconv.FormatFloat(st.Grey, 'f', -1, 64)
	}
	if st.Turn != 0 {
		rest += " turn " + strconv.FormatFloat(st.Turn, 'f', 0, 64)
	}
	r.line("text", []float64{x, y, st.Size}, rest+" | "+s)
}

// Line is "line x1 y1 x2 y2 width".
func (r *Recorder) Line(x1, y1, x2, y2, width float64) {
	r.line("line", []float64{x1, y1, x2, y2, width}, "")
}

// Frame is "frame x y w h width".
func (r *Recorder) Frame(x, y, w, h, width float64) {
	r.line("frame", []float64{x, y, w, h, width}, "")
}

// Fill is "fill x y w h grey".
func (r *Recorder) Fill(x, y, w, h, grey float64) {
	r.line("fill", []float64{x, y, w, h, grey}, "")
}

// Barcode is "barcode x y module height | number".
func (r *Recorder) Barcode(b Barcode) {
	r.line("barcode", []float64{b.X, b.Y, b.Module, b.Height}, " | "+string(b.Number))
}

// Matrix is "matrix x y module | rows", the rows in hexadecimal.
func (r *Recorder) Matrix(m Matrix) {
	rest := " |"
	for _, row := range m.Code {
		rest += " " + strconv.FormatUint(row, 16)
	}
	r.line("matrix", []float64{m.X, m.Y, m.Module}, rest)
}
