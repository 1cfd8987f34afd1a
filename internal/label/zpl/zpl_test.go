package zpl_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"

	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/label/seal"
	"ecship/internal/label/zpl"
	"ecship/internal/problem"
)

var look = flag.String("look", "", "a folder to keep pictures of the pages in")

// printer does what a label printer does with the commands that we send. It
// knows no others, and fails on them.
type printer struct {
	t     *testing.T
	kept  map[string]*image.Gray
	page  *image.Gray
	texts []string
	pages []*image.Gray
	at    image.Point
}

func blank(w, h int) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, w, h))
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	return g
}

func (p *printer) run(job string) {
	for _, line := range strings.FieldsFunc(job, func(r rune) bool { return r == '\n' }) {
		if rest, ok := strings.CutPrefix(line, "~DGR:"); ok {
			f := strings.SplitN(rest, ",", 4)
			p.kept[f[0]] = p.unpack(f[1], f[2], f[3])
			continue
		}
		for _, c := range strings.Split(line, "^")[1:] {
			p.do(c)
		}
	}
}

func (p *printer) do(c string) {
	rest := c[2:]
	f := strings.Split(rest, ",")
	n := func(i int) int {
		v, err := strconv.Atoi(f[i])
		if err != nil {
			p.t.Fatalf("^%s: %v", c, err)
		}
		return v
	}
	switch c[:2] {
	case "XA":
		p.page = blank(1, 1)
	case "PW":
		p.page = blank(n(0), 1)
	case "LL":
		p.page = blank(p.page.Rect.Dx(), n(0))
	case "FO", "FT":
		p.at = image.Pt(n(0), n(1))
	case "GB":
		shade := color.Gray{}
		if len(f) > 3 && f[3] == "W" {
			shade.Y = 255
		}
		w, h, thick := n(0), n(1), n(2)
		for y := range h {
			for x := range w {
				if x < thick || y < thick || x >= w-thick || y >= h-thick {
					p.dot(x, y, shade)
				}
			}
		}
	case "GD":
		w, h, thick := n(0), n(1), n(2)
		for y := range h {
			x := y * (w - thick) / max(h-1, 1)
			if f[4] == "R" {
				x = w - thick - x
			}
			for i := range thick {
				p.dot(x+i, y, color.Gray{})
			}
		}
	case "GF":
		q := strings.SplitN(rest, ",", 5)
		p.lay(p.unpack(q[2], q[3], q[4]))
	case "XG":
		g := p.kept[strings.TrimPrefix(f[0], "R:")]
		if g == nil {
			p.t.Fatalf("%s was not sent", f[0])
		}
		p.lay(g)
	case "FD":
		p.texts = append(p.texts, rest)
	case "XZ":
		if p.page.Rect.Dx() > 1 {
			p.pages = append(p.pages, p.page)
		}
	case "CI", "LH", "A0", "FS", "FH", "ID":
	default:
		p.t.Fatalf("^%s is not known", c)
	}
}

func (p *printer) dot(x, y int, c color.Gray) {
	at := p.at.Add(image.Pt(x, y))
	if !at.In(p.page.Rect) {
		p.t.Fatalf("a dot at %v is off the page of %v", at, p.page.Rect.Max)
	}
	p.page.SetGray(at.X, at.Y, c)
}

func (p *printer) lay(g *image.Gray) {
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			if g.GrayAt(x, y).Y == 0 {
				p.dot(x, y, color.Gray{})
			}
		}
	}
}

// unpack reads the compressed hexadecimal of the programming guide.
func (p *printer) unpack(total, stride, data string) *image.Gray {
	size, err1 := strconv.Atoi(total)
	row, err2 := strconv.Atoi(stride)
	if err1 != nil || err2 != nil || row == 0 || size%row != 0 {
		p.t.Fatalf("a picture of %s bytes, %s a row", total, stride)
	}
	var rows []string
	var line strings.Builder
	times := 0
	full := func(digit string) {
		line.WriteString(strings.Repeat(digit, 2*row-line.Len()))
	}
	for _, r := range data {
		switch {
		case r == ':':
			rows = append(rows, rows[len(rows)-1])
			continue
		case r == ',':
			full("0")
		case r == '!':
			full("F")
		case r >= 'G' && r <= 'Y':
			times += int(r-'G') + 1
			continue
		case r >= 'g' && r <= 'z':
			times += (int(r-'g') + 1) * 20
			continue
		default:
			line.WriteString(strings.Repeat(string(r), max(1, times)))
		}
		times = 0
		if line.Len() == 2*row {
			rows = append(rows, line.String())
			line.Reset()
		}
	}
	if len(rows)*row != size || line.Len() != 0 {
		p.t.Fatalf("a picture of %d rows, %d bytes; %s bytes were told", len(rows), len(rows)*row, total)
	}
	g := blank(row*8, len(rows))
	for y, s := range rows {
		for x := range row * 8 {
			d, err := strconv.ParseUint(s[x/4:x/4+1], 16, 8)
			if err != nil {
				p.t.Fatal(err)
			}
			if d>>(3-x%4)&1 == 1 {
				g.SetGray(x, y, color.Gray{})
			}
		}
	}
	return g
}

