// Package pdf writes labels and receipts as PDF files. It is made for that one
// job: what all labels of a service share, its drawing and its fonts, is made
// once per process and copied; of the fonts only the glyphs used go into a
// file; pages have the exact size of the ply and ask not to be scaled. The same
// items give the same bytes: nothing of the clock or of chance gets in.
package pdf

import (
	"io"
	"slices"
	"strconv"
	"sync"

	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/problem"
)

// Labels writes the labels of items as one file and nothing else, ply after
// ply in its exact size.
func Labels(w io.Writer, items ...label.Item) error {
	return Print(w, label.Print{Bare: true}, items...)
}

// Print writes the labels of items as one file for a stock.
func Print(w io.Writer, o label.Print, items ...label.Item) error {
	return Printer{}.Print(w, o, items...)
}

// Writer is a file being written. Pages leave as they are drawn, so that a file
// of any length needs little memory. It is for one goroutine.
type Writer struct {
	w    io.Writer
	err  error
	sent int64  // bytes that have left buf
	buf  []byte // not yet sent

	offsets []int64 // of each object from 1 on; 0 is not written yet
	nodes   []int   // the object numbers of the page tree's branches
	kids    []int   // the pages of the branch being filled
	branch  int     // its object number; 0 where none is begun
	// common and resource are the size and the resources of the branch's first
	// page; the pages that have the same need not say so.
	common   label.Ply
	resource int
	pages    int

	added   [kinds]subset // the glyphs that no art holds
	used    []usedArt
	content content
	parts   []drawn // of the label being written
	sheet   sheet
	guide   guide
	packed  []byte // a compressed stream, reused
	title   string
	lang    i18n.Lang
}

// usedArt is an art in this file: its first object, and its pages' resources.
type usedArt struct {
	art              *art
	first, resources int
}

// The objects with fixed numbers.
const (
	catalogObject = 1 + iota
	pagesObject
	infoObject
)

// branchPages is how many pages one branch of the page tree takes.
const branchPages = 64

// flushAt is how many bytes gather before they are sent.
const flushAt = 64 << 10

var writers = sync.Pool{New: func() any { return new(Writer) }}

// NewPrint begins a file of labels for a stock.
func NewPrint(w io.Writer, o label.Print) (*Writer, error) {
	stock, err := o.On()
	if err != nil {
		return nil, err
	}
	d := New(w)
	d.sheet.stock, d.sheet.print = stock, o
	return d, nil
}

