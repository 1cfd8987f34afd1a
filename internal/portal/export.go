package portal

import (
	"context"
	"io"
	"strconv"
	"time"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/policy"
	"ecship/internal/sheet"
	"ecship/internal/store"
)

// SheetKind is a kind of file for spreadsheets.
type SheetKind string

// The kinds, by the ending of their files.
const (
	CSV   SheetKind = "csv"
	Excel SheetKind = "xlsx"
)

// Export asks for the items of a search as a file.
type Export struct {
	Search
	Kind SheetKind
	Lang i18n.Lang
}

// exportRows is how many rows one look into the database gives: the file is
// written as it is read, whatever its length.
const exportRows = 500

// ExportShipments is a search as a file: just that view, all pages of it (M-G1),
// in which nothing is a formula (S-13). Write reads on while it writes; what is
// issued meanwhile is newer, and not in it.
func (p *Portal) ExportShipments(ctx context.Context, who account.Actor, in Export) (out Printout, err error) {
	if err := who.Sender(account.See); err != nil {
		return out, err
	}
	in.Limit = exportRows
	page := func(after string) (l Listing, err error) {
		in.After = after
		return l, p.read(ctx, who, func(tx *store.Tx) error {
			l, err = p.list(tx, who, in.Search)
			return err
		})
	}
	first, err := page(in.After)
	if err != nil {
		return out, err
	}
	out.Name = "items-" + p.today(who).String()
	out.Write = func(w io.Writer) error {
		f := sheet.NewCSV(w)
		if in.Kind == Excel {
			f = sheet.NewExcel(w)
		}
		err := f.Write(exportHead(in.Lang))
		for l := first; err == nil; l, err = page(l.Next) {
			for _, r := range l.Rows {
				if err = f.Write(exportRow(r, in.Lang)); err != nil {
					return err
				}
			}
			if l.Next == "" {
				return f.Close()
			}
		}
		return err
	}
	return out, nil
}

func exportHead(l i18n.Lang) []string {
	return []string{l.T("history.column.number"), l.T("history.column.state"), l.T("history.column.service"), l.T("history.column.place"), l.T("history.column.place_code"),
		l.T("history.column.recipient"), l.T("history.column.native"), l.T("history.column.sender"), l.T("history.column.reference"), l.T("history.column.grams"),
		l.T("history.column.total"), l.T("history.column.created"), l.T("history.column.issued"), l.T("history.column.posted"), l.T("history.column.expires")}
}

func exportRow(r Row, l i18n.Lang) []string {
	expires := ""
	if r.ExpiresOn != 0 {
		expires = r.ExpiresOn.String()
	}
	cents := int64(r.Total)
	return []string{string(r.Number), r.State.In(l), r.ServiceRow.Name.In(l), r.PlaceRow.Name.In(l), r.Place, r.RecipientName, r.RecipientNative, r.SenderName, r.Reference,
		strconv.Itoa(int(r.Grams)), strconv.FormatInt(cents/100, 10) + "." + strconv.FormatInt(100+cents%100, 10)[1:],
		exportTime(r.CreatedAt), exportTime(r.IssuedAt), exportTime(r.PostedAt), expires}
}

// exportTime is a moment in Hong Kong as spreadsheets read it.
func exportTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(policy.Zone).Format("2006-01-02 15:04")
}
