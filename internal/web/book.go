package web

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/account"
	"ecship/internal/book"
	"ecship/internal/i18n"
	"ecship/internal/portal"
	"ecship/internal/postal"
)

const bookPath = "/addresses"

func addressPath(id string) string { return bookPath + "/" + url.PathEscape(id) }

// kindOf is the half of the book that a page is about.
func kindOf(s string) book.Kind {
	if book.Kind(s) == book.Sender {
		return book.Sender
	}
	return book.Recipient
}

// kindName is a half's message key.
func kindName(k book.Kind) string {
	if k == book.Sender {
		return "book.senders"
	}
	return "book.recipients"
}

// bookLink is the list of a half, with the search kept.
func (v *visit) bookLink(k book.Kind, more ...string) string {
	q := url.Values{}
	if k == book.Sender {
		q.Set("kind", string(k))
	}
	for i := 0; i+1 < len(more); i += 2 {
		if more[i+1] != "" {
			q.Set(more[i], more[i+1])
		}
	}
	return withQuery(bookPath, q)
}

// addresses lists the address book (M-A3).
func (s *site) addresses(v *visit) error {
	k := kindOf(v.get("kind"))
	page, err := s.Portal.Addresses(v.ctx(), v.who, portal.AddressSearch{Kind: k, Text: v.get("q"), After: v.get("after")})
	if err != nil {
		return err
	}
	return v.show(bookPage(v, k, page))
}

// placeName is a place in the visitor's language.
func (v *visit) placeName(code string) string {
	return v.placeText(code).In(v.lang)
}

// placeText is a place in every language.
func (v *visit) placeText(code string) i18n.Text { return v.place(code).Name }

// place is a place's row; one that is not known is called by its code.
func (v *visit) place(code string) postal.Place {
	if p, ok := v.edition().Places.Find(code); ok {
		return *p
	}
	return postal.Place{Code: code, Name: i18n.Text{En: code, Hant: code, Hans: code}}
}

