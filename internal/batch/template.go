package batch

import (
	"io"
	"strings"

	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/postal"
	"ecship/internal/sheet"
)

// templateGoods is how many kinds of goods our template has columns for; more
// can be added by hand.
const templateGoods = 3

// templateFields are the columns of our template.
func templateFields() (all []Field) {
	var goods []column
	flush := func() {
		for n := 1; n <= templateGoods && len(goods) > 0; n++ {
			for _, c := range goods {
				all = append(all, c.field.OfGoods(n))
			}
		}
		goods = nil
	}
	for _, c := range columns() {
		switch {
		case !c.shown:
		case strings.HasPrefix(string(c.field), "item."):
			goods = append(goods, c)
		default:
			flush()
			all = append(all, c.field)
		}
	}
	flush()
	return all
}

// Template writes the sheet to fill in, as sheet.CSV or sheet.Excel, with
// headings in a language and a row of examples, which is not read as an item.
// The workbook offers the choices that there are, shows a note at each cell,
// and has a second sheet with the notes in three languages.
func Template(w io.Writer, kind string, l i18n.Lang, services []postal.Service, reasons []customs.Reason) error {
	fields := templateFields()
	headings, examples := make([]string, len(fields)), make([]string, len(fields))
	for i, f := range fields {
		headings[i], examples[i] = f.heading(l), f.templateExample()
	}
	if kind == sheet.CSV {
		return write(sheet.NewCSV(w), headings, examples)
	}
	looks := make([]sheet.Column, len(fields))
	for i, f := range fields {
		looks[i] = sheet.Column{Width: len([]rune(headings[i])) + 4, Title: f.Name(l), Note: f.note(l), Choices: f.choices(l, services, reasons)}
	}
	b := sheet.NewBook(w)
	if err := write(b.Sheet(l.T("batch.template.sheet"), looks...), headings, examples); err != nil {
		return err
	}
	notes := [][]string{{l.T("batch.template.column"), i18n.En.Endonym(), i18n.Hant.Endonym(), i18n.Hans.Endonym(), l.T("batch.template.example")}}
	for i, f := range fields {
		if n, _ := f.Goods(); n <= 1 {
			notes = append(notes, []string{headings[i], f.note(i18n.En), f.note(i18n.Hant), f.note(i18n.Hans), f.Example()})
		}
	}
	look := sheet.Column{Width: 50}
	if err := write(b.Sheet(l.T("batch.template.notes"), sheet.Column{Width: 30}, look, look, look, sheet.Column{Width: 20}), notes...); err != nil {
		return err
	}
	return b.Close()
}

// write writes rows and ends their sheet.
func write(w *sheet.Writer, rows ...[]string) error {
	for _, r := range rows {
		if err := w.Write(r); err != nil {
			return err
		}
	}
	return w.Close()
}

// heading is the field's name with its unit: "Weight (g)".
func (f Field) heading(l i18n.Lang) string {
	if u := f.unit(); u != "" {
		return f.Name(l) + " (" + u + ")"
	}
	return f.Name(l)
}

// note says what belongs into the column.
func (f Field) note(l i18n.Lang) string {
	_, base := f.Goods()
	return l.T("batch.note." + string(base))
}

// Noted lists the fields that have a note: those of our template.
func Noted() (all []Field) {
	for _, c := range columns() {
		if c.shown {
			all = append(all, c.field)
		}
	}
	return all
}

// templateExample is what the row of examples has: one kind of goods, and no
// sender, who is the customer where none is named.
func (f Field) templateExample() string {
	if n, _ := f.Goods(); n > 1 || strings.HasPrefix(string(f), "sender.") {
		return ""
	}
	return f.Example()
}

// choices are the values that a column takes, where there are few.
func (f Field) choices(l i18n.Lang, services []postal.Service, reasons []customs.Reason) (all []string) {
	switch _, base := f.Goods(); base {
	case "service":
		for _, s := range services {
			if s.Prepared {
				all = append(all, s.Name.In(l))
			}
		}
	case "category":
		for _, k := range reasons {
			all = append(all, k.Name.In(l))
		}
	case "currency":
		all = customs.Currencies()
	case "advice_of_receipt":
		all = []string{l.T("batch.template.yes"), l.T("batch.template.no")}
	case "item.battery":
		all = []string{l.T("batch.template.no")}
	}
	return all
}

// example tells of the template's row of examples: every cell that is filled
// in is one, and there are several.
func (rd *Reader) example(cells []string) bool {
	n := 0
	for i, f := range rd.mapping {
		if i >= len(cells) || tidy(cells[i]) == "" {
			continue
		}
		if f == "" || tidy(cells[i]) != f.Plain().templateExample() {
			return false
		}
		n++
	}
	return n > 5
}