func run(t *testing.T, dpi int, o label.Print, items ...label.Item) *printer {
	t.Helper()
	var b bytes.Buffer
	o.DPI = dpi
	if err := (zpl.Printer{Sign: labeltest.Sign}).Print(&b, o, items...); err != nil {
		t.Fatal(err)
	}
	p := &printer{t: t, kept: map[string]*image.Gray{}}
	p.run(b.String())
	return p
}

// M-C5, U-14: on every thermal stock that holds it a label is printed whole, at
// both resolutions: no dot is off the page, and decoders read the number and
// the signed ticket.
func TestPrint(t *testing.T) {
	for _, s := range label.Stocks() {
		for _, l := range label.Layouts() {
			it := labeltest.Of(l, 7)
			it.Shipment.Recipient.Name = "A^B~C_D"
			newest := labeltest.Newest(it)
			if s.Kind != label.Thermal || s.Holds(l) != nil || newest.Name != l.Name {
				continue
			}
			for _, dpi := range []int{203, 300} {
				p := run(t, dpi, label.Print{Stock: s.Name}, it)
				if len(p.pages) != len(l.Plies) {
					t.Errorf("%s: %d pages", l.Name, len(p.pages))
				}
				if all := strings.Join(p.texts, "\n"); !strings.Contains(all, it.Shipment.Number.Grouped()) || !strings.Contains(all, "A_5EB_7EC_5FD") {
					t.Errorf("%s: texts are missing:\n%s", l.Name, all)
				}
				for i, page := range p.pages {
					if *look != "" {
						keep(t, fmt.Sprintf("%s/%s-%s-%d-%d.png", *look, s.Name, strings.ReplaceAll(l.Name, "/", "-"), dpi, i+1), page)
					}
					decode(t, fmt.Sprintf("%s, ply %d on %s at %d dpi", l.Name, i+1, s.Name, dpi), page, &it)
				}
			}
		}
	}
}

func keep(t *testing.T, name string, page image.Image) {
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, page); err != nil {
		t.Fatal(err)
	}
}

