package rest

// examples are requests for the document, by operationId; a test holds them
// against its schemas, and the door against what it takes.
var examples = map[string]string{
	"compareServices": `{"place": "US", "weight_g": 500, "value_cents": 20000}`,
	"createShipment": `{"service": "ARM", "weight_g": 500, "reference": "Order 1001", "issue": true,
		"sender": {"name": "Chan Tai Man", "street": ["Flat A, 3/F, 8 Shanghai Street"], "city": "Kowloon", "place": "HK", "phone": "91234567"},
		"recipient": {"name": "Ann O'Neil", "street": ["12 West 34th St"], "city": "New York", "state": "NY", "postcode": "10001", "place": "US"},
		"contents": {"category": "sale", "currency": "HKD", "lines": [{"description": "black tea", "quantity": 2, "net_weight_g": 400, "value_cents": 16000, "hs_code": "090230", "origin": "CN"}]}}`,
	"createShipments": `{"shipments": [{"service": "ARM", "place": "US", "weight_g": 500, "reference": "Order 1001"}, {"service": "ARM", "place": "GB", "weight_g": 320, "reference": "Order 1002"}]}`,
	"cancelShipments": `{"ids": ["shp_06h0c8dd01r0100000638vat28", "shp_06h0c8dd01r01000007dqpx340"]}`,
	"changeShipment":  `{"reference": "Order 1001, second try"}`,
	"issueMany":       `{"recipients": [{"name": "Ann O'Neil", "street": ["12 West 34th St"], "city": "New York", "state": "NY", "postcode": "10001"}], "once": "july"}`,
	"startPayment":    `{"items": ["shp_06h0c8dd01r0100000638vat28"], "method": "deposit", "source": "PM10001", "quoted_cents": 15900}`,
	"createRefund":    `{"shipment": "shp_06h0c8dd01r0100000638vat28", "evidence": "Sold out"}`,
	"createKey":       `{"name": "Till", "scopes": ["see", "prepare"]}`,
	"addAddress":      `{"kind": "recipient", "address": {"name": "Ann O'Neil", "street": ["12 West 34th St"], "city": "New York", "state": "NY", "postcode": "10001", "place": "US"}}`,
	"changeAddress":   `{"address": {"name": "Ann O'Neil", "street": ["14 West 34th St"], "city": "New York", "state": "NY", "postcode": "10001", "place": "US"}, "version": 1}`,
	"mergeAddresses":  `{"ids": ["adr_06h0c8dd01r0100000638vat28", "adr_06h0c8dd01r01000007dqpx340"]}`,
	"askMember":       `{"email": "shop@example.com", "scopes": ["see", "prepare"]}`,
	"addTemplate":     `{"category": "sale", "currency": "HKD", "line": {"description": "black tea", "quantity": 2, "net_weight_g": 400, "value_cents": 16000, "hs_code": "090230", "origin": "CN"}}`,
	"changeTemplate":  `{"category": "sale", "currency": "HKD", "line": {"description": "black tea", "quantity": 4, "net_weight_g": 800, "value_cents": 32000, "hs_code": "090230", "origin": "CN"}, "version": 1}`,
	"createBatch":     `{"rows": [{"reference": "Order 1001", "service": "ARM", "recipient.country": "GB", "recipient.name": "Ann Smith"}], "same": {"sender.name": "Chan Tai Man"}}`,
	"startBatch":      `{"mapping": ["reference", "service", "recipient.country", "recipient.name"]}`,
	"changeBatchRow":  `{"version": 1, "lines": [{"item.1.origin": "HK"}]}`,
	"mendBatchRows":   `{"field": "item.origin", "code": "customs.origin.missing", "text": "CN"}`,
}