// New begins a file of pages that have the exact size of what is on them,
// without an instruction sheet.
func New(w io.Writer) *Writer {
	d := writers.Get().(*Writer)
	d.sheet = sheet{stock: label.Stock{Kind: label.Exact}, print: label.Print{Bare: true}, placed: d.sheet.placed[:0], content: d.sheet.content}
	d.guide = guide{}
	d.w, d.err, d.sent, d.pages, d.branch, d.title, d.lang = w, nil, 0, 0, 0, "", ""
	d.buf, d.offsets, d.nodes, d.kids, d.used = d.buf[:0], d.offsets[:0], d.nodes[:0], d.kids[:0], d.used[:0]
	d.buf = append(d.buf, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"...)
	for range infoObject {
		d.reserve()
	}
	return d
}

// Label adds the plies of an item's label. An item whose label can't be drawn
// or holds a character that no font has is refused, and nothing of it is added.
func (d *Writer) Label(it *label.Item) error {
	l, ok := it.Layout()
	if !ok {
		return problem.New(problem.Invalid, "label.layout", "service")
	}
	key := it.Art()
	key.Layout = l.Name
	if err := d.sheet.stock.Holds(l); err != nil {
		return err
	}
	use := d.use(artOf(l, key))
	sheets := l.Sheets(it)
	if err := d.draw(l, use.art, sheets, it); err != nil {
		return err
	}
	d.name(string(it.Shipment.Number), it.Lang)
	d.guide.count(it)
	if d.sheet.stock.Kind != label.Exact {
		return d.forms(use, sheets)
	}
	for i, s := range sheets {
		part := &d.parts[d.parts[i].like]
		if part.stream == 0 {
			part.stream = d.stream(use.art.code(), d.content.buf[part.from:part.to])
		}
		if s.Part > 1 {
			d.page(s.Ply, use.resources, part.stream)
		} else {
			d.page(s.Ply, use.resources, use.first+use.art.plies[s.Index].prelude, part.stream)
		}
	}
	d.flush(flushAt)
	return d.err
}

// forms adds the sheets as forms, placed on the stock's pages.
func (d *Writer) forms(use usedArt, sheets []label.Sheet) error {
	for i, s := range sheets {
		part := d.parts[d.parts[i].like]
		var raw []byte
		if s.Part == 1 {
			raw = append(raw, use.art.plies[s.Index].shown...)
		} else {
			// The stream's own origin is the page's; a form's is set where it is placed.
			part.from += len(origin(s.Height))
		}
		raw = append(raw, d.content.buf[part.from:part.to]...)
		form := d.form(s.Ply, use.resources, use.art.code(), raw)
		if err := d.put(s.Ply, form); err != nil {
			return err
		}
	}
	d.flush(flushAt)
	return d.err
}

// drawn is where the drawing of a sheet lies in the content, and the number of
// its stream once it is written. like is the sheet whose drawing it shows.
type drawn struct{ from, to, stream, like int }

// draw draws the sheets into d.content, those that are alike once.
func (d *Writer) draw(l label.Layout, a *art, sheets []label.Sheet, it *label.Item) error {
	d.content.begin(a, &d.added)
	d.parts = d.parts[:0]
	for i, s := range sheets {
		like := slices.IndexFunc(sheets[:i], func(o label.Sheet) bool { return o.Part == 1 && s.Part == 1 && o.Like == s.Like })
		if like >= 0 {
			d.parts = append(d.parts, drawn{like: like})
			continue
		}
		from := d.content.next()
		if s.Part > 1 {
			d.content.buf = append(d.content.buf, origin(s.Height)...)
			l.DrawContinued(&d.content, s, it)
		} else {
			l.DrawItem(&d.content, s.Index, it)
		}
		d.parts = append(d.parts, drawn{from: from, to: len(d.content.buf), like: i})
	}
	if missing := d.content.missing; missing != "" {
		return problem.New(problem.Invalid, "label.character", "", "characters", missing)
	}
	return nil
}

// Receipt adds a posting receipt.
func (d *Writer) Receipt(r *label.Receipt) error {
	pages := r.Pages()
	d.content.begin(blank, &d.added)
	for _, p := range pages {
		p.Draw(&d.content)
	}
	if missing := d.content.missing; missing != "" {
		return problem.New(problem.Invalid, "label.character", "", "characters", missing)
	}
	d.name(r.Title(), r.Lang)
	use := d.use(blank)
	for _, p := range pages {
		d.content.begin(blank, &d.added)
		d.content.buf = append(d.content.buf, origin(p.Height)...)
		p.Draw(&d.content)
		d.page(p.Ply, use.resources, d.stream(use.art.code(), d.content.buf))
	}
	d.flush(flushAt)
	return d.err
}

// Paper adds a plain paper.
func (d *Writer) Paper(p *label.Paper) error {
	pages := p.Pages()
	d.content.begin(blank, &d.added)
	for _, g := range pages {
		g.Draw(&d.content)
	}
	if missing := d.content.missing; missing != "" {
		return problem.New(problem.Invalid, "label.character", "", "characters", missing)
	}
	d.name(p.Title, p.Lang)
	d.paper(pages, blank)
	return d.err
}

// paper adds pages with an art's letters.
func (d *Writer) paper(pages []label.PaperPage, a *art) {
	use := d.use(a)
	for _, g := range pages {
		d.content.begin(a, &d.added)
		d.content.buf = append(d.content.buf, origin(g.Height)...)
		g.Draw(&d.content)
		d.page(g.Ply, use.resources, d.stream(a.code(), d.content.buf))
	}
	d.flush(flushAt)
}

// TestPage adds the page by which a printer is set up for a stock.
func (d *Writer) TestPage(lang i18n.Lang) error {
	page := label.Ply{Width: d.sheet.stock.Width, Height: d.sheet.stock.Height}
	if d.sheet.stock.Kind == label.Exact {
		page = label.A4
	}
	use := d.use(blank)
	d.content.begin(blank, &d.added)
	o := d.sheet.print
	d.content.buf = append(d.content.buf, origin(page.Height)...)
	d.content.op("1 0 0 1 ")
	d.content.int(steps(o.NudgeX))
	d.content.int(-steps(o.NudgeY))
	d.content.op("cm\n")
	label.DrawTest(&d.content, page, lang)
	d.name(lang.T("paper.test.title"), lang)
	d.page(page, use.resources, d.stream(blank.code(), d.content.buf))
	return d.err
}

// name gives the file its title: the only number in it, or what they are.
func (d *Writer) name(title string, lang i18n.Lang) {
	if lang == "" {
		lang = i18n.En
	}
	if d.title == "" {
		d.title, d.lang = title, lang
		return
	}
	d.title = d.lang.T("label.title")
}

// use is the art in this file; its objects are written the first time.
func (d *Writer) use(a *art) usedArt {
	for _, u := range d.used {
		if u.art == a {
			return u
		}
	}
	u := usedArt{art: a, resources: d.reserve()}
	u.first = len(d.offsets) + 1
	for range a.objects {
		d.reserve()
	}
	for i, o := range a.objects {
		d.begin(u.first + i)
		for _, p := range o {
			d.buf = append(d.buf, p.text...)
			if p.ref >= 0 {
				d.ref(u.first + p.ref)
			}
		}
		d.end()
	}
	d.used = append(d.used, u)
	return u
}

// page adds a page that shows the streams one after the other.
func (d *Writer) page(size label.Ply, resources int, streams ...int) {
	if d.branch == 0 {
		d.branch, d.common, d.resource = d.reserve(), size, resources
		d.nodes = append(d.nodes, d.branch)
	}
	n := d.reserve()
	d.begin(n)
	d.text("<</Type/Page/Parent ")
	d.ref(d.branch)
	if size.Width != d.common.Width || size.Height != d.common.Height {
		d.mediaBox(size)
	}
	if resources != d.resource {
		d.text("/Resources ")
		d.ref(resources)
	}
	d.text("/Contents[")
	for _, s := range streams {
		d.ref(s)
	}
	d.text("]>>")
	d.end()
	d.pages++
	if d.kids = append(d.kids, n); len(d.kids) == branchPages {
		d.closeBranch()
	}
}

func (d *Writer) mediaBox(size label.Ply) {
	d.text("/MediaBox[0 0 ")
	d.buf = appendPoints(d.buf, size.Width)
	d.text(" ")
	d.buf = appendPoints(d.buf, size.Height)
	d.text("]")
}

func (d *Writer) closeBranch() {
	if d.branch == 0 {
		return
	}
	d.begin(d.branch)
	d.text("<</Type/Pages/Parent 2 0 R")
	d.mediaBox(d.common)
	d.text("/Resources ")
	d.ref(d.resource)
	d.list("/Kids", d.kids)
	d.number("/Count ", len(d.kids))
	d.text(">>")
	d.end()
	d.branch, d.kids = 0, d.kids[:0]
}

// Close writes what every page shares and ends the file. The Writer can't be
// used afterwards.
func (d *Writer) Close() error {
	defer d.discard()
	d.eject()
	if d.pages == 0 {
		return problem.New(problem.Invalid, "label.none", "")
	}
	d.instructions()
	d.closeBranch()
	var fonts [kinds]int
	for k := range d.added {
		if s := &d.added[k]; len(s.glyphs) > 1 {
			first := len(d.offsets) + 1
			for _, o := range fontObjects(s, "ECSADD", packOutlines) {
				d.begin(d.reserve())
				for _, p := range o {
					d.buf = append(d.buf, p.text...)
					if p.ref >= 0 {
						d.ref(first + p.ref)
					}
				}
				d.end()
			}
			fonts[k] = first
		}
	}
	for _, u := range d.used {
		d.resources(u, fonts)
	}
	d.begin(pagesObject)
	d.text("<</Type/Pages")
	d.list("/Kids", d.nodes)
	d.number("/Count ", d.pages)
	d.text(">>")
	d.end()
	d.begin(catalogObject)
	d.text("<</Type/Catalog/Pages 2 0 R/Lang(")
	d.text(d.lang.HTML())
	d.text(")/ViewerPreferences<</PrintScaling/None/DisplayDocTitle true/PickTrayByPDFSize true>>>>")
	d.end()
	d.begin(infoObject)
	d.text("<</Title")
	d.buf = appendString(d.buf, d.title)
	d.text("/Producer(ecship)>>")
	d.end()
	d.trailer()
	d.flush(0)
	return d.err
}

// resources names the fonts and the art of an art's pages.
func (d *Writer) resources(u usedArt, fonts [kinds]int) {
	d.begin(u.resources)
	d.text("<</Font<<")
	for k := range kinds {
		if at := u.art.fonts[k]; at >= 0 {
			d.number("/A", k)
			d.text(" ")
			d.ref(u.first + at)
		}
		if fonts[k] > 0 {
			d.number("/D", k)
			d.text(" ")
			d.ref(fonts[k])
		}
	}
	d.text(">>")
	if len(u.art.forms) > 0 {
		d.text("/XObject<<")
		for i, at := range u.art.forms {
			d.number("/X", i)
			d.text(" ")
			d.ref(u.first + at)
		}
		d.text(">>")
	}
	d.text(">>")
	d.end()
}

// discard gives the buffers back.
func (d *Writer) discard() {
	for k := range d.added {
		d.added[k].reset()
	}
	d.w = nil
	writers.Put(d)
}

// reserve is the number of a new object, to be written later.
func (d *Writer) reserve() int {
	d.offsets = append(d.offsets, 0)
	return len(d.offsets)
}

func (d *Writer) begin(object int) {
	d.offsets[object-1] = d.sent + int64(len(d.buf))
	d.buf = strconv.AppendInt(d.buf, int64(object), 10)
	d.text(" 0 obj\n")
}

func (d *Writer) end() { d.text("\nendobj\n") }

func (d *Writer) text(s string) { d.buf = append(d.buf, s...) }

func (d *Writer) number(before string, n int) {
	d.buf = strconv.AppendInt(append(d.buf, before...), int64(n), 10)
}

func (d *Writer) ref(object int) {
	d.buf = strconv.AppendInt(d.buf, int64(object), 10)
	d.text(" 0 R ")
}

func (d *Writer) list(name string, objects []int) {
	d.text(name)
	d.text("[")
	for _, o := range objects {
		d.ref(o)
	}
	d.text("]")
}

// stream writes a stream, compressed with a code, and gives its number.
func (d *Writer) stream(c *code, raw []byte) int {
	d.packed = c.pack(d.packed[:0], raw)
	n := d.reserve()
	d.begin(n)
	d.number("<</Filter/FlateDecode/Length ", len(d.packed))
	d.text(">>stream\n")
	d.buf = append(d.buf, d.packed...)
	d.text("\nendstream")
	d.end()
	return n
}

// form writes a drawing that pages show by name, and gives its number.
func (d *Writer) form(size label.Ply, resources int, c *code, raw []byte) int {
	d.packed = c.pack(d.packed[:0], raw)
	n := d.reserve()
	d.begin(n)
	d.number("<</Type/XObject/Subtype/Form/BBox[0 ", -steps(size.Height))
	d.number(" ", steps(size.Width))
	d.text(" 0]/Resources ")
	d.ref(resources)
	d.number("/Filter/FlateDecode/Length ", len(d.packed))
	d.text(">>stream\n")
	d.buf = append(d.buf, d.packed...)
	d.text("\nendstream")
	d.end()
	return n
}

// trailer writes the table of objects.
func (d *Writer) trailer() {
	at := d.sent + int64(len(d.buf))
	d.number("xref\n0 ", len(d.offsets)+1)
	d.text("\n0000000000 65535 f \n")
	for _, o := range d.offsets {
		d.buf = appendPadded(d.buf, o)
		d.text(" 00000 n \n")
		d.flush(flushAt)
	}
	d.number("trailer\n<</Size ", len(d.offsets)+1)
	d.number("/Root 1 0 R/Info 3 0 R>>\nstartxref\n", int(at))
	d.text("\n%%EOF\n")
}

// flush sends what has gathered, if it is more than at.
func (d *Writer) flush(at int) {
	if len(d.buf) <= at {
		return
	}
	if d.err == nil {
		_, d.err = d.w.Write(d.buf)
	}
	d.sent += int64(len(d.buf))
	d.buf = d.buf[:0]
}

// appendPadded writes ten digits.
func appendPadded(b []byte, n int64) []byte {
	var digits [10]byte
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = byte('0' + n%10)
		n /= 10
	}
	return append(b, digits[:]...)
}
