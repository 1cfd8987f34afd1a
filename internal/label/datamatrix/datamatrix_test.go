package datamatrix_test

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"github.com/makiuchi-d/gozxing"
	reader "github.com/makiuchi-d/gozxing/datamatrix"
	"pgregory.net/rapid"

	"ecship/internal/label/datamatrix"
)

// decode reads a symbol as a camera would, four dots to the module.
func decode(t interface{ Fatal(...any) }, m datamatrix.Matrix) []byte {
	const dots, edge = 4, 8
	img := image.NewGray(image.Rect(0, 0, datamatrix.Size*dots+2*edge, datamatrix.Size*dots+2*edge))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for y := range datamatrix.Size * dots {
		for x := range datamatrix.Size * dots {
			if m.Dark(x/dots, y/dots) {
				img.SetGray(x+edge, y+edge, color.Gray{})
			}
		}
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	result, err := reader.NewDataMatrixReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	segments, _ := result.GetResultMetadata()[gozxing.ResultMetadataType_BYTE_SEGMENTS].([][]byte)
	return bytes.Join(segments, nil)
}

// Any bytes come back by another's decoder.
func TestEncode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOfN(rapid.Byte(), 1, datamatrix.Most).Draw(t, "data")
		m, ok := datamatrix.Encode(data)
		if !ok {
			t.Fatal("it does not fit")
		}
		if got := decode(t, m); !bytes.Equal(got, data) {
			t.Fatalf("%x came back as %x", data, got)
		}
	})
}

// A symbol of which a tenth is spoilt is still read.
func TestSpoilt(t *testing.T) {
	data := bytes.Repeat([]byte{0, 0xff, 0x5a}, 28)
	m, _ := datamatrix.Encode(data)
	for i := range 6 {
		m[8+i] ^= 0x3f << 5
	}
	if got := decode(t, m); !bytes.Equal(got, data) {
		t.Errorf("%x", got)
	}
}

// Turned four times it is the same again; turned once its solid sides are below
// and to the right.
func TestTurned(t *testing.T) {
	m, _ := datamatrix.Encode([]byte("turn"))
	once := m.Turned()
	for i := range datamatrix.Size {
		if !once.Dark(i, datamatrix.Size-1) || !once.Dark(datamatrix.Size-1, i) {
			t.Fatal("the solid sides are elsewhere")
		}
	}
	twice := once.Turned()
	thrice := twice.Turned()
	if once == m || thrice.Turned() != m {
		t.Error("it is another symbol now")
	}
}

func TestTooMuch(t *testing.T) {
	if _, ok := datamatrix.Encode(make([]byte, datamatrix.Most+1)); ok {
		t.Error("too many bytes were taken")
	}
}
