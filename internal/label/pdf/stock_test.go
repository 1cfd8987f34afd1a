package pdf_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/label/pdf"
	"ecship/internal/problem"
)

// save keeps what f writes.
func save(t *testing.T, f func(b *bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// M-C5, U-14: on every stock that holds it a label is printed whole: the file is
// sound, its pages are the stock's, text comes back, and at 203 dpi two
// decoders read every bar, turned or not, moved or not.
func TestStocks(t *testing.T) {
	for _, s := range label.Stocks() {
		for _, l := range label.Layouts() {
			items := []label.Item{labeltest.Of(l, 1), labeltest.Of(l, 2)}
			if newest := labeltest.Newest(items[0]); newest.Name != l.Name || s.Kind == label.Exact {
				continue // TestDecode reads those
			}
			o := label.Print{Stock: s.Name, Start: 2, NudgeX: 1.3, NudgeY: -0.7, Bare: true}
			if s.Holds(l) != nil {
				var b bytes.Buffer
				if err := pdf.Print(&b, o, items...); problem.Of(err).Key != "label.stock_small" {
					t.Errorf("%s on %s: %v", l.Name, s.Name, err)
				}
				continue
			}
			file := save(t, func(b *bytes.Buffer) error { return pdf.Print(b, o, items...) })
			if out := run(t, "qpdf", "--check", file); strings.Contains(out, "WARNING") {
				t.Error(out)
			}
			raw, _ := os.ReadFile(file)
			if !bytes.Contains(raw, []byte("/PrintScaling/None")) {
				t.Error("the pages may be scaled")
			}
			// The words of turned lines come each on a line of its own.
			text := strings.Join(strings.Fields(run(t, "pdftotext", "-raw", file, "-")), "")
			dir := t.TempDir()
			run(t, "pdftoppm", "-r", "203.2", "-gray", "-l", "1", file, filepath.Join(dir, "p"))
			pages, _ := filepath.Glob(filepath.Join(dir, "*.pgm"))
			seen := run(t, "zbarimg", append([]string{"-q", "--raw", "-Sdisable", "-Scode128.enable"}, pages...)...)
			if !strings.Contains(seen, string(items[0].Shipment.Number)) {
				t.Errorf("%s on %s: the bars are not read", l.Name, s.Name)
			}
			// The second decoder reads one code of a page.
			if n := zxing(t, pages[0]); n != string(items[0].Shipment.Number) && n != string(items[1].Shipment.Number) {
				t.Errorf("%s on %s: the bars are read as %q", l.Name, s.Name, n)
			}
			for i := range items {
				if !strings.Contains(text, string(items[i].Shipment.Number)) {
					t.Errorf("%s on %s: an item is missing", l.Name, s.Name)
				}
			}
			if info := run(t, "pdfinfo", file); s.Name == "a4" && !strings.Contains(info, "595.276 x 841.89") {
				t.Error(info)
			}
		}
	}
}

// U-14: the first sheet is used from the place that was chosen on; as many plies
// stand on a page as fit.
func TestStart(t *testing.T) {
	l, _ := label.Find("registered/1")
	for start, pages := range map[int]string{0: "2", 1: "2", 2: "2", 3: "2"} {
		items := []label.Item{labeltest.Of(l, 1), labeltest.Of(l, 2), labeltest.Of(l, 3), labeltest.Of(l, 4)}
		file := save(t, func(b *bytes.Buffer) error {
			return pdf.Print(b, label.Print{Stock: "a4", Start: start, Bare: true}, items...)
		})
		if out := run(t, "pdfinfo", file); !strings.Contains(out, "Pages:           "+pages) {
			t.Errorf("start %d: %s", start, out)
		}
		first := strings.Count(run(t, "pdftotext", "-raw", "-l", "1", file, "-"), "PAR AVION")
		if want := 4 - max(1, start); first != want {
			t.Errorf("start %d: %d labels on the first page, want %d", start, first, want)
		}
	}
	var b bytes.Buffer
	if err := pdf.Print(&b, label.Print{Stock: "a4", Start: 4}, labeltest.Of(l, 1)); problem.Of(err).Key != "label.start" {
		t.Errorf("a place that the sheet does not have: %v", err)
	}
}

// M-C4: with every print goes the instruction sheet, unless it is left out.
func TestInstructionSheet(t *testing.T) {
	it := labeltest.Item(labeltest.Registered, 1)
	for _, stock := range []string{"exact", "a4", "203x152"} {
		for _, bare := range []bool{false, true} {
			file := save(t, func(b *bytes.Buffer) error { return pdf.Print(b, label.Print{Stock: stock, Bare: bare}, it) })
			run(t, "qpdf", "--check", file)
			text := run(t, "pdftotext", "-raw", file, "-")
			for _, want := range []string{"laser printer", "建議使用鐳射打印機", "建议使用激光打印机", "21 February 2027"} {
				if strings.Contains(text, want) == bare {
					t.Errorf("%s, bare %t: %q", stock, bare, want)
				}
			}
		}
	}
	plain := save(t, func(b *bytes.Buffer) error { return pdf.Printer{}.Print(b, label.Print{}, it) })
	if !strings.Contains(run(t, "pdftotext", "-raw", plain, "-"), "鐳射") {
		t.Error("the printer leaves the sheet out")
	}
}

// Papers and the test page are sound files with their text.
func TestPapers(t *testing.T) {
	for _, l := range i18n.Langs {
		file := save(t, func(b *bytes.Buffer) error { return pdf.Printer{}.Paper(b, labeltest.Paper(l)) })
		run(t, "qpdf", "--check", file)
		if out := run(t, "pdftotext", file, "-"); !strings.Contains(out, l.T("receipt.title")) {
			t.Error(out)
		}
		for _, s := range label.Stocks() {
			file = save(t, func(b *bytes.Buffer) error {
				return pdf.Printer{}.TestPage(b, label.Print{Stock: s.Name, NudgeX: 2}, l)
			})
			run(t, "qpdf", "--check", file)
			if out := run(t, "pdftotext", file, "-"); !strings.Contains(out, l.T("paper.test.title")) {
				t.Error(out)
			}
		}
	}
}
