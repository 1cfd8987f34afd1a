package pdf

import (
	"io"

	"ecship/internal/label"
)

// Printer writes papers as PDF files.
type Printer struct{}

// Labels writes the labels of items as one file.
func (Printer) Labels(w io.Writer, items ...label.Item) error { return Labels(w, items...) }

// Receipt writes one posting receipt.
func (Printer) Receipt(w io.Writer, r label.Receipt) error {
	d := New(w)
	if err := d.Receipt(&r); err != nil {
		d.discard()
		return err
	}
	return d.Close()
}
