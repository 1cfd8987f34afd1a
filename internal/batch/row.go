package batch

import (
	"slices"
	"strings"

	"ecship/internal/customs"
	"ecship/internal/postal"
)

// Reader reads the rows of one sheet by its mapping, with the places, the
// services and the reasons for export of the day. It remembers what it resolved, so it is for one
// goroutine.
type Reader struct {
	mapping    Mapping
	maker      Maker
	places     *postal.Directory
	services   map[string]string // names and codes, folded, to ship codes
	categories map[string]customs.Category
	seen       map[string]string // countries as typed, to their places
	rows       int
}

// headingRows is how many rows are looked at for further headings.
const headingRows = 3

// NewReader makes a Reader.
func NewReader(m Mapping, from Maker, places *postal.Directory, services []postal.Service, reasons []customs.Reason) *Reader {
	r := &Reader{mapping: m, maker: from, places: places, services: map[string]string{}, categories: categoriesOf(reasons), seen: map[string]string{}}
	for _, s := range services {
		if !s.Prepared {
			continue
		}
		for _, name := range []string{s.Code, s.RateCode, s.Name.En, s.Name.Hant, s.Name.Hans} {
			r.services[fold(name)] = s.Code
		}
	}
	return r
}

// row is one row being read.
type row struct {
	*Reader
	Record
	faults []Fault
	first  string // of a recipient's name in two parts
	last   string
	lines  [MostGoods]goods
	zip    func() // looks at the postcode once the country is known
}

// goods is a line of the declaration with what is of one piece.
type goods struct {
	customs.Line
	unitWeight postal.Grams
	price      int64
	used       bool
}

// Read turns the cells of a row into a record, and tells what is wrong with
// them. A cell with a fault leaves its value out. It never fails.
func (rd *Reader) Read(cells []string) (Record, []Fault) {
	r := &row{Reader: rd}
	if rd.blank(cells) || rd.rows <= headingRows && rd.example(cells) {
		r.Blank = true
		return r.Record, nil
	}
	for i, f := range rd.mapping {
		if f == "" || i >= len(cells) {
			continue
		}
		text := tidy(cells[i])
		if text == "" {
			continue
		}
		c := cell{row: r, column: i, field: f, typed: cells[i], text: text}
		c.read()
	}
	r.finish()
	return r.Record, r.faults
}

// blank tells whether a row has no item: nothing in the columns that are
// used, or, among the first rows, a second line of headings.
func (rd *Reader) blank(cells []string) bool {
	rd.rows++
	used, headings := 0, 0
	for i, f := range rd.mapping {
		if f == "" || i >= len(cells) || tidy(cells[i]) == "" {
			continue
		}
		if rd.rows > headingRows {
			return false
		}
		used++
		if isHeading(cells[i]) {
			headings++
		}
	}
	return used == 0 || headings > 1 && headings*2 > used
}

// finish puts together what stood in several cells.
func (r *row) finish() {
	if r.Recipient.Name == "" {
		r.Recipient.Name = strings.TrimSpace(r.first + " " + r.last)
	}
	if r.maker == ECShip && r.Place == "" {
		r.Place = postal.Home // EC-Get is a service of Hong Kong's
	}
	r.Recipient.Place = r.Place
	if r.zip != nil {
		r.zip()
	}
	for _, a := range []*postal.Address{&r.Recipient, &r.Sender} {
		a.Street = slices.DeleteFunc(a.Street, func(s string) bool { return s == "" })
		inChinese(a)
	}
	for _, g := range r.lines {
		if g.used {
			r.Contents.Lines = append(r.Contents.Lines, g.line())
		}
	}
	if !r.anyone() && r.Place == "" && r.Grams == 0 && len(r.Contents.Lines) == 0 && len(r.faults) == 0 {
		r.Blank = true // a line of text below the table
	}
	if len(r.Contents.Lines) > 0 && r.Contents.Category == "" && r.maker.Shop() {
		r.Contents.Category = customs.Sale
	}
}

// inChinese keeps a name or address in Chinese where it belongs too. The Roman
// letters that a label needs beside it nobody but the sender knows.
func inChinese(a *postal.Address) {
	if a.Native.Name == "" && han(a.Name) {
		a.Native.Name = a.Name
	}
	if len(a.Native.Street) == 0 && slices.ContainsFunc(a.Street, han) {
		a.Native.Street = slices.Clone(a.Street)
	}
}

// line is the goods with what was given of one piece counted up.
func (g goods) line() customs.Line {
	l := g.Line
	if l.Quantity == 0 {
		l.Quantity = 1
	}
	if l.Net == 0 {
		l.Net = g.unitWeight * postal.Grams(l.Quantity)
	}
	if l.Value == 0 {
		l.Value = customsValue(g.price, l.Quantity)
	}
	return l
}
