package manual

// twin is the REST operation that does what one of SOAP does.
type twin struct{ operation, lesson string }

// twins has a row for every operation of SOAP: readWSDL fails without it. Their
// REST operations are held against the OpenAPI document by a test.
var twins = map[string]twin{
	"createOrder":           {"createShipment", "Say `\"issue\": true`. Payment is a request of its own, with a deposit account or a card; without one the counter is paid."},
	"createTemporaryOrder":  {"createShipment", "Leave `issue` out: the item is a draft, which issueShipment issues."},
	"cancelOrder":           {"cancelShipment", "By the item's id, which is `orderNo`; there is no difference between orders and temporary ones."},
	"cancelTemporaryOrder":  {"cancelShipment", "A draft is thrown away."},
	"getOrderInfo":          {"getShipment", "The answer has the item's state and history besides."},
	"getTemporaryOrderInfo": {"getShipment", "`missing` says what a draft still lacks."},
	"getAddressPack":        {"getLabel", "The answer is the PDF itself, not Base64; label.zpl is for label printers. One item at a time."},
	"getCOP":                {"getCertificate", "The answer is the PDF itself."},
	"getItemNo":             {"listShipments", "`q` finds your own reference, names, places and numbers."},
	"getMcnInfo":            {"", "Mail collection numbers are not offered: the reply has status 106."},
	"getTotalPostage":       {"compareServices", "One request prices every service; no key is needed."},
	"getMTTInfo":            {"trackNumber", "The newest event is the last one of `events`."},
	"getTTInfo":             {"trackNumber", "The texts are in the language of Accept-Language."},
	"createSoazOrder":       {"createShipment", "With the service `EMS`; as many lines of contents as there are."},
	"getSoazAddressPack":    {"getLabel", "The answer is the PDF itself, not Base64."},
}

// bodies are requests to show where a schema alone would make a dull one. They
// are sent to a real server by a test.
var bodies = map[string]string{
	"compareServices": `{"place": "US", "weight_g": 500}`,
	"createShipment": `{
  "service": "ARM", "weight_g": 500, "reference": "Order 17", "issue": true,
  "sender": {"name": "Chan Tai Man", "street": ["8 Shanghai Street"], "city": "Kowloon", "place": "HK", "phone": "91234567"},
  "recipient": {"name": "Sato Yumiko", "street": ["2-11-3 Meguro"], "city": "Tokyo", "postcode": "153-0063", "place": "JP"},
  "contents": {"category": "sale", "currency": "HKD", "lines": [
    {"description": "oolong tea", "quantity": 2, "net_weight_g": 450, "value_cents": 20000, "hs_code": "090240", "origin": "CN"}]}
}`,
	"issueMany": `{
  "once": "newsletter of November",
  "recipients": [
    {"name": "Sato Yumiko", "street": ["2-11-3 Meguro"], "city": "Tokyo", "postcode": "153-0063", "place": "JP"},
    {"name": "Ito Ken", "street": ["4-1 Kanda"], "city": "Tokyo", "postcode": "101-0044", "place": "JP"}]
}`,
	"startPayment":   `{"items": ["shp_01JDF3Q2V7X8Z9K4M5N6P7R8S9"], "method": "sandbox"}`,
	"createRefund":   `{"shipment": "shp_01JDF3Q2V7X8Z9K4M5N6P7R8S9", "evidence": "The customer cancelled the order."}`,
	"addAddress":     `{"kind": "recipient", "address": {"name": "Sato Yumiko", "street": ["2-11-3 Meguro"], "city": "Tokyo", "postcode": "153-0063", "place": "JP"}}`,
	"changeAddress":  `{"address": {"name": "Sato Yumiko", "street": ["2-11-4 Meguro"], "city": "Tokyo", "postcode": "153-0063", "place": "JP"}}`,
	"addTemplate":    `{"category": "sale", "currency": "HKD", "line": {"description": "oolong tea", "quantity": 1, "net_weight_g": 225, "value_cents": 10000, "hs_code": "090240", "origin": "CN"}}`,
	"changeTemplate": `{"category": "sale", "currency": "HKD", "line": {"description": "oolong tea", "quantity": 2, "net_weight_g": 450, "value_cents": 20000, "hs_code": "090240", "origin": "CN"}}`,
	"startBatch":     `{"again": true}`,
	"mendBatchRows":  `{"field": "recipient.place", "code": "place.unknown", "text": "JP"}`,
	"changeBatchRow": `{"lines": [{"weight": "500"}]}`,
}
