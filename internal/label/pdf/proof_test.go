package pdf_test

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/postal"
)

// M-C4, M-C5: every service, destination, number of kinds and script in one
// file: it is sound, its pages are as large as their plies to a tenth of a
// millimetre, and their text comes back.
func TestEveryLabel(t *testing.T) {
	cases := labeltest.Matrix()
	var items []label.Item
	var sheets []label.Sheet
	var of []int // the case of each sheet
	for i := range cases {
		it := &cases[i].Item
		items = append(items, *it)
		l, _ := it.Layout()
		for _, s := range l.Sheets(it) {
			sheets, of = append(sheets, s), append(of, i)
		}
	}
	file := write(t, items...)
	if out := run(t, "qpdf", "--check", file); !strings.Contains(out, "No syntax or stream encoding errors") || strings.Contains(out, "WARNING") {
		t.Error(out)
	}

	sizes := pageSizes(t, file, len(sheets))
	for i, s := range sheets {
		if math.Abs(sizes[i][0]-s.Width) > 0.1 || math.Abs(sizes[i][1]-s.Height) > 0.1 {
			t.Errorf("%s: page %d is %v mm, the ply %v x %v", cases[of[i]].Name, i+1, sizes[i], s.Width, s.Height)
		}
	}

	pages := strings.Split(run(t, "pdftotext", "-raw", file, "-"), "\f")
	if len(pages) != len(sheets)+1 {
		t.Fatalf("%d pages of text, want %d", len(pages)-1, len(sheets))
	}
	said := make([]string, len(cases))
	for i := range sheets {
		page := solid(pages[i])
		if n := string(cases[of[i]].Item.Shipment.Number); !strings.Contains(page, n) {
			t.Errorf("%s: page %d does not say %s", cases[of[i]].Name, i+1, n)
		}
		said[of[i]] += page
	}
	for i, c := range cases {
		for _, want := range c.Says {
			if !contains(said[i], want) {
				t.Errorf("%s: %q did not come back", c.Name, want)
			}
		}
	}
}

// solid is a text without its spaces, which lines that were wrapped lack.
func solid(s string) string { return strings.Join(strings.Fields(s), "") }

// contains tells whether a page says a text, whichever case it is printed in.
func contains(page, want string) bool {
	return strings.Contains(page, solid(want)) || strings.Contains(page, solid(strings.ToUpper(want)))
}

// pageSizes are the widths and heights of a file's pages, in millimetres.
func pageSizes(t *testing.T, file string, n int) (sizes [][2]float64) {
	t.Helper()
	for line := range strings.Lines(run(t, "pdfinfo", "-l", strconv.Itoa(n), file)) {
		if f := strings.Fields(line); len(f) > 5 && f[0] == "Page" && f[2] == "size:" {
			w, _ := strconv.ParseFloat(f[3], 64)
			h, _ := strconv.ParseFloat(f[5], 64)
			sizes = append(sizes, [2]float64{w * 25.4 / 72, h * 25.4 / 72})
		}
	}
	if len(sizes) != n {
		t.Fatalf("%s has %d pages, want %d", file, len(sizes), n)
	}
	return sizes
}

// M-C4: random labels of the matrix are read at 203 dpi, which is what label
// printers print with, by two decoders, each its own number: 300 in CI, 10,000
// with ECSHIP_LONG=1.
func TestDecode(t *testing.T) {
	all, most := 300, 250
	if os.Getenv("ECSHIP_LONG") != "" {
		all = 10_000
	}
	cases := labeltest.Matrix()
	chance := rand.New(rand.NewPCG(2026, 11)) // the same in every run
	for done := 0; done < all; done += most {
		var items []label.Item
		for range min(most, all-done) {
			c := cases[chance.IntN(len(cases))]
			it := c.Item
			it.Shipment.Number, it.Seal = postal.MakeNumber(it.Service.Indicator, chance.IntN(100_000_000), postal.Home), nil
			it.SignWith(labeltest.Sign)
			items = append(items, it)
		}
		decode(t, items)
	}
	t.Logf("M-C4: %d labels read by two decoders", all)
}

// decode renders the first page of each item and reads its bars.
func decode(t *testing.T, items []label.Item) {
	t.Helper()
	file, page, firsts := write(t, items...), 1, make([]string, len(items))
	for i := range items {
		l, _ := items[i].Layout()
		firsts[i] = strconv.Itoa(page)
		page += len(l.Sheets(&items[i]))
	}
	dir := t.TempDir()
	only := filepath.Join(dir, "first.pdf")
	run(t, "qpdf", file, "--pages", ".", strings.Join(firsts, ","), "--", only)
	half := (len(items) + 1) / 2
	t.Run("both", func(t *testing.T) { // as two cores can
		for i, part := range slices.Collect(slices.Chunk(items, half)) {
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				read(t, only, filepath.Join(dir, "p"+strconv.Itoa(i)), i*half+1, part)
			})
		}
	})
}

// read renders pages from the first on, one an item, and has both decoders read
// them.
func read(t *testing.T, file, pictures string, first int, items []label.Item) {
	run(t, "pdftoppm", "-r", "203", "-gray", "-f", strconv.Itoa(first), "-l", strconv.Itoa(first+len(items)-1), file, pictures)
	pages, _ := filepath.Glob(pictures + "*.pgm")
	if len(pages) != len(items) {
		t.Fatalf("%d pages, want %d", len(pages), len(items))
	}
	// One code a page, so that zbar's come in the order of the pages.
	byZbar := strings.Fields(run(t, "zbarimg", append([]string{"-q", "--raw", "-Sdisable", "-Scode128.enable"}, pages...)...))
	if len(byZbar) != len(pages) {
		t.Fatalf("zbar reads %d codes on %d pages", len(byZbar), len(pages))
	}
	for i, p := range pages {
		if n, byZxing := string(items[i].Shipment.Number), zxing(t, p); byZbar[i] != n || byZxing != n {
			t.Errorf("%s on %s was read by zbar as %s, by zxing as %s", n, items[i].Shipment.Layout, byZbar[i], byZxing)
		}
		if err := os.Remove(p); err != nil {
			t.Error(err)
		}
	}
}
