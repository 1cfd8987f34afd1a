// Package zpl writes labels in ZPL II, the language of thermal printers. What
// labels of a service share is sent once as a picture and recalled for each of
// them. Of an item's own text the printer's font 0 writes plain ASCII, which is
// narrower than our faces and so fits wherever they do; all other text, the
// bars and the square code are pictures of dots, made from our fonts.
package zpl

import (
	"io"
	"math"
	"strconv"
	"strings"
	"sync"

	"ecship/internal/label"
	"ecship/internal/label/face"
	"ecship/internal/label/seal"
	"ecship/internal/problem"
)

// Printer writes labels for thermal printers.
type Printer struct {
	// Sign signs the tickets in the labels' square codes; nil leaves them out.
	Sign seal.Signer
}

// Print writes the labels of items for thermal stock, a page for each ply. The
// instruction sheet is not for a roll: it is printed from its PDF.
func (p Printer) Print(w io.Writer, o label.Print, items ...label.Item) error {
	stock, err := o.On()
	if err != nil {
		return err
	}
	if stock.Kind != label.Thermal {
		return problem.New(problem.Invalid, "label.stock_zpl", "stock")
	}
	d := writer{w: w, stock: stock, print: o, dots: dots(o.DPI), lines: map[text]line{}}
	for i := range items {
		items[i].SignWith(p.Sign)
		if err := d.label(&items[i]); err != nil {
			return err
		}
	}
	return d.close()
}

// dots are the dots of a millimetre. Printers of 203 dpi have eight.
func dots(dpi int) float64 {
	if dpi == 300 {
		return 300 / 25.4
	}
	return 1 / label.Dot
}

// writer is a job being written.
type writer struct {
	w     io.Writer
	err   error
	stock label.Stock
	print label.Print
	dots  float64
	buf   []byte
	arts  []*art // in the printer's memory, by their place
	items int

	lines   map[text]line // texts drawn before in this job
	scratch bitmap
	glyphs  []placed
}

// art is the fixed picture of a layout's plies.
type art struct {
	key     artKey
	plies   []picture
	sending []byte // all pictures, with a mark where the job's number goes
}

type artKey struct {
	label.Art
	stock label.Stock
	dots  float64
}

// picture is where a ply's fixed drawing goes.
type picture struct{ x, y int }

var (
	arts   = map[artKey]*art{}
	artsMu sync.Mutex
)

const flushAt = 64 << 10

func (d *writer) label(it *label.Item) error {
	l, ok := it.Layout()
	if !ok {
		return problem.New(problem.Invalid, "label.layout", "service")
	}
	if err := d.stock.Holds(l); err != nil {
		return err
	}
	key := it.Art()
	key.Layout = l.Name
	at := d.art(l, artKey{key, d.stock, d.dots})
	for _, s := range l.Sheets(it) {
		c := d.field(s.Ply)
		d.op("^XA^CI28^LH0,0^PW")
		d.int(d.round(d.stock.Width))
		d.op("^LL")
		d.int(d.round(d.stock.Height))
		if s.Part > 1 {
			l.DrawContinued(c, s, it)
		} else {
			origin := d.arts[at].plies[s.Index]
			d.place("^FO", origin.x+d.round(d.print.NudgeX), origin.y+d.round(d.print.NudgeY))
			d.op("^XGR:" + name(at, s.Index) + ",1,1^FS\n")
			l.DrawItem(c, s.Index, it)
		}
		d.op("^XZ\n")
		if c.missing != "" {
			return problem.New(problem.Invalid, "label.character", "", "characters", c.missing)
		}
	}
	d.items++
	d.flush(flushAt)
	return d.err
}

// name is what the printer knows a picture by.
func name(art, ply int) string {
	return "EC" + strconv.Itoa(art) + "P" + strconv.Itoa(ply) + ".GRF"
}

// art is the number of an art in this job; its pictures are sent the first time.
func (d *writer) art(l label.Layout, key artKey) int {
	for i, a := range d.arts {
		if a.key == key {
			return i
		}
	}
	artsMu.Lock()
	a := arts[key]
	if a == nil {
		a = d.makeArt(l, key)
		arts[key] = a
	}
	artsMu.Unlock()
	d.arts = append(d.arts, a)
	d.op(strings.ReplaceAll(string(a.sending), "EC?P", "EC"+strconv.Itoa(len(d.arts)-1)+"P"))
	return len(d.arts) - 1
}

