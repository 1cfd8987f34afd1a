package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"ecship/internal/problem"
)

// parts makes a workbook by hand: what is not given is as usual.
func parts(t *testing.T, own map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"[Content_Types].xml": `<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"xl/workbook.xml":     `<workbook xmlns:r="x"><sheets><sheet name="Orders" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="rId3" Type="http://x/styles" Target="styles.xml"/></Relationships>`,
	}
	maps.Copy(all, own)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, all[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// grid is a worksheet with these rows below two headings.
func grid(rows string) string {
	return `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="str"><v>b</v></c></row>` + rows + `</sheetData></worksheet>`
}

func readAll(b []byte) (rows [][]string, err error) {
	r, err := Open("orders.xlsx", bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // it was only read
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows = append(rows, row.Cells)
	}
}

// M-F1: cells as people see them, from what programs write.
func TestExcelCells(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="d\-m&quot; h&quot;;@"/><numFmt numFmtId="166" formatCode="&quot;day&quot; #,##0.00"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="22"/></cellXfs></styleSheet>`
	shared := `<x:sst xmlns:x="m"><x:si><x:t xml:space="preserve">Ann &amp; Co.</x:t></x:si><x:si><x:r><x:t>one </x:t></x:r><x:r><x:t>two</x:t></x:r><x:rPh sb="0"><x:t>no</x:t></x:rPh></x:si><x:si/><x:si><x:t><![CDATA[5 < 6 & 7]]></x:t></x:si><x:si><x:t>a_x000D__x005F_b</x:t></x:si></x:sst>`
	for name, c := range map[string]struct{ cells, want string }{
		"shared text":       {`<c t="s"><v>0</v></c>`, "Ann & Co."},
		"rich text":         {`<c t="s"><v>1</v></c>`, "one two"},
		"CDATA":             {`<c t="s"><v>3</v></c>`, "5 < 6 & 7"},
		"escaped":           {`<c t="s"><v>4</v></c>`, "a_b"},
		"a character":       {`<c t="inlineStr"><is><t>&#x9999;&#28207; &#60;</t></is></c>`, "香港 <"},
		"whole":             {`<c><v>85291234567</v></c>`, "85291234567"},
		"exponent":          {`<c><v>8.5291234567E10</v></c>`, "85291234567"},
		"noise":             {`<c><v>0.35000000000000003</v></c>`, "0.35"},
		"lost digits":       {`<c><v>1.23456789012345678E19</v></c>`, "1.23456789012346E+19"},
		"minus":             {`<c><v>-1.50</v></c>`, "-1.50"},
		"true":              {`<c t="b"><v>1</v></c>`, "TRUE"},
		"date":              {`<c s="1"><v>45000</v></c>`, "2023-03-15"},
		"date and time":     {`<c s="5"><v>45000.5</v></c>`, "2023-03-15 12:00:00"},
		"own date":          {`<c s="3"><v>45000</v></c>`, "2023-03-15"},
		"no date":           {`<c s="4"><v>45000</v></c>`, "45000"},
		"postcode":          {`<c s="2"><v>2116</v></c>`, "02116"},
		"formula":           {`<c><f>A1&amp;"x"</f><v>12</v></c>`, "12"},
		"formula of text":   {`<c t="str"><f>A1</f><v>x</v></c>`, "x"},
		"formula, empty":    {`<c t="str"><f>A1</f><v></v></c>`, ""},
		"formula, no value": {`<c><f>A1+B1</f></c>`, "=A1+B1"},
		"formula, none yet": {`<c><f>A1+B1</f><v></v></c>`, "=A1+B1"},
		"failed":            {`<c t="e"><f>1/0</f><v>#DIV/0!</v></c>`, "#DIV/0!"},
		"a comment":         {`<!-- > --><c><v>1<!-- x -->2</v></c>`, "12"},
	} {
		b := parts(t, map[string]string{"xl/worksheets/sheet1.xml": grid(`<row r="2">` + c.cells + `<c><v>1</v></c></row>`), "xl/sharedStrings.xml": shared, "xl/styles.xml": styles})
		rows, err := readAll(b)
		if err != nil || len(rows) != 1 || rows[0][0] != c.want {
			t.Errorf("%s: %q %v, not %q", name, rows, err, c.want)
		}
	}
}

