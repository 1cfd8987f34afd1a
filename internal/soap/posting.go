package soap

import (
	"cmp"
	"strconv"
	"strings"

	"ecship/internal/customs"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// Api02Request is an order: an item to prepare.
type Api02Request struct {
	ApiRequestObject
	CertNumber                 string
	CertQty                    integer
	CountryCode                string
	CreditCardNo               withheld
	DeclarationComments        string
	DropAndGoFlag              string
	ImpEmail                   string
	ImpFaxNo                   string
	ImpRef                     string
	ImpTelNo                   string
	InsurAmount                decimal
	InsurTypeCode              string
	InvoiceNumber              string
	InvoiceQty                 integer
	IpostalStation             string
	ItemCategory               string
	ItemCategoryDesc           string
	ItemNo                     string
	LicenceNumber              string
	MailSize                   string
	MailType                   string
	Mcn                        string
	MerchandiserEmail          string
	NonDeliveryOptions         string
	NoticeMethod               string
	PaidAmt                    decimal
	PayFlag                    string
	PermitNo                   string
	PickupOffice               string
	Products                   []Product
	RecipientAddress           string
	RecipientCity              string
	RecipientContactNo         string
	RecipientContactNoAreaCode string
	RecipientEmail             string
	RecipientFax               string
	RecipientName              string
	RecipientPostalNo          string
	RefNo                      string
	SatchelTypeCode            string
	SenderAddress              string
	SenderContactNo            string
	SenderContactNoAreaCode    string
	SenderCountry              string
	SenderCustRef              string
	SenderEmail                string
	SenderFax                  string
	SenderName                 string
	ShipCode                   string
	SmsLang                    string
}

// Product is a line of goods: weight in kilograms and value are the whole
// line's.
type Product struct {
	ContentDesc       string
	CurrencyCode      string
	ProductCountry    string
	ProductQty        integer
	ProductTariffCode string
	ProductValue      decimal
	ProductWeight     decimal
}

// Api02 is what became of an order.
type Api02 struct {
	Reply
	AdditionalDocument string // the customs form that goes with the item
	DeliveryCharge     decimal
	InsurPermFee       decimal
	ItemNo             string
	OrderNo            string
}

// orderFields are the portal's fields as Api02Request calls them; {i} is a line's
// place from 0, {n} from 1.
var orderFields = map[string]string{
	"service": "shipCode", "place": "countryCode", "weight": "products.productWeight", "insured": "insurAmount", "reference": "refNo",
	"recipient.name": "recipientName", "recipient.street": "recipientAddress", "recipient.native": "recipientAddress", "recipient.city": "recipientCity",
	"recipient.postcode": "recipientPostalNo", "recipient.place": "countryCode", "recipient.phone": "recipientContactNo", "recipient.email": "recipientEmail",
	"sender.name": "senderName", "sender.street": "senderAddress", "sender.native": "senderAddress", "sender.phone": "senderContactNo", "sender.email": "senderEmail",
	"contents.lines": "products", "contents.lines.description": "products.{i}.contentDesc", "contents.lines.quantity": "products.{i}.productQty",
	"contents.lines.net_weight_g": "products.{i}.productWeight", "contents.lines.value_cents": "products.{i}.productValue",
	"contents.lines.hs_code": "products.{i}.productTariffCode", "contents.lines.origin": "products.{i}.productCountry",
	"contents.category": "itemCategory", "contents.explanation": "itemCategoryDesc", "contents.currency": "products.currencyCode",
	"contents.comments": "declarationComments", "contents.licence_number": "licenceNumber", "contents.certificate_number": "certNumber",
	"contents.invoice_number": "invoiceNumber", "contents.sender_reference": "senderCustRef", "contents.importer_reference": "impRef",
}

func createOrder(c *call, in Api02Request) (Api02, error)          { return c.order(in, false) }
func createTemporaryOrder(c *call, in Api02Request) (Api02, error) { return c.order(in, true) }

func (c *call) order(in Api02Request, temporary bool) (out Api02, err error) {
	o, err := in.ordered()
	if err != nil {
		return out, err
	}
	it, err := c.create(o, temporary)
	if err != nil {
		return out, err
	}
	e := estimate(it)
	return Api02{AdditionalDocument: it.Form, DeliveryCharge: cents(e.Postage + e.AddOns), InsurPermFee: cents(e.Premium), ItemNo: string(it.Number), OrderNo: it.ID}, nil
}

// ordered is the order in the portal's words.
func (in Api02Request) ordered() (o ordered, err error) {
	if bool(in.CreditCardNo) || strings.EqualFold(in.PayFlag, "OC") {
		return o, CardRefused.say("soap.card")
	}
	if in.ItemNo != "" {
		return o, NotOffered.say("soap.own_number")
	}
	service, err := serviceOf(in.ShipCode)
	if err != nil {
		return o, err
	}
	var l problem.List
	d, weight := in.contents(&l)
	o = ordered{reference: in.RefNo, permit: in.PermitNo, fields: orderFields}
	o.Route = &portal.Route{Service: service, Place: placeOf(in.CountryCode), Grams: weight, Insured: in.InsurAmount.amount(&l, "insurAmount")}
	o.Contents = d
	o.Recipient = &postal.Address{Name: in.RecipientName, City: in.RecipientCity, Postcode: in.RecipientPostalNo, Place: o.Route.Place,
		Phone: phone(in.RecipientContactNoAreaCode, in.RecipientContactNo), Email: in.RecipientEmail}
	// Where the item is collected, that place is its address.
	address(o.Recipient, cmp.Or(in.RecipientAddress, in.PickupOffice, in.IpostalStation))
	o.Sender = &postal.Address{Name: in.SenderName, Place: postal.Home, Phone: phone(in.SenderContactNoAreaCode, in.SenderContactNo), Email: in.SenderEmail}
	address(o.Sender, in.SenderAddress)
	return o, l.Err()
}

// contents is the customs declaration, and the weight of its goods.
func (in Api02Request) contents(l *problem.List) (*customs.Declaration, postal.Grams) {
	out := declared{category: in.ItemCategory, explanation: in.ItemCategoryDesc, comments: in.DeclarationComments, licence: in.LicenceNumber,
		certificate: in.CertNumber, invoice: in.InvoiceNumber, senderRef: in.SenderCustRef, importerRef: in.ImpRef}
	for i, p := range in.Products {
		at := "products." + strconv.Itoa(i) + "."
		out.goods = append(out.goods, goods{description: p.ContentDesc, country: p.ProductCountry, currency: p.CurrencyCode, tariff: p.ProductTariffCode,
			quantity: p.ProductQty.count(l, at+"productQty"), value: p.ProductValue.amount(l, at+"productValue"), weight: p.ProductWeight.grams(l, at+"productWeight")})
	}
	return out.declaration(l, orderFields)
}
