package soap

import (
	"bytes"
	"errors"
	"strings"

	"ecship/internal/label"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// Api03Request names an order to cancel, by either number.
type Api03Request struct {
	ApiRequestObject
	ItemNo  string
	OrderNo string
}

// Api12Request names a temporary order to cancel.
type Api12Request struct {
	ApiRequestObject
	OrderNo string
}

// Api03 and Api12 say nothing but how it went.
type (
	Api03 struct{ Reply }
	Api12 struct{ Reply }
)

// Api07Request names an order.
type Api07Request struct {
	ApiRequestObject
	OrderNo string
}

// Api07 is an order as it stands.
type Api07 struct {
	Reply
	AdditionalDocument string
	CertificateQty     integer
	CountryCode        string
	DeliveryCharge     decimal
	InsurPermFee       decimal
	ItemNo             string
	OrderNo            string
	OrderStatus        string // draft, issued, posted, cancelled, expired
	RecipientAddress   string
	RecipientCity      string
	RecipientName      string
	RecipientPostalNo  string
	RefNo              string
	SenderName         string
	ShipCode           string
	Weight             decimal // kg
}

// Api11Request names the items whose labels are wanted, in one file.
type Api11Request struct {
	ApiRequestObject
	ItemNo    []string
	PrintMode string
}

// Api11 is the labels, a PDF.
type Api11 struct {
	Reply
	Ap binary
}

// Api10Request names a posted item.
type Api10Request struct {
	ApiRequestObject
	ItemNo string
}

// Api10 is its certificate of posting, a PDF.
type Api10 struct {
	Reply
	COP binary `soap:"COP"`
}

// Api26Request asks for the item number of an order.
type Api26Request struct {
	ApiRequestObject
	SearchParam string
	SearchType  string
	SortOrder   string
}

// Api26 is what was found: the newest item first, or last.
type Api26 struct {
	Reply
	ItemNo  string
	ItemNos []string
	OrderNo string
}

// Api27Request asks where the recipient with a mail collection number collects.
type Api27Request struct {
	ApiRequestObject
	Mcn string
}

// Api27 is the answer, if there were one.
type Api27 struct {
	Reply
	CcCode string
	PlCode string
}

// item is the caller's own item of an order number, or of an item number.
func (c *call) item(order, number string) (portal.Item, error) {
	if order != "" {
		it, err := c.Portal.Shipment(c.r.Context(), c.who, order)
		if err == nil && number != "" && !strings.EqualFold(number, string(it.Number)) {
			err = problem.New(problem.NotFound, "error.not_found", "itemNo")
		}
		return it, err
	}
	it, err := c.Portal.ShipmentNumbered(c.r.Context(), c.who, number)
	if err != nil {
		err = renamed(err, map[string]string{"number": "itemNo"})
	}
	return it, err
}

// ordered is an order that was not issued, or else one that was.
func (c *call) ordered(number string, temporary bool) (it portal.Item, err error) {
	if number == "" {
		return it, problem.New(problem.Invalid, "soap.missing", "orderNo")
	}
	if it, err = c.item(number, ""); err == nil && (it.State == shipment.Draft) != temporary {
		err = problem.New(problem.NotFound, "error.not_found", "orderNo")
	}
	return it, err
}

func cancelOrder(c *call, in Api03Request) (out Api03, err error) {
	if in.OrderNo == "" && in.ItemNo == "" {
		return out, problem.New(problem.Invalid, "soap.missing", "itemNo")
	}
	it, err := c.item(in.OrderNo, in.ItemNo)
	if err == nil && it.State == shipment.Draft {
		err = problem.New(problem.NotFound, "error.not_found", "orderNo")
	}
	if err != nil || it.State == shipment.Cancelled { // sent again
		return out, err
	}
	_, err = c.Portal.CancelShipment(c.r.Context(), c.who, it.ID)
	return out, err
}

func cancelTemporaryOrder(c *call, in Api12Request) (out Api12, err error) {
	it, err := c.ordered(in.OrderNo, true)
	if err == nil {
		_, err = c.Portal.CancelShipment(c.r.Context(), c.who, it.ID)
	}
	return out, err
}

func getOrderInfo(c *call, in Api07Request) (Api07, error)          { return c.info(in, false) }
func getTemporaryOrderInfo(c *call, in Api07Request) (Api07, error) { return c.info(in, true) }

func (c *call) info(in Api07Request, temporary bool) (out Api07, err error) {
	it, err := c.ordered(in.OrderNo, temporary)
	if err != nil {
		return out, err
	}
	e := estimate(it)
	r := it.Recipient
	return Api07{AdditionalDocument: it.Form, CertificateQty: "0", CountryCode: codes[r.Place], DeliveryCharge: cents(e.Postage + e.AddOns), InsurPermFee: cents(e.Premium),
		ItemNo: string(it.Number), OrderNo: it.ID, OrderStatus: string(it.State), RecipientAddress: strings.Join(r.Street, "\n"), RecipientCity: r.City,
		RecipientName: r.Name, RecipientPostalNo: r.Postcode, RefNo: it.Reference, SenderName: it.Sender.Name, ShipCode: it.Service, Weight: kilos(it.Grams)}, nil
}

// estimate is the postage when the label was issued, or of a draft today.
func estimate(it portal.Item) shipment.Estimate {
	if it.Number == "" && it.Quote != nil {
		return it.Quote.Estimate()
	}
	return it.Estimate
}

func getAddressPack(c *call, in Api11Request) (out Api11, err error) {
	out.Ap, err = c.labels(in.ItemNo, in.PrintMode)
	return out, err
}

// labels are the labels of items in one PDF, without instructions: on pages of
// their own size, or in mode 2 several to a sheet of A4.
func (c *call) labels(numbers []string, mode string) (binary, error) {
	how := label.Print{Bare: true}
	if mode == "2" {
		how.Stock = "a4"
	}
	in := portal.Papers{Lang: c.lang, Print: &how, Format: portal.PDF}
	for _, n := range numbers {
		it, err := c.item("", n)
		if err != nil {
			return nil, err
		}
		in.IDs = append(in.IDs, it.ID)
	}
	if len(in.IDs) == 0 {
		return nil, problem.New(problem.Invalid, "soap.missing", "itemNo")
	}
	return paper(c.Portal.Labels(c.r.Context(), c.who, in))
}

// paper is a file's bytes.
func paper(out portal.Printout, err error) (binary, error) {
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := out.Write(&b); err != nil {
		if p := (*problem.Problem)(nil); errors.As(err, &p) {
			return nil, p
		}
		return nil, problem.Because(problem.Internal, "error.internal", err)
	}
	return b.Bytes(), nil
}

func getCOP(c *call, in Api10Request) (out Api10, err error) {
	it, err := c.item("", in.ItemNo)
	if err == nil {
		out.COP, err = paper(c.Portal.Certificate(c.r.Context(), c.who, portal.Paper{ID: it.ID, Lang: c.lang}))
	}
	return out, err
}

// itemsMost is how many items of one reference are told.
const itemsMost = 25

// getItemNo finds issued items by the caller's own reference.
func getItemNo(c *call, in Api26Request) (out Api26, err error) {
	if !strings.EqualFold(in.SearchType, "REF_NO") {
		return out, problem.New(problem.Invalid, "soap.search_type", "searchType")
	}
	ref := postal.CleanText(in.SearchParam)
	if ref == "" {
		return out, problem.New(problem.Invalid, "soap.missing", "searchParam")
	}
	search := portal.Search{Text: ref}
	for pages := 0; pages < itemsMost; pages++ {
		found, err := c.Portal.Shipments(c.r.Context(), c.who, search)
		if err != nil {
			return out, err
		}
		for _, row := range found.Rows {
			if row.Reference != ref || row.Number == "" || len(out.ItemNos) == itemsMost {
				continue
			}
			if out.ItemNos == nil || strings.EqualFold(in.SortOrder, "ASC") {
				out.ItemNo, out.OrderNo = string(row.Number), row.ID
			}
			out.ItemNos = append(out.ItemNos, string(row.Number))
		}
		if search.After = found.Next; found.Next == "" {
			break
		}
	}
	if out.ItemNos == nil {
		return out, problem.New(problem.NotFound, "soap.no_reference", "searchParam")
	}
	return out, nil
}

// getMcnInfo has no answer: mail collection numbers are not known here.
func getMcnInfo(*call, Api27Request) (out Api27, err error) { return out, NotOffered.say("soap.mcn") }