func (d *writer) makeArt(l label.Layout, key artKey) *art {
	a := &art{key: key}
	for i, p := range l.Plies {
		r := raster{dots: d.dots, bitmap: newBitmap(d.round(p.Width), d.round(p.Height))}
		l.DrawArt(&r, i, key.Art)
		l.DrawCopy(&r, i, key.Art)
		slot := d.stock.Slots(p)[0]
		b := r.bitmap
		if slot.Turned {
			b = b.turned()
		}
		a.plies = append(a.plies, picture{d.round(slot.X), d.round(slot.Y)})
		a.sending = append(a.sending, "~DGR:EC?P"+strconv.Itoa(i)+".GRF,"+strconv.Itoa(len(b.bits))+","+strconv.Itoa(b.stride)+","...)
		a.sending = append(b.encode(a.sending, 1), '\n')
	}
	return a
}

// close takes the pictures out of the printer's memory and ends the job.
func (d *writer) close() error {
	if d.items == 0 {
		return problem.New(problem.Invalid, "label.none", "")
	}
	d.op("^XA^IDR:EC*.GRF^FS^XZ\n")
	d.flush(0)
	return d.err
}

func (d *writer) round(mm float64) int { return int(math.Round(mm * d.dots)) }

func (d *writer) op(s string) { d.buf = append(d.buf, s...) }

func (d *writer) int(n int) { d.buf = strconv.AppendInt(d.buf, int64(n), 10) }

func (d *writer) place(op string, x, y int) {
	d.op(op)
	d.int(max(x, 0))
	d.op(",")
	d.int(max(y, 0))
}

func (d *writer) flush(at int) {
	if len(d.buf) <= at {
		return
	}
	if d.err == nil {
		_, d.err = d.w.Write(d.buf)
	}
	d.buf = d.buf[:0]
}

// field is a Canvas that writes ZPL fields.
type field struct {
	*writer
	ply     label.Ply
	slot    label.Slot
	missing string
}

func (d *writer) field(p label.Ply) *field {
	slot := d.stock.Slots(p)[0]
	slot.X, slot.Y = slot.X+d.print.NudgeX, slot.Y+d.print.NudgeY
	return &field{writer: d, ply: p, slot: slot}
}

// box is a rectangle's place on the stock, in dots. Edges are rounded, not
// sizes, so that lines that meet do so on paper too.
func (f *field) box(x, y, w, h float64) (left, top, right, bottom int) {
	if f.slot.Turned {
		x, y, w, h = y, f.ply.Width-x-w, h, w
	}
	x, y = x+f.slot.X, y+f.slot.Y
	return f.round(x), f.round(y), f.round(x + w), f.round(y + h)
}

// Fill implements label.Canvas.
func (f *field) Fill(x, y, w, h, grey float64) {
	left, top, right, bottom := f.box(x, y, w, h)
	w1, h1 := max(right-left, 1), max(bottom-top, 1)
	f.graphicBox(left, top, w1, h1, min(w1, h1), grey >= 0.5)
}

// graphicBox writes a box of lines of a thickness, all in dots; one as thick as
// the box's shorter side is filled.
func (f *field) graphicBox(left, top, w, h, thick int, white bool) {
	f.place("^FO", left, top)
	f.op("^GB")
	f.int(w)
	f.op(",")
	f.int(h)
	f.op(",")
	f.int(thick)
	if white {
		f.op(",W")
	}
	f.op("^FS\n")
}

// Line implements label.Canvas.
func (f *field) Line(x1, y1, x2, y2, width float64) {
	if x1 != x2 && y1 != y2 {
		left, top, right, bottom := f.box(min(x1, x2)-width/2, min(y1, y2)-width/2, math.Abs(x2-x1)+width, math.Abs(y2-y1)+width)
		f.place("^FO", left, top)
		f.op("^GD")
		f.int(right - left)
		f.op(",")
		f.int(bottom - top)
		f.op(",")
		f.int(max(1, f.round(width)))
		if rises := (x2 > x1) == (y2 < y1); rises != f.slot.Turned {
			f.op(",B,R^FS\n")
		} else {
			f.op(",B,L^FS\n")
		}
		return
	}
	f.Fill(min(x1, x2)-width/2, min(y1, y2)-width/2, math.Abs(x2-x1)+width, math.Abs(y2-y1)+width, 0)
}

