package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"testing"
	"unicode/utf8"

	"ecship/internal/i18n"
	"ecship/internal/problem"
)

// no file panics or hangs; each gives rows, or a problem with its words.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("a,b\n1,\"2\"\n"))
	f.Add([]byte("sep=;\na;b\n1;2"))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x00"))
	f.Add(encoded(f, Big5, "姓名,地址\n陳大文,香港中環\n"))
	f.Add(encoded(f, GB18030, "姓名,地址\n陈大文,北京\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) { readsOrRefuses(t, b) })
}

// the same of the parts of a workbook.
func FuzzExcel(f *testing.F) {
	f.Add([]byte(grid(`<row r="2"><c t="s"><v>0</v></c><c s="1"><v>45000</v></c></row>`)), []byte(`<sst><si><t>x</t></si></sst>`), []byte(`<styleSheet><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>`))
	f.Add([]byte(grid(`<row><c><f>1</f></c><!-- > --><c t="inlineStr"><is><t><![CDATA[x]]></t></is></c></row>`)), []byte(`<sst/>`), []byte(`<numFmt numFmtId="1" formatCode="yy"/>`))
	f.Fuzz(func(t *testing.T, rows, shared, look []byte) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, p := range []struct {
			name string
			text []byte
		}{
			{"xl/workbook.xml", []byte(`<workbook><sheets><sheet name="a" r:id="1"/></sheets></workbook>`)},
			{"xl/_rels/workbook.xml.rels", []byte(`<Relationship Id="1" Type="x/worksheet" Target="a.xml"/><Relationship Type="x/sharedStrings" Target="b.xml"/><Relationship Type="x/styles" Target="c.xml"/>`)},
			{"xl/a.xml", rows}, {"xl/b.xml", shared}, {"xl/c.xml", look},
		} {
			w, err := z.Create(p.name)
			if err == nil {
				_, err = w.Write(p.text)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		readsOrRefuses(t, b.Bytes())
	})
}

func readsOrRefuses(t *testing.T, b []byte) {
	r, err := Open("x", bytes.NewReader(b), int64(len(b)))
	line := 0
	for err == nil {
		var row Row
		if row, err = r.Next(); err != nil {
			break
		}
		if row.Line <= line || len(row.Cells) > ColumnMost || blank(row.Cells) {
			t.Fatalf("line %d after %d: %q", row.Line, line, row.Cells)
		}
		for _, c := range row.Cells {
			if !utf8.ValidString(c) {
				t.Fatalf("%q is no text", c)
			}
		}
		line = row.Line
	}
	if r != nil {
		r.Close() //nolint:errcheck // it was only read
	}
	if !errors.Is(err, io.EOF) && !i18n.Has(problem.Of(err).Key) {
		t.Fatal(err)
	}
	if len(places) != 0 {
		t.Fatal("a place is still taken")
	}
}
