package portal

import (
	"context"
	"io"
	"strings"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/money"
	"ecship/internal/payment"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
	"ecship/internal/tariff"
	"ecship/internal/trial"
)

// Labeller turns the labels of items into bytes, for a stock.
type Labeller interface {
	Print(w io.Writer, how label.Print, items ...label.Item) error
}

// Printer turns papers into bytes. The adapters below label are printers.
type Printer interface {
	Labeller
	// TestPage is the page by which a printer is set up for a stock (U-14).
	TestPage(w io.Writer, how label.Print, lang i18n.Lang) error
	Receipt(w io.Writer, r label.Receipt) error
	Paper(w io.Writer, p label.Paper) error
}

// Paper names an item whose paper is wanted, and the language of its Chinese.
type Paper struct {
	ID   string
	Lang i18n.Lang
}

// Printout is a paper ready to be written. Everything that it shows was read,
// and was committed, before (M-C3): Write asks no database.
type Printout struct {
	Name   string // a file name without its ending, such as the item number
	Format Format // PDF where empty
	Write  func(io.Writer) error
}

// Label is the label of an issued item as its sender prints labels, the same
// each time it is asked for.
func (p *Portal) Label(ctx context.Context, who account.Actor, in Paper) (out Printout, err error) {
	return p.Labels(ctx, who, Papers{IDs: []string{in.ID}, Lang: in.Lang})
}

// labelItem is an item with the names of its day, as its label shows them.
func (p *Portal) labelItem(s shipment.Shipment, e *tariff.Edition, lang i18n.Lang) label.Item {
	to := placeOf(e, s.Recipient.Place)
	return label.Item{Shipment: s, Service: serviceOf(e, s.Service), Place: to.Name, Form: to.Form, Operator: p.Operator, Lang: lang,
		Indicator: s.Exchange.Indicator, Reasons: e.Customs.Reasons(),
		References: e.Customs.References(s.Recipient.Place), Copies: e.Customs.Copies(s.Recipient.Place, s.Form)}
}

// Receipt is the posting receipt of an accepted item (M-E4), for its sender.
func (p *Portal) Receipt(ctx context.Context, who account.Actor, in Paper) (out Printout, err error) {
	if err := who.Sender(account.See); err != nil {
		return out, err
	}
	return out, p.read(ctx, who, func(tx *store.Tx) error {
		x, err := tx.Acceptance(who.Customer, in.ID)
		if err == nil {
			out, err = p.receipt(tx, x, in.Lang)
		}
		return err
	})
}

// CounterPaper names an accepted item by its number, as a clerk does.
type CounterPaper struct {
	Number string
	Lang   i18n.Lang
}

// ReceiptAtCounter is the receipt of an item, for the clerk to hand over.
func (p *Portal) ReceiptAtCounter(ctx context.Context, who account.Actor, in CounterPaper) (out Printout, err error) {
	if err := who.OnDuty(account.Clerk, account.Officer); err != nil {
		return out, err
	}
	number, err := postal.ParseNumber(in.Number)
	if err != nil {
		return out, err
	}
	return out, p.read(ctx, who, func(tx *store.Tx) error {
		x, err := tx.AcceptanceAt(number)
		if err == nil {
			out, err = p.receipt(tx, x, in.Lang)
		}
		return err
	})
}

// receipt is the paper of the posting that an acceptance belongs to: all its
// items that there still are, in the names of its day.
func (p *Portal) receipt(tx *store.Tx, x store.AcceptanceRow, lang i18n.Lang) (out Printout, err error) {
	rows, err := tx.Posting(x.Customer, x.Posting)
	if err != nil {
		return out, err
	}
	e := p.Catalogue().On(policy.DayOf(x.At))
	r := label.Receipt{Operator: p.Operator, Office: officeName(e, x.Office), Clerk: clerkNumber(x.Clerk), Number: receiptNumber(x.Posting), Lang: lang}
	var cash money.Amount
	for _, row := range rows {
		s, err := tx.Shipment(row.Customer, row.Shipment)
		if err != nil {
			return out, err
		}
		if s.State == shipment.Purged {
			if row.Shipment == x.Shipment {
				return out, notFound()
			}
			continue
		}
		r.Items = append(r.Items, label.Posted{Number: row.Number, Service: serviceOf(e, s.Service).Name, Place: placeOf(e, s.Recipient.Place).Name,
			Grams: row.Grams, Declared: row.Estimated, Insured: s.Insured, InsuredBefore: s.Insured, Postage: row.Charged.Total, Prepaid: row.Prepaid})
		r.At, r.Test = row.At, s.Test
		r.Total, r.Change, cash = r.Total+row.Due(), r.Change+row.Change, cash+row.Cash
	}
	if cash != 0 {
		r.Tenders = []label.Tender{{Name: lang.T("tender.cash"), Amount: cash}}
	}
	return Printout{Name: "receipt-" + string(x.Number), Write: func(w io.Writer) error { return p.Printer.Receipt(w, r) }}, nil
}

func officeName(e *tariff.Edition, code string) i18n.Text {
	if o, ok := e.Office(code); ok {
		return o.Name
	}
	if code == trial.Office {
		return translated("trial.office")
	}
	return i18n.Text{En: code}
}

// clerkNumber and receiptNumber are the ends of ids, long enough to find the
// row and short enough to be read out.
func clerkNumber(user string) string { return ending(user, 6) }

func receiptNumber(posting string) string { return ending(posting, 10) }

func ending(id string, n int) string { return strings.ToUpper(id[max(0, len(id)-n):]) }

// PaymentReceipt is the receipt of an online payment that was charged.
func (p *Portal) PaymentReceipt(ctx context.Context, who account.Actor, in Paper) (out Printout, err error) {
	v, err := p.Payment(ctx, who, in.ID)
	if err != nil {
		return out, err
	}
	if v.State != payment.Captured {
		return out, problem.New(problem.Conflict, "payment.illegal", "", "state", v.State)
	}
	if v.Shape == payment.Counter {
		return out, problem.New(problem.Conflict, "payment.at_counter", "")
	}
	r := label.Receipt{Operator: p.Operator, Number: receiptNumber(v.ID), At: v.CapturedAt, Lang: in.Lang, Test: who.Mode == account.Test,
		Total: v.Captured, Tenders: []label.Tender{{Name: in.Lang.T("method." + v.Method), Amount: v.Captured}}}
	for _, it := range v.Items {
		if it.Live {
			r.Items = append(r.Items, label.Posted{Number: it.Number, Service: it.ServiceRow.Name, Place: it.PlaceRow.Name, Grams: it.Grams, Declared: it.Grams,
				Insured: it.Insured, InsuredBefore: it.Insured, Postage: it.PaymentItem.Amount})
		}
	}
	return Printout{Name: "receipt-" + v.ID, Write: func(w io.Writer) error { return p.Printer.Receipt(w, r) }}, nil
}
