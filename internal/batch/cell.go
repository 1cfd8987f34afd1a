package batch

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"ecship/internal/customs"
	"ecship/internal/i18n"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// cell is one cell being read.
type cell struct {
	row    *row
	column int
	field  Field
	typed  string // as it stands
	text   string // trimmed
}

// bad notes a fault of the cell.
func (c cell) bad(key string, args ...any) {
	c.row.faults = append(c.row.faults, Fault{Column: c.column, Field: c.field, Cell: c.typed,
		Problem: problem.New(problem.Invalid, key, string(c.field.Plain()), append([]any{"cell", short(c.text)}, args...)...)})
}

// mended notes what was taken instead of the cell's text.
func (c cell) mended(key, taken string, args ...any) {
	c.bad(key, append([]any{"taken", short(taken)}, args...)...)
	last := &c.row.faults[len(c.row.faults)-1]
	last.Notice = true
	last.Problem.Suggest(taken)
}

// read puts the cell where it belongs.
func (c cell) read() {
	if strings.ContainsRune(c.text, utf8.RuneError) {
		c.bad("batch.row.unreadable")
		return
	}
	switch {
	case broken(c.text):
		c.bad("batch.row.formula_error")
		return
	case c.text[0] == '=':
		c.bad("batch.row.formula")
		return
	case isDate(c.text) && !c.free():
		c.bad("batch.row.date")
		return
	}
	if n, base := c.field.Goods(); n > 0 {
		c.goods(&c.row.lines[n-1], base)
		return
	}
	r := &c.row.Record
	switch name := string(c.field.Plain()); {
	case strings.HasPrefix(name, "recipient."):
		c.address(&r.Recipient, strings.TrimPrefix(name, "recipient."))
	case strings.HasPrefix(name, "sender."):
		c.address(&r.Sender, strings.TrimPrefix(name, "sender."))
	case strings.HasPrefix(name, "customs."):
		c.customs(&r.Contents, strings.TrimPrefix(name, "customs."))
	default:
		c.item(r, name)
	}
}

// item reads what is of the whole item.
func (c cell) item(r *Record, name string) {
	switch name {
	case "reference":
		r.Reference = c.text
	case "service":
		r.Service = c.service()
	case "weight":
		r.Grams = c.grams()
	case "length":
		r.Size.Length = c.millimetres()
	case "breadth":
		r.Size.Breadth = c.millimetres()
	case "height":
		r.Size.Height = c.millimetres()
	case "size":
		r.Size = c.size()
	case "insured":
		r.Insured = c.insured()
	case "advice_of_receipt":
		r.AdviceOfReceipt = c.yes()
	case "category":
		r.Contents.Category = c.category()
	case "currency":
		c.currency(c.text)
	}
}

// address reads a cell of the recipient or the sender.
func (c cell) address(a *postal.Address, name string) {
	street := func(n int) {
		for len(a.Street) < n {
			a.Street = append(a.Street, "")
		}
		a.Street[n-1] = c.text
	}
	switch name {
	case "country":
		c.row.Place = c.place()
	case "name":
		a.Name = c.text
	case "first_name":
		c.row.first = c.text
	case "last_name":
		c.row.last = c.text
	case "company":
		a.Company = c.text
	case "street.1":
		if lines := addressLines(c.text); len(lines) > 1 {
			a.Street = lines
		} else {
			street(1)
		}
	case "street.2", "street.3":
		n, _ := strconv.Atoi(name[len("street."):])
		street(n)
	case "city":
		a.City = c.text
	case "state":
		a.State = c.text
	case "postcode":
		a.Postcode = c.text
		if a == &c.row.Recipient {
			c.row.zip = func() { c.row.postcode(c.column, c.field, c.typed) }
		}
	case "phone":
		a.Phone = c.phone()
	case "email":
		a.Email = c.text
	case "native.name":
		a.Native.Name = c.text
	case "native.company":
		a.Native.Company = c.text
	case "native.street":
		a.Native.Street = addressLines(c.text)
	}
}

// goods reads a cell of one kind of goods.
func (c cell) goods(g *goods, base Field) {
	g.used = true
	switch base {
	case "item.description":
		g.Description = c.text
	case "item.native":
		g.Native = c.text
	case "item.quantity":
		g.Quantity = c.quantity()
	case "item.weight":
		g.Net = c.grams()
	case "item.unit_weight":
		g.unitWeight = c.grams()
	case "item.value":
		g.Value = c.amount()
	case "item.price":
		g.price = int64(c.amount())
	case "item.hs":
		g.HS = c.hs()
	case "item.origin":
		g.Origin = postal.Country(c.place())
	case "item.product":
		g.Product = c.text
	case "item.maker":
		g.Maker = c.text
	case "item.barcode":
		g.Barcode = c.code()
	case "item.battery":
		g.Battery = c.battery()
	}
}

// customs reads a cell of the declaration as a whole.
func (c cell) customs(d *customs.Declaration, name string) {
	switch name {
	case "sender_reference":
		d.SenderRef = c.text
	case "importer_reference":
		d.ImporterRef = c.text
	case "explanation":
		d.Explanation = c.text
	case "comments":
		d.Comments = c.text
	case "licence":
		d.Licence = c.text
	case "certificate":
		d.Certificate = c.text
	case "invoice":
		d.Invoice = c.text
	default: // one of the numbers that destinations ask for
		if d.References == nil {
			d.References = map[string]string{}
		}
		d.References[name] = c.code()
	}
}

// place is the place that a country's cell means.
func (c cell) place() string {
	key := fold(c.text)
	if code, ok := c.row.seen[key]; ok {
		return code
	}
	p, near := c.row.places.Resolve(c.text, i18n.En)
	if p == nil {
		if len(near) > 0 {
			c.bad("batch.row.country_near", "near", near[0].Name, "code", near[0].Code)
			last := c.row.faults[len(c.row.faults)-1]
			last.Problem.Suggest(near[0].Code)
		} else {
			c.bad("batch.row.country")
		}
		return ""
	}
	if len(c.row.seen) < 1000 { // as many as there are ways to write a country
		c.row.seen[key] = p.Code
	}
	return p.Code
}

// service is the ship code of a service's name or code.
func (c cell) service() string {
	if code, ok := c.row.services[fold(c.text)]; ok {
		return code
	}
	// Programs add to a name what it is in their list: "易寄取（便利店取件）".
	before, _, _ := strings.Cut(norm.NFKC.String(c.text), "(")
	code, ok := c.row.services[fold(before)]
	if !ok {
		c.bad("batch.row.service")
	}
	return code
}

// short is a cell as it can stand in a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
