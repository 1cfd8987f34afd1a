package portal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"ecship/internal/account"
	"ecship/internal/batch"
	"ecship/internal/book"
	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/sheet"
	"ecship/internal/store"
	"ecship/internal/tariff"
)

// AddressExport says which half of the book goes into a file, and of what kind.
type AddressExport struct {
	Kind book.Kind
	Lang i18n.Lang // of a table's headings
	Card bool      // vCards instead of a table
}

// addressFields are the columns of a table of addresses: those that a file of
// orders has for its recipients, so that either reads the other.
var addressFields = []batch.Field{"recipient.name", "recipient.company", "recipient.street.1", "recipient.street.2", "recipient.street.3", "recipient.city",
	"recipient.state", "recipient.postcode", "recipient.country", "recipient.phone", "recipient.email", "recipient.native.name", "recipient.native.company",
	"recipient.native.street"}

// ExportAddresses gives one half of the book as a file (M-A3). No cell of it is
// a formula (S-13).
func (p *Portal) ExportAddresses(ctx context.Context, who account.Actor, in AddressExport) (out Printout, err error) {
	if err := who.Sender(account.See); err != nil {
		return out, err
	}
	var all []book.Entry
	err = p.read(ctx, who, func(tx *store.Tx) (err error) {
		all, err = tx.Addresses(who.Customer, store.AddressFilter{Kind: in.Kind}, "", policy.BookMost)
		return err
	})
	e := p.Catalogue().On(p.today(who))
	name := func(place string) string { return placeOf(e, place).Name.En }
	out = Printout{Name: "addresses.csv", Write: func(w io.Writer) error { return writeTable(w, all, in.Lang, name) }}
	if in.Card {
		out = Printout{Name: "addresses.vcf", Write: func(w io.Writer) error { return book.WriteCards(w, all, name) }}
	}
	return out, err
}

func writeTable(w io.Writer, all []book.Entry, l i18n.Lang, country func(string) string) error {
	t := sheet.NewCSV(w)
	heading := make([]string, len(addressFields))
	for i, f := range addressFields {
		heading[i] = f.Name(l)
	}
	if err := t.Write(heading); err != nil {
		return err
	}
	for _, e := range all {
		a := e.Address
		street := append(append([]string{}, a.Street...), "", "", "")
		if err := t.Write([]string{a.Name, a.Company, street[0], street[1], street[2], a.City, a.State, a.Postcode, country(a.Place), a.Phone, a.Email,
			a.Native.Name, a.Native.Company, strings.Join(a.Native.Street, " ")}); err != nil {
			return err
		}
	}
	return t.Close()
}

// AddressFile is a file of addresses as it came.
type AddressFile struct {
	Name string
	Body io.Reader
}

// ReadAddresses reads a file of vCards, CSV or Excel and keeps what it says for
// a day, to be looked at before it is taken over. It gives the file's id.
func (p *Portal) ReadAddresses(ctx context.Context, who account.Actor, in AddressFile) (id string, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return "", err
	}
	body, err := io.ReadAll(io.LimitReader(in.Body, sheet.FileMost+1))
	if err != nil {
		return "", err
	}
	if len(body) > sheet.FileMost {
		return "", problem.New(problem.Invalid, "web.error.too_large", "file")
	}
	e := p.Catalogue().On(p.today(who))
	rows, more, err := readAddresses(in.Name, body, e)
	switch {
	case err != nil:
		return "", err
	case len(rows) == 0:
		return "", problem.New(problem.Invalid, "book.file_empty", "file")
	case more:
		return "", problem.New(problem.Invalid, "book.file_rows", "file", "most", policy.BookMost)
	}
	return id, p.write(ctx, who, func(tx *store.Tx) error {
		id = tx.NewID("adf")
		return tx.InsertAddressFile(who.Customer, id, rows)
	})
}

