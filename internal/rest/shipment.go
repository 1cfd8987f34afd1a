package rest

import (
	"net/http"
	"time"

	"ecship/internal/customs"
	"ecship/internal/money"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/shipment"
)

// NewShipment is an item to prepare. Without issue it may be incomplete: it is
// then a draft to be completed on the portal's pages.
type NewShipment struct {
	Service         string               `json:"service,omitempty" doc:"ship code" example:"ARM"`
	Place           string               `json:"place,omitempty" doc:"code of the destination; the recipient's place where it is left out" example:"US"`
	Grams           postal.Grams         `json:"weight_g,omitempty" doc:"estimated weight in whole grams; the counter's scale prevails"`
	Size            *postal.Size         `json:"size,omitempty" doc:"the outside in millimetres"`
	Insured         money.Amount         `json:"insured_cents,omitempty" doc:"cover asked for"`
	AdviceOfReceipt bool                 `json:"advice_of_receipt,omitempty"`
	Sender          *postal.Address      `json:"sender,omitempty" doc:"the return address, in Hong Kong"`
	Recipient       *postal.Address      `json:"recipient,omitempty"`
	Contents        *customs.Declaration `json:"contents,omitempty" doc:"the customs declaration; local items need none"`
	Reference       *string              `json:"reference,omitempty" doc:"your own, to find the item by"`
	Issue           bool                 `json:"issue,omitempty" doc:"issue the label at once; everything must be there"`
}

// Shipment is an item as its sender's programs see it.
type Shipment struct {
	ID              string               `json:"id" doc:"empty in a dry run" example:"shp_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	State           shipment.State       `json:"state" doc:"draft, issued, posted, cancelled, expired or purged"`
	Test            bool                 `json:"test,omitempty" doc:"made with a test key: its papers say SPECIMEN"`
	Service         string               `json:"service,omitempty"`
	ServiceName     string               `json:"service_name,omitempty"`
	Number          postal.Number        `json:"number,omitempty" doc:"the S10 item number, once issued"`
	Reference       string               `json:"reference,omitempty"`
	Sender          *postal.Address      `json:"sender,omitempty"`
	Recipient       *postal.Address      `json:"recipient,omitempty"`
	Grams           postal.Grams         `json:"weight_g,omitempty"`
	Size            *postal.Size         `json:"size,omitempty"`
	Insured         money.Amount         `json:"insured_cents,omitempty"`
	AdviceOfReceipt bool                 `json:"advice_of_receipt,omitempty"`
	Contents        *customs.Declaration `json:"contents,omitempty"`
	Estimate        *shipment.Estimate   `json:"estimate,omitempty" doc:"postage when issued; payable is the rate in force at posting"`
	Missing         []portal.Step        `json:"missing,omitempty" doc:"what a draft still lacks before it can be issued"`
	Asked           *Asked               `json:"asked,omitempty" doc:"what the destination wants to know of a draft's contents"`
	Warnings        []Warning            `json:"warnings,omitempty" doc:"what to look at again; nothing of it stops the label"`
	Form            string               `json:"customs_form,omitempty" doc:"CN22 or CN23, once issued"`
	Exchange        *postal.Exchange     `json:"exchange,omitempty" doc:"the office abroad that takes it"`
	CreatedAt       time.Time            `json:"created_at"`
	IssuedAt        *time.Time           `json:"issued_at,omitempty"`
	PostedAt        *time.Time           `json:"posted_at,omitempty"`
	ExpiresOn       *policy.Day          `json:"expires_on,omitempty" doc:"the last day on which the label is good"`
	Events          []Event              `json:"events,omitempty"`
	Label           string               `json:"label_url,omitempty" doc:"path of the label"`
	Version         int64                `json:"version" doc:"counts the saves"`
}

func (s Shipment) saved() int64 { return s.Version }

// Asked is what a destination wants to know: of all goods, or of commercial
// ones ("sale").
type Asked struct {
	customs.Rule
	References []Reference `json:"references,omitempty" doc:"numbers that may have to be given, in contents.references"`
}

// Reference is a number by which customs know a sender or recipient.
type Reference struct {
	Name     string       `json:"name" example:"ioss"`
	Title    string       `json:"title"`
	Needed   bool         `json:"needed,omitempty" doc:"commercial goods do not go without it"`
	Example  string       `json:"example,omitempty"`
	Most     money.Amount `json:"most_cents,omitempty" doc:"goods worth more can't go under it"`
	Currency string       `json:"currency,omitempty"`
}

// Warning is something to look at again.
type Warning struct {
	Code    string `json:"code"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
}

// Event is a step in an item's history.
type Event struct {
	Event shipment.Event `json:"event"`
	From  shipment.State `json:"from"`
	To    shipment.State `json:"to"`
	At    time.Time      `json:"at"`
}

