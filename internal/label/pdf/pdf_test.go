package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"

	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/label/pdf"
	"ecship/internal/problem"
)

// tool is the path of an outside program. Without it the test is skipped, or
// fails where everything must be checked (ECSHIP_CHECK=1).
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("ECSHIP_CHECK") == "1" {
			t.Fatalf("%s is not installed", name)
		}
		t.Skipf("%s is not installed", name)
	}
	return path
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	c := exec.Command(tool(t, name), args...)
	var noise bytes.Buffer
	c.Stderr = &noise
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s", name, args, err, out, noise.String())
	}
	return string(out)
}

// write makes a file of the items' labels.
func write(t *testing.T, items ...label.Item) string {
	t.Helper()
	var b bytes.Buffer
	if err := pdf.Labels(&b, items...); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "labels.pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// hostile is an item with all that S-14 names.
func hostile() label.Item {
	it := labeltest.Item(labeltest.Parcel, 3)
	it.Shipment.Test = true
	it.Shipment.Recipient.Name = `A) Tj (B\ endstream endobj`
	it.Shipment.Recipient.Native.Name = "𨋢𠝹陳\u202e大文"
	it.Shipment.Sender.Name = "Nguyễn Łukasz Ελένη Київ"
	it.Shipment.Sender.Native.Street = []string{strings.Repeat("九龍塘", 3333)}
	it.Shipment.Reference = strings.Repeat("x", 10000)
	return it
}

// S-14: the file is sound, whatever is written in it.
func TestSound(t *testing.T) {
	file := write(t, labeltest.Item(labeltest.Registered, 1), hostile(), labeltest.Item(labeltest.Registered, 2))
	if out := run(t, "qpdf", "--check", file); !strings.Contains(out, "No syntax or stream encoding errors") || strings.Contains(out, "WARNING") {
		t.Error(out)
	}
}

// S-14: text comes out as it went in: Chinese, beyond U+FFFF, brackets.
func TestText(t *testing.T) {
	it := hostile()
	out := run(t, "pdftotext", "-raw", write(t, it), "-")
	for _, want := range []string{
		`A) Tj (B\ endstream endobj`, "𨋢𠝹陳大文", "Nguyễn Łukasz Ελένη Київ", "九龍塘", "空郵包裹", "PAR AVION", it.Shipment.Number.Grouped(),
		"DÉCLARATION EN DOUANE", "SPECIMEN", it.Shipment.Customs.Lines[1].Native,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q did not come back", want)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
}

// M-C5: pages are as large as the ply, to a hundredth of a millimetre, and ask
// not to be scaled; the file names its language and what it is.
func TestPages(t *testing.T) {
	it := labeltest.Item(labeltest.Parcel, 4)
	file := write(t, it, labeltest.Item(labeltest.Registered, 5))
	out := run(t, "pdfinfo", "-l", "99", file)
	var sizes []string
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "Page ") && strings.Contains(line, " size:") {
			f := strings.Fields(line)
			w, _ := strconv.ParseFloat(f[3], 64)
			h, _ := strconv.ParseFloat(f[5], 64)
			sizes = append(sizes, strconv.FormatFloat(w*25.4/72, 'f', 2, 64)+"x"+strconv.FormatFloat(h*25.4/72, 'f', 2, 64))
		}
	}
	if want := []string{"188.00x135.00", "188.00x135.00", "188.00x137.00", "188.00x81.00"}; !slices.Equal(sizes, want) {
		t.Errorf("the pages are %v, want %v", sizes, want)
	}
	raw, _ := os.ReadFile(file)
	for _, want := range []string{"/PrintScaling/None", "/Lang(zh-Hant-HK)"} {
		if !bytes.Contains(raw, []byte(want)) {
			t.Errorf("%s is missing", want)
		}
	}
	if !strings.Contains(out, "郵件標籤") {
		t.Error("the title is missing:", out)
	}
	if out := run(t, "pdfinfo", write(t, it)); !strings.Contains(out, string(it.Shipment.Number)) {
		t.Error("the title of one label is its number:", out)
	}
}

// The same items give the same bytes, also from a Writer used before.
func TestDeterministic(t *testing.T) {
	var first []byte
	for range 3 {
		var b bytes.Buffer
		if err := pdf.Labels(&b, labeltest.Item(labeltest.Parcel, 1), hostile()); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = b.Bytes()
		}
		if !bytes.Equal(first, b.Bytes()) {
			t.Fatal("another run gives other bytes")
		}
	}
}

// picture is a page that pdftoppm wrote.
func picture(t *testing.T, file string) *image.Gray {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head := bytes.SplitN(raw, []byte("\n"), 4) // P5, size, greatest grey, bytes
	var w, h int
	if _, err := fmt.Sscan(string(head[1]), &w, &h); err != nil || len(head[3]) != w*h {
		t.Fatal(file, "is no picture", err)
	}
	return &image.Gray{Pix: head[3], Stride: w, Rect: image.Rect(0, 0, w, h)}
}

// zxing reads the barcode of a page.
func zxing(t *testing.T, file string) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture(t, file))
	if err != nil {
		t.Fatal(err)
	}
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	code, err := oned.NewCode128Reader().Decode(bitmap, hints)
	if err != nil {
		t.Errorf("%s: %v", filepath.Base(file), err)
		return ""
	}
	return code.GetText()
}

