package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"ecship/internal/label/face"
)

func unpack(t *testing.T, packed []byte) []byte {
	t.Helper()
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What a code packs, the standard library unpacks: data like its sample, unlike
// it, empty, long, repeating.
func TestPack(t *testing.T) {
	noise := make([]byte, 300_000)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(r.IntN(256))
	}
	data := map[string][]byte{
		"nothing": nil, "a byte": {7}, "three": []byte("abc"), "text": []byte(strings.Repeat("BT 480 -2560 Td (Ada) Tj ET\n", 50)),
		"zeros": make([]byte, 100_000), "noise": noise, "far repeat": append(append([]byte("a text to find"), noise[:40_000]...), "a text to find"...),
		"outlines": face.Of(face.CJK).Subset([]face.Glyph{0, 500, 501, 502, 503}),
	}
	for what, sample := range data {
		c := newCode(sample)
		for name, d := range data {
			if got := unpack(t, c.pack([]byte("before"), d)[len("before"):]); !bytes.Equal(got, d) {
				t.Errorf("the code of %s does not give %s back", what, name)
			}
		}
	}
	if n := len(newCode(data["text"]).pack(nil, data["text"])); n > 200 {
		t.Errorf("1,400 bytes that repeat took %d", n)
	}
}

func FuzzPack(f *testing.F) {
	f.Add([]byte("sample"), []byte("data data data data"))
	f.Fuzz(func(t *testing.T, sample, data []byte) {
		if got := unpack(t, newCode(sample).pack(nil, data)); !bytes.Equal(got, data) {
			t.Fatal("not the same")
		}
	})
}