func createShipment(c *call, in NewShipment) (int, Shipment, error) {
	dry, err := c.dry()
	if err != nil {
		return 0, Shipment{}, err
	}
	made, err := c.Portal.CreateShipment(c.r.Context(), c.who, portal.NewShipment{
		Draft: in.draft(), Issue: in.Issue, Dry: dry, Once: c.onceOf(),
	})
	if err != nil {
		return 0, Shipment{}, in.rename(err)
	}
	if dry {
		return http.StatusOK, c.shipment(made.Item), nil
	}
	return c.created("/shipments/"+made.ID, made.Again), c.shipment(made.Item), nil
}

// draft is the item in the portal's groups.
func (in *NewShipment) draft() portal.Draft {
	d := portal.Draft{Sender: in.Sender, Recipient: in.Recipient, Contents: in.Contents, Reference: in.Reference}
	place := in.Place
	if place == "" && in.Recipient != nil {
		place = in.Recipient.Place
	}
	if in.Service != "" || in.Grams != 0 || in.Place != "" || in.Insured != 0 || in.AdviceOfReceipt || in.Size != nil {
		d.Route = &portal.Route{Service: in.Service, Place: place, Grams: in.Grams, Insured: in.Insured, AdviceOfReceipt: in.AdviceOfReceipt}
		if in.Size != nil {
			d.Route.Size = *in.Size
		}
	}
	return d
}

// rename points problems at the members of this body.
func (in *NewShipment) rename(err error) error {
	if in.Place != "" || in.Recipient == nil {
		return err
	}
	p := *problem.Of(err)
	all := p.All()
	for i, q := range all {
		if q.Field == "place" {
			moved := *q
			moved.Field = "recipient.place"
			all[i] = &moved
		}
	}
	if p.Field == "place" {
		p.Field = "recipient.place"
	}
	p.More = all[1:]
	return &p
}

func getShipment(c *call, _ nothing) (int, Shipment, error) {
	it, err := c.Portal.Shipment(c.r.Context(), c.who, c.r.PathValue("id"))
	if err != nil {
		return 0, Shipment{}, err
	}
	return http.StatusOK, c.shipment(it), nil
}

func issueShipment(c *call, _ nothing) (int, Shipment, error) {
	it, err := c.Portal.IssueShipment(c.r.Context(), c.who, c.r.PathValue("id"))
	if err != nil {
		return 0, Shipment{}, err
	}
	return http.StatusOK, c.shipment(it), nil
}

func (c *call) shipment(it portal.Item) Shipment {
	out := Shipment{
		ID: it.ID, Version: it.Version, State: it.State, Test: it.Test, Service: it.Service, ServiceName: it.ServiceRow.Name.In(c.lang), Number: it.Number,
		Reference: it.Reference, Grams: it.Grams, Insured: it.Insured, AdviceOfReceipt: it.AdviceOfReceipt, Missing: it.Missing, Form: it.Form,
		CreatedAt: it.CreatedAt.UTC(), IssuedAt: moment(it.IssuedAt), PostedAt: moment(it.PostedAt),
	}
	if it.Sender.Name != "" {
		out.Sender = &it.Sender
	}
	if it.Recipient.Place != "" {
		out.Recipient = &it.Recipient
	}
	if it.Size.Known() {
		out.Size = &it.Size
	}
	if len(it.Customs.Lines) > 0 {
		out.Contents = &it.Customs
	}
	if it.State != shipment.Draft && it.Service != "" {
		out.Estimate, out.ExpiresOn = &it.Estimate, &it.ExpiresOn
	} else if it.Quote != nil {
		e := it.Quote.Estimate()
		out.Estimate = &e
	}
	if it.Number != "" && (it.State == shipment.Issued || it.State == shipment.Posted) {
		out.Label = Base + "/shipments/" + it.ID + "/label.pdf"
	}
	if it.Exchange != (postal.Exchange{}) {
		out.Exchange = &it.Exchange
	}
	if it.State == shipment.Draft && it.ServiceRow.Form != "" && it.Recipient.Place != "" {
		out.Asked = &Asked{Rule: it.Asked}
		for _, f := range it.References {
			out.Asked.References = append(out.Asked.References, Reference{f.Name, f.Title.In(c.lang), f.Needed, f.Example, f.Most, f.Currency})
		}
	}
	for _, w := range it.Warnings {
		out.Warnings = append(out.Warnings, Warning{w.Key, w.Field, c.lang.T(w.Key, w.Args...)})
	}
	out.Events = steps(it)
	return out
}

// steps are the events of an item's life.
func steps(it portal.Item) (all []Event) {
	for _, e := range it.Events {
		all = append(all, Event{e.Event, e.From, e.To, e.At.UTC()})
	}
	return all
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
