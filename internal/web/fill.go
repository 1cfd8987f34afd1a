package web

import (
	"net/url"
	"strconv"

	"ecship/internal/customs"
	"ecship/internal/portal"
	"ecship/internal/postal"
)

// fillStep puts a draft's saved answers into the form.
func fillStep(v *visit, step portal.Step, it portal.Item) {
	t := url.Values{}
	v.typed = t
	switch step {
	case portal.RouteStep:
		fillRoute(t, it)
		t.Set("place", it.PlaceRow.Name.In(v.lang))
	case portal.RecipientStep:
		fillAddress(t, "recipient", it.Recipient)
	case portal.SenderStep:
		fillAddress(t, "sender", it.Sender)
	case portal.ContentsStep:
		fillContents(t, it.Customs)
	}
}

func fillRoute(t url.Values, it portal.Item) {
	t.Set("service", it.Service)
	t.Set("weight", itoa(it.Grams))
	t.Set("reference", it.Reference)
	if it.Size.Known() {
		t.Set("length", centimetres(it.Size.Length))
		t.Set("breadth", centimetres(it.Size.Breadth))
		t.Set("height", centimetres(it.Size.Height))
	}
	if it.Insured > 0 {
		t.Set("insured", it.Insured.String())
	}
	if it.AdviceOfReceipt {
		t.Set("advice_of_receipt", "yes")
	}
}

func fillAddress(t url.Values, prefix string, a postal.Address) {
	set := func(name, s string) { t.Set(prefix+"."+name, s) }
	set("name", a.Name)
	set("company", a.Company)
	set("city", a.City)
	set("state", a.State)
	set("postcode", a.Postcode)
	set("phone", a.Phone)
	set("email", a.Email)
	set("native.name", a.Native.Name)
	set("native.company", a.Native.Company)
	for i, s := range a.Street {
		set("street."+strconv.Itoa(i), s)
	}
	for i, s := range a.Native.Street {
		set("native.street."+strconv.Itoa(i), s)
	}
}

func fillContents(t url.Values, d customs.Declaration) {
	t.Set("contents.category", string(d.Category))
	t.Set("contents.explanation", d.Explanation)
	t.Set("contents.currency", or(d.Currency, "HKD"))
	t.Set("contents.sender_reference", d.SenderRef)
	t.Set("contents.importer_reference", d.ImporterRef)
	t.Set("contents.comments", d.Comments)
	fillReferences(t, d)
	t.Set("lines", strconv.Itoa(max(1, len(d.Lines))))
	for i, l := range d.Lines {
		fillLine(t, i, l)
	}
}

func fillLine(t url.Values, i int, l customs.Line) {
	t.Set(lineField(i, "description"), l.Description)
	t.Set(lineField(i, "native"), l.Native)
	t.Set(lineField(i, "quantity"), itoa(l.Quantity))
	t.Set(lineField(i, "net_weight_g"), itoa(l.Net))
	t.Set(lineField(i, "value_cents"), "")
	if l.Value != 0 {
		t.Set(lineField(i, "value_cents"), l.Value.String())
	}
	t.Set(lineField(i, "hs_code"), l.HS)
	t.Set(lineField(i, "origin"), l.Origin)
	fillAsked(t, i, l)
}
