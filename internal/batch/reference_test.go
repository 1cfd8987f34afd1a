package batch

import (
	"testing"

	"ecship/internal/customs"
	"ecship/internal/tariff"
)

// M-C10, U-09: the numbers that destinations ask for are columns under the
// names that shops, carriers and sellers give them.
func TestReferenceHeadings(t *testing.T) {
	for field, headings := range map[Field][]string{
		"customs.ioss": {"IOSS", "IOSS Number", "ioss_number", "Sender IOSS No.", "EU IOSS", "IOSS VAT ID", "IOSS 號碼", "IOSS編號", "IOSS税号", "欧盟IOSS号", "歐盟稅號"},
		"customs.eori": {"EORI", "EORI Number", "Recipient EORI", "Consignee EORI number", "Importer EORI No", "EORI 號碼", "EORI编号", "收件人EORI", "收件人 EORI 號碼"},
		"customs.vat":  {"VAT", "VAT Number", "UK VAT", "VAT ID", "VAT Registration Number", "Sender VAT Number", "GB VAT No.", "VAT 號碼", "VAT税号", "英國增值稅號碼", "英国VAT税号", "增值税号"},
		"customs.abn":  {"ABN", "ARN", "ABN/ARN", "ABN Number", "Australian Business Number", "ABN 號碼", "澳洲ABN", "澳洲稅號", "澳大利亚税号"},
		"customs.gst":  {"NZ GST", "GST Number", "GST No.", "New Zealand GST number", "GST 號碼", "GST税号", "紐西蘭 GST 號碼", "新西兰GST号"},
		"customs.voec": {"VOEC", "VOEC Number", "VOEC No.", "Norway VOEC", "VOEC 號碼", "VOEC号码", "挪威VOEC税号"},
		"":             {"Sender EORI", "Exporter EORI number", "VAT amount", "VAT rate", "GST amount", "增值稅金額", "寄件人EORI"},
	} {
		for _, h := range headings {
			if m, _ := Recognise([]string{h}); m[0] != field {
				t.Errorf("%q is %q, not %q", h, m[0], field)
			}
		}
	}
}

// Each number that a destination's rules ask for has its column in our template.
func TestTemplateAsksForReferences(t *testing.T) {
	offered := map[Field]bool{}
	for _, f := range templateFields() {
		offered[f] = true
	}
	e := tariff.Embedded().On(testDay)
	for _, p := range e.Places.All() {
		for _, ref := range e.Customs.References(p.Code) {
			if !offered[Field("customs."+ref.Name)] {
				t.Errorf("%s asks for %s, and the template has no column", p.Code, ref.Name)
			}
		}
		if e.Customs.For(p.Code).Products != customs.Never && (!offered["item.1.product"] || !offered["item.1.maker"]) {
			t.Errorf("%s asks for the maker's number, and the template has no column", p.Code)
		}
	}
}