// oneLine is an address below its name: company, street, town, place.
func (v *visit) oneLine(a postal.Address) string {
	var parts []string
	for _, s := range slices.Concat([]string{a.Company}, a.Street, v.place(a.Place).Form.Town(a)) {
		if s = strings.TrimSpace(s); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// found is a row that completes what somebody types; fill says which fields of
// the form get which values.
type found struct {
	Name string            `json:"name"`
	Also string            `json:"also,omitempty"`
	Fill map[string]string `json:"fill,omitempty"`
}

// foundMost is how many rows complete what is typed.
const foundMost = 6

// findAddress completes a recipient's name.
func (s *site) findAddress(v *visit) error {
	page, err := s.Portal.Addresses(v.ctx(), v.who, portal.AddressSearch{Kind: kindOf(v.get("kind")), Text: v.get("q"), Place: v.get("place"), Limit: foundMost})
	if err != nil {
		return err
	}
	rows := []found{}
	for _, e := range page.Entries {
		f := found{Name: e.Address.Name, Also: v.oneLine(e.Address)}
		if as := v.get("as"); as == "" { // the first page of an item asks where to
			f.Also = v.placeName(e.Address.Place)
			f.Fill = map[string]string{"place": v.placeName(e.Address.Place)}
		} else {
			f.Fill = flat(func(t url.Values) { fillWhole(t, as, e.Address) })
		}
		rows = append(rows, f)
	}
	return v.json(rows)
}

// flat is what a function fills into a form, without lists.
func flat(fill func(url.Values)) map[string]string {
	t := url.Values{}
	fill(t)
	all := map[string]string{}
	for k := range t {
		all[k] = t.Get(k)
	}
	return all
}

// json answers a script.
func (v *visit) json(rows any) error {
	v.w.Header().Set("Content-Type", "application/json")
	v.w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(v.w).Encode(rows)
}

// newAddress adds an entry.
func (s *site) newAddress(v *visit) error {
	k := kindOf(v.get("kind"))
	if !v.sent() {
		if k == book.Recipient && !v.restored {
			if near, known := v.whereTo(); !known {
				return v.show(whereToPage(v, near))
			}
		}
		return v.show(addressPage(v, book.Entry{Kind: k}, nil))
	}
	a, near := v.addressTyped(k)
	if len(v.problems) == 0 {
		_, err := s.Portal.AddAddress(v.ctx(), v.who, portal.NewAddress{Kind: k, Address: a, Preferred: v.get("preferred") != ""})
		if err == nil {
			return v.goTo(v.bookLink(k, "note", "saved"))
		}
		if err := v.wrongIn(string(k), err); err != nil {
			return err
		}
	}
	return v.show(addressPage(v, book.Entry{Kind: k}, near))
}

// whereTo is the country of a new recipient, if one was told; its name then
// stands in the form. What is unclear gives places to choose from.
func (v *visit) whereTo() (near []postal.Place, known bool) {
	if v.get("place") == "" && v.get("pick") == "" {
		return nil, false
	}
	near = v.choosePlace()
	if len(v.problems) > 0 {
		return near, false
	}
	v.typed.Set("place", v.placeName(v.get("place")))
	return nil, true
}

// townTyped is the form of the country that stands in an entry's form.
func (v *visit) townTyped(k book.Kind) town {
	if k == book.Sender {
		return v.homeTown()
	}
	if p, _ := v.edition().Places.Resolve(v.get("place"), v.lang); p != nil {
		return townOf(*p, postal.Service{})
	}
	return town{}
}

// addressTyped reads an entry's form.
func (v *visit) addressTyped(k book.Kind) (a postal.Address, near []postal.Place) {
	if k == book.Recipient {
		near = v.choosePlace()
	}
	a = addressFrom(v.typed, string(k))
	if k == book.Recipient {
		a.Place = v.get("place")
	}
	return a, near
}

// wrongIn is wrong for problems whose fields have a prefix in the form.
func (v *visit) wrongIn(prefix string, err error) error {
	from := len(v.problems)
	if err := v.wrong(err); err != nil {
		return err
	}
	for i, p := range v.problems[from:] {
		if p.Field != "" && p.Field != "place" {
			q := *p
			q.Field = prefix + "." + p.Field
			v.problems[from+i] = &q
		}
	}
	return nil
}

// address shows an entry to be changed.
func (s *site) address(v *visit) error {
	e, err := s.Portal.Address(v.ctx(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if !v.sent() {
		if !v.restored {
			v.typed = url.Values{}
			fillAddress(v.typed, string(e.Kind), e.Address)
			v.typed.Set("place", v.placeName(e.Address.Place))
			v.typed.Set("version", itoa(e.Version))
			if e.Preferred {
				v.typed.Set("preferred", "yes")
			}
		}
		return v.show(addressPage(v, e, nil))
	}
	a, near := v.addressTyped(e.Kind)
	if len(v.problems) == 0 {
		version, _ := strconv.ParseInt(v.get("version"), 10, 64) // what is no number saves over any
		_, err := s.Portal.ChangeAddress(v.ctx(), v.who, portal.ChangedAddress{ID: e.ID, Address: a, Preferred: v.get("preferred") != "", Version: version})
		if err == nil {
			return v.goTo(v.bookLink(e.Kind, "note", "saved"))
		}
		if err := v.wrongIn(string(e.Kind), err); err != nil {
			return err
		}
	}
	return v.show(addressPage(v, e, near))
}

func (s *site) deleteAddress(v *visit) error {
	e, err := s.Portal.Address(v.ctx(), v.who, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := s.Portal.DeleteAddress(v.ctx(), v.who, e.ID); err != nil {
		return err
	}
	return v.goTo(v.bookLink(e.Kind, "note", "deleted"))
}

// twins shows what stands in the book more than once, and what merging would
// make of it.
func (s *site) twins(v *visit) error {
	if v.sent() {
		if _, err := s.Portal.MergeAddresses(v.ctx(), v.who, v.typed["id"]); err != nil {
			if err := v.wrong(err); err != nil {
				return err
			}
		} else {
			return v.goTo(bookPath + "/twins?note=merged")
		}
	}
	all, err := s.Portal.AddressTwins(v.ctx(), v.who)
	if err != nil {
		return err
	}
	return v.show(twinsPage(v, all))
}

// mayPrepare tells whether the visitor may change what he sees.
func (v *visit) mayPrepare() bool { return v.who.Sender(account.Prepare) == nil }

// mayPay tells whether the visitor may pay for the customer.
func (v *visit) mayPay() bool { return v.who.Sender(account.Pay) == nil }

// bookNote is the message of what was just done, if it was something.
func bookNote(note string) string {
	switch note {
	case "saved":
		return "book.saved"
	case "deleted":
		return "book.deleted"
	case "imported":
		return "book.imported"
	case "merged":
		return "book.merged"
	}
	return ""
}

func addressTitle(e book.Entry) string {
	if e.ID == "" {
		return "book.add"
	}
	return "book.edit"
}
