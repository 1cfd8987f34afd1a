package portal

import (
	"context"
	"io"
	"slices"
	"strconv"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/policy"
	"ecship/internal/problem"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// Format is the language of a file of labels.
type Format string

// The formats. ZPL is understood by label printers themselves.
const (
	PDF Format = "pdf"
	ZPL Format = "zpl"
)

// Printing is on what and in which format labels are printed.
type Printing struct {
	label.Print
	Format Format
}

// exactly is how labels are printed where nothing else was chosen: each ply on a
// page of its own size.
var exactly = Printing{Format: PDF}

// Papers names items whose labels are wanted in one file.
type Papers struct {
	IDs  []string
	Lang i18n.Lang
	// Print is how; nil is as the actor chose last, or exactly where the stock
	// that he chose does not hold these labels.
	Print  *label.Print
	Format Format // PDF where empty
}

// Labels are the labels of items in one file, in the order asked for. The same
// items printed in the same way give the same bytes, each time (M-C3).
func (p *Portal) Labels(ctx context.Context, who account.Actor, in Papers) (out Printout, err error) {
	if err := who.Sender(account.See); err != nil {
		return out, err
	}
	return out, p.read(ctx, who, func(tx *store.Tx) error {
		items, err := p.labelItems(tx, who, in)
		if err != nil {
			return err
		}
		out, err = p.labelsOf(tx, who, in, items)
		return err
	})
}

// labelsOf prints items as asked for, or as their sender chose last.
func (p *Portal) labelsOf(tx *store.Tx, who account.Actor, in Papers, items []label.Item) (out Printout, err error) {
	how, err := printingOf(tx, who, in, items)
	if err != nil {
		return out, err
	}
	out = Printout{Name: "labels-" + strconv.Itoa(len(items)), Format: how.Format, Write: func(w io.Writer) error {
		if how.Format == ZPL {
			return p.Thermal.Print(w, how.Print, items...)
		}
		return p.Printer.Print(w, how.Print, items...)
	}}
	if len(items) == 1 {
		out.Name = string(items[0].Shipment.Number)
	}
	return out, nil
}

// labelItems are the items, as their labels show them, of those that have one.
func (p *Portal) labelItems(tx *store.Tx, who account.Actor, in Papers) ([]label.Item, error) {
	if len(in.IDs) == 0 || len(in.IDs) > policy.BatchRows {
		return nil, problem.New(problem.Invalid, "many.labels", "id", "most", policy.BatchRows)
	}
	items := make([]label.Item, 0, len(in.IDs))
	for _, id := range in.IDs {
		s, err := mine(tx, who, id)
		if err != nil {
			return nil, err
		}
		switch state := s.StateAt(tx.Now); state {
		case shipment.Issued, shipment.Posted:
		case shipment.Draft:
			return nil, problem.New(problem.Conflict, "shipment.no_label", "")
		default:
			return nil, problem.New(problem.Conflict, "shipment.label_dead", "", "state", state)
		}
		items = append(items, p.labelItem(s, p.Catalogue().On(policy.DayOf(s.IssuedAt)), in.Lang))
	}
	return items, nil
}

// printingOf is how items are printed: as asked for, or else as chosen. What was
// asked for and can't be is refused before a byte is made.
func printingOf(tx *store.Tx, who account.Actor, in Papers, items []label.Item) (how Printing, err error) {
	how = Printing{Format: in.Format}
	if in.Print != nil {
		how.Print = *in.Print
	} else {
		chosen, err := chosenBy(tx, who)
		if err != nil {
			return how, err
		}
		if how.Print = chosen.Print; how.Format != ZPL {
			how.Print = chosen.fitting(items).Print
		}
	}
	if how.Format == ZPL {
		return how, how.CheckZPL(items...)
	}
	how.Format = PDF
	return how, how.Check(items...)
}

// chosenBy is how an actor chose to print, or exactly.
func chosenBy(tx *store.Tx, who account.Actor) (Printing, error) {
	c, err := tx.PrintChoice(who.User)
	if problem.Is(err, problem.NotFound) {
		return exactly, nil
	}
	return Printing{c.Print, Format(c.Format)}, err
}

// fitting is the choice as far as items can be printed so.
func (g Printing) fitting(items []label.Item) Printing {
	if g.Check(items...) == nil {
		return g
	}
	if g.Start = 1; g.Check(items...) == nil {
		return g
	}
	return exactly
}

// Press is what items can be printed on.
type Press struct {
	Items []label.Item
	// Stocks are those that hold every ply of every item.
	Stocks []label.Stock
	// Chosen is how the actor printed last, or exactly where the items can't be
	// printed so.
	Chosen Printing
}

// Press tells how items can be printed, and how their sender last did.
func (p *Portal) Press(ctx context.Context, who account.Actor, in Papers) (out Press, err error) {
	if err := who.Sender(account.See); err != nil {
		return out, err
	}
	return out, p.read(ctx, who, func(tx *store.Tx) error {
		if out.Items, err = p.labelItems(tx, who, in); err != nil {
			return err
		}
		for _, s := range label.Stocks() {
			if (label.Print{Stock: s.Name}).Check(out.Items...) == nil {
				out.Stocks = append(out.Stocks, s)
			}
		}
		chosen, err := chosenBy(tx, who)
		out.Chosen = chosen.fitting(out.Items)
		return err
	})
}

// ChoosePrinting keeps how the actor prints from now on, with any items that are
// to be printed so at once: what they can't be printed on is refused.
func (p *Portal) ChoosePrinting(ctx context.Context, who account.Actor, in Papers) error {
	if err := who.Sender(account.See); err != nil {
		return err
	}
	if !slices.Contains([]Format{PDF, ZPL}, in.Format) || in.Print == nil {
		return problem.New(problem.Invalid, "label.format", "format")
	}
	return p.write(ctx, who, func(tx *store.Tx) error {
		items, err := p.labelItems(tx, who, in)
		if err != nil {
			return err
		}
		how, err := printingOf(tx, who, in, items)
		if err != nil {
			return err
		}
		return tx.PutPrintChoice(who.User, store.PrintChoice{Print: how.Print, Format: string(how.Format)})
	})
}

// TestPage is the page by which a printer is set up (U-14).
func (p *Portal) TestPage(_ context.Context, who account.Actor, in Papers) (out Printout, err error) {
	if err := who.Sender(account.See); err != nil {
		return out, err
	}
	how := label.Print{}
	if in.Print != nil {
		how = *in.Print
	}
	if _, err := how.On(); err != nil {
		return out, err
	}
	return Printout{Name: "test-page", Write: func(w io.Writer) error { return p.Printer.TestPage(w, how, in.Lang) }}, nil
}
