package label

import (
	"strconv"
	"time"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/postal"
)

// Receipt is the counter's posting receipt: one for all items of a posting,
// showing what was amended (M-E4); without an office it is that of a payment
// online, for items that are not posted yet. It is printed on a roll 80 mm wide.
type Receipt struct {
	Operator i18n.Text
	Office   i18n.Text
	Clerk    string // the name or number that the customer may see
	Number   string // of the receipt
	At       time.Time
	Lang     i18n.Lang
	Test     bool // SPECIMEN stands on it
	Items    []Posted
	Total    money.Amount // what was to be paid at the counter
	Tenders  []Tender
	Change   money.Amount
}

// Posted is one item of a receipt.
type Posted struct {
	Number  postal.Number
	Service i18n.Text
	Place   i18n.Text
	Grams   postal.Grams // as weighed
	// Declared is the weight that the sender gave, Insured and InsuredBefore
	// the cover; both show where the counter amended them (M-E2).
	Declared               postal.Grams
	Insured, InsuredBefore money.Amount
	Postage                money.Amount // all of it, with add-ons and premium
	Prepaid                money.Amount // of it, paid before; more than Postage is an overpayment
}

// Tender is a means of payment and what it paid; Name is in the receipt's
// language.
type Tender struct {
	Name   string
	Amount money.Amount
}

// The roll, in millimetres.
const (
	rollWidth  = 80.0
	rollMargin = 5.0
	// rollLongest is where a receipt goes on to another page: PDF knows no
	// pages above 5 m, and printers' drivers fewer still.
	rollLongest = 1000.0
)

// Page is one page of a receipt.
type Page struct {
	Ply
	rows []row
	zh   i18n.Lang
	test bool
}

// row is a line of a receipt: a text to the left and one to the right.
type row struct {
	left, right string
	size        float64
	bold, rule  bool // rule: a line below
	gap         float64
}

// step is a row's height.
func (r row) step() float64 {
	h := r.gap + r.size*point*1.35
	if r.rule {
		h += 1.6
	}
	return h
}

// Pages lays the receipt out. There is one page unless the posting is very
// long.
func (r *Receipt) Pages() []Page {
	var pages []Page
	page := Page{zh: chinese(r.Lang), test: r.Test}
	page.Width, page.Height = rollWidth, 2*rollMargin
	for _, w := range r.rows() {
		if page.Height+w.step() > rollLongest {
			pages = append(pages, page)
			page.rows, page.Height = nil, 2*rollMargin
		}
		page.rows = append(page.rows, w)
		page.Height += w.step()
	}
	return append(pages, page)
}

// rows are all lines of the receipt in order.
func (r *Receipt) rows() []row {
	t := r.Lang.T
	number := row{left: t("receipt.number"), right: r.Number, size: 8, rule: true}
	rows := []row{
		{left: r.Operator.In(r.Lang), size: 9},
		{left: t("receipt.title"), size: 14, bold: true, gap: 0.5, rule: true},
		{left: t("receipt.office"), right: r.Office.In(r.Lang), size: 8, gap: 1},
		{left: t("receipt.time"), right: r.Lang.Moment(r.At), size: 8},
		{left: t("receipt.clerk"), right: r.Clerk, size: 8},
		number,
	}
	if r.Office == (i18n.Text{}) {
		rows[1].left, rows[3].gap = t("receipt.payment"), 1
		rows = append(rows[:2], rows[3], number)
	}
	for i := range r.Items {
		rows = append(rows, r.Items[i].rows(r.Lang)...)
	}
	rows = append(rows,
		row{left: r.Lang.N("receipt.items", len(r.Items)), size: 8, gap: 1},
		row{left: t("receipt.total"), right: r.Total.HKD(), size: 12, bold: true, rule: true})
	for i, p := range r.Tenders {
		gap := 0.0
		if i == 0 {
			gap = 1
		}
		rows = append(rows, row{left: p.Name, right: p.Amount.HKD(), size: 8.5, gap: gap})
	}
	if r.Change != 0 {
		rows = append(rows, row{left: t("receipt.change"), right: r.Change.HKD(), size: 8.5})
	}
	rows[len(rows)-1].rule = true
	return append(rows, row{left: t("receipt.keep"), size: 7, gap: 1})
}

// rows are the lines of one item.
func (p *Posted) rows(l i18n.Lang) []row {
	weight := kilograms(p.Grams)
	if p.Declared != 0 && p.Declared != p.Grams {
		weight += " (" + l.T("receipt.declared", "weight", kilograms(p.Declared)) + ")"
	}
	rows := []row{
		{left: p.Number.Grouped(), right: p.Postage.HKD(), size: 9.5, bold: true, gap: 1},
		{left: p.Service.In(l) + " · " + p.Place.In(l), size: 8},
		{left: l.T("receipt.weight"), right: weight, size: 8},
	}
	if p.Insured != 0 || p.InsuredBefore != 0 {
		cover := p.Insured.HKD()
		if p.InsuredBefore != p.Insured {
			cover += " (" + l.T("receipt.before", "amount", p.InsuredBefore.HKD()) + ")"
		}
		rows = append(rows, row{left: l.T("receipt.insured"), right: cover, size: 8})
	}
	if p.Prepaid != 0 {
		rows = append(rows, row{left: l.T("receipt.prepaid"), right: (-p.Prepaid).HKD(), size: 8})
		if over := p.Prepaid - p.Postage; over > 0 {
			rows = append(rows, row{left: l.T("receipt.overpaid"), right: over.HKD(), size: 8})
		}
	}
	rows[len(rows)-1].rule = true
	return rows
}

// Draw draws the page.
func (g Page) Draw(c Canvas) {
	p := pen{Canvas: c, zh: g.zh}
	if g.test {
		p.specimen(Ply{Width: g.Width, Height: min(g.Height, 60)})
	}
	y := rollMargin
	right := g.Width - rollMargin
	for _, w := range g.rows {
		baseline := y + w.gap + w.size*point
		st := Style{Size: w.size, Bold: w.bold}
		room := right - rollMargin
		if w.right != "" {
			most := room * 0.72
			if w.left == "" {
				most = room
			}
			s, rst, _ := fitted(most, st, 5, w.right)
			p.right(right, baseline, rst, s)
			room -= width(s, rst) + 2
		}
		p.fit(rollMargin, baseline, room, st, 5, "", w.left)
		y += w.step()
		if w.rule {
			p.Line(rollMargin, y-0.4, right, y-0.4, hairline)
		}
	}
}

// Title is what the file of a receipt is called.
func (r *Receipt) Title() string {
	s := r.Lang.T("receipt.title")
	if r.Number != "" {
		s += " " + r.Number
	}
	if r.Number == "" && len(r.Items) > 1 {
		s += " (" + strconv.Itoa(len(r.Items)) + ")"
	}
	return s
}
