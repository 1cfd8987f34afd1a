package customs

import (
	"slices"
	"strings"
	"sync"

	"ecship/internal/i18n"
	"ecship/internal/postal"
	"ecship/internal/problem"
)

// Category is the reason for export, by the name of its row in the category
// table.
type Category string

// The categories that the program itself speaks of. Which ones there are, the
// table says.
const (
	Gift      Category = "gift"
	Documents Category = "documents"
	Sample    Category = "sample"
	Sale      Category = "sale"
	Returned  Category = "returned"
	Other     Category = "other"
)

// Reason is a row of the category table: a box of the form.
type Reason struct {
	Category Category
	Name     i18n.Text
	French   string
	Trade    bool // the goods are traded
	Papers   bool // there are no goods: neither a code nor a value is asked
	Gift     bool // goes free of duty up to a worth
	Explain  bool // asks for an explanation
	// Words are what sheets call it besides.
	Words []string
}

// MostReasons is how many boxes the forms have room for.
const MostReasons = 8

// Reasons are the boxes of the form on a day. They do not change once made.
type Reasons struct{ rows []Reason }

// All lists them in the order of the form. The slice is shared: do not change
// it.
func (r *Reasons) All() []Reason { return r.rows }

// Find is the row of a category.
func (r *Reasons) Find(c Category) (Reason, bool) {
	for _, row := range r.rows {
		if row.Category == c {
			return row, true
		}
	}
	return Reason{}, false
}

// Name is how a category is called; one that is on the list no more, by its
// code.
func (r *Reasons) Name(c Category, l i18n.Lang) string {
	if row, ok := r.Find(c); ok {
		return row.Name.In(l)
	}
	return string(c)
}

var reasonColumns = []string{"category", "name_en", "name_zh-Hant", "name_zh-Hans", "name_fr", "trade", "papers", "gift", "explain", "words"}

func (r *Reasons) add(row postal.Row) {
	k := Reason{Category: Category(row.Needed("category")), Name: row.Words("name_"), French: row.Needed("name_fr"),
		Trade: row.Yes("trade"), Papers: row.Yes("papers"), Gift: row.Yes("gift"), Explain: row.Yes("explain")}
	for _, w := range strings.Split(row.Text("words"), "|") {
		if w = strings.TrimSpace(w); w != "" {
			k.Words = append(k.Words, w)
		}
	}
	if _, twice := r.Find(k.Category); twice {
		row.Bad("table.twice", "category")
	}
	if len(r.rows) == MostReasons {
		row.Bad("table.value", "category")
	}
	r.rows = append(r.rows, k)
}

// Standard are the boxes that the program brings along.
var Standard = sync.OnceValue(func() *Reasons {
	r, errs := &Reasons{}, &problem.List{}
	all := EmbeddedTables()
	i := slices.IndexFunc(all, func(t postal.Table) bool { return t.Kind == "category" })
	all[i].Each(reasonColumns, []string{"source"}, errs, r.add)
	return r
})
