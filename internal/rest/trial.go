package rest

import (
	"net/http"
	"time"

	"ecship/internal/money"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/trial"
)

// Clock is a test customer's time.
type Clock struct {
	Now   time.Time `json:"now"`
	Ahead int64     `json:"ahead_seconds" doc:"of the real time"`
}

// ClockMove moves a test customer's clock on, in one of three ways.
type ClockMove struct {
	By   int64            `json:"by_seconds,omitempty" doc:"this one, or to, or past" example:"3600"`
	To   *time.Time       `json:"to,omitempty" doc:"a moment that is not over for the test customer"`
	Past portal.Milestone `json:"past,omitempty" doc:"charge: just past the next 20:00, when cards are charged; expiry: past the last day of every label that is issued now"`
}

// CounterItem is an item brought to the test counter.
type CounterItem struct {
	Number string `json:"number" doc:"the item number" example:"RR990000010HK"`
}

// WeighedItem is one with what the scale shows.
type WeighedItem struct {
	Number string       `json:"number" doc:"the item number" example:"RR990000010HK"`
	Grams  postal.Grams `json:"weight_g" example:"520"`
}

// RefusedItem is one that the counter does not take.
type RefusedItem struct {
	Number string `json:"number" doc:"the item number" example:"RR990000010HK"`
	Reason string `json:"reason,omitempty" doc:"what the clerk says"`
}

// Posting is what the test counter did.
type Posting struct {
	Shipment Shipment     `json:"shipment"`
	Grams    postal.Grams `json:"weight_g" doc:"what the scale showed"`
	Declared postal.Grams `json:"declared_g"`
	Charged  money.Amount `json:"charged_cents" doc:"postage and premium at that weight"`
	Prepaid  money.Amount `json:"prepaid_cents" doc:"of it, paid before"`
	Paid     money.Amount `json:"paid_cents" doc:"of it, paid at the counter"`
	Overpaid money.Amount `json:"overpaid_cents" doc:"prepaid beyond the charge: it goes back by itself"`
}

// Magic is a word that makes something go wrong.
type Magic struct {
	Word   string       `json:"word" example:"MAGIC-DECLINE"`
	Effect trial.Effect `json:"effect" example:"declined"`
	Does   string       `json:"does" doc:"in the language of Accept-Language"`
}

// MagicList lists them.
type MagicList struct {
	Items []Magic `json:"items"`
}

func (c *call) clock(now time.Time) Clock {
	return Clock{Now: now.UTC(), Ahead: int64(now.Sub(c.Now()) / time.Second)}
}

func getClock(c *call, _ nothing) (int, Clock, error) {
	who, err := c.Portal.Tester(c.r.Context(), c.who, struct{}{})
	return http.StatusOK, c.clock(c.Now().Add(who.Clock)), err
}

// moveMost bounds by_seconds, so that no duration overflows.
const moveMost = 1_000_000_000

func moveClock(c *call, in ClockMove) (int, Clock, error) {
	if in.By < 0 || in.By > moveMost {
		return 0, Clock{}, problem.New(problem.Invalid, "api.whole", "by_seconds", "least", 1, "most", moveMost)
	}
	move := portal.ClockMove{By: time.Duration(in.By) * time.Second, Past: in.Past}
	if in.To != nil {
		move.To = *in.To
	}
	now, err := c.Portal.MoveClock(c.r.Context(), c.who, move)
	return http.StatusOK, c.clock(now), err
}

func acceptAtCounter(c *call, in CounterItem) (int, Posting, error) {
	return c.atCounter(portal.Counter{Number: in.Number})
}

func reweighAtCounter(c *call, in WeighedItem) (int, Posting, error) {
	if in.Grams <= 0 {
		return 0, Posting{}, problem.New(problem.Invalid, "weight.zero", "weight")
	}
	return c.atCounter(portal.Counter{Number: in.Number, Grams: in.Grams})
}

func (c *call) atCounter(in portal.Counter) (int, Posting, error) {
	a, err := c.Portal.AcceptAtTrial(c.r.Context(), c.who, in)
	if err != nil {
		return 0, Posting{}, err
	}
	x := a.Row
	return http.StatusOK, Posting{Shipment: c.shipment(a.Item), Grams: x.Grams, Declared: x.Estimated, Charged: x.Charged.Total,
		Prepaid: min(x.Prepaid, x.Charged.Total), Paid: x.Due(), Overpaid: x.Overpaid()}, nil
}

func refuseAtCounter(c *call, in RefusedItem) (int, Shipment, error) {
	it, err := c.Portal.RefuseAtTrial(c.r.Context(), c.who, portal.Refusal{Number: in.Number, Words: in.Reason})
	if err != nil {
		return 0, Shipment{}, err
	}
	return http.StatusOK, c.shipment(it), nil
}

func listMagic(c *call, _ nothing) (int, MagicList, error) {
	var out MagicList
	for _, m := range trial.Table {
		out.Items = append(out.Items, Magic{m.Word, m.Effect, m.In(c.lang)})
	}
	return http.StatusOK, out, nil
}
