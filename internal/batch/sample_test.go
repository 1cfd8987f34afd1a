package batch

import (
	"bytes"
	"encoding/csv"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"ecship/internal/sheet"
	"ecship/internal/tariff"
)

// sample is a file of testdata/sample, and what its columns mean.
type sample struct {
	maker    Maker
	headings []string
	fields   Mapping
}

// samples reads testdata/sample.csv: a row for each heading of each file.
func samples(t *testing.T) map[string]*sample {
	t.Helper()
	f, err := os.Open("testdata/sample.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*sample{}
	for _, r := range rows[1:] {
		s := all[r[0]]
		if s == nil {
			s = &sample{maker: Maker(r[1])}
			all[r[0]] = s
		}
		s.headings, s.fields = append(s.headings, r[2]), append(s.fields, Field(r[3]))
	}
	return all
}

// formats are what the files that are not plain UTF-8 with commas are.
var formats = map[string]sheet.Format{
	"amazon-orders.txt": {Separator: '\t'}, "amazon-unshipped.txt": {Separator: '\t'}, "tw-seller-big5.txt": {Encoding: sheet.Big5, Separator: '\t'},
	"hk-seller-big5.csv": {Encoding: sheet.Big5}, "cn-erp-gb18030.csv": {Encoding: sheet.GB18030}, "own-hans.csv": {Encoding: sheet.GB18030},
	"cn-wms-utf16.txt": {Encoding: sheet.UTF16LE, Separator: '\t'}, "utf16be.csv": {Encoding: sheet.UTF16BE},
	"german-excel-1252.csv": {Encoding: sheet.Western, Separator: ';'}, "semicolon.csv": {Separator: ';'}, "warehouse-pipe.txt": {Separator: '|'},
}

// U-09: of the headings of 25 files of different makes, at least 95 in 100 are
// recognised, those that are of no use among them; their makers, encodings and
// separators all.
func TestSamples(t *testing.T) {
	all := samples(t)
	if len(all) != 25 {
		t.Errorf("there are %d samples", len(all))
	}
	right, total, used, usedRight := 0, 0, 0, 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		want := all[name]
		r, rows := openSample(t, name)
		checkFormat(t, name, r.Format())
		got, maker := RecogniseSheet(r.Format().Sheet, r.Headings())
		if maker != want.maker {
			t.Errorf("%s: made by %s, not %s", name, maker, want.maker)
		}
		for i, f := range want.fields {
			var g Field
			if i < len(got) {
				g = got[i]
			}
			total++
			if f != "" {
				used++
			}
			if g == f || g.Plain() == f && g.Unit() == f.unit() {
				right++
				if f != "" {
					usedRight++
				}
			} else {
				t.Logf("%s: %q is %q, not %q", name, want.headings[i], g, f)
			}
		}
		if rows == 0 {
			t.Errorf("%s: no item", name)
		}
	}
	t.Logf("%d of %d headings, %d of %d that are used", right, total, usedRight, used)
	if right*100 < total*95 || usedRight*100 < used*95 {
		t.Errorf("%d of %d headings are recognised, %d of %d that are used", right, total, usedRight, used)
	}
}

// openSample opens a sample anew and counts its items; each must read without
// a fault, or with notices only.
func openSample(t *testing.T, name string) (r *sheet.Reader, items int) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata/sample", name))
	if err != nil {
		t.Fatal(err)
	}
	if r, err = sheet.Open(name, bytes.NewReader(b), int64(len(b))); err != nil {
		t.Fatal(name, err)
	}
	m, from := RecogniseSheet(r.Format().Sheet, r.Headings())
	e := tariff.Embedded().On(testDay)
	rows := NewReader(m, from, e.Places, e.Services(), e.Customs.Reasons().All())
	for {
		row, err := r.Next()
		if err == io.EOF {
			return r, items
		}
		if err != nil {
			t.Fatal(name, err)
		}
		rec, faults := rows.Read(row.Cells)
		for _, f := range faults {
			if !f.Notice {
				t.Errorf("%s, row %d: %s %q: %s", name, row.Line, f.Field, f.Cell, f.Problem.Key)
			}
		}
		if rec.Blank || !rec.anyone() {
			continue
		}
		if items++; rec.Place == "" || rec.Recipient.Name == "" || len(rec.Recipient.Street) == 0 {
			t.Errorf("%s, row %d: %+v", name, row.Line, rec)
		}
	}
}

func checkFormat(t *testing.T, name string, got sheet.Format) {
	t.Helper()
	want := formats[name]
	if want.Encoding == "" {
		want.Encoding = sheet.UTF8
	}
	if want.Separator == 0 {
		want.Separator = ','
	}
	if got.Kind == sheet.CSV && (got.Encoding != want.Encoding || got.Separator != want.Separator) {
		t.Errorf("%s: %+v", name, got)
	}
}
