package web

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"ecship/internal/batch"
	"ecship/internal/customs"
	"ecship/internal/portal"
	"ecship/internal/postal"
	"ecship/internal/sheet"
)

// progressEvent is what a page hears of a file at work; the names are those of
// its data-live attributes.
type progressEvent struct {
	Done    int    `json:"done"`
	All     int    `json:"all"`
	Says    string `json:"says"`
	Left    string `json:"left"`
	Ready   string `json:"ready"`
	Faulty  string `json:"faulty"`
	Issued  string `json:"issued"`
	Postage string `json:"postage"`
}

// tell writes one event.
func (v *visit) tell(b portal.Batch) error {
	data, err := json.Marshal(progressEvent{b.Done(), b.All(), v.progressSays(b), v.timeOf(b), itoa(b.Ready), itoa(b.Faulty), itoa(b.Issued), b.Postage.HKD()})
	if err != nil {
		return err
	}
	name := "event: busy\n"
	if !b.State.Busy() {
		name = "event: done\n"
	}
	_, err = v.w.Write([]byte(name + "data: " + string(data) + "\n\n"))
	return err
}

// progressSays is how far a file is.
func (v *visit) progressSays(b portal.Batch) string {
	if b.State == batch.Issuing {
		return v.T("batch.issuing", "done", b.Done(), "all", b.All())
	}
	return v.T("batch.reading", "done", b.Done(), "all", b.All())
}

// formatSays is what was recognised of a file.
func (v *visit) formatSays(b portal.Batch) string {
	if b.Format.Kind == sheet.Excel {
		return v.T("batch.format.excel", "sheet", b.Format.Sheet)
	}
	return v.T("batch.format.csv", "encoding", b.Format.Encoding, "separator", v.separator(b.Format.Separator))
}

func (v *visit) separator(r rune) string {
	switch r {
	case ',':
		return v.T("batch.separator.comma")
	case ';':
		return v.T("batch.separator.semicolon")
	case '\t':
		return v.T("batch.separator.tab")
	case '|':
		return v.T("batch.separator.bar")
	}
	return string(r)
}

// makerName is the name of the shop whose export a file looks like; these are
// proper names.
func makerName(m batch.Maker) string {
	return map[batch.Maker]string{batch.ECShip: "EC-Ship", batch.Shopify: "Shopify", batch.WooCommerce: "WooCommerce", batch.EBay: "eBay", batch.Amazon: "Amazon", batch.Etsy: "Etsy"}[m]
}

// sameFields are the answers that may hold for every item, in their order.
var sameFields = []batch.Field{"service", "category", "currency", "sender.name", "sender.company", "sender.street.1", "sender.street.2", "sender.city", "sender.phone"}

// columnsFrom is what the form of the columns says. A column whose field is not
// changed keeps the unit that its heading names.
func columnsFrom(typed url.Values, b portal.Batch) portal.StartBatch {
	in := portal.StartBatch{ID: b.ID, Again: typed.Get("again") == "1", Mapping: make(batch.Mapping, len(b.Headings)), Same: portal.Typed{}}
	for i := range b.Headings {
		f := batch.Field(typed.Get("mapping." + strconv.Itoa(i)))
		was := fieldAt(b.Mapping, i)
		if f == was.Plain() {
			f = was
		}
		in.Mapping[i] = f
	}
	for _, f := range sameFields {
		if text := strings.TrimSpace(typed.Get("same." + string(f))); text != "" {
			in.Same[f] = text
		}
	}
	return in
}

func fieldAt(m batch.Mapping, i int) batch.Field {
	if i < len(m) {
		return m[i]
	}
	return ""
}

// columnsView is a file that waits for its columns to be confirmed.
type columnsView struct {
	portal.Batch
	portal.Columns
	used, unused []int // columns
	asked        []batch.Field
}

// columns shows how the columns are read.
func (s *site) columns(v *visit, b portal.Batch) error {
	c, err := s.Portal.BatchColumns(v.ctx(), v.who, b.ID)
	if err != nil {
		return err
	}
	x := columnsView{Batch: b, Columns: c}
	if !v.sent() {
		v.typed = url.Values{}
		fillColumns(v.typed, b, c.Sender)
	}
	has := map[batch.Field]bool{}
	for i := range b.Headings {
		f := batch.Field(v.get("mapping." + strconv.Itoa(i)))
		has[f.Plain()] = true
		if f == "" {
			x.unused = append(x.unused, i)
		} else {
			x.used = append(x.used, i)
		}
	}
	for _, f := range sameFields {
		if !has[f] && (!strings.HasPrefix(string(f), "sender.") || !has["sender.name"]) {
			x.asked = append(x.asked, f)
		}
	}
	return v.show(columnsPage(v, x))
}

// fillColumns puts what was recognised, or answered the last time, into the
// form.
func fillColumns(t url.Values, b portal.Batch, from postal.Address) {
	for i := range b.Headings {
		t.Set("mapping."+strconv.Itoa(i), string(fieldAt(b.Mapping, i).Plain()))
	}
	same := b.Same
	if same == nil {
		same = portal.Typed{"currency": "HKD", "sender.name": from.Name, "sender.company": from.Company, "sender.city": from.City, "sender.phone": from.Phone}
		for i, line := range from.Street[:min(2, len(from.Street))] {
			same[batch.Field("sender.street."+strconv.Itoa(i+1))] = line
		}
		if b.Maker.Shop() {
			same["category"] = string(customs.Sale)
		}
	}
	for f, text := range same {
		t.Set("same."+string(f), text)
	}
}

