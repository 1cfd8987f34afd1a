package rest

import (
	"net/http"

	"ecship/internal/i18n"
	"ecship/internal/money"
	"ecship/internal/postal"
	"ecship/internal/tariff"
)

// QuoteRequest is an item whose postage is asked for.
type QuoteRequest struct {
	Place           string       `json:"place" doc:"the destination: a code such as US or US-UA, or a name" example:"US"`
	Grams           postal.Grams `json:"weight_g" doc:"weight in whole grams" example:"500"`
	Size            *postal.Size `json:"size,omitempty" doc:"the outside in millimetres; without it, letter post is priced as a packet"`
	Value           money.Amount `json:"value_cents,omitempty" doc:"worth of the contents"`
	Insured         money.Amount `json:"insured_cents,omitempty" doc:"cover asked for"`
	AdviceOfReceipt bool         `json:"advice_of_receipt,omitempty" doc:"the recipient's signed card back"`
}

// comparison is an answer in one language that writes its own JSON.
type comparison struct {
	tariff.Comparison
	lang i18n.Lang
}

func compare(c *call, in QuoteRequest) (int, comparison, error) {
	r := tariff.Request{Place: in.Place, Grams: in.Grams, Value: in.Value, Insured: in.Insured, AdviceOfReceipt: in.AdviceOfReceipt}
	if in.Size != nil {
		r.Size = *in.Size
	}
	all, err := c.Portal.Compare(c.r.Context(), c.who, r)
	return http.StatusOK, comparison{all, c.lang}, err
}

// AppendJSON writes the answer.
func (c comparison) AppendJSON(b []byte) []byte { return c.Comparison.AppendJSON(b, c.lang) }
