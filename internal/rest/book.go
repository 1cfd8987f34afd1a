package rest

import (
	"net/http"
	"slices"
	"time"

	"ecship/internal/book"
	"ecship/internal/policy"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

var addressQuery = []parameter{
	{name: "kind", doc: "recipient or sender"},
	{name: "q", doc: "words that must all be there in name, company, place or town"},
	{name: "place", doc: "code of the place"},
	{name: "after", doc: "the next of the page before"},
	{name: "limit", doc: "entries on a page, 1 to 25; 25 where it is left out"},
}

// NewSavedAddress is an address to write into the book.
type NewSavedAddress struct {
	Kind      book.Kind      `json:"kind" doc:"recipient, or sender: a return address in Hong Kong" example:"recipient"`
	Address   postal.Address `json:"address"`
	Preferred bool           `json:"preferred,omitempty" doc:"of a sender: new items on the pages begin with it"`
}

// ChangedSavedAddress is an entry to save anew, whole: what is left out is empty
// from then on.
type ChangedSavedAddress struct {
	Address   postal.Address `json:"address"`
	Preferred bool           `json:"preferred,omitempty"`
	Version   int64          `json:"version,omitempty" doc:"the one that you read: where somebody has saved since, the answer is 409. Left out, it saves over any"`
}

// SavedAddress is an entry of the address book (M-A3).
type SavedAddress struct {
	ID        string         `json:"id" example:"adr_01JDF3Q2V7X8Z9K4M5N6P7R8S9"`
	Kind      book.Kind      `json:"kind" doc:"recipient or sender"`
	Address   postal.Address `json:"address"`
	Preferred bool           `json:"preferred,omitempty"`
	Version   int64          `json:"version" doc:"counts the saves"`
	CreatedAt time.Time      `json:"created_at"`
	UpdatedAt time.Time      `json:"updated_at"`
	UsedAt    *time.Time     `json:"used_at,omitempty" doc:"when an item last went out with it"`
}

func (a SavedAddress) saved() int64 { return a.Version }

// AddressList is a page of the address book, last used first.
type AddressList struct {
	Addresses []SavedAddress `json:"addresses"`
	Count     int            `json:"count" doc:"of all entries, whatever the filters"`
	Next      string         `json:"next,omitempty" doc:"give it as after to go on; absent at the end"`
}

func listAddresses(c *call, _ nothing) (int, AddressList, error) {
	var l problem.List
	q := c.query()
	in := portal.AddressSearch{Kind: book.Kind(q.Get("kind")), Text: q.Get("q"), Place: q.Get("place"), After: c.after(&l), Limit: c.whole(&l, "limit", 1, policy.PageRows)}
	if in.Kind != "" && !slices.Contains(book.Kinds, in.Kind) {
		l.Add("book.kind", "kind")
	}
	if err := l.Err(); err != nil {
		return 0, AddressList{}, err
	}
	page, err := c.Portal.Addresses(c.r.Context(), c.who, in)
	out := AddressList{Addresses: []SavedAddress{}, Count: page.Count, Next: c.onward(page.Next)}
	for _, e := range page.Entries {
		out.Addresses = append(out.Addresses, savedAddress(e))
	}
	return http.StatusOK, out, err
}

func addAddress(c *call, in NewSavedAddress) (int, SavedAddress, error) {
	made, err := c.Portal.AddAddress(c.r.Context(), c.who, portal.NewAddress{Kind: in.Kind, Address: in.Address, Preferred: in.Preferred, Once: c.onceOf()})
	if err != nil {
		return 0, SavedAddress{}, inAddress(err)
	}
	return c.created("/addresses/"+made.ID, made.Again), savedAddress(made.Entry), nil
}

func getAddress(c *call, _ nothing) (int, SavedAddress, error) {
	e, err := c.Portal.Address(c.r.Context(), c.who, c.r.PathValue("id"))
	return http.StatusOK, savedAddress(e), err
}

func changeAddress(c *call, in ChangedSavedAddress) (int, SavedAddress, error) {
	v, err := c.version(in.Version)
	if err != nil {
		return 0, SavedAddress{}, err
	}
	e, err := c.Portal.ChangeAddress(c.r.Context(), c.who, portal.ChangedAddress{ID: c.r.PathValue("id"), Address: in.Address, Preferred: in.Preferred, Version: v})
	return http.StatusOK, savedAddress(e), inAddress(err)
}

func deleteAddress(c *call) error {
	return c.Portal.DeleteAddress(c.r.Context(), c.who, c.r.PathValue("id"))
}

func savedAddress(e book.Entry) SavedAddress {
	return SavedAddress{ID: e.ID, Kind: e.Kind, Address: e.Address, Preferred: e.Preferred, Version: e.Version,
		CreatedAt: e.CreatedAt.UTC(), UpdatedAt: e.UpdatedAt.UTC(), UsedAt: moment(e.UsedAt)}
}

// inAddress points problems of an address at the member that holds it.
func inAddress(err error) error {
	if err == nil {
		return nil
	}
	first := *problem.Of(err)
	for i, p := range first.More {
		q := *p
		first.More[i] = &q
	}
	for _, p := range first.All() {
		switch p.Field {
		case "", "kind", "Idempotency-Key":
		default:
			p.Field = "address." + p.Field
		}
	}
	return &first
}
