package portal

import (
	"context"
	"io"
	"slices"
	"strings"

	"ecship/internal/account"
	"ecship/internal/i18n"
	"ecship/internal/label"
	"ecship/internal/policy"
	"ecship/internal/postal"
	"ecship/internal/shipment"
	"ecship/internal/store"
)

// Segregation is how a sender's issued items are to be kept apart when they are
// posted: by the groups of their offices of exchange (M-C8).
type Segregation struct {
	On     policy.Day
	Groups []Segregated
}

// Segregated is a group of items that may go together, or one office's part of
// it, with their number and estimated weight.
type Segregated struct {
	postal.Exchange // of a group, only Group is set
	Items           []SegregatedItem
	Grams           postal.Grams
	Offices         []Segregated
}

// SegregatedItem is an item of the list.
type SegregatedItem struct {
	ID        string
	Number    postal.Number
	Recipient string
	Postcode  string
	Grams     postal.Grams
}

// segregatedMost is how many items one list holds; nobody sorts more by hand.
const segregatedMost = 500

// Segregation lists the items that wait to be posted by group and office.
func (p *Portal) Segregation(ctx context.Context, who account.Actor, _ struct{}) (out Segregation, err error) {
	if err := who.Sender(account.See); err != nil {
		return out, err
	}
	return out, p.read(ctx, who, func(tx *store.Tx) error {
		out.On = policy.DayOf(tx.Now)
		e := p.Catalogue().On(out.On)
		for _, s := range e.Services() {
			if len(e.Zips.Offices(s.Code)) == 0 {
				continue
			}
			rows, err := tx.Shipments(who.Customer, store.ShipmentFilter{State: shipment.Issued, Service: s.Code}, "", segregatedMost)
			if err != nil {
				return err
			}
			for _, row := range rows {
				if row.StateAt(tx.Now) != shipment.Issued {
					continue
				}
				it, err := tx.Shipment(who.Customer, row.ID)
				if err != nil {
					return err
				}
				if it.Exchange != (postal.Exchange{}) {
					out.add(it)
				}
			}
		}
		out.sort()
		return nil
	})
}

// add puts an item into its group and its office.
func (g *Segregation) add(s shipment.Shipment) {
	it := SegregatedItem{s.ID, s.Number, s.Recipient.Name, s.Recipient.Postcode, s.Grams}
	group := part(&g.Groups, postal.Exchange{Group: s.Exchange.Group})
	for _, at := range []*Segregated{group, part(&group.Offices, s.Exchange)} {
		at.Items, at.Grams = append(at.Items, it), at.Grams+s.Grams
	}
}

func part(all *[]Segregated, x postal.Exchange) *Segregated {
	i := slices.IndexFunc(*all, func(s Segregated) bool { return s.Exchange == x })
	if i < 0 {
		i, *all = len(*all), append(*all, Segregated{Exchange: x})
	}
	return &(*all)[i]
}

// sort puts the groups and offices in the order of their indicators, and items
// in that of their numbers.
func (g *Segregation) sort() {
	byIndicator := func(a, b Segregated) int {
		if a.Group != b.Group {
			return strings.Compare(first(a), first(b))
		}
		return strings.Compare(a.Indicator, b.Indicator)
	}
	slices.SortFunc(g.Groups, byIndicator)
	for i := range g.Groups {
		slices.SortFunc(g.Groups[i].Offices, byIndicator)
		for _, at := range append([]Segregated{g.Groups[i]}, g.Groups[i].Offices...) {
			slices.SortFunc(at.Items, func(a, b SegregatedItem) int { return strings.Compare(string(a.Number), string(b.Number)) })
		}
	}
}

// first is the first indicator of a group.
func first(g Segregated) string {
	least := g.Indicator
	for _, o := range g.Offices {
		if least == "" || o.Indicator < least {
			least = o.Indicator
		}
	}
	return least
}

// SegregationList is the same on paper, to go with the bags.
func (p *Portal) SegregationList(ctx context.Context, who account.Actor, lang i18n.Lang) (out Printout, err error) {
	g, err := p.Segregation(ctx, who, struct{}{})
	if err != nil {
		return out, err
	}
	t := lang.T
	paper := label.Paper{Operator: p.Operator, Title: t("segregation.title"), Lang: lang, Test: who.Mode == account.Test, Footer: t("segregation.footer"),
		Facts: []label.Entry{{Name: t("segregation.day"), Value: lang.Day(g.On)}}}
	for _, group := range g.Groups {
		b := label.Block{Heading: group.Heading(lang), Heads: []label.Head{
			{Name: t("segregation.indicator"), Share: 0.15}, {Name: t("segregation.number"), Share: 0.27}, {Name: t("segregation.recipient"), Share: 0.28},
			{Name: t("segregation.zip"), Share: 0.15}, {Name: t("segregation.weight"), Share: 0.15, Right: true}}}
		for _, office := range group.Offices {
			for _, it := range office.Items {
				b.Rows = append(b.Rows, []string{office.Indicator, it.Number.Grouped(), it.Recipient, it.Postcode, it.Grams.In(lang)})
			}
		}
		if parts := group.ByOffice(lang); parts != "" {
			b.Text = []string{parts}
		}
		b.Total = []string{t("segregation.total"), lang.N("segregation.items", len(group.Items)), "", "", group.Grams.In(lang)}
		paper.Blocks = append(paper.Blocks, b)
	}
	if len(g.Groups) == 0 {
		paper.Blocks = []label.Block{{Text: []string{t("segregation.none")}}}
	}
	return Printout{Name: "segregation-" + g.On.String(), Write: func(w io.Writer) error { return p.Printer.Paper(w, paper) }}, nil
}

// ByOffice counts and weighs what a group has for each of its offices; it is
// empty where there is one.
func (g Segregated) ByOffice(l i18n.Lang) string {
	if len(g.Offices) < 2 {
		return ""
	}
	var parts []string
	for _, o := range g.Offices {
		parts = append(parts, o.Indicator+": "+l.N("segregation.items", len(o.Items))+", "+o.Grams.In(l))
	}
	return strings.Join(parts, " · ")
}

// Heading names a group: the one of a single office by it.
func (g Segregated) Heading(l i18n.Lang) string {
	if len(g.Offices) == 1 && g.Offices[0].Office == g.Group {
		return l.T("segregation.office", "office", g.Group)
	}
	return l.T("segregation.others")
}
