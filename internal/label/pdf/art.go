package pdf

import (
	"bytes"
	"slices"
	"strconv"
	"sync"

	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/label/datamatrix"
	"ecship/internal/label/face"
	"ecship/internal/policy"
	"ecship/internal/postal"
)

// art is what all labels of a label.Art share, ready to be copied into a file:
// the fixed drawing as a form, and fonts that hold its glyphs and the letters
// of every label. It never changes once made.
type art struct {
	objects []object
	glyphs  [kinds]subset
	fonts   [kinds]int // the place of each font among objects; negative is none
	forms   []int      // the places of the fixed drawings: one for plies that are alike
	plies   []artPly
	packing *code // for the streams of items
}

// code is what the streams of an art's pages are compressed with.
func (a *art) code() *code {
	if a.packing == nil {
		return plainCode()
	}
	return a.packing
}

// plainCode is the code of pages that share nothing.
var plainCode = sync.OnceValue(func() *code { return newCode(typical(blank, &[kinds]subset{})) })

// typical draws what most streams are made of: letters, figures, bars.
func typical(a *art, added *[kinds]subset) []byte {
	var c content
	c.begin(a, added)
	for i := range 8 {
		for j := range 4 {
			y := 7.3 + float64(17*i+3*j)
			c.Text(3.1+float64(40*j), y, label.Style{Size: 7, Bold: i%4 == 0}, letters[10*i:10*i+10])
			c.Text(5.7+float64(31*j), y+2, label.Style{Size: 8}, "Road Street Mansion Apt 0123456789 Hong Kong")
		}
	}
	for i := range 4 {
		sample, _ := datamatrix.Encode(bytes.Repeat([]byte{byte(i)}, datamatrix.Most))
		c.Matrix(label.Matrix{X: 95, Y: 17, Module: label.Module, Code: &sample})
	}
	c.Barcode(label.Barcode{X: 110, Y: 17, Module: label.Module, Height: 13, Number: "RA473120019HK"})
	return c.buf
}

// usual draws an item as the layout's items are: what its pages are packed with
// best.
func usual(a *art, l label.Layout, key label.Art) []byte {
	service := postal.Service{Code: "ARM", Name: key.Service, Indicator: "RA", Air: key.Air}
	place := postal.Place{Code: "XX", Name: i18n.Text{En: "United Kingdom", Hant: "英國", Hans: "英国"}}
	it := label.Specimen(service, place, key.Operator, key.Chinese, policy.Day(20780))
	it.Shipment.Layout, it.Prepaid = l.Name, key.Prepaid
	it.Seal = []byte(letters[:datamatrix.Most])
	var added [kinds]subset
	var c content
	c.begin(a, &added)
	for i, p := range l.Plies {
		if p.Like == i {
			c.next()
			l.DrawItem(&c, i, &it)
		}
	}
	return c.buf
}

// artPly is a page of the label: its size as PDF writes it, and the place of
// the stream that comes before an item's own.
type artPly struct {
	label.Ply
	prelude int
	// shown is the prelude without the origin: the fixed drawing and whose copy
	// it is.
	shown []byte
}

var (
	arts   sync.Map // of label.Art to *art
	making sync.Mutex
)

// blank is the art of pages that share nothing.
var blank = &art{fonts: [kinds]int{-1, -1, -1}}

// artOf is the art of a layout. It is made once; there are as many as services,
// scripts and kinds of impression, a few dozen.
func artOf(l label.Layout, key label.Art) *art {
	return keep(key, func() *art { return makeArt(l, key) })
}

// keep is the art of a key, made the first time.
func keep(key label.Art, build func() *art) *art {
	if a, ok := arts.Load(key); ok {
		return a.(*art)
	}
	making.Lock()
	defer making.Unlock()
	if a, ok := arts.Load(key); ok {
		return a.(*art)
	}
	a := build()
	arts.Store(key, a)
	return a
}

// letters are on every label in the regular weight, whatever it says; most
// are in bold too.
const (
	letters = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz×—…"
	strong  = " '(),-./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz—"
)

func makeArt(l label.Layout, key label.Art) *art {
	a := &art{}
	// The glyphs are gathered as if they were added to a file, and are then the
	// art's own.
	var c content
	draw := func(f func()) []byte {
		c.begin(blank, &a.glyphs)
		c.addedName = "/A"
		f()
		return slices.Clone(c.buf)
	}
	for _, r := range letters {
		k, g, _ := face.Find(r, false)
		a.glyphs[k].add(k, g, r)
	}
	for _, r := range strong {
		k, g, _ := face.Find(r, true)
		a.glyphs[k].add(k, g, r)
	}
	a.packing = newCode(usual(a, l, key))
	var drawn [][]byte
	shownBy := map[int]int{} // the form that shows a ply's fixed drawing
	for i, p := range l.Plies {
		if p.Like == i {
			shownBy[i] = len(drawn)
			drawn = append(drawn, draw(func() { l.DrawArt(&c, i, key) }))
		}
		// What the copy's line sets must not outlive it.
		shown := append([]byte("/X"+strconv.Itoa(shownBy[p.Like])+" Do q "), draw(func() { l.DrawCopy(&c, i, key) })...)
		a.plies = append(a.plies, artPly{Ply: p, shown: append(shown, "Q\n"...)})
	}
	refs := a.addFonts()
	most := label.Ply{}
	for _, p := range l.Plies {
		most.Width, most.Height = max(most.Width, p.Width), max(most.Height, p.Height)
	}
	for _, raw := range drawn {
		a.forms = append(a.forms, len(a.objects))
		a.objects = append(a.objects, a.formObject(raw, most, refs))
	}
	for i := range a.plies {
		p := &a.plies[i]
		p.prelude = len(a.objects)
		a.objects = append(a.objects, streamObject("", append([]byte(origin(p.Height)), p.shown...), packSmall))
	}
	return a
}

// addFonts makes the fonts of the art's glyphs, and tells which there are.
func (a *art) addFonts() (used []int) {
	for k := range kinds {
		a.fonts[k] = -1
		if len(a.glyphs[k].glyphs) > 1 {
			a.fonts[k] = len(a.objects)
			for _, o := range fontObjects(&a.glyphs[k], "ECSART", packSmall) {
				for i := range o {
					if o[i].ref >= 0 {
						o[i].ref += a.fonts[k]
					}
				}
				a.objects = append(a.objects, o)
			}
			used = append(used, k)
		}
	}
	return used
}

// formObject is the fixed drawing as a form that pages show by name.
func (a *art) formObject(drawn []byte, size label.Ply, fonts []int) object {
	o := object{{[]byte("<</Type/XObject/Subtype/Form/BBox[0 " + strconv.Itoa(-steps(size.Height)) + " " + strconv.Itoa(steps(size.Width)) + " 0]/Resources<</Font<<"), -1}}
	for _, k := range fonts {
		o = append(o, piece{[]byte("/A" + strconv.Itoa(k) + " "), a.fonts[k]})
	}
	s := streamObject("", drawn, packSmall)
	s[0].text = append([]byte(">>>>"), s[0].text[2:]...)
	return append(o, s...)
}

// origin puts the origin to the page's top left and sets the unit.
func origin(height float64) string {
	scale := strconv.FormatFloat(stepPoints, 'f', 12, 64)
	return scale + " 0 0 " + scale + " 0 " + points(height) + " cm\n"
}

// points are millimetres in points, to a ten thousandth.
func points(mm float64) string { return string(appendPoints(nil, mm)) }

func appendPoints(b []byte, mm float64) []byte {
	return strconv.AppendFloat(b, mm*72/25.4, 'f', 4, 64)
}