// readAddresses reads cards where the file has any, else a table.
func readAddresses(name string, body []byte, e *tariff.Edition) (rows []book.Read, more bool, err error) {
	if bytes.Contains(bytes.ToUpper(body[:min(len(body), 4096)]), []byte("BEGIN:VCARD")) {
		rows, more = book.ReadCards(string(body), func(country string) string {
			if at, _ := e.Places.Resolve(country, i18n.En); at != nil {
				return at.Code
			}
			return ""
		}, policy.BookMost)
		return rows, more, nil
	}
	in, err := sheet.Open(name, bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil, false, err
	}
	defer in.Close() //nolint:errcheck // it is in memory
	mapping, maker := batch.Recognise(in.Headings())
	read := batch.NewReader(mapping, maker, e.Places, e.Services(), e.Customs.Reasons().All())
	for {
		row, err := in.Next()
		if errors.Is(err, io.EOF) {
			return rows, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		record, _ := read.Read(row.Cells) // what a cell lacks, the address lacks
		if record.Blank {
			continue
		}
		if len(rows) == policy.BookMost {
			return rows, true, nil
		}
		rows = append(rows, book.Read{Row: row.Line, Address: record.Recipient})
	}
}

// AddressImport names a file that was read, and the half of the book that it is
// for.
type AddressImport struct {
	ID   string
	Kind book.Kind
}

// ImportRow is an address of a file with what is to become of it.
type ImportRow struct {
	book.Read
	Known bool             // it is in the book, or further up in the file
	Err   *problem.Problem // what is wrong with it; nil where it can be taken over
}

// ImportPreview is what taking a file over would do.
type ImportPreview struct {
	Rows              []ImportRow
	New, Known, Wrong int
}

// PreviewAddresses shows what a file says before anything of it is taken over.
func (p *Portal) PreviewAddresses(ctx context.Context, who account.Actor, in AddressImport) (out ImportPreview, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return out, err
	}
	return out, p.read(ctx, who, func(tx *store.Tx) error {
		out, err = p.preview(tx, who, in)
		return err
	})
}

func (p *Portal) preview(tx *store.Tx, who account.Actor, in AddressImport) (out ImportPreview, err error) {
	rows, err := tx.AddressFile(who.Customer, in.ID)
	if err != nil {
		return out, err
	}
	day, seen := policy.DayOf(tx.Now), map[string]bool{}
	for _, r := range rows {
		if in.Kind == book.Sender && r.Address.Place == "" {
			r.Address.Place = postal.Home
		}
		e := book.Entry{Kind: in.Kind, Address: r.Address}
		row := ImportRow{Read: r}
		if err := p.checkEntry(&e, day); err != nil {
			row.Err = problem.Of(err)
			out.Wrong++
		} else {
			row.Address = e.Address
			twin := book.Twin(e.Address)
			_, err := tx.TwinAddress(who.Customer, in.Kind, e.Address)
			if err != nil && !problem.Is(err, problem.NotFound) {
				return out, err
			}
			if row.Known = err == nil || seen[twin]; row.Known {
				out.Known++
			} else {
				out.New++
			}
			seen[twin] = true
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// TakeAddresses writes the good and new addresses of a file into the book, and
// forgets the file. Wrong ones are left out; the preview has shown which.
func (p *Portal) TakeAddresses(ctx context.Context, who account.Actor, in AddressImport) (out ImportPreview, err error) {
	if err := who.Sender(account.Prepare); err != nil {
		return out, err
	}
	return out, p.write(ctx, who, func(tx *store.Tx) error {
		if out, err = p.preview(tx, who, in); err != nil {
			return err
		}
		if err := roomFor(tx, who.Customer, out.New); err != nil {
			return err
		}
		for _, r := range out.Rows {
			if r.Err != nil || r.Known {
				continue
			}
			e := book.Entry{Kind: in.Kind, Address: r.Address}
			if err := insertEntry(tx, who, &e); err != nil {
				return err
			}
		}
		return tx.DeleteAddressFile(who.Customer, in.ID)
	})
}
