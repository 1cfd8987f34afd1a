package sheet

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Book writes a workbook of one or more sheets as a stream, one after another.
type Book struct {
	zip    *zip.Writer
	sheets []string
	err    error
}

// Column is how a column of a sheet looks, and what helps to fill it in.
type Column struct {
	Width int // characters; 0 is as usual
	// Title and Note are shown when a cell is chosen; at most 32 and 255
	// characters are.
	Title, Note string
	// Choices are offered; other values can be typed too.
	Choices []string
}

// helpRows is how many rows of a column have their notes and choices.
const helpRows = 1001

// NewBook begins a workbook.
func NewBook(w io.Writer) *Book { return &Book{zip: zip.NewWriter(w)} }

// NewExcel writes a workbook of one sheet. Its cells are text, so that no
// program runs them or takes digits away (S-13), but for sums of money, which
// people add up.
func NewExcel(w io.Writer) *Writer {
	b := NewBook(w)
	s := b.Sheet("Sheet1")
	return &Writer{row: s.row, close: func() error {
		if err := s.close(); err != nil {
			return err
		}
		return b.Close()
	}}
}

// Sheet begins a sheet, after the one before was closed. Its first row is set
// as headings.
func (b *Book) Sheet(name string, columns ...Column) *Writer {
	b.sheets = append(b.sheets, name)
	part, err := b.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(b.sheets)))
	if err != nil {
		b.err = err
		part = io.Discard
	}
	out, line := bufio.NewWriterSize(part, 32<<10), 0
	out.WriteString(xmlHead + `<worksheet xmlns="` + mainSpace + `"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`)
	writeColumns(out, columns)
	out.WriteString("<sheetData>")
	return &Writer{
		row: func(cells []string) error {
			line++
			fmt.Fprintf(out, `<row r="%d">`, line)
			for i, s := range cells {
				writeCell(out, i, line, s)
			}
			_, err := out.WriteString("</row>")
			return err
		},
		close: func() error {
			out.WriteString("</sheetData>")
			writeHelp(out, columns)
			out.WriteString("</worksheet>")
			return out.Flush()
		},
	}
}

const (
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	docSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	pkgSpace  = "http://schemas.openxmlformats.org/package/2006/"
)

// The styles of styles.xml by their place.
const (
	textStyle, headStyle, sumStyle = 1, 2, 3
)

// sum is money, which is written as a number.
var sum = regexp.MustCompile(`^-?[0-9]{1,12}\.[0-9]{2}$`)

func writeCell(out *bufio.Writer, column, line int, s string) {
	switch {
	case s == "":
	case line > 1 && sum.MatchString(s):
		fmt.Fprintf(out, `<c r="%s%d" s="%d"><v>%s</v></c>`, letters(column), line, sumStyle, s)
	default:
		style := textStyle
		if line == 1 {
			style = headStyle
		}
		keep := ""
		if strings.TrimSpace(s) != s {
			keep = ` xml:space="preserve"`
		}
		fmt.Fprintf(out, `<c r="%s%d" s="%d" t="inlineStr"><is><t%s>%s</t></is></c>`, letters(column), line, style, keep, escape(s))
	}
}

func writeColumns(out *bufio.Writer, columns []Column) {
	if len(columns) == 0 {
		return
	}
	out.WriteString("<cols>")
	for i, c := range columns {
		fmt.Fprintf(out, `<col min="%d" max="%d" width="%d" customWidth="1" style="%d"/>`, i+1, i+1, max(c.Width, 9), textStyle)
	}
	out.WriteString("</cols>")
}

// writeHelp writes the notes and choices of columns.
func writeHelp(out *bufio.Writer, columns []Column) {
	var all strings.Builder
	n := 0
	for i, c := range columns {
		kind, formula := "", ""
		// A list of more than 255 characters makes a file that Excel mends.
		if list := strings.Join(c.Choices, ","); list != "" && utf8.RuneCountInString(list) <= 255 {
			kind, formula = ` type="list"`, `<formula1>"`+escape(list)+`"</formula1>`
		}
		if kind == "" && c.Note == "" {
			continue
		}
		n++
		fmt.Fprintf(&all, `<dataValidation%s allowBlank="1" showInputMessage="1" promptTitle="%s" prompt="%s" sqref="%s2:%s%d">%s</dataValidation>`,
			kind, escape(first(c.Title, 32)), escape(first(c.Note, 255)), letters(i), letters(i), helpRows, formula)
	}
	if n > 0 {
		fmt.Fprintf(out, `<dataValidations count="%d">%s</dataValidations>`, n, all.String())
	}
}

// first are the first n characters.
func first(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// letters is a column's name: A, B … AA.
func letters(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

// escape is a text as XML may have it. What XML can't say at all goes.
func escape(s string) string {
	return escapes.Replace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd")))
}

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "_x", "_x005F_x")

// Close writes what the sheets share.
func (b *Book) Close() error {
	var types, sheets, links strings.Builder
	for i, name := range b.sheets {
		n := strconv.Itoa(i + 1)
		types.WriteString(`<Override PartName="/xl/worksheets/sheet` + n + `.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`)
		sheets.WriteString(`<sheet name="` + escapes.Replace(first(name, 31)) + `" sheetId="` + n + `" r:id="rId` + n + `"/>`)
		links.WriteString(`<Relationship Id="rId` + n + `" Type="` + docSpace + `/worksheet" Target="worksheets/sheet` + n + `.xml"/>`)
	}
	for _, p := range [][2]string{
		{"xl/workbook.xml", `<workbook xmlns="` + mainSpace + `" xmlns:r="` + docSpace + `"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + pkgSpace + `relationships">` + links.String() + `<Relationship Id="rId0" Type="` + docSpace + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", styles},
		{"_rels/.rels", `<Relationships xmlns="` + pkgSpace + `relationships"><Relationship Id="rId1" Type="` + docSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"[Content_Types].xml", `<Types xmlns="` + pkgSpace + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` + types.String() + `</Types>`},
	} {
		part, err := b.zip.Create(p[0])
		if err == nil {
			_, err = io.WriteString(part, xmlHead+p[1])
		}
		if err != nil && b.err == nil {
			b.err = err
		}
	}
	if err := b.zip.Close(); err != nil && b.err == nil {
		b.err = err
	}
	return b.err
}

// styles are the looks of cells: as it comes, text, a heading, a sum.
const styles = `<styleSheet xmlns="` + mainSpace + `"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`