// Frame implements label.Canvas.
func (f *field) Frame(x, y, w, h, width float64) {
	left, top, right, bottom := f.box(x-width/2, y-width/2, w+width, h+width)
	f.graphicBox(left, top, right-left, bottom-top, max(1, f.round(width)), false)
}

// picture writes dots, which lie as on the stock. Their top left corner is at
// x, y of the ply before that is turned.
func (f *field) picture(x, y float64, b *bitmap) {
	long := b.w
	if f.slot.Turned {
		long = b.h
	}
	f.corner(x, y, long)
	f.buf = b.graphic(f.buf, 1)
}

// corner begins a picture, so many dots long on the ply, by where it goes.
func (f *field) corner(x, y float64, long int) {
	if f.slot.Turned {
		x, y = y, f.ply.Width-x-float64(long)/f.dots
	}
	f.place("^FO", f.round(x+f.slot.X), f.round(y+f.slot.Y))
}

// turned is a picture as it lies on the stock.
func (f *field) turned(b *bitmap) *bitmap {
	if f.slot.Turned {
		return b.turned()
	}
	return b
}

// Text implements label.Canvas.
func (f *field) Text(x, y float64, st label.Style, s string) {
	em := st.Size * 25.4 / 72 * f.dots
	switch {
	case st.Turn != 0:
		f.missing += face.Missing(s)
		r := raster{dots: f.dots, bitmap: newBitmap(f.round(f.ply.Width), f.round(f.ply.Height))}
		r.Text(x, y, st, s)
		f.picture(0, 0, f.turned(r.bitmap))
	case st.Grey == 0 && ascii(s):
		way := "N"
		if f.slot.Turned {
			way = "B"
		}
		left, top := f.point(x, y)
		f.place("^FT", left, top)
		f.op("^A0")
		f.op(way)
		f.op(",")
		f.int(int(math.Round(em)))
		f.data(s)
	default:
		key := text{s, st, f.slot.Turned}
		l, ok := f.lines[key]
		if !ok {
			l = f.draw(em, st, s)
			if len(f.lines) >= mostLines {
				clear(f.lines)
			}
			f.lines[key] = l
		}
		if l.graphic != nil {
			left, top := f.point(x, y)
			f.place("^FO", left+l.left, top+l.top)
			f.buf = append(f.buf, l.graphic...)
		}
	}
}

// point is where a point of the ply is on the stock, in dots.
func (f *field) point(x, y float64) (left, top int) {
	if f.slot.Turned {
		x, y = y, f.ply.Width-x
	}
	return f.round(x + f.slot.X), f.round(y + f.slot.Y)
}

// text is a line of text as it is drawn. A shop's labels have one sender and few
// kinds of goods, so that a job draws many texts again.
type text struct {
	s      string
	style  label.Style
	turned bool
}

// line is the picture of a text, no larger than its ink, and where its corner is
// from the start of the baseline. Spaces have none.
type line struct {
	left, top int
	graphic   []byte
}

// mostLines keeps a job's memory where each text is another: under 2 MiB.
const mostLines = 2000

// draw makes the picture of a text.
func (f *field) draw(em float64, st label.Style, s string) line {
	f.missing += face.Missing(s)
	left, top, right, bottom := math.MaxInt, math.MaxInt, math.MinInt, math.MinInt
	f.glyphs = f.glyphs[:0]
	for used, g := range glyphsOf(s, em, st.Bold, f.slot.Turned) {
		p := placed{g, int(math.Round(used)) + g.left, g.top}
		if f.slot.Turned { // then the text runs upwards
			p.x, p.y = g.left, g.top-int(math.Round(used))
		}
		left, top, right, bottom = min(left, p.x), min(top, p.y), max(right, p.x+g.w), max(bottom, p.y+g.h)
		f.glyphs = append(f.glyphs, p)
	}
	if len(f.glyphs) == 0 {
		return line{}
	}
	f.scratch.reset(right-left, bottom-top)
	for _, p := range f.glyphs {
		f.scratch.glyph(p.x-left, p.y-top, p.glyph, st.Grey)
	}
	return line{left, top, f.scratch.graphic(nil, 1)}
}

