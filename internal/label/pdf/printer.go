package pdf

import (
	"io"

	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/label/seal"
)

// Printer writes papers as PDF files.
type Printer struct {
	// Sign signs the tickets in the labels' square codes; nil leaves them out.
	Sign seal.Signer
}

// Print writes the labels of items as one file for a stock.
func (p Printer) Print(w io.Writer, o label.Print, items ...label.Item) error {
	d, err := NewPrint(w, o)
	if err != nil {
		return err
	}
	for i := range items {
		items[i].SignWith(p.Sign)
		if err := d.Label(&items[i]); err != nil {
			d.discard()
			return err
		}
	}
	return d.Close()
}

// TestPage writes the page by which a printer is set up for a stock.
func (Printer) TestPage(w io.Writer, o label.Print, lang i18n.Lang) error {
	d, err := NewPrint(w, o)
	if err != nil {
		return err
	}
	if err := d.TestPage(lang); err != nil {
		d.discard()
		return err
	}
	return d.Close()
}

// Paper writes one plain paper.
func (Printer) Paper(w io.Writer, p label.Paper) error {
	d := New(w)
	if err := d.Paper(&p); err != nil {
		d.discard()
		return err
	}
	return d.Close()
}

// Receipt writes one posting receipt.
func (Printer) Receipt(w io.Writer, r label.Receipt) error {
	d := New(w)
	if err := d.Receipt(&r); err != nil {
		d.discard()
		return err
	}
	return d.Close()
}
