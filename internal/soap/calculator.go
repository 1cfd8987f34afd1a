package soap

import (
	"ecship/internal/portal"
	"ecship/internal/problem"
	"ecship/internal/tariff"
)

// Api01Request asks for an item's postage.
type Api01Request struct {
	ApiRequestObject
	CountryCode       string
	InsuranceAmount   decimal
	InsuranceTypeCode string
	MailSize          string
	MailType          string
	ShipCode          string
	Weight            decimal // kg
}

// Api01 is the answer, in Hong Kong dollars.
type Api01 struct {
	Reply
	AdditionalCharge    decimal
	InsurancePremiumFee decimal
	TotalPostage        decimal
}

func getTotalPostage(c *call, in Api01Request) (out Api01, err error) {
	var l problem.List
	ask := portal.ServiceItem{Request: tariff.Request{Place: placeOf(in.CountryCode), Grams: in.Weight.grams(&l, "weight"), Insured: in.InsuranceAmount.amount(&l, "insuranceAmount")}}
	if ask.Service, err = serviceOf(in.ShipCode); err != nil {
		return out, err
	}
	if err := l.Err(); err != nil {
		return out, err
	}
	q, err := c.Portal.Price(c.r.Context(), c.who, ask)
	if err != nil {
		return out, renamed(err, map[string]string{"place": "countryCode", "service": "shipCode", "insured": "insuranceAmount"})
	}
	if q.Unpriced {
		return out, NotOffered.say("soap.unpriced", "service", q.Service.Name)
	}
	return Api01{AdditionalCharge: cents(q.AddOns), InsurancePremiumFee: cents(q.Premium), TotalPostage: cents(q.Total)}, nil
}