// fieldOptions are what a column may mean; goods are offered as often as the
// file has them, and once more.
func (v *visit) fieldOptions(m batch.Mapping) []option {
	goods := 1
	for _, f := range m {
		if n, _ := f.Goods(); n >= goods {
			goods = min(n+1, batch.MostGoods)
		}
	}
	all := []option{{"", v.T("batch.not_used")}}
	for _, f := range batch.Fields() {
		if f.OfGoods(1) == f {
			all = append(all, option{string(f), f.Name(v.lang)})
		}
	}
	for n := 1; n <= goods; n++ {
		for _, f := range batch.Fields() {
			if g := f.OfGoods(n); g != f {
				all = append(all, option{string(g), g.Name(v.lang)})
			}
		}
	}
	return all
}

// choices are the answers that a field may have, where there are few.
func (v *visit) choices(f batch.Field) (all []option) {
	switch f {
	case "service":
		for _, scope := range []postal.Scope{postal.Overseas, postal.Local} {
			for _, s := range v.prepared(scope) {
				all = append(all, option{s.Code, s.Name.In(v.lang)})
			}
		}
	case "category":
		all = v.categories()
	case "currency":
		all = currencies()
	}
	if len(all) > 0 {
		all = append([]option{{"", v.T("batch.choose")}}, all...)
	}
	return all
}

// A cause's message key goes into forms and addresses with dashes for its dots:
// as it is, it would look like a text that is missing.
func causeName(key string) string { return strings.ReplaceAll(key, ".", "-") }

func causeOf(typed url.Values) portal.Cause {
	return portal.Cause{Field: batch.Field(typed.Get("field")), Key: strings.ReplaceAll(typed.Get("cause"), "-", ".")}
}

// faultsLink shows the rows of one cause.
func faultsLink(id string, c portal.Cause) string {
	return batchPath(id) + "?" + url.Values{"field": {string(c.Field)}, "cause": {causeName(c.Key)}}.Encode() + "#rows"
}

// rowsLink is a page of the rows, as filtered.
func rowsLink(x rowsView, state batch.RowState, after int) string {
	q := url.Values{}
	if state != "" {
		q.Set("state", string(state))
	}
	if after > 0 {
		q.Set("after", itoa(after))
		if x.filter.Cause.Key != "" {
			q.Del("state")
			q.Set("field", string(x.filter.Cause.Field))
			q.Set("cause", causeName(x.filter.Cause.Key))
		}
	}
	if len(q) == 0 {
		return batchPath(x.ID) + "#rows"
	}
	return batchPath(x.ID) + "?" + q.Encode() + "#rows"
}

func rowPath(id string, n int) string { return batchPath(id) + "/row?n=" + itoa(n) }

// rowTag is the colour of a row's state.
func rowTag(s batch.RowState) string {
	switch s {
	case batch.Ready, batch.Issued:
		return "tag good"
	case batch.Faulty:
		return "tag bad"
	}
	return "tag"
}

// batchTag is the colour of a file's state.
func batchTag(b portal.Batch) string {
	switch {
	case b.State.Busy() || b.State == batch.Uploaded || b.Faulty > 0:
		return "tag warn"
	case b.Issued > 0 && b.Ready == 0:
		return "tag good"
	}
	return "tag"
}

// different tells whether a group's cells say something, and not all the same.
func different(g portal.FaultGroup) bool { return len(g.Values) > 1 }

// batchSays is where a file is, for people.
func batchSays(b portal.Batch) string {
	switch {
	case b.State == batch.Uploaded:
		return "batch.says.uploaded"
	case b.State == batch.Reading:
		return "batch.says.reading"
	case b.State == batch.Issuing:
		return "batch.says.issuing"
	case b.Faulty > 0:
		return "batch.says.faulty"
	case b.Ready > 0:
		return "batch.says.ready"
	case b.Issued > 0:
		return "batch.says.issued"
	}
	return "batch.says.empty"
}

// refreshOf is how often a page without scripts comes anew, in seconds.
func refreshOf(b portal.Batch) int {
	if b.State.Busy() {
		return 2
	}
	return 0
}

// number is a figure of an address, 0 where it is none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func countOf(t portal.Tally, s batch.RowState) int {
	return map[batch.RowState]int{batch.Ready: t.Ready, batch.Faulty: t.Faulty, batch.LeftOut: t.LeftOut, batch.Issued: t.Issued}[s]
}

// groupAsks is the question of a group with one value for all.
func groupAsks(g portal.FaultGroup) string {
	if len(g.Values) == 1 && g.Values[0].Cell != "" {
		return "batch.group.instead"
	}
	return "batch.group.value"
}

// groupSuggests is a value for all, where one is known for all.
func groupSuggests(g portal.FaultGroup) string {
	if len(g.Values) == 1 {
		return or(g.Values[0].Suggestion, g.Values[0].Cell)
	}
	return ""
}

// emptied tells whether a group's cells may just as well be empty: numbers for
// customs that some destinations alone ask for.
func emptied(g portal.FaultGroup) bool {
	return strings.HasPrefix(string(g.Field), "customs.") && slices.ContainsFunc(g.Values, func(v portal.FaultValue) bool { return v.Cell != "" })
}

// shortened is a text as it can stand in a table.
func shortened(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func (v *visit) serviceName(code string) string {
	if s, ok := v.edition().Service(code); ok {
		return s.Name.In(v.lang)
	}
	return ""
}
