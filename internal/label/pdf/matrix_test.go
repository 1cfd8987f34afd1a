package pdf_test

import (
	"bytes"
	"image"
	"path/filepath"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"

	"ecship/internal/label"
	"ecship/internal/label/labeltest"
	"ecship/internal/label/pdf"
	"ecship/internal/label/seal"
	"ecship/internal/policy"
)

// O-04: the square code of every layout's newest version is read from the page
// as a 203 dpi and a 300 dpi printer draws it, and its ticket opens with the
// public key alone.
func TestMatrix(t *testing.T) {
	for _, l := range label.Layouts() {
		it := labeltest.Of(l, 9)
		if newest := labeltest.Newest(it); newest.Name != l.Name {
			continue
		}
		it.Seal = nil
		file := save(t, func(b *bytes.Buffer) error {
			return pdf.Printer{Sign: labeltest.Sign}.Print(b, label.Print{Bare: true}, it)
		})
		for _, dpi := range []string{"203.2", "300"} {
			dir := t.TempDir()
			run(t, "pdftoppm", "-r", dpi, "-gray", file, filepath.Join(dir, "p"))
			pages, _ := filepath.Glob(filepath.Join(dir, "*.pgm"))
			if len(pages) != len(l.Plies) {
				t.Fatalf("%d pages", len(pages))
			}
			for i, page := range pages {
				code := square(t, page, square203(l, i, &it, dpi))
				x, err := seal.Open(code, labeltest.PublicKey())
				if err != nil {
					t.Errorf("%s, ply %d at %s dpi: %v", l.Name, i+1, dpi, err)
					continue
				}
				want := seal.Ticket{Number: it.Shipment.Number, Service: it.Shipment.Service, Issued: policy.DayOf(it.Shipment.IssuedAt), Expires: it.Shipment.ExpiresOn}
				if x != want {
					t.Errorf("%s: %+v, want %+v", l.Name, x, want)
				}
			}
		}
	}
}

// finder is a Canvas that keeps where the square code is.
type finder struct {
	label.Recorder
	at label.Matrix
}

func (f *finder) Matrix(m label.Matrix) { f.at = m }

// square203 is where a camera would be held: around the code, with the white
// that it needs and a little of what stands beside it.
func square203(l label.Layout, ply int, it *label.Item, dpi string) image.Rectangle {
	it.SignWith(labeltest.Sign)
	f := finder{Recorder: label.Recorder{W: new(bytes.Buffer)}}
	l.DrawItem(&f, ply, it)
	scale := 203.2 / 25.4
	if dpi == "300" {
		scale = 300 / 25.4
	}
	const edge = 0.3
	return image.Rect(int((f.at.X-edge)*scale), int((f.at.Y-edge)*scale), int((f.at.X+f.at.Width()+edge)*scale)+1, int((f.at.Y+f.at.Width()+edge)*scale)+1)
}

func square(t *testing.T, file string, at image.Rectangle) []byte {
	t.Helper()
	img := picture(t, file).SubImage(at).(*image.Gray)
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	result, err := datamatrix.NewDataMatrixReader().Decode(bitmap, nil)
	if err != nil {
		t.Errorf("%s: %v", filepath.Base(file), err)
		return nil
	}
	segments, _ := result.GetResultMetadata()[gozxing.ResultMetadataType_BYTE_SEGMENTS].([][]byte)
	return bytes.Join(segments, nil)
}