func decode(t *testing.T, what string, page *image.Gray, it *label.Item) {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(page)
	if err != nil {
		t.Fatal(err)
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	code, err := oned.NewCode128Reader().Decode(bitmap, hints)
	if err != nil || code.GetText() != string(it.Shipment.Number) {
		t.Errorf("%s: the bars: %v", what, err)
	}
	at, ok := square(page)
	if !ok {
		t.Errorf("%s: no square code", what)
		return
	}
	if bitmap, err = gozxing.NewBinaryBitmapFromImage(page.SubImage(at)); err != nil {
		t.Fatal(err)
	}
	result, err := datamatrix.NewDataMatrixReader().Decode(bitmap, nil)
	if err != nil {
		t.Errorf("%s: the square code: %v", what, err)
		return
	}
	segments, _ := result.GetResultMetadata()[gozxing.ResultMetadataType_BYTE_SEGMENTS].([][]byte)
	if x, err := seal.Open(bytes.Join(segments, nil), labeltest.PublicKey()); err != nil || x.Number != it.Shipment.Number {
		t.Errorf("%s: the ticket: %v", what, err)
	}
}

// square finds the square code by its two solid sides, which nothing else on a
// label has: black lines of its length, one to the left or, turned, below.
func square(page *image.Gray) (image.Rectangle, bool) {
	for _, module := range []int{3, 4} {
		n := 36 * module
		dark := func(x, y int) bool { return page.GrayAt(x, y).Y == 0 }
		for y := 2; y+n < page.Rect.Max.Y; y++ {
			for x := 2; x+n < page.Rect.Max.X; x++ {
				// The corner where the sides meet is below; turned, to the right.
				if dark(x-1, y+n-1) || dark(x, y+n) || dark(x+n, y+n-1) || !dark(x, y+n-1) || !dark(x+n-1, y+n-1) {
					continue
				}
				solid := true
				for i := 0; i < n && solid; i++ {
					solid = dark(x+i, y+n-1) && (dark(x, y+i) || dark(x+n-1, y+i))
				}
				alternates := dark(x+module/2, y+module/2) != dark(x+module+module/2, y+module/2)
				if solid && alternates {
					return image.Rect(x-2, y-2, x+n+2, y+n+2), true
				}
			}
		}
	}
	return image.Rectangle{}, false
}

// What labels share is sent once a job, and the same items give the same bytes.
func TestShared(t *testing.T) {
	l, _ := label.Find("eexpress-us/2")
	o := label.Print{Stock: "102x152"}
	var one, ten, again bytes.Buffer
	items := []label.Item{}
	for i := range 10 {
		items = append(items, labeltest.Of(l, i))
	}
	for b, n := range map[*bytes.Buffer]int{&one: 1, &ten: 10, &again: 10} {
		if err := (zpl.Printer{}).Print(b, o, items[:n]...); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(ten.Bytes(), again.Bytes()) {
		t.Error("another run gives other bytes")
	}
	if n := strings.Count(ten.String(), "~DG"); n != 2 {
		t.Errorf("%d pictures were sent, want one a ply", n)
	}
}

// What can't be printed is refused, and nothing is sent.
func TestRefused(t *testing.T) {
	l, _ := label.Find("registered/2")
	bad := labeltest.Of(l, 1)
	bad.Shipment.Recipient.Name = "Ada 😀"
	for _, c := range []struct {
		stock, want string
		items       []label.Item
	}{
		{"a4", "label.stock_zpl", []label.Item{labeltest.Of(l, 1)}},
		{"", "label.stock_zpl", []label.Item{labeltest.Of(l, 1)}},
		{"102x152", "label.stock_small", []label.Item{labeltest.Of(l, 1)}},
		{"102x203", "label.character", []label.Item{bad}},
		{"102x203", "label.none", nil},
	} {
		var b bytes.Buffer
		err := zpl.Printer{}.Print(&b, label.Print{Stock: c.stock}, c.items...)
		if err == nil || problem.Of(err).Key != c.want || b.Len() != 0 {
			t.Errorf("%s: %v, want %s; %d bytes", c.stock, err, c.want, b.Len())
		}
	}
}

// A text that many labels share is drawn once a job, and no label gets another's:
// neither the same words in bold nor those of the other way round.
func TestTextsAgain(t *testing.T) {
	l, _ := label.Find("registered/2")
	items := []label.Item{labeltest.Of(l, 1), labeltest.Of(l, 2), labeltest.Of(l, 1)}
	items[1].Shipment.Sender.Native.Street = []string{items[1].Shipment.Sender.Native.Name}
	for _, stock := range []string{"102x203", "203x152"} {
		together := run(t, 203, label.Print{Stock: stock}, items...)
		for i, it := range items {
			alone := run(t, 203, label.Print{Stock: stock}, it)
			if !bytes.Equal(alone.pages[0].Pix, together.pages[i].Pix) {
				t.Errorf("label %d on %s is another one among others", i+1, stock)
			}
		}
	}
}

// no text ends a field or becomes a command: the printer finds the pages
// that were sent, or the item is refused.
func FuzzText(f *testing.F) {
	f.Add("A^XZ^XA^IDR:*.*^FS", "大文^FS~JA")
	f.Add("^FH_5E\n~DGR:X.GRF,1,1,FF", "\u202e_7E𨋢")
	l, _ := label.Find("eexpress-us/2")
	f.Fuzz(func(t *testing.T, name, native string) {
		it := labeltest.Of(l, 1)
		it.Shipment.Recipient.Name, it.Shipment.Recipient.Native.Name = name, native
		var b bytes.Buffer
		if err := (zpl.Printer{}).Print(&b, label.Print{Stock: "102x152"}, it); err != nil {
			if !problem.Is(err, problem.Invalid) || b.Len() != 0 {
				t.Fatal(err, b.Len(), "bytes")
			}
			return
		}
		p := &printer{t: t, kept: map[string]*image.Gray{}}
		p.run(b.String())
		if len(p.pages) != len(l.Plies) || len(p.kept) != len(l.Plies) {
			t.Fatalf("%d pages and %d pictures were found", len(p.pages), len(p.kept))
		}
	})
}

// BenchmarkBatch is the work of bench/labels' ZPL row, for the profiler.
func BenchmarkBatch(b *testing.B) {
	l, _ := label.Find("registered/2")
	items := make([]label.Item, 500)
	for i := range items {
		items[i] = labeltest.Of(l, i)
	}
	b.ReportAllocs()
	for b.Loop() {
		var out bytes.Buffer
		if err := (zpl.Printer{}).Print(&out, label.Print{Stock: "102x203"}, items...); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(out.Len())/500, "B/label")
	}
}
