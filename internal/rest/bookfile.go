package rest

import (
	"mime"
	"net/http"

	"ecship/internal/book"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/problem"
	"ecship/internal/sheet"
)

// cardMedia is the media type of vCards (RFC 6350).
const cardMedia = "text/vcard"

var (
	kindQuery   = []parameter{{"kind", "recipient, the default, or sender", "recipient"}}
	importQuery = append(kindQuery[:1:1], dryParameter)
)

// bookKind reads which half of the book is meant.
func (c *call) bookKind() (book.Kind, error) {
	switch k := book.Kind(c.query().Get("kind")); k {
	case "":
		return book.Recipient, nil
	case book.Recipient, book.Sender:
		return k, nil
	}
	return "", problem.New(problem.Invalid, "book.kind", "kind")
}

// exportAddresses answers with one half of the book.
func exportAddresses(card bool) func(*call) error {
	return func(c *call) error {
		k, err := c.bookKind()
		if err != nil {
			return err
		}
		out, err := c.Portal.ExportAddresses(c.r.Context(), c.who, portal.AddressExport{Kind: k, Lang: c.lang, Card: card})
		if !card {
			return c.table(out, err)
		}
		if err != nil {
			return err
		}
		return c.file(cardMedia, attachment(out.Name), out.Write)
	}
}

// AddressImport is what a file of addresses adds to the book.
type AddressImport struct {
	New   int            `json:"new" doc:"addresses that were written into the book; in a dry run, that would be"`
	Known int            `json:"known" doc:"those that stand there already, or twice in the file"`
	Wrong int            `json:"wrong" doc:"those that were left out"`
	Left  []AddressFault `json:"left_out" doc:"why, in the order of the file"`
}

// AddressFault is an address of a file that can't be taken over.
type AddressFault struct {
	Row     int            `json:"row" doc:"its line in the file, or the number of its card"`
	Address postal.Address `json:"address"`
	Faults  []Fault        `json:"faults"`
}

// Fault is what is wrong with a field.
type Fault struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
	Suggest string `json:"suggestion,omitempty"`
}

// addressKinds are the files that addresses are read from, by their media types.
var addressKinds = map[string]string{csvMedia: sheet.CSV, excelMedia: sheet.Excel, cardMedia: "vcf"}

func importAddresses(c *call, _ nothing) (int, AddressImport, error) {
	k, err := c.bookKind()
	if err != nil {
		return 0, AddressImport{}, err
	}
	dry, err := c.dry()
	if err != nil {
		return 0, AddressImport{}, err
	}
	media, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	ending, ok := addressKinds[media]
	if err != nil || !ok {
		return 0, AddressImport{}, status{http.StatusUnsupportedMediaType, problem.New(problem.Invalid, "api.media_sheet", "Content-Type").Suggest(csvMedia)}
	}
	id, err := c.Portal.ReadAddresses(c.r.Context(), c.who, portal.AddressFile{Name: "addresses." + ending, Body: c.r.Body})
	if err != nil {
		return 0, AddressImport{}, ofBody(err)
	}
	do := c.Portal.TakeAddresses
	if dry {
		do = c.Portal.PreviewAddresses
	}
	done, err := do(c.r.Context(), c.who, portal.AddressImport{ID: id, Kind: k})
	out := AddressImport{New: done.New, Known: done.Known, Wrong: done.Wrong, Left: []AddressFault{}}
	for _, r := range done.Rows {
		if r.Err != nil {
			out.Left = append(out.Left, AddressFault{r.Row, r.Address, c.faults(r.Err)})
		}
	}
	return http.StatusOK, out, err
}

func (c *call) faults(p *problem.Problem) (out []Fault) {
	for _, one := range p.All() {
		out = append(out, Fault{one.Field, one.Key, c.lang.T(one.Key, one.Args...), one.Suggestion})
	}
	return out
}

// TwinList are the addresses that stand in the book more than once.
type TwinList struct {
	Twins []AddressTwins `json:"twins"`
}

// AddressTwins are entries that are one address.
type AddressTwins struct {
	Entries []SavedAddress `json:"entries" doc:"last used first"`
	Merged  SavedAddress   `json:"merged" doc:"what is left when they are merged"`
}

func listTwins(c *call, _ nothing) (int, TwinList, error) {
	all, err := c.Portal.AddressTwins(c.r.Context(), c.who)
	out := TwinList{Twins: []AddressTwins{}}
	for _, t := range all {
		one := AddressTwins{Entries: []SavedAddress{}, Merged: savedAddress(t.Merged)}
		for _, e := range t.Entries {
			one.Entries = append(one.Entries, savedAddress(e))
		}
		out.Twins = append(out.Twins, one)
	}
	return http.StatusOK, out, err
}

// Merging names entries that are one address.
type Merging struct {
	IDs []string `json:"ids" doc:"as listed together by listAddressTwins"`
}

func mergeAddresses(c *call, in Merging) (int, SavedAddress, error) {
	if err := mistakenAmong("ids", in.IDs, idKinds["addresses"]); err != nil {
		return 0, SavedAddress{}, err
	}
	e, err := c.Portal.MergeAddresses(c.r.Context(), c.who, in.IDs)
	return http.StatusOK, savedAddress(e), err
}