// The rows have the numbers that the sender's program shows, and cells their
// column, whatever is left out.
func TestExcelLines(t *testing.T) {
	b := parts(t, map[string]string{"xl/worksheets/sheet1.xml": grid(`<row r="2"/><row r="5"><c r="B5"><v>1</v></c><c r="D5"><v>2</v></c><c r="XFD5" s="1"/></row><row><c><v>3</v></c></row>`)})
	r, err := Open("x", bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // it was only read
	var got []Row
	for row, err := r.Next(); err == nil; row, err = r.Next() {
		got = append(got, row)
	}
	if d := cmp.Diff([]Row{{5, []string{"", "1", "", "2"}}, {6, []string{"3"}}}, got); d != "" {
		t.Error(d)
	}
	if f := r.Format(); f.Kind != Excel || f.Sheet != "Orders" {
		t.Error(f)
	}
}

// What excelize writes is read as excelize reads it.
func TestExcelize(t *testing.T) {
	f := excelize.NewFile()
	for i := range 50 {
		row := []any{fmt.Sprintf("ORDER-%d", i), "陳大文", i * 1000, float64(i) / 8, i%2 == 0, "a\nb <&> \"c\""}
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	all, err := f.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	want := all[1:]
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	got, err := readAll(b.Bytes())
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(err, d)
	}
}

// S-12, U-09: each kind of bad workbook has its own words, in no time and
// little memory.
func TestBadExcel(t *testing.T) {
	sheetOf := func(s string) map[string]string { return map[string]string{"xl/worksheets/sheet1.xml": s} }
	whole := parts(t, sheetOf(grid("")))
	locked := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")...)
	many := parts(t, func() map[string]string {
		m := map[string]string{}
		for i := range 60_000 {
			m[fmt.Sprintf("x/%d", i)] = ""
		}
		return m
	}())
	for name, c := range map[string]struct {
		file []byte
		key  string
	}{
		"bomb":               {parts(t, sheetOf(grid(strings.Repeat(" ", 70<<20)))), "sheet.unzipped"},
		"just no bomb":       {parts(t, sheetOf(grid(strings.Repeat(" ", 63<<20)))), ""},
		"bomb of rows":       {parts(t, sheetOf(grid(strings.Repeat("<row/>", 10<<20)))), "sheet.rows"},
		"bomb of cells":      {parts(t, sheetOf(grid(`<row r="2">`+strings.Repeat("<c/>", 15<<20)+`</row>`))), "sheet.rows"},
		"bomb of a comment":  {parts(t, sheetOf(grid("<!--"+strings.Repeat("x>", 30<<20)+"-->"))), "sheet.cell_long"},
		"bomb of texts":      {parts(t, map[string]string{"xl/worksheets/sheet1.xml": grid(""), "xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si/>", 12<<20) + "</sst>"}), "sheet.unzipped"},
		"one large text":     {parts(t, map[string]string{"xl/worksheets/sheet1.xml": grid(""), "xl/sharedStrings.xml": "<sst><si><t>" + strings.Repeat("x", 60<<20) + "</t></si></sst>"}), "sheet.cell_long"},
		"a text many times":  {parts(t, map[string]string{"xl/worksheets/sheet1.xml": grid(strings.Repeat(`<row>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 200)+`</row>`, 2000)), "xl/sharedStrings.xml": "<sst><si><t>" + strings.Repeat("x", 1000) + "</t></si></sst>"}), "sheet.unzipped"},
		"many parts":         {many, "sheet.damaged"},
		"1,000,000 columns":  {parts(t, sheetOf(grid(`<row r="2"><c r="BDWGO2"><v>1</v></c></row>`))), "sheet.columns"},
		"columns in a row":   {parts(t, sheetOf(grid(`<row r="2">`+strings.Repeat("<c><v>1</v></c>", 1_000_000)+`</row>`))), "sheet.columns"},
		"a row of 1 MB":      {parts(t, sheetOf(grid(`<row r="2">`+strings.Repeat(`<c t="str"><v>`+strings.Repeat("x", 10_000)+`</v></c>`, 100)+`</row>`))), "sheet.row_long"},
		"a cell of 1 MB":     {parts(t, sheetOf(grid(`<row r="2"><c t="str"><v>`+strings.Repeat("x", 1<<20)+`</v></c></row>`))), "sheet.cell_long"},
		"macros":             {parts(t, map[string]string{"xl/vbaProject.bin": "x"}), "sheet.macro"},
		"macros by type":     {parts(t, map[string]string{"[Content_Types].xml": `<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>`}), "sheet.macro"},
		"binary":             {parts(t, map[string]string{"xl/workbook.bin": "x"}), "sheet.old_excel"},
		"password":           {locked, "sheet.encrypted"},
		"old":                {locked[:12], "sheet.old_excel"},
		"LibreOffice":        {parts(t, map[string]string{"content.xml": "x"}), "sheet.open_document"},
		"a letter":           {parts(t, map[string]string{"word/document.xml": "x"}), "sheet.document"},
		"nothing":            {nil, "sheet.empty"},
		"cut off":            {whole[:len(whole)/2], "sheet.damaged"},
		"entities":           {parts(t, sheetOf(`<!DOCTYPE x [<!ENTITY a "b">]>`+grid(""))), "sheet.damaged"},
		"a text is missing":  {parts(t, sheetOf(grid(`<row><c t="s"><v>7</v></c></row>`))), "sheet.damaged"},
		"no sheet":           {parts(t, nil), "sheet.damaged"},
		"empty":              {parts(t, sheetOf(`<worksheet><sheetData/></worksheet>`)), "sheet.empty"},
		"unfinished":         {parts(t, sheetOf(`<worksheet><sheetData><row><c><v>1`)), "sheet.damaged"},
		"a PDF by name xlsx": {[]byte("%PDF-1.7"), "sheet.pdf"},
		"a page":             {[]byte("<html><table>"), "sheet.web_page"},
		"zip of another": {func() []byte {
			var b bytes.Buffer
			z := zip.NewWriter(&b)
			z.Create("orders.csv") //nolint:errcheck // into memory
			z.Close()              //nolint:errcheck // into memory
			return b.Bytes()
		}(), "sheet.not_excel"},
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		began := processor(t)
		_, err := readAll(c.file)
		took := processor(t) - began
		runtime.ReadMemStats(&after)
		key := ""
		if err != nil {
			key = problem.Of(err).Key
		}
		if key != c.key {
			t.Errorf("%s: %v, not %s", name, err, c.key)
		}
		if took > time.Second && !raced {
			t.Errorf("%s: took %s", name, took)
		}
		if grown := after.Sys - before.Sys; after.Sys > before.Sys && grown > 100<<20 {
			t.Errorf("%s: took %d MiB", name, grown>>20)
		}
	}
	if len(places) != 0 {
		t.Error("places are still taken")
	}
}

// processor is the time that this process has used: others use the machine too.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// Programs that name the workbook's part otherwise say so.
func TestOtherMain(t *testing.T) {
	rows, err := readAll(parts(t, map[string]string{
		"_rels/.rels":              `<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="book/main.xml"/></Relationships>`,
		"book/main.xml":            `<workbook><sheets><sheet name="x" state="hidden" r:id="b"/><sheet name="y" r:id="c"/></sheets></workbook>`,
		"book/_rels/main.xml.rels": `<Relationships><Relationship Id="c" Type="http://x/worksheet" Target="../s.xml"/><Relationship Id="b" Type="http://x/worksheet" Target="/none.xml"/></Relationships>`,
		"s.xml":                    grid(`<row><c><v>7</v></c></row>`),
	}))
	if d := cmp.Diff([][]string{{"7"}}, rows); d != "" || err != nil {
		t.Error(err, d)
	}
}

// S-12: two workbooks are open at a time; the third waits until one is closed.
func TestTwoAtATime(t *testing.T) {
	b := parts(t, map[string]string{"xl/worksheets/sheet1.xml": grid(`<row><c><v>7</v></c></row>`)})
	var open []*Reader
	for range cap(places) {
		r, err := Open("x", bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, r)
	}
	third := make(chan error, 1)
	go func() { _, err := readAll(b); third <- err }()
	select {
	case err := <-third:
		t.Error("the third did not wait", err)
	case <-time.After(50 * time.Millisecond):
	}
	for _, r := range open {
		r.Close() //nolint:errcheck // it was only read
	}
	if err := <-third; err != nil {
		t.Error(err)
	}
}

// What a workbook links to is not looked at, and its values are those that it
// brought along.
func TestExternalLinks(t *testing.T) {
	rows, err := readAll(parts(t, map[string]string{
		"xl/_rels/workbook.xml.rels":         `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Type="http://x/externalLink" TargetMode="External" Target="file://server/x.xlsx"/></Relationships>`,
		"xl/externalLinks/externalLink1.xml": `<externalLink/>`,
		"xl/worksheets/sheet1.xml":           grid(`<row><c><f>[1]Prices!A1</f><v>12.5</v></c></row>`),
	}))
	if d := cmp.Diff([][]string{{"12.5"}}, rows); d != "" || err != nil {
		t.Error(err, d)
	}
}
