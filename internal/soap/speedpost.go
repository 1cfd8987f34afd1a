package soap

import (
	"strconv"
	"strings"

	"ecship/internal/customs"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// Api30Request is a Speedpost order, with up to four kinds of goods.
type Api30Request struct {
	ApiRequestObjectSoaz
	AddresseeAddr1       string
	AddresseeAddr2       string
	AddresseeAddr3       string
	AddresseeAddr4       string
	AddresseeCity        string
	AddresseeCompanyName string
	AddresseeCountry     string
	AddresseeEmail       string
	AddresseeFaxNo       string
	AddresseeName        string
	AddresseePostalCode  string
	AddresseeTelNo       string
	Cn23Flag             string
	Cn23ItemTypeCode     string
	Cn23ItemTypeDesc     string
	Comment              string
	CustOrdRef           string
	ImpEmail             string
	ImpFaxNo             string
	ImpRef               string
	ImpTelNo             string
	InsurAmt             decimal
	InsurFlag            string
	InsurRPlanName       string
	ItemCtyCode1         string
	ItemCtyCode2         string
	ItemCtyCode3         string
	ItemCtyCode4         string
	ItemCurrCode1        string
	ItemDesc1            string
	ItemDesc2            string
	ItemDesc3            string
	ItemDesc4            string
	ItemHSCode1          decimal
	ItemHSCode2          decimal
	ItemHSCode3          decimal
	ItemHSCode4          decimal
	ItemQty1             integer
	ItemQty2             integer
	ItemQty3             integer
	ItemQty4             integer
	ItemTypeCode         string
	ItemValue1           decimal
	ItemValue2           decimal
	ItemValue3           decimal
	ItemValue4           decimal
	ItemWgt1             decimal
	ItemWgt2             decimal
	ItemWgt3             decimal
	ItemWgt4             decimal
	NoCert               string
	NoCertInv            decimal
	NoInv                string
	NoLicence            string
	OtherFee             decimal
	PostalChrg           decimal
	ReqURL               string
	SendAddrTypeCode     string
	SendAddress1         string
	SendAddress2         string
	SendAddress3         string
	SendAddress4         string
	SendContactName      string
	SendCustRef          string
	SendEmail            string
	SendFaxNo            string
	SendTelNo            string
	Service              string
}

// Api30 is the item's number.
type Api30 struct {
	ApiResponseObject
	ItemNo string
}

// Api31Request names a Speedpost item whose label is wanted.
type Api31Request struct {
	ApiRequestObjectSoaz
	Cn22NoOfCopy integer
	Cn23NoOfCopy integer
	CreateDate   string
	ItemNo       string
	PrintMode    string
	Signature    string
}

// Api31 is its label, a PDF in Base64. The original declares it a plain string,
// which clients decode themselves.
type Api31 struct {
	ApiResponseObject
	COP binaryText `soap:"COP"`
}

// speedpostFields are the portal's fields as Api30Request calls them.
var speedpostFields = map[string]string{
	"service": "service", "place": "addresseeCountry", "weight": "itemWgt1", "insured": "insurAmt", "reference": "custOrdRef",
	"recipient.name": "addresseeName", "recipient.company": "addresseeCompanyName", "recipient.street": "addresseeAddr1", "recipient.native": "addresseeAddr1",
	"recipient.city": "addresseeCity", "recipient.postcode": "addresseePostalCode", "recipient.place": "addresseeCountry", "recipient.phone": "addresseeTelNo",
	"recipient.email": "addresseeEmail", "sender.name": "sendContactName", "sender.street": "sendAddress1", "sender.native": "sendAddress1",
	"sender.phone": "sendTelNo", "sender.email": "sendEmail", "contents.lines": "itemDesc1", "contents.lines.description": "itemDesc{n}", "contents.lines.quantity": "itemQty{n}",
	"contents.lines.net_weight_g": "itemWgt{n}", "contents.lines.value_cents": "itemValue{n}", "contents.lines.hs_code": "itemHSCode{n}", "contents.lines.origin": "itemCtyCode{n}",
	"contents.category":    "itemTypeCode",
	"contents.explanation": "cn23ItemTypeDesc", "contents.currency": "itemCurrCode1", "contents.comments": "comment", "contents.licence_number": "noLicence",
	"contents.certificate_number": "noCert", "contents.invoice_number": "noInv", "contents.sender_reference": "sendCustRef", "contents.importer_reference": "impRef",
}

func createSoazOrder(c *call, in Api30Request) (out Api30, err error) {
	o, err := in.ordered()
	if err != nil {
		return out, err
	}
	it, err := c.create(o, false)
	out.ItemNo = string(it.Number)
	return out, err
}

func (in Api30Request) ordered() (o ordered, err error) {
	service, err := serviceOf(in.Service)
	if err != nil {
		return o, err
	}
	if service != "EMS" {
		return o, NotOffered.say("soap.not_speedpost", "code", clip(in.Service))
	}
	var l problem.List
	d, weight := in.contents(&l)
	o = ordered{reference: in.CustOrdRef, fields: speedpostFields}
	o.Route = &portal.Route{Service: service, Place: placeOf(in.AddresseeCountry), Grams: weight}
	if strings.EqualFold(in.InsurFlag, "Y") {
		o.Route.Insured = in.InsurAmt.amount(&l, "insurAmt")
	}
	o.Contents = d
	o.Recipient = &postal.Address{Name: in.AddresseeName, Company: in.AddresseeCompanyName, City: in.AddresseeCity, Postcode: in.AddresseePostalCode,
		Place: o.Route.Place, Phone: in.AddresseeTelNo, Email: in.AddresseeEmail}
	address(o.Recipient, strings.Join([]string{in.AddresseeAddr1, in.AddresseeAddr2, in.AddresseeAddr3, in.AddresseeAddr4}, "\n"))
	o.Sender = &postal.Address{Name: in.SendContactName, Place: postal.Home, Phone: in.SendTelNo, Email: in.SendEmail}
	address(o.Sender, strings.Join([]string{in.SendAddress1, in.SendAddress2, in.SendAddress3, in.SendAddress4}, "\n"))
	return o, l.Err()
}

// contents is the customs declaration; a line without a text is none. Some
// client adds fifth lines and more: there are none on the wire.
func (in Api30Request) contents(l *problem.List) (*customs.Declaration, postal.Grams) {
	out := declared{category: in.ItemTypeCode, explanation: in.Cn23ItemTypeDesc, comments: in.Comment, licence: in.NoLicence,
		certificate: in.NoCert, invoice: in.NoInv, senderRef: in.SendCustRef, importerRef: in.ImpRef}
	for i, line := range []struct {
		description, country string
		quantity             integer
		tariff, value, kilos decimal
	}{
		{in.ItemDesc1, in.ItemCtyCode1, in.ItemQty1, in.ItemHSCode1, in.ItemValue1, in.ItemWgt1},
		{in.ItemDesc2, in.ItemCtyCode2, in.ItemQty2, in.ItemHSCode2, in.ItemValue2, in.ItemWgt2},
		{in.ItemDesc3, in.ItemCtyCode3, in.ItemQty3, in.ItemHSCode3, in.ItemValue3, in.ItemWgt3},
		{in.ItemDesc4, in.ItemCtyCode4, in.ItemQty4, in.ItemHSCode4, in.ItemValue4, in.ItemWgt4},
	} {
		if line.description == "" {
			continue
		}
		n := strconv.Itoa(i + 1)
		out.goods = append(out.goods, goods{description: line.description, country: line.country, currency: in.ItemCurrCode1, tariff: tariffCode(line.tariff),
			quantity: line.quantity.count(l, "itemQty"+n), value: line.value.amount(l, "itemValue"+n), weight: line.kilos.grams(l, "itemWgt"+n)})
	}
	return out.declaration(l, speedpostFields)
}

// tariffCode is a tariff number that travelled as a decimal: "610910.0", or 0
// for none.
func tariffCode(d decimal) string {
	s, part, _ := strings.Cut(string(d), ".")
	if strings.Trim(part, "0") != "" {
		s = string(d)
	}
	if strings.Trim(s, "0") == "" {
		return ""
	}
	if len(s)%2 == 1 { // the nought of chapters 1 to 9 is lost on the way
		s = "0" + s
	}
	return s
}

func getSoazAddressPack(c *call, in Api31Request) (out Api31, err error) {
	pdf, err := c.labels([]string{in.ItemNo}, "")
	out.COP = binaryText(pdf)
	return out, err
}
