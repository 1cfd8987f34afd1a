package batch

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"ecship/internal/sheet"
	"ecship/internal/tariff"
)

// A workbook of 64 MiB unpacked has no room for as many rows as a CSV file.
const manyRows, excelRows = 100_000, 20_000

// endless is a CSV file that is made as it is read: one line again and again.
type endless struct{ head, line string }

func (e endless) ReadAt(p []byte, at int64) (n int, err error) {
	size := e.size()
	for n < len(p) && at < size {
		from := e.head[min(at, int64(len(e.head))):]
		if from == "" {
			from = e.line[(at-int64(len(e.head)))%int64(len(e.line)):]
		}
		k := copy(p[n:], from)
		n, at = n+k, at+int64(k)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (e endless) size() int64 { return int64(len(e.head) + manyRows*len(e.line)) }

// heap is what is in use once the garbage is gone.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// P-8, P-11: reading 100,000 rows needs no more memory than reading 1,000, and a
// workbook no more at its end than at its beginning.
func TestMemoryIsFlat(t *testing.T) {
	headings := []string{"Reference", "Service", "Country", "Name", "Address 1", "City", "Postcode", "Phone", "Weight (g)", "Description", "Quantity", "Value (USD)", "HS code"}
	cells := []string{"A-1", "ARM", "USA", "Ann Smith", "12 West 34th St", "New York", "10001", "+1 212 555 0100", "350", "cotton shirt", "2", "25.00", "620520"}
	var book bytes.Buffer
	w := sheet.NewExcel(&book)
	for i := range excelRows + 1 {
		row := cells
		if i == 0 {
			row = headings
		}
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	csv := endless{strings.Join(headings, ",") + "\n", strings.Join(cells, ",") + "\n"}
	for name, f := range map[string]struct {
		file io.ReaderAt
		size int64
	}{"CSV": {csv, csv.size()}, "Excel": {bytes.NewReader(book.Bytes()), int64(book.Len())}} {
		r, err := sheet.Open(name, f.file, f.size)
		if err != nil {
			t.Fatal(name, err)
		}
		m, from := Recognise(r.Headings())
		e := tariff.Embedded().On(testDay)
		rows, n, early := NewReader(m, from, e.Places, e.Services(), e.Customs.Reasons().All()), 0, uint64(0)
		for {
			row, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(name, err)
			}
			rec, faults := rows.Read(row.Cells)
			if rec.Grams != 350 || rec.Place != "US" || len(faults) > 0 {
				t.Fatal(fmt.Sprint(rec), faults)
			}
			if n++; n == 1000 {
				early = heap()
			}
		}
		if late := heap(); n < excelRows || late > early+1<<20 {
			t.Errorf("%s: %d rows, %d kB at first, %d kB at last", name, n, early>>10, late>>10)
		}
		r.Close() //nolint:errcheck // it was only read
	}
}
