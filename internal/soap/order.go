package soap

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// ordered is an order in the portal's words, from whatever service.
type ordered struct {
	portal.Draft
	reference string
	// permit is the deposit account that pays; without one the item is paid for
	// at the counter.
	permit string
	// fields are the portal's fields as the request called them.
	fields map[string]string
}

// create makes an order's item, and issues and pays for it unless it is a
// temporary one. Sent again, it is the same item (docs/adr/0011-soap-keys.md).
func (c *call) create(o ordered, temporary bool) (it portal.Item, err error) {
	o.Reference, o.Stateless = &o.reference, true
	if o.permit != "" && !temporary {
		if err := c.mayDraw(o.permit); err != nil {
			return it, err
		}
	}
	key := c.once(o)
	var made portal.Created
	for range againMost {
		made, err = c.Portal.CreateShipment(c.r.Context(), c.who, portal.NewShipment{Draft: o.Draft, Issue: !temporary, Once: key})
		if err != nil || !made.Again || o.reference == "" || !over(made.State) {
			break
		}
		key = after(key, made.ID) // the item of that reference is over: this is the next
	}
	if err != nil {
		return it, renamed(err, o.fields)
	}
	if o.permit != "" && !temporary {
		if err := c.pay(made, o.permit, key); err != nil {
			return it, err
		}
	}
	return made.Item, nil
}

// once is the order's idempotency key: of all that it says where it has a
// reference of its own, else of that and the very message.
func (c *call) once(o ordered) portal.Once {
	h := sha256.New()
	if err := json.NewEncoder(h).Encode([]any{c.op.name, o.Draft, o.permit}); err != nil {
		return portal.Once{}
	}
	if o.reference == "" {
		h.Write([]byte(c.token.digest + c.token.nonce + c.token.created))
	}
	sum := h.Sum(nil)
	return portal.Once{Key: "soap-" + hex.EncodeToString(sum), Hash: sum}
}

// againMost is how often an order may be made anew after its item was
// cancelled, within the days that keys are remembered.
const againMost = 50

func over(s shipment.State) bool {
	return s == shipment.Cancelled || s == shipment.Expired || s == shipment.Purged
}

// after is the key of the order that follows one that is over.
func after(k portal.Once, id string) portal.Once {
	sum := sha256.Sum256([]byte(k.Key + id))
	return portal.Once{Key: "soap-" + hex.EncodeToString(sum[:]), Hash: sum[:]}
}

// mayDraw is nil where the permit number is an account of the caller's own.
func (c *call) mayDraw(permit string) error {
	all, err := c.Portal.DepositAccounts(c.r.Context(), c.who)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Number == permit {
			return nil
		}
	}
	return NotPaid.say("soap.permit", "number", clip(permit))
}

// pay draws the postage from a deposit account. Where that fails the item is
// cancelled again, so that nothing stays behind of an order that was refused.
func (c *call) pay(made portal.Created, permit string, key portal.Once) error {
	_, err := c.Portal.StartPayment(c.r.Context(), c.who, portal.NewPayment{Items: []string{made.ID}, Method: "deposit", Source: permit, Once: key})
	if err == nil || made.Again && problem.Of(err).Key == "payment.paid_already" {
		return nil
	}
	if _, undone := c.Portal.CancelShipment(c.r.Context(), c.who, made.ID); undone != nil {
		return undone
	}
	return told{NotPaid, renamed(err, nil)}
}

// renamed are the problems of err at the fields that the caller knows.
func renamed(err error, fields map[string]string) *problem.Problem {
	first := *problem.Of(err)
	all := first.All()
	for i, p := range all {
		moved := *p
		moved.More = nil
		moved.Field = called(p.Field, fields)
		all[i] = &moved
	}
	out := all[0]
	out.More = all[1:]
	return out
}

// called is a field's name on the wire: its own, or that of the group which it
// belongs to.
func called(field string, fields map[string]string) string {
	if rest, ok := strings.CutPrefix(field, "contents.lines."); ok {
		index, name, _ := strings.Cut(rest, ".")
		if i, err := strconv.Atoi(index); err == nil && fields["contents.lines."+name] != "" {
			return strings.NewReplacer("{i}", index, "{n}", strconv.Itoa(i+1)).Replace(fields["contents.lines."+name])
		}
	}
	for at := field; at != ""; {
		if name, ok := fields[at]; ok {
			return name + strings.TrimPrefix(field, at)
		}
		i := strings.LastIndexByte(at, '.')
		if i < 0 {
			break
		}
		at = at[:i]
	}
	return field
}

// categories are the codes of what is inside.
var categories = map[string]customs.Category{
	"M": customs.Sale, "": customs.Sale, "G": customs.Gift, "D": customs.Documents, "S": customs.Sample, "R": customs.Returned, "O": customs.Other,
}

// goods is a line of a declaration as the requests have it.
type goods struct {
	description, country, currency, tariff string
	quantity                               int
	value                                  money.Amount
	weight                                 postal.Grams
}

// declared is what requests say for the customs.
type declared struct {
	goods                           []goods
	category, explanation, comments string
	licence, certificate, invoice   string
	senderRef, importerRef          string
}

// declaration is the goods in one currency with their papers, and their weight,
// because clients send none of the item. An item without goods has no
// declaration. Fields are what the request calls the portal's.
func (in declared) declaration(l *problem.List, fields map[string]string) (d *customs.Declaration, weight postal.Grams) {
	if len(in.goods) == 0 {
		return nil, 0
	}
	d = &customs.Declaration{Explanation: in.explanation, Comments: in.comments, Licence: in.licence, Certificate: in.certificate, Invoice: in.invoice,
		SenderRef: in.senderRef, ImporterRef: in.importerRef}
	var known bool
	if d.Category, known = categories[strings.ToUpper(in.category)]; !known {
		l.Add("soap.category", fields["contents.category"])
	}
	for _, g := range in.goods {
		if d.Currency == "" {
			d.Currency = g.currency
		} else if g.currency != "" && g.currency != d.Currency {
			l.Add("soap.currencies", fields["contents.currency"])
		}
		line := customs.Line{Description: g.description, Quantity: g.quantity, Net: g.weight, Value: g.value, HS: g.tariff}
		if g.country != "" {
			line.Origin = postal.Country(placeOf(g.country))
		}
		d.Lines = append(d.Lines, line)
		weight += g.weight
	}
	return d, weight
}