// placed is a glyph of a text and its corner, from the start of the baseline.
type placed struct {
	*glyph
	x, y int
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// data writes a field's text. What ZPL would take as its own is written in
// hexadecimal.
func (f *field) data(s string) {
	if strings.ContainsAny(s, "^~_") {
		f.op("^FH")
		s = strings.NewReplacer("^", "_5E", "~", "_7E", "_", "_5F").Replace(s)
	}
	f.op("^FD")
	f.op(s)
	f.op("^FS\n")
}

// Barcode implements label.Canvas: every module is a whole number of dots.
func (f *field) Barcode(b label.Barcode) {
	bars := label.Bars(b.Number)
	if bars == nil {
		return
	}
	module, high := f.module(b.Module), f.round(b.Height)
	long := label.Modules * module
	// As rows that are printed again and again: turned, one for each module.
	w, h, times := long, 1, high
	if f.slot.Turned {
		w, h, times = high, label.Modules, module
	}
	f.scratch.reset(w, h)
	x := 0
	for i, n := range bars {
		n := int(n)
		if x += n; i%2 != 0 {
			continue
		}
		if f.slot.Turned {
			f.scratch.fill(0, h-x, w, n, true)
		} else {
			f.scratch.fill((x-n)*module, 0, n*module, 1, true)
		}
	}
	// Where modules are narrower than asked for, the bars stay in the middle.
	slack := b.Width() - float64(long)/f.dots
	f.corner(b.X+slack/2, b.Y, long)
	f.buf = f.scratch.graphic(f.buf, times)
}

// module is the whole dots of a module, as many as are in its width.
func (f *field) module(mm float64) int { return max(1, int(mm*f.dots+1e-6)) }

// Matrix implements label.Canvas.
func (f *field) Matrix(m label.Matrix) {
	code, module := *m.Code, f.module(m.Module)
	if f.slot.Turned {
		code = code.Turned()
	}
	f.scratch.square(&code, module)
	f.corner(m.X, m.Y, len(code)*module)
	f.buf = f.scratch.graphic(f.buf, module)
}

// raster is a Canvas that draws dots.
type raster struct {
	dots   float64
	bitmap *bitmap
}

func (r *raster) round(mm float64) int { return int(math.Round(mm * r.dots)) }

// Text implements label.Canvas.
func (r *raster) Text(x, y float64, st label.Style, s string) {
	r.bitmap.text(x*r.dots, y*r.dots, st.Size*25.4/72*r.dots, st, s)
}

// Fill implements label.Canvas.
func (r *raster) Fill(x, y, w, h, grey float64) {
	left, top := r.round(x), r.round(y)
	r.bitmap.fill(left, top, max(1, r.round(x+w)-left), max(1, r.round(y+h)-top), grey < 0.5)
}

// Line implements label.Canvas.
func (r *raster) Line(x1, y1, x2, y2, width float64) {
	if x1 == x2 || y1 == y2 {
		r.Fill(min(x1, x2)-width/2, min(y1, y2)-width/2, max(math.Abs(x2-x1), width), max(math.Abs(y2-y1), width), 0)
		return
	}
	steps := int(max(math.Abs(x2-x1), math.Abs(y2-y1)) * r.dots * 2)
	for i := range steps + 1 {
		t := float64(i) / float64(steps)
		r.Fill(x1+(x2-x1)*t-width/2, y1+(y2-y1)*t-width/2, width, width, 0)
	}
}

// Frame implements label.Canvas.
func (r *raster) Frame(x, y, w, h, width float64) {
	half := width / 2
	r.Fill(x-half, y-half, w+width, width, 0)
	r.Fill(x-half, y+h-half, w+width, width, 0)
	r.Fill(x-half, y-half, width, h+width, 0)
	r.Fill(x+w-half, y-half, width, h+width, 0)
}

// Barcode and Matrix belong to items; no fixed drawing has them.
func (r *raster) Barcode(label.Barcode) {}

// Matrix implements label.Canvas.
func (r *raster) Matrix(label.Matrix) {}