// M-E4: the receipt as a file: sound, 80 mm wide, its text in it.
func TestReceipt(t *testing.T) {
	for _, l := range i18n.Langs {
		r := labeltest.Receipt(l)
		var b bytes.Buffer
		d := pdf.New(&b)
		if err := d.Receipt(&r); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "receipt.pdf")
		if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, "qpdf", "--check", file)
		out := run(t, "pdftotext", "-layout", file, "-")
		for _, want := range []string{r.Items[1].Number.Grouped(), r.Total.HKD(), r.Office.In(l), l.T("receipt.change"), l.T("receipt.title")} {
			if !strings.Contains(out, want) {
				t.Errorf("%s: %q did not come back in\n%s", l, want, out)
			}
		}
		if out := run(t, "pdfinfo", file); !strings.Contains(out, "226.77") || !strings.Contains(out, r.Number) {
			t.Error(out)
		}
	}
}

// A character that no font has is refused and named, and nothing half-done
// stays in the file.
func TestRefused(t *testing.T) {
	good, bad := labeltest.Item(labeltest.Registered, 1), labeltest.Item(labeltest.Registered, 2)
	bad.Shipment.Recipient.Name = "Ada 😀"
	var b bytes.Buffer
	d := pdf.New(&b)
	if err := d.Label(&good); err != nil {
		t.Fatal(err)
	}
	err := d.Label(&bad)
	if p := problem.Of(err); err == nil || p.Key != "label.character" || !strings.Contains(i18n.En.T(p.Key, p.Args...), "😀") {
		t.Errorf("%v", err)
	}
	if err := d.Label(&good); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, "qpdf", "--check", file)
	if out := run(t, "pdfinfo", file); !strings.Contains(out, "Pages:           2") {
		t.Error(out)
	}
	if err := pdf.Labels(&b); !problem.Is(err, problem.Invalid) {
		t.Error("a file of no labels:", err)
	}
}

// P-2: a label of its own takes no more than 40 kB.
func TestSmall(t *testing.T) {
	sum := 0
	for i := range 20 {
		var b bytes.Buffer
		if err := pdf.Labels(&b, labeltest.Item(labeltest.Registered, i)); err != nil {
			t.Fatal(err)
		}
		sum += b.Len()
	}
	if sum/20 > 40_000 {
		t.Errorf("a label takes %d bytes", sum/20)
	}
}

// pipe notes how much comes at once.
type pipe struct{ writes, most, sum int }

func (p *pipe) Write(b []byte) (int, error) {
	p.writes++
	p.most, p.sum = max(p.most, len(b)), p.sum+len(b)
	return len(b), nil
}

// P-1: pages leave as they are drawn; a long file is not gathered in memory.
func TestStream(t *testing.T) {
	var p pipe
	d := pdf.New(&p)
	for i := range 500 {
		it := labeltest.Item(labeltest.Parcel, i)
		if err := d.Label(&it); err != nil {
			t.Fatal(err)
		}
	}
	before := p.sum
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if p.most > 256<<10 || before < p.sum/2 || p.writes < 8 {
		t.Errorf("%d writes, the largest of %d bytes, %d of %d before the end", p.writes, p.most, before, p.sum)
	}
}

// Fonts and fixed drawings are shared: labels made at the same time are the
// same as those made alone.
func TestParallel(t *testing.T) {
	alone := make([][]byte, 16)
	for i := range alone {
		var b bytes.Buffer
		if err := pdf.Labels(&b, labeltest.Item(labeltest.Parcel, i)); err != nil {
			t.Fatal(err)
		}
		alone[i] = b.Bytes()
	}
	var all sync.WaitGroup
	for i := range alone {
		all.Go(func() {
			var b bytes.Buffer
			if err := pdf.Labels(&b, labeltest.Item(labeltest.Parcel, i)); err != nil || !bytes.Equal(b.Bytes(), alone[i]) {
				t.Errorf("label %d differs: %v", i, err)
			}
		})
	}
	all.Wait()
}

// full is a place that takes no more.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// What can't be written is said.
func TestWriteError(t *testing.T) {
	if err := pdf.Labels(full{}, labeltest.Item(labeltest.Registered, 1)); err == nil {
		t.Error("nothing was said")
	}
}

// FuzzText: whatever stands in an item, the file is whole or the item refused.
func FuzzText(f *testing.F) {
	f.Add("Chan Tai Man", "陳大文")
	f.Add(`) \ endstream`, "\u202e𨋢😀")
	f.Fuzz(func(t *testing.T, name, native string) {
		it := labeltest.Item(labeltest.Registered, 1)
		it.Shipment.Recipient.Name, it.Shipment.Recipient.Native.Name = name, native
		var b bytes.Buffer
		if err := pdf.Labels(&b, it); err != nil {
			if !problem.Is(err, problem.Invalid) {
				t.Fatal(err)
			}
			return
		}
		if !bytes.HasPrefix(b.Bytes(), []byte("%PDF-1.7")) || !bytes.HasSuffix(b.Bytes(), []byte("%%EOF\n")) {
			t.Fatal("the file is not whole")
		}
	})
}
